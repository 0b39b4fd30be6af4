"""Parts of a page that are not its document: menus, banners, dialogs, teasers.

A rule only makes a part suspicious: one that holds much of the page's prose is never junk, whatever it is
called.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml.html import HtmlElement

from archiver.extract import thresholds
from archiver.extract.find.layout import Layout
from archiver.extract.noise import Noise, RuleKind

TAGS = frozenset(["nav", "footer", "aside", "dialog", "form", "noscript", "header", "menu"])
ROLES = frozenset(
    "navigation banner contentinfo complementary dialog alertdialog search menu menubar toolbar tooltip "
    "alert status".split()
)


CONTAINERS = frozenset("div section ul ol dl table span td form aside center fieldset details".split())
"""Elements whose class or id may call them junk; not headings, whose id is made from their words."""
_NEVER = frozenset(("html", "body", "main", "article", "tr", "td", "tbody"))


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
    classes = {noise.kind_of_name(name) for name in (element.get("class") or "").split()}
    kinds = classes | {noise.kind_of_name(element.get("id") or "")}
    return (
        RuleKind.NAME in kinds
        or (RuleKind.WEAK_NAME in classes and share <= thresholds.MAX_WEAK_JUNK_SHARE)
        or (RuleKind.HEADER in kinds and not layout.holds_title(place))
    )


def _is_control(element: HtmlElement) -> bool:
    """True if a button is only a control; those that open an accordion are headings of the document."""
    attributes: Mapping[str, str] = element.attrib
    if any(
        name in attributes for name in ("aria-expanded", "aria-controls", "data-bs-toggle", "data-toggle")
    ):
        return False
    parent = element.getparent()
    return parent is None or parent.tag not in ("h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary")
