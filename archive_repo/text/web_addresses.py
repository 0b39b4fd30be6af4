"""Web addresses that are written out in a text: which page a reader is sent to, however it is spelled.

`https://`, `www.`, a slash at the end, and what stands behind `?` or `#` may be there or not, and lead to the
same page. E-mail addresses are none: they say whom to write to.
"""

from __future__ import annotations

import re

_ADDRESS = re.compile(
    r"(?<![\w@.])(?:https?://(?:www\.)?|www\.)(?P<site>[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?)"
    r"(?P<page>/[\w.~:/@!$&*+,;=%'-]*)?(?:[?#][\w.~:/?#@!$&*+,;=%'-]*)?",
    re.ASCII | re.IGNORECASE,
)
_END_OF_SENTENCE = ".,;:!?'"


def may_be_in(text: str) -> bool:
    """False where a text has no web address, told in a fraction of the time of looking for one."""
    return "://" in text or "www." in text


def pages(text: str) -> str:
    """The text with the site and page alone of each web address.

    >>> pages("See https://www.example.org/terms/?id=5#fees, or write to me@example.org.")
    'See example.org/terms, or write to me@example.org.'
    """
    return _ADDRESS.sub(_page, text) if may_be_in(text) else text


def _page(match: re.Match[str]) -> str:
    page = (match["page"] or "").rstrip(_END_OF_SENTENCE)
    said = match[0].rstrip(_END_OF_SENTENCE)
    return f"{match['site']}{page.rstrip('/')}{match[0][len(said) :]}"


def find(text: str) -> list[str]:
    """The web addresses in a text, in order.

    >>> find("See https://example.org/terms.")
    ['https://example.org/terms']
    """
    return [match[0].rstrip(_END_OF_SENTENCE) for match in _ADDRESS.finditer(text)]
