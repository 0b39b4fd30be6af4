"""What a page shows that is not its text: relative times, key hints, anchors, hidden addresses."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from archiver.extract import thresholds
from archiver.extract.html import links

_AGO = re.compile(
    r"(?:(?:last\s+)?(?:updated|edited|modified|published|posted|written|reviewed)\b[\s:•·-]*)?"
    r"(?:about|over|almost|more than|less than)?\s*(?:an?|\d+|one|few|a few)\s+"
    r"(?:second|minute|hour|day|week|month|year)s?\s+ago\.?",
    re.IGNORECASE,
)
_KEYS = re.compile(r"(?:⌘|ctrl|cmd|command|⌥|alt|⇧|shift|\+|\s|⏎|↵|esc)+[A-Z/]?", re.IGNORECASE)
_CONTROLS = re.compile(
    r"copy(?: link| page| to clipboard)?!?|copied!?|print(?: this page)?|share|back to top|skip to (?:main )?"
    r"content|did this answer your question\?|was this (?:page |article |information |section )?helpful\?|"
    r"thanks for (?:sharing )?your feedback!?|loading(?:\.\.\.|…)?|scroll to top|table of contents toggle|"
    r"expand all|collapse all",
    re.IGNORECASE,
)
_PROBE = "mmMwWLliI0fiflO&1"
"""A text that scripts measure fonts with; another one is a single word, many times over."""
_ORNAMENTS = frozenset(
    (
        "#",
        "¶",
        "§",
        "🔗",
        "⚓",
        "",
        "link to this heading",
        "permalink",
        "copy link",
        "link to this section",
        "​",
        "direct link to heading",
        "anchor",
        "link",
    )
)


def is_volatile(text: str) -> bool:
    """Whether a whole block says something that another visit shows differently, or is a control's label."""
    pieces = text.split()
    words = " ".join(pieces)
    if words.startswith(_PROBE) or (len(pieces) >= thresholds.MIN_REPEATS and len(set(pieces)) == 1):
        return True
    return len(words) <= thresholds.MAX_CONTROL_LETTERS and bool(
        _AGO.fullmatch(words) or _KEYS.fullmatch(words) or _CONTROLS.fullmatch(words)
    )


_NEW_WINDOW = re.compile(
    r"\(?(?:(?:external )?link )?opens? in (?:a )?new (?:window|tab)\)?\.?|"
    r"\(external link\)|\(new (?:window|tab)\)",
    re.IGNORECASE,
)


def is_ornament(element: HtmlElement) -> bool:
    """Whether an element is a heading's anchor, a relative time or a link's hint: no word of the text."""
    if element.tag == "span" and not len(element) and element.text:
        return len(element.text) <= thresholds.MAX_HINT_LETTERS and bool(
            _NEW_WINDOW.fullmatch(element.text.strip())
        )
    if element.tag == "time":
        return bool(_AGO.fullmatch(" ".join((element.text or "").split())))
    if element.tag == "a" and "#" in (element.get("href") or "") and len(element) <= 2:
        text = " ".join("".join(element.itertext()).split()).strip("\u200b").lower()
        return text in _ORNAMENTS or text.startswith(("direct link to ", "link to this "))
    return False


def hidden_address(element: HtmlElement) -> str:
    """The e-mail address that Cloudflare hid in an element, or ""."""
    encoded = element.get("data-cfemail")
    if encoded:
        return links.decoded_address(encoded)
    if element.tag == "a" and not len(element) and (element.text or "").lstrip().startswith("[email"):
        return links.obfuscated_address(element.get("href") or "")
    return ""
