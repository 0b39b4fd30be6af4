"""The links that stand only in the data of a page's scripts, as where a program builds the footer.

    scripted.pairs(page.tree) -> ("/legal/privacy", "Privacy"), ...

Scripts are not run, and need not be whole JSON: what is read are their innermost objects, each with an
address and a few words beside it, `{href: "/legal/privacy", label: "Privacy"}`, in a program or escaped in a
string too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml.html import HtmlElement

MAX_CHARACTERS = 2_000_000
"""Of a page's scripts that are read; the data of the largest pages that were seen has 1.1 million."""

_LABELS = ("label", "title", "text", "name", "children", "heading", "caption")
"""What the words of a link are called, the likeliest first."""
_OBJECT = re.compile(r"\{[^{}]{1,2000}\}")
_ENTRY = re.compile(
    r"(?P<key>[\w$-]{1,40})[\"']?\s{0,9}:\s{0,9}(?P<quote>[\"'])"
    r"(?P<value>(?:(?!(?P=quote))[^\\\n]|\\.){1,300})(?P=quote)"
)
_ADDRESS = re.compile(r"https?://[^\s<>]+|/(?!/)[^\s<>]*")
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))")


def pairs(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """Addresses, as they are written, and the words beside each; these may be empty."""
    left = MAX_CHARACTERS
    for element in tree.iter("script"):
        text = (element.text or "")[:left]
        left -= len(text)
        yield from _of_text(text.replace('\\\\"', '"').replace('\\"', '"'))


def _of_text(text: str) -> Iterator[tuple[str, str]]:
    for match in _OBJECT.finditer(text):
        if "/" in match[0]:
            entries = {one["key"].lower(): _plain(one["value"]) for one in _ENTRY.finditer(match[0])}
            yield from _of_object(entries)


def _of_object(entries: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The address of an object; one with several has no words that surely belong to any."""
    addresses = [value for value in entries.values() if _ADDRESS.fullmatch(value)]
    label = next((entries[key] for key in _LABELS if entries.get(key) not in (None, *addresses)), "")
    for address in dict.fromkeys(addresses):
        yield address, label if len(addresses) == 1 else ""


def _plain(value: str) -> str:
    """A string of a program as it reads."""
    return _ESCAPED.sub(lambda one: chr(int(one[1], 16)) if one[1] else one[2], value).strip()
