"""The one place an article is about: a town, a county or a prefecture, or none for wider news."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from transforms.extract.gazetteer import chain, level, today, within
from transforms.extract.places_scan import Hit
from transforms.text.fold import fold

Place = tuple[str | None, float | None]
_EARLY = {"county": 250, "prefecture": 150}  # characters within which a text that is about one place names it
_LEGEND = range(251)  # characters of the legend of a picture
_AT_ONCE = 40
_SPARSE = 400  # characters for which it is named once at least
_ELSEWHERE = {"county": 1.0, "prefecture": 0.7, "province": 0.3}  # how much a mention speaks against another place


@dataclass(slots=True)
class _Said:
    """How much is said of each county, prefecture and province, and which of them the title names."""

    weights: Counter[str] = field(default_factory=Counter)
    title: set[str] = field(default_factory=set)
    site: set[str] = field(default_factory=set)
    first: str | None = None  # the county, prefecture or province that the text names first
    starts: dict[str, list[int]] = field(default_factory=dict)  # where each is named
    size: int = 0


def about(titled: list[Hit], sited: list[Hit], hits: list[Hit], size: int) -> Place:
    """(code, confidence) of the town, county or prefecture that title, site and text of this size speak of most."""
    denied = undecided((hit.name, hit.code) for hit in hits)
    titled = [hit for hit in titled if _folded(hit.name) not in denied] if denied else titled
    said = _said(titled, sited, hits)
    said.size = size
    county = _most(said, "county")
    share = _share(said, county) if county else 0.0
    if county and _is_county(said, county, share):
        town = _town(titled, hits, county, said)
        return town or _as_named(titled, hits, county), _confidence(share)
    prefecture = _most(said, "prefecture")
    share = _share(said, prefecture) if prefecture else 0.0
    if prefecture and _is_prefecture(said, prefecture, share):
        return prefecture, _confidence(share)
    return None, None


def undecided(named: Iterable[tuple[str, str | None]]) -> set[str]:
    """The names that stand in the text without a code and never with one."""
    pairs = set(named)
    denied = {name for name, code in pairs if code is None}
    if not denied:
        return denied
    return set(map(_folded, denied)) - {_folded(name) for name, code in pairs if code is not None}


@lru_cache(maxsize=1 << 14)
def _folded(name: str) -> str:
    return fold(name)


def _confidence(share: float) -> float:
    return round(min(0.98, 0.5 + 0.5 * share), 2)


def _said(titled: list[Hit], sited: list[Hit], hits: list[Hit]) -> _Said:
    found = _Said()
    for weight, spoken, areas in ((3, sited, found.site), (5, titled, found.title)):
        for hit in spoken:
            if area := _area(hit):
                found.weights[area] = max(found.weights[area], weight)
                areas.add(area)
    counted = 0
    told = [_area(hit) for hit in hits]
    for n, (hit, area) in enumerate(zip(hits, told, strict=True)):
        if not area:
            continue
        if n + 1 < len(hits) and hits[n + 1].start == hit.end and within(told[n + 1] or "", area):
            found.first = found.first or area  # 四川|成都|邛崃 speaks of the last alone
        elif not (n < 3 and _is_dateline(hit, area, hits)):
            found.weights[area] += 2 if counted < 3 else 1
            found.first = found.first or area
            found.starts.setdefault(area, []).append(hit.start)
            counted += 1
    return found


def _is_dateline(hit: Hit, area: str, hits: list[Hit]) -> bool:
    """Whether a city stands where 本报, 新华社 or 中新网 puts it: the news came from there."""
    if not 2 <= hit.start <= 4 or hit.end - hit.start > 3 or level(area) == "county":
        return False
    return not any(other.end == hit.start or other.start == hit.end for other in hits[:4])


def _area(hit: Hit) -> str | None:
    """The county, prefecture or province of what is named; of a former one what it has become."""
    code = hit.code or hit.parent
    return _area_of(code) if code else None


@lru_cache(maxsize=1 << 14)
def _area_of(code: str) -> str | None:
    return today(code[:6]) if code.isdigit() else None


def _county(hit: Hit) -> str | None:
    area = _area(hit)
    return area if area and level(area) == "county" else None


def _most(said: _Said, wanted: str) -> str | None:
    """The county or prefecture of which most is said."""
    totals: Counter[str] = Counter()
    for area, weight in said.weights.items():
        for above in chain(area):
            if level(above) == wanted:
                totals[above] += weight
    return max(totals, key=lambda code: (totals[code], code)) if totals else None


def _spoken(said: _Said, place: str) -> float:
    return sum(weight for area, weight in said.weights.items() if within(area, place))


def _share(said: _Said, place: str) -> float:
    """How much of what is said is said of the place; what it lies in counts for nothing."""
    inside = _spoken(said, place)
    against = sum(
        weight * _ELSEWHERE[level(area)]
        for area, weight in said.weights.items()
        if not within(area, place) and not within(place, area)
    )
    return inside / (inside + against)


def _is_county(said: _Said, county: str, share: float) -> bool:
    """Whether the county is what the article is about, and not just its example."""
    spoken = said.weights[county]
    if county in said.title or county in said.site:
        return spoken >= 3 and share >= 0.5
    above = {area for area in said.title if area != county and within(county, area)}
    if any(level(area) == "prefecture" for area in above):
        return False  # the title speaks of the city
    prefecture = next((code for code in chain(county) if level(code) == "prefecture"), None)
    if prefecture and said.weights[prefecture] >= spoken:
        return False
    if above:
        return spoken >= 5 and share >= 0.8 and _is_subject(said, county)
    return spoken >= (2 if _is_legend(said, county) else 3) and share >= 0.8 and _is_subject(said, county)


def _is_prefecture(said: _Said, prefecture: str, share: float) -> bool:
    """Whether the article is about the city as a whole: its title names it, or the text nothing else."""
    if prefecture in said.title:
        return _spoken(said, prefecture) >= 7 and share >= 0.6
    own = said.weights[prefecture]
    if prefecture in said.site:
        return own >= 5 and share >= 0.6
    return own >= (2 if _is_legend(said, prefecture) else 4) and share >= 0.85 and _is_subject(said, prefecture)


def _is_legend(said: _Said, place: str) -> bool:
    """Whether the text is as short as the legend of a picture and begins with the place."""
    return said.size in _LEGEND and any(
        starts[0] <= _AT_ONCE and within(area, place) for area, starts in said.starts.items()
    )


def _is_subject(said: _Said, place: str) -> bool:
    """Whether the text names the place, or what it lies in, first, and then early and often; examples come later."""
    starts = [start for area, found in said.starts.items() if within(area, place) for start in found]
    if said.first is None or not (within(place, said.first) or within(said.first, place)):
        return False
    return min(starts, default=said.size) <= _EARLY[level(place)] and len(starts) * _SPARSE >= said.size


def _as_named(titled: list[Hit], hits: list[Hit], county: str) -> str:
    """The county itself or the former one it has come from, whichever is named more often."""
    codes = Counter(hit.code for hit in (*titled, *hits) if hit.code and len(hit.code) == 6 and _county(hit) == county)
    return codes.most_common(1)[0][0] if codes else county


def _town(titled: list[Hit], hits: list[Hit], county: str, said: _Said) -> str | None:
    """The one town of the county that the title names, or that the text names and little beside it."""
    of_title = {hit.code for hit in titled if hit.code and len(hit.code) == 9 and _county(hit) == county}
    if len(of_title) == 1:
        return of_title.pop()
    codes = [hit.code or hit.parent or "" for hit in hits if _county(hit) == county]
    towns = Counter(code for code in codes if len(code) == 9)
    if len(towns) != 1 or county in said.title | said.site:
        return None
    town, times = towns.most_common(1)[0]
    starts = {hit.start for hit in hits if hit.code == town}
    alone = sum(hit.code == county and hit.end not in starts for hit in hits)  # the county without its town
    return town if times >= 2 and times >= 3 * alone else None
