"""What stands within a text but is not part of it: a heading's anchor, a relative time, a link's hint."""

from __future__ import annotations

from itertools import islice

from lxml.html import HtmlElement

from archiver.extract import thresholds
from archiver.extract.noise import Noise


def is_volatile(text: str, noise: Noise) -> bool:
    """True if a whole block differs from visit to visit, or is a control's label."""
    words = text.split()
    is_one_word = len(words) >= thresholds.MIN_REPEATS and len(set(words)) == 1
    return is_one_word or noise.is_passing(" ".join(words))


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
