-- promises 承诺兑现: One row per target, with what was reported later for the same place, indicator and period
-- place 地区: Full name of the place, of what lies in it (a village, a body) with its name behind
-- place_code 地区代码: The same in places; of a village or body, the division it lies in
-- indicator 指标: What is measured, in the words of the text
-- indicator_id 指标编号: The same in indicators
-- measure 口径: level, change, growth_rate, share, ratio, contribution or difference
-- period 时期: Period of the target in short
-- due_on 期限: Last day to keep it: as stated, else the last of its period
-- target 目标数值: The target as written
-- target_value 目标值: The target in base_unit; its lower bound if it has one
-- actual 实际数值: The value reported later, as written
-- actual_value 实际值: The value reported later, in base_unit
-- base_unit 换算单位: Unit of both values
-- outcome 结果: met, missed, no_report, or too_early: no article is newer than due_on
-- target_sentence 目标原句: Sentence that states the target
-- actual_sentence 实际原句: Sentence that reports the value
-- promised_at 提出时间: When the target was published
-- reported_at 报告时间: When the value was published
-- target_article_id 目标文章: Article of the target
-- target_metric_no 目标指标序: Its row in metrics
-- actual_article_id 实际文章: Article of the value
-- actual_metric_no 实际指标序: Its row in metrics
WITH
stated AS (
    SELECT
        m.article_id,
        m.metric_no,
        m.modality,
        m.place_code,
        p.level,
        coalesce(full_place(m.place_name, p.name, p.full_name, p.aliases), m.place_code) AS place,
        m.indicator,
        CASE WHEN m.indicator = i.name OR list_contains(i.words, m.indicator) THEN i.name ELSE m.indicator END AS named,
        m.indicator_id,
        m.measure,
        m.basis,
        coalesce(m.base_unit, m.unit, '') AS base_unit,
        m.starts_on,
        m.ends_before,
        coalesce(m.due_on, m.ends_before - INTERVAL 1 SECOND)::DATE AS due_on,
        m.quote,
        m.qualifier,
        m.direction,
        coalesce(m.base_value, m.value) AS value,
        -- Bounds are in the unit of value; base_value tells by how much they are to be multiplied.
        coalesce(m.base_value / nullif(m.value, 0), 1) * coalesce(m.value_low, m.value_high, m.value) AS bound,
        s.text AS sentence,
        a.published_at
    FROM metrics AS m
    JOIN articles AS a ON a.article_id = m.article_id
    JOIN sentences AS s ON s.article_id = m.article_id AND s.sentence_no = m.sentence_no
    LEFT JOIN indicators AS i ON i.indicator_id = m.indicator_id
    LEFT JOIN places AS p ON p.place_code = m.place_code
    WHERE m.value IS NOT NULL AND m.place_code IS NOT NULL AND m.modality IN ('target', 'actual')
),
-- The latest report of the same thing; a window and not a join with itself, which DuckDB 2.0 never ends under a LIMIT.
beside AS (
    SELECT
        *,
        max(
            CASE WHEN modality = 'actual' AND indicator_id IS NOT NULL AND named IS NOT NULL AND starts_on IS NOT NULL AND published_at IS NOT NULL
                THEN struct_pack(
                    published_at := published_at, article_id := article_id, metric_no := metric_no,
                    quote := quote, value := value, direction := direction, sentence := sentence
                )
            END
        ) OVER (
            PARTITION BY place, named, indicator_id, measure, base_unit, basis, starts_on, ends_before
        ) AS latest
    FROM stated
),
reported AS (
    SELECT
        b.*,
        -- Of a country as a whole texts say too much that is of some part of it; a reprint reports nothing.
        CASE
            WHEN b.latest.published_at > b.published_at AND b.level <> 'country' AND b.latest.sentence <> b.sentence
                THEN b.latest
        END AS report
    FROM beside AS b
    WHERE b.modality = 'target'
)
SELECT
    t.place,
    t.place_code,
    t.indicator,
    t.indicator_id,
    t.measure,
    period(t.starts_on, t.ends_before) AS period,
    t.due_on,
    t.quote AS target,
    t.bound AS target_value,
    t.report.quote AS actual,
    t.report.value AS actual_value,
    t.base_unit,
    CASE
        WHEN t.report IS NULL AND t.due_on >= (SELECT max(a.published_at)::DATE FROM articles AS a) THEN 'too_early'
        WHEN t.report IS NULL THEN 'no_report'
        WHEN t.qualifier = 'under' AND abs(t.report.value) <= abs(t.bound) THEN 'met'
        WHEN t.qualifier = 'under' THEN 'missed'
        WHEN t.measure <> 'level' AND t.direction IS DISTINCT FROM t.report.direction THEN 'missed'
        WHEN abs(t.report.value) >= abs(t.bound) * CASE t.qualifier WHEN 'approx' THEN 0.97 ELSE 1 - 1e-9 END THEN 'met'
        ELSE 'missed'
    END AS outcome,
    t.sentence AS target_sentence,
    t.report.sentence AS actual_sentence,
    t.published_at AS promised_at,
    t.report.published_at AS reported_at,
    t.article_id AS target_article_id,
    t.metric_no AS target_metric_no,
    t.report.article_id AS actual_article_id,
    t.report.metric_no AS actual_metric_no
FROM reported AS t
