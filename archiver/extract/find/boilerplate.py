"""Parts of a page that are not its document: menus, banners, dialogs, teasers.

A rule only makes a part suspicious: one that holds much of the page's prose is never junk, whatever it is
called.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml.html import HtmlElement

from archiver.extract import thresholds
from archiver.extract.find.layout import Layout
from archiver.extract.noise import Noise, RuleKind

TAGS = frozenset(["nav", "footer", "aside", "dialog", "form", "noscript", "header", "menu"])
ROLES = frozenset(
    "navigation banner contentinfo complementary dialog alertdialog search menu menubar toolbar tooltip "
    "alert status combobox listbox".split()
)


CONTAINERS = frozenset("div section ul ol dl table span td form aside center fieldset details".split())
"""Elements whose class or id may call them junk; not headings, whose id is made from their words."""
_NEVER = frozenset(("html", "body", "main", "article", "tr", "td", "tbody"))
_TABS = re.compile(r"\b(?:tabs?|pills)\b")
"""Classes of a row of tabs, which say what each of the texts below it is for."""


def is_landmark_junk(layout: Layout, place: int, noise: Noise) -> bool:
    """True if the tag, role or style of the element at a place says that it is no part of the document."""
    element = layout.elements[place]
    tag = element.tag
    if tag in _NEVER or layout.share(place) > thresholds.MAX_JUNK_SHARE:
        return False
    if tag == "header":
        return not layout.holds_title(place)
    role, style = element.get("role"), element.get("style")
    return (
        tag in TAGS
        or (role is not None and role.lower() in ROLES)
        or element.get("aria-modal") == "true"
        or ((tag == "button" or role == "button") and _is_control(element))
        or (style is not None and noise.hides(style))
    )


def is_named_junk(layout: Layout, place: int, noise: Noise) -> bool:
    """True if a class or the id of the element at a place is a usual name for junk."""
    element, share = layout.elements[place], layout.share(place)
    if element.tag not in CONTAINERS or share > thresholds.MAX_JUNK_SHARE:
        return False
    classes, kinds = _kinds(element, noise)
    return (
        RuleKind.NAME in kinds
        or (RuleKind.WEAK_NAME in classes and share <= thresholds.MAX_WEAK_JUNK_SHARE)
        or (RuleKind.HEADER in kinds and not layout.holds_title(place))
    )


def is_named_label(layout: Layout, place: int, noise: Noise) -> bool:
    """The same for a part without any prose, which is therefore taken from the document itself as well."""
    element = layout.elements[place]
    if element.tag not in CONTAINERS or layout.prose[place]:
        return False
    classes, kinds = _kinds(element, noise)
    if not (RuleKind.NAME in kinds or RuleKind.WEAK_NAME in classes) or layout.holds_title(place):
        return False
    return _TABS.search(element.get("class") or "") is None


def _kinds(element: HtmlElement, noise: Noise) -> tuple[set[RuleKind | None], set[RuleKind | None]]:
    """What the classes of an element are called, and what its classes and its id are."""
    classes = {noise.kind_of_name(name) for name in (element.get("class") or "").split()}
    return classes, classes | {noise.kind_of_name(element.get("id") or "")}


def is_picker(element: HtmlElement) -> bool:
    """True if one of several values is chosen with it: it says which is, or opens the list of them."""
    return element.get("role") == "combobox" or element.get("aria-haspopup") in ("listbox", "menu")


def _is_control(element: HtmlElement) -> bool:
    """True if a button is only a control; those that open an accordion are headings of the document."""
    attributes: Mapping[str, str] = element.attrib
    if is_picker(element):
        return True
    if any(
        name in attributes for name in ("aria-expanded", "aria-controls", "data-bs-toggle", "data-toggle")
    ):
        return False
    parent = element.getparent()
    return parent is None or parent.tag not in ("h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary")
