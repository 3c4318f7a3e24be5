-- people 人物: One row per person and post they are said to hold; one without post for those who have none
-- person_id 人物编号: Person in entities
-- name 姓名: Name
-- aliases 别名: Other ways the name is written
-- post 职务: Post as written
-- organization 单位: Body the post is in, as written
-- place 地区: Full name of the place of the post
-- place_code 地区代码: The same in places
-- status 状态: current, former, acting or seconded
-- first_reported 最早报道: First time an article says so
-- last_reported 最近报道: Last time an article says so
-- reports 报道数: Articles that say so
-- mention_count 提及次数: Mentions of the person in all bodies
-- article_count 文章数: Articles that name the person anywhere
WITH
held AS (
    SELECT
        o.person_id,
        o.post,
        o.organization,
        o.place_code,
        o.status,
        min(a.published_at) AS first_reported,
        max(a.published_at) AS last_reported,
        count(DISTINCT o.article_id) AS reports
    FROM posts AS o
    JOIN articles AS a ON a.article_id = o.article_id
    GROUP BY o.person_id, o.post, o.organization, o.place_code, o.status
)
SELECT
    e.entity_id AS person_id,
    e.name,
    e.aliases,
    h.post,
    h.organization,
    p.full_name AS place,
    h.place_code,
    h.status,
    h.first_reported,
    h.last_reported,
    coalesce(h.reports, 0) AS reports,
    e.mention_count,
    e.article_count
FROM entities AS e
LEFT JOIN held AS h ON h.person_id = e.entity_id
LEFT JOIN places AS p ON p.place_code = h.place_code
WHERE e.kind = 'person'
