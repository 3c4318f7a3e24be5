"""Who holds which post: the titles right before a person's name, with the body and the place they name."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from transforms import rules
from transforms.model import Mention, Post

_CLAUSE = re.compile(r"[，,。；;：:！？!?\n“”（）()《》]")
_STATUS = {
    "原": "former", "前": "former", "时任": "former", "曾任": "former", "前任": "former",
    "代": "acting", "代理": "acting", "挂职": "seconded", "挂任": "seconded",
}  # fmt: skip
_REACH = 40


def find(folded: str, mentions: list[Mention]) -> list[Post]:
    """The posts of the persons among `mentions`, in the order of the text.

    >>> person = Mention(12, 15, "person", "马春连")
    >>> [(p.post, p.status) for p in find("区政协副主席、小站镇原党委书记马春连", [person])]
    []
    """
    posts: list[Post] = []
    bodies = sorted((m for m in mentions if m.kind in ("organization", "place")), key=lambda m: m.start)
    last_end, shared = -1, None  # of the person before, for 副主任甲、乙
    for person in mentions:
        if person.kind != "person":
            continue
        found = _before(folded, person, bodies, last_end)
        if not found and shared and person.start == last_end + 1 and folded[last_end] in "、和 ":
            found = [replace(shared, person=person.name, start=person.start, end=person.end, rule="post-listed")]
        last_end, shared = person.end, found[-1] if found else None
        posts += found + _after(folded, person, bodies)
    return posts


@cache
def _titles() -> re.Pattern[str]:
    """A run of titles that ends where a name begins: 党支部书记、村委会主任."""
    words = sorted(_posts(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


@cache
def _posts() -> frozenset[str]:
    return frozenset(rules.words("posts.tsv", "post"))


def _before(folded: str, person: Mention, bodies: list[Mention], last: int) -> list[Post]:
    """The posts in front of the name, none from before `last`, where the person named before ends."""
    low = max(0, person.start - _REACH, last)
    cut = [m.end() for m in _CLAUSE.finditer(folded, low, person.start)]
    low = cut[-1] if cut else low
    end = person.start
    while end > low and folded[end - 1] == " ":
        end -= 1
    posts: list[Post] = []
    # Read backwards, one 、 at a time: every part that ends with a post is one.
    while end > low:
        start = max(low, folded.rfind("、", low, end) + 1)
        post = _read(folded, start, end, person, bodies)
        if post is None:
            break
        posts.append(post)
        end = start - 1
    posts.reverse()
    for before, post in zip(posts, posts[1:], strict=False):
        # 县供销社党委书记、主任: the body named first holds for the posts after it.
        if post.organization is None and post.place_code is None and post.post[0] not in _LEVELS:
            post.organization, post.place_code = before.organization, before.place_code
    return posts


_LEVELS = "国中全省市州县区旗镇乡村街社"


def _read(folded: str, start: int, end: int, person: Mention, bodies: list[Mention]) -> Post | None:
    """The post that folded[start:end] ends with."""
    size = next((n for n in range(min(12, end - start), 1, -1) if folded[end - n : end] in _posts()), 0)
    if size == 0:
        return None
    low = end - size
    body = next((b for b in reversed(bodies) if b.start >= start and b.end <= low and low - b.end <= 6), None)
    if body is None and low > start and folded[low - 1] in "省市县区州旗镇乡村":
        low -= 1  # 区政协副主席
    begin = body.start if body else low
    status = _status(folded[begin:low], folded[max(start, begin - 3) : begin])
    return Post(
        start=begin,
        end=person.end,
        person=person.name,
        post=_name(folded, body, low, end),
        organization=body.name if body and body.kind == "organization" else None,
        place_code=body.place_code if body else None,
        status=status,
        rule="post-before-name",
    )


def _name(folded: str, body: Mention | None, low: int, end: int) -> str:
    """The post as written between the body and the name, without the words of its status."""
    text = folded[body.end if body else low : end]
    return re.sub(r"^(?:的|原|前任?|时任|曾任|代理|代(?!表)|挂职|挂任)+", "", text)


# 现代, 时代 and the like are no 代 of 代县长.
_STATUS_WORD = re.compile(r"(?:原|前|时任|曾任|前任|代理|挂职|挂任|(?<![现时近当古一后新])代)(?=\Z|党)")


def _status(between: str, before: str) -> str:
    """former, acting, seconded by the word right before the post, or right before the body; else current."""
    found = _STATUS_WORD.search(between) or _STATUS_WORD.search(before)
    return _STATUS[found[0]] if found else "current"


_APPOINTED = re.compile(
    r"(?P<verb>挂职|挂任|曾任|担任|兼任|出任|任)(?P<rest>[^，,。；;：:！？!?\n“”（）()《》、]{2,24})"
)


def _after(folded: str, person: Mention, bodies: list[Mention]) -> list[Post]:
    """张三任新街镇镇长, 张三挂职副县长."""
    found = _APPOINTED.match(folded, person.end)
    if found is None:
        return []
    start = found.start("rest")
    last = None
    for title in _titles().finditer(folded, start, found.end()):
        last = title
    if last is None:
        return []
    post = _read(folded, start, last.end(), person, bodies)
    if post is None:
        return []
    post.start, post.end, post.rule = person.start, last.end(), "post-after-verb"
    post.status = _STATUS.get(found["verb"], post.status)
    return [post]
