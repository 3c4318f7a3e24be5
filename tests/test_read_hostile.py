"""Input that means harm, or is only broken: each an article or a reject, in bounded time and memory."""

from __future__ import annotations

import functools
import gzip
import io
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import shared
from tests.test_read import BODY, OTHER, PAGE, element, outcomes, parquet, reasons, refusal, table, warc
from transforms import read
from transforms.model import Record, RejectError

SECONDS = 2.0  # for one file
ROOT = Path(__file__).resolve().parent.parent


def read_all(data: bytes, name: str = "") -> list[read.Outcome]:
    """What a member gives; whatever is refused as a whole is one reject."""
    try:
        return [outcome for _, outcome in outcomes(data, name)]
    except RejectError as error:
        return [error]


DEEP = 10_000
HOSTILE = {
    "deep array": b"[" * DEEP + b"]" * DEEP,
    "deep object": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "deep and open": b'{"a":[' * DEEP,
    "deep in lines": b'{"a":1}\n' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b'\n{"text":"x"}\n',
    "lists in lists": b'{"content":' + b"[" * 900 + b"]" * 900 + b"}",
    "objects in objects": b'[{"content":' + b'{"x":' * 900 + b"1" + b"}" * 900 + b"}]",
    "deep xml": b"<?xml version='1.0'?>" + b"<a>" * DEEP + b"x" + b"</a>" * DEEP,
    "deep xml in text": b"<doc><title>t</title><content>" + b"<b>" * DEEP + b"</content></doc>" * 2,
    "wide object": json.dumps({f"k{n}": n for n in range(50_000)}).encode(),
    "wide csv": (",".join(f"c{n}" for n in range(10_000)) + "\n" + ",".join([BODY] * 10_000) + "\n").encode(),
    "wide csv known": ("title,content" + ",x" * 9_998 + "\n甲," + BODY + ",y" * 9_998 + "\n").encode(),
    "quotes": b'title,content\n"' + b'"",' * 100_000,
    "quoted lines": b'title,content\n1,"' + b"x\n" * 20_000,
    "commas": b"title,content\n" + b"," * 1_000_000,
    "one line": b"x" * 3_000_000,
    "backslashes": b'["' + b"\\" * 2_000_001,
    "escapes": b'["' + b"\\u4e2d" * 200_000,
    "brackets": b"[{" * 300_000,
    "angle brackets": b"<" * 500_000,
    "open tags": b"<doc>" * 200_000,
    "open comment": b"<doc><title>t</title><text>x</text></doc><!--" * 20_000,
    "open cdata": b"<doc><title>t</title><text><![CDATA[" * 20_000,
    "quoted attributes": b'<doc a="' * 100_000,
    "ampersands": b"<doc><title>t</title><text>" + b"&" * 500_000 + b"</text></doc>",
    "entities": b"<doc><title>t</title><text>" + b"&lol;" * 100_000 + b"</text></doc>",
    "spaces": b"<doc><title>t</title><text>" + b" \n" * 300_000 + b"</text></doc>",
    "blank lines": b"\n" * 3_000_000 + b"x",
    "labels": "标题：".encode() * 100_000,
    "headings": b"# a\n" * 100_000,
    "links": b"# a\n[b](http://c\n" * 30_000,
    "stars": b"# a\n# b\n" + b"**a" * 100_000,
    "open stars": b"# a\n# b\n" + b"**a " * 100_000,
    "open brackets": b"# a\n# b\n" + b"![" * 200_000,
    "hashes": (b"# a" + b"#" * 300_000 + b"b\n") * 3,
    "comments": b"/**/" * 1250 + b"x",
    "html comments": b"<!---->" * 100_000 + b"x",
    "doctypes": b"<?xml version='1.0'?>" + b"<!DOCTYPE a [" * 50_000,
    "dots": json.dumps([{"title": "t", "summary": "." * 500_000 + "x"}]).encode(),
    "unnamed": json.dumps([{"k": "字" * 1_000_000}]).encode(),
    "array names": b'{"a":' + b'"b":[' * 300_000,
    "long spaces": b"<doc><title>t</title><text><b>x</b>" + b" " * 1_000_000 + b"x</text></doc>",
    "mail": b"A:\n" * 100_000 + b"MIME-Version: 1.0\n",
    "php": b"<?php " * 100_000,
    "jsonp": b'a({"b":' * 100_000,
    "java": b'package a;\n{"b":[{"b":' * 50_000,
    "utf-7": b"+/v8-" * 1000,
    "surrogates": b"\xed\xa0\x80" * 100_000,
    "half bytes": b"\xe6" * 500_000,
    "escape": b"\x1b" * 100_000,
    "nul": b"\0" * 1_000_000,
    "nul in json": b'{"text":"\0\0\0' + BODY.encode() + b'"}',
    "parquet head": b"PAR1" + b"\xff" * 1000 + b"PAR1",
    "parquet end": b"PAR1" + b"\0" * 100 + b"\xff\xff\xff\x7fPAR1",
    "warc head": b"WARC/1.0\r\nContent-Length: 99999999999\r\nWARC-Type: response\r\n\r\nx",
    "warc loop": b"WARC/1.0\r\n\r\n" * 10_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile(name: str) -> None:
    begun = time.process_time()
    seen = read_all(HOSTILE[name])
    assert seen and all(isinstance(outcome, Record | RejectError) for outcome in seen)
    assert time.process_time() - begun < SECONDS


def test_entity_bombs_are_not_expanded() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{entities}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    (record,) = read_all(f"{bomb}<x><title>甲</title><content>&l9;&f;{BODY}</content></x>".encode())
    assert isinstance(record, Record) and record.content == BODY


def test_wrong_types() -> None:
    values: list[object] = [None, True, 5, -1.5, "", [], {}, [[]], [{}], {"a": []}, [None], "新街镇"]
    rows = [{"title": a, "content": b, "id": c, "published": a} for a in values for b in values for c in values[::3]]
    seen = read_all(json.dumps(rows).encode())
    assert len(seen) == len(rows)
    assert {o.reason for o in seen if isinstance(o, RejectError)} <= {"no_body", "duplicate_record"}


def test_lone_surrogates_are_replaced_one_for_one() -> None:
    record = read_all(b'[{"title":"\\ud800\\ud83d\\ude00","content":"\\udfff\\u6587\\u0000"}]')[0]
    assert isinstance(record, Record)
    assert (record.fields["title"], record.content) == ("\ufffd😀", "\ufffd文")


def test_a_record_over_the_limit_is_too_large() -> None:
    big = "字" * 7_000_000
    rows = [{"id": "a", "text": BODY}, {"id": "b", "text": big}, {"id": "c", "text": OTHER}]
    assert reasons("\n".join(json.dumps(row, ensure_ascii=False) for row in rows)) == ["fields", "too_large", "fields"]
    assert reasons(json.dumps(rows, ensure_ascii=False)) == ["fields", "too_large", "fields"]
    assert reasons(table(rows, ",")) == ["fields", "too_large", "fields"]
    docs = "\n".join(f"<doc><docno>{row['id']}</docno><title>t</title><text>{row['text']}</text></doc>" for row in rows)
    assert reasons(docs) == ["fields", "too_large", "fields"]
    assert [reasons(form) for form in (big, f"<html><p>{big}</p></html>")] == [["too_large"]] * 2
    assert reasons(f'{{"text":"{big}"}}') == ["too_large"]


def test_broken_files() -> None:
    data = parquet([{"title": "甲", "content": BODY}] * 10)
    assert refusal(data[:-20]).reason == "malformed"
    assert refusal(bytes(random.Random(1).randbytes(3000))).reason == "undecodable"
    assert refusal(b"%PDF-1.4").reason == "unsupported_format"


MEMORY = """
import io, json, sys
from transforms import read
class Long(io.RawIOBase):  # a file that is made while it is read
    def __init__(self, head, part, count, tail):
        self.parts, self.lengths = (head, part, tail), (len(head), len(part) * count, len(tail))
        self.at = 0
    def readable(self): return True
    def seekable(self): return True
    def tell(self): return self.at
    def seek(self, to, whence=0):
        self.at = to + (0, self.at, sum(self.lengths))[whence]
        return self.at
    def readinto(self, buffer):
        at = self.at
        for part, length in zip(self.parts, self.lengths):
            if at < length:
                begin = at % len(part)
                data = (part * 2)[begin : begin + min(len(part), length - at, len(buffer))]
                buffer[: len(data)] = data
                self.at += len(data)
                return len(data)
            at -= length
        return 0
kind, size = sys.argv[1], int(sys.argv[2])
row = json.dumps({"title": "t", "text": "新街镇" * 500}, ensure_ascii=False).encode()
head, part, tail = {"jsonl": (b"\\n", row + b"\\n", b"\\n"), "array": (b"[1", b"," + row, b"]"),
    "object": (b'{"a":{"list":[' + row, b"," + row, b"]}}"),
    "line": (b"x", b"x" * 1000, b"x"), "json line": (b'{"text":"', b"x" * 1000, b'"}'),
    "csv": (b"title,text\\n", "甲,".encode() + "新街镇".encode() * 500 + b"\\n", b"\\n"),
    "xml": (b"<r>", b"<d><title>t</title><text>" + row + b"</text></d>\\n", b"</r>")}[kind]
stream = io.BufferedReader(Long(head, part, size // len(part), tail), 1 << 20)
plan = read.plan(stream, "x")
seen = sum(1 for chunk in (plan.chunks[0], plan.chunks[-1]) for _ in read.records(stream, plan.layout, chunk))
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))  # not what a fork was given
print(plan.records, seen, peak.split()[1])
"""


def peak_memory(kind: str, size: int) -> tuple[int, int]:
    """(records, peak in kilobytes) of reading a made file of this size in a process of its own."""
    ran = subprocess.run([sys.executable, "-c", MEMORY, kind, str(size)], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    count, _, peak = map(int, ran.stdout.split())
    return count, peak


KINDS = ["jsonl", "array", "object", "line", "json line", "csv", "xml"]


@pytest.mark.parametrize("kind", ["jsonl", "object", "line"])
def test_memory_of_40_megabytes(kind: str) -> None:
    count, peak = peak_memory(kind, 40_000_000)
    assert count == 1 if "line" in kind else count > 8000
    assert peak < 400_000


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
def test_memory_of_200_megabytes(kind: str) -> None:
    count, peak = peak_memory(kind, 200_000_000)
    assert count == 1 if "line" in kind else count > 40_000
    assert peak < 700_000


def seeds() -> dict[str, bytes]:
    """Small files of every format, and the samples where they are at hand."""
    rows = [{"id": str(n), "标题": f"第{n}号", "发布时间": "2020-04-13", "正文": BODY + str(n)} for n in range(4)]
    made = {
        "a.txt": f"陈仓区新街镇\n2020-04-13 09:49:41   来源:陈仓报\n{BODY}\n{OTHER}".encode("gbk"),
        "b.html": PAGE.encode(),
        "c.json": json.dumps(rows, ensure_ascii=False, indent=1).encode(),
        "d.jsonl": "\n".join(map(json.dumps, rows)).encode(),
        "e.csv": table(rows, ",").encode("gb18030"),
        "f.tsv": table(rows, "\t").encode("utf-16"),
        "g.xml": f"<?xml version='1.0'?><库>{''.join(map(element, rows))}</库>".encode(),
        "h.parquet": parquet(rows),
        "i.warc": warc(
            [("a", PAGE.encode(), "text/html"), ("b", b"[" + json.dumps(rows[0]).encode() + b"]", "text/json")]
        ),
        "j.md": f"# 新闻\n\n## 一\n\n{BODY}\n\n[原文](http://a/1)\n\n## 二\n\n{OTHER}\n".encode(),
        "k.java": ("package a;\n/* " + json.dumps({"list": rows}) + " */").encode(),
        "l": "\n".join(f"{k}：{v}" for k, v in rows[0].items()).encode("big5", "ignore"),
        "m.json": json.dumps({"code": 0, "data": {"list": rows}}).encode(),
    }
    folder = shared()
    if folder:
        made |= {path.name: path.read_bytes()[:60_000] for path in sorted((folder / "samples").iterdir())}
    return made


def mutated(data: bytes, by: random.Random) -> bytes:
    """The data with a few things done to it."""
    out = bytearray(data)
    for _ in range(by.randint(1, 6)):
        at, length = by.randrange(len(out) + 1), by.choice((1, 1, 2, 5, 50, 500))
        what = by.randrange(8)
        if what == 0:
            del out[at : at + length]
        elif what == 1:
            out[at:at] = by.randbytes(length)
        elif what == 2 and out:
            out[at % len(out)] ^= 1 << by.randrange(8)
        elif what == 3:
            out[at:at] = out[at : at + length] * by.choice((2, 20))
        elif what == 4:
            out[at:at] = by.choice(
                (b'"', b"\\", b"<", b">", b"{", b"[", b"]", b"}", b",", b"\n", b"\0", b"&", b"<![CDATA[")
            )
        elif what == 5:
            other = by.randrange(len(out) + 1)
            out[at:at] = out[other : other + length]
        elif what == 6:
            del out[at if by.random() < 0.2 else len(out) - min(length, len(out)) :]
        else:
            out[at : at + 3] = by.choice((b"\xed\xa0\x80", b"\xff\xfe", b"\xef\xbb\xbf", b"\x81\x30", b"1f8b08"))
    return bytes(out)


@functools.cache
def all_seeds() -> dict[str, bytes]:
    return seeds()


def fuzz(first: int, count: int) -> Iterator[str]:
    """What went wrong with the cases of these numbers."""
    names = sorted(all_seeds())
    for number in range(first, first + count):
        by = random.Random(number)
        name = by.choice(names)
        data = mutated(all_seeds()[name], by)
        begun = time.process_time()
        seen = read_all(data, by.choice((name, "", "x.txt")))
        took = time.process_time() - begun
        texts = [text for o in seen if isinstance(o, Record) for text in (o.content, *o.fields.values())]
        if not seen or took > SECONDS or any("\0" in text or not is_writable(text) for text in texts):
            yield f"case {number} of {name}: {len(seen)} outcomes in {took:.2f} s"


def is_writable(text: str) -> bool:
    return "\ufffd" in text or text.encode("utf-8", "surrogatepass") == text.encode("utf-8", "replace")


def test_fuzz_500() -> None:
    assert list(fuzz(0, 500)) == []


@pytest.mark.soak
def test_fuzz_20_000() -> None:
    assert list(fuzz(1000, 20_000)) == []


def test_truncated_gzip_is_refused(tmp_path: Path) -> None:
    from flows.sources import Clock, Opener, find

    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(json.dumps({"text": BODY}).encode() * 100)[:-9])
    found = find([tmp_path], tmp_path, tmp_path, Clock(lambda: 4e9, lambda _: None))
    with Opener() as opener, pytest.raises(RejectError) as caught:
        read.plan(opener.open(found.files[0].address))
    assert caught.value.reason == "unreadable"


def test_streams_need_not_be_files() -> None:
    assert [o for _, o in read.read(io.BufferedReader(io.BytesIO(PAGE.encode())))]  # type: ignore[arg-type]
