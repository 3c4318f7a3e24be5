-- top_terms(since, until) 热词: One row per term of the articles published from `since` to before `until`, the most telling first
-- term 词: Term
-- frequency 次数: Times it stands in these articles
-- articles 文章数: Articles among them that hold it
-- all_articles 全部文章数: Articles of the warehouse that hold it
-- score 得分: How much more it stands there than elsewhere: frequency x log of rarity in the whole warehouse
WITH
chosen AS (
    SELECT a.article_id
    FROM articles AS a
    WHERE (since IS NULL OR a.published_at >= since::TIMESTAMP) AND (until IS NULL OR a.published_at < until::TIMESTAMP)
),
here AS (
    SELECT k.term, sum(k.frequency)::BIGINT AS frequency, count(*) AS articles
    FROM keywords AS k
    SEMI JOIN chosen AS c ON c.article_id = k.article_id
    GROUP BY k.term
),
everywhere AS (
    SELECT k.term, count(*) AS articles FROM keywords AS k GROUP BY k.term
),
total AS (
    SELECT count(*) AS articles FROM articles
)
SELECT
    h.term,
    h.frequency,
    h.articles,
    e.articles AS all_articles,
    h.frequency * ln(1 + t.articles / e.articles) AS score
FROM here AS h
JOIN everywhere AS e ON e.term = h.term
CROSS JOIN total AS t
ORDER BY score DESC, h.term
