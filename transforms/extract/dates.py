"""Time expressions of a text as half-open spans, counted from the dateline, the publication or the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import datetime

from transforms.extract import dates_calendar as calendar
from transforms.extract import dates_durations as durations
from transforms.extract import dates_tokens as tokens_of
from transforms.extract.dates_apply import apply
from transforms.extract.dates_calendar import DAY, Span
from transforms.extract.dates_scene import Scene
from transforms.extract.dates_tokens import Token
from transforms.model import Context, DateSpan, Sentence
from transforms.text.near import positions


def find(folded: str, context: Context, sentences: list[Sentence] | None = None) -> list[DateSpan]:
    """The time expressions of the text, left to right.

    >>> found = find("2019年1至11月", Context())
    >>> [(span.kind, str(span.starts_on)[:10], str(span.ends_before)[:10]) for span in found]
    [('period', '2019-01-01', '2019-12-01')]
    """
    tokens = tokens_of.find(folded)
    exact = context.published_precision in ("minute", "second")
    scene = Scene(context.published, exact, context.dateline_on)
    scene.alone = len(tokens) < 4 and len(folded) < 24 and not _beside(folded, tokens)
    paragraphs = list(positions(folded, "\n"))
    found: list[DateSpan] = []
    at, paragraph = 0, 0
    while at < len(tokens):
        here = bisect_right(paragraphs, tokens[at].start)
        if here != paragraph:
            paragraph, scene.same_paragraph, scene.named = here, False, None
        span, at = _within_calendar(folded, tokens, at, scene)
        if span is None or found and _bounds(folded, found[-1], span):
            continue
        if found and span.start < found[-1].end:
            if found[-1].kind != "vague":
                continue  # 来年 of 三年来年均
            found.pop()  # 未来 of 未来三年
        found.append(span)
    return found


def _within_calendar(folded: str, tokens: list[Token], at: int, scene: Scene) -> tuple[DateSpan | None, int]:
    """What `_read` gives; a time that no calendar year holds (200万年前) is vague and without bounds."""
    try:
        return _read(folded, tokens, at, scene)
    except OverflowError:
        token = tokens[at]
        return DateSpan(token.start, token.end, "vague", None, None, rule="date.outside_calendar"), at + 1


def _bounds(folded: str, last: DateSpan, span: DateSpan) -> bool:
    """Whether 7年以下 closes 3年以上: the first then takes both."""
    both = last.kind == span.kind == "duration" and folded.endswith("以上", 0, last.end)
    if (
        not both
        or not folded.endswith("以下", 0, span.end)
        or folded[last.end : span.start] not in ("", ",", "、", "至")
    ):
        return False
    last.end, last.duration_seconds = span.end, None
    return True


def _is_title(folded: str, token: Token) -> bool:
    """《明日之后》 is a name."""
    return token.kind == "w:day" and folded[token.start - 1 : token.start] == "《" and token.start > 0


def _beside(folded: str, tokens: list[Token]) -> bool:
    """Whether the text says anything besides its time tokens."""
    bare = list(folded)
    for token in tokens:
        bare[token.start : token.end] = " " * (token.end - token.start)
    return any(ch.isalnum() for ch in bare)


_EVERY = re.compile("每[年月周天日](?:的|到)?$|每到?$|逢$")
_FUTURE = re.compile("将|拟|预计|计划|定于|力争|即将|届时|争取")


def _read(folded: str, tokens: list[Token], at: int, scene: Scene) -> tuple[DateSpan | None, int]:
    """The expression that begins at one token, if it is one, and the token after it."""
    token = tokens[at]
    if token.kind == "duration":
        return _duration(folded, tokens, at, scene)
    if token.kind in ("w:vague", "w:now", "w:since", "w:lastdays"):
        return _vague(token, scene), at + 1
    if _is_title(folded, token) or _EVERY.search(folded, max(0, token.start - 4), token.start):
        return None, at + 1
    scene.future = bool(_FUTURE.search(folded, max(0, token.start - 8), token.start))
    point = _point(folded, tokens, at, scene)
    if point is None:
        return None, at + 1
    span, start, end, after = point
    ranged = _range(folded, tokens, (span, end, after), scene)
    if ranged is not None:
        span, end, after = ranged
    if span.unit == "period" and start > 0 and folded[start - 1] in "从自":
        start -= 1
    return _bounded(folded, (span, start, end), scene, token), after


_GAPS = frozenset(("", " ", "的"))
_WEEKDAY_GAPS = frozenset(("", " ", ",", ", ", "(", "、"))


def _point(folded: str, tokens: list[Token], at: int, scene: Scene) -> tuple[Span, int, int, int] | None:
    """Span, start, end and following token of the longest point of time that begins at `at`."""
    if tokens[at].kind in ("w:part", "w:part1"):
        return _clock_after_part(folded, tokens, at, scene)
    if weekday := _weekday_first(folded, tokens, at, scene):
        return weekday
    span = apply(tokens[at], None, scene)
    if span is None or tokens[at].kind == "clock" and not _is_clock(folded, tokens[at]):
        return None
    start, end, after = tokens[at].start, tokens[at].end, at + 1
    while after < len(tokens):
        token = tokens[after]
        gap = folded[end : token.start]
        if gap not in (_WEEKDAY_GAPS if token.kind == "weekday" else _GAPS) and not (gap == ")" and end > start):
            break
        if token.kind == "w:part1" and not _is_part(folded, token):
            break
        further = apply(token, span, scene)
        if further is None:
            break
        span, end, after = further, token.end, after + 1
    return span, start, end, after


def _weekday_first(folded: str, tokens: list[Token], at: int, scene: Scene) -> tuple[Span, int, int, int] | None:
    """星期天, 二月十号: the date says which Sunday."""
    if tokens[at].kind != "weekday" or at + 1 >= len(tokens) or tokens[at + 1].kind not in ("month", "monthday", "iso"):
        return None
    if folded[tokens[at].end : tokens[at + 1].start] not in _WEEKDAY_GAPS:
        return None
    point = _point(folded, tokens, at + 1, scene)
    return (point[0], tokens[at].start, *point[2:]) if point and point[0].unit == "day" else None


def _clock_after_part(folded: str, tokens: list[Token], at: int, scene: Scene) -> tuple[Span, int, int, int] | None:
    """上午9点 without a day: on the last day of the text, else the day of writing."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None or following.kind not in ("clock", "clockrange") or following.start != tokens[at].end:
        return None
    here, anchor = scene.here()
    day = Span(here, here + DAY if here else None, "day", anchor)
    if (
        scene.last is not None
        and scene.last.starts is not None
        and scene.last.unit in ("day", "part", "hour", "minute")
    ):
        start = calendar.midnight(scene.last.starts)
        day = Span(start, start + DAY, "day", "text")
    part = apply(tokens[at], day, scene)
    span = apply(following, part, scene) if part and part.starts else Span(None, None, "hour")
    return (span, tokens[at].start, following.end, at + 2) if span else None


def _is_clock(folded: str, token: Token) -> bool:
    """Whether 8点 or 8:30 by itself is a time of day: 三点建议 is not."""
    if token.kind != "clock":
        return True
    text = token.text
    if ":" in text:
        return "比" not in folded[max(0, token.start - 10) : token.start]
    return (
        len(token.values) > 1
        or text[-1] in "整半钟刻分时"
        or text[0].isdecimal()
        and folded[token.end : token.end + 1] in "左许,，。前后到至起以"
    )


_PART_AFTER = frozenset("报饭餐会市场点熟稻安节")


def _is_part(folded: str, token: Token) -> bool:
    """Whether 早 or 晚 behind a day is its part (5日晚), not the first character of a word (晚会)."""
    return folded[token.end : token.end + 1] not in _PART_AFTER


_TO = re.compile("(?:起|开始)?[ ]?(?:[-~—–―]{1,2}|至|到)[ ]?")
_AND = re.compile("[和与]")
_BETWEEN = re.compile("之间|间(?!隔|接)")
_STOP = re.compile("为?止")
_TODAY = re.compile("(?:起|以来)?(?:至今|到现在|到今天)")

_Point = tuple[Span, int, int]


def _range(folded: str, tokens: list[Token], first: _Point, scene: Scene) -> _Point | None:
    """The span from a point to the one behind it (8月11日至22日, 10月和5月间), and where it ends."""
    span, end, after = first
    if today := _TODAY.match(folded, end):
        return Span(span.starts, _now_end(scene), "period", span.anchor), today.end(), after
    joint = _TO.match(folded, end) or _AND.match(folded, end)
    if joint is None or after >= len(tokens) or tokens[after].start != joint.end() or span.unit == "period":
        return None
    scene.inherit = span if span.starts is not None else None
    second = _point(folded, tokens, after, scene) if tokens[after].kind != "duration" else None
    scene.inherit = None
    if second is None:
        return None
    last, _, stop, following = second
    between = _BETWEEN.match(folded, stop)
    if joint[0] in "和与" and between is None:
        return None
    if between or (between := _STOP.match(folded, stop)):
        stop = between.end()
    fine = last.unit in ("hour", "minute", "second")
    ends = last.starts if fine else last.ends
    if span.starts and ends and ends < span.starts:
        return None
    return Span(span.starts, ends, "period", span.anchor or last.anchor), stop, following


_SINCE = re.compile("以来|开始(?!于)|起(?![草来步点源诉火飞到义降])|来(?=[,，])")
_BOUND = re.compile(
    "(?P<before>(?:及|或(?:者)?)?(?:之前|以前)|前(?![0-9一二三四五六七八九十几两后往期提景列沿夕来去所])|底前)"
    "|(?P<after>(?:及|或(?:者)?)?(?:之后|以后)|后(?![0-9一二三四五六七八九十几两期代续勤备边方果来]))"
    "|(?P<within>期间|内(?![部容外地心陆需在涵设蒙科]))"
)


def _now_end(scene: Scene) -> datetime | None:
    """The end of what has been written about: the day of writing over."""
    here, _ = scene.here()
    return here + DAY if here else None


def _bounded(folded: str, point: tuple[Span, int, int], scene: Scene, token: Token) -> DateSpan:
    """The date span of a point with what stands behind it: 以来, 之前, 期间, 同期."""
    span, start, end = point
    before, scene.last = scene.last, _remembered(span, scene)
    scene.same_paragraph = True
    if token.kind in _NAMES_YEAR and not _is_base(folded, start, end):
        scene.named = span
    if folded.startswith("同期", end) and span.unit == "year":
        return _made(_same_period(span, before, scene), start, end + 2, token)
    if since := _SINCE.match(folded, end):
        until = _now_end(scene)
        ends = until if until and span.starts and span.starts < until else None
        return _made(Span(span.starts, ends, "period", span.anchor), start, since.end(), token)
    bound = _BOUND.match(folded, end)
    if bound is None:
        return _made(span, start, end, token)
    if bound["within"] or span.unit == "period":
        return _made(span, start, bound.end(), token)
    return _made(_open(span, bound, scene), start, bound.end(), token)


def _is_base(folded: str, start: int, end: int) -> bool:
    """与上年同期相比, 比2010年: the year of what is compared with, of which a bare month behind it is none."""
    return folded.startswith("同期", end) or folded[start - 1 : start] in ("比", "较", "与")


_NAMES_YEAR = frozenset(("year", "shortyear", "iso", "eight", "dmy", "ym", "w:year", "era"))


def _remembered(span: Span, scene: Scene) -> Span | None:
    if span.starts is None or span.unit in ("decade", "century", "plan"):
        return scene.last
    return span


def _open(span: Span, bound: re.Match[str], scene: Scene) -> Span:
    """All time before or after a point; what is still ahead begins with the publication (年底前)."""
    inclusive = bound[0][0] in "及或"
    if bound["after"]:
        coarse = span.unit in ("month", "quarter", "half", "year", "decade", "century") and not inclusive
        return Span(span.ends if coarse else span.starts, None, "period", span.anchor)
    ahead = scene.published is not None and span.ends is not None and span.ends > scene.published
    if ahead:
        starts = scene.published if scene.exact else scene.here()[0]
        return Span(starts, span.ends, "period", span.anchor)
    return Span(None, span.ends if inclusive else span.starts, "period", span.anchor)


def _same_period(span: Span, before: Span | None, scene: Scene) -> Span:
    """去年同期: the last period of the text, else the year up to the publication, in the year named."""
    if span.starts is None:
        return Span(None, None, "period")
    if (
        before is not None
        and before.starts
        and before.ends
        and before.unit in ("period", "month", "quarter", "half", "year")
    ):
        back = 12 * (span.starts.year - before.starts.year)
        starts, ends = (calendar.shifted(bound, back, "month") for bound in (before.starts, before.ends))
        return Span(starts, ends, "period", "text")
    here, anchor = scene.here()
    if here is None:
        return Span(None, None, "period")
    return Span(
        span.starts, calendar.shifted(here + DAY, 12 * (span.starts.year - here.year), "month"), "period", anchor
    )


def _made(span: Span, start: int, end: int, token: Token) -> DateSpan:
    kind = _KIND_OF.get(span.unit, span.unit)
    rule = "edge" if span.unit == "edge" else token.kind.removeprefix("w:")
    return DateSpan(start, end, kind, span.starts, span.ends, span.unit, span.anchor, None, rule)


_KIND_OF = {"part": "datetime", "hour": "datetime", "minute": "datetime", "second": "datetime"} | {
    "plan": "period", "edge": "period", "unknown": "period",
}  # fmt: skip


def _vague(token: Token, scene: Scene) -> DateSpan:
    """近日 ends with the day of writing, 今后 begins with it, 目前 is that day; 十八大以来 begins on its day."""
    here, anchor = scene.here()
    ends = here + DAY if here else None
    if token.kind == "w:now":
        return DateSpan(token.start, token.end, "vague", here, ends, "day", anchor, None, "now")
    if token.kind != "w:vague" and ends is not None or token.kind == "w:since":
        return _to_now(token, ends, anchor)
    if here is None or token.text not in ("past", "ahead"):
        return DateSpan(token.start, token.end, "vague", None, None, None, None, None, "vague")
    starts, ends = (None, ends) if token.text == "past" else (here, None)
    return DateSpan(token.start, token.end, "vague", starts, ends, None, anchor, None, "vague")


def _to_now(token: Token, ends: datetime | None, anchor: str | None) -> DateSpan:
    """党的十八大以来 from its day on, 这两天 with the day of writing as the second."""
    rule = token.kind.removeprefix("w:")
    if rule == "lastdays" and ends is not None:
        starts = ends - token.values[0] * DAY
    else:
        starts = datetime.fromisoformat(token.text)
        ends = ends if ends is not None and starts < ends else None
    return DateSpan(token.start, token.end, "period", starts, ends, "period", anchor, None, rule)


def _duration(folded: str, tokens: list[Token], at: int, scene: Scene) -> tuple[DateSpan | None, int]:
    """A duration and its parts (8天20小时), or the period the words around make of it."""
    first = durations.parts(tokens[at])
    if first is None or first[1] in ("night",) or _is_no_duration(folded, tokens[at]):
        return None, at + 1
    pieces, start, end, after = [first], tokens[at].start, tokens[at].end, at + 1
    while after < len(tokens) and folded[end : tokens[after].start] in ("", "又", "零", " "):
        piece = _piece(tokens[after])
        if piece is None:
            break
        pieces.append(piece)
        end, after = tokens[after].end, after + 1
    return _placed(folded, (pieces, start, end), scene), after


def _piece(token: Token) -> tuple[float, str] | None:
    """A part of a longer duration: 20时 behind 8天 is 20 hours."""
    if token.kind == "clock" and token.text[-1] == "时" and len(token.values) == 1:
        return token.values[0], "hour"
    return durations.parts(token) if token.kind == "duration" else None


def _is_no_duration(folded: str, token: Token) -> bool:
    """一天天, 十月怀胎, 第3年, 每两年 once more counted."""
    if token.text[-1] in "分时" and not token.text.endswith("小时"):
        return True
    before = folded[token.start - 1 : token.start] if token.start else ""
    return before == "第" or token.text[0] in "一" and folded[token.end : token.end + 1] == token.text[-1]


def _placed(folded: str, duration: tuple[list[tuple[float, str]], int, int], scene: Scene) -> DateSpan:
    pieces, start, end = duration
    length = durations.seconds(pieces)
    before = durations.BEFORE.search(folded, max(0, start - 4), start)
    after = durations.AFTER.match(folded, end)
    if before and not (after and after["bound"]):
        span = durations.rolling(before[1], pieces, scene)
        stop = after.end() if after and (after["since"] or after["within"]) else end
        if span is not None:
            return DateSpan(
                before.start(), stop, "period", span.starts, span.ends, "period", span.anchor, None, "rolling"
            )
    if after and after["bound"]:
        return DateSpan(start, after.end(), "duration", None, None, pieces[-1][1], None, length, "duration")
    if after and after["within"] and pieces[-1][1] in ("hour", "minute", "second"):
        return DateSpan(start, after.end(), "duration", None, None, pieces[-1][1], None, length, "duration")
    if after and after.lastgroup:
        span = durations.shifted(after.lastgroup, after[0], pieces, scene)
        if span is not None:
            fine = span.unit in ("hour", "minute", "second")
            kind = "datetime" if fine else span.unit
            return DateSpan(start, after.end(), kind, span.starts, span.ends, span.unit, span.anchor, None, "shifted")
    return DateSpan(start, end, "duration", None, None, pieces[-1][1], None, length, "duration")
