"""What a quantity measures, read behind the number: 100多户村民, 900人的区级专业队."""

from __future__ import annotations

from transforms.extract.metrics_phrase_inside import belongs
from transforms.extract.metrics_phrase_words import (
    CLOSE,
    JOINERS,
    OPEN,
    Span,
    is_body,
    is_common,
    is_noun,
    is_person,
    last_name,
)
from transforms.extract.metrics_scene import QUANTITY, Candidate, Token, cue_set

_BENCHMARK_WORDS = cue_set("benchmark_words")
_COUNTED_AS_PEOPLE = cue_set("counted_as_people")
_GENERIC_HEADS = cue_set("generic_heads")
_ITEM_UNITS = cue_set("item_units")
_OBJECT_VERBS = cue_set("object_verbs")
_PREDICATES = cue_set("predicates")
_REACHING = cue_set("reaching")
_RIGHT_MODIFIERS = cue_set("right_modifiers")
_UNDER_WAY = cue_set("under_way")
_WHOLE_UNITS = cue_set("whole_units")

_EXTENTS = frozenset("长宽高深厚远外") | {"之外", "以外", "开外"}  # 10公里长的渠道, 几公里外的村
_HAPPENS = frozenset({"受益", "获益", "受灾", "受伤", "参保", "脱贫", "增收"})  # 8000万退休人员|受益
_PERSONS = "员者民众人生长属工师手兵警医孩童妇友家"


def name_after(candidate: Candidate) -> Span | None:
    tokens, quantity = candidate.right, candidate.quantity
    first = _first_after(candidate)
    if _names_act(candidate, first):
        return tokens[first].start, tokens[first].end
    if _is_manner(tokens, first):
        return None
    first, at = _run_after(candidate, first)
    listed = _after_list(tokens, first, at)
    if listed:
        return listed
    if at == first + 1 and _describes(tokens, first):
        return last_name(tokens[at : _run_end(tokens, at + 1)])  # 一条坑坑洼洼的砂石路
    if quantity.unit_kind == "area" and at < len(tokens) and tokens[at].word == "地":
        return tokens[first].start, tokens[at].end  # 30多亩地, 30亩沙石地
    if _ends_in_act(candidate, first, at):
        return tokens[first].start, tokens[at].end
    while at > first and (_trails(tokens[at - 1]) or (at > first + 1 and tokens[at - 1].word in _HAPPENS)):
        at -= 1
    named = any(t.tag not in ("x", "f", "v", "d") or t.word in _GENERIC_HEADS for t in tokens[first:at])
    return (tokens[first].start, tokens[at - 1].end) if named else None


def _first_after(candidate: Candidate) -> int:
    """The position after the words between the number and the name: 的, 全国, 20米长的, 60岁以上的."""
    tokens = candidate.right
    at = _past_measure(candidate)
    while at < len(tokens) and (tokens[at].word in ("的", "之") or tokens[at].word in _RIGHT_MODIFIERS):
        at += 1
    at = _past_age(tokens, _past_rank(tokens, at))
    if at + 1 < len(tokens) and tokens[at].word == "全部" and tokens[at + 1].tag == "n":
        at += 1  # 3400万全部农村人口
    return at


def _run_after(candidate: Candidate, first: int) -> tuple[int, int]:
    """Where the name begins and ends."""
    tokens, quantity, at = candidate.right, candidate.quantity, first
    people = quantity.unit in _WHOLE_UNITS or quantity.unit_kind != "count"
    people = people and not (at and tokens[at - 1].word == "的")
    persons = quantity.unit in ("名", "位", "人")
    placed = bool(candidate.left) and candidate.left[-1].word == "在"
    while at < len(tokens) and belongs(tokens, at, first, people=people):
        if persons and _ends(tokens, at, first):
            break
        if placed and at > first and tokens[at - 1].tag == "n" and tokens[at].word in _OBJECT_VERBS:
            break  # 在6个安置点|建设社区工厂
        past = _past_quotes(tokens, at) if tokens[at].word in OPEN else at + 1
        if at == first and tokens[at].word in OPEN and past < len(tokens) and tokens[past].word == "的":
            first = at = past + 1  # 五个“钦定”的试点城市
            continue
        if tokens[at].word in OPEN and at > first and not _quotes_name(tokens, at, past):
            break  # 两张门票“搞定”了
        at = past
    return first, at


def _is_manner(tokens: list[Token], at: int) -> bool:
    """22人|不同程度受伤, 97亿元|对公路进行改造: how something happens or is done, no name."""
    if at >= len(tokens) or tokens[at].word[0] not in "不对":
        return False
    rest = [t.word for t in tokens[at : at + 12]]
    if rest[:2] == ["不同", "程度"]:
        return rest[2:3] != ["的"]
    return bool(rest) and rest[0][0] == "对" and tokens[at].tag != "n" and "进行" in rest


def _trails(token: Token) -> bool:
    """Words that end no name: 和, 的, 里, a verb that is none of 收入, 投资 …"""
    if token.word in _GENERIC_HEADS:
        return False
    return token.word in JOINERS or token.tag in ("f", "uj", "c", "v", "d")


def _past_rank(tokens: list[Token], at: int) -> int:
    """百家世界500强企业: the position after the rank that stands before the firms."""
    number = at + 2 < len(tokens) and tokens[at].word[0] in "1235" and tokens[at + 1].word == "强"
    return at + 2 if number and is_common(tokens[at + 2]) else at


def _past_age(tokens: list[Token], at: int) -> int:
    """3000余名60岁以上的老年群众: the position after the age."""
    aged = at + 3 < len(tokens) and tokens[at + 1].word == "岁" and tokens[at].word.isdigit()
    of = next((i for i in range(at + 2, min(at + 5, len(tokens))) if tokens[i].word == "的"), 0) if aged else 0
    return of + 1 if of and of + 1 < len(tokens) and (is_common(tokens[of + 1]) or tokens[of + 1].tag == "t") else at


def _describes(tokens: list[Token], at: int) -> bool:
    """坑坑洼洼|的|砂石: a word that only tells how the thing is."""
    of = tokens[at + 1 : at + 3]
    return tokens[at].tag in ("l", "z", "i", "a", "b") and len(of) == 2 and of[0].word == "的" and is_common(of[1])


def _run_end(tokens: list[Token], at: int) -> int:
    while at < len(tokens) and is_common(tokens[at]) and tokens[at].word not in OPEN:
        at += 1
    return at


def _after_list(tokens: list[Token], first: int, at: int) -> Span | None:
    """60余位高血压、糖尿病等慢病村民, 200位外科、内科的医生: the head behind examples."""
    if at >= len(tokens) or tokens[at].word not in ("等", "的") or not any(t.word == "、" for t in tokens[first:at]):
        return None
    hi = _run_end(tokens, at + 1)
    return (tokens[at + 1].start, tokens[hi - 1].end) if hi > at + 1 else None


def _names_act(candidate: Candidate, first: int) -> bool:
    """四条决定, 五项要求: a verb alone after a count of items is their name."""
    if candidate.quantity.unit not in _ITEM_UNITS or first >= len(candidate.right):
        return False
    token, rest = candidate.right[first], candidate.right[first + 1 :]
    name = (token.tag in ("v", "vn") and len(token.word) == 2) or (token.tag == "i" and token.word[0] not in "无不没")
    return name and (not rest or rest[0].tag == "x")


def _ends_in_act(candidate: Candidate, first: int, at: int) -> bool:
    """30多次集群打击: a verb that closes the clause after the noun belongs to the name of what happened so often."""
    tokens = candidate.right
    if candidate.quantity.unit not in _ITEM_UNITS or not first < at < len(tokens):
        return False
    verb, rest = tokens[at], tokens[at + 1 :]
    if verb.tag == "v" and is_body(tokens[at - 1].word):
        return False  # 14个地市宣讲
    closes = not rest or (rest[0].tag == "x" and rest[0].word not in OPEN)
    return closes and verb.tag in ("v", "vn") and len(verb.word) == 2 and verb.word not in _PREDICATES


def _ends(tokens: list[Token], at: int, first: int) -> bool:
    """Whether the word after a person noun is what the person does: 干部|驻村, 教师|支教 but 群众|代表."""
    if at == first:
        return False
    if not is_person(tokens[at - 1]):
        return False
    word = tokens[at].word
    return word not in _COUNTED_AS_PEOPLE and word[-1] not in _PERSONS + "户" and word not in JOINERS


def _past_measure(candidate: Candidate) -> int:
    """2根20米长的大梁, 4座35米口径天线, 10公里长的渠道: the position after a measure right behind the number."""
    tokens = candidate.right
    if not tokens:
        return 0
    if tokens[0].word == "(" and tokens[1:3] and tokens[1].tag == QUANTITY:
        return next((i for i in range(3, min(5, len(tokens))) if tokens[i - 1].word == ")"), 0)  # 5亿美金(近35亿元)
    if candidate.quantity.unit_kind == "length" and tokens[0].word in _EXTENTS and tokens[1:2]:
        return 2 if tokens[1].word == "的" else 0
    if tokens[0].tag != QUANTITY or tokens[0].start != candidate.end or candidate.quantity.unit_kind != "count":
        return 0
    of = next((i for i in (1, 2) if i < len(tokens) and tokens[i].word == "的"), 0)
    sized = tokens[0].word[-1] in "米度吨伏瓦升亩顷级" or tokens[0].word[-2:] in ("以上", "以下", "以内")
    return of or int(tokens[1:2] != [] and is_common(tokens[1]) and sized)


def name_after_clause(candidate: Candidate) -> Span | None:
    """10余名来自各大城市的志愿者: the noun after the clause that describes it."""
    tokens = candidate.right
    led = bool(tokens) and (tokens[0].tag[0] in "vptr" or (is_noun(tokens[0]) and _is_measured_against(tokens[1:2])))
    led = led or (bool(tokens) and is_noun(tokens[0]) and _is_bounded(tokens))
    led = led or (bool(tokens) and tokens[0].word in ("流向", "通往", "发往", "运往", "面向"))
    alike = bool(tokens) and tokens[0].word in ("像", "类似", "如")
    if not led or (candidate.quantity.unit in _WHOLE_UNITS and not alike):
        return None
    of = next((i for i, t in enumerate(tokens[:10]) if t.word == "的"), None)
    if of is None or any(t.tag == QUANTITY for t in tokens[: of - _is_bounded(tokens)]):
        return None
    if any(t.word in _UNDER_WAY for t in tokens[1:of]):
        return None  # 两名涉事老师正在接受调查: no clause that describes them
    at = of + 1
    named = at + 1 < len(tokens) and tokens[at].tag == "v" and len(tokens[at].word) > 1
    if named and of > 1 and is_common(tokens[at + 1]):
        at += 1  # 我国自主研发的|导航|产品
    while at < len(tokens) and (is_common(tokens[at]) or _joins(tokens, at) or tokens[at].word == ")"):
        at += 1
    if at == of + 1 or tokens[at - 1].word[-1] in "上里中内下":
        return None
    return tokens[of + 1].start, tokens[at - 1].end


def _is_bounded(tokens: list[Token]) -> bool:
    """100家|年产值|超过亿元|的|企业: whether a bound describes the things counted."""
    words = tokens[1:3]
    bound = len(words) == 2 and words[0].tag == QUANTITY and words[1].word == "的"
    return bound and words[0].word[:2] in ("超过", "不足", "低于", "高于", "突破", "达到", "接近")


def _quotes_name(tokens: list[Token], at: int, past: int) -> bool:
    """Whether what is quoted is a name or part of one (村级“振兴讲堂”), no deed (两张门票“搞定”了)."""
    if tokens[at].word == "《":
        return False
    long = (
        tokens[past - 1].word in CLOSE
        and tokens[past - 1].start - tokens[at].end > 3
        and tokens[past - 2].tag[0] == "n"
    )
    long = long or (
        tokens[at].word == "(" and past < at + 7 and all(is_noun(t) or t.tag == "x" for t in tokens[at:past])
    )
    return long or (past < len(tokens) and is_noun(tokens[past]))


def _joins(tokens: list[Token], at: int) -> bool:
    """数字化车间|和|智能工厂."""
    return tokens[at].word in JOINERS and at + 1 < len(tokens) and is_common(tokens[at + 1])


def _is_measured_against(tokens: list[Token]) -> bool:
    """10多款性能|优于|同类产品的发动机."""
    if not tokens or tokens[0].word == "为":
        return False  # 3个村为代表的示范带
    return tokens[0].word in _BENCHMARK_WORDS or tokens[0].word in _REACHING


def _past_quotes(tokens: list[Token], at: int) -> int:
    """The position after the closing mark of what opens at `at`, where it closes soon."""
    closes = (i for i in range(at + 1, min(len(tokens), at + 9)) if tokens[i].word in CLOSE)
    return next(closes, at) + 1
