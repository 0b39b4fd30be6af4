"""The languages and regions that a page names for itself, as language tags: `de`, `en-GB`, `zh-Hant-TW`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

from archive_repo.format.snapshot import Body
from archive_repo.text import language

SCANNED = 256 * 1024
"""Bytes of a page in which `<html>` and its `<link>`s are looked for."""

ALTERNATES_KEPT = 200
"""Most editions that a page links to and that are remembered."""

REGIONS = {
    "150": "Europe", "419": "Latin America", "AT": "Austria", "AU": "Australia", "BE": "Belgium",
    "BR": "Brazil", "CA": "Canada", "CH": "Switzerland", "CN": "China", "DE": "Germany", "ES": "Spain",
    "EU": "the European Union", "FR": "France", "GB": "the United Kingdom", "HK": "Hong Kong",
    "IE": "Ireland", "IN": "India", "IT": "Italy", "JP": "Japan", "KR": "South Korea", "MX": "Mexico",
    "NL": "the Netherlands", "NZ": "New Zealand", "PL": "Poland", "PT": "Portugal", "SG": "Singapore",
    "TW": "Taiwan", "US": "the United States", "ZA": "South Africa",
}  # fmt: skip
"""The names of regions that sites have editions for."""

LANGUAGES = {
    **language.NAMES, "zh-Hans": "Simplified Chinese", "zh-Hant": "Traditional Chinese", "ar": "Arabic",
    "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "el": "Greek", "et": "Estonian", "fi": "Finnish",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian",
    "lt": "Lithuanian", "lv": "Latvian", "nb": "Norwegian", "no": "Norwegian", "ro": "Romanian",
    "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sr": "Serbian", "sv": "Swedish", "th": "Thai",
    "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese",
}  # fmt: skip
"""The names of languages that sites have editions in."""

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?")
_HTML = re.compile(rb"<html\b([^<>]{0,2000})", re.IGNORECASE)
_LANG = re.compile(rb"""(?:^|[\s"'])(?:xml:)?lang\s{0,9}=\s{0,9}["']?([\w-]{2,35})""", re.IGNORECASE)
_LINK = re.compile(rb"<link\b([^<>]{0,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    rb"""(?<![\w:-])(rel|href|hreflang)\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a page names."""

    by_source: Mapping[str, str]
    """Its own tag by what names it, the weightiest first: `hreflang`, `address`, `html`,
    `content-language`."""
    alternates: tuple[str, ...]
    """The tags of the editions that it links to, itself among them."""


def read(body: Body, spoken: str) -> Named:
    """What a page names, whose text is in the language `spoken`; what names several languages names none."""
    page = b"" if body.extension == "pdf" else body.data[:SCANNED]
    fetched = body.fetched
    alternates = list(_alternates(page, fetched.final_url or fetched.url))
    named = {
        "hreflang": _own(alternates, {_bare(fetched.final_url), _bare(fetched.url)}),
        "address": _of_address(fetched.final_url or fetched.url, spoken),
        "html": _of_html(page),
        "content-language": fetched.headers.get("content-language", ""),
    }
    return Named(
        by_source={source: tag for source, told in named.items() if (tag := normal(told))},
        alternates=tuple(dict.fromkeys(tag for tag, _ in alternates))[:ALTERNATES_KEPT],
    )


def normal(label: str) -> str:
    """A language tag as it should be written; empty for what is none.

    >>> [normal(label) for label in ("EN_us", "en-uk", "zh-hant-tw", "x-default", "en, fr", "English")]
    ['en-US', 'en-GB', 'zh-Hant-TW', '', '', '']
    """
    found = _TAG.fullmatch(label.strip())
    if not found:
        return ""
    code, script, region = found[1].lower(), (found[2] or "").title(), (found[3] or "").upper()
    return "-".join(part for part in (code, script, "GB" if region == "UK" else region) if part)


def parsed(label: str) -> tuple[str, str]:
    """Language, of Chinese with its script, and region of a tag; empty where it names none.

    >>> parsed("en-gb"), parsed("zh-Hant-TW"), parsed("sr-Latn"), parsed("*")
    (('en', 'GB'), ('zh-Hant', 'TW'), ('sr', ''), ('', ''))
    """
    found = _TAG.fullmatch(normal(label))
    if not found:
        return "", ""
    has_script = found[1] == "zh" and found[2]
    return f"zh-{found[2]}" if has_script else found[1], found[3] or ""


def is_same(code: str, other: str) -> bool:
    """True if both are one language, in one script as far as they name it: `zh` is `zh-Hant` too."""
    return code == other or code.startswith(f"{other}-") or other.startswith(f"{code}-")


def _of_html(page: bytes) -> str:
    opened = _HTML.search(page)
    said = _LANG.search(opened[1]) if opened else None
    return said[1].decode("ascii", "replace") if said else ""


def _alternates(page: bytes, base: str) -> Iterator[tuple[str, str]]:
    """The editions that the page links to: the tag of each, and its address."""
    for link in _LINK.finditer(page):
        found = {
            one[1].lower(): (one[2] or one[3] or one[4] or b"").decode("utf-8", "replace")
            for one in _ATTRIBUTE.finditer(link[1])
        }
        is_alternate = "alternate" in found.get(b"rel", "").lower().split()
        if is_alternate and (tag := normal(found.get(b"hreflang", ""))):
            yield tag, _joined(base, found.get(b"href", ""))


def _own(alternates: Sequence[tuple[str, str]], addresses: set[str]) -> str:
    """What the page calls itself among its alternates; empty where it has several names."""
    names = {tag for tag, address in alternates if address in addresses}
    return names.pop() if len(names) == 1 else ""


def _joined(base: str, href: str) -> str:
    try:
        return _bare(urljoin(base, href)) if href else ""
    except ValueError:
        return ""


def _bare(url: str) -> str:
    return urldefrag(url).url.rstrip("/")


def _of_address(url: str, spoken: str) -> str:
    """The region that a path or host begins with, as in `/en-gb/legal`, `/uk/en/` and `eu.lumen.example`.

    `/de/` is a language on a page in German, and a country on any other.
    """
    split = urlsplit(url)
    for part in (*split.path.strip("/").split("/")[:3], (split.hostname or "").partition(".")[0]):
        code, region = parsed(part)
        if region and code in LANGUAGES:
            return part
        country = "GB" if part.lower() == "uk" else part.upper()
        if country in REGIONS and part.lower() != spoken:
            return f"{spoken.partition('-')[0] or 'en'}-{country}"
    return ""
