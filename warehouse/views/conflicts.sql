-- conflicts 数据矛盾: One row per two articles that state different values for the same place, indicator, measure, period and modality
-- place 地区: Full name of the place
-- place_code 地区代码: The same in places
-- indicator 指标: Name of the indicator
-- indicator_id 指标编号: The same in indicators
-- measure 口径: level, change, growth_rate, share, ratio, contribution or difference
-- modality 性质: actual, target or norm
-- period 时期: Period in short
-- quote 数值一: Value of the earlier article, as written
-- other_quote 数值二: Value of the later article, as written
-- value 值一: Value of the earlier article, in base_unit
-- other_value 值二: Value of the later article, in base_unit
-- base_unit 换算单位: Unit of both values
-- difference 相差: By how much of the larger value they differ, 0 to 1
-- sentence 原句一: Sentence of the earlier article
-- other_sentence 原句二: Sentence of the later article
-- article_id 文章一: Earlier article
-- metric_no 指标序一: Its row in metrics
-- other_article_id 文章二: Later article
-- other_metric_no 指标序二: Its row in metrics
WITH
stated AS (
    SELECT
        m.article_id, m.metric_no, m.sentence_no, m.place_code, m.indicator_id, m.indicator, m.measure, m.modality,
        m.starts_on, m.ends_before, m.is_cumulative, m.quote, a.published_at,
        coalesce(m.subject, '') AS subject,
        coalesce(m.basis, '') AS basis,
        coalesce(m.direction, '') AS direction,
        coalesce(m.base_unit, m.unit, '') AS base_unit,
        coalesce(m.base_value, m.value) AS value,
        count(*) OVER (
            PARTITION BY m.article_id, m.place_code, m.indicator_id, m.measure, m.modality, m.starts_on, m.ends_before,
                coalesce(m.base_unit, m.unit, ''), m.is_cumulative, coalesce(m.basis, '')
        ) AS stated_here
    FROM metrics AS m
    JOIN articles AS a ON a.article_id = m.article_id
    WHERE m.place_code IS NOT NULL AND m.indicator_id IS NOT NULL AND m.starts_on IS NOT NULL
        AND m.ends_before IS NOT NULL AND m.qualifier IN ('exact', 'approx') AND m.value IS NOT NULL
),
-- An article that gives several values for one thing tells parts of it apart in ways the columns do not show.
plain AS (
    SELECT * FROM stated WHERE stated_here = 1
),
pairs AS (
    SELECT
        x.*, y.article_id AS other_article_id, y.metric_no AS other_metric_no, y.sentence_no AS other_sentence_no,
        y.quote AS other_quote, y.value AS other_value,
        abs(x.value - y.value) / greatest(abs(x.value), abs(y.value)) AS difference
    FROM plain AS x
    JOIN plain AS y
        ON y.place_code = x.place_code AND y.indicator_id = x.indicator_id AND y.indicator = x.indicator
        AND y.measure = x.measure AND y.modality = x.modality AND y.starts_on = x.starts_on
        AND y.ends_before = x.ends_before AND y.is_cumulative = x.is_cumulative AND y.base_unit = x.base_unit
        AND y.subject = x.subject AND y.basis = x.basis AND y.direction = x.direction
    WHERE (coalesce(x.published_at, TIMESTAMP '1900-01-01'), x.article_id)
        < (coalesce(y.published_at, TIMESTAMP '1900-01-01'), y.article_id)
        AND x.value <> y.value
)
SELECT
    p.full_name AS place,
    c.place_code,
    i.name AS indicator,
    c.indicator_id,
    c.measure,
    c.modality,
    period(c.starts_on, c.ends_before) AS period,
    c.quote,
    c.other_quote,
    c.value,
    c.other_value,
    c.base_unit,
    c.difference,
    s.text AS sentence,
    t.text AS other_sentence,
    c.article_id,
    c.metric_no,
    c.other_article_id,
    c.other_metric_no
FROM pairs AS c
JOIN sentences AS s ON s.article_id = c.article_id AND s.sentence_no = c.sentence_no
JOIN sentences AS t ON t.article_id = c.other_article_id AND t.sentence_no = c.other_sentence_no
JOIN indicators AS i ON i.indicator_id = c.indicator_id
JOIN places AS p ON p.place_code = c.place_code
-- One value may be rounded from the other.
WHERE c.difference > 0.02 AND s.text <> t.text
