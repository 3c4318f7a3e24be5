"""Headlines: told from mastheads and navigation, and cleaned of the site's name."""

from __future__ import annotations

import re
from functools import cache

from transforms.page.vocabulary import begins, either, medium, words
from transforms.text.fold import fold

_SEPARATORS = re.compile(r"\s*(?:[_|│丨—–〉]+|\s-+\s|-{2,}|\s-|-(?=[^-]{2,16}$)|::|>>|«|»|·(?=[^·]{2,8}$))\s*")
_MARKS = "_-—–|│丨:>·» \t\u3000\xa0"
_SPACE = re.compile(r"\s+")
_ENDS = "。；;，,、：:"


def squeeze(text: str) -> str:
    """The text folded and without white space, for comparing."""
    return _SPACE.sub("", fold(text))


@cache
def _masthead() -> re.Pattern[str]:
    ends, tails = either(words("masthead_ends")), either(words("masthead_tails"))
    return re.compile(rf"(?:欢迎(?:光临|访问|来到|您访问))?([\w·]{{2,16}}?{ends})(?:{tails})?")


def masthead(text: str) -> str | None:
    """The site's name if the line is a masthead.

    >>> masthead("华夏传媒网今日头条"), masthead("陈仓区举行项目开工仪式")
    ('华夏传媒网', None)
    """
    found = _masthead().fullmatch(text.strip().strip("[]【】|"))
    return found[1] if found and len(text) <= 24 and fold(found[1]) not in words("navigation") else None


def clean(text: str) -> str:
    """A headline from a page's title: the names of site and channel cut from its end.

    >>> clean("陈仓区推进项目建设_新闻中心_宝鸡新闻网"), clean("“一肩挑” 稳基层 - 样例网")
    ('陈仓区推进项目建设', '“一肩挑” 稳基层')
    """
    text = _SPACE.sub(" ", text).strip(_MARKS)
    parts = [match for match in _SEPARATORS.finditer(text) if match.end() < len(text)]
    cut = len(text)
    for mark in reversed(parts):
        part = text[mark.end() : cut].strip(_MARKS)
        if not _is_site(part, strong=mark[0].strip() in ("_", "|", "│", "丨", "__", ">>", "::")):
            break
        cut = mark.start()
    return text[:cut].strip(_MARKS) if cut >= 4 else text


def _is_site(part: str, *, strong: bool) -> bool:
    folded = fold(part)
    if medium().fullmatch(folded) or folded in words("navigation"):
        return True
    return strong and len(part) <= 8


def site_of(title: str) -> str | None:
    """The site's name at the end of a page's title.

    >>> site_of("陈仓区推进项目建设_新闻中心_宝鸡新闻网"), site_of("陈仓区推进项目建设")
    ('宝鸡新闻网', None)
    """
    parts = [part.strip(_MARKS) for part in re.split(r"[_|│丨»]|\s[-–—]\s|--|-(?=[^-]+$)", title)[1:]]
    known = [part for part in parts if 2 < len(part) <= 16 and medium().fullmatch(fold(part))]
    last = [part for part in parts[-1:] if 2 < len(part) <= 8]
    return (known or last or [None])[-1]


def is_navigation(text: str) -> bool:
    """Whether a line is made of navigation words, or says where on the site one is.

    >>> is_navigation("设为首页|加入收藏"), is_navigation("当前位置：首页 > 镇街动态")
    (True, True)
    >>> is_navigation("全镇重点项目加快建设")
    False
    """
    if len(text) > 300:
        return False
    folded = fold(text).strip()
    if begins("breadcrumbs").match(folded):
        return True
    parts = [part for part in re.split(r"[\s|│丨·>«»\[\]()【】/,:：\-—_]+", folded) if part]
    known = sum(part in words("navigation") for part in parts)
    return bool(parts) and known * 2 > len(parts)


_TRAIL = re.compile(r"\s*[〉>»›/]\s*")
_HOME = re.compile(r"(?:^|.{1,12}\s)(?:网站)?[首主]页\s*[-—>»›/|〉]")  # after the site's name, too


def first_of_trail(text: str) -> str:
    """What the trail of channels begins with, behind the words that say it is one; "" for any other line.

    >>> first_of_trail("您当前的位置: 样例新闻网 > 乡镇风采"), first_of_trail("欢迎进入样例网! 设为首页 | 加入收藏")
    ('样例新闻网', '样例网')
    """
    told = _HERE.match(text.strip()) if len(text) <= 300 else None
    return told[1] if told else ""


_HERE = re.compile(r"(?:\W?[^\s:：>]{0,5}位置\W{1,3}|欢迎(?:进入|光临|访问|来到|您访问))(\w{2,16}?)(?=\W|$)")


def is_trail(text: str) -> bool:
    """Whether a line is a trail of channels or a page's whole title.

    >>> is_trail("首页 > 新闻 > 正文"), is_trail("样例网  首页 > 镇街动态"), is_trail("新街镇:加快项目建设")
    (True, True, False)
    """
    if len(text) > 300:
        return False
    if _HOME.match(text.strip()):
        return True
    parts = _TRAIL.split(text)
    return len(parts) >= 3 and len(parts[0]) <= 12 and len(parts[1]) <= 12


def is_candidate(text: str) -> bool:
    """Whether a line may be a headline by its shape."""
    bare = text.strip()
    shaped = 4 <= len(bare) <= 90 and bare[-1] not in _ENDS and "。" not in bare
    return shaped and not is_navigation(bare) and not is_trail(bare)
