"""The numbers that a browser shows before the items of ordered lists."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from archiver.extract.html.open_lists import BULLET

_STYLE = re.compile(
    r"list-style(?:-type)?\s*:(?:(?!list-style)[^;])*?\b(lower|upper)-(alpha|latin|roman)", re.IGNORECASE
)
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


@dataclass(slots=True)
class Numbering:
    """Counts the items of each open list; shows letters and roman numerals as text after a bullet."""

    _next: dict[HtmlElement, int] = field(default_factory=dict)

    def marker(self, item: HtmlElement) -> str:
        """What precedes an item: `- `, `3. `, or `- c. ` if the list counts in letters."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol" or item.tag != "li":
            return BULLET
        number = _number(item.get("value"), self._next.get(parent))
        if number is None:
            number = _start(parent)
        self._next[parent] = number + (-1 if parent.get("reversed") is not None else 1)
        style = _style(parent)
        if number > 0 and style:
            return f"{BULLET}{_lettered(number, style)}. "
        return f"{number}. " if 0 <= number < 1_000_000_000 else f"{BULLET}{number}. "


def _number(value: str | None, otherwise: int | None) -> int | None:
    try:
        return int(value) if value is not None else otherwise
    except ValueError:
        return otherwise


def _start(ordered: HtmlElement) -> int:
    count = sum(1 for child in ordered if child.tag == "li") if ordered.get("reversed") is not None else 1
    return _number(ordered.get("start"), count) or 0


def _style(ordered: HtmlElement) -> str:
    """`a`, `A`, `i`, `I`, or nothing for decimal numbers."""
    declared = _STYLE.search(ordered.get("style") or "")
    if declared:
        letter = "i" if declared[2].lower() == "roman" else "a"
        return letter.upper() if declared[1].lower() == "upper" else letter
    kind = ordered.get("type") or ""
    return kind if kind in ("a", "A", "i", "I") else ""


def _lettered(number: int, style: str) -> str:
    text = _roman(number) if style in "iI" else _letters(number)
    return text.upper() if style.isupper() else text


def _letters(number: int) -> str:
    text = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def _roman(number: int) -> str:
    if number >= 4000:
        return str(number)
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text
