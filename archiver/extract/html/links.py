"""Link targets: absolute, and without what differs from one visit to the next."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import unquote_plus, urljoin, urlsplit, urlunsplit

from archiver.extract.block import HERE
from archiver.extract.noise import Noise

_HIDDEN_MAIL = "/cdn-cgi/l/email-protection"
"""The target of Cloudflare's links for hidden mail addresses; see `hidden_mail`."""
_MARKDOWN_SAFE = str.maketrans({"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "|": "%7C"})
_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid)=[^/?#]*", re.IGNORECASE)


def is_within_page(href: str) -> bool:
    """True if a link leads to another place of its page: not if it only runs a script."""
    return len(href) > 1 and href.startswith(HERE)


def target(href: str, base: str, noise: Noise, without: Collection[str] = ()) -> str:
    """The absolute http(s) address that a link on the page at `base` leads to, or "" if there is none.

    An anchor within the page, a script or a mail address has no target. Query parameters named in `without`
    are dropped, and so are known tracking parameters.
    """
    href = "".join(href.split())
    if not href or href.startswith("#"):
        return ""
    try:
        parts = urlsplit(href if _ABSOLUTE.match(href) else urljoin(base, href))
        here = urlsplit(base)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc or _HIDDEN_MAIL in parts.path:
        return ""
    if parts.fragment and (parts.netloc, parts.path, parts.query) == (here.netloc, here.path, here.query):
        return ""
    path = _SESSION_PATH.sub("", parts.path) if ";" in parts.path else parts.path
    query = "&".join(
        pair for pair in parts.query.split("&") if pair and not _is_dropped(pair, noise, without)
    )
    return urlunsplit((parts.scheme, parts.netloc, path, query, parts.fragment)).translate(_MARKDOWN_SAFE)


def _is_dropped(pair: str, noise: Noise, without: Collection[str]) -> bool:
    name, _, value = (unquote_plus(part) for part in pair.partition("="))
    return name in without or noise.is_tracking(name, value)
