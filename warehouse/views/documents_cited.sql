-- documents_cited 引用文件: One row per document that any article names
-- entity_id 文件编号: Document in entities
-- title 题名: Title without 《》
-- type 类型: law, regulation, plan, notice, speech, book, newspaper, …; the commonest
-- number 文号: Number: 陕政发〔2020〕3号
-- issuer 发文机关: Who issued it
-- issued 发布次数: Mentions that say it was issued
-- based_on 依据次数: Mentions that say something rests on it
-- studied 学习次数: Mentions that say it was studied
-- mention_count 提及次数: Mentions in all bodies
-- article_count 文章数: Articles that name it in the body
-- first_seen 最早出现: Earliest article that names it
-- last_seen 最近出现: Latest article that names it
SELECT
    e.entity_id,
    e.name AS title,
    mode(d.type ORDER BY d.type) AS type,
    max(d.number) AS number,
    max(d.issuer) AS issuer,
    count(*) FILTER (WHERE d.act = 'issued') AS issued,
    count(*) FILTER (WHERE d.act = 'based_on') AS based_on,
    count(*) FILTER (WHERE d.act = 'studied') AS studied,
    count(*) AS mention_count,
    count(DISTINCT d.article_id) AS article_count,
    min(a.published_at) AS first_seen,
    max(a.published_at) AS last_seen
FROM documents AS d
JOIN mentions AS m ON m.article_id = d.article_id AND m.mention_no = d.mention_no
JOIN entities AS e ON e.entity_id = m.entity_id
JOIN articles AS a ON a.article_id = d.article_id
GROUP BY e.entity_id, e.name
