-- project_history 项目进展: One row per report on a project, in the order of time
-- entity_id 项目编号: Project in entities
-- project 项目: Name of the project
-- place 地区: Full name of the place
-- place_code 地区代码: The same in places
-- step 次序: Which report on the project it is, from 1
-- status 状态: planned, signed, started, building, completed, in_use or stopped
-- status_text 状态原文: Words that say so
-- status_on 状态时间: When it was so
-- published_at 发布时间: When the article was published
-- title 标题: Headline of the article
-- sentence 原句: Sentence that names it
-- article_id 文章编号: Article that reports it
-- project_no 项目序: Its row in projects
SELECT
    j.entity_id,
    j.name AS project,
    p.full_name AS place,
    j.place_code,
    row_number() OVER (
        PARTITION BY j.entity_id
        ORDER BY coalesce(j.status_on, a.published_at) NULLS LAST, a.published_at NULLS LAST, j.article_id, j.project_no
    ) AS step,
    j.status,
    j.status_text,
    j.status_on,
    a.published_at,
    a.title,
    s.text AS sentence,
    j.article_id,
    j.project_no
FROM projects AS j
JOIN articles AS a ON a.article_id = j.article_id
LEFT JOIN sentences AS s
    ON s.article_id = j.article_id AND j.start_char >= s.start_char AND j.start_char < s.end_char
LEFT JOIN places AS p ON p.place_code = j.place_code
