"""Entities of one body: every finder's mentions, the competition for spans, and what follows from the winners."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from transforms import identity
from transforms.extract import (
    documents,
    lexicon,
    meetings,
    organizations,
    persons,
    places,
    posts,
    projects,
    slogans,
    tagger,
)
from transforms.model import Context, DocumentFact, Mention, Post, ProjectFact, Sentence
from transforms.text.fold import fold


@dataclass(slots=True)
class Entities:
    """What `find` found; positions in `documents` count `mentions`."""

    mentions: list[Mention] = field(default_factory=list)
    title_mentions: list[Mention] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    documents: list[DocumentFact] = field(default_factory=list)
    projects: list[ProjectFact] = field(default_factory=list)
    slogan_members: list[tuple[str, int, str]] = field(default_factory=list)
    place_code: str | None = None
    place_confidence: float | None = None


def find(
    text: str,
    folded: str,
    sentences: list[Sentence],
    context: Context,
    words: lexicon.Lexicon | None = None,
) -> Entities:
    """Everything named in a body and its title, each span with one meaning (or with several meetings)."""
    titled, facts = documents.find(folded)
    phrases = slogans.find(folded)
    placed = places.find(text, folded, sentences, context)
    bodies = organizations.find(text, folded, sentences, context, placed)
    people = persons.find(folded, [b.name for b in context.bylines])
    rivals = [
        *meetings.find(folded, [*placed, *bodies]),
        *phrases,
        *_unled(folded, [*bodies, *placed], people),
        *people,
    ]
    mentions = _compete(len(folded), [*titled, *lexicon.find(folded, words)], rivals)
    if more := tagger.find(text, folded, mentions):
        mentions = sorted([*mentions, *more], key=lambda m: (m.start, -m.end))
    found = Entities(projects=projects.find(folded, mentions), slogan_members=slogans.members(folded, phrases))
    found.title_mentions = _title(context, mentions, words)
    places.agree(found.title_mentions, mentions)
    found.place_code, found.place_confidence = places.article_place(context, found.title_mentions, mentions)
    _locate(mentions, placed, found.place_code)
    for fact in found.projects:
        fact.place_code = fact.place_code or _place_near(mentions, fact.start) or found.place_code
    if found.projects:
        mentions = sorted([*mentions, *projects.mentions(found.projects)], key=lambda m: (m.start, -m.end, m.kind))
    found.mentions = mentions
    found.documents = _documents(folded, titled, facts, mentions)
    found.posts = posts.find(folded, mentions, found.place_code)
    _scope(found, folded, text, context)
    return found


# On a tie of length; a person whom a title or a byline names goes before the place of the same characters.
_RANK = {"meeting": 0, "slogan": 1, "organization": 2, "place": 4, "person": 5}
_NAMED_BY = ("title", "list", "byline", "known")


def _unled(folded: str, named: list[Mention], people: list[Mention]) -> list[Mention]:
    """The organizations or places but those that a person's name and a verb lead: 王建国任村委会(主任)."""
    ends = {m.start: m.end for m in people if m.rule in _NAMED_BY}
    return [m for m in named if m.start not in ends or folded[ends[m.start] : m.end][:1] not in _VERBS]


_VERBS = ("任", "在", "是", "到", "为", "和", "与", "从", "带", "当")


def _compete(size: int, fixed: list[Mention], rivals: Iterable[Mention]) -> list[Mention]:
    """The winners: `fixed` first (documents, the user's terms), then the longest; nothing overlaps, but meetings
    that share one span stay together."""
    taken = bytearray(size)
    kept: list[Mention] = []
    for mention in [*fixed, *sorted(rivals, key=_order)]:
        if not taken.count(1, mention.start, mention.end):
            taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
            kept.append(mention)
        elif mention.kind == "meeting" and kept[-1].kind == "meeting" and _span(kept[-1]) == _span(mention):
            kept.append(mention)
    return sorted(kept, key=lambda m: (m.start, -m.end))


def _span(mention: Mention) -> tuple[int, int]:
    return mention.start, mention.end


def _order(mention: Mention) -> tuple[bool, int, int, int]:
    rank = 3 if mention.kind == "person" and mention.rule in _NAMED_BY else _RANK[mention.kind]
    return mention.form in ("generic", "pronoun"), mention.start - mention.end, rank, mention.start


def _title(context: Context, mentions: list[Mention], words: lexicon.Lexicon | None) -> list[Mention]:
    """The mentions of the title; persons also by the names the body gives."""
    if not context.title:
        return []
    folded = fold(context.title)
    titled, _ = documents.find(folded)
    names = {m.name for m in mentions if m.kind == "person" and m.form == "name"} | {b.name for b in context.bylines}
    rivals = [
        *meetings.find(folded),
        *slogans.find(folded),
        *places.find_in_title(context.title, mentions),
        *persons.find(folded, sorted(names)),
    ]
    return _compete(len(folded), [*titled, *lexicon.find(folded, words)], rivals)


def _place_near(mentions: list[Mention], start: int) -> str | None:
    """The code of the last place named before `start` within reach."""
    before = [m for m in mentions if m.kind == "place" and m.place_code and start - 60 <= m.start <= start]
    return before[-1].place_code if before else None


def _locate(mentions: list[Mention], placed: list[Mention], own: str | None) -> None:
    """Places of the user's lexicon lie where our lists have them, else in the place named before or the article's."""
    for mention in mentions:
        if mention.rule == "user-lexicon" and mention.kind == "place" and not mention.place_code:
            known = next((m for m in placed if (m.start, m.end) == (mention.start, mention.end)), None)
            if known is not None:
                mention.place_code, mention.parent_code = known.place_code, known.parent_code
            else:
                mention.parent_code = _place_near(mentions, mention.start) or own


def _documents(
    folded: str, titled: list[Mention], facts: list[DocumentFact], mentions: list[Mention]
) -> list[DocumentFact]:
    """The facts with the final positions of their mentions and the body that issued them."""
    position = {id(m): n for n, m in enumerate(mentions)}
    kept = []
    for fact in facts:
        mention = titled[fact.mention]
        if id(mention) in position:
            issuer = documents.issuer(folded, mention, mentions) if fact.act == "issued" else None
            kept.append(replace(fact, mention=position[id(mention)], issuer=issuer))
    return kept


def _scope(found: Entities, folded: str, text: str, context: Context) -> None:
    homes = identity.homes(folded, found.mentions, found.posts)
    around = identity.setting(found.place_code, context.site, text, folded, homes)
    for mention in (*found.mentions, *found.title_mentions):
        mention.scope = identity.scope(mention, around)
