"""Where the words of every list stand in a text, found in one pass over it for all the lists.

A pass costs more to begin than to run, and the lists together stay in the processor's cache better than one by one.
"""

from __future__ import annotations

from functools import cache, lru_cache

import ahocorasick_rs

Spot = tuple[int, int, int]  # index of the word in its list, start, end


def spots(folded: str, name: str) -> list[Spot]:
    """Where the words of one list stand, left to right: the longest at each place, none overlapping.

    >>> spots("城乡社区", "villages")
    [(4, 1, 2), (1, 2, 4)]
    """
    return _all_spots(folded)[name]


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    """The lists by name. Each is made where it is used, in a module that imports this one."""
    from transforms.extract import (
        dates_tokens,
        meetings,
        meetings_fairs,
        organizations_companies,
        organizations_scan,
        person_rules,
        places_countries,
        places_generic,
        places_named,
        places_scan,
        places_short,
        places_villages,
        projects,
        quantities_units,
        slogans,
        topics,
    )
    from transforms.text import words

    return {
        "numeral_words": quantities_units.numeral_words(),
        "times": dates_tokens.time_words(),
        "gazetteer": places_scan.gazetteer_words(),
        "villages": places_villages.last_words(),
        "features": places_named.last_words(),
        "provinces": places_short.province_seeds(),
        "countries": places_countries.seeds_in_order(),
        "generic_places": places_generic.words(),
        "organizations": organizations_scan.listed_words(),
        "brands": organizations_companies.brand_words(),
        "organization_ends": organizations_scan.last_words(),
        "generic_bodies": organizations_scan.generic_words(),
        "slogans": slogans.spoken_words(),
        "meetings": meetings.known_words(),
        "meeting_heads": meetings_fairs.head_words(),
        "project_cues": projects.cue_words(),
        "persons": person_rules.spotted_words(),
        "topics": topics.topic_words(),
        "own_words": words.own_words(),
    }


@cache
def _engine() -> tuple[ahocorasick_rs.AhoCorasick, tuple[tuple[tuple[int, int], ...], ...]]:
    """One searcher for the words of all lists, and of each word the lists it is of, by number, with its index there."""
    owners: dict[str, dict[int, int]] = {}
    for number, words in enumerate(_lists().values()):
        for index, word in enumerate(words):
            owners.setdefault(word, {}).setdefault(number, index)
    engine = ahocorasick_rs.AhoCorasick(list(owners), implementation=ahocorasick_rs.Implementation.ContiguousNFA)
    return engine, tuple(tuple(lists.items()) for lists in owners.values())


@lru_cache(maxsize=16)
def _all_spots(folded: str) -> dict[str, list[Spot]]:
    """The spots of every list; kept, for each list is asked for by itself while one article is read."""
    engine, owners = _engine()
    names = _lists()
    found: list[list[Spot]] = [[] for _ in names]
    ends = [0] * len(found)  # of the last spot of each list
    for word, start, end in engine.find_matches_as_indexes(folded, overlapping=True):
        for number, index in owners[word]:
            if ends[number] <= start:
                found[number].append((index, start, end))
            elif start <= found[number][-1][1]:
                _settle(found[number], (index, start, end))
            else:
                continue
            ends[number] = found[number][-1][2]
    return dict(zip(names, found, strict=True))


def _settle(kept: list[Spot], later: Spot) -> None:
    """Put a match in the place of those it covers, unless it begins inside one that stays. They come by their end."""
    at = len(kept)
    while at and kept[at - 1][1] >= later[1]:
        at -= 1
    if not at or kept[at - 1][2] <= later[1]:
        kept[at:] = [later]
