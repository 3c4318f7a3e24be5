-- latest 最新文章: One row per article, the latest first
-- article_id 文章编号: Article
-- published_at 发布时间: When it was published
-- title 标题: Headline
-- source 来源: Source the page names
-- site 站点: Site that published the page
-- place 地区: Full name of the place it is about
-- place_code 地区代码: The same in places
-- char_count 字数: Length of the body
-- metrics 指标数: Metrics it states
-- mentions 提及数: Names in its body
-- url 网址: Web address of the page
-- uri 原始地址: Raw file it came from
-- loaded_at 入库时间: UTC; when it was loaded
WITH
stated AS (
    SELECT article_id, count(*) AS metrics FROM metrics GROUP BY article_id
),
named AS (
    SELECT article_id, count(*) AS mentions FROM mentions GROUP BY article_id
)
SELECT
    a.article_id,
    a.published_at,
    a.title,
    a.source,
    a.site,
    p.full_name AS place,
    a.place_code,
    a.char_count,
    coalesce(s.metrics, 0) AS metrics,
    coalesce(n.mentions, 0) AS mentions,
    a.url,
    a.uri,
    a.loaded_at
FROM articles AS a
LEFT JOIN stated AS s ON s.article_id = a.article_id
LEFT JOIN named AS n ON n.article_id = a.article_id
LEFT JOIN places AS p ON p.place_code = a.place_code
ORDER BY a.published_at DESC NULLS LAST, a.article_id
