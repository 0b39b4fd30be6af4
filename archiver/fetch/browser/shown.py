"""A page as it is shown: what its components and frames hold, in the place where they stand.

A component keeps its text in a shadow tree, and a frame in a document of its own: the page's own HTML has
neither. Read are open shadow trees, and frames of the page's origin that take up room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Page

ROOTS = """
const framed = element => {
    if (element.localName !== 'iframe' || !element.contentDocument?.body) return null;
    const isShown = element.checkVisibility({visibilityProperty: true});
    return isShown && element.clientWidth > 1 && element.clientHeight > 1 ? element.contentDocument : null;
};
const inside = root => Array.from(root.querySelectorAll('*'))
    .map(element => element.shadowRoot ?? framed(element)).filter(Boolean);
const roots = root => [root, ...inside(root).flatMap(roots)];
"""
"""JavaScript: `roots(document)` are the document, and the shadow trees and frames in it, at any depth."""

_COMPOSED = f"""() => {{
    {ROOTS}
    if (!inside(document).length) return null;
    const made = document.implementation.createHTMLDocument('');  // where no script runs
    const fill = (copy, nodes, away) => {{
        for (const node of nodes) copy.append(...copied(node, away));
        return copy;
    }};
    const copied = (node, away) => {{
        if (node.localName === 'slot' && node.getRootNode() instanceof ShadowRoot) {{
            const given = node.assignedNodes();
            return (given.length ? given : Array.from(node.childNodes)).flatMap(one => copied(one, away));
        }}
        const inner = node.nodeType === Node.ELEMENT_NODE ? framed(node) : null;
        if (inner) return [fill(made.createElement('div'), inner.body.childNodes, true)];
        const copy = made.importNode(node, node.localName === 'template');
        if (away && typeof node.href === 'string') copy.setAttribute('href', node.href);  // now absolute
        const shown = node.localName === 'noscript' ? [] : (node.shadowRoot ?? node).childNodes;
        return [fill(copy, shown, away)];
    }};
    const [html] = copied(document.documentElement, false);
    return '<!DOCTYPE html>' + html.outerHTML;
}}"""


async def html(page: Page) -> str:
    """The page's DOM as HTML, with its components and frames in their places."""
    return await page.evaluate(_COMPOSED) or await page.content()
