"""From bytes to a tree: the charset, the parser, and what the page says about itself."""

from __future__ import annotations

import codecs
import re
from codecs import CodecInfo
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import cast
from urllib.parse import urljoin

import webencodings
from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from archiver.extract import thresholds
from archiver.extract.result import ExtractionFailed

_UNREADABLE = re.compile(r"[\x00-\x08\x0e-\x1a\ufffd]")
_IN_HEAD = frozenset({"title", "meta", "link", "base", "script", "style", "noscript", "template"})
_count = etree.XPath("count(//*)")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A parsed page. `tree` is the root element; `base` is what relative links are resolved against."""

    tree: HtmlElement
    base: str
    title: str


def parse(body: bytes, *, url: str, content_type: str = "") -> Page:
    """Parse a page. Raises ExtractionFailed where there is no markup to read."""
    if len(body) > thresholds.MAX_BYTES:
        raise ExtractionFailed(
            f"the body has {len(body):,} bytes, more than the {thresholds.MAX_BYTES:,} that are read"
        )
    text = decode(body, content_type)
    if not text.strip():
        raise ExtractionFailed("the body is empty")
    if len(_UNREADABLE.findall(text)) > thresholds.MAX_UNREADABLE * len(text):
        raise ExtractionFailed(
            "the body is not text: it may be an image, an archive or a document of another kind"
        )
    if content_type.lower().startswith("text/plain"):
        text = f"<pre>{escape(text)}</pre>"
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ExtractionFailed(f"the body is not readable as HTML: {error}") from error
    if cast(float, _count(tree)) > thresholds.MAX_ELEMENTS:
        raise ExtractionFailed(f"the page has more than {thresholds.MAX_ELEMENTS:,} elements")
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        raise ExtractionFailed("the elements of the page are nested too deeply to be a document")
    _lift_out_of_head(tree)
    return Page(tree=tree, base=_base(tree, url), title=_title(tree))


def _lift_out_of_head(tree: HtmlElement) -> None:
    """Put what libxml2 left in the head into the body: it knows no `<main>` that follows a `<title>`.

    Since HTML5 the tags of head and body may be left out; an element that no head can hold begins the body.
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


def decode(body: bytes, content_type: str = "") -> str:
    """The body's characters: byte order mark, else UTF-8 where the bytes are valid, else what is declared.

    Long bytes that are valid UTF-8 by chance are unheard of, while wrong charset headers are common; so the
    bytes come before the header, and the header before the page's own declaration.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for encoding in _declared(body, content_type):
        try:
            return encoding.decode(body, "strict" if encoding.name.startswith("utf") else "replace")[0]
        except UnicodeDecodeError:
            continue
    mostly = body.decode("utf-8", "replace")
    return (
        mostly
        if mostly.count("\ufffd") <= thresholds.MAX_UNDECODED * len(mostly)
        else body.decode("cp1252", "replace")
    )


def _declared(body: bytes, content_type: str) -> Iterator[CodecInfo]:
    """The encodings that header and page declare, by the names that browsers know."""
    names = _HEADER_CHARSET.findall(content_type) + [
        name.decode() for name in _CHARSET.findall(body[: thresholds.DECLARED_IN_BYTES])
    ]
    for encoding in filter(None, map(webencodings.lookup, names)):
        # WHATWG reads GBK, and GB2312 as GBK, by the decoder of their superset.
        yield codecs.lookup("gb18030") if encoding.name == "gbk" else encoding.codec_info


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
