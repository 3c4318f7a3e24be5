"""Whether a building database may be published: keys, orphans, offsets, counts, and nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from warehouse import catalogue, load
from warehouse.schema import Parent


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may do without being asked: drop articles (--prune), and the share of rejects it may have."""

    may_shrink: bool = False
    max_reject_share: float = 0.5
    from_records: int = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the check, the table, how many rows, and the first of them."""

    check: str
    table: str
    rows: int
    example: str

    def __str__(self) -> str:
        return f"{self.check}: {self.table}: {self.rows} rows, such as {self.example}"


class AuditError(RuntimeError):
    """The building database is not fit to be published."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("not published; " + "; ".join(map(str, problems)))
        self.problems = problems


# The text of a span is what its offsets cut from the body.
_TEXT = {"sentences": "text", "mentions": "text", "dates": "text", "metrics": "quote"}
_WITHIN_ARTICLE = ("articles", "sentences", "mentions", "metrics")
# Entities are made from these, so that none of theirs can be missing but through this run.
_GIVE_ENTITIES = ("mentions", "named", "slogan_parts")
# Copying the rows of the articles this run touched saves looking for them in every check, while they are few.
_FEW = 0.3


def audit(con: duckdb.DuckDBPyConnection, limits: Limits | None = None) -> None:
    """Nothing; AuditError names every check that failed, and where.

    What hangs together within an article is looked at for the articles this run touched, all else for all rows.
    """
    prepare(con)
    problems = [*_repeated(con), *_orphans(con), *_texts(con), *_counts(con), *_losses(con, limits or Limits())]
    if problems:
        raise AuditError(problems)


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Nothing; `audited` names the articles to look at, and audited_<table> holds at least their rows."""
    con.execute("CREATE OR REPLACE TEMP TABLE audited AS SELECT DISTINCT article_id FROM work.articles")
    is_small = load.count(con, "audited") < _FEW * load.count(con, "articles")
    for name in catalogue.article_tables():
        if name == "articles":
            continue
        stored = "work.settled_postings" if name == "postings" else name
        if is_small:
            con.execute(
                f"CREATE OR REPLACE TEMP TABLE few_{name} AS FROM {stored} SEMI JOIN audited USING (article_id)"
            )
            stored = f"few_{name}"
        con.execute(f"CREATE OR REPLACE TEMP VIEW audited_{name} AS FROM {stored}")


def _audited(name: str) -> str:
    """The rows of a table that this run may have made wrong."""
    return f"audited_{name}" if name in catalogue.article_tables() and name != "articles" else name


def _repeated(con: duckdb.DuckDBPyConnection) -> Iterator[Problem]:
    for name in catalogue.TABLES:
        key = ", ".join(map(catalogue.quoted, catalogue.key(name)))
        # Hashes are told apart faster than keys; only where two are alike are the keys themselves looked at.
        if load.one(con, f"SELECT count(*) - count(DISTINCT hash({key})) FROM {_audited(name)}"):
            repeated = f"SELECT {key} FROM {_audited(name)} GROUP BY ALL HAVING count(*) > 1"
            yield from _problem(con, "repeated key", name, repeated)


def _orphans(con: duckdb.DuckDBPyConnection) -> Iterator[Problem]:
    replaced = {row[0] for row in con.execute("SELECT DISTINCT what FROM work.changes").fetchall()}
    replaced &= set(catalogue.reference_tables())
    for name in catalogue.TABLES:
        for parent in catalogue.parents(name):
            is_whole = not _hangs_on_this_run(name, parent) or parent.table in replaced
            yield from _problem(
                con, f"no such row in {parent.table}", name, orphans(name, parent, name if is_whole else _audited(name))
            )


def _hangs_on_this_run(name: str, parent: Parent) -> bool:
    """Whether only rows of articles that this run touched can have lost this parent."""
    if parent.table == "entities":
        return name in _GIVE_ENTITIES
    return parent.table in _WITHIN_ARTICLE or catalogue.table(parent.table).filled == "reference"


def orphans(name: str, parent: Parent, rows: str) -> str:
    """The statement that finds those of the rows (of table `name`) whose parent is missing."""
    targets = _audited(parent.table) if parent.table in _WITHIN_ARTICLE and rows != name else parent.table
    same = " AND ".join(f"c.{child} = p.{key}" for child, key in zip(parent.columns, parent.key, strict=True))
    known = " AND ".join(f"c.{column} IS NOT NULL" for column in parent.columns)
    key = ", ".join(
        f"c.{catalogue.quoted(column)}" for column in dict.fromkeys([*catalogue.key(name), *parent.columns])
    )
    return f"SELECT {key} FROM {rows} AS c ANTI JOIN {targets} AS p ON {same} WHERE {known}"


def _texts(con: duckdb.DuckDBPyConnection) -> Iterator[Problem]:
    for name, text in _TEXT.items():
        yield from _problem(con, "text differs from its offsets", name, _wrong_texts(name, text))


def _wrong_texts(name: str, text: str) -> str:
    """The rows of a table whose text is not what their offsets cut from the body.

    Cutting from the sentence, which was held against the body itself, is faster: characters are counted from its start.
    """
    shown = f"t.article_id, t.start_char, t.end_char, t.{text}"
    in_body = f"substring(a.body, t.start_char + 1, t.end_char - t.start_char) IS DISTINCT FROM t.{text}"
    bodies = "JOIN articles AS a ON a.article_id = t.article_id"
    if name == "sentences":
        return f"SELECT {shown} FROM {_audited(name)} AS t {bodies} WHERE t.end_char <= t.start_char OR {in_body}"
    inside = "t.start_char >= s.start_char AND t.end_char <= s.end_char AND t.end_char > t.start_char"
    cut = "substring(s.text, t.start_char - s.start_char + 1, t.end_char - t.start_char)"
    return (
        f"SELECT {shown} FROM (SELECT t.* FROM {_audited(name)} AS t "
        f"LEFT JOIN {_audited('sentences')} AS s ON s.article_id = t.article_id AND s.sentence_no = t.sentence_no "
        f"WHERE NOT coalesce({inside} AND {cut} = t.{text}, FALSE)) AS t {bodies} "
        f"WHERE t.end_char <= t.start_char OR {in_body}"
    )


def _counts(con: duckdb.DuckDBPyConnection) -> Iterator[Problem]:
    for check, table, wrong in _COUNTS:
        yield from _problem(con, check, table, wrong)


_COUNTS = (
    (
        "char_count is not the length of body",
        "articles",
        "SELECT article_id FROM articles SEMI JOIN audited USING (article_id) WHERE char_count <> length(body)",
    ),
    (
        "published_precision without published_at, or the other way round",
        "articles",
        "SELECT article_id FROM articles WHERE (published_at IS NULL) <> (published_precision IS NULL)",
    ),
    (
        "counts of a finished file differ from its rows",
        "sources",
        """
        WITH
        a AS (SELECT file_uri AS uri, count(*) AS n FROM articles GROUP BY ALL),
        r AS (SELECT file_uri AS uri, count(*) AS n FROM rejects GROUP BY ALL)
        SELECT s.uri, s.records, s.articles, coalesce(a.n, 0) AS found_articles, coalesce(r.n, 0) AS found_rejects
        FROM sources AS s LEFT JOIN a USING (uri) LEFT JOIN r USING (uri)
        WHERE s.status = 'done' AND (
            s.articles <> coalesce(a.n, 0) OR s.rejects <> coalesce(r.n, 0) OR s.records <> s.articles + s.rejects
        )
        """,
    ),
)


def _losses(con: duckdb.DuckDBPyConnection, limits: Limits) -> Iterator[Problem]:
    before, now = load.one(con, "SELECT max(articles) FROM work.base"), load.count(con, "articles")
    if now < before and not limits.may_shrink:
        yield Problem(
            "fewer articles than before, without --prune", "articles", before - now, f"{before} before, {now} now"
        )
    articles = load.count(con, "audited")
    rejects = load.one(con, "SELECT count(DISTINCT (uri, record_key)) FROM work.rejects")
    records = articles + rejects
    if records >= limits.from_records and rejects > limits.max_reject_share * records:
        yield Problem("more rejects than --max-reject-share allows", "rejects", rejects, f"{records} records in all")


def _problem(con: duckdb.DuckDBPyConnection, check: str, table: str, wrong: str) -> Iterator[Problem]:
    """The problem, if the query finds rows."""
    found = con.execute(f"SELECT count(*) OVER () AS n, * FROM ({wrong}) LIMIT 1")
    names = [column[0] for column in found.description or []]
    for row in found.fetchall():
        yield Problem(check, table, row[0], ", ".join(f"{n}={v!r}" for n, v in zip(names[1:], row[1:], strict=True)))
