"""Link targets: absolute, and without what differs from one visit to the next."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urljoin, urlsplit, urlunsplit

TRACKING = frozenset(
    "fbclid gclid gclsrc dclid gbraid wbraid msclkid twclid ttclid li_fat_id yclid igshid mc_cid mc_eid "
    "mkt_tok vero_id vero_conv oly_anon_id oly_enc_id _openstat wickedid rb_clickid s_cid ml_subscriber "
    "ml_subscriber_hash _ga _gl _hsenc _hsmi __hstc __hssc __hsfp hsctatracking ef_id epik trk trkinfo "
    "spm cmpid ref_src ref_url sessionid session_id sid jsessionid phpsessid aspsessionid cfid cftoken "
    "oai-dm visitorid visitor_id redirect_id rid nonce state csrf csrf_token authenticity_token _csrf "
    "timestamp _t cb cachebuster nocache".split()
)
"""Query parameters that carry who came from where, or which visit it is; never what is shown. Collected
from the parameters that browsers' tracking protection strips and those that flap in recorded pages."""

TRACKING_PREFIX = ("utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "_bta_", "sc_", "__cf_", "visit_id")

_VOLATILE_VALUE = re.compile(r"(?=[^&]*\d)(?=[^&]*[A-Za-z])[A-Za-z0-9_\-.%+/=]{24,}")
"""A value that no person would write: letters and digits mixed, 24 characters or more."""
_HEXADECIMAL = re.compile(
    r"[0-9a-f]{16,}|[0-9]{13,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE
)
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)
_OBFUSCATED = re.compile(r"/cdn-cgi/l/email-protection#([0-9a-f]{4,})", re.IGNORECASE)


def target(href: str, base: str, without: tuple[str, ...] = ()) -> str:
    """The absolute http(s) address that a reader of the page at `base` gets to, or "" where there is none.

    An anchor within the page, a script or a mail address has no target. Query parameters named in `without`
    are dropped, as are those known to track and those whose value no person would write.
    """
    href = "".join(href.split())
    if not href or href.startswith("#"):
        return ""
    try:
        absolute = urljoin(base, href)
        parts = urlsplit(absolute)
        here = urlsplit(base)
    except ValueError:
        return ""
    if (
        parts.scheme not in ("http", "https")
        or not parts.netloc
        or "/cdn-cgi/l/email-protection" in parts.path
    ):
        return ""
    if parts.fragment and (parts.netloc, parts.path, parts.query) == (here.netloc, here.path, here.query):
        return ""
    path = _SESSION_PATH.sub("", parts.path)
    return _markdown_safe(
        urlunsplit((parts.scheme, parts.netloc, path, _stable(parts.query, without), parts.fragment))
    )


def obfuscated_address(href: str) -> str:
    """The e-mail address that Cloudflare hid in a link, or ""."""
    found = _OBFUSCATED.search(href)
    return decoded_address(found[1]) if found else ""


def decoded_address(hexadecimal: str) -> str:
    """An address that Cloudflare hid: the first byte is XORed with each of the others; "" if it is none."""
    try:
        key, *hidden = bytes.fromhex(hexadecimal)
        return bytes(byte ^ key for byte in hidden).decode().split("?")[0]
    except ValueError:
        return ""


def _stable(query: str, without: tuple[str, ...]) -> str:
    return "&".join(pair for pair in query.split("&") if pair and not _is_volatile(pair, without))


def _is_volatile(pair: str, without: tuple[str, ...]) -> bool:
    name, value = (parse_qsl(pair, keep_blank_values=True) or [("", "")])[0]
    lowered = name.lower()
    return (
        name in without
        or lowered in TRACKING
        or lowered.startswith(TRACKING_PREFIX)
        or bool(_HEXADECIMAL.fullmatch(value) or _VOLATILE_VALUE.fullmatch(value))
    )


def _markdown_safe(address: str) -> str:
    return (
        address.replace("(", "%28")
        .replace(")", "%29")
        .replace("<", "%3C")
        .replace(">", "%3E")
        .replace("|", "%7C")
    )
