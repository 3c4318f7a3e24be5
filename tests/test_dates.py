"""Time expressions: cases, and what is always true of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import cases
from transforms.extract import dates
from transforms.model import Context, DateSpan
from transforms.text.fold import fold

LETTERS = {"published": " p", "dateline": " d", "text": " t", None: ""}


def context(published: str = "", dateline: str = "") -> Context:
    return Context(
        published=datetime.fromisoformat(published) if published else None,
        published_precision="day" if published else None,
        dateline_on=date.fromisoformat(dateline) if dateline else None,
    )


@pytest.mark.parametrize("row", cases("dates.tsv"))
def test_dates(row: dict[str, str]) -> None:
    text = row["text"].replace("\\n", "\n")
    found = dates.find(fold(text), context(row["published"], row["dateline"]))
    named = row["expected"]
    kept = [span for span in found if span.kind != "vague" or text[span.start : span.end] in named]
    assert " | ".join(_written(text, span) for span in kept) == named


def _written(text: str, span: DateSpan) -> str:
    quote = text[span.start : span.end]
    if span.kind == "duration":
        return f"{quote}={_whole(span.duration_seconds)}s"
    return f"{quote}={_moment(span.starts_on)}/{_moment(span.ends_before)}{LETTERS[span.anchor]}"


def _whole(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.0f}"


def _moment(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return moment.date().isoformat() if moment.time() == datetime.min.time() else moment.isoformat(timespec="minutes")


def test_kinds_and_precision() -> None:
    text = "2019年，5月8日上午，近年来持续三天"
    found = dates.find(fold(text), context("2020-04-13"))
    assert [(span.kind, span.precision) for span in found] == [
        ("year", "year"), ("datetime", "part"), ("vague", None), ("duration", "day"),
    ]  # fmt: skip


def test_published_time_counts() -> None:
    now = Context(published=datetime(2018, 8, 30, 14, 16), published_precision="minute")
    (span,) = dates.find("他2小时后就回来了", now)
    assert span.starts_on == datetime(2018, 8, 30, 16, 16)


RELATIVE = ["今天", "昨天", "前天下午", "本周", "上周三", "两天后", "三周前", "前两天", "近30天", "未来三天", "今晚8点"]


@given(
    st.sampled_from(RELATIVE),
    st.dates(min_value=date(1995, 1, 1), max_value=date(2030, 1, 1)),
    st.integers(min_value=-200, max_value=200),
)
def test_whole_weeks_shift_with_the_publication(text: str, published: date, weeks: int) -> None:
    later = published + timedelta(weeks=weeks)
    (first,) = dates.find(f"{text}，召开会议", context(published.isoformat()))
    (second,) = dates.find(f"{text}，召开会议", context(later.isoformat()))
    assert first.starts_on and second.starts_on and first.ends_before and second.ends_before
    assert second.starts_on - first.starts_on == timedelta(weeks=weeks)
    assert second.ends_before - first.ends_before == timedelta(weeks=weeks)


@given(
    st.sampled_from(["今年", "去年", "前年", "明年", "今年上半年", "去年三季度", "今年以来"]), st.integers(1990, 2030)
)
def test_years_shift_with_the_publication(text: str, year: int) -> None:
    (first,) = dates.find(f"{text}，召开会议", context(f"{year}-08-11"))
    (second,) = dates.find(f"{text}，召开会议", context(f"{year + 1}-08-11"))
    assert first.starts_on and second.starts_on
    assert second.starts_on == first.starts_on.replace(year=first.starts_on.year + 1)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_form_of_a_day_reads_back(day: date) -> None:
    forms = [f"{day:%Y-%m-%d}", f"{day:%Y/%m/%d}", f"{day:%Y.%m.%d}", f"{day.year}年{day.month}月{day.day}日"]
    forms.append(f"{day.year}年{day.month}月{day.day}号")
    for form in forms:
        (span,) = dates.find(f"于{form}，成立", context())
        assert (span.kind, span.anchor) == ("day", None)
        assert span.starts_on == datetime(day.year, day.month, day.day)
        assert span.ends_before == span.starts_on + timedelta(days=1)


@given(st.integers(min_value=1, max_value=999), st.sampled_from([("天", 86400), ("小时", 3600), ("周", 604800)]))
def test_durations_count(count: int, unit: tuple[str, int]) -> None:
    (span,) = dates.find(f"历时{count}{unit[0]}完成", context())
    assert (span.kind, span.duration_seconds, span.starts_on) == ("duration", count * unit[1], None)


ALPHABET = (
    "0123456789年月日号天周时点分秒:-/.一二三四五六七八九十百两半几前后上下今去明本近底初末中个季度旬星期第至到"
    "起以来内“”的，。 \n"
)


@settings(max_examples=400)
@given(st.text(alphabet=ALPHABET, max_size=40), st.sampled_from(["", "2020-02-29", "1999-12-31"]))
def test_offsets_and_order(text: str, published: str) -> None:
    end = 0
    for span in dates.find(fold(text), context(published)):
        assert end <= span.start < span.end <= len(text)
        end = span.end
        assert span.starts_on is None or span.ends_before is None or span.starts_on <= span.ends_before
        assert (span.kind == "duration") >= (span.duration_seconds is not None)
