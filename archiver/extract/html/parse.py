"""From bytes to a tree, and what the page says about itself."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import urljoin

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from archiver.extract import thresholds
from archiver.extract.html import limits
from archiver.extract.result import ExtractionFailed

_CONTROL = bytes([*range(9), *range(0x0E, 0x1B)])
"""Control characters, which are in no text."""
_ONE_CLASS = etree.ElementDefaultClassLookup(element=HtmlElement)
"""One class for all elements, as lxml would otherwise call Python to choose one for each."""
_IN_HEAD = frozenset({"title", "meta", "link", "base", "script", "style", "noscript", "template"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A parsed page. `tree` is the root element; `base` is what relative links are resolved against."""

    tree: HtmlElement
    base: str
    title: str


def parse(text: str, *, url: str, content_type: str = "") -> Page:
    """Parse the source of a page. Raises ExtractionFailed if there is no markup to read."""
    if not text or text.isspace():
        raise ExtractionFailed("the body is empty")
    if _unreadable(text) > thresholds.MAX_UNREADABLE * len(text):
        raise ExtractionFailed(
            "the body is not text: it may be an image, an archive or a document of another kind"
        )
    if content_type.lower().startswith("text/plain"):
        text = f"<pre>{escape(text)}</pre>"
    limits.check_source(text)
    tree = _tree(text)
    _lift_out_of_head(tree)
    return Page(tree=tree, base=_base(tree, url), title=_title(tree))


def _unreadable(text: str) -> int:
    """How many characters are of a kind that text does not contain."""
    encoded = text.encode("utf-8", "replace")
    return len(encoded) - len(encoded.translate(None, _CONTROL)) + text.count("\ufffd")


def _tree(text: str) -> HtmlElement:
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ExtractionFailed(f"the body cannot be read as HTML: {error}") from error
    limits.check_tree(tree, was_cut=any("Excessive depth" in entry.message for entry in parser.error_log))
    return tree


def _lift_out_of_head(tree: HtmlElement) -> None:
    """Move what libxml2 left in the head into the body.

    Since HTML5 the tags of head and body may be left out, and an element that no head can hold begins the
    body; libxml2 does not know this of newer elements such as `<main>`.
    """
    head = tree.find("head")
    if head is None:
        return
    children = list(head)
    first = next((place for place, one in enumerate(children) if one.tag not in _IN_HEAD), None)
    if first is None:
        return
    body = tree.find("body")
    if body is None:
        body = etree.SubElement(tree, "body")
    for place, one in enumerate(children[first:]):
        body.insert(place, one)


def _base(tree: HtmlElement, url: str) -> str:
    found = next(tree.iter("base"), None)
    href = found.get("href") if found is not None else None
    try:
        return urljoin(url, href.strip()) if href else url
    except ValueError:
        return url


def _title(tree: HtmlElement) -> str:
    found = next(tree.iter("title"), None)
    return " ".join((found.text or "").split()) if found is not None else ""
