-- conflicts 数据矛盾: One row per two articles that state different values for the same place, indicator, measure, period and modality
-- place 地区: Full name of the place; villages and bodies in it are left out
-- place_code 地区代码: The same in places
-- indicator 指标: Name of the indicator where the texts say no more than that, else the words of the texts
-- indicator_id 指标编号: The same in indicators; NULL where it has none for the words of the texts
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
        m.article_id, m.metric_no, m.sentence_no, m.start_char, m.place_code, m.place_name, m.indicator_id, m.measure,
        m.modality, m.starts_on, m.ends_before, m.is_cumulative, m.quote, m.qualifier, m.modality_cue,
        CASE WHEN m.indicator = i.name OR list_contains(i.words, m.indicator) THEN i.name ELSE m.indicator END
            AS indicator,
        coalesce(m.basis, '') AS basis,
        coalesce(m.direction, '') AS direction,
        coalesce(m.base_unit, m.unit, '') AS base_unit,
        coalesce(m.base_value, m.value) AS value,
        count(*) OVER (
            PARTITION BY m.article_id, m.place_code, coalesce(m.indicator_id, m.indicator), m.measure, m.modality,
                m.starts_on, m.ends_before, coalesce(m.base_unit, m.unit, ''), m.is_cumulative, coalesce(m.basis, '')
        ) AS stated_here
    FROM metrics AS m
    LEFT JOIN indicators AS i ON i.indicator_id = m.indicator_id
    JOIN places AS p ON p.place_code = m.place_code
    WHERE spot(m.place_name, p.name, p.full_name, p.aliases) IS NULL AND m.measure IN ('level', 'growth_rate', 'share') AND m.place_code IS NOT NULL AND m.indicator IS NOT NULL
        AND m.starts_on IS NOT NULL AND m.ends_before IS NOT NULL AND m.value IS NOT NULL
),
-- An article that gives several values for one thing tells parts of it apart in ways the columns do not show. Those
-- who foresee differ in good faith.
plain AS (
    SELECT s.*, coalesce(a.published_at, TIMESTAMP '1900-01-01') AS published_at
    FROM stated AS s
    JOIN articles AS a ON a.article_id = s.article_id
    WHERE s.stated_here = 1 AND s.qualifier IN ('exact', 'approx')
        AND NOT regexp_matches(coalesce(s.modality_cue, ''), '[预估]|有望|可能')
),
-- All that is said of one thing, beside each. A window and not a join with itself, which DuckDB 2.0 never ends under a
-- LIMIT.
beside AS (
    SELECT
        p.*,
        list(
            struct_pack(
                published_at := p.published_at, article_id := p.article_id, metric_no := p.metric_no,
                quote := p.quote, value := p.value
            )
        ) OVER (
            PARTITION BY p.place_code, p.indicator, p.measure, p.modality, p.starts_on, p.ends_before,
                p.is_cumulative, p.base_unit, p.basis, p.direction
        ) AS everyone
    FROM plain AS p
),
every_pair AS (
    SELECT b.*, unnest(b.everyone) AS other
    FROM beside AS b
    WHERE len(b.everyone) > 1
),
pairs AS MATERIALIZED (
    SELECT
        e.*, e.other.article_id AS other_article_id, e.other.metric_no AS other_metric_no,
        e.other.quote AS other_quote, e.other.value AS other_value,
        abs(e.value - e.other.value) / greatest(abs(e.value), abs(e.other.value)) AS difference
    FROM every_pair AS e
    WHERE (e.published_at, e.article_id) < (e.other.published_at, e.other.article_id)
        -- One value may be rounded from the other.
        AND abs(e.value - e.other.value) > 0.02 * greatest(abs(e.value), abs(e.other.value))
        -- A sum goes on growing while its time runs.
        AND NOT (e.is_cumulative AND e.other.value > e.value AND e.published_at < e.ends_before)
),
framed AS (
    SELECT
        p.article_id, p.metric_no, p.place_code, p.place_name, p.sentence_no, p.start_char, s.text,
        substring(s.text, 1, p.start_char - s.start_char) AS lead
    FROM plain AS p
    JOIN sentences AS s ON s.article_id = p.article_id AND s.sentence_no = p.sentence_no
    WHERE (p.article_id, p.metric_no) IN (
        SELECT (c.article_id, c.metric_no) FROM pairs AS c
        UNION ALL
        SELECT (c.other_article_id, c.other_metric_no) FROM pairs AS c
    )
),
-- Bodies named in the clause do what is counted; another place in the sentence may share it.
around AS (
    SELECT
        f.article_id,
        f.metric_no,
        coalesce(
            list_sort(list_distinct(list(n.name) FILTER (n.kind IN ('organization', 'person')
                AND n.start_char < f.start_char
                AND n.start_char >= f.start_char - length(regexp_extract(f.lead, '[^，。；：！？,;:]*$'))))), []) AS actors,
        coalesce(bool_or(n.kind = 'place' AND n.place_code IS NOT NULL AND n.place_code <> f.place_code
            AND regexp_matches(n.place_code, '^[0-9]')
            AND NOT starts_with(f.place_code, regexp_replace(n.place_code, '(00)+$', ''))
            AND NOT starts_with(n.place_code, regexp_replace(f.place_code, '(00)+$', ''))), false) AS is_shared
    FROM framed AS f
    LEFT JOIN mentions AS n ON n.article_id = f.article_id AND n.sentence_no = f.sentence_no
    GROUP BY ALL
),
-- Firm where the sentence says before the value of which place it speaks, or the whole article is about that town or
-- county.
firm AS (
    SELECT f.*, r.actors
    FROM framed AS f
    JOIN around AS r ON r.article_id = f.article_id AND r.metric_no = f.metric_no
    JOIN articles AS a ON a.article_id = f.article_id
    JOIN places AS p ON p.place_code = f.place_code
    WHERE NOT r.is_shared
        -- What it was before is not what it is.
        AND (f.article_id, f.metric_no) NOT IN (
            SELECT (l.article_id, l.metric_no) FROM metric_links AS l WHERE l.relation = 'previous_value'
        )
        AND (
            regexp_matches(f.lead, '[全我][省市县区旗镇乡村]')
            OR p.level IN ('town', 'county') AND a.place_code = f.place_code
            OR contains(f.lead, f.place_name) AND (contains(p.full_name, f.place_name)
                OR list_contains(p.aliases, f.place_name))
        )
)
SELECT
    p.full_name AS place,
    c.place_code,
    c.indicator,
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
    x.text AS sentence,
    y.text AS other_sentence,
    c.article_id,
    c.metric_no,
    c.other_article_id,
    c.other_metric_no
FROM pairs AS c
JOIN firm AS x ON x.article_id = c.article_id AND x.metric_no = c.metric_no
JOIN firm AS y ON y.article_id = c.other_article_id AND y.metric_no = c.other_metric_no AND y.actors = x.actors
JOIN places AS p ON p.place_code = c.place_code
-- Of a country as a whole texts say too much that is of some part of it.
WHERE p.level <> 'country' AND x.text <> y.text
-- The order is needed: without it DuckDB 2.0 never ends when a LIMIT stops a query that reads one CTE twice.
ORDER BY c.difference DESC, c.article_id, c.metric_no, c.other_article_id, c.other_metric_no
