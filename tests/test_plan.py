"""What a run plans: which digests cover which code, what lies under a path, how files are grouped."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows import plan, serve, settings, sources
from flows.plan import Plan, Reach, Rulesets
from flows.settings import Options

TRANSFORMS = Path(plan.rules.__file__).resolve().parent.parent
READERS = ("transforms.read", "transforms.page")


def _modules(name: str) -> list[Path]:
    path = TRANSFORMS.parent / Path(*name.split("."))
    return sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]


def _imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("transforms"):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name for name in names if _modules(name)[0].exists()} or {str(node.module)}
    return found - {"transforms.rules", "transforms.model"}


def _reached(names: tuple[str, ...]) -> set[Path]:
    """Every module of ours that these modules run."""
    waiting, seen = list(names), set()
    while waiting:
        for path in _modules(waiting.pop()):
            if path not in seen and path.exists():
                seen.add(path)
                waiting.extend(_imported(path))
    return seen


def _rules_named(path: Path) -> set[str]:
    strings = [node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant)]
    files = {s for s in strings if isinstance(s, str) and s.endswith((".tsv", ".yaml", ".bin"))}
    return {f"rules/{file}" for file in files if (TRANSFORMS / "rules" / file).exists()}


def _covered(name: str, folders: tuple[str, ...]) -> bool:
    return any(name == folder or name.startswith(f"{folder}/") for folder in folders)


@pytest.mark.parametrize(
    ("modules", "folders"),
    [(READERS, plan.READ_RULES), (("transforms.extract", "transforms.tables"), plan.EXTRACT_RULES)],
    ids=["read", "extract"],
)
def test_ruleset_covers_the_code_and_rules_it_speaks_for(modules: tuple[str, ...], folders: tuple[str, ...]) -> None:
    code = _reached(modules)
    names = {path.relative_to(TRANSFORMS).as_posix() for path in code}.union(*map(_rules_named, code))
    assert sorted(name for name in names if not _covered(name, folders)) == []


def test_rulesets_follow_what_was_told_before(tmp_path: Path) -> None:
    terms = tmp_path / "terms.tsv"
    terms.write_text("黑岭甜豆\tproject\n", "utf-8")
    kept = plan.rulesets(Options(), {"segmenter": "jieba", "lexicon": "旧词\tproject\n"})
    assert (plan.segmenter_of(kept), kept.lexicon) == ("jieba", "旧词\tproject\n")
    told = plan.rulesets(Options(segmenter="rjieba", lexicon=str(terms)), {"segmenter": "jieba", "lexicon": "旧词"})
    assert (plan.segmenter_of(told), told.lexicon) == ("rjieba", "黑岭甜豆\tproject\n")
    assert plan.rulesets(Options(lexicon=""), {"lexicon": "旧词\tproject\n"}).lexicon == ""


@pytest.mark.parametrize(
    ("paths", "uri", "covers"),
    [
        (["data/raw"], "a/b.txt", True),
        (["data/raw/a"], "a/b.zip!c.html", True),
        (["data/raw/a"], "ab/c.txt", False),
        (["data/raw/*.txt"], "c.txt", True),
        (["data/raw/*.txt"], "c.html", False),
        (["data"], "a/b.txt", True),
        (["data/raw"], "/elsewhere/c.txt", False),
        (["/elsewhere"], "/elsewhere/c.txt", True),
        (["s3://news/2020"], "s3://news/2020/c.txt", True),
        (["s3://news/2020"], "s3://news/2021/c.txt", False),
    ],
)
def test_what_lies_under_the_paths(paths: list[str], uri: str, covers: bool) -> None:
    assert Reach(paths, Path("data/raw")).covers(uri) is covers


def _files(*sizes: int) -> list[sources.RawFile]:
    return [
        sources.RawFile(f"{number}.txt", "0", size, None, sources.Address(f"{number}.txt"))
        for number, size in enumerate(sizes)
    ]


def test_files_are_grouped_by_number_and_size() -> None:
    made = Plan(Rulesets("", ""), to_read=_files(*[10] * 7))
    assert [len(batch.pieces) for batch in plan.batches(made, Options(batch_records=3))] == [3, 3, 1]
    made = Plan(Rulesets("", ""), to_read=_files(plan.BATCH_BYTES, 10, 10))
    assert [len(batch.pieces) for batch in plan.batches(made, Options())] == [1, 2]


def test_home_of_a_warehouse() -> None:
    assert settings.home("/srv/data/warehouse/news.duckdb").corrections == Path("/srv/data/corrections.csv")
    assert settings.home("/srv/news.duckdb").raw == Path("/srv/raw")


def test_prefect_is_quiet_and_keeps_what_the_user_set() -> None:
    place = settings.home("/srv/data/warehouse/news.duckdb")
    made = settings.prefect_environment(place, {})
    assert made["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert made["PREFECT_HOME"] == "/srv/data/prefect"
    given = {"PREFECT_HOME": "/mine", "PREFECT_API_URL": "http://127.0.0.1:1/api"}
    made = settings.prefect_environment(place, given)
    assert not {"PREFECT_HOME", "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"} & set(made)


def test_bad_schedule_is_told() -> None:
    with pytest.raises(serve.CronError, match="five fields"):
        serve.next_tick("every night", datetime(2020, 1, 1, tzinfo=UTC))
