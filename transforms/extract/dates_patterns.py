"""The shapes of time tokens that hold a number, as one compiled pattern; words stand in rules/dates.tsv."""

from __future__ import annotations

import re
from collections.abc import Iterable

from transforms import rules

CN = "〇零○一二三四五六七八九"
_D = "[一二三四五六七八九]"
_N12 = "(?>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_N31 = f"(?>[12][0-9]|3[01]|0?[1-9]|(?:二十|三十|廿|卅|十){_D}?|{_D})"
_N59 = f"(?>[0-5]?[0-9]|[二三四五]?十{_D}?|零?{_D})"
_N24 = f"(?>2[0-4]|[01]?[0-9]|二十[一二三四]?|十{_D}?|[零一两二三四五六七八九])"
_MM, _DD = "(?:1[0-2]|0?[1-9])", "(?:3[01]|[12][0-9]|0?[1-9])"
_TO = "[ ]?(?:[-~—–―]{1,2}|至|到)[ ]?"
_WEEK = "(?:周|星期|礼拜)"
_DAYS = "[一二三四五六日天末]"
_YEAR = f"(?:[12][0-9]{{3}}|[{CN}]{{4}}|两千(?:零{_D}|[一二]十{_D}?)?)"
_COUNT = (
    "(?:[0-9]+(?:,[0-9]{3})*(?:[.][0-9]+)?[百千万亿]*[多余]?"
    "|[零一二两三四五六七八九十百千万]+(?:点[一二三四五六七八九]+)?[几多余]?"
    "|几十|数十|几百|数百|上百|上千|大半|小半|半)"
)
UNITS = {
    "年": "year", "年头": "year", "年时间": "year", "季度": "quarter", "月": "month", "星期": "week", "周": "week",
    "礼拜": "week", "天": "day", "日": "day", "昼夜": "day", "晚": "night", "工作日": "workday", "小时": "hour",
    "钟头": "hour", "时": "hour", "刻钟": "quarter_hour", "分钟": "minute", "分": "minute", "秒钟": "second",
    "秒": "second", "世纪": "century",
}  # fmt: skip
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_ERAS = rules.words("eras.tsv", "name")
_CENTURY = "(?:(?:上个?|本|这个|二十一?|十[一二三四五六七八九]|[0-9]{1,2})世纪)"

# What makes a year of two figures: 15年3月, 07年第三季度, 19年底.
_YEAR_GOES_ON = (
    f"(?=[ ]?(?:{_N12}月|第?[一二三四1-4]个?季度|[上下前后]半年|年?[初底末]"
    f"|第{_N59}个?{_WEEK}|第[一二三四]|前(?=[一二两三四五六七八九十0-9]+个?[月季])|除夕|春节|国庆|大年))"
)

# Each alternative is one kind of token; the most specific come first.
KINDS = {
    # 2019-04-19, 2018-12-12 09:03
    "iso": (
        rf"[12][0-9]{{3}}[-/. ]{_MM}[-/. ]{_DD}"
        r"(?:[- T]{0,2}[0-9]{2}:[0-9]{2}(?::[0-9]{2})?|(?![0-9]))(?![.][0-9]|[%万亿元])"
    ),
    # 20240307
    "eight": r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9.,%万亿元个人户])",
    # 3/3/2015
    "dmy": (
        rf"{_DD}(?P<sep>[-/.]){_DD}(?P=sep)(?:[12][0-9]{{3}}|[0-9]{{2}}|[1-9])"
        r"(?![0-9.:/]|-[0-9]{1,2}(?![0-9/])|[%万亿元年个])"
    ),
    # 09-01 standing alone
    "md": r"(?:(?<=[\n ])|(?<![\s\S]))(?:0[1-9]|1[0-2])[-/](?:0[1-9]|[12][0-9]|3[01]|[1-9])(?=[\n ]|\Z)",
    # 1999.08-2002.02
    "ymrange": (
        r"[12][0-9]{3}[./-](?:1[0-2]|0[1-9])[ ]?[-~—–―至到]{1,2}[ ]?"
        r"[12][0-9]{3}[./-](?:1[0-2]|0[1-9])(?![0-9])"
    ),
    # 2019-11
    "ym": r"(?:19|20)[0-9]{2}-(?:1[0-2]|0[1-9])(?![0-9-]|[年万亿元%个])",
    # 1995-1997年; 从2016到2018
    "yearrange": rf"{_YEAR}年?{_TO}{_YEAR}(?:年度?)",
    "yyrange": rf"(?<=从){_YEAR}年?{_TO}{_YEAR}(?![0-9年])",
    # 1至11月; 10日至12日; 10号、11号; 9~11点
    "monthrange": rf"{_N12}(?:月份?)?{_TO}{_N12}月份?(?!{_N31}[日号])",
    "dayrange": rf"{_N31}[日号]?{_TO}{_N31}[日号](?![召码楼])",
    "daylist": rf"{_N31}[日号](?:[,、]{_N31}[日号])+",
    "clockrange": rf"{_N24}{_TO}{_N24}[点时](?![间期代候而])",
    "bc": "公元前?[0-9一二三四五六七八九十百]+年|公元前[0-9一二三四五六七八九十]+世纪",
    "era": rf"(?:{'|'.join(_ERAS)})(?:[0-9]{{1,2}}|元|[一二三四五六七八九十]+)年",
    "year": rf"{_YEAR}[ ]?年(?:度(?!假))?(?!代|轻|级|[多余])",
    "shortyear": (
        rf"(?:[0-9]{{2}}|[{CN}]{{2}})[ ]?年{_YEAR_GOES_ON}|[0零〇][0-9{CN}][ ]?年(?!代)"
        "|[九八][零一二四五六七八九]年(?![代来内前后])"
    ),
    # 10月31 (at the end of a phrase); 八月十五, 正月初一
    "monthday": (
        rf"{_N12}[ ]月[ ]?{_N31}[ ]日|{_N12}月(?:(?:3[01]|[12][0-9])(?![0-9日号.,%]|[一-鿿])"
        rf"|(?>初{_D}|初十|(?:二十|三十|廿|十){_D}?)(?![日号多余几个]))"
    ),
    "month": rf"(?<!近){_N12}月份?(?![球亮饼薪嫂台牙])|(?:(?<=年)|(?<=年[ ])){_N12}[ ]月",
    # 8:30; 20时1刻, 8点十五分
    "clock": (
        r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9:%])[时分]?"
        rf"|{_N24}[点时](?:{_N59}分(?:钟)?(?:{_N59}秒)?|整|半|[一三123]刻|钟"
        rf"|{_N59}(?![0-9个名人时点年月日.,]))?(?![间期代候而常光节任髦尚段])"
    ),
    # 5日, not 5日元, 8日本报; 5号
    "day": (
        rf"{_N31}日(?![元圆币均产]|本(?![报次届月市省县区台网刊])|报(?![道告称导]))|{_N31}号(?![召码楼线文令院室门])"
        rf"|(?:(?<=月)|(?<=月[ ])){_N31}[ ]日"
    ),
    "quarters": r"[一二三四1-4][、和至到-][一二三四1-4]季度",
    "quarter": r"第[一二三四1-4]个?季度|[一二三四1-4]季度|Q[1-4](?:季度)?(?![0-9A-Za-z])",
    # 上世纪80年代初
    "decade": rf"{_CENTURY}?(?:[0-9]0|[二三四五六七八九]十|一十)年代(?:[初中末后前早晚](?:[期叶])?)?",
    "century": rf"{_CENTURY}[初末中]?叶?",
    # 第一个周二, 最后一个星期一; 第三周; 前三季度, 首月; 最后五天
    "nthweekday": rf"(?:第{_D}|最后一)个{_WEEK}{_DAYS}",
    "nth": rf"第(?:{_N59})个?(?:月|{_WEEK}|天|季度)(?![期年])",
    "firsts": (
        rf"(?<![提目以之先])(?:[前头首](?:{_COUNT}个?)(?:季度|月份?|天|日|周|星期)|首(?:月|日|周|季度?))(?![曲票饰])"
    ),
    "lasts": rf"最后{_COUNT}个?(?:月|天|日|周|星期)",
    "week": (
        rf"(?:上上|下下|上|下|本|这|今)(?:一)?个?{_WEEK}(?:(?:周|星期)?{_DAYS}(?![期度年岁]))?(?![边围刊报期末年])"
    ),
    "weekday": rf"(?<!每){_WEEK}{_DAYS}(?![岁期报刊度边围密至到])",
    # 初 of 2019年初, 底 of 去年底; 今年中国 has none
    "edge": r"(?<=[年度月纪])(?:[初底末](?![期级小学等])|中(?=[,。;、前后的将)]|\Z))",
    # 3年, 两个半月, 13-18天, 一年半
    "duration": (
        rf"{_COUNT}(?:{_TO}{_COUNT})?[ ]?(?:个?多|个?半|个)?(?:{_UNIT})"
        r"(?![级代度轻会货味画轮龄报关薪津坛杀岁刊围边份])"
        r"(?:多(?![种样元个名家人万亿])|半(?![年月天小夜]))?"
    ),
    # “十三五”期间
    "plan": (
        r"[“\"]?(?:十[一二三四五]?|[六七八九])五[”\"]?"
        r"(?:期间|时期|以来|末期?|初期?|开局之年|收官之年|(?<=[”\"])(?!规划|计划|纲要))"
    ),
}  # fmt: skip

_FIRST = '“"0-9〇零○一二三四五六七八九十百千万两廿卅半几数大小第前头首最上下本这今周星礼公Q初底末中'
_FIRST_OF_ERAS = "".join(name[0] for name in _ERAS)
# What must follow the first character for it to begin a token: 中 mostly begins none, nor does 一 in 一般.
_NUMERALS = f"{CN}十百千万两廿卅半几数"
_NUMBER = rf"[{_NUMERALS}0-9亿.,多余]*+[年月日号点时季世个星周礼天昼晚工小钟刻分秒 \-~—–―至到、和”\"期以末初开收]"
_AFTER_FIGURES = rf"(?=[:/]|[半百千万亿]|{_NUMBER})|(?<=[0-9]{{8}})|(?<=[.][0-9])|(?<=[.][0-9]{{2}})|(?<=[.][0-9]{{4}})"
# Where a token may begin, up to where the next one may: a numeral that begins none is skipped whole. The class stands
# first, so that re looks for its characters alone.
SEED = re.compile(
    rf"[{_FIRST}{_FIRST_OF_ERAS}](?:(?<=[0-9])[0-9]*+(?:[.,][0-9]+)*+(?:{_AFTER_FIGURES})"
    rf"|(?<=[{CN}十百千万两])[{CN}十百千万亿两]*+(?={_NUMBER})|(?<=[廿卅半几数])(?={_NUMBER})"
    r"|(?<=第)(?=[0-9零一二三四五六七八九十])|(?<=[前头首])(?=[0-9零一二两三四五六七八九十百千万几数上大小半月日周季])"
    rf"|(?<=周)(?={_DAYS})|(?<=星)(?=期)|(?<=礼)(?=拜)|(?<=Q)(?=[1-4])"
    r"|(?<=[大小])(?=半)|(?<=最)(?=后)|(?<=公)(?=元)|(?<=[“\"])(?=[十六七八九])"
    r"|(?<=[上下])(?=[百千上下周星礼一个世])|(?<=[本这今])(?=[周星礼一个世])|(?<=[年度月纪][初底末中])"
    rf"|(?<=[{_FIRST_OF_ERAS}])(?=[{''.join(name[1] for name in _ERAS)}]))"
)
_OF_DIGITS = frozenset(("iso", "eight", "dmy", "md", "ymrange", "ym"))
_OF_WORDS = frozenset(("bc", "era", "edge", "nthweekday", "nth", "firsts", "lasts", "week", "weekday"))
_OF_ALL = frozenset(("quarter", "decade", "century", "duration"))


def _token(kinds: Iterable[str]) -> re.Pattern[str]:
    """Matches a token of these kinds, which stand in the order of all."""
    return re.compile("(?<![0-9])(?<![0-9][.])(?:" + "|".join(f"(?P<{kind}>{KINDS[kind]})" for kind in kinds) + ")")


# First character -> what a token that begins with it is like.
TOKENS = (
    dict.fromkeys(_FIRST + _FIRST_OF_ERAS, _token(k for k in KINDS if k in _OF_WORDS | _OF_ALL | {"plan"}))
    | dict.fromkeys(f"{CN}十百千万两廿卅", _token(k for k in KINDS if k not in _OF_WORDS | _OF_DIGITS))
    | dict.fromkeys("0123456789", _token(k for k in KINDS if k not in _OF_WORDS | {"plan"}))
)
