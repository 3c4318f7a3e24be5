-- places_under(code) 下辖地区: One row per division below a division, at any depth, and per village that articles name in it
-- place_code 地区代码: Place in places; NULL for a village
-- name 名称: Name
-- level 级别: province, prefecture, county, town or village
-- parent_code 上级代码: Division it belongs to
-- full_name 全称: Names from the province down
-- entity_id 实体编号: Place in entities; NULL when no article names it
-- article_count 文章数: Articles that name it
WITH RECURSIVE
below AS (
    SELECT p.place_code, p.name, p.level, p.parent_code, p.full_name
    FROM places AS p
    WHERE p.parent_code = code
    UNION ALL
    SELECT p.place_code, p.name, p.level, p.parent_code, p.full_name
    FROM places AS p
    JOIN below AS b ON p.parent_code = b.place_code
),
named AS (
    SELECT e.entity_id, e.place_code, e.article_count
    FROM entities AS e
    WHERE e.kind = 'place' AND e.place_code IS NOT NULL
),
villages AS (
    SELECT e.name, e.parent_code, p.full_name || e.name AS full_name, e.entity_id, e.article_count
    FROM entities AS e
    JOIN places AS p ON p.place_code = e.parent_code
    WHERE e.kind = 'place' AND e.place_code IS NULL
        AND (e.parent_code = code OR e.parent_code IN (SELECT b.place_code FROM below AS b))
)
SELECT b.place_code, b.name, b.level, b.parent_code, b.full_name, n.entity_id, coalesce(n.article_count, 0) AS article_count
FROM below AS b
LEFT JOIN named AS n ON n.place_code = b.place_code
UNION ALL
SELECT NULL AS place_code, v.name, 'village' AS level, v.parent_code, v.full_name, v.entity_id, v.article_count
FROM villages AS v
ORDER BY full_name, place_code NULLS LAST, entity_id
