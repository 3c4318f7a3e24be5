"""The shortest noun phrase of the text that says what a quantity measures."""

from __future__ import annotations

from bisect import bisect_left

from transforms.extract.metrics_change import directions
from transforms.extract.metrics_scene import QUANTITY, Candidate, Scene, Token, cue_set, start_of, words_of

Span = tuple[int, int]
_PARTED = ("place", "organization")  # what is no part of a phrase it begins

_QUOTES = "“”‘’「」『』\"'《》"
_OPEN = "“‘(「『《"
_CLOSE = "”’)」』》"
_JOINERS = frozenset("、和与及") | {"以及"}


def phrase(scene: Scene, candidate: Candidate) -> Span | None:
    """Where the words stand that say what the candidate measures; None when its clause does not say it."""
    told = _purpose(candidate) or _distance(candidate)
    if told:
        return told
    after, before = _after(candidate), _before(scene, candidate)
    if after and before and _prefers_left(scene, candidate, before):
        return before
    if after and before and _names_change(scene.folded[after[0] : after[1]]):
        return before  # 1美分以上的跌幅
    deed = _deed(candidate)
    if candidate.quantity.unit_kind == "count":
        after = _after_relative(candidate) or after
    people = candidate.quantity.unit in cue_set("whole_units")
    if deed and people and not after and (not before or _ends_in_verb(candidate) or _is_fate(scene, deed)):
        return deed
    if not after and deed and candidate.quantity.unit in ("次", "趟", "轮", "回") and _again(candidate):
        return deed  # 先后30多次到企业调研
    if after and before and _among(candidate):
        return before
    use = _use(candidate)
    if (
        use
        and (not after or _is_word(candidate.right, after))
        and (not before or _is_word(candidate.left[-1:], before))
    ):
        return use
    return (after and trimmed(scene, after)) or before or use or _verb(candidate) or deed


def _among(candidate: Candidate) -> bool:
    """69个渔港中有50个出现受损情况: of those named before 中, the number does what follows."""
    words = [t.word for t in candidate.left[-2:]]
    verb = candidate.right[0].tag == "v" and candidate.right[0].word not in cue_set("noun_like_verbs")
    return verb and (words[-1:] == ["中有"] or words in (["中", "有"], ["里", "有"]))


def _is_word(tokens: list[Token], span: Span) -> bool:
    """Whether the span is no more than the first of the words, or ends with it."""
    return bool(tokens) and (span[1] == tokens[0].end) and tokens[0].tag in ("v", "vn")


def _again(candidate: Candidate) -> bool:
    """Whether only who did it, or when, stands before the number of times."""
    left = candidate.left
    return not left or left[-1].tag in ("d", "t", "PER", "r") or left[-1].word in ("先后", "曾", "共", "已", "曾经")


def _names_change(words: str) -> bool:
    """Growth itself, which says nothing of what grew: 跌幅, 增长, 发展; nor does a position: 60%的高位."""
    return (
        words in cue_set("position_nouns")
        or words in cue_set("change_nouns")
        or words in cue_set("change_words")
        or words in directions()
    )


def _prefers_left(scene: Scene, candidate: Candidate, before: Span) -> bool:
    """A number that closes a statement (产量达43万吨 …) takes its name from before it, whatever follows."""
    if candidate.quantity.unit_kind == "count" or not candidate.left:
        return candidate.left[-1].word in ("年产", "平均亩产") if candidate.left else False
    last = candidate.left[-1]
    if scene.folded.startswith(_REACHING, candidate.start) and before[1] > candidate.start - 4:
        return True
    if candidate.right and candidate.right[0].word == "的" and _bought(candidate, before):
        return False  # 采购总计24亿美元的产品
    if last.word in cue_set("reaching") or last.word in cue_set("change_words"):
        return True
    head = next(t for t in reversed(candidate.left) if t.end <= before[1])
    near = all(t.tag in ("p", "d") or t.word in cue_set("copulas") for t in candidate.left if t.start >= before[1])
    measures = head.tag != "v" and head.word[-1] in "率量额度径积产高宽深长重耗"
    return near and (head.word in cue_set("generic_heads") or measures)


def _bought(candidate: Candidate, before: Span) -> bool:
    """Whether the words before are a verb alone whose object follows the number."""
    words = [t for t in candidate.left if t.start >= before[0] and t.end <= before[1]]
    return len(words) == 1 and words[0].tag[0] == "v" and words[0].word not in cue_set("generic_heads")


# ---- after the number: 100多户村民, 900人的区级专业队


def _after(candidate: Candidate) -> Span | None:
    tokens = candidate.right
    at = _past_measure(candidate)
    while at < len(tokens) and (tokens[at].word in ("的", "之") or tokens[at].word in cue_set("right_modifiers")):
        at += 1
    at = _past_rank(tokens, at)
    if at + 1 < len(tokens) and tokens[at].word == "全部" and tokens[at + 1].tag == "n":
        at += 1  # 3400万全部农村人口
    first = at
    quantity = candidate.quantity
    if _names_act(candidate, first):
        return tokens[first].start, tokens[first].end
    people = quantity.unit in cue_set("whole_units") or quantity.unit_kind != "count"
    people = people and not (at and tokens[at - 1].word == "的")
    persons = quantity.unit in ("名", "位", "人")
    while (
        at < len(tokens)
        and _belongs_after(tokens, at, first, people=people)
        and not (persons and _ends(tokens, at, first))
    ):
        past = _past_quotes(tokens, at) if tokens[at].word in _OPEN else at + 1
        if at == first and tokens[at].word in _OPEN and past < len(tokens) and tokens[past].word == "的":
            first = at = past + 1  # 五个“钦定”的试点城市
            continue
        if tokens[at].word in _OPEN and at > first and not _quotes_name(tokens, at, past):
            break  # 两张门票“搞定”了
        at = past
    listed = _after_list(tokens, first, at)
    if listed:
        return listed
    if at == first + 1 and _describes(tokens, first):
        return _last_name(tokens[at : _run_end(tokens, at + 1)])  # 一条坑坑洼洼的砂石路
    if quantity.unit_kind == "area" and at < len(tokens) and tokens[at].word == "地":
        return tokens[first].start, tokens[at].end  # 30多亩地, 30亩沙石地
    if _ends_in_act(candidate, first, at):
        return tokens[first].start, tokens[at].end
    while at > first and _trails(tokens[at - 1]):
        at -= 1
    named = any(t.tag not in ("x", "f", "v", "d") or t.word in cue_set("generic_heads") for t in tokens[first:at])
    return (tokens[first].start, tokens[at - 1].end) if named else None


def _trails(token: Token) -> bool:
    """Words that end no name: 和, 的, 里, a verb that is none of 收入, 投资 …"""
    if token.word in cue_set("generic_heads"):
        return False
    return token.word in _JOINERS or token.tag in ("f", "uj", "c", "v", "d")


def _past_rank(tokens: list[Token], at: int) -> int:
    """百家世界500强企业: the position after the rank that stands before the firms."""
    number = at + 2 < len(tokens) and tokens[at].word[0] in "1235" and tokens[at + 1].word == "强"
    return at + 2 if number and _common(tokens[at + 2]) else at


def _describes(tokens: list[Token], at: int) -> bool:
    """坑坑洼洼|的|砂石: a word that only tells how the thing is."""
    of = tokens[at + 1 : at + 3]
    return tokens[at].tag in ("l", "z", "i", "a", "b") and len(of) == 2 and of[0].word == "的" and _common(of[1])


def _run_end(tokens: list[Token], at: int) -> int:
    while at < len(tokens) and _common(tokens[at]) and tokens[at].word not in _OPEN:
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
    if candidate.quantity.unit not in cue_set("item_units") or first >= len(candidate.right):
        return False
    token, rest = candidate.right[first], candidate.right[first + 1 :]
    name = (token.tag in ("v", "vn") and len(token.word) == 2) or (token.tag == "i" and token.word[0] not in "无不没")
    return name and (not rest or rest[0].tag == "x")


def _ends_in_act(candidate: Candidate, first: int, at: int) -> bool:
    """30多次集群打击: a verb that closes the clause after the noun belongs to the name of what happened so often."""
    tokens = candidate.right
    if candidate.quantity.unit not in cue_set("item_units") or not first < at < len(tokens):
        return False
    verb, rest = tokens[at], tokens[at + 1 :]
    if verb.tag == "v" and _is_body(tokens[at - 1].word):
        return False  # 14个地市宣讲
    closes = not rest or (rest[0].tag == "x" and rest[0].word not in _OPEN)
    return closes and verb.tag in ("v", "vn") and len(verb.word) == 2 and verb.word not in cue_set("predicates")


def _ends(tokens: list[Token], at: int, first: int) -> bool:
    """Whether the word after a person noun is what the person does: 干部|驻村, 教师|支教 but 群众|代表."""
    if at == first:
        return False
    if not _is_person(tokens[at - 1]):
        return False
    word = tokens[at].word
    return word not in cue_set("counted_as_people") and word[-1] not in _PERSONS + "户" and word not in _JOINERS


_SHARES = frozenset({"占", "占据", "占到"})
_REACHING = ("突破", "超过", "逼近", "接近", "迈过", "跨过", "冲破")
_MEASURES = "量率额度积数值幅例重比"
_EXTENTS = frozenset("长宽高深厚远外") | {"之外", "以外", "开外"}  # 10公里长的渠道, 几公里外的村
_BODIES = "区市县乡镇村省国州司厂"
_PERSONS = "员者民众人生长属工师手兵警医孩童妇友家"


def _is_person(token: Token) -> bool:
    """老师, 女孩, 志愿者: who a number counts."""
    if token.word in cue_set("counted_as_people"):
        return True
    return token.tag[0] == "n" and len(token.word) > 1 and token.word[-1] in "员者工师孩童妇"


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
    return of or int(tokens[1:2] != [] and _common(tokens[1]) and tokens[0].word[-1] in "米度吨伏瓦升")


def _after_relative(candidate: Candidate) -> Span | None:
    """10余名来自各大城市的志愿者: the noun after the clause that describes it."""
    tokens = candidate.right
    led = bool(tokens) and (tokens[0].tag[0] in "vpt" or (_noun(tokens[0]) and _is_measured_against(tokens[1:2])))
    if candidate.quantity.unit in cue_set("whole_units") or not led:
        return None
    of = next((i for i, t in enumerate(tokens[:10]) if t.word == "的"), None)
    if of is None or any(t.tag == QUANTITY for t in tokens[:of]):
        return None
    if any(t.word in cue_set("under_way") for t in tokens[1:of]):
        return None  # 两名涉事老师正在接受调查: no clause that describes them
    at = of + 1
    while at < len(tokens) and (_common(tokens[at]) or _joins(tokens, at) or tokens[at].word == ")"):
        at += 1
    if at == of + 1 or tokens[at - 1].word[-1] in "上里中内下":
        return None
    return tokens[of + 1].start, tokens[at - 1].end


def _quotes_name(tokens: list[Token], at: int, past: int) -> bool:
    """Whether what is quoted is a name or part of one (村级“振兴讲堂”), no deed (两张门票“搞定”了)."""
    long = (
        tokens[past - 1].word in _CLOSE
        and tokens[past - 1].start - tokens[at].end > 3
        and tokens[past - 2].tag[0] == "n"
    )
    long = long or (tokens[at].word == "(" and past < at + 7 and all(_noun(t) or t.tag == "x" for t in tokens[at:past]))
    return long or (past < len(tokens) and _noun(tokens[past]))


def _joins(tokens: list[Token], at: int) -> bool:
    """数字化车间|和|智能工厂."""
    return tokens[at].word in _JOINERS and at + 1 < len(tokens) and _common(tokens[at + 1])


def _is_measured_against(tokens: list[Token]) -> bool:
    """10多款性能|优于|同类产品的发动机."""
    if not tokens or tokens[0].word == "为":
        return False  # 3个村为代表的示范带
    return tokens[0].word in cue_set("benchmark_words") or tokens[0].word in cue_set("reaching")


def _past_quotes(tokens: list[Token], at: int) -> int:
    """The position after the closing mark of what opens at `at`, where it closes soon."""
    closes = (i for i in range(at + 1, min(len(tokens), at + 9)) if tokens[i].word in _CLOSE)
    return next(closes, at) + 1


def _belongs_after(tokens: list[Token], at: int, first: int, *, people: bool) -> bool:
    token = tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if token.tag == "t" and at == first and following is not None:
        return following.tag[0] in "vn"  # 常年务工岗位
    if at == first and token.tag == "f" and token.word[-1] in "后前时间内中里处来":
        return False  # 过万美元后
    if _stops(token) or (at > first and token.word in cue_set("predicates")):
        return False
    if token.word in _JOINERS:
        return at > first and token.word != "与" and following is not None and _common(following)
    if token.word in _OPEN or token.word in _CLOSE:
        return at > first or token.word != "("  # 1圈(某某绕城高速)
    if token.tag == "m":
        if at > first and _single(token) and tokens[at - 1].tag[0] == "v":
            return True  # 扶贫款
        return following is not None and (following.tag == "eng" or (at == first and _noun(following)))
    if at == first and at and tokens[at - 1].word == "的" and token.word in cue_set("generic_heads"):
        return not _names_change(token.word)  # 10多万元的收入
    if token.tag in ("v", "vn", "d", "ad", "i", "z", "t") and not (token.tag == "vn" and at == first and people):
        done = at > first and _completed(token, following)
        done = done or (at > first and _tells(tokens, at))
        inside = following is not None and not done and _verb_inside(tokens, at, first, people=people)
        return inside or (at > first and tokens[at - 1].word in ("较", "较为", "最"))  # 经济较发达县区
    if at > first and (_tells(tokens, at) or token.word in cue_set("averages")):
        return False  # 74种新药|平均降价
    if at > first and (
        _somewhere(token, tokens[at - 1]) or token.word[0] in "不没" or _toward(token) or _starts_deed(token)
    ):
        return False
    return _nominal(token) or (at > first and (_single(token) and token.tag == "q" or token.word == "级"))


def _stops(token: Token) -> bool:
    """Words that no name after a number holds."""
    if token.word in cue_set("phrase_stops") or token.tag in (QUANTITY, "t", "p", "r"):
        return True
    return token.word in cue_set("modal_links") or token.word in cue_set("deed_adverbs")


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
        return not any(_heads(t) for t in tokens[at + 1 : at + 3])
    rest = tokens[at + 1 : at + 4]
    if token.tag in ("l", "i") and len(token.word) == 4 and (not rest or rest[0].tag == "x"):
        return True  # 300座城市供不应求
    acts = token.tag == "v" and _is_body(tokens[at - 1].word) and len(token.word) > 1
    named = any(_heads(t) or _is_person(t) or t.word[-1] in "人长" for t in rest)  # 国际组织|领导人
    return acts and token.word in cue_set("object_verbs") and not named


def _is_body(word: str) -> bool:
    return word in cue_set("acting_bodies") or word[-1] in _BODIES


def _verb_inside(tokens: list[Token], at: int, first: int, *, people: bool) -> bool:
    """Whether a verb or an adverb after the number is part of the name: 常年|务工岗位, 抢险|队, 示范|园区."""
    token, following = tokens[at], tokens[at + 1]
    if at > first and _is_change(token):
        return False
    if following.word in ("成", "为", "到", "了", "出") or _toward(token):
        return False
    if token.tag in ("v", "vn") and _single(following) and following.tag[0] in "nqkmz":
        return at == first or not _single(token)  # 抢险队, 扶贫款: the verb belongs to the noun
    if at == first and people and any(t.word in cue_set("counted_as_people") for t in _nouns(tokens, at + 1)):
        return token.word not in cue_set("object_verbs")  # 300万失能老人, 半数参展企业
    if at > first and _acts(tokens[at - 1]):
        return False  # 干部利用节假日
    if at == first and people and following.word[-2:] in cue_set("counted_as_money"):
        return True  # 5万元扶贫贷款
    if (at > first or token.tag == "i") and _heads(following):
        return True  # 水土流失面积
    if token.word in cue_set("noun_like_verbs") and not people and at > first:
        return _noun(following) or following.tag == "h" or following.word in cue_set("noun_like_verbs")
    if token.tag == "vn":
        return _noun(following) and (at > first or not people) or token.word not in cue_set("object_verbs")
    early = not people and not any(_noun(t) and t.tag not in ("b", "vn") for t in tokens[first:at])
    return early and (_noun(following) or following.tag[0] == "v") and len(token.word) > 1


def _nouns(tokens: list[Token], at: int) -> list[Token]:
    """The one or two nouns that begin at `at`."""
    return tokens[at : at + 1 + (at + 1 < len(tokens) and _nominal(tokens[at]))]


def _somewhere(token: Token, before: Token) -> bool:
    """家里, 地上, 村民|家门口: where something is; a 路口 is a thing."""
    return token.tag == "s" and (token.word[-1] in "里上中内外下前后旁边间处" or _acts(before))


def _heads(token: Token) -> bool:
    """Nouns that end a name whatever stands before them."""
    return token.word in cue_set("generic_heads") or (
        token.tag[0] == "n" and token.word[-1] in "率量额积员站所场馆园费款机塔"
    )


def _starts_deed(token: Token) -> bool:
    """建成通车: a phrase of the dictionary that begins with a verb."""
    return len(token.word) > 2 and token.word[:2] in cue_set("object_verbs") and token.tag in ("l", "i", "v")


def _acts(token: Token) -> bool:
    """People and firms: what follows them is what they do."""
    if token.word in cue_set("counted_as_people") or token.word == "企业":
        return True
    return token.word[-1] in "员者民众人生户" and token.word[0] != "无" and token.word[-2:] != "机器人"


def _common(token: Token) -> bool:
    """A common noun or its modifier, no name."""
    return _nominal(token) and token.tag not in ("ns", "nt", "PER")


# ---- before the number: 公路总里程达到16600公里


def _before(scene: Scene, candidate: Candidate) -> Span | None:
    tokens = candidate.left
    hi = _end_before(tokens)
    share = next((i for i in range(hi - 1, -1, -1) if tokens[i].word in _SHARES), None)
    if share is None:
        hi = _before_origin(tokens, hi) or hi
    if share is None and _is_multiple_of(candidate):
        share = next((i for i in range(hi - 1, -1, -1) if _equals(tokens[i])), None)
        if share is not None and not _without_links(tokens, share):
            return None  # 为荧光灯的二分之一: of what was named before
    if share is not None and _without_links(tokens, share):
        hi = _without_links(tokens, share)
    elif share is not None and hi > share + 1 and _of_next(candidate):
        return tokens[share + 1].start, tokens[hi - 1].end  # 占年度任务1500座的80%
    elif share is not None and not any(t.tag == QUANTITY for t in tokens[share:hi]):
        return tokens[share].start, tokens[hi - 1].end  # 占粮食种植面积: of what was named before
    hi = _before_whole(tokens, hi) or hi
    hi = hi and _before_brackets(tokens, hi)
    if not hi or tokens[hi - 1].tag == QUANTITY or tokens[hi - 1].word in _JOINERS or _is_no_name(tokens, hi - 1):
        return None
    lo = _without_actor(tokens, _start_of_name(tokens, hi), hi)
    if lo and tokens[lo].word[0] == "岁" and tokens[lo - 1].tag in ("m", QUANTITY):
        return tokens[lo - 1].start, tokens[hi - 1].end  # 60岁以上人口
    while lo < hi - 1 and (
        tokens[lo].word in cue_set("phrase_modifiers")
        or (tokens[lo].tag in ("ns", "nt", "x", "uj", "q") and tokens[lo].word not in ("年", "日"))
        or tokens[lo].word in ("内", "里", "后", "前", "时")
        or _is_led(tokens, lo, hi)
    ):
        if tokens[lo].word in _OPEN:
            break
        lo += 1
    return trimmed(scene, (tokens[lo].start, _without_change(scene, tokens[lo].start, tokens[hi - 1].end)))


def _without_change(scene: Scene, lo: int, hi: int) -> int:
    """价格上涨: the end of what changed, where the dictionary joins the two."""
    grown = (
        hi - lo > 3
        and scene.folded[hi - 2 : hi] in directions()
        and scene.folded[hi - 2 : hi] not in cue_set("change_names")
    )
    return hi - 2 if grown else hi


def _is_led(tokens: list[Token], lo: int, hi: int) -> bool:
    """下调|皮棉采购价: a verb of change before what changes."""
    named = tokens[lo].tag == "v" and tokens[lo].word in directions() and tokens[lo + 1].tag == "n"
    return named and (hi - lo > 2 or tokens[lo + 1].word not in cue_set("generic_heads"))


def _of_next(candidate: Candidate) -> bool:
    """Whether the next number is a part of this one: 1500座的80%."""
    right = candidate.right
    return len(right) > 1 and right[0].word == "的" and right[1].tag == QUANTITY


def _without_actor(tokens: list[Token], lo: int, hi: int) -> int:
    """Past the firms whose figure it is (规模以上互联网企业|利润总额), where enough is left to say what it is."""
    if tokens[lo].word == "公司" and lo + 1 < hi and tokens[lo + 1].word not in cue_set("generic_heads"):
        return lo + 1
    actor = next((i for i in range(hi - 1, lo, -1) if tokens[i - 1].word in cue_set("actors")), None)
    if actor is None or actor < lo + 2:
        return lo
    if tokens[actor].word in cue_set("light_verbs") and actor + 1 < hi:
        actor += 1
    left = tokens[hi - 1].end - tokens[actor].start
    return actor if left >= 4 and _nominal(tokens[actor]) else lo


def _before_origin(tokens: list[Token], hi: int) -> int:
    """用水量由工程实施前的4800万立方米: the words from 由 to 的 say when, not what."""
    if not tokens or not (tokens[-1].word == "的" or tokens[-1].tag in ("f", "t")):
        return 0
    start = next((i for i in range(len(tokens) - 1, 0, -1) if tokens[i].word in ("由", "从")), 0)
    return _without_links(tokens, start) if start and tokens[start - 1].tag != QUANTITY else 0


def _before_whole(tokens: list[Token], hi: int) -> int:
    """电影票房在全球占比超28%: before 在, where what is the whole stands between it and 占比; 0 if there is none."""
    if hi >= len(tokens) or tokens[hi].word not in ("占比", "占"):
        return 0
    at = next((i for i in range(hi - 1, 0, -1) if tokens[i].word == "在"), 0)
    return at if at and _common(tokens[at - 1]) and hi - at < 5 else 0


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
    if tokens[at].word in cue_set("frames"):
        return True  # 旅游旺季时
    if at and tokens[at].word in cue_set("making_verbs") and tokens[at - 1].tag == "d":
        return True  # 粮食作物已播种1亿亩
    if at and tokens[at - 1].word in cue_set("averages"):
        return False  # 人均奖励
    return _names_only(tokens[at])


def _names_only(token: Token) -> bool:
    return token.word in cue_set("phrase_modifiers") or token.tag in ("ns", "PER") or _plain_verb(token)


def _plain_verb(token: Token) -> bool:
    if token.tag != "v" or token.word in cue_set("noun_like_verbs"):
        return False
    return token.word in cue_set("object_verbs") or token.word in cue_set("finishing_verbs")


def _before_comparison(tokens: list[Token]) -> int:
    """The position of 比, 较, 高于 … whose object (比上年, 高于全市平均水平) stands before the number."""
    for at in range(len(tokens) - 1, -1, -1):
        if tokens[at].word == "于" and at and tokens[at - 1].word[-1] in "快慢高低优多少":
            return at - 1  # 明显快|于城镇居民
        if tokens[at].word in cue_set("comparisons") and at + 1 < len(tokens):
            if tokens[at].word == "与" and not any(t.word[-1] in "比平" for t in tokens[at + 1 :]):
                continue  # 工会与民政部门
            if any(t.word in ("—", "-", ":") for t in tokens[at + 1 :]):
                continue
            return at
    return len(tokens)


def _end_before(tokens: list[Token]) -> int:
    """The end of the words before the number that can name what it measures."""
    if _told_behind_comparison(tokens):
        return len(tokens)
    if tokens and tokens[-1].word[-1] == "以" and tokens[-1].tag in ("p", "v"):
        return 0  # 集团愿以6500万元参股
    hi = _without_links(tokens, _before_comparison(tokens))
    if hi and tokens[hi - 1].word in ("算", "计算", "计"):
        return _without_links(tokens, next((i for i in range(hi) if tokens[i].word in ("按", "按照")), hi))
    return hi


def _told_behind_comparison(tokens: list[Token]) -> bool:
    """较调整前增开列车25对: whether the thing stands behind the comparison and the verb."""
    at = _before_comparison(tokens)
    if at + 3 > len(tokens) or tokens[at].word not in ("比", "较") or tokens[-1].tag[0] != "n":
        return False
    return any(t.tag == "v" and (t.word in cue_set("object_verbs") or _is_change(t)) for t in tokens[at + 2 : -1])


def _without_links(tokens: list[Token], hi: int) -> int:
    while hi and (_links(tokens[hi - 1]) or _high(tokens, hi) or _reaches(tokens, hi) or _only_grows(tokens, hi)):
        hi -= 1
    return hi


def _reaches(tokens: list[Token], hi: int) -> bool:
    """The verb of 回稳到, 徘徊在, 位于 before a number: how the named thing came there."""
    token = tokens[hi - 1]
    if token.tag != "v" or token.word in cue_set("generic_heads") or token.word in cue_set("object_verbs"):
        return False
    if len(token.word) > 1 and tokens[hi : hi + 1] and tokens[hi].word in ("到", "至") and _when(tokens[hi + 1 :]):
        return token.word not in cue_set("spending_verbs")  # 今年跳升到
    if not any(_noun(t) for t in tokens[: hi - 1]):
        return False
    if token.word[-1] in "于至达" and len(token.word) > 1:
        return True
    return hi < len(tokens) and tokens[hi].word in ("到", "到了", "至", "在") and hi + 2 >= len(tokens)


def _when(tokens: list[Token]) -> bool:
    """Nothing, or a time: 扩围至2025年底的."""
    return len(tokens) < 2 or all(t.tag in ("t", "uj") for t in tokens)


def _only_grows(tokens: list[Token], hi: int) -> bool:
    """The 降幅 of 电池片同期降幅达33%: what stands before it fell."""
    if hi < 3 or tokens[hi - 1].word not in cue_set("change_nouns"):
        return False
    return tokens[hi - 2].tag in ("t", "d", "b") and tokens[hi - 3].tag[0] in "nq"


def _high(tokens: list[Token], hi: int) -> bool:
    """The 高 of 资金高达, cut off by the dictionary."""
    if hi < len(tokens) and tokens[hi].word[:2] == "环比":
        return tokens[hi - 1].word in ("周", "月", "季")
    high = tokens[hi - 1].word in ("高", "更高", "最高")
    return high and hi < len(tokens) and tokens[hi].word[0] == "达"


def _links(token: Token) -> bool:
    """Words between the name and the number: 达到, 同比, 增长了, 2010年的 …"""
    if (
        token.tag in ("t", "p", "d", "ul", "uj", "uz", "ug", "r", "y")
        or token.word in ("快", "慢")
        or token.word == "等"
        or token.word[0] == "每"
    ):
        return True
    if token.tag == "x":
        return token.word not in _JOINERS and token.word not in _CLOSE
    if token.word == "年均" or (token.tag == "c" and token.word not in _JOINERS):
        return True
    return token.word in cue_set("copulas") or token.word in cue_set("modal_links") or _is_change(token)


def _is_change(token: Token) -> bool:
    """增长, 锐减, 同比增加, whole or as the dictionary joins them."""
    word = token.word
    if word in cue_set("change_words"):
        return True
    if word in directions():
        return word not in cue_set("change_names")
    return word[:2] in ("同比", "环比") or (token.tag[0] == "v" and len(word) > 2 and word[-2:] in directions())


def _start_of_name(tokens: list[Token], hi: int) -> int:
    """Where the name begins that ends before tokens[hi]."""
    lo = hi - 1
    if tokens[lo].word in _CLOSE:
        lo = _opening(tokens, lo)
    length = tokens[hi - 1].end - tokens[lo].start
    while lo > 0 and length < 14 and _belongs_before(tokens, lo - 1, hi):
        lo -= 1
        if tokens[lo].word in _CLOSE:
            lo = _opening(tokens, lo)
        length = tokens[hi - 1].end - tokens[lo].start
    return _with_light_verb(tokens, lo, hi)


def _opening(tokens: list[Token], close: int) -> int:
    for at in range(close - 1, -1, -1):
        if tokens[at].word in _OPEN:
            return at
    return close


def _belongs_before(tokens: list[Token], at: int, hi: int) -> bool:
    token, following = tokens[at], tokens[at + 1]
    if token.word == "每股" or (token.word in ("不", "非", "未") and following.tag[0] in "an" and at + 1 < hi):
        return True  # 不合格产品
    if token.tag in (QUANTITY, "t", "p", "r", "u", "ul", "y", "PER"):
        return False
    if token.word in _JOINERS:
        return at > 0 and _nominal(tokens[at - 1]) and not _is_verb(tokens, at - 1, hi)
    if token.word == "的":
        return hi - at <= 2 and following.word in cue_set("generic_heads") and at > 0 and tokens[at - 1].tag[0] == "n"
    if token.word in _CLOSE:
        return True
    if token.word in cue_set("phrase_modifiers") or token.word in cue_set("modal_words"):
        return False
    if _is_verb(tokens, at, hi) or (token.tag[0] == "v" and token.word in cue_set("copulas")):
        return False
    if token.tag == "v" and not (_in_chain(tokens, at, hi) or hi - at == 2 or _noun(following) or _single(following)):
        return False
    return _nominal(token) or token.tag in ("a", "ad", "v", "k", "h", "f", "q")


def _in_chain(tokens: list[Token], at: int, hi: int) -> bool:
    """生态|保护|修复|项目: two verbs between a noun and a head that is too general to stand alone."""
    return hi - at == 3 and at > 0 and _noun(tokens[at - 1]) and tokens[hi - 1].word in cue_set("generic_heads")


def _single(token: Token) -> bool:
    return token.end - token.start == 1


def _is_verb(tokens: list[Token], at: int, hi: int) -> bool:
    """The verb of the clause, rather than a modifier inside the name (种植面积, 农村电网改造工程)."""
    token = tokens[at]
    if token.word not in cue_set("object_verbs") and not (token.tag == "v" and len(token.word) == 1):
        return False
    if token.word in ("新增", "新建"):
        return True
    if hi - at == 2 and tokens[hi - 1].word[-1] in _MEASURES and len(token.word) > 1 and _measured(tokens, at, hi):
        return False  # 软件登记总量
    if _single(tokens[at + 1]) and tokens[at + 1].tag[0] in "nqkv":
        return False  # 化解率, 受援地
    nouns_before = at > 0 and _noun(tokens[at - 1]) and tokens[at - 1].tag not in ("ns", "nt")
    nouns_before = nouns_before and tokens[at - 1].word not in cue_set("phrase_modifiers") | cue_set("modal_words")
    generic = tokens[hi - 1].word in cue_set("generic_heads") and hi - at == 2
    verb_before = at > 0 and tokens[at - 1].word in cue_set("object_verbs")
    if token.tag == "vn" or token.word in cue_set("noun_like_verbs"):
        return not (nouns_before or generic or verb_before)
    return not (generic and token.word in cue_set("noun_like_verbs"))


def _measured(tokens: list[Token], at: int, hi: int) -> bool:
    """Whether the verb says what the general head behind it measures, rather than what was done."""
    general = tokens[hi - 1].word in cue_set("generic_heads") and tokens[at].word not in cue_set("light_verbs")
    general = general and not _is_change(tokens[at])
    return general and at > 0 and _noun(tokens[at - 1]) and tokens[at - 1].tag not in ("ns", "nt")


def _with_light_verb(tokens: list[Token], lo: int, hi: int) -> int:
    """完成投资, 累计完成投资, 第一产业实现增加值: a light verb belongs to the name of a deed."""
    if lo == 0 or tokens[lo - 1].word not in cue_set("light_verbs"):
        return lo
    verb = lo - 1
    if verb and tokens[verb - 1].word == "行业":
        return lo
    subject = verb
    while subject > 0 and _in_subject(tokens[subject - 1]):
        subject -= 1
    if any(t.tag not in ("ns", "nt", "x") and t.word not in cue_set("phrase_modifiers") for t in tokens[subject:verb]):
        return subject
    if tokens[verb].word == "完成" and tokens[lo].tag in ("v", "vn") and hi - lo == 1:
        return verb - 1 if verb and tokens[verb - 1].word == "累计" else verb
    return lo


def _in_subject(token: Token) -> bool:
    if token.word in cue_set("modal_words") or token.word == "累计":
        return False
    return _nominal(token) or token.word in _JOINERS or token.tag == "v"


def _ends_in_verb(candidate: Candidate) -> bool:
    return bool(candidate.left) and _plain_verb(candidate.left[-1])


def deed_word(candidate: Candidate) -> Span | None:
    """节约了60余万元: the word of change itself, where nothing is named."""
    for token in reversed(candidate.left):
        if token.tag not in ("ul", "d", "p", "uz"):
            return (token.start, token.end) if _is_change(token) else None
    return None


def _verb(candidate: Candidate) -> Span | None:
    """投入, 惠及: the verb alone where nothing else says what is measured."""
    tokens = candidate.left
    hi = len(tokens)
    while hi and (tokens[hi - 1].tag in ("ul", "d", "p", "uz") or _joins_verb(tokens[hi - 1])):
        hi -= 1
    at = hi - 1
    if at < 0 or (tokens[at].tag[0] != "v" and tokens[at].word not in cue_set("object_verbs")):
        return None
    if _is_change(tokens[at]) or tokens[at].word in cue_set("copulas") or tokens[at].word in cue_set("change_nouns"):
        return None
    moved = tokens[at].word not in cue_set("spending_verbs") and tokens[at].word not in cue_set("object_verbs")
    if moved and any(t.word in ("到", "至", "成") for t in tokens[at + 1 :]):
        return None  # 跳升到, 扩围至: how what was named before came there
    made = at
    while made and tokens[made - 1].tag == "d":
        made -= 1  # 粮食作物已播种1亿亩
    if tokens[at].word in cue_set("making_verbs") and made and _common(tokens[made - 1]):
        return tokens[_start_of_name(tokens, made)].start, tokens[at].end
    if tokens[at].word in cue_set("spending_verbs"):
        return _spent_on(tokens, at)
    if candidate.quantity.unit_kind in ("count", "percent") and tokens[at].word in cue_set("finishing_verbs"):
        return _done_with(tokens, at)
    return tokens[_with_joined_verbs(tokens, at)].start, tokens[at].end


def _with_joined_verbs(tokens: list[Token], verb: int) -> int:
    """批评教育和处理5457人: where the verbs begin that share the number."""
    lo = verb
    while lo > 1 and tokens[lo - 1].word in _JOINERS and tokens[lo - 2].tag in ("v", "vn"):
        lo -= 2
        while lo and tokens[lo - 1].tag in ("v", "vn"):
            lo -= 1
    return lo


def _joins_verb(token: Token) -> bool:
    return token.word in cue_set("copulas") or token.word in cue_set("modal_links")


def _done_with(tokens: list[Token], verb: int) -> Span:
    """技改项目已开工35个: the things it was done with, else the verb."""
    hi = lo = _without_links(tokens, verb)
    while lo and _common(tokens[lo - 1]):
        lo -= 1
    if lo == hi or _acts(tokens[hi - 1]) or tokens[hi - 1].word in cue_set("actors"):
        return tokens[verb].start, tokens[verb].end
    return tokens[lo].start, tokens[hi - 1].end


def _spent_on(tokens: list[Token], verb: int) -> Span:
    """每个杀虫灯需花费3000元: what it is spent on, else the verb."""
    hi = _without_links(tokens, verb)
    lo = hi
    while lo and (_common(tokens[lo - 1]) or tokens[lo - 1].tag == "vn"):
        lo -= 1
    return (tokens[lo].start, tokens[hi - 1].end) if lo < hi else (tokens[verb].start, tokens[verb].end)


# ---- what is done: 带动3万人就业, 坚守一线; 300万元用于人居环境整治


def _deed(candidate: Candidate) -> Span | None:
    tokens = candidate.right
    first = 0
    while first < len(tokens) and _before_deed(tokens[first]):
        first += 1
    if first < len(tokens) and tokens[first].word in ("是", "都是", "均是", "属于"):
        return _last_name(tokens[first + 1 :])
    if first < len(tokens) and tokens[first].word in cue_set("motion_verbs"):
        verbs = [t for t in tokens[first + 1 :] if t.tag in ("v", "vn")]
        return (verbs[-1].start, verbs[-1].end) if verbs else None
    if first < len(tokens) and tokens[first].word in ("通过", "在", "从", "向", "因", "被", "与"):
        first = next((i for i in range(len(tokens) - 1, first, -1) if tokens[i].tag == "v"), first)
    if first == len(tokens) or tokens[first].tag not in ("v", "vn", "l") or _no_deed(tokens[first]):
        return None
    if tokens[first].word in cue_set("light_verbs"):
        first = _object(tokens, first)  # 完成了热源改造
    at = first + 1
    while at < len(tokens) and at - first < 4 and (tokens[at].tag[0] in "vl" or _common(tokens[at])):
        at += 1
    while at > first + 1 and tokens[at - 1].word in _OPEN:
        at -= 1
    return tokens[first].start, tokens[at - 1].end


def _object(tokens: list[Token], verb: int) -> int:
    """The position of the object behind a light verb, else of the verb."""
    at = verb + 1 + (verb + 1 < len(tokens) and tokens[verb + 1].word == "了")
    return at if at < len(tokens) and (_noun(tokens[at]) or tokens[at].tag == "v") else verb


def _before_deed(token: Token) -> bool:
    return token.tag in ("d", "ad") or token.word in cue_set("deed_adverbs") or token.word in cue_set("modal_links")


def _no_deed(token: Token) -> bool:
    return token.word in cue_set("copulas") or _is_change(token)


def _last_name(tokens: list[Token]) -> Span | None:
    """98人都是在当地招聘的少数民族村民: the last noun phrase of what the people are."""
    hi = next((i for i in range(len(tokens), 0, -1) if _common(tokens[i - 1])), 0)
    lo = hi
    while lo and _common(tokens[lo - 1]):
        lo -= 1
    return (tokens[lo].start, tokens[hi - 1].end) if lo < hi else None


def _is_fate(scene: Scene, deed: Span) -> bool:
    """What happens to people (受灾, 死亡, 脱贫) says what is counted, whoever stands before the number."""
    return scene.folded[deed[0] : deed[0] + 2] in cue_set("fates")


def _distance(candidate: Candidate) -> Span | None:
    """距离巢穴700多米: where from says what is measured."""
    if candidate.quantity.unit_kind != "length":
        return None
    tokens = candidate.left
    start = next((i for i in range(len(tokens) - 1, -1, -1) if tokens[i].word in ("距", "距离", "相距", "离")), None)
    hi = _without_links(tokens, len(tokens))
    return (tokens[start].start, tokens[hi - 1].end) if start is not None and start < hi else None


def _use(candidate: Candidate) -> Span | None:
    """投入300万元改善村容村貌: what the money is spent on, where it has no name of its own."""
    tokens = candidate.right
    if candidate.quantity.unit_kind != "money" or not tokens or tokens[0].tag not in ("v", "vn"):
        return None
    given = _spends(candidate)
    if _no_deed(tokens[0]) or tokens[0].word in cue_set("predicates") or given is None:
        return None
    hi = 1
    while hi < len(tokens) and (_common(tokens[hi]) or tokens[hi].tag[0] == "v" or tokens[hi].word in _JOINERS):
        hi += 1
    while hi > 1 and (tokens[hi - 1].word in _JOINERS or tokens[hi - 1].tag == "f"):
        hi -= 1
    lo = 1 if hi > 1 and given and _single_step(tokens[0]) else 0
    if hi == 1 and _single_step(tokens[0]) and len(tokens) > 1 and tokens[1].tag != "x":
        stop = next((i for i, t in enumerate(tokens) if t.tag == "x"), len(tokens))
        return _last_name(tokens[1:stop]) if tokens[1].tag in (QUANTITY, "m", "q") else None  # 建设一条3公里长的路
    return tokens[lo].start, tokens[hi - 1].end


def _single_step(token: Token) -> bool:
    """Verbs that say nothing of what money is for: 实施, 用于, 建设."""
    return token.word in cue_set("object_verbs") or token.word in cue_set("reach_through")


def _spends(candidate: Candidate) -> bool | None:
    """True after a bare verb of giving, False with nothing before the money, None after anything else."""
    left = [t for t in candidate.left if not _before_deed(t) and t.tag not in ("ul", "p", "t", "r")]
    if not left or candidate.left[-1].word[-1] == "以":
        return False
    return True if left[-1].word in cue_set("giving_verbs") else None


def _purpose(candidate: Candidate) -> Span | None:
    tokens = candidate.right
    if candidate.quantity.unit_kind != "money" or len(tokens) < 2 or tokens[0].word not in cue_set("reach_through"):
        return None
    at = 1
    while at < len(tokens) and (_nominal(tokens[at]) or tokens[at].tag[0] == "v"):
        at += 1
    return (tokens[1].start, tokens[at - 1].end) if at > 1 else None


# ---- what the clause before is about


def topic(scene: Scene, candidate: Candidate) -> Span | None:
    """The last noun phrase of the clause before, in the same sentence."""
    clauses = scene.clauses[candidate.sentence]
    at = clauses.index(candidate.clause)
    if at == 0:
        return None
    tokens = words_of(scene, clauses[at - 1])
    hi = len(tokens)
    while hi and (not _ends_name(tokens[hi - 1]) or tokens[hi - 1].word in cue_set("copulas")):
        hi -= 1
    if not hi:
        return None
    lo = hi - 1
    while lo and _common(tokens[lo - 1]):
        lo -= 1
    return trimmed(scene, (tokens[lo].start, tokens[hi - 1].end))


def told_next(scene: Scene, candidate: Candidate) -> Span | None:
    """从27万元到190万元,村集体收入年年上涨: the name that opens the clause after a change without one."""
    clauses = scene.clauses[candidate.sentence]
    after = clauses[clauses.index(candidate.clause) + 1 :]
    tokens = words_of(scene, candidate.clause)
    if not after or not tokens or tokens[0].word not in ("从", "由"):
        return None
    tokens = words_of(scene, after[0])
    lo = next((i for i, t in enumerate(tokens) if t.tag not in ("ns", "nt", "r", "uj", "t")), len(tokens))
    hi = lo
    while hi < len(tokens) and (_common(tokens[hi]) or tokens[hi].word in cue_set("generic_heads")):
        hi += 1
    return (tokens[lo].start, tokens[hi - 1].end) if hi > lo else None


def told_by_unit(candidate: Candidate) -> Span | None:
    """全村214户844人: whose people they are, else the measure word itself."""
    if candidate.quantity.unit not in ("户", "人", "口"):
        return None
    of = next((t for t in reversed(candidate.left) if t.word[0] == "全" and len(t.word) == 2), None)
    return (of.start, of.end) if of else (candidate.end - 1, candidate.end)


def _ends_name(token: Token) -> bool:
    return _common(token) or token.word in cue_set("generic_heads")


# ---- words


def _noun(token: Token) -> bool:
    return token.tag[0] == "n" or token.tag in ("vn", "an", "l", "j", "b", "eng", "g", "i", "s")


def _nominal(token: Token) -> bool:
    return _noun(token) or token.tag in ("a", "z", "k", "h", "f", "ng", "vg", "ag", "zg", "o") or token.word in _OPEN


def trimmed(scene: Scene, span: Span) -> Span | None:
    """The span without place names, 全市, 共 … before it and without quotation marks around it."""
    lo, hi = span
    names = scene.names
    at = bisect_left(names, lo, key=start_of)
    while at < len(names) and names[at].start == lo and names[at].end < hi and names[at].kind in _PARTED:
        lo, at = names[at].end, at + 1
    found = scene.folded[lo:hi]
    while found and (found[0] in _CLOSE + "、的" or (found[0] in _QUOTES and _unpaired(found))):
        lo, found = lo + 1, found[1:]
    while found and (found[-1] in _OPEN + "、的" or (found[-1] in _QUOTES and _unpaired(found))):
        hi, found = hi - 1, found[:-1]
    closed = found.find(")")
    if 0 <= closed < hi - lo - 1 and "(" not in found[:closed]:  # RYB)收盘
        lo, found = lo + closed + 1, found[closed + 1 :]
    return (lo, hi) if lo < hi and found not in cue_set("empty_names") else None


def _unpaired(found: str) -> bool:
    inner = found[1:-1]
    paired = found[0] in _OPEN and found[-1] in _CLOSE and not any(q in inner for q in _QUOTES)
    opens = sum(found.count(q) for q in "“‘《(")
    return paired or opens != sum(found.count(q) for q in "”’》)")
