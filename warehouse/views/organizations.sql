-- organizations 单位: One row per organization that any article names
-- organization_id 单位编号: Organization in entities
-- name 名称: Name
-- aliases 别名: Other ways it is written
-- place 地区: Full name of the place it belongs to
-- place_code 地区代码: The same in places
-- people 任职人数: People said to hold a post in it
-- mention_count 提及次数: Mentions in all bodies
-- article_count 文章数: Articles that name it anywhere
-- first_seen 最早出现: Earliest article that names it
-- last_seen 最近出现: Latest article that names it
WITH
held AS (
    SELECT organization_id, count(DISTINCT person_id) AS people
    FROM posts
    GROUP BY organization_id
)
SELECT
    e.entity_id AS organization_id,
    e.name,
    e.aliases,
    p.full_name AS place,
    e.place_code,
    coalesce(h.people, 0) AS people,
    e.mention_count,
    e.article_count,
    e.first_seen,
    e.last_seen
FROM entities AS e
LEFT JOIN held AS h ON h.organization_id = e.entity_id
LEFT JOIN places AS p ON p.place_code = e.place_code
WHERE e.kind = 'organization'
