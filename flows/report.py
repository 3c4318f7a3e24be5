"""What a run says: progress while it works, a summary at its end, in Chinese for readers and as JSON for programs."""

from __future__ import annotations

import logging
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID
    from rich.table import Table

STAGES = {
    "plan": "查找原始文件", "begin": "准备", "load": "读取与抽取", "finish": "更正与版本", "settle": "汇总",
    "audit": "审计", "publish": "发布",
}  # fmt: skip
STATUS = {"published": "已发布", "unchanged": "无变化", "failed": "失败", "dry_run": "试算"}
COUNTS = {
    "files": "原始文件", "files.new": "新文件", "files.changed": "有改动的文件", "files.unfinished": "上次未读完的文件",
    "files.old_rules": "读取规则已旧的文件", "files.text_column": "换列重读的文件",
    "files.forgotten": "含已删除文章的文件", "files.corrections": "撤回更正的文件", "files.removed": "已消失的文件",
    "files.unchanged": "未变的文件", "files.waiting": "仍在写入的文件", "files.skipped": "跳过的文件",
    "articles": "读入文章", "articles.extracted_again": "由存文重新抽取", "articles.removed": "移除文章",
    "articles.total": "库中文章", "metrics": "指标", "mentions": "提及", "entities": "库中实体", "rejects": "未收录",
    "extract.cut_off": "待补抽取", "extract.lexicon": "词典改动涉及", "extract.corrections": "更正涉及",
    "extract.old_rules": "抽取规则已旧", "corrections.unfit": "未生效的更正",
}  # fmt: skip
REASONS = {
    "empty": "空文件", "undecodable": "无法解码", "unsupported_format": "格式不支持", "malformed": "格式损坏",
    "too_large": "单条过大", "archive_limit": "压缩包超限", "unreadable": "无法读取", "no_body": "无正文",
    "list_page": "列表页", "gallery": "图集", "video": "视频", "not_chinese": "非中文", "duplicate_record": "重复记录",
    "forgotten": "已要求删除",
}  # fmt: skip
UNFIT = {
    "text_gone": "原文已变或已移除", "row_gone": "该处已没有这一行，或原值已不同", "no_such_field": "没有这个字段",
    "cannot_be_corrected": "此字段不能更正", "whole_row": "整行只能判对错，要改值须写明字段", "required": "不能为空",
    "not_among": "不在可取的值之内", "not_a_number": "不是数字", "not_a_time": "不是日期或时间",
    "not_true_or_false": "须为 true 或 false", "not_one_line": "含换行或不可见字符", "no_such_code": "没有这个代码",
    "no_span": "起止不是整数",
}  # fmt: skip


class Tell(Protocol):
    """Who is told how a run gets on."""

    def stage(self, name: str) -> None:
        """A stage begins; name is a key of STAGES."""

    def progress(self, counts: Counter[str], done: int, files: int) -> None:
        """`done` of `files` raw files are read; counts so far."""

    def note(self, text: str) -> None:
        """Something worth knowing that is no trouble."""


class Lines:
    """Plain lines, for logs and pipes: one per stage, and one every few seconds while batches are loaded."""

    def __init__(self, out: TextIO | None, log: logging.Logger, every: float = 5.0) -> None:
        self.out, self.log, self.every, self.last = out, log, every, time.monotonic()

    def stage(self, name: str) -> None:
        """One line per stage."""
        self._say(STAGES.get(name, name))

    def progress(self, counts: Counter[str], done: int, files: int) -> None:
        """One line every few seconds."""
        if time.monotonic() - self.last >= self.every:
            self.last = time.monotonic()
            self._say(_progress_text(counts, done, files))

    def note(self, text: str) -> None:
        """One line."""
        self._say(text)

    def _say(self, text: str) -> None:
        self.log.info(text)
        if self.out is not None:
            print(text, file=self.out, flush=True)


class Bar:
    """A progress bar on a terminal."""

    def __init__(self, bar: Progress, log: logging.Logger) -> None:
        self.bar, self.lines, self.task = bar, Lines(None, log), _no_task(bar)

    def stage(self, name: str) -> None:
        """The bar shows the stage."""
        self.lines.stage(name)
        self.bar.update(self.task, description=STAGES.get(name, name))

    def progress(self, counts: Counter[str], done: int, files: int) -> None:
        """The bar grows by files and articles."""
        self.lines.progress(counts, done, files)
        total = counts["articles.planned"] or None
        made = counts["articles"] + counts["articles.extracted_again"] + counts["rejects"]
        self.bar.update(self.task, completed=done, total=files or total, made=made)

    def note(self, text: str) -> None:
        """One line above the bar."""
        self.lines.note(text)
        self.bar.console.print(text, markup=False)


def _no_task(bar: Progress) -> TaskID:
    return bar.add_task("", total=None, made=0)


def _progress_text(counts: Counter[str], done: int, files: int) -> str:
    again = counts["articles.extracted_again"]
    more = f"，重新抽取 {again}" if again else ""
    return f"文件 {done}/{files}，文章 {counts['articles']}{more}，未收录 {counts['rejects']}"


@contextmanager
def told(log: logging.Logger, *, quiet: bool = False, err: TextIO | None = None) -> Iterator[Tell]:
    """A progress bar where standard error is a terminal, plain lines elsewhere, only the log when quiet."""
    err = err or sys.stderr
    if quiet or not err.isatty():
        yield Lines(None if quiet else err, log)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    counts = TextColumn("{task.fields[made]} 篇")
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), counts, TimeElapsedColumn())
    with Progress(*columns, console=Console(file=err), transient=True) as bar:
        yield Bar(bar, log)


def some(names: list[str], most: int = 5) -> str:
    """The first names, and how many more there are.

    >>> some(["a", "b", "c"], 2)
    'a，b 等 3 个'
    """
    return "，".join(names[:most]) + (f" 等 {len(names)} 个" if len(names) > most else "")


def unfit(columns: Mapping[str, list[Any]]) -> str | None:
    """Which corrections were not applied, and why; None when all were.

    >>> unfit({"correction_no": [1, 2], "field": ["metrics.value", "metrics.modality"],
    ...        "reason": [None, "not_among"], "detail": [None, "foo"]})
    '未生效的更正：第 2 行 metrics.modality（不在可取的值之内：foo）'
    """
    lines = zip(*(columns[name] for name in ("correction_no", "field", "reason", "detail")), strict=True)
    said = [f"第 {no} 行 {field}（{why(reason, detail)}）" for no, field, reason, detail in lines if reason]
    return "未生效的更正：" + some(said) if said else None


def why(reason: str, detail: str | None) -> str:
    """Why a correction was not applied, for readers."""
    return UNFIT.get(reason, reason) + (f"：{detail}" if detail else "")


def rate(counts: Mapping[str, int]) -> float | None:
    """Articles per second from the start of the first batch to the published generation; None when none was loaded."""
    made = counts.get("articles", 0) + counts.get("articles.extracted_again", 0)
    spent = counts.get("ms.from_first_batch", 0) + counts.get("ms.publish", 0)
    return made * 1000 / spent if made and spent else None


def rows(run: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The lines of the summary: label and value."""
    counts = run["counts"]
    found = [("结果", STATUS.get(run["status"], run["status"])), ("运行编号", run["run_id"])]
    found += [(label, f"{counts[name]:,}") for name, label in COUNTS.items() if counts.get(name)]
    found += [
        (f"　{REASONS.get(name.partition('.')[2], name)}", f"{count:,}")
        for name, count in sorted(counts.items(), key=lambda pair: -pair[1])
        if name.startswith("rejects.")
    ]
    speed = rate(counts)
    if speed:
        found.append(("速度", f"{speed:,.0f} 篇/秒"))
    if run["finished_at"]:
        found.append(("用时", f"{(run['finished_at'] - run['started_at']).total_seconds():,.1f} 秒"))
    if run.get("message"):
        found.append(("说明", run["message"]))
    return found


def table(run: Mapping[str, Any]) -> Table:
    """The summary as rich prints it."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE, show_header=False, title="newsdb 入库", title_justify="left")
    made.add_column(justify="left", no_wrap=True)
    made.add_column(justify="left", overflow="fold")
    for label, value in rows(run):
        made.add_row(label, value)
    return made


def text(run: Mapping[str, Any]) -> str:
    """The summary as plain lines."""
    return "\n".join(f"{label}：{value}" for label, value in rows(run))


def artifact(run: Mapping[str, Any]) -> list[dict[str, str]]:
    """The summary as rows of a Prefect table artifact."""
    return [{"项目": label.strip("　"), "值": value} for label, value in rows(run)]


def as_json(run: Mapping[str, Any]) -> dict[str, Any]:
    """The summary for programs: the line of runs.jsonl, with its rate."""
    times = {name: run[name].isoformat() if run[name] else None for name in ("started_at", "finished_at")}
    speed = rate(run["counts"])
    return {**run, **times, "articles_per_second": round(speed, 1) if speed else None}
