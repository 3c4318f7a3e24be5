"""Who and what the articles name: mentions, entities, posts, documents, slogans, projects, places."""

from __future__ import annotations

from warehouse.schema import (
    ARTICLE,
    ARTICLE_ID,
    CONFIDENCE,
    END,
    PLACE,
    PLACE_CODE,
    RULE,
    SENTENCE,
    SENTENCE_NO,
    START,
    Column,
    Table,
    among,
    entity,
    moment,
    must,
    parent,
    text,
    whole,
)

KIND = among(
    "person organization place document meeting slogan project",
    must(text("kind", "类别", "person, organization, place, document, meeting, slogan or project")),
)
ENTITY_ID = must(entity("entity_id", "实体编号", "Kind + digest of (canonical name, scope)"))
PARENT_CODE = text("parent_code", "上级代码", "Of a village: its town, or the county when only that is named")
SCOPE = must(text("scope", "范围", "What tells two bearers of one name apart: a place code, a site, or ''"))
ENTITY = parent("entity_id", "entities")
IN_PLACE = parent("parent_code", "places", "place_code")

MENTIONS = Table(
    name="mentions",
    label_zh="提及",
    grain="One row per name in the body of an article; one span may carry several.",
    filled="batch",
    key=("article_id", "mention_no"),
    parents=(ARTICLE, SENTENCE, ENTITY, PLACE, IN_PLACE),
    columns=(
        ARTICLE_ID,
        must(whole("mention_no", "提及序", "Order in the article, from 1")),
        SENTENCE_NO,
        START,
        END,
        must(text("text", "原文", "Characters start_char to end_char of body, without the marks 《》“”")),
        KIND,
        must(text("name", "名称", "Canonical name of what is meant")),
        among("name short title pronoun generic", must(text("form", "形式", "name, short, title, pronoun or generic"))),
        ENTITY_ID,
        text("place_code", "地区代码", "Code of the place, or of what an organization belongs to"),
        PARENT_CODE,
        SCOPE,
        CONFIDENCE,
        RULE,
    ),
)

NAMED = Table(
    name="named",
    label_zh="文外提名",
    grain="One row per name that title, byline or the article's place give to `entities` without a mention.",
    filled="batch",
    key=("article_id", "named_no"),
    parents=(ARTICLE, ENTITY, PLACE, IN_PLACE),
    columns=(
        ARTICLE_ID,
        must(whole("named_no", "序号", "Order in the article, from 1")),
        KIND,
        must(text("name", "名称", "Canonical name of what is meant")),
        must(text("alias", "原文", "Name as written")),
        must(text("origin", "出处", "title, byline or article_place")),
        ENTITY_ID,
        PLACE_CODE,
        PARENT_CODE,
        SCOPE,
    ),
)

ENTITIES = Table(
    name="entities",
    label_zh="实体",
    grain="One row per person, organization, place, document, meeting, slogan or project that any article names.",
    filled="settle",
    key=("entity_id",),
    parents=(PLACE, IN_PLACE),
    columns=(
        ENTITY_ID,
        KIND,
        must(text("name", "名称", "Canonical name")),
        must(Column("aliases", "VARCHAR[]", "别名", "Other ways it is written, in order of code points")),
        text("place_code", "地区代码", "Place, or place it belongs to; NULL for villages"),
        PARENT_CODE,
        moment("first_seen", "最早出现", "Earliest published_at of an article that names it"),
        moment("last_seen", "最近出现", "Latest published_at of an article that names it"),
        must(Column("mention_count", "BIGINT", "提及次数", "Mentions in bodies")),
        must(Column("article_count", "BIGINT", "文章数", "Articles that name it anywhere")),
    ),
)

POSTS = Table(
    name="posts",
    label_zh="职务",
    grain="One row per statement that a person holds a post.",
    filled="batch",
    key=("article_id", "post_no"),
    parents=(
        ARTICLE,
        parent("person_id", "entities", "entity_id"),
        parent("organization_id", "entities", "entity_id"),
        PLACE,
    ),
    columns=(
        ARTICLE_ID,
        must(whole("post_no", "职务序", "Order in the article, from 1")),
        must(entity("person_id", "人物", "Person in `entities`")),
        must(text("post", "职务", "Post as written: 镇长, 党委书记")),
        text("organization", "单位", "Body the post is in, as written"),
        entity("organization_id", "单位编号", "That body in `entities`"),
        PLACE_CODE,
        among("current former acting seconded", must(text("status", "状态", "current, former, acting or seconded"))),
        START,
        END,
        RULE,
    ),
)

DOCUMENTS = Table(
    name="documents",
    label_zh="文件著作",
    grain="One row per mention of a document.",
    filled="batch",
    key=("article_id", "mention_no"),
    parents=(parent("article_id mention_no", "mentions"),),
    columns=(
        ARTICLE_ID,
        must(whole("mention_no", "提及序", "Its row in `mentions`")),
        must(text("title", "题名", "Title without 《》")),
        text("type", "类型", "law, regulation, plan, notice, speech, book, newspaper, …"),
        text("number", "文号", "Number: 陕政发〔2020〕3号"),
        text("issuer", "发文机关", "Who issued it"),
        among("issued based_on studied mentioned", must(text("act", "行为", "issued, based_on, studied or mentioned"))),
    ),
)

SLOGAN_MEMBERS = Table(
    name="slogan_members",
    label_zh="提法内容",
    grain="One row per part of a slogan, as one article or the dictionary lists it.",
    filled="settle",
    key=("entity_id", "source", "member_no"),
    parents=(ENTITY,),
    columns=(
        must(entity("entity_id", "提法", "Slogan in `entities`")),
        must(whole("member_no", "序号", "Order of the part, from 1")),
        must(text("text", "内容", "The part as written: 政治意识 of 四个意识")),
        must(text("source", "出处", "article_id of the article that lists it, or dictionary")),
    ),
)

SLOGAN_PARTS = Table(
    name="slogan_parts",
    label_zh="提法内容（文中）",
    grain="One row per part of a slogan that an article lists or uses; `slogan_members` is settled from it.",
    filled="batch",
    key=("article_id", "entity_id", "origin", "member_no"),
    parents=(ARTICLE, ENTITY),
    columns=(
        ARTICLE_ID,
        must(entity("entity_id", "提法", "Slogan in `entities`")),
        must(
            text("origin", "出处", "text: the article lists it; dictionary: the rules do, the article uses the slogan")
        ),
        must(whole("member_no", "序号", "Order of the part, from 1")),
        must(text("text", "内容", "The part as written")),
    ),
)

PROJECTS = Table(
    name="projects",
    label_zh="项目",
    grain="One row per project an article names, with what it says of its state.",
    filled="batch",
    key=("article_id", "project_no"),
    parents=(ARTICLE, ENTITY, PLACE),
    columns=(
        ARTICLE_ID,
        must(whole("project_no", "项目序", "Order in the article, from 1")),
        must(entity("entity_id", "实体", "Project in `entities`")),
        must(text("name", "名称", "Name of the project")),
        among(
            "planned signed started building completed in_use stopped",
            text("status", "状态", "planned, signed, started, building, completed, in_use or stopped"),
        ),
        text("status_text", "状态原文", "Words that say so"),
        moment("status_on", "状态时间", "When it was so; local time of Asia/Shanghai"),
        PLACE_CODE,
        START,
        END,
        RULE,
    ),
)

PLACES = Table(
    name="places",
    label_zh="行政区划",
    grain="One row per division of the gazetteer, down to towns, those no longer valid too.",
    filled="reference",
    key=("place_code",),
    parents=(IN_PLACE, parent("successor_code", "places", "place_code")),
    columns=(
        must(
            text(
                "place_code",
                "地区代码",
                "GB/T 2260 (6 digits) down to counties, 9 digits of the statistics office for towns",
            )
        ),
        must(text("name", "名称", "Name with its ending: 新街镇")),
        among(
            "country province prefecture county town",
            must(text("level", "级别", "country, province, prefecture (city, league …), county or town")),
        ),
        text("parent_code", "上级代码", "Division it belongs to"),
        must(text("full_name", "全称", "Names from the province down: 陕西省宝鸡市陈仓区新街镇")),
        must(Column("aliases", "VARCHAR[]", "别名", "Short and older names")),
        Column("valid_from", "DATE", "启用日期", "First day the code is valid; NULL when unknown"),
        Column("valid_to", "DATE", "停用日期", "First day it is no longer valid; NULL while it is"),
        text("successor_code", "后继代码", "Division that took its place"),
    ),
)

TABLES = (MENTIONS, NAMED, ENTITIES, POSTS, DOCUMENTS, SLOGAN_MEMBERS, SLOGAN_PARTS, PROJECTS, PLACES)
