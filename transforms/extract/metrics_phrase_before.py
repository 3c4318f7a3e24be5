"""What a quantity measures, read before the number: 公路总里程达到16600公里."""

from __future__ import annotations

from transforms.extract.metrics_change import directions
from transforms.extract.metrics_phrase_words import (
    CLOSE,
    JOINERS,
    OPEN,
    Span,
    is_change,
    is_common,
    is_nominal,
    is_noun,
    is_plain_verb,
    is_single,
    trimmed,
    without_links,
)
from transforms.extract.metrics_scene import QUANTITY, Candidate, Scene, Token, cue_set

_ACTORS = cue_set("actors")
_AVERAGES = cue_set("averages")
_CHANGE_NAMES = cue_set("change_names")
_COMPARISONS = cue_set("comparisons")
_COMPARED = _COMPARISONS | {"于"}
_COPULAS = cue_set("copulas")
_FRAMES = cue_set("frames")
_GENERIC_HEADS = cue_set("generic_heads")
_GIVING_VERBS = cue_set("giving_verbs")
_LIGHT_VERBS = cue_set("light_verbs")
_MAKING_VERBS = cue_set("making_verbs")
_MANNER_HEADS = cue_set("manner_heads")
_MODAL_WORDS = cue_set("modal_words")
_NOUN_LIKE_VERBS = cue_set("noun_like_verbs")
_OBJECT_VERBS = cue_set("object_verbs")
_PHRASE_MODIFIERS = cue_set("phrase_modifiers")

_SHARES = frozenset({"占", "占据", "占到"})
_MEASURES = "量率额度积数值幅例重比"


def name_before(scene: Scene, candidate: Candidate) -> Span | None:
    tokens = candidate.left
    said = scene.folded[candidate.clause.start : candidate.start]
    hi = _end_before(tokens, said)
    share = None
    if "占" in said:
        share = next((i for i in range(hi - 1, -1, -1) if tokens[i].word in _SHARES), None)
    if share is None:
        hi = _before_origin(tokens, hi) or hi
    if share is None and _is_multiple_of(candidate):
        share = next((i for i in range(hi - 1, -1, -1) if _equals(tokens[i])), None)
        if share is not None and not without_links(tokens, share):
            return None  # 为荧光灯的二分之一: of what was named before
    if share is not None and without_links(tokens, share):
        hi = without_links(tokens, share)
    elif share is not None and hi > share + 1 and _of_next(candidate):
        return tokens[share + 1].start, tokens[hi - 1].end  # 占年度任务1500座的80%
    elif share is not None and not any(t.tag == QUANTITY for t in tokens[share:hi]):
        return tokens[share].start, tokens[hi - 1].end  # 占粮食种植面积: of what was named before
    hi = _before_whole(tokens, hi) or hi
    hi = hi and _before_brackets(tokens, hi)
    if not hi or tokens[hi - 1].tag == QUANTITY or tokens[hi - 1].word in JOINERS or _is_no_name(tokens, hi - 1):
        return None
    lo = _past_counted(tokens, _without_actor(tokens, start_of_name(tokens, hi), hi), hi)
    if lo and tokens[lo].word[0] == "岁" and tokens[lo - 1].tag in ("m", QUANTITY):
        return tokens[lo - 1].start, tokens[hi - 1].end  # 60岁以上人口
    while lo < hi - 1 and (
        tokens[lo].word in _PHRASE_MODIFIERS
        or (tokens[lo].tag in ("ns", "nt", "x", "uj", "q") and tokens[lo].word not in ("年", "日"))
        or tokens[lo].word in ("内", "里", "后", "前", "时")
        or _is_led(tokens, lo, hi)
    ):
        if tokens[lo].word in OPEN:
            break
        lo += 1
    return trimmed(scene, (tokens[lo].start, _without_change(scene, tokens[lo].start, tokens[hi - 1].end)))


def _past_counted(tokens: list[Token], lo: int, hi: int) -> int:
    """6个|安置点|建设|社区工厂9个: past the noun of the number before and the verb, to what this one counts."""
    if not lo or tokens[lo - 1].tag != QUANTITY:
        return lo
    verbs, last = _OBJECT_VERBS, hi - 1
    if tokens[last].word in _GENERIC_HEADS:
        last -= 1  # 投资|项目
    return next((i for i in range(last - 1, lo, -1) if tokens[i].word in verbs and tokens[i].tag[0] == "v"), lo - 1) + 1


def _without_change(scene: Scene, lo: int, hi: int) -> int:
    """价格上涨: the end of what changed, where the dictionary joins the two."""
    grown = hi - lo > 3 and scene.folded[hi - 2 : hi] in directions() and scene.folded[hi - 2 : hi] not in _CHANGE_NAMES
    return hi - 2 if grown else hi


def _is_led(tokens: list[Token], lo: int, hi: int) -> bool:
    """下调|皮棉采购价: a verb of change before what changes."""
    named = tokens[lo].tag == "v" and tokens[lo].word in directions() and tokens[lo + 1].tag == "n"
    return named and (hi - lo > 2 or tokens[lo + 1].word not in _GENERIC_HEADS)


def _of_next(candidate: Candidate) -> bool:
    """Whether the next number is a part of this one: 1500座的80%."""
    right = candidate.right
    return len(right) > 1 and right[0].word == "的" and right[1].tag == QUANTITY


def _without_actor(tokens: list[Token], lo: int, hi: int) -> int:
    """Past the firms whose figure it is (规模以上互联网企业|利润总额), where enough is left to say what it is."""
    if tokens[lo].word == "公司" and lo + 1 < hi and tokens[lo + 1].word not in _GENERIC_HEADS:
        return lo + 1
    actor = next((i for i in range(hi - 1, lo, -1) if tokens[i - 1].word in _ACTORS), None)
    if actor is None or actor < lo + 2:
        return lo
    if tokens[actor].word in _LIGHT_VERBS and actor + 1 < hi:
        actor += 1
    left = tokens[hi - 1].end - tokens[actor].start
    return actor if left >= 4 and is_nominal(tokens[actor]) else lo


def _before_origin(tokens: list[Token], hi: int) -> int:
    """用水量由工程实施前的4800万立方米: the words from 由 to 的 say when, not what."""
    if not tokens or not (tokens[-1].word == "的" or tokens[-1].tag in ("f", "t")):
        return 0
    start = next((i for i in range(len(tokens) - 1, 0, -1) if tokens[i].word in ("由", "从")), 0)
    return without_links(tokens, start) if start and tokens[start - 1].tag != QUANTITY else 0


def _before_whole(tokens: list[Token], hi: int) -> int:
    """电影票房在全球占比超28%: before 在, where what is the whole stands between it and 占比; 0 if there is none."""
    if hi >= len(tokens) or tokens[hi].word not in ("占比", "占"):
        return 0
    at = next((i for i in range(hi - 1, 0, -1) if tokens[i].word == "在"), 0)
    return at if at and is_common(tokens[at - 1]) and hi - at < 5 else 0


def _is_multiple_of(candidate: Candidate) -> bool:
    """是上一个十年的2.4倍: the words between 是 and the number are what it is measured by."""
    unit_kind = candidate.quantity.unit_kind
    return unit_kind in ("multiple", "percent") and bool(candidate.left) and candidate.left[-1].word == "的"


def _equals(token: Token) -> bool:
    """是, 仅为, 相当于: what stands before is measured by what stands after."""
    copula = len(token.word) == 2 and token.word[1] in "是为" and token.tag != "n"
    return copula or token.word in ("是", "为", "相当于", "接近", "不及", "不足", "超", "超过")


def _before_brackets(tokens: list[Token], hi: int) -> int:
    """Leaves out a bracket with a number of its own: 零售额(100964亿元)同比增长."""
    if tokens[hi - 1].word != ")":
        return hi
    opened = _opening(tokens, hi - 1)
    return opened if opened and any(t.tag == QUANTITY for t in tokens[opened - 1 : hi]) else hi


def _is_no_name(tokens: list[Token], at: int) -> bool:
    """Whether the word before the number cannot end what is measured."""
    if tokens[at].word in _FRAMES:
        return True  # 旅游旺季时
    if at and tokens[at].word in _MAKING_VERBS and tokens[at - 1].tag == "d":
        return True  # 粮食作物已播种1亿亩
    if at and tokens[at - 1].word in _AVERAGES:
        return False  # 人均奖励
    return _names_only(tokens[at])


def _names_only(token: Token) -> bool:
    return token.word in _PHRASE_MODIFIERS or token.tag in ("ns", "PER") or is_plain_verb(token)


def _before_comparison(tokens: list[Token]) -> int:
    """The position of 比, 较, 高于 … whose object (比上年, 高于全市平均水平) stands before the number."""
    for at in range(len(tokens) - 1, -1, -1):
        if tokens[at].word not in _COMPARED:
            continue
        if tokens[at].word == "于" and at and tokens[at - 1].word[-1] in "快慢高低优多少":
            return at - 1  # 明显快|于城镇居民
        if tokens[at].word in _COMPARISONS and at + 1 < len(tokens):
            if tokens[at].word == "与" and not any(t.word[-1] in "比平" for t in tokens[at + 1 :]):
                continue  # 工会与民政部门
            if any(t.word in ("—", "-", ":") for t in tokens[at + 1 :]):
                continue
            return at
    return len(tokens)


def _end_before(tokens: list[Token], said: str) -> int:
    """The end of the words before the number, in the text `said`, that can name what it measures."""
    comparison = _before_comparison(tokens)
    if _told_behind_comparison(tokens, comparison):
        return len(tokens)
    ratio = _end_of_ratio(tokens) if "比" in said else 0
    if ratio:
        return ratio
    if tokens and tokens[-1].word[-1] == "以" and tokens[-1].tag in ("p", "v"):
        return 0  # 集团愿以6500万元参股
    hi = without_links(tokens, comparison)
    if hi and tokens[hi - 1].word in ("算", "计算", "计"):
        return without_links(tokens, next((i for i in range(hi) if tokens[i].word in ("按", "按照")), hi))
    return hi


def _end_of_ratio(tokens: list[Token]) -> int:
    """城乡居民收入比|缩小到: the end of a ratio's name, whose 比 compares nothing; 0 if there is none."""
    at = next((i for i in range(len(tokens) - 1, 0, -1) if tokens[i].word == "比"), 0)
    if not at:
        return 0
    told = at + 1 < len(tokens) and (is_noun(tokens[at - 1]) or tokens[at - 1].word in _GENERIC_HEADS)
    leads = all(t.word in _COPULAS or t.tag in ("ul", "p", "v", "d") for t in tokens[at + 1 :])
    return at + 1 if told and leads and tokens[at + 1].tag in ("v", "p") else 0


def _told_behind_comparison(tokens: list[Token], at: int) -> bool:
    """较调整前增开列车25对: whether the thing stands behind the comparison at `at` and the verb."""
    if at + 3 > len(tokens) or tokens[at].word not in ("比", "较") or tokens[-1].tag[0] != "n":
        return False
    return any(t.tag == "v" and (t.word in _OBJECT_VERBS or is_change(t)) for t in tokens[at + 2 : -1])


def start_of_name(tokens: list[Token], hi: int) -> int:
    """Where the name begins that ends before tokens[hi]."""
    lo = hi - 1
    if tokens[lo].word in CLOSE:
        lo = _opening(tokens, lo)
    length = tokens[hi - 1].end - tokens[lo].start
    while lo > 0 and length < 14 and _belongs_before(tokens, lo - 1, hi):
        lo -= 1
        if tokens[lo].word in CLOSE:
            lo = _opening(tokens, lo)
        length = tokens[hi - 1].end - tokens[lo].start
    return _with_light_verb(tokens, lo, hi)


def _opening(tokens: list[Token], close: int) -> int:
    for at in range(close - 1, -1, -1):
        if tokens[at].word in OPEN:
            return at
    return close


def _belongs_before(tokens: list[Token], at: int, hi: int) -> bool:
    token, following = tokens[at], tokens[at + 1]
    if token.word in ("每股", "自然") or (
        token.word in ("不", "非", "未") and following.tag[0] in "an" and at + 1 < hi
    ):
        return True  # 不合格产品
    if token.tag in (QUANTITY, "t", "p", "r", "u", "ul", "y", "PER"):
        return False
    if token.word in JOINERS and following.word in _GIVING_VERBS:
        return False  # 治理、投资1200万元
    if token.word in JOINERS:
        return at > 0 and is_nominal(tokens[at - 1]) and not _is_verb(tokens, at - 1, hi)
    if token.word == "的":
        return hi - at <= 2 and following.word in _GENERIC_HEADS and at > 0 and tokens[at - 1].tag[0] == "n"
    if token.word in CLOSE:
        return True
    if token.word in _PHRASE_MODIFIERS or token.word in _MODAL_WORDS:
        return False
    if token.word in _MANNER_HEADS and following.tag[0] == "v":
        return False
    if _is_verb(tokens, at, hi) or (token.tag[0] == "v" and token.word in _COPULAS):
        return False
    if token.tag == "v" and not (
        _in_chain(tokens, at, hi) or hi - at == 2 or is_noun(following) or is_single(following)
    ):
        return False
    return is_nominal(token) or token.tag in ("a", "ad", "v", "k", "h", "f", "q")


def _in_chain(tokens: list[Token], at: int, hi: int) -> bool:
    """生态|保护|修复|项目: two verbs between a noun and a head that is too general to stand alone."""
    return hi - at == 3 and at > 0 and is_noun(tokens[at - 1]) and tokens[hi - 1].word in _GENERIC_HEADS


def _is_verb(tokens: list[Token], at: int, hi: int) -> bool:
    """The verb of the clause, rather than a modifier inside the name (种植面积, 农村电网改造工程)."""
    token = tokens[at]
    if token.word not in _OBJECT_VERBS and not (token.tag == "v" and len(token.word) == 1):
        return False
    if token.word in ("新增", "新建"):
        return True
    if hi - at == 2 and tokens[hi - 1].word[-1] in _MEASURES and len(token.word) > 1 and _measured(tokens, at, hi):
        return False  # 软件登记总量
    if is_single(tokens[at + 1]) and tokens[at + 1].tag[0] in "nqkv":
        return False  # 化解率, 受援地
    nouns_before = at > 0 and is_noun(tokens[at - 1]) and tokens[at - 1].tag not in ("ns", "nt")
    nouns_before = nouns_before and tokens[at - 1].word not in _MANNER_HEADS
    nouns_before = nouns_before and tokens[at - 1].word not in _PHRASE_MODIFIERS | _MODAL_WORDS
    generic = tokens[hi - 1].word in _GENERIC_HEADS and hi - at == 2
    verb_before = at > 0 and tokens[at - 1].word in _OBJECT_VERBS
    if token.tag == "vn" or token.word in _NOUN_LIKE_VERBS:
        return not (nouns_before or generic or verb_before)
    return not (generic and token.word in _NOUN_LIKE_VERBS)


def _measured(tokens: list[Token], at: int, hi: int) -> bool:
    """Whether the verb says what the general head behind it measures, rather than what was done."""
    head = tokens[hi - 1].word
    general = (head in _GENERIC_HEADS or head[-1] == "率") and tokens[at].word not in _LIGHT_VERBS
    general = general and not is_change(tokens[at])
    return general and at > 0 and is_noun(tokens[at - 1]) and tokens[at - 1].tag not in ("ns", "nt")


def _with_light_verb(tokens: list[Token], lo: int, hi: int) -> int:
    """完成投资, 累计完成投资, 第一产业实现增加值: a light verb belongs to the name of a deed."""
    if lo == 0 or tokens[lo - 1].word not in _LIGHT_VERBS:
        return lo
    verb = lo - 1
    if verb and tokens[verb - 1].word == "行业":
        return lo
    subject = verb
    while subject > 0 and _in_subject(tokens[subject - 1]):
        subject -= 1
    if any(t.tag not in ("ns", "nt", "x") and t.word not in _PHRASE_MODIFIERS for t in tokens[subject:verb]):
        return subject
    if tokens[verb].word == "完成" and tokens[lo].tag in ("v", "vn") and hi - lo == 1:
        return verb - 1 if verb and tokens[verb - 1].word == "累计" else verb
    return lo


def _in_subject(token: Token) -> bool:
    if token.word in _MODAL_WORDS or token.word == "累计":
        return False
    return is_nominal(token) or token.word in JOINERS or token.tag == "v"
