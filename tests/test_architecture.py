"""The rules of the layout, held by reading the code: who imports whom, what is banned, how long a function may be."""

from __future__ import annotations

import ast
import json
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("flows", "transforms", "warehouse", "web", "newsdb")
MAY_IMPORT = {
    "flows": {"flows", "transforms", "warehouse"},
    "transforms": {"transforms"},
    "warehouse": {"warehouse"},
    "web": {"web", "warehouse"},
    "newsdb": set(PACKAGES),
}
HEAVY = {"prefect", "duckdb", "pandas", "pyarrow", "numpy", "rich", "fastapi", "plotly"}
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
TREES = {path: ast.parse(path.read_text("utf-8")) for path in FILES}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _imports(nodes: Iterator[ast.AST] | list[ast.stmt]) -> Iterator[tuple[str, int]]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports name the whole path"
            yield node.module or "", node.lineno


def _at_import_time(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run when the module is imported; `if TYPE_CHECKING:` never does."""
    for node in body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        if isinstance(node, ast.If | ast.Try | ast.With):
            yield from _at_import_time(node.body)


def _for_types_only(tree: ast.Module) -> set[ast.AST]:
    blocks = [node for node in tree.body if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)]
    return {node for block in blocks for node in ast.walk(block)}


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_imports_go_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    allowed = MAY_IMPORT[package] | ({"web"} if _name(path) == "flows/cli.py" else set())
    ours = [(name, line) for name, line in _imports(ast.walk(TREES[path])) if name.split(".")[0] in PACKAGES]
    wrong = [f"{_name(path)}:{line} imports {name}" for name, line in ours if name.split(".")[0] not in allowed]
    assert not wrong


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_heavy_libraries_stay_in_their_place(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    banned = {
        "transforms": {"prefect", "duckdb", "click", "rich", "fsspec", "fastapi"},
        "warehouse": {"prefect", "click", "rich", "fastapi"},
        "web": {"prefect", "click"},
        "flows": {"duckdb"},
        "newsdb": {"prefect"},
    }[package]
    used = _imports(node for node in ast.walk(TREES[path]) if node not in _for_types_only(TREES[path]))
    assert not [f"{name} (line {line})" for name, line in used if name.split(".")[0] in banned]


@pytest.mark.parametrize("path", [p for p in FILES if "transforms" in p.parts], ids=_name)
def test_transforms_import_light(path: Path) -> None:
    eager = _imports(list(_at_import_time(TREES[path].body)))
    assert not [f"{name} (line {line})" for name, line in eager if name.split(".")[0] in HEAVY]


def test_cli_imports_web_inside_a_command() -> None:
    eager = _imports(list(_at_import_time(TREES[ROOT / "flows/cli.py"].body)))
    assert not [name for name, _ in eager if name.split(".")[0] in {"web", "warehouse", *HEAVY}]


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_errors_are_named(path: Path) -> None:
    wide = [
        f"{_name(path)}:{node.lineno}"
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
    ]
    assert not wide


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_try_holds_one_statement(path: Path) -> None:
    tries = [node for node in ast.walk(TREES[path]) if isinstance(node, ast.Try) and node.handlers]
    assert not [f"{_name(path)}:{node.lineno}" for node in tries if len(node.body) > 1]


BANNED_CALLS = {
    "transforms": {
        "datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time", "time.monotonic", "os.getenv",
        "open", "print", "input", "eval", "exec", "jieba.load_userdict", "jieba.add_word", "jieba.cut", "jieba.lcut",
    },
    "warehouse": {"eval", "exec"},
    "flows": {"eval", "exec", "jieba.load_userdict", "jieba.add_word"},
    "web": {"print", "eval", "exec"},
    "newsdb": {"eval", "exec"},
}  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_nothing_hidden(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    calls = [node for node in ast.walk(TREES[path]) if isinstance(node, ast.Call)]
    found = [f"{_name(path)}:{c.lineno} {ast.unparse(c.func)}" for c in calls if _is_banned(c, BANNED_CALLS[package])]
    assert not found
    if package == "transforms":
        assert not {name for name, _ in _imports(ast.walk(TREES[path]))} & {
            "random",
            "socket",
            "time",
            "urllib.request",
        }
        assert "os.environ" not in path.read_text("utf-8")


def _is_banned(call: ast.Call, banned: set[str]) -> bool:
    name = ast.unparse(call.func)
    if name in banned or name.endswith((".iterrows", ".itertuples")):
        return True
    words = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
    return words.get("inplace") == "True" or (name.endswith(".apply") and words.get("axis") == "1")


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_no_globals(path: Path) -> None:
    assert not [node.lineno for node in ast.walk(TREES[path]) if isinstance(node, ast.Global)]


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_functions_are_short_and_take_few_parameters(path: Path) -> None:
    long = [f"{_name(path)}:{f.lineno} {f.name} {_lines(f)} lines" for f in _functions(TREES[path]) if _lines(f) > 50]
    assert not long


def test_typical_function_is_short() -> None:
    lengths = sorted(_lines(f) for tree in TREES.values() for f in _functions(tree))
    assert statistics.median(lengths) <= 12
    assert lengths[int(len(lengths) * 0.9)] <= 30


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_modules_say_what_they_are(path: Path) -> None:
    assert ast.get_docstring(TREES[path]), f"{_name(path)} has no docstring"


def _tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_no_machine_path_or_registry_host() -> None:
    """A checkout works anywhere, so nothing in it names one machine's folders or package hosts."""
    wanted = re.compile(rb"(?<![\w.])/(?:wo" rb"rk|home|root|Users)/\w|--(?:extra-)?index-url|--trusted-host")
    found = [_name(path) for path in _tracked() if wanted.search(path.read_bytes())]
    assert not [name for name in found if name != "tests/test_architecture.py"]


LIGHT = """
import json, sys
from flows.cli import main
try:
    main(sys.argv[1:])
finally:
    heavy = {"prefect", "duckdb", "pandas", "pyarrow", "fastapi", "rich"}
    print(json.dumps(sorted(heavy & set(sys.modules))), file=sys.stderr)
"""


@pytest.mark.parametrize("command", ["read", "extract", "--help"])
def test_light_commands_import_little(command: str, tmp_path: Path) -> None:
    """`newsdb read` and `newsdb extract` start within a second because they import neither Prefect nor DuckDB."""
    report = tmp_path / "report.txt"
    report.write_text(
        "样例镇修好三座桥\n\n2020-04-13 09:49:41   来源:样例报\n\n    全镇修好3座桥，投资200万元。\n", "utf-8"
    )
    lines = json.dumps({"id": "1", "text": "全镇修好3座桥，投资200万元。"}, ensure_ascii=False)
    argv = [command] + ([str(report)] if command == "read" else [])
    done = subprocess.run(
        [sys.executable, "-c", LIGHT, *argv], cwd=ROOT, input=lines.encode(), capture_output=True, check=False
    )
    assert json.loads(done.stderr.decode().splitlines()[-1]) == [], done.stderr.decode()
    assert done.stdout
