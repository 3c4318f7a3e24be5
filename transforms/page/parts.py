"""What both readers (markup, dump) hand over: the lines of an article sorted into header, body and tail."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Parts:
    """The text of an article, its lines in their order."""

    title: str | None = None
    site: str | None = None
    header: list[str] = field(default_factory=list)  # lines of facts and bylines around the headline
    body: list[str] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)  # lines of facts after the body
    near: list[str] = field(default_factory=list)  # header lines that may hold a medium's name alone
    marked: list[tuple[str, str]] = field(default_factory=list)  # texts of elements named for author or source
    given: dict[str, str] = field(default_factory=dict)  # facts stated apart from the text (meta elements, columns)
    trusted: bool = False  # the facts given apart come before what the text says
    is_partial: bool = False
    reject: tuple[str, str] | None = None  # reason and detail, when the page is no article
