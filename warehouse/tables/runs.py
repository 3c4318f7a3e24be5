"""What was done when, and by which rules."""

from __future__ import annotations

from warehouse.schema import Column, Table, moment, must, text

RUNS = Table(
    name="runs",
    label_zh="运行",
    grain="One row per run of the ingest, also one that failed or changed nothing.",
    filled="runs",
    key=("run_id",),
    columns=(
        must(text("run_id", "运行编号", "When it started and a random part; sorts by time")),
        must(moment("started_at", "开始时间", "UTC")),
        moment("finished_at", "结束时间", "UTC; NULL when the run was cut off"),
        must(text("status", "结果", "published, unchanged or failed")),
        must(Column("counts", "MAP(VARCHAR, BIGINT)", "计数", "What it did: articles, rejects, rejects.<reason>, …")),
        must(
            Column(
                "rulesets", "MAP(VARCHAR, VARCHAR)", "规则版本", "Digests in force: read, extract, lexicon, catalogue"
            )
        ),
        must(Column("parameters", "MAP(VARCHAR, VARCHAR)", "参数", "How it was called")),
        text("message", "说明", "What went wrong and what to do"),
    ),
)

META = Table(
    name="meta",
    label_zh="版本",
    grain="One row per fact about the warehouse itself.",
    filled="runs",
    key=("key",),
    columns=(
        must(text("key", "项目", "catalogue, newsdb_version, lexicon, …")),
        must(text("value", "值", "Its value")),
    ),
)

TABLES = (RUNS, META)
