"""The address of every page of the site, relative to its root. An address stays for ever.

/                                           home
/changes/2026-05/                           what changed in a month
/mistral-ai/                                a platform
/mistral-ai/privacy-policy/                 a document today
/mistral-ai/privacy-policy/2025-05-18/      its text as of a day; a second version of the day gets `-2`
/mistral-ai/privacy-policy/2025-05-18/changes/
/mistral-ai/privacy-policy/provisions/CATEGORY/
/provisions/CATEGORY/                       a category across platforms
/regulations/gdpr/art-6/                    an article
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from urllib.parse import quote
from zlib import crc32

from archive_repo.records import Version

HOME, NOT_FOUND = "", "404.html"
CHANGES, PROVISIONS, REGULATIONS, FEEDS = "changes/", "provisions/", "regulations/", "feeds/"
METHODOLOGY, ABOUT, QUESTIONS, SEARCH, GLOSSARY = (
    "methodology/",
    "about/",
    "questions/",
    "search/",
    "glossary/",
)
ASSETS, SCHEMAS = "assets/", "schemas/"

RESERVED = frozenset(
    one.rstrip("/")
    for one in (
        CHANGES,
        PROVISIONS,
        REGULATIONS,
        FEEDS,
        METHODOLOGY,
        ABOUT,
        QUESTIONS,
        SEARCH,
        GLOSSARY,
        ASSETS,
        SCHEMAS,
    )
)
"""First parts of addresses that no platform may have."""


def _named(slug: str) -> str:
    """A part of an address: what was named by hand so that it could be another's, a file's or no address.

    That is a name with capitals, and one with other characters than letters, digits, `-` and `_`.

    >>> _named("tp-link"), _named("TP-Link"), _named("Tp-link"), _named("index.html")
    ('tp-link', 'tp-link-c8f3184b', 'tp-link-6f6db243', 'index-html-774be9c9')
    """
    bare = _UNSAFE.sub("-", slug.lower()).strip("-")
    return slug if slug == bare else f"{bare}-{crc32(slug.encode()):08x}".lstrip("-")


_UNSAFE = re.compile(r"[^\w-]+")
"""What has a meaning of its own in an address or in a file's name, or can be written in two ways."""


def platform(slug: str) -> str:
    """A platform's page; one that is called as a part of the site gets `platform-` before its name.

    >>> platform("mistral-ai"), platform("search"), platform("platform-search")
    ('mistral-ai/', 'platform-search/', 'platform-platform-search/')
    """
    bare = slug
    while bare.startswith("platform-"):
        bare = bare.removeprefix("platform-")
    return f"platform-{slug}/" if bare in RESERVED else f"{_named(slug)}/"


def document(platform_slug: str, slug: str) -> str:
    """A document's page: its text today."""
    return f"{platform(platform_slug)}{_named(slug)}/"


def history(platform_slug: str, slug: str) -> str:
    """A document's versions."""
    return f"{document(platform_slug, slug)}history/"


def category(slug: str) -> str:
    """A category of provisions across platforms."""
    return f"{PROVISIONS}{slug}/"


def provision(platform_slug: str, slug: str, category_id: str) -> str:
    """A category in a document."""
    return f"{document(platform_slug, slug)}provisions/{category_id}/"


def month(day: date) -> str:
    """What changed in the month of a day."""
    return f"{CHANGES}{day:%Y-%m}/"


def article(reference: str) -> str:
    """An article of a regulation, by its reference.

    >>> article("gdpr:art-6")
    'regulations/gdpr/art-6/'
    """
    return f"{REGULATIONS}{reference.replace(':', '/')}/"


def versions(found: Sequence[Version]) -> dict[str, str]:
    """The pages of a document's versions, oldest first, by the version's id.

    The address of a version never depends on what is recorded after it.
    """
    used: dict[str, int] = {}
    places: dict[str, str] = {}
    for one in found:
        day = f"{one.fetched_at:%Y-%m-%d}"
        used[day] = used.get(day, 0) + 1
        name = day if used[day] == 1 else f"{day}-{used[day]}"
        places[one.id] = f"{document(one.platform, one.document)}{name}/"
    return places


def changes(version_page: str) -> str:
    """What a version changed, by the address of its text."""
    return f"{version_page}changes/"


def text(version_page: str) -> str:
    """A version's text as it is stored, by the address of its page."""
    return f"{version_page}text.md"


def web_annotations(provision_page: str) -> str:
    """The excerpts of a page about a provision as Web Annotations."""
    return f"{provision_page}annotations.jsonld"


def timemap(document_page: str, number: int = 0) -> str:
    """A list of a document's versions for Memento clients, by its page and the number of an address."""
    return f"{document_page}timemap{f'-{number}' if number else ''}.link"


def address_numbers(read_from: Sequence[Sequence[str]]) -> dict[str, int]:
    """The addresses that a document's versions were read from, each with the number of its TimeMap.

    The oldest version comes first. No number but 0 is ever another address's, whatever versions come.
    """
    ever = dict.fromkeys(url for one in read_from for url in one)
    newest = read_from[-1][0] if read_from and read_from[-1] else ""
    return {url: 0 if url == newest else place for place, url in enumerate(ever, 1)}


def uri(address: str) -> str:
    """An address in ASCII, as headers of HTTP, link formats and sitemaps want it.

    >>> uri("https://example.org/豆包/terms%20of%20use/#one")
    'https://example.org/%E8%B1%86%E5%8C%85/terms%20of%20use/#one'
    """
    return quote(address, safe="%/:?#[]@!$&'()+*,;=~")


def up(path: str) -> str:
    """The way from a page to the root of the site.

    >>> up("mistral-ai/privacy-policy/"), up("feeds/all.atom"), up("")
    ('../../', '../', './')
    """
    return "../" * path.count("/") or "./"
