"""What a page is called, and what its platform calls itself."""

from __future__ import annotations

import ipaddress
from functools import cache
from itertools import chain
from urllib.parse import urlsplit

from archive_repo.text.words import fold
from archiver.declarations import types
from archiver.declarations.types import Named
from archiver.discover import places
from archiver.discover.examine import Examined
from archiver.discover.outline import Link, Outline

MAX_NAME = 40
"""Characters of a platform's name; a longer one is a slogan."""

PARTS_OF_A_SITE = frozenset("docs documentation help support center centre legal policies website".split())
"""Last words of a site's name that name one part of it: `GitHub Docs`."""

SPECIAL = {
    "Terms of Service": frozenset(
        {"Commercial Terms", "Developer Terms", "In-App Purchases Policy", "Affiliate Terms", "Refund Policy"}
    ),
}
"""Types whose documents are often headed as a more general one: the link that says more decides."""

_MARKS = (" | ", " – ", " — ", " · ", " - ", " :: ", "｜")


def of_page(examined: Examined, link: Link, ignored: frozenset[str]) -> tuple[Named, str] | None:
    """The type of a page and what names it: its heading, its title, the link to it, or its address.

    None if nothing names one. A name that says nothing else is preferred to a longer one of the same type.
    """
    linked, titled = (link.label, places.label_of_path(link.url)), _parts(examined.outline.title)
    is_part = "#" in link.url  # the title is that of the whole page
    said = (examined.heading, *linked, *titled) if is_part else (examined.heading, *titled, *linked)
    found = [(named, text) for text in said if (named := types.told_by(text, ignored))]
    if link.type:
        found.append((Named(type=link.type, length=2), link.type))
    if not found:
        return None
    own = found[0]
    exact = [one for one in found if one[0].is_exact]
    special = (one for one in exact if one[0].type in SPECIAL.get(own[0].type, ()) and one[0].length > 1)
    if more := next(special, None):
        return more
    return next((one for one in exact if one[0].type == own[0].type), own)


def platform(outline: Outline, url: str) -> str:
    """What a platform calls itself on a page; failing that, what its address does."""
    host = urlsplit(url).hostname or ""
    domain = host if _is_number(host) else places.site(url).partition(":")[0].partition(".")[0]
    titled = [part for part in reversed(_parts(outline.title)) if domain in "".join(fold(part))]
    said = map(_without_part, (outline.site_name, *_parts(outline.site_name), *titled))
    return next(filter(_is_name, said), domain.capitalize())


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def says_nothing(name: str, url: str) -> frozenset[str]:
    """The words of a platform's name and of its address, as far as no type is named by them."""
    return frozenset((*types.words(name), *types.words(places.site(url).partition(".")[0]))) - _typical()


def _parts(title: str) -> list[str]:
    """What a title says, and what it adds of the site, apart."""
    for mark in _MARKS:
        title = title.replace(mark, "\n")
    return [part.strip() for part in title.split("\n")]


def _is_name(text: str) -> bool:
    is_short = 0 < len(text) <= MAX_NAME
    return is_short and types.told_by(text) is None and not places.is_hub_name(text)


def _without_part(text: str) -> str:
    words = text.split()
    while len(words) > 1 and words[-1].casefold() in PARTS_OF_A_SITE:
        words.pop()
    return " ".join(words)


@cache
def _typical() -> frozenset[str]:
    return frozenset(chain.from_iterable(map(types.words, types.all_names())))
