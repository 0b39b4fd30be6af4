"""Mail addresses that Cloudflare hides from crawlers and shows to readers with a script."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement

_IN_LINK = re.compile(r"/cdn-cgi/l/email-protection#([0-9a-f]{4,})", re.IGNORECASE)


_is_in = etree.XPath(
    "boolean(descendant-or-self::*/@data-cfemail"
    " | descendant-or-self::a[contains(@href, '#')][contains(text(), '[email')])"
)


def is_in(root: HtmlElement) -> bool:
    """False if no address is hidden under an element."""
    return bool(_is_in(root))


def address(element: HtmlElement) -> str:
    """The address that is hidden in an element, or ""."""
    encoded = element.get("data-cfemail")
    if encoded:
        return _decoded(encoded)
    if element.tag == "a" and not len(element) and (element.text or "").lstrip().startswith("[email"):
        found = _IN_LINK.search(element.get("href") or "")
        return _decoded(found[1]) if found else ""
    return ""


def _decoded(hexadecimal: str) -> str:
    """The first byte is XORed with each of the others; "" if that gives no text."""
    try:
        key, *hidden = bytes.fromhex(hexadecimal)
        return bytes(byte ^ key for byte in hidden).decode().split("?")[0]
    except ValueError:
        return ""
