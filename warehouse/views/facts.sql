-- facts 事实: One row per metric as a person reads it
-- article_id 文章编号: Article that states it
-- metric_no 指标序: Its row in metrics
-- place 地区: Full name of the place, of what lies in it (spot) with its name behind; or the name the text gives
-- place_code 地区代码: The same in places; of a spot, the division it lies in
-- spot 地点: Village, body or town abroad the value is of, which has no code; NULL for the division itself
-- subject 主体: Who or what the value is of, as written
-- indicator 指标: What is measured, in the words of the text
-- indicator_id 指标编号: The same in indicators
-- quote 原文数值: The value as written: 8000余万元
-- value 数值: The number, 万 and 亿 multiplied out; midpoint of a range
-- value_low 下限: Lower bound; NULL when open
-- value_high 上限: Upper bound; NULL when open
-- unit 单位: Unit of value
-- base_value 换算值: Value in base_unit, to compare
-- base_unit 换算单位: Unit that makes values comparable
-- qualifier 限定: exact, approx, over, under or range
-- measure 口径: level, change, growth_rate, share, ratio, contribution or difference
-- direction 方向: up or down
-- basis 比较基准: yoy, mom, or the text's own words
-- is_cumulative 累计: The text says 累计, 总计 or 截至
-- modality 性质: actual, target or norm
-- period 时期: Period in short: 2019, 2019-Q3, 2019-03
-- period_text 时间原文: Words that give the period
-- starts_on 开始: First moment of the period
-- ends_before 结束前: First moment after the period
-- due_on 期限: When a target is due
-- attributed_to 出自: Whom the text names as saying it
-- sentence 原句: Sentence that states it
-- sentence_no 句序: Its row in sentences
-- title 标题: Headline of the article
-- published_at 发布时间: When the article was published
-- source 来源: Source the page names
-- site 站点: Site that published the page
-- url 网址: Web address of the page
-- uri 原始地址: Raw file the article came from
-- confidence 可信度: How sure the rule is, 0 to 1
-- rule 规则: Rule that made the row
-- reviewed 已核: Somebody said the row is right, or corrected it
WITH
reviews AS (
    SELECT DISTINCT body_sha256, start_char, end_char
    FROM corrections
    WHERE status = 'applied' AND (field = 'metrics' OR starts_with(field, 'metrics.'))
)
SELECT
    m.article_id,
    m.metric_no,
    full_place(m.place_name, p.name, p.full_name, p.aliases) AS place,
    m.place_code,
    spot(m.place_name, p.name, p.full_name, p.aliases) AS spot,
    m.subject,
    m.indicator,
    m.indicator_id,
    m.quote,
    m.value,
    m.value_low,
    m.value_high,
    m.unit,
    m.base_value,
    m.base_unit,
    m.qualifier,
    m.measure,
    m.direction,
    m.basis,
    m.is_cumulative,
    m.modality,
    period(m.starts_on, m.ends_before) AS period,
    m.period_text,
    m.starts_on,
    m.ends_before,
    m.due_on,
    m.attributed_to,
    s.text AS sentence,
    m.sentence_no,
    a.title,
    a.published_at,
    a.source,
    a.site,
    a.url,
    a.uri,
    m.confidence,
    m.rule,
    r.body_sha256 IS NOT NULL AS reviewed
FROM metrics AS m
JOIN articles AS a ON a.article_id = m.article_id
JOIN sentences AS s ON s.article_id = m.article_id AND s.sentence_no = m.sentence_no
LEFT JOIN places AS p ON p.place_code = m.place_code
LEFT JOIN reviews AS r
    ON r.body_sha256 = a.body_sha256 AND r.start_char = m.start_char AND r.end_char = m.end_char
