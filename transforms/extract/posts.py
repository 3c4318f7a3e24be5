"""Who holds which post: the titles around a person's name, with the body and the place they name or imply."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from transforms import rules
from transforms.extract import posts_verbs
from transforms.extract.posts_bodies import Scene, code_in, known_posts
from transforms.extract.posts_read import Reading, inherit, read
from transforms.model import Mention, Post

_CLAUSE = re.compile(r"[，,。；;：:！？!?\n“”（）()《》【】…—]")
_JOINT = re.compile(r"、|兼任?(?![职顾具并容听程])")
_REACH = 60
_LISTED = ("、", "和", "及", "与", "以及", " ")
_NOT_YET = re.compile("(?:拟任|候任|拟提名|提名|竞选|参选|竞聘|拟选为)\\Z")
_BRACKET = re.compile(r"\((?P<posts>[^()。！？\n]{2,40})\)")
# Words for a person that may stand after the posts: 校长、肿瘤专家甲
_CALLED = ("专家", "学者", "作家", "画家", "业家", "代表", "党员", "模范", "承人", "头人", "硕士", "博士", "导师")
_CALLING = re.compile(rf"[\u4e00-\u9fff](?:{'|'.join(_CALLED)})\Z")
_OWN_BODY = re.compile(r"[\u4e00-\u9fff]{0,5}[科系室部所院处]?的?\Z")


def find(folded: str, mentions: list[Mention], about: str | None = None) -> list[Post]:
    """The posts of the persons among `mentions`, in the order of the text; `about` is the place of the article.

    >>> people = [Mention(3, 6, "person", "马春连"), Mention(7, 10, "person", "何建平")]
    >>> [(p.person, p.post, p.status) for p in find("原镇长马春连、何建平到会", people)]
    [('马春连', '镇长', 'former'), ('何建平', '镇长', 'former')]
    """
    people = tuple(m for m in mentions if m.kind == "person")
    if not people:
        return []
    scene = _scene(folded, mentions, people, about)
    posts: list[Post] = []
    last_end, shared = -1, None  # of the person before, for 副主任甲、乙
    for number, person in enumerate(people):
        found = _before(scene, person, last_end)
        if found and shared and scene.folded[last_end : last_end + 1] == "、":
            _colleagues(shared, found)
        if not found and shared and folded[last_end : person.start] in _LISTED:
            found = [replace(shared, person=person.name, start=person.start, end=person.end, rule="post-listed")]
        last_end, shared = person.end, found[-1] if found else None
        following = people[number + 1].start if number + 1 < len(people) else len(folded)
        posts += found + (_beside(scene, person, following) or posts_verbs.find(scene, person, following))
    return _once(posts)


def _scene(folded: str, mentions: list[Mention], people: tuple[Mention, ...], about: str | None) -> Scene:
    """The text with its bodies; one whose place is not known yet gets that which its name begins with."""
    bodies = sorted((m for m in mentions if m.kind in ("organization", "place")), key=lambda m: m.start)
    for n, body in enumerate(bodies):
        if body.kind == "organization" and body.place_code is None and (code := code_in(body.name)):
            bodies[n] = replace(body, place_code=code)
    return Scene(folded, tuple(bodies), tuple(b.start for b in bodies), people, about)


def _before(scene: Scene, person: Mention, last: int) -> list[Post]:
    """The posts in front of the name, none from before `last`, where the person named before ends."""
    end = person.start
    while end > last + 1 and scene.folded[end - 1] == " ":
        end -= 1
    if scene.folded[end - 2 : end] not in _endings():
        return []
    low = max(0, person.start - _REACH, last)
    cut = [m.end() for m in _CLAUSE.finditer(scene.folded, low, person.start)]
    low = cut[-1] if cut else low
    found = listed(scene, low, end)
    if found and _NOT_YET.search(scene.folded, low, found[0].begin):
        return []
    return [_post(one, person, one.begin, person.end, "post-before-name") for one in found]


@cache
def _endings() -> frozenset[str]:
    """The two characters that the words before a name end with where there is a post among them."""
    return frozenset(post[-2:] for post in known_posts()) | frozenset(_CALLED)


def _colleagues(former: Post, posts: list[Post]) -> None:
    """Give 副局长 the body of the 局长 named before: 县教育局局长甲、副局长乙."""
    for post in posts:
        same = post.post[-2:] == former.post[-2:] or post.post in _STAFF
        if post.organization is None and post.place_code is None and same:
            post.organization, post.place_code = former.organization, former.place_code


_STAFF = ("总经理", "副总经理", "秘书长", "总工程师", "总会计师", "党组成员", "党委委员", "纪委书记", "纪检组长")


def listed(scene: Scene, low: int, end: int) -> list[Reading]:
    """The posts that folded[low:end] ends with, joined by 、 or 兼; a body named once holds for those after it."""
    readings: list[Reading] = []
    while end > low:
        joints = list(_JOINT.finditer(scene.folded, low, end))
        start = joints[-1].end() if joints else low
        reading = read(scene, start, end, listed=bool(joints)) if start < end else None
        if reading is not None:
            readings.append(reading)
        elif readings or not joints or not _CALLING.search(scene.folded, start, end):
            break
        if not joints:
            break
        end = joints[-1].start()
    readings.reverse()
    for before, reading in zip(readings, readings[1:], strict=False):
        inherit(reading, before)
    return readings


def _post(one: Reading, person: Mention, start: int, end: int, rule: str) -> Post:
    return Post(start, end, person.name, one.post, one.organization, one.place_code, one.status, rule)


@cache
def _after_names() -> tuple[str, ...]:
    """The posts that may follow a name, the longest first: 镇长, 教授."""
    both = {row["title"] for row in rules.table("titles.tsv") if row["side"] == "both"}
    return tuple(sorted((both & known_posts()) - {"主编"}, key=len, reverse=True))  # 张三主编 is a verb


def _beside(scene: Scene, person: Mention, following: int) -> list[Post]:
    """杨日健镇长, 李四(副镇长): the post right after the name, or in brackets after it."""
    folded = scene.folded
    bracket = _BRACKET.match(folded, person.end) if folded[person.end : person.end + 1] == "(" else None
    if bracket and bracket.end() <= following:
        start, end = bracket.span("posts")
        cut = [m.end() for m in _CLAUSE.finditer(folded, start, end)]
        found = listed(scene, cut[-1] if cut else start, end)
        return [_post(one, person, person.start, end, "post-in-brackets") for one in found]
    if not folded.startswith(_after_names(), person.end):
        return []
    word = next(w for w in _after_names() if folded.startswith(w, person.end))
    words = (folded[person.end : person.end + n] for n in range(8, len(word), -1))
    end = person.end + len(next((w for w in words if w in known_posts()), word))  # 副主任, but 副主任医师
    reading = read(scene, person.end, end) if end != following else None
    if reading is None:
        return []
    if not reading.own:
        _body_before(scene, person, reading)
    return [_post(reading, person, person.start, end, "post-after-name")]


def _body_before(scene: Scene, person: Mention, reading: Reading) -> None:
    """Give the post after a name the body before it: 中南医院泌尿外科王行环教授."""
    near = [b for b in scene.bodies if b.kind == "organization" and person.start - 8 <= b.end <= person.start]
    if near and _OWN_BODY.fullmatch(scene.folded, near[-1].end, person.start):
        reading.organization, reading.place_code = near[-1].name, near[-1].place_code


def _once(posts: list[Post]) -> list[Post]:
    """Without what is said twice, and without a post that another row states with its body."""
    full = {(p.person, p.post, p.status) for p in posts if p.organization or p.place_code}
    kept: dict[tuple[str | None, ...], Post] = {}
    for post in posts:
        if post.organization or post.place_code or (post.person, post.post, post.status) not in full:
            kept.setdefault((post.person, post.post, post.organization, post.place_code, post.status), post)
    return list(kept.values())
