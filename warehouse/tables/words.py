"""What the articles are about, and the index they are searched by."""

from __future__ import annotations

from warehouse.schema import ARTICLE, ARTICLE_ID, Column, Table, must, number, text, whole

KEYWORDS = Table(
    name="keywords",
    label_zh="关键词",
    grain="One row per term of an article that may characterise it.",
    filled="batch",
    key=("article_id", "term"),
    parents=(ARTICLE,),
    columns=(
        ARTICLE_ID,
        must(text("term", "词", "Term")),
        must(whole("frequency", "次数", "Times it stands in title and body")),
    ),
)

TOPICS = Table(
    name="topics",
    label_zh="主题",
    grain="One row per topic of an article.",
    filled="batch",
    key=("article_id", "topic"),
    parents=(ARTICLE,),
    columns=(
        ARTICLE_ID,
        must(text("topic", "主题", "Topic of the vocabulary: 党建, 乡村振兴, 疫情防控")),
        must(number("weight", "权重", "Share of the article's topic words, 0 to 1")),
    ),
)

POSTINGS = Table(
    name="postings",
    label_zh="检索词",
    grain="One row per term of the title or of the body of an article.",
    filled="batch",
    key=("article_id", "field", "term"),
    parents=(ARTICLE,),
    columns=(
        ARTICLE_ID,
        must(text("field", "位置", "title or body")),
        must(text("term", "词", "Term as jieba cuts for search, folded to simplified half-width lower case")),
        must(Column("positions", "INTEGER[]", "出现处", "Where it begins: code points of the field, ascending")),
        must(whole("field_chars", "字数", "Code points of the whole title or body")),
    ),
)

TERMS = Table(
    name="terms",
    label_zh="检索词表",
    grain="One row per term of `postings`.",
    filled="settle",
    key=("term",),
    columns=(
        must(text("term", "词", "Term")),
        must(whole("head", "首字码", "Code point of its first character, by which a search finds it fast")),
        must(Column("fields", "BIGINT", "出现处数", "Titles and bodies that hold it: its rows in postings")),
    ),
)

TABLES = (KEYWORDS, TOPICS, POSTINGS, TERMS)
