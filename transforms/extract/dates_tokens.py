"""Time tokens: the smallest pieces of time expressions, with their values, left to right."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

import ahocorasick_rs

from transforms import rules
from transforms.extract import numbers


class Token(NamedTuple):
    """One piece: 2019年, 上半年, 5日, 下午, 3天."""

    start: int
    end: int
    kind: str
    values: tuple[float, ...]
    text: str  # of a word: its value in the rules; else as written
    anchor: str = ""


_CN = "〇零○一二三四五六七八九"
_D = "[一二三四五六七八九]"
_N12 = "(?>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_N31 = f"(?>[12][0-9]|3[01]|0?[1-9]|(?:二十|三十|廿|卅|十){_D}?|{_D})"
_N59 = f"(?>[0-5]?[0-9]|[二三四五]?十{_D}?|零?{_D})"
_N24 = f"(?>2[0-4]|[01]?[0-9]|二十[一二三四]?|十{_D}?|[零一两二三四五六七八九])"
_TO = "[ ]?(?:[-~—–―]{1,2}|至|到)[ ]?"
_YEAR = f"(?:[12][0-9]{{3}}|[{_CN}]{{4}}|两千(?:零{_D}|[一二]十{_D}?)?)"
_SHORT = f"(?:[0-9]{{2}}|[{_CN}]{{2}})"
_COUNT = (
    "(?:[0-9]+(?:,[0-9]{3})*(?:[.][0-9]+)?[百千万亿]*[多余]?|[零一二两三四五六七八九十百千万]+(?:点[一二三四五六七八九]+)?[几多余]?"
    "|几十|数十|几百|数百|上百|上千|大半|小半|半)"
)
_UNITS = {
    "年": "year", "周年": "year", "月": "month", "星期": "week", "周": "week", "礼拜": "week", "天": "day", "日": "day",
    "工作日": "workday", "小时": "hour", "钟头": "hour", "分钟": "minute", "刻钟": "quarter_hour", "秒钟": "second",
    "秒": "second", "季度": "quarter", "世纪": "century", "昼夜": "day", "晚": "night", "分": "minute", "时": "hour",
    "年头": "year", "年时间": "year",
}  # fmt: skip
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_WEEKDAYS = "一二三四五六日"
_ERAS = "|".join(rules.words("eras.tsv", "name"))
_SHORT_YEAR_BEFORE = f"(?=[ ]?(?:{_N12}月|第?[一二三四1-4]个?季度|[上下前后]半年|年?[初底末]|第{_N59}个?(?:周|星期|礼拜)|第[一二三四]|前|除夕|春节|国庆|大年))"
# Each alternative is one kind of token; the most specific come first.
_KINDS = {
    "iso": r"[12][0-9]{3}[-/. ](?:1[0-2]|0[1-9]|[1-9])[-/. ](?:3[01]|[12][0-9]|0[1-9]|[1-9])(?:[- T]{0,2}[0-9]{2}:[0-9]{2}(?::[0-9]{2})?|(?![0-9]))(?![.][0-9]|[%万亿元])",
    "eight": r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9.,%万亿元个人户])",
    "dmy": r"(?:3[01]|[12][0-9]|0?[1-9])(?P<sep>[-/.])(?:3[01]|[12][0-9]|0?[1-9])(?P=sep)(?:[12][0-9]{3}|[0-9]{2}|[1-9])(?![0-9.:/]|-[0-9]{1,2}(?![0-9/])|[%万亿元年个])",
    "md": r"(?:(?<=[\n ])|(?<![\s\S]))(?:0[1-9]|1[0-2])[-/](?:0[1-9]|[12][0-9]|3[01]|[1-9])(?=[\n ]|\Z)",
    "ymrange": rf"[12][0-9]{{3}}[./-](?:1[0-2]|0[1-9])[ ]?[-~—–―至到]{{1,2}}[ ]?[12][0-9]{{3}}[./-](?:1[0-2]|0[1-9])(?![0-9])",
    "ym": r"(?:19|20)[0-9]{2}-(?:1[0-2]|0[1-9])(?![0-9-]|[年万亿元%个])",
    "yearrange": rf"{_YEAR}年?{_TO}{_YEAR}(?:年度?)",
    "yyrange": rf"(?<=从){_YEAR}年?{_TO}{_YEAR}(?![0-9年])",
    "monthrange": rf"{_N12}(?:月份?)?{_TO}{_N12}月份?(?!{_N31}[日号])",
    "dayrange": rf"{_N31}[日号]?{_TO}{_N31}[日号](?![召码楼])",
    "daylist": rf"{_N31}[日号](?:[,、]{_N31}[日号])+",
    "clockrange": rf"{_N24}{_TO}{_N24}[点时](?![间期代候而])",
    "bc": "公元前?[0-9一二三四五六七八九十百]+年",
    "era": rf"(?:{_ERAS})(?:[0-9]{{1,2}}|元|[一二三四五六七八九十]+)年",
    "year": rf"{_YEAR}[ ]?年(?:度(?!假))?(?!代|轻|级|[多余])",
    "shortyear": rf"{_SHORT}[ ]?年(?:{_SHORT_YEAR_BEFORE})|[0零〇][0-9{_CN}][ ]?年(?!代)|[九八][零一二四五六七八九]年(?![代来内前后])",
    "monthday": rf"{_N12}月(?:(?:3[01]|[12][0-9])(?![0-9日号.,%]|[一-鿿])|(?>初{_D}|初十|(?:二十|三十|廿|十){_D}?)(?![日号多余几个]))",
    "month": rf"(?<!近){_N12}月份?(?![球亮饼薪嫂台牙])|(?:(?<=年)|(?<=年[ ])){_N12}[ ]月",
    "lunarmonth": "(?:农历|阴历)?(?:正|腊|冬)月",
    "clock": rf"[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?(?![0-9:%])[时分]?|{_N24}[点时](?:{_N59}分(?:钟)?(?:{_N59}秒)?|整|半|[一三123]刻|钟|{_N59}(?![0-9个名人时点年月日.,]))?(?![间期代候而常光节任髦尚段])",
    "day": rf"{_N31}日(?![元圆币均产]|本(?![报次届月市省县区台网刊])|报)|{_N31}号(?![召码楼线文令院室门])|(?:(?<=月)|(?<=月[ ])){_N31}[ ]日",
    "quarters": r"[一二三四1-4][、和至到-][一二三四1-4]季度",
    "quarter": r"第[一二三四1-4]个?季度|[一二三四1-4]季度|Q[1-4](?:季度)?(?![0-9A-Za-z])",
    "decade": r"(?:(?:上|本|这个|二十|十[一二三四五六七八九]|[0-9]{1,2})世纪)?(?:[0-9]0|[二三四五六七八九]十|一十)年代(?:[初中末后前早晚](?:[期叶])?)?",
    "century": r"(?:上个?|本|这个|二十一?|十[一二三四五六七八九]|1[0-9]|2[01])世纪[初末中]?叶?",
    "nthweekday": rf"(?:第{_D}|最后一)个(?:周|星期|礼拜)[{_WEEKDAYS}天]",
    "nth": rf"第(?:{_N59})个?(?:月|周|星期|礼拜|天|季度)(?![期年])",
    "firsts": rf"(?:[前头首](?:{_COUNT}个?)(?:季度|月份?|天|日|周|星期)|首(?:月|日|周|季度?))(?![曲票饰])",
    "lasts": rf"最后{_COUNT}个?(?:月|天|日|周|星期)",
    "week": rf"(?:上上|下下|上|下|本|这|今)(?:一)?个?(?:周|星期|礼拜)(?:(?:周|星期)?[{_WEEKDAYS}天末](?![期度年岁]))?(?![边围刊报期末年])",
    "weekday": rf"(?<!每)(?:周|星期|礼拜)[{_WEEKDAYS}天末](?![岁期报刊度边围密至到])",
    "edge": r"(?<=[年度月纪])(?:[初底末](?![期级小学等])|中(?=[,。;、前后的将)]|\Z))",
    "duration": rf"{_COUNT}(?:{_TO}{_COUNT})?[ ]?(?:个?多|个?半|个)?(?:{_UNIT})(?![级代度轻会货味画轮龄报关薪津坛杀岁刊围边份])(?:多(?![种样元个名家人万亿])|半(?![年月天小夜]))?",
    "plan": r"[“\"]?(?:十[一二三四五]?|[六七八九])五[”\"]?(?:期间|时期|以来|末期?|初期?|开局之年|收官之年|(?<=[”\"])(?!规划|计划|纲要))",
}  # fmt: skip
_LEADS = (
    '“"0-9〇零○一二三四五六七八九十百千万两廿卅半几数大小第前头首最上下本这今周星礼公Q农阴正腊冬初底末中'
    + "".join(name[0] for name in rules.words("eras.tsv", "name"))
)
_SKIP = rf"[0-9]+(?:[.,][0-9]+)*|[{_CN}十百千万亿两]+|[\s\S]"
_BEHIND_DIGIT = "(?<![0-9])(?<![0-9][.])"
_SCAN = re.compile(
    f"[^{_LEADS}]*+(?:{_BEHIND_DIGIT}(?:"
    + "|".join(f"(?P<{kind}>{body})" for kind, body in _KINDS.items())
    + f")|{_SKIP})",
)


@cache
def _words() -> tuple[ahocorasick_rs.AhoCorasick, list[tuple[str, str, str]]]:
    rows = rules.table("dates.tsv")
    finder = ahocorasick_rs.AhoCorasick(
        [row["word"] for row in rows], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
    )
    return finder, [(row["kind"], row["value"], row["anchor"]) for row in rows]


@lru_cache(maxsize=4096)
def _floats(value: str) -> tuple[float, ...]:
    parts = value.split()
    return tuple(float(part) for part in parts if part.lstrip("-").isdecimal())


_ISO = re.compile("(?<![0-9])[0-9]{4}|[0-9]{1,2}")
_NUMERAL = re.compile(rf"[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?[百千万亿]*|[{_CN}十百千万两廿卅]+(?:点[{_CN}]+)?")


@lru_cache(maxsize=8192)
def _values(kind: str, text: str) -> tuple[float, ...]:
    """The numbers in a token."""
    if kind == "iso":
        return tuple(map(float, _ISO.findall(text)))
    if kind in ("dmy", "md", "ym", "ymrange", "eight", "clock"):
        text = text.replace(".", " ")
    found = [numbers.value(part) for part in _NUMERAL.findall(text)]
    return tuple(float(number) for number in found if number is not None)


def find(folded: str) -> list[Token]:
    """The time tokens of the text by position; of two that overlap the first, then the longer.

    >>> [(t.kind, t.values) for t in find("今年8月5日上午，三天后")]
    [('year', (0.0,)), ('month', (8.0,)), ('day', (5.0,)), ('part', (7.0, 12.0)), ('duration', (3.0,))]
    """
    finder, meanings = _words()
    found = []
    for index, start, end in finder.find_matches_as_indexes(folded):
        kind, value, anchor = meanings[index]
        found.append(Token(start, end, _PREFIX + kind, _floats(value), value, anchor))
    for match in _SCAN.finditer(folded):
        kind = match.lastgroup
        if kind is not None:
            kind = "dmy" if kind == "sep" else kind
            start, end = match.span(kind)
            text = folded[start:end]
            found.append(Token(start, end, kind, _values(kind, text), text))
    found.sort(key=lambda token: (token.start, -token.end))
    return _disjoint(found)


_PREFIX = "w:"


def _disjoint(found: list[Token]) -> list[Token]:
    kept: list[Token] = []
    end = 0
    for token in found:
        if token.start >= end:
            end = token.end
            if token.kind != "w:none":
                kept.append(token)
    return kept


UNIT_OF = _UNITS
