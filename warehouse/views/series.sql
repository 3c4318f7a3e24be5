-- series 时间序列: One row per place, indicator, unit, measure and period of actual values; measures are never mixed, nor 粮食产量 with 水泥产量
-- place 地区: Full name of the place, of what lies in it (spot) with its name behind
-- place_code 地区代码: The same in places; of a spot, the division it lies in
-- spot 地点: Village, body or town abroad the values are of, which has no code; NULL for the division itself
-- indicator 指标: Name of the indicator where the text says no more than that, else the words of the text
-- indicator_id 指标编号: The same in indicators
-- base_unit 换算单位: Unit of value
-- measure 口径: level, change, growth_rate, share, ratio, contribution or difference
-- basis 比较基准: What changes and rates are against: yoy, mom, or the text's own words
-- is_cumulative 累计: Whether the value is said to be cumulative
-- period 时期: Period in short: 2019, 2019-Q3, 2019-03
-- starts_on 开始: First moment of the period
-- ends_before 结束前: First moment after the period
-- value 数值: Value of the latest article that states it, below 0 for a fall
-- quote 原文数值: The value as written
-- articles 文章数: Articles that state a value
-- lowest 最低: Lowest value stated
-- highest 最高: Highest value stated
-- article_id 文章编号: Article the value is taken from
-- metric_no 指标序: Its row in metrics
-- published_at 发布时间: When that article was published
WITH
stated AS (
    SELECT
        m.article_id,
        m.metric_no,
        m.place_code,
        full_place(m.place_name, p.name, p.full_name, p.aliases) AS place,
        spot(m.place_name, p.name, p.full_name, p.aliases) AS spot,
        m.indicator_id,
        CASE WHEN m.indicator = i.name OR list_contains(i.words, m.indicator) THEN i.name ELSE m.indicator END
            AS named,
        coalesce(m.base_unit, m.unit, '') AS base_unit,
        m.measure,
        CASE WHEN m.measure <> 'level' THEN m.basis END AS basis,
        m.is_cumulative,
        m.starts_on,
        m.ends_before,
        CASE WHEN m.measure <> 'level' AND m.direction = 'down' THEN -1 ELSE 1 END
            * CASE WHEN m.measure <> 'level' AND m.direction = 'down'
                THEN abs(coalesce(m.base_value, m.value)) ELSE coalesce(m.base_value, m.value) END AS value,
        m.quote,
        a.published_at
    FROM metrics AS m
    JOIN articles AS a ON a.article_id = m.article_id
    JOIN indicators AS i ON i.indicator_id = m.indicator_id
    JOIN places AS p ON p.place_code = m.place_code
    WHERE m.modality = 'actual' AND m.place_code IS NOT NULL AND m.indicator_id IS NOT NULL
        AND m.starts_on IS NOT NULL AND m.ends_before IS NOT NULL AND m.value IS NOT NULL
),
ordered AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY place_code, place, indicator_id, named, base_unit, measure, basis, is_cumulative, starts_on,
                ends_before
            ORDER BY published_at DESC NULLS LAST, article_id, metric_no
        ) AS newest
    FROM stated
),
gathered AS (
    SELECT
        place_code, place, spot, indicator_id, named, base_unit, measure, basis, is_cumulative, starts_on, ends_before,
        count(DISTINCT article_id) AS articles,
        min(value) AS lowest,
        max(value) AS highest,
        max(value) FILTER (WHERE newest = 1) AS value,
        max(quote) FILTER (WHERE newest = 1) AS quote,
        max(article_id) FILTER (WHERE newest = 1) AS article_id,
        max(metric_no) FILTER (WHERE newest = 1) AS metric_no,
        max(published_at) FILTER (WHERE newest = 1) AS published_at
    FROM ordered
    GROUP BY
        place_code, place, spot, indicator_id, named, base_unit, measure, basis, is_cumulative, starts_on, ends_before
)
SELECT
    g.place,
    g.place_code,
    g.spot,
    g.named AS indicator,
    g.indicator_id,
    g.base_unit,
    g.measure,
    g.basis,
    g.is_cumulative,
    period(g.starts_on, g.ends_before) AS period,
    g.starts_on,
    g.ends_before,
    g.value,
    g.quote,
    g.articles,
    g.lowest,
    g.highest,
    g.article_id,
    g.metric_no,
    g.published_at
FROM gathered AS g
