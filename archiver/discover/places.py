"""Where policies are looked for: by the words and addresses of links, in sitemaps, at usual addresses."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import unquote, urljoin, urlsplit

from courlan import extract_domain
from lxml import etree

from archive_repo.text.words import fold
from archiver.declarations import types
from archiver.declarations.types import Named
from archiver.discover.outline import Link

HUBS = frozenset(
    spelled
    for name in (
        "Legal", "Legal Center", "Legal Centre", "Legal Hub", "Legal Overview", "Legal Documents",
        "Legal Stuff", "Legal Information", "Policies", "Policy", "Policy Center", "Site Policy",
        "Our Policies", "All Policies", "Terms and Policies", "Terms & Privacy", "Terms and Privacy",
        "Privacy & Terms", "Legal & Privacy", "Privacy & Legal", "Privacy and Legal",
        "Legal and Compliance", "Legal Terms and Policies", "Terms Policies and Guidelines",
        "Trust Center", "Trust Centre", "Trust", "Privacy Center", "Privacy Hub", "Trust and Safety",
        "Safety and Policies", "Rules and Policies", "Guidelines and Policies", "Compliance",
        "Rechtliches", "Rechtliche Hinweise", "Légal", "Informations légales", "Juridique", "Legales",
        "Información legal", "Note legali", "Informazioni legali", "Juridisch", "Juridisk",
        "Informacje prawne", "Právní informace", "Yasal", "法律", "法律声明", "法的情報", "법적 고지",
    )
    for spelled in types.spellings(name)
)  # fmt: skip
"""Names of pages that list policies, in links and addresses."""

COLLECTIONS = frozenset(
    "policies terms agreements notices documents guidelines rules legal richtlinien bedingungen "
    "dokumente conditions politiques políticas condiciones documentos condizioni documenti "
    "voorwaarden".split()
)
"""First or last words of what a page that lists policies calls its parts, each with a page of its own:
`Product policies`, `Company policies`, `Customer agreements`."""

NEWS = frozenset(
    "blog blogs news newsroom press stories story events event jobs careers career customers case-studies "
    "learn academy podcast webinars resources templates template tools generator glossary research "
    "login signin signup sign-in sign-up account settings preferences".split()
)
"""Parts of addresses below which nothing is a policy of the platform."""

CONTROLS = frozenset(
    "settings setting preferences preference choices choice manage opt optout sell einstellungen paramètres "
    "preferencias impostazioni preferenze instellingen inställningar ustawienia 设置 設定".split()
)
"""Words of links that lead to a control: `Cookie settings`, `Do not sell my information`."""

ABOUT = frozenset(
    "how what why who when faq faqs guide update updates updating updated changes announcing introducing "
    "generator template templates example examples comparison report center centre hub blog webinar "
    "explained wie was warum comment pourquoi cómo qué come perché".split()
)
"""Words of a title that speaks about policies and is none."""

EARLIER = re.compile(
    r"\b(previous|prior|archived?|past|older?|former|superseded|historical|outdated|frühere|anciennes?)\b"
    r"|\b(19|20)\d\d\b|(?<![a-z])v\d+(\.\d+)*$",
    re.IGNORECASE,
)
"""What links to earlier versions say, in words or address."""

USUAL = (
    "/legal", "/terms", "/privacy", "/policies", "/privacy-policy", "/terms-of-service", "/legal/privacy",
    "/legal/terms", "/terms-of-use", "/tos",
)  # fmt: skip
"""Paths of policies and of what lists them, which are asked for if no link leads to a platform's terms and
privacy policy."""

SIBLINGS = ("privacy-policy", "privacy", "terms-of-service", "terms", "community-guidelines")
"""Last parts of addresses beside a policy that was found, asked for likewise."""

_ENDING = re.compile(r"\.(html?|php|aspx?|pdf|md|txt)$", re.IGNORECASE)
_JOINTS = re.compile(r"[-_+.]+")

MAX_HUB_WORDS = 4
"""Words of a link to a part of a list of policies."""

MAX_LABEL_WORDS = 9
"""Words of a link that may name a document; longer ones are sentences and teasers."""

MAX_SITEMAP_BYTES = 50_000_000
"""The size that the protocol allows for a sitemap, unpacked (https://www.sitemaps.org/protocol.html)."""

MAX_LISTED = 50_000
"""Addresses that the protocol allows in a sitemap."""


def site(url: str) -> str:
    """What the addresses of a site have in common: the registered domain; without one, host and port."""
    split = urlsplit(url)
    return extract_domain(url) or split.netloc.lower()


def label_of_path(url: str) -> str:
    """What the last part of an address says, its fragment first.

    >>> label_of_path("https://example.org/legal/privacy-policy.html"), label_of_path("https://example.org/")
    ('privacy policy', '')
    """
    split = urlsplit(url)
    last = split.fragment or split.path.rstrip("/").rpartition("/")[2]
    return _JOINTS.sub(" ", _ENDING.sub("", unquote(last)))


def named(link: Link, ignored: frozenset[str]) -> Named | None:
    """The type of terms that a link names by its words or, failing them, by its address."""
    found = types.told_by(link.label, ignored) if len(link.label.split()) <= MAX_LABEL_WORDS else None
    if link.type and (found is None or found.type != link.type):
        return Named(type=link.type, length=2)
    return found or types.told_by(label_of_path(link.url), ignored)


def is_hub(link: Link, ignored: frozenset[str]) -> bool:
    """True if a link leads to a page that lists policies."""
    said = (link.label, label_of_path(link.url))
    return any(tuple(word for word in types.words(text) if word not in ignored) in HUBS for text in said)


def is_hub_below(link: Link, hub: str, ignored: frozenset[str]) -> bool:
    """True if a link of a page that lists policies, at the address `hub`, leads to a part of that list.

    It lies below that page, or is called by words like "agreements"; a link that names a type of terms itself
    is a policy.
    """
    words = [word for word in fold(link.label) if word not in ignored]
    is_below = site(link.url) == site(hub) and urlsplit(link.url).path.startswith(
        urlsplit(hub).path.rstrip("/") + "/"
    )
    is_collection = bool(words) and (words[-1] in COLLECTIONS or words[0] in COLLECTIONS)
    return 0 < len(words) <= MAX_HUB_WORDS and is_collection and (is_below or len(words) > 1)


def is_hub_name(name: str) -> bool:
    """True if a name is that of a page that lists policies."""
    return types.words(name) in HUBS


def is_beside_the_point(link: Link) -> bool:
    """True if a link leads to news, a control or an earlier version, whatever it is called."""
    parts = set(urlsplit(link.url).path.lower().split("/"))
    if parts & NEWS or set(types.words(link.label)) & CONTROLS:
        return True
    return is_earlier(link)


def is_earlier(link: Link) -> bool:
    """True if a link leads to an earlier version of a policy."""
    return bool(EARLIER.search(link.label) or EARLIER.search(urlsplit(link.url).path))


def usual(home: str, policies: Iterable[str]) -> Iterator[str]:
    """The usual addresses on a site's host, and beside those policies that lie in a folder."""
    yield from (urljoin(home, path) for path in USUAL)
    for url in policies:
        if urlsplit(url).path.count("/") > 1:
            yield from (urljoin(url, name) for name in SIBLINGS)


def sitemaps(robots: str, home: str) -> list[str]:
    """The sitemaps that a robots.txt names; the usual address if it names none."""
    found = [url for url in re.findall(r"(?im)^\s*sitemap:\s*(\S+)", robots) if _is_address(url)]
    return found or [urljoin(home, "/sitemap.xml")]


def listed(body: bytes) -> tuple[list[str], list[str]]:
    """The pages and the further sitemaps that a sitemap lists; nothing if it cannot be read."""
    if body[:2] == b"\x1f\x8b":
        try:
            body = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(body, MAX_SITEMAP_BYTES)
        except zlib.error:
            return [], []
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        tree = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return [], []
    if tree is None:
        return [], []
    pages: list[str] = []
    further: list[str] = []
    for place in islice(tree.iter("{*}loc"), MAX_LISTED):
        parent, url = place.getparent(), (place.text or "").strip()
        into = further if parent is not None and etree.QName(parent).localname == "sitemap" else pages
        if _is_address(url):
            into.append(url)
    return pages, further


def _is_address(url: str) -> bool:
    """True if it can be taken apart: strangers wrote it, and it may be `http://[`."""
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False
