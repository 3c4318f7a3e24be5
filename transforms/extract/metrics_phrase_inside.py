"""Which words behind a number are part of the name of what it counts."""

from __future__ import annotations

from transforms.extract.metrics_phrase_words import (
    CLOSE,
    JOINERS,
    OPEN,
    is_actor,
    is_body,
    is_change,
    is_common,
    is_head,
    is_nominal,
    is_noun,
    is_person,
    is_single,
    names_change,
)
from transforms.extract.metrics_scene import QUANTITY, Token, cue_set

_AVERAGES = cue_set("averages")
_COUNTED_AS_MONEY = cue_set("counted_as_money")
_COUNTED_AS_PEOPLE = cue_set("counted_as_people")
_DEED_ADVERBS = cue_set("deed_adverbs")
_GENERIC_HEADS = cue_set("generic_heads")
_MANNER_HEADS = cue_set("manner_heads")
_MODAL_LINKS = cue_set("modal_links")
_NAMED_BY_VERBS = cue_set("named_by_verbs")
_NOUN_LIKE_VERBS = cue_set("noun_like_verbs")
_OBJECT_VERBS = cue_set("object_verbs")
_PHRASE_STOPS = cue_set("phrase_stops")
_PREDICATES = cue_set("predicates")
_STOPS = _PHRASE_STOPS | _MODAL_LINKS | _DEED_ADVERBS

_GIVES = frozenset({"发放", "提供", "办理", "领取", "缴纳", "参加", "加入", "实现", "享受"})
_WAYS = frozenset({"基本", "普遍", "明显", "大幅", "始终", "持续", "继续", "不断", "已经", "稳定"})


def belongs(tokens: list[Token], at: int, first: int, *, people: bool) -> bool:
    token = tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if token.tag == "t" and at == first and following is not None:
        return following.tag[0] in "vn"  # 常年务工岗位
    if at == first and token.tag == "f" and token.word[-1] in "后前时间内中里处来":
        return False  # 过万美元后
    if _stops(token) or (at > first and _is_predicate(tokens, at)):
        return False
    if token.word in JOINERS:
        return at > first and token.word != "与" and following is not None and is_common(following)
    if token.word in OPEN or token.word in CLOSE:
        return at > first or token.word != "("  # 1圈(某某绕城高速)
    if token.tag == "m":
        if at > first and is_single(token) and tokens[at - 1].tag[0] == "v":
            return True  # 扶贫款
        return following is not None and (following.tag == "eng" or (at == first and is_noun(following)))
    closed = following is None or following.tag == "x"  # 增加2000多元收入
    if at == first and token.word in _GENERIC_HEADS and (tokens[at - 1].word == "的" if at else closed):
        return not names_change(token.word)  # 10多万元的收入
    if token.tag in ("v", "vn", "d", "ad", "i", "z", "t") and not (token.tag == "vn" and at == first and people):
        done = at > first and _completed(token, following)
        done = done or (at > first and _tells(tokens, at))
        inside = following is not None and not done and _verb_inside(tokens, at, first, people=people)
        return inside or (at > first and tokens[at - 1].word in ("较", "较为", "最"))  # 经济较发达县区
    if at > first and _breaks(tokens, at):
        return False
    return is_nominal(token) or (at > first and (is_single(token) and token.tag == "q" or token.word == "级"))


def _is_joined_deed(token: Token) -> bool:
    """发放贷款: a deed that the dictionary takes for a noun."""
    return len(token.word) == 4 and token.word[:2] in _GIVES


def _breaks(tokens: list[Token], at: int) -> bool:
    """Whether a noun or another plain word behind a name is no part of it: 74种新药|平均降价, 两栋小楼|里|工作."""
    token = tokens[at]
    if _tells(tokens, at) or token.word in _AVERAGES:
        return True
    if token.word in _WAYS or (is_actor(tokens[at - 1]) and _is_joined_deed(token)):
        return True  # 百亩沙丘|基本消除
    if token.tag == "f" and is_single(token) and tokens[at + 1 : at + 2]:
        return token.word in ("里", "中") or tokens[at + 1].tag[0] in "vd"
    return _somewhere(token, tokens[at - 1]) or token.word[0] in "不没" or _toward(token) or _starts_deed(token)


def _is_predicate(tokens: list[Token], at: int) -> bool:
    """What the counted do; 联合 before a noun is part of a name where nobody acts (智能联合收割机)."""
    word, rest = tokens[at].word, tokens[at + 1 : at + 2]
    if word == "联合" and rest and rest[0].tag == "n":
        return is_actor(tokens[at - 1]) or is_body(tokens[at - 1].word)
    return word in _PREDICATES or (tokens[at].tag[0] == "v" and tokens[at - 1].word in _MANNER_HEADS)


def _stops(token: Token) -> bool:
    """Words that no name after a number holds."""
    return token.word in _STOPS or token.tag in (QUANTITY, "t", "p", "r")


def _toward(token: Token) -> bool:
    """运往, 面向, no 方向."""
    return token.word[-1] in "往向" and token.tag[0] != "n"


def _completed(token: Token, following: Token | None) -> bool:
    """分配|完毕, 投入|使用: what has become of the things counted."""
    if following is None or token.tag[0] != "v":
        return False
    return following.word in ("完毕", "结束", "完", "到位") or (token.word == "投入" and following.tag[0] == "v")


def _tells(tokens: list[Token], at: int) -> bool:
    """16个省份|推广大豆, 三个渠道|广泛征集, 三家工厂|无一例外: where what the counted do begins."""
    token, following = tokens[at], tokens[at + 1 : at + 2]
    if token.tag in ("l", "i") and token.word[0] in "无不没":
        return True
    if token.tag in ("a", "ad") and following and following[0].tag == "v":
        return not any(is_head(t) for t in tokens[at + 1 : at + 3])
    rest = tokens[at + 1 : at + 4]
    if token.tag in ("l", "i") and len(token.word) == 4 and (not rest or rest[0].tag == "x"):
        return True  # 300座城市供不应求
    acts = token.tag == "v" and is_body(tokens[at - 1].word) and len(token.word) > 1
    if acts and rest and rest[0].word == "《":
        return True  # 五部门|印发|《…》
    named = any(is_head(t) or is_person(t) or t.word[-1] in "人长" for t in rest)  # 国际组织|领导人
    return acts and token.word in _OBJECT_VERBS and not named


def _verb_inside(tokens: list[Token], at: int, first: int, *, people: bool) -> bool:
    """Whether a verb or an adverb after the number is part of the name: 常年|务工岗位, 抢险|队, 示范|园区."""
    token, following = tokens[at], tokens[at + 1]
    if at > first and is_change(token):
        return False
    if following.word in ("成", "为", "到", "了", "出") or _toward(token):
        return False
    if token.tag in ("v", "vn") and is_single(following) and following.tag[0] in "nqkmz":
        return at == first or not is_single(token)  # 抢险队, 扶贫款: the verb belongs to the noun
    if at == first and people and any(t.word in _COUNTED_AS_PEOPLE for t in _nouns(tokens, at + 1)):
        return token.word not in _OBJECT_VERBS  # 300万失能老人, 半数参展企业
    if at > first and is_actor(tokens[at - 1]):
        return False  # 干部利用节假日
    if at == first and people and following.word[-2:] in _COUNTED_AS_MONEY:
        return True  # 5万元扶贫贷款
    if (at > first or token.tag == "i") and is_head(following):
        return True  # 水土流失面积
    if at > first and (_leads_to_head(tokens, at) or _joins_nouns(tokens, at)):
        return True
    if token.word in _NOUN_LIKE_VERBS and not people and at > first:
        return is_noun(following) or following.tag == "h" or following.word in _NOUN_LIKE_VERBS
    if token.tag == "vn":
        return is_noun(following) and (at > first or not people) or token.word not in _OBJECT_VERBS
    early = not people and not any(is_noun(t) and t.tag not in ("b", "vn") for t in tokens[first:at])
    return early and (is_noun(following) or following.tag[0] == "v") and len(token.word) > 1


def _joins_nouns(tokens: list[Token], at: int) -> bool:
    """司法|协助|条约: a verb between a noun and what is named by verbs, where nobody acts."""
    before, verb, after = tokens[at - 1], tokens[at], tokens[at + 1]
    plain = before.tag[0] in "nb" and verb.tag == "v" and len(verb.word) == 2 and after.word in _NAMED_BY_VERBS
    acts = verb.word in _OBJECT_VERBS or verb.word[-1] in "到了成出入" or is_body(before.word)
    acts = acts or is_person(before)
    return plain and not acts


def _leads_to_head(tokens: list[Token], at: int) -> bool:
    """农业综合|开发|土地|整理|工程: whether a verb that can be a noun closely leads to the work's general name."""
    head = next((i for i in range(at + 1, min(at + 4, len(tokens))) if tokens[i].word in ("工程", "项目")), 0)
    between = tokens[at:head]
    can_name = all(is_noun(t) or t.word in _NOUN_LIKE_VERBS for t in between)
    return head > 0 and can_name


def _nouns(tokens: list[Token], at: int) -> list[Token]:
    """The one or two nouns that begin at `at`."""
    return tokens[at : at + 1 + (at + 1 < len(tokens) and is_nominal(tokens[at]))]


def _somewhere(token: Token, before: Token) -> bool:
    """家里, 地上, 村民|家门口: where something is; a 路口 is a thing."""
    return token.tag == "s" and (token.word[-1] in "里上中内外下前后旁边间处" or is_actor(before))


def _starts_deed(token: Token) -> bool:
    """建成通车: a phrase of the dictionary that begins with a verb."""
    return len(token.word) > 2 and token.word[:2] in _OBJECT_VERBS and token.tag in ("l", "i", "v")
