"""Raw files, the articles in them, their sentences, and what could not be read."""

from __future__ import annotations

from warehouse.schema import (
    ARTICLE,
    ARTICLE_ID,
    END,
    PLACE,
    RUN_ID,
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

URI = must(text("uri", "原始地址", "Path below data/raw, absolute path or full address; members as a.zip!b.html"))
FILE_URI = must(text("file_uri", "原始文件", "Raw file (sources.uri) that holds the record; the archive, for a member"))
RECORD_KEY = must(text("record_key", "记录键", "Own id or url of the record, else sha256 of its text; '' for the file"))
READ_RULESET = text("read_ruleset", "读取规则版本", "Digest of the code and rules that decoded and parsed the record")

SOURCES = Table(
    name="sources",
    label_zh="原始文件",
    grain="One row per raw file.",
    filled="batch",
    key=("uri",),
    columns=(
        URI,
        text("sha256", "文件摘要", "sha256 of the bytes; NULL when the file could not be read"),
        Column("size", "BIGINT", "字节数", "Bytes of the file"),
        moment("modified_at", "修改时间", "UTC; when the file was last changed, where its place tells"),
        text("media_type", "格式", "Format by content: text/html, text/plain, application/json, …"),
        text("encoding", "编码", "Encoding the text was decoded from"),
        must(whole("records", "记录数", "Records found in the file: articles + rejects")),
        must(whole("articles", "文章数", "Records that became articles")),
        must(whole("rejects", "未收录数", "Records that became rejects")),
        must(text("status", "状态", "loading, or done: set in the transaction of the file's last batch")),
        READ_RULESET,
        RUN_ID,
    ),
)

ARTICLES = Table(
    name="articles",
    label_zh="文章",
    grain="One row per article.",
    filled="batch",
    key=("article_id",),
    parents=(parent("file_uri", "sources", "uri"), PLACE),
    columns=(
        ARTICLE_ID,
        URI,
        FILE_URI,
        RECORD_KEY,
        text("url", "网址", "Web address of the page, where the record gives it"),
        text("site", "站点", "Site that published the page"),
        text("title", "标题", "Whole headline"),
        moment("published_at", "发布时间", "Local time of Asia/Shanghai"),
        among(
            "day minute second",
            text("published_precision", "发布时间精度", "day, minute or second; NULL exactly when published_at is"),
        ),
        text("dateline_place", "电头地点", "Place of the dateline: 西安 of 新华社西安7月8日电"),
        Column("dateline_on", "DATE", "电头日期", "Day of the dateline"),
        text("source", "来源", "Source the page names (来源)"),
        whole("view_count", "浏览量", "Views the page shows; NULL when blank"),
        must(whole("char_count", "字数", "Code points of body")),
        must(
            text("body", "正文", "Normalised text, paragraphs joined by newline; every offset counts its code points")
        ),
        must(text("body_sha256", "正文摘要", "sha256 of body in UTF-8; what corrections are tied to")),
        must(Column("is_partial", "BOOLEAN", "不完整", "The page continues elsewhere")),
        text("place_code", "所述地区", "The one town, county or city the article is about, else NULL"),
        number("place_confidence", "地区可信度", "How sure place_code is, 0 to 1; NULL exactly when it is"),
        must(READ_RULESET),
        must(text("extract_ruleset", "抽取规则版本", "Digest of the code and rules that extracted from body")),
        must(moment("loaded_at", "入库时间", "UTC; when the row was made")),
        RUN_ID,
    ),
)

BYLINES = Table(
    name="bylines",
    label_zh="署名",
    grain="One row per name in the byline of an article.",
    filled="batch",
    key=("article_id", "byline_no"),
    parents=(ARTICLE, parent("entity_id", "entities")),
    columns=(
        ARTICLE_ID,
        must(whole("byline_no", "署名序", "Order in the byline, from 1")),
        must(text("name", "姓名", "Name as written")),
        among(
            "reporter correspondent author editor photographer",
            must(
                text("role", "角色", "reporter 记者, correspondent 通讯员, author 作者, editor 编辑, photographer 摄影")
            ),
        ),
        entity("entity_id", "实体", "Person in `entities`; NULL when the name is a desk or pen name"),
    ),
)

SENTENCES = Table(
    name="sentences",
    label_zh="句子",
    grain="One row per sentence of an article.",
    filled="batch",
    key=("article_id", "sentence_no"),
    parents=(ARTICLE,),
    columns=(
        ARTICLE_ID,
        must(whole("sentence_no", "句序", "Order in the article, from 1")),
        must(whole("paragraph_no", "段序", "Paragraph of the article, from 1")),
        START,
        END,
        must(text("text", "句子", "Characters start_char to end_char of body")),
        text("section", "小标题", "Heading the sentence stands under"),
        text("outline", "序号词", "Outline mark as written: 一是, 首先, （一）"),
        must(Column("words", "VARCHAR[]", "词", "Words by jieba; joined they are the sentence")),
        must(Column("tags", "VARCHAR[]", "词性", "Part of speech of each word, as jieba names it")),
    ),
)

REJECTS = Table(
    name="rejects",
    label_zh="未收录",
    grain="One row per record that did not become an article.",
    filled="batch",
    key=("uri", "record_key"),
    parents=(parent("file_uri", "sources", "uri"),),
    columns=(
        URI,
        FILE_URI,
        RECORD_KEY,
        text("sha256", "摘要", "sha256 of the record's text or the file's bytes"),
        must(text("stage", "环节", "Step that refused it: sources, read, page, …")),
        must(text("reason", "原因", "Reason, from a closed list")),
        text("detail", "说明", "What exactly was wrong"),
        READ_RULESET,
        RUN_ID,
        must(moment("rejected_at", "记录时间", "UTC; when it was refused")),
    ),
)

CORRECTIONS = Table(
    name="corrections",
    label_zh="人工更正",
    grain="One row per line of data/corrections.csv.",
    filled="reference",
    key=("correction_no",),
    columns=(
        must(whole("correction_no", "行号", "Line of the file, from 1; a later line outdoes an earlier one")),
        must(text("body_sha256", "正文摘要", "Body the correction was made on (articles.body_sha256)")),
        START,
        END,
        must(
            text("field", "字段", "table.column that is corrected, as metrics.value; the table alone for the whole row")
        ),
        text("old", "原值", "Value that was there"),
        text("new", "新值", "Value it should have; equal to old when the row was found right"),
        text("who", "更正人", "Who says so"),
        text("corrected_on", "更正日期", "Day it was said, YYYY-MM-DD"),
        among(
            "applied no_longer_fits invalid",
            must(
                text(
                    "status",
                    "状态",
                    "applied; no_longer_fits: text, row or old value are not there any more; invalid: can never apply",
                )
            ),
        ),
        text("reason", "未生效原因", "Why it was not applied: text_gone, row_gone, not_among, no_such_code, …"),
        text("detail", "未生效说明", "What exactly does not fit, and what would"),
    ),
)

TABLES = (SOURCES, ARTICLES, BYLINES, SENTENCES, REJECTS, CORRECTIONS)
