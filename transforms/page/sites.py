"""Per-site settings: which elements of a page of one host hold what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from transforms import rules
from transforms.model import Record
from transforms.page import markup
from transforms.page.parts import Parts

_HOST = re.compile(r"(?:https?:)?//([^/?#:\s]+)", re.I)
_OWN_ADDRESS = re.compile(
    r"""(?:property=["']og:url["']\s+content|rel=["']canonical["']\s+href)=["']([^"']+)["']""", re.I
)


def host_of(record: Record) -> str:
    """The host a record came from, by its url or key, or by what the page says of itself; "" when nothing says."""
    own = _OWN_ADDRESS.search(record.content[:20_000]) if record.form == "html" else None
    for address in (record.fields.get("url"), record.own_key, own[1] if own else None):
        found = _HOST.match(address or "")
        if found:
            return found[1].lower()
    return ""


def settings(host: str) -> Mapping[str, str] | None:
    """The settings of a host or of the domain it belongs to.

    >>> settings("www.news.example")["site"], settings("other.example")
    ('样例', None)
    """
    known: dict[str, Mapping[str, str]] = rules.vocabulary("sites.yaml")
    parts = host.split(".")
    return next((known[name] for at in range(len(parts)) if (name := ".".join(parts[at:])) in known), None)


def read(text: str, chosen: Mapping[str, str]) -> Parts | None:
    """The parts of a page by its site's settings; None when the page holds no such body."""
    root = markup.tree(text)
    bodies = _found(root, chosen.get("body")) if root is not None else []
    for element in bodies:
        for part in _found(element, chosen.get("remove")):
            _drop(part)
    parts = Parts(site=chosen.get("site"))
    parts.body = [line.text for element in bodies for line in markup.walk(element).lines]
    parts.header = [
        line.spaced for element in _found(root, chosen.get("header")) for line in markup.walk(element).lines
    ]
    titles = [line.text for element in _found(root, chosen.get("title")) for line in markup.walk(element).lines]
    parts.title = titles[0] if titles else None
    return parts if parts.body else None


def _found(root: Any, path: str | None) -> list[Any]:
    return [element for element in root.xpath(path) if hasattr(element, "tag")] if root is not None and path else []


def _drop(element: Any) -> None:
    """Takes an element out of its tree and leaves the text behind it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)
