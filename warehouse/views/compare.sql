-- compare(indicator, places) 对比: One row per place and period of an indicator, by id or name, in a list of places, by code or name
-- place 地区: Full name of the place; villages and bodies in it are left to series
-- place_code 地区代码: The same in places
-- indicator 指标: Name of the indicator
-- measure 口径: level, change, growth_rate, share, ratio, contribution or difference
-- basis 比较基准: What changes and rates are against
-- is_cumulative 累计: Whether the value is said to be cumulative
-- base_unit 换算单位: Unit of value
-- period 时期: Period in short
-- starts_on 开始: First moment of the period
-- value 数值: Value of the latest article that states it
-- quote 原文数值: The value as written
-- sentence 原句: Sentence that states it
-- article_id 文章编号: Article the value is taken from
-- metric_no 指标序: Its row in metrics
-- sentence_no 句序: Its row in sentences
WITH
wanted AS (
    SELECT p.place_code
    FROM places AS p
    WHERE list_contains(places, p.place_code) OR list_contains(places, p.name) OR list_contains(places, p.full_name)
)
SELECT
    r.place,
    r.place_code,
    r.indicator,
    r.measure,
    r.basis,
    r.is_cumulative,
    r.base_unit,
    r.period,
    r.starts_on,
    r.value,
    r.quote,
    s.text AS sentence,
    r.article_id,
    r.metric_no,
    s.sentence_no
FROM series AS r
JOIN metrics AS m ON m.article_id = r.article_id AND m.metric_no = r.metric_no
JOIN sentences AS s ON s.article_id = m.article_id AND s.sentence_no = m.sentence_no
WHERE r.spot IS NULL AND r.place_code IN (SELECT place_code FROM wanted) AND (r.indicator_id = indicator OR r.indicator = indicator)
ORDER BY r.place_code, r.measure, r.basis, r.is_cumulative, r.base_unit, r.starts_on, r.period
