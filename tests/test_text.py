"""transforms.text: what is right, by case tables, and what is always true."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import CASES, cases
from transforms.extract import keywords
from transforms.text import index, vocabulary, words
from transforms.text.fold import fold
from transforms.text.normalise import normalise
from transforms.text.sentences import split

MARKS = "，。！？；…“”（）《》、：％:;!?\"' .\n\t\u3000\u200b\ud800"
TEXTS = st.text(st.sampled_from(MARKS + "中国镇一二三是臺灣ab1"), max_size=80)


def blocks() -> list[tuple[str, list[str]]]:
    content = (CASES / "sentences.txt").read_text("utf-8").split("\n", 1)[1]
    out = []
    for block in content.split("---\n"):
        lines = block.rstrip("\n").split("\n")
        out.append((lines[0], [line[2:] for line in lines[1:]]))
    return out


@pytest.mark.parametrize(("text", "expected"), blocks())
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[s.start : s.end] for s in split(text)] == expected


@pytest.mark.parametrize("row", cases("normalise.tsv"))
def test_normalise(row: dict[str, str]) -> None:
    assert normalise(_unescape(row["text"])) == _unescape(row["expected"])


def _unescape(text: str) -> str:
    plain = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)
    return plain.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r")


@given(TEXTS)
def test_normalise_is_idempotent(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(TEXTS)
def test_sentences_touch_and_cover(text: str) -> None:
    body = normalise(text)
    sentences = split(body)
    assert "".join(body[s.start : s.end] for s in sentences) == body.replace("\n", "")
    assert all(a.end <= b.start <= a.end + 1 for a, b in zip(sentences, sentences[1:], strict=False))


@given(TEXTS)
def test_folding_keeps_offsets(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


SEGMENTER = words.segmenter()


@given(TEXTS)
def test_words_cover_the_sentence(text: str) -> None:
    body = normalise(text)
    terms, tags = words.tag(SEGMENTER, body)
    assert "".join(terms) == body
    assert len(terms) == len(tags)


def test_search_terms_have_offsets() -> None:
    text = "全镇重点项目建设"
    assert all(text[start:end] == term for term, start, end in words.search_terms(SEGMENTER, text))


INDEXED = (
    (
        "新街镇：建成卫生院",
        "全镇建成卫生院２所，投入５．５万元。\n乡村振兴局的张玺说：“乡村振兴局（ＷＴＯ）办实事！”",
    ),
    ("", "臺灣的乡村旅游。網址www.example.com.cn，541.4mm"),
    ("空", ""),
)


@pytest.mark.parametrize("name", words.SEGMENTERS)
def test_a_batch_is_indexed_as_its_sentences_are_tagged_and_searched(name: str) -> None:
    seg = words.segmenter(name)
    made = index.Index(vocabulary.vocabulary(seg, keywords.is_content))
    tagged, postings = [], []
    for number, (title, body) in enumerate(INDEXED):
        spans = [(s.start, s.end) for s in split(body)]
        index.add(made, title, (body, fold(body)), spans)
        tagged += [words.tag(seg, body[start:end]) for start, end in spans]
        for field, text in (("title", fold(title)), ("body", fold(body))):
            placed: dict[str, list[int]] = {}
            for term, start, _ in words.search_terms(seg, text):
                if term.isalnum():
                    placed.setdefault(term.lower(), []).append(start)
            postings += [(str(number), field, term, at, len(text)) for term, at in placed.items()]
    columns = index.sentence_columns(made)
    assert list(zip(columns["words"].to_pylist(), columns["tags"].to_pylist(), strict=True)) == tagged
    rows = index.posting_columns(made, ["0", "1", "2"])
    assert list(zip(*(column.to_pylist() for column in rows.values()), strict=True)) == postings


def test_keywords_come_by_frequency_and_then_by_name() -> None:
    made = index.Index(vocabulary.vocabulary(SEGMENTER, keywords.is_content))
    index.add(made, "卫生院", ("卫生院和林场。项目多。", "卫生院和林场。项目多。"), [(0, 7), (7, 11)])
    index.add(made, "", ("林场。", "林场。"), [(0, 3)])
    found = {name: column.to_pylist() for name, column in index.keyword_columns(made, ["a", "b"], 2).items()}
    assert found == {"article_id": ["a", "a", "b"], "term": ["卫生院", "林场", "林场"], "frequency": [2, 1, 1]}


def test_both_segmenters_agree_on_plain_news() -> None:
    """The port uses jieba's dictionary and algorithm; they differ where jieba 0.42 tags numerals one by one."""
    reference = words.segmenter("jieba")
    text = "镇党委每月召开党建工作例会，推进乡村振兴和重点项目建设，群众收入明显增加。"
    assert words.tag(SEGMENTER, text)[0] == words.tag(reference, text)[0]


def test_the_segmenters_differ_where_jieba_tags_numerals_apart() -> None:
    """jieba.posseg cuts 一轴 and 16个 before it tags them; the port keeps jieba's own cut."""
    reference = words.segmenter("jieba")
    text = "围绕“一轴两翼六片区”发展规划"
    ours, theirs = words.tag(SEGMENTER, text)[0], words.tag(reference, text)[0]
    assert "".join(ours) == "".join(theirs) == text
    assert ("一轴" in ours, "一轴" in theirs) == (True, False)


def test_sections_and_outline() -> None:
    text = (
        "全镇工作有序推进。\n强化组织，激发活力。各村共同努力，一是建阵地。二是带队伍。三是抓学习。\n"
        "二、抓好项目\n全年开工5个。\n三、改善民生\n新建学校1所。"
    )
    found = [(s.section, s.outline) for s in split(text)]
    assert found == [
        (None, None), ("强化组织，激发活力", None), ("强化组织，激发活力", "一是"), ("强化组织，激发活力", "二是"),
        ("强化组织，激发活力", "三是"), ("抓好项目", "二"), ("抓好项目", None), ("改善民生", "三"), ("改善民生", None),
    ]  # fmt: skip
