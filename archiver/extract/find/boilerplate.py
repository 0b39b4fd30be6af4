"""Parts of a page that are not its document: menus, banners, dialogs, teasers.

Each rule only proposes. A part that holds a good share of the page's prose is never junk, whatever it is
called.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from lxml.html import HtmlElement

from archiver.extract import thresholds

TAGS = frozenset(["nav", "footer", "aside", "dialog", "form", "noscript", "header", "menu"])
ROLES = frozenset(
    "navigation banner contentinfo complementary dialog alertdialog search menu menubar toolbar tooltip "
    "alert status".split()
)


_SUFFIXES = (
    r"(?:[-_ ](?:wrap|wrapper|container|inner|outer|root|list|links?|items?|bar|section|block|area|main|top|"
    r"bottom|left|right|desktop|mobile|primary|secondary|\d+|component|module|widget|content|panel|body|modal|text|title|"
    r"description|column|row|group|nav|menu|child|holder|bg|background|fixed|sticky|global|site|page)s?)*$"
)
_STRONG = re.compile(
    r"(?:^|[-_ ])(?:"
    r"nav|navbar|navigation|topnav|subnav|sidenav|menu|megamenu|submenu|sidebar|side-bar|breadcrumbs?|footer|"
    r"top-?bar|toolbar|pagination|pager|site-?footer|page-?footer|offcanvas|off-canvas|"
    r"cookie-?(?:banner|bar|popup|modal|law|wall|dialog|manager)|onetrust-[a-z-]+|cky-[a-z-]+|usercentrics[a-z-]*|"
    r"iubenda-cs-[a-z-]+|osano-[a-z-]+|truste[a-z-]*|didomi[a-z-]*|modal|popup|pop-up|lightbox|toast|snackbar|tooltip|"
    r"language-?(?:switcher|selector|picker)|lang-?switch(?:er)?|skip-?(?:link|links|nav|to-content)|back-?to-?top|"
    r"chat-?widget|announcement-?bar|was-this-helpful|article-?votes?|article-?relatives|search-?(?:bar|box|form)|"
    r"related-?(?:posts|articles)|social-?(?:links|media|icons|share)|share-?(?:buttons|bar|icons|links)"
    r")" + _SUFFIXES,
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"(?:^|[-_ ])(?:"
    r"overlay|drawer|newsletter|subscribe|sign-?up-?form|share|sharing|social|socials|related|related-?content|"
    r"recommended|recommendations|teasers?|promo|promotion|cta|advert|advertisement|ads|announcement|comments|feedback|"
    r"search|search-?results|author-?bio|cookie-?(?:consent|notice|settings|preferences)|"
    r"consent-?(?:banner|manager|popup|modal|sdk)?"
    r")" + _SUFFIXES,
    re.IGNORECASE,
)
_HEADER_NAMES = re.compile(
    r"^(?:new-|site-|page-|global-|main-|top-|mobile-)*header(?:-(?:container|wrapper|menu|bar|section|inner|nav|top|main|"
    r"fixed|sticky|global|site|area|holder|row|group|content|desktop|mobile))*$",
    re.IGNORECASE,
)
"""Headers by name; one that holds an h1 holds the document's title."""
_UTILITY = re.compile(r"[:\[\]/]|^(?:has|with|no|without|is|p[trblxy]?|m[trblxy]?|h|w|top|z|min|max|scroll)-")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|__+|--+")
_PROBE = re.compile(
    r"visibility\s*:\s*hidden|left\s*:\s*-\d{4,}px|clip\s*:\s*rect\(0|font-size\s*:\s*0(?:px)?\s*(?:;|$)",
    re.IGNORECASE,
)
CONTAINERS = frozenset("div section ul ol dl table span td form aside center fieldset details".split())
"""Elements whose name may say that they are junk; a heading's id is its own words."""
_NEVER = frozenset(("html", "body", "main", "article", "tr", "td", "tbody"))


def is_junk(element: HtmlElement, share: float, holds_title: bool) -> bool:
    """Whether tag, role or name say that it is no part of the document.

    `share` is its part of the page's prose, 0..1; `holds_title`, whether an h1 is in it.
    """
    if share > thresholds.MAX_JUNK_SHARE or element.tag in _NEVER:
        return False
    return is_landmark_junk(element, share, holds_title) or _is_named_junk(element, share, holds_title)


def is_landmark_junk(element: HtmlElement, share: float, holds_title: bool) -> bool:
    """Whether the tag or the role alone say so."""
    if share > thresholds.MAX_JUNK_SHARE or element.tag in _NEVER:
        return False
    if element.tag == "header":
        return not holds_title
    return (
        element.tag in TAGS
        or (element.get("role") or "").lower() in ROLES
        or element.get("aria-modal") == "true"
        or _is_control(element)
        or _is_probe(element)
    )


def _is_probe(element: HtmlElement) -> bool:
    """Whether it is text that scripts measure fonts with: placed off the page, or invisible."""
    style = element.get("style") or ""
    return bool(style and _PROBE.search(style))


def _is_named_junk(element: HtmlElement, share: float, holds_title: bool) -> bool:
    """Whether a class or the id is one of junk's usual names."""
    if element.tag not in CONTAINERS:
        return False
    classes = {_kind(name) for name in (element.get("class") or "").split()}
    kinds = classes | {_kind(element.get("id") or "")}
    weak = "weak" in classes and share <= thresholds.MAX_WEAK_JUNK_SHARE
    return "strong" in kinds or weak or ("header" in kinds and not holds_title)


@lru_cache(maxsize=20_000)
def _kind(name: str) -> str:
    if not name or len(name) > thresholds.MAX_NAME_LETTERS or _UTILITY.search(name):
        return ""
    plain = _CAMEL.sub("-", name)
    if _STRONG.search(plain):
        return "strong"
    return "weak" if _WEAK.search(plain) else "header" if _HEADER_NAMES.match(plain) else ""


def _is_control(element: HtmlElement) -> bool:
    """Whether a button is only a control; those that open an accordion are headings of the document."""
    if element.tag != "button" and element.get("role") != "button":
        return False
    attributes: Mapping[str, str] = element.attrib
    if any(
        name in attributes for name in ("aria-expanded", "aria-controls", "data-bs-toggle", "data-toggle")
    ):
        return False
    parent = element.getparent()
    return parent is None or parent.tag not in ("h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary")
