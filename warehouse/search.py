"""What the search command and the search page share: filters, and what to say when little or nothing is found."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import duckdb

_PHRASE = re.compile('["“]([^"“”]+)["”]')
_MARKS = re.compile('[\\s"“”]+')


@dataclass(frozen=True, slots=True)
class Asked:
    """A search: words and "phrases", and what its articles are limited to; '' for no limit."""

    words: str = ""
    place: str = ""  # name or code
    source: str = ""
    since: str = ""  # first day, ISO
    until: str = ""  # last day, ISO

    @property
    def is_limited(self) -> bool:
        """Whether anything but words is asked for."""
        return any((self.place, self.source, self.since, self.until))


@dataclass(frozen=True, slots=True)
class Hint:
    """Something the asker may not expect: `kind` is of a closed list, `detail` names what it is about."""

    kind: str  # unclosed_quote no_words no_such_place not_found not_together limited_away
    detail: str = ""
    near: tuple[tuple[str, str], ...] = ()  # full names and codes of places


def where(asked: Asked) -> tuple[str, dict[str, str]]:
    """The condition on `articles AS a` that the limits make, with its parameters."""
    clauses, values = ["true"], {}
    if asked.place:
        clauses.append(f"a.place_code IN (SELECT p.place_code FROM places AS p WHERE {_in_place(asked.place)})")
        values["place"] = _place(asked.place)
    if asked.source:
        clauses.append("(contains(a.source, $source) OR contains(a.site, $source))")
        values["source"] = asked.source
    if asked.since:
        clauses.append("a.published_at >= TRY_CAST($since AS TIMESTAMP)")
        values["since"] = asked.since
    if asked.until:
        clauses.append("a.published_at < TRY_CAST($until AS TIMESTAMP) + INTERVAL 1 DAY")
        values["until"] = asked.until
    return " AND ".join(clauses), values


def _in_place(place: str) -> str:
    if place.isdecimal():
        return "starts_with(p.place_code, $place)"
    return "(contains(p.full_name, $place) OR list_contains(p.aliases, $place))"


def _place(place: str) -> str:
    """What a place is looked for by: 610300 is asked for with all below it.

    >>> _place("610300"), _place("陈仓区")
    ('6103', '陈仓区')
    """
    return re.sub("(00)+$", "", place) if place.isdecimal() else place


def near_places(con: duckdb.DuckDBPyConnection, place: str) -> tuple[tuple[str, str], ...] | None:
    """Full names and codes of what an unknown place may stand for; None when the place is known."""
    known = f"SELECT 1 FROM places AS p WHERE {_in_place(place)} LIMIT 1"
    if con.execute(known, {"place": _place(place)}).fetchall():
        return None
    villages = con.execute(_VILLAGES, {"place": place}).fetchall()
    return tuple(villages or con.execute(_NEAR, {"place": place}).fetchall())


# A village has no code; what it lies in has.
_VILLAGES = """
SELECT p.full_name || e.name, p.place_code
FROM entities AS e
JOIN places AS p ON p.place_code = e.parent_code
WHERE e.kind = 'place' AND e.place_code IS NULL AND e.name = $place
ORDER BY e.article_count DESC, 2
LIMIT 5
"""
_NEAR = """
SELECT full_name, place_code
FROM places
WHERE valid_to IS NULL AND contains(name, left($place, 1))
ORDER BY
    levenshtein(name, $place) - CASE WHEN contains(name, left($place, 2)) THEN 2 ELSE 0 END, length(name), place_code
LIMIT 5
"""


def hints(con: duckdb.DuckDBPyConnection, asked: Asked, total: int) -> list[Hint]:
    """What to tell whoever asked this and was given `total` articles."""
    found = []
    if _is_unclosed(asked.words):
        found.append(Hint("unclosed_quote"))
    near = near_places(con, asked.place) if asked.place else None
    if near is not None:
        return [*found, Hint("no_such_place", asked.place, near)]
    if total or not asked.words.strip():
        return found
    pieces = _pieces(asked.words)
    if not any(_has_word(piece) for piece in pieces):
        return [*found, Hint("no_words")]
    return [*found, _why_nothing(con, asked, pieces)]


def _why_nothing(con: duckdb.DuckDBPyConnection, asked: Asked, pieces: list[str]) -> Hint:
    without = count(con, replace(asked, place="", source="", since="", until="")) if asked.is_limited else 0
    if without:
        return Hint("limited_away", str(without))
    missing = [piece for piece in pieces if _has_word(piece) and not count(con, Asked(piece))]
    return Hint("not_found", "、".join(missing)) if missing else Hint("not_together")


def count(con: duckdb.DuckDBPyConnection, asked: Asked) -> int:
    """How many articles a search with words finds."""
    condition, values = where(asked)
    sql = f"SELECT count(*) FROM search_hits($words) JOIN articles AS a USING (article_id) WHERE {condition}"
    return int(con.execute(sql, values | {"words": asked.words}).fetchall()[0][0])


def _is_unclosed(words: str) -> bool:
    """Whether a quote has no other half.

    >>> _is_unclosed('"党建'), _is_unclosed('"党建" 示范带'), _is_unclosed("“党建")
    (True, False, True)
    """
    return bool(re.search('["“”]', _PHRASE.sub("", words)))


def _pieces(words: str) -> list[str]:
    """The phrases, with their quotes, and the words.

    >>> _pieces('"党建 示范带" 猕猴桃')
    ['"党建 示范带"', '猕猴桃']
    """
    phrases = [f'"{phrase}"' for phrase in _PHRASE.findall(words)]
    return phrases + [word for word in _MARKS.split(_PHRASE.sub(" ", words)) if word]


def _has_word(piece: str) -> bool:
    return any(character.isalnum() for character in piece)


def folding(con: duckdb.DuckDBPyConnection) -> dict[int, str]:
    """What each full-width or traditional character becomes in the index; none in a warehouse that does not say."""
    known = dict(con.execute("SELECT key, value FROM meta WHERE key IN ('fold_from', 'fold_to')").fetchall())
    pairs = zip(known.get("fold_from", ""), known.get("fold_to", ""), strict=True)
    return {ord(one): other for one, other in pairs}
