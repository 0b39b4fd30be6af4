"""Parts of a page that are not its document: menus, banners, dialogs, teasers.

Each rule only proposes. A part that holds a good share of the page's prose is never junk, whatever it is called.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml.html import HtmlElement

TAGS = frozenset("nav footer aside dialog form noscript header menu".split())
ROLES = frozenset(
    "navigation banner contentinfo complementary dialog alertdialog search menu menubar toolbar tooltip alert "
    "status".split()
)
MAX_SHARE = 0.25
"""Share of the page's prose from which a part is kept although it is called a footer or a form: some sites wrap
the whole page in a form, and some documents lie in an `aside`."""

_NAMES = re.compile(
    r"(?:^|[-_ ])(?:"
    r"nav|navbar|navigation|topnav|subnav|sidenav|menu|megamenu|submenu|sidebar|side-bar|breadcrumbs?|footer|"
    r"site-header|global-header|main-header|top-?bar|toolbar|pagination|pager|"
    r"cookie-?(?:banner|bar|consent|notice|popup|modal|law|settings|wall|preferences|dialog|manager)|"
    r"consent-?(?:banner|manager|popup|modal|sdk)?|onetrust-[a-z-]+|cky-[a-z-]+|cc-window|cybotcookiebotdialog|"
    r"usercentrics[a-z-]*|iubenda-cs-[a-z-]+|osano-[a-z-]+|truste[a-z-]*|didomi[a-z-]*|"
    r"modal|popup|pop-up|overlay|lightbox|drawer|offcanvas|off-canvas|toast|snackbar|tooltip|"
    r"newsletter|subscribe|sign-?up-?form|share|sharing|social|socials|social-?(?:links|media|icons|share)|"
    r"related|related-?(?:posts|articles|content)|recommended|recommendations|teasers?|promo|promotion|cta|"
    r"advert|advertisement|ads|announcement|announcement-?bar|comments|feedback|was-this-helpful|article-?votes?|"
    r"search|search-?(?:bar|box|form|results)|language-?(?:switcher|selector|picker)|lang-?switch(?:er)?|"
    r"skip-?(?:link|links|nav|to-content)|back-?to-?top|chat-?widget|site-?footer|page-?footer|author-?bio"
    r")(?:$|[-_ ](?:wrap|wrapper|container|inner|outer|root|list|links?|items?|bar|section|block|area|main|top|"
    r"bottom|left|right|desktop|mobile|primary|secondary|\d+|component|module|widget|content|panel|body|modal)s?$)",
    re.I,
)
_UTILITY = re.compile(r"[:\[\]/]|^(?:has|with|no|without|is|p[trblxy]?|m[trblxy]?|h|w|top|z|min|max|scroll)-")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|__+|--+")
_WALLS = re.compile(
    r"^(?:cybotcookiebotdialog|onetrust-(?:consent-sdk|banner-sdk|pc-sdk)|cky-(?:consent|modal|overlay)|"
    r"usercentrics-(?:root|cmp-ui)|didomi-host|iubenda-cs-banner|osano-cm-(?:window|dialog)|truste-consent-track|"
    r"cmplz-cookiebanner(?:-container)?|cookie-law-info-bar|termly-code-snippet-support|qc-cmp2-container|"
    r"sp_message_container|hs-eu-cookie-confirmation|tarteaucitronroot|axeptio_overlay|moove_gdpr_cookie_modal|"
    r"cc-window|cookiescript_injected|klaro|borlabscookiebox)",
    re.I,
)
"""What consent services call their walls, in id or class."""
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px)?\s*(?:;|$)|left\s*:\s*-\d{4,}px",
    re.I,
)
_PROBE = re.compile(r"visibility\s*:\s*hidden|left\s*:\s*-\d{4,}px|clip\s*:\s*rect\(0|font-size\s*:\s*0(?:px)?\s*(?:;|$)", re.I)
_NEVER = frozenset(("html", "body", "main", "article", "tr", "td", "tbody"))


def is_junk(element: HtmlElement) -> bool:
    """Whether tag, role or name say that the element is not part of the document."""
    tag = element.tag
    if tag in _NEVER:
        return False
    return (
        is_landmark_junk(element)
        or element.get("aria-modal") == "true"
        or is_named_junk(element)
        or is_wall(element)
    )


def is_landmark_junk(element: HtmlElement) -> bool:
    """Whether the tag or the role alone say so."""
    if element.tag in _NEVER:
        return False
    if element.tag == "header":
        return next(element.iter("h1"), None) is None
    if element.tag in TAGS or (element.get("role") or "").lower() in ROLES:
        return True
    return is_control(element) or is_wall(element) or is_probe(element)


def is_probe(element: HtmlElement) -> bool:
    """Whether it is text that scripts measure fonts with: placed off the page or invisible, and hidden to readers."""
    style = element.get("style") or ""
    return bool(style and _PROBE.search(style))


def is_named_junk(element: HtmlElement) -> bool:
    """Whether a class or the id is one of junk's usual names."""
    names = [*(element.get("class") or "").split(), element.get("id") or ""]
    return any(
        len(name) < 60 and not _UTILITY.search(name) and _NAMES.search(_CAMEL.sub("-", name))
        for name in names
        if name
    )


def is_wall(element: HtmlElement) -> bool:
    """Whether it is a consent service's wall, which is never the document, however long."""
    return any(_WALLS.match(name) for name in [*(element.get("class") or "").split(), element.get("id") or ""])


def is_hidden(element: HtmlElement) -> bool:
    """Whether the element itself says that it is not shown."""
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(element.get("style") or ""))
    )


def is_control(element: HtmlElement) -> bool:
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
