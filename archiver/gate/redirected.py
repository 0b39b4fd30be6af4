"""Where a page that only redirects leads to: what its source, its words, or its only link name."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from archive_repo.text.markdown import plain, targets
from archiver.fetch.capture import Capture

LONGEST = 300
"""Most characters of an address that is told: it has to be read, and copied into a declaration."""

_REFRESH = re.compile(r"<meta\b[^>]*\bhttp-equiv\s*=\s*[\"']?refresh\b[^>]*>", re.IGNORECASE)
_URL = re.compile(r"\burl\s*=\s*[\"']?([^\"'>\s]+)", re.IGNORECASE)
_SCRIPT = re.compile(
    r"\blocation(?:\.href)?\s*=\s*[\"']([^\"'\s]+)[\"']"
    r"|\blocation\.(?:replace|assign)\(\s*[\"']([^\"'\s]+)[\"']\s*\)"
)
_SAID = re.compile(
    r"\bredirect\w*\s+to:?\s+((?:https?://)?[\w-]+(?:\.[\w-]+)+(?:/[^\s\"'<>]*)?)", re.IGNORECASE
)


def to(text: str, captures: tuple[Capture, ...]) -> str:
    """The address that the page leads to; empty if it names none, or itself. `text` is its Markdown."""
    for capture in captures:
        for found in _named(text, capture.body.decode("utf-8", "replace")):
            address = urljoin(capture.final_url, found)
            if _is_address(address) and address.partition("#")[0] not in (capture.url, capture.final_url):
                return address
    return ""


def _named(text: str, source: str) -> Iterator[str]:
    """What may be the address, the surest first."""
    for tag in _REFRESH.findall(source):
        yield from _URL.findall(html.unescape(tag))
    for host in _SAID.findall(" ".join(map(plain, text.splitlines()))):
        yield host.rstrip(".") if "://" in host else f"https://{host.rstrip('.')}"
    links = {target for raw in text.splitlines() for target in targets(raw)}
    scripted = {one or other for one, other in _SCRIPT.findall(source)}
    for only in (links, scripted):
        if len(only) == 1:
            yield from only


def _is_address(text: str) -> bool:
    """True for what can be declared, and shown on a terminal."""
    parts = urlsplit(text)
    is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    return is_web and len(text) <= LONGEST and text.isprintable() and " " not in text
