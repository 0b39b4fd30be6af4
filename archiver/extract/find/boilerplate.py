"""Parts of a page that are not its document: menus, banners, dialogs, teasers.

Each rule only proposes. A part that holds a good share of the page's prose is never junk, whatever it is
called.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml.html import HtmlElement

from archiver.extract import thresholds
from archiver.extract.noise import Noise, RuleKind

TAGS = frozenset(["nav", "footer", "aside", "dialog", "form", "noscript", "header", "menu"])
ROLES = frozenset(
    "navigation banner contentinfo complementary dialog alertdialog search menu menubar toolbar tooltip "
    "alert status".split()
)


CONTAINERS = frozenset("div section ul ol dl table span td form aside center fieldset details".split())
"""Elements whose name may say that they are junk; a heading's id is its own words."""
_NEVER = frozenset(("html", "body", "main", "article", "tr", "td", "tbody"))


def is_junk(element: HtmlElement, share: float, holds_title: bool, noise: Noise) -> bool:
    """True if tag, role or name say that it is not part of the document.

    `share` is its part of the page's prose, 0..1; `holds_title` is true if an h1 is in it.
    """
    if share > thresholds.MAX_JUNK_SHARE or element.tag in _NEVER:
        return False
    return is_landmark_junk(element, share, holds_title, noise) or _is_named_junk(
        element, share, holds_title, noise
    )


def is_landmark_junk(element: HtmlElement, share: float, holds_title: bool, noise: Noise) -> bool:
    """True if the tag or the role alone says so."""
    if share > thresholds.MAX_JUNK_SHARE or element.tag in _NEVER:
        return False
    if element.tag == "header":
        return not holds_title
    return (
        element.tag in TAGS
        or (element.get("role") or "").lower() in ROLES
        or element.get("aria-modal") == "true"
        or _is_control(element)
        or noise.hides(element.get("style") or "")
    )


def _is_named_junk(element: HtmlElement, share: float, holds_title: bool, noise: Noise) -> bool:
    """True if a class or the id is one of junk's usual names."""
    if element.tag not in CONTAINERS:
        return False
    classes = {noise.kind_of_name(name) for name in (element.get("class") or "").split()}
    kinds = classes | {noise.kind_of_name(element.get("id") or "")}
    return (
        RuleKind.NAME in kinds
        or (RuleKind.WEAK_NAME in classes and share <= thresholds.MAX_WEAK_JUNK_SHARE)
        or (RuleKind.HEADER in kinds and not holds_title)
    )


def _is_control(element: HtmlElement) -> bool:
    """True if a button is only a control; those that open an accordion are headings of the document."""
    if element.tag != "button" and element.get("role") != "button":
        return False
    attributes: Mapping[str, str] = element.attrib
    if any(
        name in attributes for name in ("aria-expanded", "aria-controls", "data-bs-toggle", "data-toggle")
    ):
        return False
    parent = element.getparent()
    return parent is None or parent.tag not in ("h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary")
