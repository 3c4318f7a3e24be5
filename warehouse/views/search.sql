-- search(query, top := 100) 检索: One row per article found, the best first, no more than `top`; all of them for NULL
-- article_id 文章编号: Article
-- title 标题: Headline
-- published_at 发布时间: When it was published
-- place 地区: Full name of the place it is about
-- source 来源: Source the page names
-- matched 命中词数: How many of the terms asked for it holds; those with more come first
-- score 得分: BM25 over title and body; the title weighs three times as much
-- snippet 摘要: Text around the weightiest of the terms
-- uri 原始地址: Raw file it came from
WITH
best AS (
    SELECT h.article_id, h.matched, h.score, h.spot
    FROM search_hits(query) AS h
    ORDER BY h.matched DESC, h.score DESC, h.article_id
    LIMIT top
),
shown AS (
    SELECT b.*, a.title, a.published_at, a.source, a.uri, a.place_code,
        replace(substring(a.body, greatest(coalesce(b.spot, 0) - 15, 0) + 1, 60), chr(10), ' ') AS snippet
    FROM best AS b
    JOIN articles AS a ON a.article_id = b.article_id
),
-- Asked for by code first: a plain left join would read the names of all places.
named AS (
    SELECT p.place_code, p.full_name
    FROM places AS p
    WHERE p.place_code IN (SELECT s.place_code FROM shown AS s)
)
SELECT
    s.article_id,
    s.title,
    s.published_at,
    n.full_name AS place,
    s.source,
    s.matched,
    s.score,
    s.snippet,
    s.uri
FROM shown AS s
LEFT JOIN named AS n ON n.place_code = s.place_code
ORDER BY s.matched DESC, s.score DESC, s.article_id
