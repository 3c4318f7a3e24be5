"""What says that a name is a company: the words and signs that follow companies only."""

from __future__ import annotations

import re
from functools import cache

from transforms import rules

_CODE = r"\((?:\d{6}|[03]?\d{4})(?:[.,]?(?:SH|SZ|HK|sh|sz|hk))?(?:[,、]|\))"
_POST = (
    r"(?:执行|联席|常务|高级|集团)?(?:副?董事长|副?总裁|CEO|CFO|CTO|COO|首席[\u4e00-\u9fff]{2,3}官|(?:联合)?创始人"
    r"|副?总经理|董秘|董事会|监事会|独立董事|法定代表人|(?:有关|相关)?负责人)"
)
_SHARES = r"股价|股票|股东|股权|市值|财报|年报|半年报|季报|涨停|跌停|旗下|A股|H股|B股"
_DOES = (
    r"(?:[今昨]日|近日|日前|当天|当日|\d{1,2}日|方面)?(?:晚间?|上午|下午)?"
    r"(?:公告|宣布|披露|签约|签署|中标|收购|回应称|发布公告|发布财报|表示,|表示:|称,)"
)
_ACTS = re.compile(rf"{_CODE}|{_POST}|(?:{_SHARES})|{_DOES}")
# What a cue may begin with: most of what follows a name does not.
_BEGINS = frozenset(
    "(执联常高集副董总C首创独监法相有负股市财年半季涨跌旗AHB今昨近日前当晚上下方公宣披签中收回发表称0123456789"
)


def acts(folded: str, end: int) -> bool:
    """Whether what follows says that the name before `end` is a company.

    >>> acts("天奇科技董事长张某", 4), acts("农业科技发展", 4)
    (True, False)
    """
    after = folded[end : end + 1]
    return after == ":" or after in _BEGINS and _ACTS.match(folded, end) is not None


@cache
def cued_words() -> frozenset[str]:
    """Words of trades (科技, 能源) that end the name of a company only where the text says it acts as one."""
    return frozenset(row["word"] for row in rules.table("lexicon/organization_words.tsv") if row["use"] == "cued")
