"""Raw members to records: formats, fields, keys, chunks."""

from __future__ import annotations

import csv
import io
import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from tests.support import cases
from transforms import read
from transforms.model import Record, RejectError
from transforms.read.columns import field_of

BODY = "新街镇党委紧紧围绕发展规划，强化组织建设。2019年完成投资8000余万元，群众满意度显著提升。"
OTHER = "东沟门村种植核桃和柴胡，带动群众增收。村党支部书记说，明年还要扩大规模。"
PAGE = f"<!doctype html><html><head><title>新街镇</title></head><body><p>{BODY}</p></body></html>"


def outcomes(data: bytes | str, name: str = "", text_column: str | None = None) -> list[tuple[str, read.Outcome]]:
    raw = data.encode() if isinstance(data, str) else data
    return list(read.read(io.BytesIO(raw), name, text_column=text_column))


def found(data: bytes | str, name: str = "", text_column: str | None = None) -> list[Record]:
    """The records; none may be refused."""
    seen = [outcome for _, outcome in outcomes(data, name, text_column)]
    assert not [outcome for outcome in seen if isinstance(outcome, RejectError)]
    return [outcome for outcome in seen if isinstance(outcome, Record)]


def reasons(data: bytes | str, name: str = "") -> list[str]:
    return [o.reason if isinstance(o, RejectError) else o.form for _, o in outcomes(data, name)]


def refusal(data: bytes | str, name: str = "") -> RejectError:
    with pytest.raises(RejectError) as caught:
        outcomes(data, name)
    return caught.value


@pytest.mark.parametrize("row", cases("columns.tsv"))
def test_column(row: dict[str, str]) -> None:
    known = field_of(row["name"])
    assert (known[0] if known else "") == row["field"]


@pytest.mark.parametrize("row", cases("formats.tsv"))
def test_format(row: dict[str, str]) -> None:
    text = row["content"].replace("\\n", "\n").replace("\\t", "\t").replace("BODY", BODY)
    plan = read.plan(io.BytesIO(text.encode()), row["name"])
    assert plan.layout.format == row["format"]
    forms = [o.reason if isinstance(o, RejectError) else o.form for _, o in outcomes(text, row["name"])]
    assert ",".join(forms) == row["outcomes"]


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"PK\x03\x04\x14\x00[Content_Types].xml word/document.xml", "docx"),
        (b"PK\x03\x04\x14\x00[Content_Types].xml xl/workbook.xml", "xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b"SQLite format 3\0", "SQLite"),
        (b"Rar!\x1a\x07\x00", "RAR"),
    ],
)
def test_unsupported_formats_are_named(start: bytes, name: str) -> None:
    error = refusal(start + b"\0" * 50, "page.html")
    assert error.reason == "unsupported_format"
    assert name in error.detail


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe", b"\0\0\0", "\u3000\n".encode()])
def test_empty(data: bytes) -> None:
    assert refusal(data).reason == "empty"


def test_corpus_shape() -> None:
    row = {"id": "cn1", "url": "http://a.cn/1", "title": "新街镇增收", "published": "2020-04-13", "publisher": "a.cn",
           "author": "责任编辑：张三", "text": BODY}  # fmt: skip
    record = found(json.dumps(row, ensure_ascii=False) + "\n", "x.jsonl")[0]
    assert (record.form, record.content, record.own_key) == ("fields", BODY, "cn1")
    assert dict(record.fields) == {
        "title": "新街镇增收", "published": "2020-04-13", "site": "a.cn", "url": "http://a.cn/1",
        "author": "责任编辑：张三"
    }  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("shape", ["jsonl", "array", "object", "csv", "tsv", "xml", "labelled"])
def test_every_shape_in_every_encoding(shape: str, encoding: str) -> None:
    rows = [{"标题": f"第{n}号", "发布时间": "2020-04-13", "正文": BODY + str(n)} for n in range(3)]
    text = {
        "jsonl": "\n".join(json.dumps(row, ensure_ascii=False) for row in rows),
        "array": json.dumps(rows, ensure_ascii=False),
        "object": json.dumps({"code": 0, "data": {"total": 3, "list": rows}}, ensure_ascii=False),
        "csv": table(rows, ","),
        "tsv": table(rows, "\t"),
        "xml": f"<库>{''.join(element(row) for row in rows)}</库>",
        "labelled": "\n".join(f"{name}：{value}" for name, value in rows[0].items()),
    }[shape]
    records = found(text.encode(encoding))
    assert [record.content for record in records] == [row["正文"] for row in rows][: 1 if shape == "labelled" else 3]
    assert all(record.fields["title"] and record.fields["published"] == "2020-04-13" for record in records)


def table(rows: list[dict[str, str]], delimiter: str) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def element(row: dict[str, str]) -> str:
    return "<篇>" + "".join(f"<{name}>{value}</{name}>" for name, value in row.items()) + "</篇>\n"


def test_nested_objects() -> None:
    detail = {"title": "新街镇", "content": f"<p>{BODY}</p>", "author": {"name": "张三"}, "pubtime": 1586742581000,
              "source": {"name": "陈仓报", "url": "http://s"}, "url": "http://a"}  # fmt: skip
    row = {"video_id": "V1", "brief": "导语。", "detail": detail}
    record = found(json.dumps({"total": 1, "list": [row]}))[0]
    assert record.content == f"<p>{BODY}</p>"
    assert dict(record.fields) == {
        "title": "新街镇", "published": "2020-04-13 09:49:41", "source": "陈仓报", "url": "http://a", "author": "张三"
    }  # fmt: skip


def test_lists_become_paragraphs() -> None:
    record = found(json.dumps([{"title": ["新街镇"], "body": [BODY, OTHER]}]))[0]
    assert (record.fields["title"], record.content) == ("新街镇", f"{BODY}\n{OTHER}")


def test_roles_keep_their_word() -> None:
    record = found(json.dumps({"正文": BODY, "记者": "张三", "通讯员": "马江 黄正清", "责编": "李四"}))[0]
    assert record.fields["author"] == "记者 张三 通讯员 马江 黄正清"
    assert record.fields["editor"] == "李四"


@pytest.mark.parametrize("blank", ["", "NULL", "null", "None", "nan", "无", "-"])
def test_blank_cells_are_left_out(blank: str) -> None:
    assert "source" not in found(table([{"title": "新街镇", "source": blank, "content": BODY}], ","))[0].fields


def test_text_column_by_name() -> None:
    data = json.dumps([{"title": "新街镇", "content": "导语", "extra": {"note": BODY}}])
    assert found(data, text_column="extra.note")[0].content == BODY
    assert found(table([{"a": "1", "b": BODY}], ","), "x.csv", text_column="b")[0].content == BODY
    assert found(f"<r><a><b>{BODY}</b></a><a><b>{OTHER}</b></a></r>", text_column="b")[1].content == OTHER
    assert [o.reason for _, o in outcomes(data, text_column="none") if isinstance(o, RejectError)] == ["no_body"]


def test_a_summary_serves_unless_it_is_cut_short() -> None:
    rows = [{"title": "甲", "description": "预计今后将进一步深化 ..."}, {"title": "乙", "description": BODY}]
    rows.append({"title": "丙", "snippet": BODY * 2})  # what a search engine cut out of a page
    assert reasons(json.dumps(rows)) == ["no_body", "fields", "no_body"]


def test_unnamed_prose_is_found() -> None:
    assert found(json.dumps([{"k1": "v", "k2": BODY * 2}]))[0].content == BODY * 2


def test_pages_in_lists() -> None:
    assert reasons(json.dumps([PAGE, BODY, 5, None])) == ["html", "text"]
    record = found(json.dumps([{"url": "http://a", "html": PAGE}]))[0]
    assert (record.form, record.content, record.fields["url"]) == ("html", PAGE, "http://a")


def test_keys() -> None:
    rows = [
        {"id": 1, "text": BODY},
        {"id": 1, "text": BODY},  # the same record again
        {"id": 2, "text": BODY + "二"},
        {"id": 2, "text": BODY + "三"},  # an id that does not tell them apart
        {"url": "http://a", "text": BODY + "四"},
        {"text": BODY + "五"},
        {"text": BODY + "五"},
        {"text": BODY + "五"},
    ]
    seen = outcomes("\n".join(json.dumps(row) for row in rows))
    keys = [key for key, _ in seen]
    assert keys[0] == "1" and keys[1] == "1#2" and keys[4] == "http://a"
    assert keys[2] != keys[3] and len(keys[2]) == len(keys[3]) == 16
    assert keys[6:] == [keys[5] + "#2", keys[5] + "#3"]
    refused = [o.reason for _, o in seen if isinstance(o, RejectError)]
    assert refused == ["duplicate_record"] * 3


@pytest.mark.parametrize("shape", ["jsonl", "array", "csv"])
def test_an_inserted_record_changes_no_other_key(shape: str) -> None:
    rows = [{"title": f"第{n}号", "content": BODY + str(n)} for n in range(5)]
    make = {
        "jsonl": lambda r: "\n".join(map(json.dumps, r)),
        "array": lambda r: json.dumps(r, indent=1),
        "csv": lambda r: table(r, ","),
    }[shape]
    before = dict(outcomes(make(rows)))
    after = dict(outcomes(make([{"title": "新", "content": OTHER}, rows[2], *rows])))
    assert before.keys() <= after.keys()
    assert all(after[key] == before[key] for key in before)


def sample(shape: str) -> bytes:
    rows = [{"id": f"n{n}", "title": f"第{n}号", "content": f'{BODY}{n}\n“引号"、,逗号”'} for n in range(1000)]
    rows[7]["id"] = rows[3]["id"]
    if shape == "jsonl":
        return b"\n".join(json.dumps(row, ensure_ascii=n % 2 == 0).encode() for n, row in enumerate(rows)) + b"\n{bad\n"
    if shape == "array":
        return json.dumps(rows, ensure_ascii=False, indent=2).encode()
    if shape == "gbk array":
        return json.dumps(rows, ensure_ascii=False).encode("gb18030")
    if shape == "csv":
        return table(rows, ",").encode()
    if shape == "xml":
        parts = (
            f"<doc><docno>{r['id']}</docno><title>{r['title']}</title><text>{r['content']}</text></doc>" for r in rows
        )
        return "\n".join(parts).encode()
    if shape == "parquet":
        return parquet(rows)
    return warc([(row["id"], f"<html><p>{row['content']}</p></html>".encode(), "text/html") for row in rows])


def parquet(rows: list[dict[str, Any]]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), out, row_group_size=300)
    return out.getvalue()


def warc(captures: list[tuple[str, bytes, str]]) -> bytes:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False)
    for name, body, kind in captures:
        head = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
        uri = f"http://a.cn/{name}"
        writer.write_record(writer.create_warc_record(uri, "response", payload=io.BytesIO(body), http_headers=head))
    return out.getvalue()


@pytest.mark.parametrize("shape", ["jsonl", "array", "gbk array", "csv", "xml", "parquet", "warc"])
def test_chunks_give_the_same_records(shape: str) -> None:
    data = sample(shape)
    whole = outcomes(data)
    assert len(whole) >= 1000
    for size in (1, 7, 400):
        plan = pickle.loads(pickle.dumps(read.plan(io.BytesIO(data), chunk_records=size)))
        parts = [list(read.records(io.BytesIO(data), plan.layout, chunk)) for chunk in reversed(plan.chunks)]
        seen = [pair for part in reversed(parts) for pair in part]
        assert [key for key, _ in seen] == [key for key, _ in whole]
        assert [repr(outcome) for _, outcome in seen] == [repr(outcome) for _, outcome in whole]
        assert plan.records == len(whole)
    assert len(read.plan(io.BytesIO(data), chunk_records=400).chunks) > 1


def test_a_file_that_changes_while_it_is_read() -> None:
    plan = read.plan(io.BytesIO(sample("jsonl")))
    last = plan.chunks[-1]
    seen = list(read.records(io.BytesIO(b"{}\n"), plan.layout, last))
    assert [key for key, _ in seen] == list(last.keys)
    assert all(isinstance(o, RejectError) and o.reason in ("unreadable", "no_body") for _, o in seen)


def test_warc_holds_many_kinds() -> None:
    data = warc([
        ("a", PAGE.encode("gbk"), "text/html; charset=gbk"),
        ("b", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("c", json.dumps({"title": "新街镇", "content": BODY}).encode(), "application/json"),
    ])  # fmt: skip
    (first_key, first), (_, image), (_, row) = outcomes(data)
    assert isinstance(first, Record) and isinstance(row, Record) and isinstance(image, RejectError)
    assert (first_key, first.form, first.content) == ("http://a.cn/a", "html", PAGE)
    assert (image.reason, row.content, row.fields["url"]) == ("unsupported_format", BODY, "http://a.cn/c")


def test_warc_cut_short() -> None:
    data = warc([("a", PAGE.encode(), "text/html"), ("b", PAGE.encode(), "text/html")])
    assert reasons(data[:-700])[0] == "html"


def test_feeds() -> None:
    feed = f"""<?xml version="1.0" encoding="utf-8"?><rss><channel><title>站</title><description>说明</description>
    <item><title>甲</title><link>http://a</link><pubDate>Mon, 13 Apr 2020</pubDate>
    <description><![CDATA[<p>{BODY}</p>]]></description></item>
    <item><title>乙</title><link>http://b</link><content:encoded>{OTHER}</content:encoded></item></channel></rss>"""
    first, second = found(feed)
    assert (first.own_key, first.fields["url"], first.content) == (None, "http://a", f"<p>{BODY}</p>")
    assert (second.fields["title"], second.content) == ("乙", OTHER)


def test_annotated_text_keeps_its_paragraphs() -> None:
    xml = """<?xml version="1.0" encoding="UTF-8"?>
    <Body>
      <Title>新街镇增收</Title> <ReportTime type="absTime">2020-4-13 09:49:41</ReportTime>
      <Content>
        <Paragraph> <Sentence> <Event eid="e1"> <Time>昨天</Time>，
            <Location>新街镇</Location> <Denoter>召开</Denoter> 大会 </Event>。 </Sentence> </Paragraph>
        <Paragraph> <Sentence>群众满意。</Sentence> </Paragraph>
      </Content>
    </Body>"""
    record = found(xml)[0]
    assert record.content.split("\n") == ["昨天，新街镇召开大会。", "群众满意。"]
    assert dict(record.fields) == {"title": "新街镇增收", "published": "2020-4-13 09:49:41"}


def test_elements_without_a_root_that_are_no_good_xml() -> None:
    docs = "".join(
        f"<doc>\n<url>http://a.cn/?a=1&b={n}</url>\n<contenttitle>第{n}号 <x</contenttitle>\n"
        f"<content>{BODY}&nbsp;{n} & 完</content>\n</doc>\n"
        for n in range(3)
    )
    records = found(docs.encode("gbk"))
    assert [record.fields["url"] for record in records] == [f"http://a.cn/?a=1&b={n}" for n in range(3)]
    assert records[2].content == f"{BODY}\xa02 & 完"


def test_elements_that_are_never_closed() -> None:
    docs = (
        f"<doc><title>甲</title><content>{BODY}</content>\n" * 2
        + f"<doc><title>乙</title><content>{OTHER}</content></doc>"
    )
    assert reasons(docs) == ["fields", "duplicate_record", "fields"]


def test_source_files() -> None:
    page = f"<?php $x = 1; ?>\n<div class='c'><p>{BODY}</p></div><% out.print(1) %>"
    assert found(page, "a.php")[0].content.strip() == f"<div class='c'><p>{BODY}</p></div>"
    java = (
        "package a.b;\n/** list : "
        + json.dumps({"datas": [{"title": "甲", "comment": f"<p>{BODY}</p>"}]})
        + " */\nclass A {}"
    )
    assert found(java, "A.java")[0].fields["title"] == "甲"
    assert reasons("package a.b;\nclass A {}", "A.java") == ["unsupported_format"]
    assert found(f"callback({json.dumps({'title': '甲', 'content': BODY})});", "api.js")[0].content == BODY


def test_a_digest_in_markdown_is_split_by_its_source_links() -> None:
    sections = "\n".join(f"### 第{n}条\n\n**本台消息**：{BODY}{n}\n\n[查看原文](http://a.cn/{n})\n" for n in range(3))
    records = found(f"# 新闻（20200413）\n\n## 详细新闻\n\n{sections}", "20200413.md")
    assert [record.own_key for record in records] == ["http://a.cn/0", "http://a.cn/1", "http://a.cn/2"]
    assert records[0].fields["published"] == "2020-04-13"
    assert records[0].content.strip() == f"本台消息：{BODY}0"


def test_rows_of_another_length() -> None:
    text = f'title,url,content\n甲,http://a,{BODY},带逗号\n乙,http://b\n丙,http://c,"{OTHER}\n'
    assert reasons(text) == ["fields", "no_body", "fields"]
    assert found(text.replace("乙,http://b\n", ""))[0].content == f"{BODY},带逗号"
    assert reasons(f"content,title\n{BODY},甲,x,y\n", "a.csv") == ["malformed"]


def test_entities_in_dumps() -> None:
    assert found("&nbsp&nbsp特别提示&ldquo;新街镇&rdquo;\n" + BODY)[0].content.startswith("\xa0\xa0特别提示“新街镇”")


def shared_samples() -> list[Path]:
    from bench import shared

    folder = shared()
    return sorted((folder / "samples").iterdir()) if folder else []


@pytest.mark.parametrize("path", shared_samples(), ids=lambda path: path.name[:30])
def test_every_sample_gives_records(path: Path) -> None:
    seen = outcomes(path.read_bytes(), path.name)
    records = [outcome for _, outcome in seen if isinstance(outcome, Record)]
    refused = {outcome.reason for _, outcome in seen if isinstance(outcome, RejectError)}
    assert records or path.name == "MANIFEST.json" or path.name.startswith("json_cnc")  # lists of search results
    assert refused <= {"no_body", "duplicate_record"}
    assert all(record.content.strip() for record in records)
