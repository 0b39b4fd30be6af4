"""The walk from a platform's pages to its policies: links first, then scripts, sitemaps, the usual addresses.

Pages that list policies are followed, and policies themselves, since they name each other. Every page is
asked for once, as a crawl does: robots.txt and the pace of the settings hold here too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urldefrag, urljoin

from archive_repo.text.words import fold
from archiver import urls
from archiver.crawl.work import Browser, Web
from archiver.crawl.workers import Compute
from archiver.declarations import types
from archiver.declarations.types import Named
from archiver.discover import examine, naming, parts, places
from archiver.discover.examine import Examined
from archiver.discover.outline import Link, Outline
from archiver.errors import FetchError
from archiver.extract import ExtractionFailed
from archiver.fetch.capture import Capture
from archiver.fetch.politeness import robots_url

MAX_PAGES = 60
"""Pages that are asked for; the platforms of the catalogue with the most policies needed 40."""

MAX_DEPTH = 2
"""Links are followed from the pages given, from those they lead to, and from the next."""

MAX_SITEMAPS = 10
"""Sitemaps that are read: those of the largest sites, which list products, have thousands."""

ESSENTIAL = frozenset({"Terms of Service", "Privacy Policy"})
"""What every platform has: where a link names both, nothing is guessed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """An address that may be a policy."""

    link: Link
    from_url: str
    """The page that links to it; empty for an address that was given."""
    depth: int
    """How many links lie between the pages given and this one."""
    is_hub: bool = False
    is_guess: bool = False
    """True for a usual address, which nothing names, and for the parts of the page there."""
    is_given: bool = False
    """True for a page that was given, and for its parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A page that is a policy."""

    url: str
    """The address to fetch, with its fragment if it is part of a page."""
    type: Named
    """What it calls itself."""
    name: str
    """The heading, title or link that says so."""
    lead: Lead
    examined: Examined
    needs_scripts: bool = False
    """True if only a browser shows its text."""

    @property
    def measured(self) -> tuple[str, str, int]:
        """Its address and type, and how many words its text has."""
        return self.url, self.type.type, len(self.examined.text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A page that was looked at and is no policy of the platform, or could not be read."""

    url: str
    label: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What was found."""

    name: str
    """What the platform calls itself."""
    language: str
    """ISO 639-1 code of most of its policies; empty if it is not known."""
    policies: tuple[Policy, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, kw_only=True)
class Seeking:
    """What a search works with."""

    web: Web
    browser: Browser | None
    compute: Compute
    clock: Callable[[], datetime]
    told: Callable[[str], object]
    """Called with each address before it is asked for."""
    max_pages: int = MAX_PAGES


@dataclass(kw_only=True)
class _Walk:
    """A search under way."""

    seeking: Seeking
    sites: set[str] = field(default_factory=set)
    """The sites of the pages given."""
    home: str = ""
    name: str = ""
    ignored: frozenset[str] = frozenset()
    """Words of the platform's name, which say nothing of a document."""
    seen: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    captures: dict[str, Capture] = field(default_factory=dict)
    """Pages of several documents, each of which is read from the same answer, by address."""
    leads: list[Lead] = field(default_factory=list)
    scripted: list[tuple[Lead, Examined]] = field(default_factory=list)
    """The pages given and those that list policies, where their scripts hold links."""
    policies: list[Policy] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def discover(seeking: Seeking, urls: Iterable[str]) -> Discovery:
    """The policies that can be found from some pages of a platform. Raises FetchError if none can be read."""
    walk = _Walk(seeking=seeking)
    _begin(walk, list(urls))
    _follow(walk)
    if _missing(walk):
        walk.leads.extend(_in_scripts(walk))
        _follow(walk)
    if _missing(walk):
        walk.leads.extend(_in_sitemaps(walk))
        _follow(walk)
    if _missing(walk):
        walk.leads.extend(_guessed(walk))
        _follow(walk)
    return Discovery(
        name=walk.name,
        language=_language(walk.policies),
        policies=tuple(walk.policies),
        refused=tuple(walk.refused),
    )


def _begin(walk: _Walk, urls: list[str]) -> None:
    """Look at the pages given, and take their links as leads."""
    failures: list[FetchError] = []
    for url in urls:
        try:
            capture = _fetched(walk, url)
        except FetchError as error:
            failures.append(error)
            walk.refused.append(Refused(url=url, label="", reason=error.reason))
            continue
        walk.sites |= {places.site(url), places.site(capture.final_url)}
        lead = Lead(link=Link(url=url, label=""), from_url="", depth=0, is_given=True)
        examined, _ = _examined(walk, lead, capture)
        if not walk.home:
            walk.home = urljoin(capture.final_url, "/")
            walk.name = naming.platform(examined.outline, capture.final_url)
        walk.ignored |= naming.says_nothing(walk.name, capture.final_url)
        _take(walk, lead, capture, examined, needs_scripts=False)
    if failures and len(failures) == len(urls):
        raise failures[0]


def _follow(walk: _Walk) -> None:
    """Look at each lead, the likeliest first."""
    while walk.leads and len(walk.asked) < walk.seeking.max_pages:
        lead = min(walk.leads, key=_likeliest)
        walk.leads.remove(lead)
        try:
            capture = _fetched(walk, lead.link.url)
        except FetchError as error:
            if not lead.is_guess:
                _refuse(walk, lead, error.reason)
            continue
        examined, needs_scripts = _examined(walk, lead, capture)
        _take(walk, lead, capture, examined, needs_scripts=needs_scripts)


def _likeliest(lead: Lead) -> tuple[int, bool, bool]:
    return lead.depth, not lead.is_hub, bool(lead.link.type)


def _fetched(walk: _Walk, url: str) -> Capture:
    page = urldefrag(url).url
    if page in walk.captures:
        return walk.captures[page]
    if page not in walk.asked:
        walk.seeking.told(page)
    walk.asked.add(page)
    return walk.seeking.web.fetch(url)


def _examined(walk: _Walk, lead: Lead, capture: Capture) -> tuple[Examined, bool]:
    """What the page is, and whether it takes a browser to see it."""
    found = _read(walk, lead, capture)
    is_candidate = bool(lead.from_url) and not lead.is_hub
    if walk.seeking.browser is None or not found.is_empty or (not is_candidate and _leads_on(walk, found)):
        return found, False
    with suppress(FetchError):
        rendered = _read(walk, lead, walk.seeking.browser.render(lead.link.url))
        if not rendered.is_empty or len(rendered.outline.links) > len(found.outline.links):
            return rendered, True
    return found, False


def _leads_on(walk: _Walk, found: Examined) -> bool:
    """True if a page links to what may be policies: its scripts need not be run to find them."""
    links = found.outline.links
    return any(places.named(link, walk.ignored) or places.is_hub(link, walk.ignored) for link in links)


def _read(walk: _Walk, lead: Lead, capture: Capture) -> Examined:
    seeking = walk.seeking
    try:
        return seeking.compute(examine.examine, capture, lead.link.url, lead.link.label, seeking.clock())
    except ExtractionFailed as error:
        return Examined(outline=Outline(), reason=error.reason)


def _take(walk: _Walk, lead: Lead, capture: Capture, examined: Examined, *, needs_scripts: bool) -> None:
    """Note what a page is, and take its links as leads."""
    url = _address(lead, capture)
    if examined.sections:
        url = urldefrag(url).url
        told = [(Named(type=kind, length=2), kind) for kind in examined.sections]
    else:
        told = list(_told(walk, lead, examined))
    for kind, name in told:
        walk.policies.append(
            Policy(url=url, type=kind, name=name, lead=lead, examined=examined, needs_scripts=needs_scripts)
        )
    if lead.depth <= MAX_DEPTH and "#" not in lead.link.url:
        walk.leads.extend(_parts(walk, lead, capture, examined))
        walk.leads.extend(_leads(walk, lead, examined, capture.final_url))
        if examined.outline.scripted and (lead.is_hub or not lead.from_url):
            walk.scripted.append((lead, examined))


def _address(lead: Lead, capture: Capture) -> str:
    """Where to fetch the document: where its link leads for good, with the link's fragment."""
    if not capture.permanently_moved:
        return lead.link.url
    fragment = urldefrag(lead.link.url).fragment
    return f"{capture.final_url}#{fragment}" if fragment else capture.final_url


def _told(walk: _Walk, lead: Lead, examined: Examined) -> Iterator[tuple[Named, str]]:
    """The type that a page is of, and what names it; nothing, with the reason noted, if it is no policy."""
    told = naming.of_page(examined, lead.link, walk.ignored)
    if told is None and not lead.from_url:
        return
    if reason := _why_none(walk, lead, examined, told):
        _refuse(walk, lead, reason)
    elif told is not None:
        yield told


def _why_none(walk: _Walk, lead: Lead, examined: Examined, told: tuple[Named, str] | None) -> str:
    """Why a page is no policy of the platform; empty if it is one."""
    if examined.reason:
        return examined.reason
    if told is None:
        return "nothing on it names a type of terms"
    kind, name = told
    if set(kind.besides) & places.ABOUT:
        return f"it speaks about policies: {name}"
    if places.EARLIER.search(name):
        return f"an earlier version: {name}"
    if places.site(lead.link.url) not in walk.sites and not _names_platform(walk, examined):
        return "it is on another site and does not name the platform"
    return ""


def _names_platform(walk: _Walk, examined: Examined) -> bool:
    said = set(fold(examined.text))
    return bool(walk.ignored & said)


def _refuse(walk: _Walk, lead: Lead, reason: str) -> None:
    if not lead.is_hub and not lead.is_guess:
        walk.refused.append(Refused(url=lead.link.url, label=lead.link.label, reason=reason))


def _parts(walk: _Walk, lead: Lead, capture: Capture, examined: Examined) -> Iterator[Lead]:
    """The documents that are parts of a page, unless its headings tell them apart already."""
    if examined.sections:
        return
    for link in parts.of(examined.outline, lead.link.url, capture.final_url, walk.ignored):
        walk.captures[urldefrag(link.url).url] = capture
        if _is_new(walk, link.url):
            yield replace(lead, link=link, from_url=lead.link.url, is_hub=False)


def _leads(walk: _Walk, lead: Lead, examined: Examined, final_url: str) -> Iterator[Lead]:
    """The links of a page to others that may be policies, each address once."""
    for link in examined.outline.links:
        if parts.is_within(link, lead.link.url, final_url):
            continue
        named = places.named(link, walk.ignored)
        is_hub = places.is_hub(link, walk.ignored) or (
            lead.is_hub and places.is_hub_below(link, lead.link.url, walk.ignored)
        )
        if not (named or is_hub) or places.is_beside_the_point(link):
            continue
        is_own_site = places.site(link.url) in walk.sites
        if not is_own_site and (lead.from_url or not examined.reason or named is None or not named.is_exact):
            continue
        if named is None and "#" in link.url:
            link = replace(link, url=urldefrag(link.url).url)
        if _is_new(walk, link.url):
            yield Lead(
                link=link, from_url=lead.link.url, depth=lead.depth + 1, is_hub=is_hub and named is None
            )


def _is_new(walk: _Walk, url: str) -> bool:
    """True if an address has not been met, which it has then."""
    before = len(walk.seen)
    walk.seen.add(urls.place(url))
    return len(walk.seen) > before


def _missing(walk: _Walk) -> bool:
    joint = parts.joint(one.measured for one in walk.policies)
    found = {one.type.type for one in walk.policies if one.type.is_exact and one.url not in joint}
    return bool(ESSENTIAL - found)


def _in_scripts(walk: _Walk) -> Iterator[Lead]:
    """What the scripts of the platform's pages hold as data: a page of its site whose words name a policy."""
    for lead, examined in walk.scripted:
        links = tuple(one for one in examined.outline.scripted if places.site(one.url) in walk.sites)
        yield from _leads(walk, lead, replace(examined, outline=Outline(links=links)), lead.link.url)


def _in_sitemaps(walk: _Walk) -> Iterator[Lead]:
    """The pages of the site's sitemaps whose addresses name policies."""
    robots = ""
    with suppress(FetchError):
        robots = walk.seeking.web.fetch(robots_url(walk.home)).body.decode("utf-8", "replace")
    waiting, read = places.sitemaps(robots, walk.home), 0
    while waiting and read < MAX_SITEMAPS:
        url, read = waiting.pop(0), read + 1
        if places.site(url) not in walk.sites:
            continue
        try:
            walk.seeking.told(url)
            pages, further = walk.seeking.compute(places.listed, walk.seeking.web.fetch(url).body)
        except (FetchError, ExtractionFailed):
            continue
        waiting += [one for one in further if places.site(one) in walk.sites]
        yield from _listed(walk, pages)


def _listed(walk: _Walk, pages: Iterable[str]) -> Iterator[Lead]:
    for page in pages:
        link = Link(url=page, label="")
        named = types.told_by(places.label_of_path(page), walk.ignored)
        if named is None or not named.is_exact or places.is_beside_the_point(link):
            continue
        if places.site(page) in walk.sites and _is_new(walk, page):
            yield Lead(link=link, from_url=walk.home, depth=1)


def _guessed(walk: _Walk) -> Iterator[Lead]:
    for url in places.usual(walk.home, [one.url for one in walk.policies]):
        if _is_new(walk, url):
            yield Lead(link=Link(url=url, label=""), from_url=walk.home, depth=MAX_DEPTH, is_guess=True)


def _language(policies: Iterable[Policy]) -> str:
    found = [one.examined.language for one in policies if one.examined.language]
    return max(dict.fromkeys(found), key=found.count, default="")
