"""Quantities, dates, entities and metrics of one body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.extract import checks, dates, entities, metrics, places, projects_status, quantities, slogans, topics
from transforms.model import Context, Extraction, SloganMember
from transforms.text import fold, sentences

if TYPE_CHECKING:
    from transforms.extract.lexicon import Lexicon

__all__ = ["extract"]


def extract(text: str, context: Context, lexicon: Lexicon | None = None) -> Extraction:
    """Everything found in `text`; offsets count its code points. `text` is matched as it is, not normalised."""
    folded = fold.fold(text)
    found = Extraction(sentences=sentences.split(text))
    found.quantities = quantities.find(folded)
    found.dates = dates.find(folded, context, found.sentences)
    named = entities.find(text, folded, found.sentences, context, lexicon)
    found.mentions, found.title_mentions = named.mentions, named.title_mentions
    found.posts, found.documents, found.projects = named.posts, named.documents, named.projects
    projects_status.date(found.projects, found.dates, folded)
    found.slogan_members = _members(named)
    found.place_code, found.place_confidence = named.place_code, named.place_confidence
    found.article_place = places.of_code(named.place_code) if named.place_code else None
    found.metrics, found.metric_links = metrics.find(text, folded, found.sentences, found, context)
    found.checks = checks.find(folded, found.sentences, found)
    found.topics = topics.find(folded, context.title)
    return found


def _members(named: entities.Entities) -> list[SloganMember]:
    """The parts of slogans as the text lists them, and as the dictionary does for the slogans the text uses."""
    listed = [SloganMember(slogan, "text", number, part) for slogan, number, part in named.slogan_members]
    known = slogans.dictionary()
    used = dict.fromkeys(m.name for m in named.mentions if m.kind == "slogan" and m.name in known)
    parts = [(slogan, number, part) for slogan in used for number, part in enumerate(known[slogan], 1)]
    return listed + [SloganMember(slogan, "dictionary", number, part) for slogan, number, part in parts]
