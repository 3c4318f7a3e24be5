-- kwic(word, width) 语境: One row per place a string stands in a body, with `width` characters around it
-- article_id 文章编号: Article
-- start_char 起: First character of the string in articles.body, from 0
-- end_char 止: First character after it
-- before 前文: Characters before it
-- keyword 关键词: The string
-- after 后文: Characters after it
-- title 标题: Headline of the article
-- published_at 发布时间: When the article was published
WITH
cut AS (
    SELECT
        a.article_id,
        a.title,
        a.published_at,
        a.body,
        unnest(string_split(a.body, word)) AS piece,
        generate_subscripts(string_split(a.body, word), 1) AS no
    FROM articles AS a
    WHERE word <> '' AND contains(a.body, word)
),
placed AS (
    SELECT
        c.article_id,
        c.title,
        c.published_at,
        c.body,
        c.no,
        max(c.no) OVER (PARTITION BY c.article_id) AS pieces,
        (sum(length(c.piece)) OVER (PARTITION BY c.article_id ORDER BY c.no ROWS UNBOUNDED PRECEDING)
            + (c.no - 1) * length(word))::INTEGER AS spot
    FROM cut AS c
)
SELECT
    p.article_id,
    p.spot AS start_char,
    p.spot + length(word)::INTEGER AS end_char,
    substring(p.body, greatest(p.spot - width, 0) + 1, least(width, p.spot)) AS before,
    word AS keyword,
    substring(p.body, p.spot + length(word) + 1, width) AS after,
    p.title,
    p.published_at
FROM placed AS p
WHERE p.no < p.pieces
ORDER BY p.published_at NULLS LAST, p.article_id, p.spot
