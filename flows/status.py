"""`newsdb status`: in one screen, whether the last run was good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flows import corrections, plan, report, sources
from flows.lines import NO_WAIT
from flows.settings import Home, Options
from warehouse import building, forget, load, publish, query

BEIJING = timedelta(hours=8)
USUAL_RUNS = 10
_UNFIT = ("field", "reason", "detail")


def gather(place: Home) -> dict[str, Any]:
    """Everything the screen says; MissingError when there is neither a warehouse nor a run that failed to make one."""
    runs = publish.read_runs(place.warehouse)
    if runs and not place.warehouse.exists():
        return {"warehouse": str(place.warehouse), "generation": None, "runs": [_run(run) for run in runs[-5:][::-1]]}
    generation = query.generation(place.warehouse)
    with query.connect(place.warehouse) as con:
        rules = plan.rulesets(Options(), load.meta(con))
        found: dict[str, Any] = {
            "warehouse": str(place.warehouse),
            "generation": publish.run_of(generation.name),
            "bytes": generation.stat().st_size,
            "articles": load.count(con, "articles"),
            "metrics": load.count(con, "metrics"),
            "rejects": load.count(con, "rejects"),
            "old_read_rules": len(load.stale_files(con, rules.read)),
            "old_extract_rules": len(load.stale_articles(con, rules.extract)),
            "oldest_rules_since": _oldest(con, rules.extract),
        }
        found["corrections_unfit"] = _unfit(con)
    found |= _waiting(place)
    found["runs"] = [_run(run) for run in runs[-5:][::-1]]
    found["rejects_by_reason"] = _against_usual(runs)
    found["generations"] = [_generation(place.warehouse, name) for name in publish.generations(place.warehouse)]
    found["left_by_a_crash"] = building.note(place.warehouse) is not None
    return found


def _oldest(con: Any, ruleset: str) -> str | None:
    row = con.execute("SELECT min(loaded_at) FROM articles WHERE extract_ruleset <> ?", [ruleset]).fetchone()
    return row[0].isoformat() if row and row[0] else None


def _unfit(con: Any) -> list[dict[str, Any]]:
    """The lines of corrections.csv that the last run could not apply."""
    found = query.result(con, "SELECT * FROM corrections WHERE status <> 'applied' ORDER BY correction_no")
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    # A warehouse of an older newsdb has no reasons yet.
    return [{"line": row["correction_no"], **{name: row.get(name) for name in _UNFIT}} for row in rows]


def _waiting(place: Home) -> dict[str, Any]:
    """How many raw files the next run would read, and why."""
    with TemporaryDirectory(prefix="newsdb-") as spool, publish_ledger(place) as con:
        raw = [str(place.raw)] if place.raw.exists() else []
        found = sources.find(raw, place.raw, Path(spool), NO_WAIT)
        named = forget.read_forgotten(place.forgotten)
        given = plan.Given(place.raw, corrections.load(place.corrections), named.article_ids | named.uris)
        made = plan.make(Options(warehouse=str(place.warehouse)), found, con, given)
    counts = {name: count for name, count in made.counts.items() if count}
    waiting = len(made.to_read) + len(made.refused)
    return {"files_waiting": waiting, "articles_waiting": len(made.to_extract), "waiting": counts}


def publish_ledger(place: Home) -> Any:
    """A read-only connection to plan by. Not publish.ledger, which would open what a running ingest writes."""
    return query.connect(place.warehouse)


def _run(run: Mapping[str, Any]) -> dict[str, Any]:
    ended = run.get("finished_at")
    counts = run.get("counts", {})
    return {
        "run_id": run["run_id"],
        "started_at": run["started_at"].isoformat(),
        "seconds": round((ended - run["started_at"]).total_seconds(), 1) if ended else None,
        "status": run["status"],
        "articles": counts.get("articles", 0) + counts.get("articles.extracted_again", 0),
        "metrics": counts.get("metrics", 0),
        "rejects": counts.get("rejects", 0),
        "message": run.get("message"),
    }


def _against_usual(runs: list[dict[str, Any]]) -> dict[str, dict[str, float | None]]:
    """Rejects of the last run that read anything, by reason, beside the mean share of the runs before it."""
    reading = [run for run in runs if _records(run)]
    if not reading:
        return {}
    last, before = reading[-1], reading[-1 - USUAL_RUNS : -1]
    usual: Counter[str] = Counter()
    for run in before:
        usual.update(_reasons(run))
    total = sum(map(_records, before))
    return {
        reason: {
            "now": _reasons(last)[reason],
            "share": round(_reasons(last)[reason] / _records(last), 4),
            "usual_share": round(usual[reason] / total, 4) if total else None,
        }
        for reason in sorted(set(_reasons(last)) | set(usual))
    }


def _records(run: Mapping[str, Any]) -> int:
    counts = run.get("counts", {})
    return int(counts.get("articles", 0) + counts.get("rejects", 0))


def _reasons(run: Mapping[str, Any]) -> Counter[str]:
    counts = run.get("counts", {})
    return Counter({name[8:]: count for name, count in counts.items() if name.startswith("rejects.")})


def _generation(warehouse: Path, name: str) -> dict[str, Any]:
    path = warehouse.parent / "generations" / name
    return {"run_id": publish.run_of(name), "bytes": path.stat().st_size, "current": name == publish.current(warehouse)}


def text(found: Mapping[str, Any]) -> str:
    """The screen."""
    if found["generation"] is None:
        return "\n".join([f"库：{found['warehouse']}（尚未建成）", "最近运行：", *map(_run_line, found["runs"])])
    lines = [f"库：{found['warehouse']}（{megabytes(found['bytes'])}）"]
    lines.append(f"文章 {found['articles']:,}，指标 {found['metrics']:,}，未收录 {found['rejects']:,}")
    waiting = f"待读文件 {found['files_waiting']:,}，待重新抽取文章 {found['articles_waiting']:,}"
    lines.append(waiting + ("（newsdb ingest 读入）" if found["files_waiting"] else ""))
    lines.append(_rules_line(found))
    if found["left_by_a_crash"]:
        lines.append("有一次运行正在进行或中途停止，下次运行会接着做")
    if found["corrections_unfit"]:
        lines += ["", "未生效的更正（corrections.csv）：", *map(_unfit_line, found["corrections_unfit"])]
    lines += ["", "最近运行：", *map(_run_line, found["runs"])]
    if found["rejects_by_reason"]:
        lines += ["", "上次未收录（括号内为平时占比）：", *_reject_lines(found["rejects_by_reason"])]
    lines += ["", "保留的版本：" + "，".join(map(_generation_text, found["generations"]))]
    return "\n".join(lines)


def _unfit_line(one: Mapping[str, Any]) -> str:
    return f"  第 {one['line']} 行 {one['field']}：{report.why(one['reason'] or 'row_gone', one['detail'])}"


def _rules_line(found: Mapping[str, Any]) -> str:
    old = found["old_read_rules"], found["old_extract_rules"]
    if not any(old):
        return "规则：全部为当前版本"
    since = f"，最早入库于 {_local(found['oldest_rules_since'])}" if found["oldest_rules_since"] else ""
    return f"规则已旧：文件 {old[0]:,}，文章 {old[1]:,}{since}（newsdb ingest --refresh 更新）"


def _local(iso: str) -> str:
    return (datetime.fromisoformat(iso) + BEIJING).strftime("%Y-%m-%d %H:%M")


def _run_line(run: Mapping[str, Any]) -> str:
    spent = f"{run['seconds']:,} 秒" if run["seconds"] is not None else "未结束"
    line = f"  {_local(run['started_at'])}  {report.STATUS.get(run['status'], run['status'])}  {spent}"
    line += f"  文章 {run['articles']:,}  指标 {run['metrics']:,}  未收录 {run['rejects']:,}"
    return line + (f"\n    {run['message']}" if run["message"] else "")


def _reject_lines(reasons: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return [_reject_line(report.REASONS.get(reason, reason), counts) for reason, counts in reasons.items()]


def _reject_line(label: str, counts: Mapping[str, Any]) -> str:
    share, usual = counts["share"], counts["usual_share"]
    if usual is None:
        return f"  {label} {counts['now']:,}，{share:.1%}"  # nothing was read before
    return f"  {label} {counts['now']:,}，{share:.1%}（{usual:.1%}）" + (
        "  高于平时" if share > 2 * usual + 0.01 else ""
    )


def _generation_text(generation: Mapping[str, Any]) -> str:
    return f"{generation['run_id']}（{megabytes(generation['bytes'])}{'，当前' if generation['current'] else ''}）"


def megabytes(size: int) -> str:
    """A number of bytes as people read it.

    >>> megabytes(1_500_000), megabytes(10)
    ('1.5 MB', '0.0 MB')
    """
    return f"{size / 1e6:,.1f} MB"
