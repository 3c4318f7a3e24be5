"""Lines and great regions that no list of names has: 轨道交通3号线, 西部地区, 中西部."""

from __future__ import annotations

import re
from bisect import bisect_left

from transforms.extract.metrics_place_article import Subject, article_place
from transforms.extract.metrics_scene import Scene, begins_of, last_match
from transforms.model import Mention

_WORD = begins_of("号线|铁路|高铁|班列|机场|地区|三角|津冀|湾区|东部|西部|中部|全长".split("|"))
_REGION = "(?:中西|[东西中])部"
_PART = re.compile(f"{_REGION}(?:地区)?")
_LINE = re.compile(
    r"(?:^|(?<=[\n,。;:]))(?:(?P<line>(?!新建|建成|开通|建设|修建|我国|全[国省市县]|境内|这条|该|本)"
    r"(?:[\u4e00-\u9fff]{2,10}?\d{1,2}号线|[\u4e00-\u9fff]{2,5}(?:铁路|高铁|高速公路|机场)|中欧班列(?:[\u4e00-\u9fff]{2,3}号)?))"
    r"(?:\([^)]{1,40}\))?(?=正线|线路|全线|全长|总投资|总长|共|累计|已|今年|预计|开行|进出口|客运|货运|旅客|完成|国际|全年)"
    r"|(?P<great>东北地区|[长珠]三角(?:地区)?|京津冀(?:地区)?|长江经济带|粤港澳大湾区)"
    r"(?=拥有|有|共|已|累计|生产总值|今年|实现|新增|完成|进出口|的?[^,。;]{0,6}占|[^,。;]{0,6}达))"
    # 平苏路连接县城和某镇, 全长21公里
    r"|(?P<road>(?!新建|建成|开通|建设|修建|该|本|这条|境内|[一两三]条|全线)[\u4e00-\u9fff]{2,6}(?:(?<![道线公铁一])路|公路|干渠))"
    r"(?=(?:连接|[起西东南北]|是|位于)[^,。;]{1,24},?全长|全长)"
    # 今天的西部, 遍布西部, 为中西部农村: but not 县城西部, 西部大开发
    rf"|(?:^|(?<=[\n ,。;:、(“在的为向对到布及持]))(?P<part>{_REGION}(?:地区)?)"
    r"(?![\u4e00-\u9fff]?大开发|战区|新区|新城|城区|陆海|大?通道|证券|矿业|牛仔|世界|计划|大道|干线|铁路|片区?|山区|山脉|草原|各?乡镇|快线)"
)


def line_in(scene: Scene, lo: int, hi: int) -> re.Match[str] | None:
    """The last line or region between lo and hi."""
    return last_match(_LINE, scene.folded, lo, hi) if _WORD.search(scene.folded, lo, hi) else None


def is_part(mention: Mention) -> bool:
    """Whether the mention is a great part of the country: 中西部, 西部地区."""
    return mention.place_code is None and _PART.fullmatch(mention.name) is not None


def of_line(scene: Scene, line: re.Match[str]) -> Subject:
    """The line or region as a place; a line has the code of the article's place."""
    kind = line.lastgroup or "line"
    start, end = line.span(kind)
    at = bisect_left(scene.date_starts, start)
    if at < len(scene.dates) and scene.dates[at].start == start and scene.dates[at].end < end:
        start = scene.dates[at].end  # 上半年某某铁路
    name = scene.text[start:end]
    if name.endswith("班列"):
        return article_place(scene)  # the trains of the whole country
    code = article_place(scene).code if kind == "line" else None
    return Subject(name, code, Mention(start, end, "place", name, "name"))
