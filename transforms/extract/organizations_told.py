"""Names that a noun beside them tells to be a business: “沙里瓦”民宿, 市场调研公司Fairesearch."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.extract.organizations_scan import Found
from transforms.text.near import positions

_SHOPS = (
    "快餐店|餐厅|餐馆|饭店|饭庄|酒店|酒楼|宾馆|旅馆|民宿|客栈|便利店|超市|咖啡馆|咖啡店|奶茶店|茶馆|书店|书屋|农家乐|山庄|火锅店|面馆"
    "|商行|专卖店|连锁店|照相馆|理发店|服装店|饰品店|药店|诊所|在线平台|电商平台|招聘平台|直播平台|外卖平台|购物平台"
)
_QUOTED = re.compile(rf"“(?P<name>[\u4e00-\u9fffA-Za-z·]{{2,10}})”(?:特色|主题|连锁|精品|品牌)?(?:{_SHOPS})")
_SHOP_STARTS = (*_SHOPS.split("|"), "特色", "主题", "连锁", "精品", "品牌")
_KINDS = "公司|机构|网站|厂商|开发商|供应商|制造商|运营商|服务商|媒体|企业|集团|巨头|平台|通讯社|电视台|杂志|学院"
_LATIN = re.compile(
    rf"(?:{_KINDS})[“\"]?(?P<name>[A-Z][A-Za-z]*[a-z][A-Za-z]*(?:[ .&\-][A-Z][A-Za-z]+){{0,2}})(?![A-Za-z·])(?!\()"
)
_NO_NAME = re.compile("App|Web|Wi|Logo|Top|Net|Pro|Online|Store|Shop|Android|Windows|Linux|Internet")


def find(folded: str) -> list[Found]:
    """The businesses that shop words behind quotation marks and nouns before Latin letters tell, everywhere."""
    found: list[Found] = []
    if any(folded.startswith(_SHOP_STARTS, at + 1) for at in positions(folded, "”")):
        names = {match["name"] for match in _QUOTED.finditer(folded)}
        found += [one for name in sorted(names) for one in _quoted(folded, name)]
    if folded.lower() == folded:  # no capital letter
        return found
    names = {match["name"] for match in _LATIN.finditer(folded) if not _NO_NAME.match(match["name"])}
    return found + [one for name in sorted(names) for one in _latin(folded, name)]


def _quoted(folded: str, name: str) -> Iterator[Found]:
    """Every place where the name stands in quotation marks."""
    for start in positions(folded, f"“{name}”"):
        yield Found(start + 1, start + 1 + len(name), "", "company", confidence=0.75, rule="organization.shop")


def _latin(folded: str, name: str) -> Iterator[Found]:
    """Every place where the name stands as a whole word."""
    for start in positions(folded, name):
        end = start + len(name)
        if not (_LETTER.match(folded, start - 1) if start else None) and not _LETTER.match(folded, end):
            yield Found(start, end, "", "company", confidence=0.7, rule="organization.latin")


_LETTER = re.compile("[A-Za-z]")
