"""The links of a page, and what the page says of itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from archiver.declarations import types
from archiver.discover import scripted
from archiver.extract import ExtractionFailed
from archiver.extract.html import charset, links, parse
from archiver.extract.noise import Noise, known

RELATIONS = {"privacy-policy": "Privacy Policy", "terms-of-service": "Terms of Service"}
"""Link relations that name a type of terms, registered by RFC 6903."""

MAX_LINKS = 5_000
"""Links of one page that are looked at; the largest footer menus have some hundreds."""
_JOINTS = re.compile(r"[\W_]+")

MAX_LABEL = 120
"""Characters of a link's words, cut there: a teaser that is one link is no label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of a page."""

    url: str
    """Absolute, with its fragment."""
    label: str
    """Its words, or those that stand for its picture."""
    type: str = ""
    """The type of terms that its relation names; empty if it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What of a page matters to find others."""

    links: tuple[Link, ...] = ()
    anchors: tuple[str, ...] = ()
    """The ids of its elements that name a type of terms, whether or not a link leads there."""
    scripted: tuple[Link, ...] = ()
    """Links that only its scripts hold, as data."""
    site_name: str = ""
    """What the site calls itself; empty if it does not say."""
    title: str = ""


def read(body: bytes, url: str, content_type: str = "") -> Outline:
    """The outline of a page; an empty one if there is no markup to read."""
    if body[:1024].lstrip().startswith(b"%PDF-"):
        return Outline()
    try:
        page = parse.parse(charset.decode(body, content_type), url=url, content_type=content_type)
    except ExtractionFailed:
        return Outline()
    found = dict.fromkeys(islice(_links(page, known()), MAX_LINKS))
    there = {link.url for link in found}
    return Outline(
        links=tuple(found),
        anchors=tuple(islice(dict.fromkeys(_anchors(page)), MAX_LINKS)),
        scripted=tuple(one for one in _scripted(page, known()) if one.url not in there),
        site_name=_site_name(page.tree),
        title=page.title,
    )


def _links(page: parse.Page, noise: Noise) -> Iterator[Link]:
    for element in page.tree.iter("a", "link", "area"):
        href = element.get("href") or ""
        relations = (element.get("rel") or "").lower().split()
        kind = next((RELATIONS[one] for one in relations if one in RELATIONS), "")
        if element.tag == "link" and not kind:
            continue
        if target := _target(href, page.base, noise):
            yield Link(url=target, label=_label(element), type=kind)


def _anchors(page: parse.Page) -> Iterator[str]:
    for element in page.tree.iter():
        name = element.get("id") or (element.get("name") if element.tag == "a" else None)
        if name and types.told_by(_JOINTS.sub(" ", name)):
            yield name


def _scripted(page: parse.Page, noise: Noise) -> dict[Link, None]:
    told = islice(scripted.pairs(page.tree), MAX_LINKS)
    found = ((_target(href, page.base, noise), " ".join(label.split())[:MAX_LABEL]) for href, label in told)
    return dict.fromkeys(Link(url=url, label=label) for url, label in found if url)


def _target(href: str, base: str, noise: Noise) -> str:
    """The address of a link, within its page too: a page may hold several documents."""
    if links.is_within_page(href):
        return f"{base.partition('#')[0]}{href}"
    return links.target(href, base, noise)


def _label(element: HtmlElement) -> str:
    pictures = [one.get("alt") or "" for one in element.iter("img")]
    said = (element.text_content(), element.get("aria-label") or "", element.get("title") or "", *pictures)
    return next((label for text in said if (label := " ".join(text.split()))), "")[:MAX_LABEL]


def _site_name(tree: HtmlElement) -> str:
    for key, name in (("property", "og:site_name"), ("name", "application-name")):
        for one in tree.iter("meta"):
            if (one.get(key) or "").lower() == name and (
                said := " ".join((one.get("content") or "").split())
            ):
                return said[:MAX_LABEL]
    return _organisation(tree)


def _organisation(tree: HtmlElement) -> str:
    """The organisation's or site's name by schema.org."""
    for one in tree.iter("script"):
        if (one.get("type") or "").lower() == "application/ld+json":
            try:
                told = json.loads(one.text or "")
            except (ValueError, RecursionError):
                continue
            for name in _named(told):
                return name[:MAX_LABEL]
    return ""


def _named(told: object) -> Iterator[str]:
    entries = told if isinstance(told, list) else [told]
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        graph = entry.get("@graph")
        yield from _named(graph) if isinstance(graph, list) else ()
        name = entry.get("name")
        if (
            entry.get("@type") in ("Organization", "WebSite", "Corporation")
            and isinstance(name, str)
            and name.strip()
        ):
            yield " ".join(name.split())
