"""Consent walls: dialogs about cookies that lie over a page, or beside its document."""

from __future__ import annotations

import re
from itertools import filterfalse, islice
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from archiver.extract import thresholds
from archiver.extract.find.layout import Layout
from archiver.extract.noise import Noise

_CONSENT = re.compile(
    r"(?:accept|allow|reject|deny|refuse|decline|agree)(?: to)?(?: all| only)?"
    r"(?: necessary| essential| optional)?(?: cookies| selection)?|"
    r"(?:alle|auswahl) (?:cookies )?(?:akzeptieren|ablehnen|erlauben)|"
    r"tout (?:accepter|refuser)|(?:aceptar|rechazar) (?:todas?|todo|cookies)|"
    r"同意|接受所有|すべて(?:許可|拒否)",
    re.IGNORECASE,
)
_NAMED = etree.XPath("descendant-or-self::*[@class or @id]")
_BUTTONS = etree.XPath("descendant-or-self::*[self::button or self::a or @role='button']")
_COOKIE = re.compile(r"cookie|consent|einwilligung|クッキー", re.IGNORECASE)


def places(layout: Layout, noise: Noise) -> set[int]:
    """The places of a page's consent walls.

    The wall of a known consent service counts however long it is. So does the part around a button that asks
    for consent, if it speaks of cookies, is not most of the page and does not hold its title.
    """
    page = layout.elements[0]
    found = {layout.places[element] for element in _found(_NAMED, page) if _is_of_service(element, noise)}
    buttons = filter(_asks_for_consent, _found(_BUTTONS, page))
    outside = filterfalse(_in_document, islice(buttons, thresholds.MAX_CONSENT_BUTTONS))
    around = {_around(layout, layout.places[button]) for button in outside}
    return found | {place for place in around if _speaks_of_cookies(layout, place)}


def _found(expression: etree.XPath, page: HtmlElement) -> list[HtmlElement]:
    """What an expression finds on a page, in document order."""
    return cast("list[HtmlElement]", expression(page))


def _is_of_service(element: HtmlElement, noise: Noise) -> bool:
    classes, name = element.get("class"), element.get("id")
    return bool(classes and noise.are_of_consent_service(classes)) or bool(
        name and noise.is_of_consent_service(name)
    )


def _asks_for_consent(element: HtmlElement) -> bool:
    """True if it is a button by which a visitor accepts or refuses cookies."""
    return bool(_CONSENT.fullmatch(" ".join((element.text or next(element.itertext(), "")).split())))


def _in_document(element: HtmlElement) -> bool:
    """True if it is in the part marked as the document: a policy may have such buttons of its own."""
    return next(element.iterancestors("main", "article"), None) is not None


def _around(layout: Layout, place: int) -> int:
    """The outermost element around a place that is small enough for a wall and holds no h1."""
    while place:
        parent = layout.parents[place]
        if (
            layout.elements[parent].tag in ("html", "body")
            or layout.share(parent) > thresholds.MAX_WALL_SHARE
            or layout.holds_title(parent)
        ):
            break
        place = parent
    return place


def _speaks_of_cookies(layout: Layout, place: int) -> bool:
    inside = layout.under(place)
    mentions = sum(len(_COOKIE.findall(layout.blocks[number].plain)) for number in inside)
    return mentions >= max(1, thresholds.MIN_COOKIE_SHARE * layout.count_words(inside))
