"""The user's own words: a plain TSV file of terms that extraction must know, beside the rules we ship."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache

from transforms.model import Mention
from transforms.text.fold import fold

KINDS = {
    "person": "person", "人物": "person", "人名": "person",
    "organization": "organization", "机构": "organization", "组织": "organization", "单位": "organization",
    "place": "place", "地点": "place", "地名": "place",
    "document": "document", "文件": "document",
    "meeting": "meeting", "会议": "meeting",
    "slogan": "slogan", "口号": "slogan", "提法": "slogan",
    "project": "project", "项目": "project",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """One line of the file."""

    term: str
    kind: str
    name: str
    place_code: str | None = None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The terms of one file, in the order of the file; plain data, so it travels between processes."""

    terms: tuple[Term, ...] = ()

    def digest(self) -> str:
        """12 hex digits that change with the terms, whatever their order."""
        lines = sorted("\t".join((t.term, t.kind, t.name, t.place_code or "")) for t in self.terms)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


class LexiconError(ValueError):
    """A line of the user's file cannot be read; the message names the line."""


def parse(text: str) -> Lexicon:
    """The lexicon of a TSV file: term, kind, and where wanted the canonical name and a place code.

    A header line and lines that begin with # are passed over; kinds may be Chinese.

    >>> parse("黑岭红薯\\tslogan\\n镇农技站\\t机构\\t新街镇农业技术推广站\\t610304110").terms[1].name
    '新街镇农业技术推广站'
    """
    terms: dict[tuple[str, str], Term] = {}
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        cells = [cell.strip() for cell in line.split("\t")]
        if not cells[0] or cells[0].startswith("#") or number == 1 and cells[0].lower() in ("term", "词"):
            continue
        term = _term(cells + [""] * 3, number)
        terms[term.term, term.kind] = term
    return Lexicon(tuple(terms.values()))


def _term(cells: list[str], number: int) -> Term:
    kind = KINDS.get(cells[1].lower())
    if kind is None:
        raise LexiconError(f"line {number}: kind {cells[1]!r} is none of {', '.join(KINDS)}")
    code = cells[3] or None
    if code is not None and not re.fullmatch(r"\d{6}|\d{9}|\d{12}", code):
        raise LexiconError(f"line {number}: place code {code!r} is not 6, 9 or 12 digits")
    return Term(cells[0], kind, cells[2] or cells[0], code)


@cache
def _compiled(lexicon: Lexicon) -> tuple[re.Pattern[str], dict[str, tuple[Term, ...]]] | None:
    if not lexicon.terms:
        return None
    known: dict[str, tuple[Term, ...]] = {}
    for term in lexicon.terms:
        known[fold(term.term)] = (*known.get(fold(term.term), ()), term)
    words = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    return re.compile(words), known


def find(folded: str, lexicon: Lexicon | None) -> list[Mention]:
    """The mentions of the user's terms in a folded text, longest first where two begin together."""
    compiled = _compiled(lexicon) if lexicon else None
    if compiled is None:
        return []
    pattern, known = compiled
    return [
        Mention(m.start(), m.end(), t.kind, t.name, place_code=t.place_code, rule="user-lexicon")
        for m in pattern.finditer(folded)
        for t in known[m[0]]
    ]
