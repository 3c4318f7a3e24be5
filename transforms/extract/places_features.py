from __future__ import annotations

from transforms.extract.places_scan import Hit, Words


def extend(folded: str, cut: Words, hits: list[Hit]) -> list[Hit]:
    return hits


def attach(hits: list[Hit], about: str | None) -> None:
    return
