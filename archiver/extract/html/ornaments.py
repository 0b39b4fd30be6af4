"""What stands within a text but is not part of it: a heading's anchor, a relative time, a link's hint."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from archiver.extract import thresholds
from archiver.extract.block import unmarked
from archiver.extract.noise import Noise

_MAY_HINT = re.compile(r"[(（][^()（）]*(?:\bn(?:ew|eue|ouv|uev|uov|ov|ieuw|owy|owe)|新|ventana|pestaña)")
"""What a hint of where a link opens has, in any language: texts without it are not searched further."""
TAGS = frozenset(("span", "time", "a"))
"""Elements that may be ornaments."""
_FILLED_IN = frozenset("_.…")


def is_volatile(text: str, noise: Noise) -> bool:
    """True if a whole block differs from visit to visit, is a control's label, or a picture made of signs."""
    plain = unmarked(text)
    words = plain.split()
    is_one_word = len(words) >= thresholds.MIN_REPEATS and len(set(words)) == 1
    return is_one_word or noise.is_passing(" ".join(words)) or _is_drawn(plain)


def _is_drawn(text: str) -> bool:
    """True if a text has many signs and no letter: not counting those on which something is filled in."""
    if any(map(str.isalnum, text)):
        return False
    return sum(sign not in _FILLED_IN for sign in "".join(text.split())) >= thresholds.MIN_DRAWN_SIGNS


def without_hints(text: str, noise: Noise) -> str:
    """A block's text without what it says of where its links open."""
    return noise.without_hints(text) if _MAY_HINT.search(text) else text


def is_ornament(element: HtmlElement, noise: Noise) -> bool:
    """True if an element does not belong to the text around it."""
    if element.tag == "span":
        return not len(element) and noise.is_hint((element.text or "").strip())
    if element.tag == "time":
        return noise.is_passing(" ".join((element.text or "").split()))
    if element.tag == "a" and "#" in (element.get("href") or "") and len(element) <= 2:
        return noise.is_anchor(_short_text(element))
    return False


def _short_text(element: HtmlElement) -> str:
    """The text of an element; of a longer text only the beginning, enough to see that it is not a label."""
    text = "".join(islice(element.itertext(), thresholds.MAX_LABEL_PIECES))
    return " ".join(text.split()).strip("\u200b").lower()
