"""Rows of structured files: facts in columns, the text in one column, as words or as markup."""

from __future__ import annotations

import re

from transforms.model import Record
from transforms.page import dump, fields, headline, markup, webpage
from transforms.page.parts import Parts

_MARKUP = re.compile(r"<(?:p|div|br|span|table|img|h[1-6]|font|section|strong|b|ul|li|a|tr|td)\b[^<>]*>|</p>", re.I)
_PAGE = re.compile(r"<(?:!doctype|html|body)\b", re.I)
_GIVEN = ("published", "source", "author", "editor", "views")


def read(record: Record) -> Parts:
    """The parts of a row.

    >>> row = Record("fields", "<p>项目已经开工。</p>", fields={"title": "项目开工", "source": "样例报"})
    >>> read(row).body, read(row).given["source"]
    (['项目已经开工。'], '样例报')
    """
    title = record.fields.get("title", "").strip()
    parts = _text(record.content, headline.clean(title) if title else None)
    parts.given |= {name: text for name in _GIVEN if (text := record.fields.get(name, "").strip())}
    parts.site = record.fields.get("site", "").strip() or parts.site
    parts.trusted = True
    stated = fields.read(parts.given.get("published", ""))
    if stated and stated.source and "source" not in parts.given:
        parts.given["source"] = stated.source
    return parts


def _text(content: str, title: str | None) -> Parts:
    """The parts of the text column, which may hold a whole page, a piece of markup, or words."""
    if "<" not in content:
        return dump.read(content, title)
    if _PAGE.search(content[:5000]):
        parts = webpage.read(content)
        parts.title = title or parts.title
        return parts
    if _MARKUP.search(content):
        content = "\n".join(line.text for line in markup.parse(content).lines)
    return dump.read(content, title)
