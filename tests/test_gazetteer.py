"""The gazetteer: size, codes, levels, renames, and the rows of the reference table."""

from __future__ import annotations

import re
import time

from transforms import rules
from transforms.extract import gazetteer


def test_it_is_compact_and_loads_fast() -> None:
    folder = rules.path("gazetteer")
    assert sum(len(file.read_bytes()) for file in folder.iterdir() if file.is_file()) < 1_600_000
    assert sum(len(rules.path(f"gazetteer/{n}").read_bytes()) for n in ("divisions.tsv", "villages.bin")) < 1_500_000
    gazetteer.load.cache_clear()
    rules.table.cache_clear()
    started = time.process_time()
    gazetteer.load()
    assert time.process_time() - started < 1.5  # 0.15 s on an idle machine


def test_every_division_is_there() -> None:
    names = gazetteer.load().name_of
    towns = [code for code in names if len(code) == 9]
    assert len(towns) == 41_352
    assert sum(names[code] == "新街镇" for code in towns) == 13
    assert all(re.fullmatch(r"\d{9}|\d{6}|[A-Z]{3}", code) for code in names)


def test_levels_and_parents() -> None:
    assert gazetteer.full_name("610304110") == "陕西省宝鸡市陈仓区新街镇"
    assert gazetteer.parent("441900003") == "441900"  # a city without counties
    assert gazetteer.full_name("110105") == "北京市朝阳区"
    assert gazetteer.parent("429004") == "420000"  # under the province directly


def test_aliases_of_autonomous_divisions() -> None:
    entries = gazetteer.load().entries
    for name, code in (
        ("孟连县", "530827"),
        ("黔东南州", "522600"),
        ("黔东南", "522600"),
        ("新疆", "650000"),
        ("东乡族", ""),
    ):
        assert not code or entries[name].codes[0] == code


def test_former_divisions_have_an_end_and_a_successor() -> None:
    renamed = gazetteer.load().renamed
    names = gazetteer.load().name_of
    assert len(renamed) >= 60
    for name in ("监利县", "延庆县", "邹平县", "神木县", "户县", "崇文区"):
        assert any(row["name"] == name for row in renamed.values())
    assert gazetteer.load().entries["襄樊市"].codes == ("420600",)  # a new name under the old code
    for row in renamed.values():
        assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", row["valid_to"])
        assert not row["successor_code"] or row["successor_code"] in names


def test_villages() -> None:
    assert gazetteer.is_village("东沟门", "610304")
    wrong = sum(gazetteer.is_village(f"不是村{n}") for n in range(2000))
    assert wrong < 100


def test_rows_make_one_table() -> None:
    rows = list(gazetteer.rows())
    codes = [row["place_code"] for row in rows]
    assert codes == sorted(set(codes))
    known = set(codes)
    assert all(row["parent_code"] in known for row in rows if row["level"] != "country")
    county = next(row for row in rows if row["place_code"] == "610304")
    assert (county["name"], county["level"], county["aliases"]) == ("陈仓区", "county", ["陈仓"])
    former = next(row for row in rows if row["place_code"] == "421023")
    assert (former["valid_to"], former["successor_code"]) == ("2020-06-01", "421088")
