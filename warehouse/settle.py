"""Tables about the whole corpus, derived from stored rows only: what a batch touched, or all of it; both end equal."""

from __future__ import annotations

import duckdb

from warehouse import catalogue, load

_UNSORTED_AT_LEAST, _UNSORTED_AT_MOST = 300_000, 1_000_000


def settle(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many rows each settled table has now; what loads touched since the last settling is derived again."""
    with load.transaction(con):
        _settle_entities(con)
        _settle_slogans(con)
        _settle_growth(con)
        _settle_terms(con)
        _settle_postings(con)
        for name in ("entities", "series"):
            con.execute(f"DELETE FROM work.{name}")
    return {name: load.count(con, name) for name in catalogue.settle_tables()}


def rebuild(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The same with everything derived from empty tables."""
    with load.transaction(con):
        for name in catalogue.settle_tables():
            con.execute(f"DELETE FROM {name}")
        con.execute("DELETE FROM checks WHERE reach = 'corpus'")
        for name in load.NAMES_ENTITIES:
            con.execute(f"INSERT INTO work.entities SELECT DISTINCT entity_id FROM {name}")
        con.execute("INSERT INTO work.series SELECT DISTINCT place_code, indicator_id FROM metrics")
        con.execute("DELETE FROM work.terms")
        con.execute("INSERT INTO work.terms SELECT term, count(*) FROM postings GROUP BY ALL")
    return settle(con)


def _settle_entities(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT entity_id FROM work.entities")
    con.execute("DELETE FROM entities WHERE entity_id IN (FROM touched)")
    con.execute(f"INSERT INTO entities BY NAME {_ENTITIES}")


# Rows of one entity agree on kind and nearly always on the rest; where not, the commonest value is taken, then the
# smallest, so that the order of rows decides nothing. Pronouns and generic words are no aliases.
_ENTITIES = """
WITH
said AS (
    SELECT
        entity_id, kind, name, place_code, parent_code, article_id, 1 AS mentions,
        CASE WHEN form IN ('name', 'short', 'title') THEN text END AS alias
    FROM mentions
    SEMI JOIN touched USING (entity_id)
    UNION ALL
    SELECT entity_id, kind, name, place_code, parent_code, article_id, 0 AS mentions, alias
    FROM named
    SEMI JOIN touched USING (entity_id)
),
identities AS (
    SELECT entity_id, kind, name, place_code, parent_code, count(*) AS times
    FROM said
    GROUP BY ALL
),
identity AS (
    SELECT
        entity_id,
        first(kind ORDER BY times DESC, kind) AS kind,
        first(name ORDER BY times DESC, name) AS name,
        first(place_code ORDER BY times DESC, place_code) FILTER (place_code IS NOT NULL) AS place_code,
        first(parent_code ORDER BY times DESC, parent_code) FILTER (parent_code IS NOT NULL) AS parent_code
    FROM identities
    GROUP BY entity_id
),
spelled AS (
    SELECT s.entity_id, list(DISTINCT s.alias ORDER BY s.alias) AS aliases
    FROM said AS s
    JOIN identity AS i USING (entity_id)
    WHERE s.alias IS NOT NULL AND s.alias <> i.name
    GROUP BY s.entity_id
),
counted AS (
    SELECT
        s.entity_id,
        min(a.published_at) AS first_seen,
        max(a.published_at) AS last_seen,
        sum(s.mentions)::BIGINT AS mention_count,
        count(DISTINCT s.article_id) AS article_count
    FROM said AS s
    JOIN articles AS a USING (article_id)
    GROUP BY s.entity_id
)
SELECT
    entity_id, i.kind, i.name, coalesce(s.aliases, []) AS aliases, i.place_code, i.parent_code,
    c.first_seen, c.last_seen, c.mention_count, c.article_count
FROM identity AS i
JOIN counted AS c USING (entity_id)
LEFT JOIN spelled AS s USING (entity_id)
"""


def _settle_slogans(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("DELETE FROM slogan_members WHERE entity_id IN (FROM touched)")
    con.execute(f"INSERT INTO slogan_members BY NAME {_SLOGANS}")


_SLOGANS = """
SELECT
    entity_id,
    member_no,
    min(text) AS text,
    CASE origin WHEN 'text' THEN article_id ELSE 'dictionary' END AS source
FROM slogan_parts
SEMI JOIN touched USING (entity_id)
GROUP BY ALL
"""


def _settle_growth(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "CREATE OR REPLACE TEMP TABLE touched_series AS SELECT DISTINCT place_code, indicator_id FROM work.series"
    )
    con.execute(
        "DELETE FROM checks WHERE reach = 'corpus' AND (article_id, metric_no) IN "
        "(SELECT (article_id, metric_no) FROM metrics SEMI JOIN touched_series USING (place_code, indicator_id))"
    )
    con.execute(f"INSERT INTO checks BY NAME {_GROWTH}")


# A stated growth rate against the value the article gives and the value another article gave for the year before.
# Money may be compared at other prices than it is stated in, so a difference there proves nothing.
_GROWTH = """
WITH
levels AS (
    SELECT article_id, place_code, indicator_id, base_unit, unit_kind, starts_on, ends_before, base_value, is_cumulative
    FROM metrics
    SEMI JOIN touched_series USING (place_code, indicator_id)
    WHERE measure = 'level' AND modality = 'actual' AND qualifier IN ('exact', 'approx')
        AND base_value > 0 AND starts_on IS NOT NULL AND ends_before IS NOT NULL
),
rates AS (
    SELECT
        article_id, metric_no, place_code, indicator_id, starts_on, ends_before, quote,
        CASE direction WHEN 'down' THEN -abs(value) ELSE value END AS rate
    FROM metrics
    SEMI JOIN touched_series USING (place_code, indicator_id)
    WHERE measure = 'growth_rate' AND modality = 'actual' AND basis = 'yoy' AND unit = '%'
        AND qualifier IN ('exact', 'approx') AND starts_on IS NOT NULL AND ends_before IS NOT NULL
),
compared AS (
    SELECT
        r.article_id, r.metric_no, r.rate, r.quote, now.base_value AS value, now.base_unit, now.unit_kind,
        was.article_id AS was_in, was.base_value AS was_value,
        100 * (now.base_value / was.base_value - 1) AS reckoned
    FROM rates AS r
    JOIN levels AS now USING (article_id, place_code, indicator_id, starts_on, ends_before)
    JOIN levels AS was USING (place_code, indicator_id, base_unit, is_cumulative)
    WHERE was.article_id <> r.article_id
        AND was.starts_on = r.starts_on - INTERVAL 1 YEAR
        AND was.ends_before = r.ends_before - INTERVAL 1 YEAR
),
judged AS (
    SELECT
        *,
        CASE
            WHEN abs(reckoned - rate) <= greatest(0.6, 0.05 * abs(rate)) THEN 'ok'
            WHEN unit_kind = 'money' OR abs(reckoned - rate) <= greatest(2, 0.25 * abs(rate)) THEN 'unknown'
            ELSE 'fail'
        END AS status
    FROM compared
)
SELECT
    article_id,
    'corpus' AS reach,
    metric_no AS check_no,
    metric_no,
    NULL::INTEGER AS mention_no,
    'growth' AS "check",
    -- One earlier value that agrees is enough; only when all disagree does it fail.
    CASE WHEN bool_or(status = 'ok') THEN 'ok' WHEN bool_and(status = 'fail') THEN 'fail' ELSE 'unknown' END AS status,
    first(
        printf('%s stated; %.15g against %.15g %s in article %s is %.2f%%',
               quote, value, was_value, coalesce(base_unit, ''), was_in, reckoned)
        ORDER BY abs(reckoned - rate), was_in, was_value, value
    ) AS detail
FROM judged
GROUP BY article_id, metric_no
"""


def _settle_terms(con: duckdb.DuckDBPyConnection) -> None:
    """Terms are counted on from the rows that came and went; what counts none is gone."""
    if load.count(con, "work.terms") + load.count(con, "work.postings"):
        con.execute(f"CREATE OR REPLACE TEMP TABLE counted AS {_TERMS}")
        con.execute("DELETE FROM terms")
        con.execute("INSERT INTO terms BY NAME FROM counted ORDER BY term")
        con.execute("DELETE FROM work.terms")


_TERMS = """
SELECT term, unicode(term) AS head, sum(fields)::BIGINT AS fields
FROM (
    SELECT term, fields FROM terms
    UNION ALL
    SELECT term, fields FROM work.terms
    UNION ALL
    SELECT term, count(*) AS fields FROM work.postings GROUP BY term
)
GROUP BY term
HAVING sum(fields) > 0
"""


def _settle_postings(con: duckdb.DuckDBPyConnection) -> None:
    """Postings lie in the order of their terms, so that a search reads few of them; small additions lie behind."""
    fresh = load.count(con, "work.postings")
    if not fresh:
        return
    behind = int(load.meta(con).get("postings_behind", "0")) + fresh
    allowed = min(max(_UNSORTED_AT_LEAST, load.count(con, "postings") // 10), _UNSORTED_AT_MOST)
    if behind > allowed or not load.count(con, "postings"):
        _sort_postings(con)
        behind = 0
    else:
        con.execute("INSERT INTO postings FROM work.postings ORDER BY term")
    _keep_for_audit(con)
    con.execute("DELETE FROM meta WHERE key = 'postings_behind'")
    con.execute("INSERT INTO meta VALUES ('postings_behind', ?)", [str(behind)])


def _sort_postings(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(catalogue.table_ddl("postings", "sorted")[0])
    con.execute("INSERT INTO sorted FROM (FROM postings UNION ALL FROM work.postings) ORDER BY term")
    con.execute("DROP TABLE postings")
    con.execute("ALTER TABLE sorted RENAME TO postings")
    for statement in catalogue.table_ddl("postings")[1:]:
        con.execute(statement)


def _keep_for_audit(con: duckdb.DuckDBPyConnection) -> None:
    """What was settled stays legible for the audit, which would look long for it among all postings."""
    if load.count(con, "work.settled_postings"):
        con.execute("INSERT INTO work.settled_postings FROM work.postings")
        con.execute("DELETE FROM work.postings")
    else:
        con.execute("DROP TABLE work.settled_postings")
        con.execute("ALTER TABLE work.postings RENAME TO settled_postings")
        con.execute(load.POSTINGS)
