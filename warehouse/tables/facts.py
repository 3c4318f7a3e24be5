"""What the articles state: dates, metrics, how they hang together, and whether they agree."""

from __future__ import annotations

from warehouse.schema import (
    ARTICLE,
    ARTICLE_ID,
    CONFIDENCE,
    END,
    PLACE,
    RULE,
    SENTENCE,
    SENTENCE_NO,
    START,
    Column,
    Table,
    among,
    entity,
    moment,
    must,
    number,
    parent,
    text,
    whole,
)

STARTS_ON = moment("starts_on", "开始", "First moment; local time of Asia/Shanghai")
ENDS_BEFORE = moment("ends_before", "结束前", "First moment after it (half open); local time of Asia/Shanghai")
METRIC_NO = must(whole("metric_no", "指标序", "Order in the article, from 1"))
UNIT_KIND = text("unit_kind", "量类", "money, count, area, length, mass, volume, energy, percent, percentage_point, …")

DATES = Table(
    name="dates",
    label_zh="时间",
    grain="One row per time expression in the body of an article.",
    filled="batch",
    key=("article_id", "date_no"),
    parents=(ARTICLE, SENTENCE),
    columns=(
        ARTICLE_ID,
        must(whole("date_no", "时间序", "Order in the article, from 1")),
        SENTENCE_NO,
        START,
        END,
        must(text("text", "原文", "Characters start_char to end_char of body")),
        STARTS_ON,
        ENDS_BEFORE,
        text("precision", "精度", "second, minute, hour, day, week, month, quarter, half, year, decade, …"),
        among(
            "day week tenday month quarter half year decade century period datetime duration vague",
            must(text("kind", "类别", "day, month, year, …, period, datetime, duration or vague")),
        ),
        number("duration_seconds", "时长（秒）", "Length of a duration, whose starts_on is NULL"),
        among(
            "published dateline text",
            text("anchor", "参照", "What it is relative to: published, dateline or text; NULL when absolute"),
        ),
        RULE,
    ),
)

METRICS = Table(
    name="metrics",
    label_zh="指标",
    grain="One row per stated quantity.",
    filled="batch",
    key=("article_id", "metric_no"),
    parents=(
        ARTICLE,
        SENTENCE,
        PLACE,
        parent("subject_id", "entities", "entity_id"),
        parent("indicator_id", "indicators"),
    ),
    columns=(
        ARTICLE_ID,
        METRIC_NO,
        SENTENCE_NO,
        START,
        END,
        must(text("quote", "原文", "Characters start_char to end_char of body: 8000余万元")),
        number("value", "数值", "The number as written, 万 and 亿 multiplied out; midpoint of a range"),
        number("value_low", "下限", "Lower bound; NULL when open"),
        number("value_high", "上限", "Upper bound; NULL when open"),
        among("exact approx over under range", must(text("qualifier", "限定", "exact, approx, over, under or range"))),
        text("unit", "单位", "ISO currency, %, pp, x, :1 for ratios, CNY/亩 for rates, else as written; NULL for none"),
        UNIT_KIND,
        number("base_value", "换算值", "value in base_unit"),
        text(
            "base_unit", "换算单位", "Unit that makes values comparable: 亩 to m², 公里 to m, 吨 to kg, 万千瓦时 to kWh"
        ),
        among(
            "level change growth_rate share ratio contribution difference",
            must(text("measure", "口径", "level, change, growth_rate, share, ratio, contribution or difference")),
        ),
        text("indicator", "指标", "What is measured, in the words of the text"),
        text("indicator_id", "指标编号", "The same in `indicators`; NULL when not among them"),
        text("subject", "主体", "Who or what the value is of, as written"),
        entity("subject_id", "主体编号", "The same in `entities`"),
        text("place_name", "地区", "Place of the value as the text gives it"),
        text("place_code", "地区代码", "The same in `places`"),
        STARTS_ON,
        ENDS_BEFORE,
        text("period_text", "时间原文", "Words that give the period"),
        among("up down", text("direction", "方向", "up or down")),
        text("basis", "比较基准", "yoy, mom, or the text's own words"),
        must(Column("is_cumulative", "BOOLEAN", "累计", "The text says 累计, 总计 or 截至")),
        among("actual target norm", must(text("modality", "性质", "actual, target or norm"))),
        text("modality_cue", "性质原文", "Words that say so: 力争, 计划"),
        moment("due_on", "期限", "When a target is due; local time of Asia/Shanghai"),
        text("attributed_to", "出自", "Whom the text names as saying it"),
        CONFIDENCE,
        RULE,
    ),
)

METRIC_LINKS = Table(
    name="metric_links",
    label_zh="指标关系",
    grain="One row per relation of a metric to another metric or a mention of its article.",
    filled="batch",
    key=("article_id", "link_no"),
    parents=(
        parent("article_id metric_no", "metrics"),
        parent("article_id to_metric_no", "metrics", "article_id metric_no"),
        parent("article_id to_mention_no", "mentions", "article_id mention_no"),
    ),
    columns=(
        ARTICLE_ID,
        must(whole("link_no", "关系序", "Order in the article, from 1")),
        must(whole("metric_no", "指标序", "Metric the relation is of")),
        among(
            "part_of listed_in share_of change_of previous_value target_of",
            must(text("relation", "关系", "part_of, listed_in, share_of, change_of, previous_value or target_of")),
        ),
        whole("to_metric_no", "对指标", "Metric it points at"),
        whole("to_mention_no", "对提及", "Mention it points at"),
    ),
)

INDICATORS = Table(
    name="indicators",
    label_zh="指标目录",
    grain="One row per indicator of rules/indicators.tsv.",
    filled="reference",
    key=("indicator_id",),
    parents=(parent("parent_id", "indicators", "indicator_id"),),
    columns=(
        must(text("indicator_id", "指标编号", "Short name of the indicator")),
        must(text("name", "名称", "Its Chinese name")),
        text("parent_id", "上级指标", "Indicator it is a part or kind of"),
        UNIT_KIND,
        must(Column("words", "VARCHAR[]", "说法", "Ways texts say it")),
    ),
)

CHECKS = Table(
    name="checks",
    label_zh="核对",
    grain="One row per statement that was held against another.",
    filled="batch",
    key=("article_id", "reach", "check_no"),
    parents=(
        ARTICLE,
        parent("article_id metric_no", "metrics"),
        parent("article_id mention_no", "mentions"),
    ),
    columns=(
        ARTICLE_ID,
        must(text("reach", "范围", "article: within it, found by the batch; corpus: across articles, settled")),
        must(whole("check_no", "核对序", "Order in the article and reach, from 1")),
        whole("metric_no", "指标序", "Metric that was held against something"),
        whole("mention_no", "提及序", "Mention that was held against something"),
        must(text("check", "核对项", "listed_items, parts_sum, growth, …")),
        among("ok fail unknown", must(text("status", "结果", "ok, fail or unknown"))),
        text("detail", "说明", "Both sides of the comparison"),
    ),
)

TABLES = (DATES, METRICS, METRIC_LINKS, INDICATORS, CHECKS)
