"""Bytes to text."""

from __future__ import annotations

import codecs
import random

import pytest

from tests.support import cases
from transforms.model import RejectError
from transforms.read.decode import clean, declared_charset, decode


def written(row: dict[str, str]) -> bytes:
    text = row["text"].replace("\\n", "\n")
    if row["written"] == "utf-16-be-mark":
        return codecs.BOM_UTF16_BE + text.encode("utf-16-be")
    return text.encode(row["written"])


def damaged(data: bytes, damage: str) -> bytes:
    how, _, count = damage.partition(" ")
    if how == "end":
        return data[: -int(count)]
    if how == "start":
        return data[int(count) :]
    if how == "drop":
        return bytes(byte for at, byte in enumerate(data, 1) if byte < 128 or at % int(count))
    if how == "nul":
        return b"\0".join([data[:10], data[10:20], data[20:]]) + b"\0" * 5
    return data


@pytest.mark.parametrize("row", cases("decode.tsv"))
def test_case(row: dict[str, str]) -> None:
    text, encoding = decode(damaged(written(row), row["damage"]), row["declared"] or None)
    right = row["text"].replace("\\n", "\n")
    assert encoding == row["expected"]
    if row["damage"] in ("", "nul"):
        assert text == right
    else:
        assert sum(character in text for character in right) >= len(right) - 2
        assert abs(len(text) - len(right)) <= 2


@pytest.mark.parametrize("damage", ["", "end 1", "start 1"])
@pytest.mark.parametrize("codec", ["gbk", "utf-8"])
def test_a_page_that_is_mostly_markup(codec: str, damage: str) -> None:
    page = "<html><head><meta charset=utf-8></head>" + "<div class='x'>menu</div>" * 500
    page += "<p>陈仓区新街镇党委强化组织建设，提升镇域治理水平。</p>"
    text, _ = decode(damaged(page.encode(codec), damage))
    assert "强化组织建设" in text


@pytest.mark.parametrize("data", [bytes(range(256)) * 40, random.Random(5).randbytes(4000), b"\x00" * 50 + b"\x01\x02"])
def test_no_text(data: bytes) -> None:
    with pytest.raises(RejectError) as refusal:
        decode(data)
    assert (refusal.value.stage, refusal.value.reason) == ("decode", "undecodable")


def test_a_foreign_page_keeps_its_declared_codec() -> None:
    assert decode("Сегодня в городе открылась новая школа.".encode("cp1251"), "windows-1251")[1] == "cp1251"


def test_few_strange_bytes_in_plain_english() -> None:
    text, encoding = decode(b"The mayor\x92s office said nothing. " * 20)
    assert encoding == "utf-8"
    assert text.count("\ufffd") == 20


def test_encoded_surrogates_are_joined_or_replaced() -> None:
    assert decode("镇\ud840\udc00村".encode("utf-8", "surrogatepass"))[0] == "镇𠀀村"
    assert clean("镇\ud840村\udfff") == "镇\ufffd村\ufffd"


@pytest.mark.parametrize(
    ("head", "charset"),
    [
        (b'<?xml version="1.0" encoding="GB2312"?>', "gb2312"),
        (b"<META http-equiv=content-type content='text/html;charset=GBK'>", "gbk"),
        (b'<%@ page contentType="text/html; charset=UTF-8" %>', "utf-8"),
        (b"<html><title>none</title>", None),
    ],
)
def test_declared_charset(head: bytes, charset: str | None) -> None:
    assert declared_charset(head) == charset
