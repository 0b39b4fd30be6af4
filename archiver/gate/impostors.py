"""Pages in a policy's place, recognised by their words and by where their redirects ended.

A page with hardly any words has failed. One with more words that only its phrases speak against may still be
the document, so it is held for a person to look at. A page of more than `IMPOSTOR_WORDS` words is judged by
what it says outside of links, and if that is longer too, only where it does not speak like a policy: policies
speak of cookies, scripts and errors as well.
"""

from __future__ import annotations

import html
import re
from itertools import accumulate
from urllib.parse import urlsplit

from archive_repo.text import kinds, words
from archive_repo.text.markdown import PAGE_BREAK, LineKind, kind_of, plain
from archiver.fetch.capture import Capture
from archiver.gate import marks, redirected, sameness, vocabulary
from archiver.gate.marks import Impostor
from archiver.gate.prepared import Prepared
from archiver.gate.thresholds import (
    IMPOSTOR_PHRASES,
    IMPOSTOR_WORDS,
    MINIMUM_WORDS,
    POLICY_WORDS,
    TITLE_WORDS,
)
from archiver.gate.verdict import Candidate

SOURCE = 200_000
"""Bytes of each page's source, from its beginning, in which a vendor's marks are looked for."""

_LOGIN = re.compile(r"/(log-?in|sign-?in|auth|account/login|sso|oauth2?)(/|$|\?)", re.IGNORECASE)


def failure(candidate: Candidate, text: Prepared) -> str:
    """Why the candidate, whose text is given, cannot be the document; empty when it may be."""
    if text.has_words(MINIMUM_WORDS):
        return _vendors_wall(candidate, text) or _failed_part(candidate)
    count = len(text.words)
    if named := name(candidate.text, title=candidate.title, source=_source(candidate)):
        return _led(named, candidate.text, candidate.captures)
    if listing := _listing(candidate):
        return listing
    if not count:
        return f"the page has no text: {marks.SCRIPT_REMEDY}, or declare a selector"
    return f"only {count} words: {marks.SCRIPT_REMEDY}, declare a selector, or {marks.ADDRESS_REMEDY}"


def suspicion(candidate: Candidate, text: Prepared) -> str:
    """Why the candidate's words suggest that it is not a policy; empty if none do."""
    impostor = _titled(candidate)
    if candidate.selected and not impostor:  # told without reading the text
        return ""
    is_short, prose = len(text.words) <= IMPOSTOR_WORDS, text.prose
    if len(prose.words) > IMPOSTOR_WORDS and prose.policy_share >= POLICY_WORDS:
        return ""
    if impostor:
        return _led(_told(impostor), candidate.text, candidate.captures)
    if is_short and sameness.is_directory(candidate.text, of_documents=True):
        return _listing(candidate)
    if _is_called_policy(candidate, text):
        return ""
    if impostor := _phrased(candidate.text if is_short else _beginning(prose.text)):
        return _led(_told(impostor), candidate.text, candidate.captures)
    if is_short:
        return _listing(candidate)
    return _mostly_links(candidate, prose) if len(prose.words) < MINIMUM_WORDS else ""


def _mostly_links(candidate: Candidate, prose: Prepared) -> str:
    """Why a long page that says hardly anything outside of links may be another one; empty if it may not."""
    named = name(prose.text, title=candidate.title, source=_source(candidate))
    return _led(named, prose.text, candidate.captures) or _listing(candidate)


def is_no_policy(candidate: Candidate, text: Prepared) -> bool:
    """True if no heading names a document and the text, in a known language, hardly reads like a policy."""
    prose = text.prose
    if candidate.selected or not prose.language or prose.policy_share >= POLICY_WORDS:
        return False
    return not any(_is_document(head, candidate) for head in (candidate.title, _heading(candidate.text)))


def name(text: str, *, title: str = "", source: bytes = b"") -> str:
    """Which impostor a page is, and what to do about it; empty if it is not known to be one."""
    if vendor := _vendor(source):
        return vendor
    lines = (title, *text.splitlines())
    found = (
        one
        for one in marks.IMPOSTORS
        if one.said(_straight(text)) or any(one.is_titled(_straight(line)) for line in lines)
    )
    return next(map(_told, found), "")


def _listing(candidate: Candidate) -> str:
    is_directory = sameness.is_directory(candidate.text)
    return f"page that only lists documents: {marks.TARGET_REMEDY}" if is_directory else ""


def _vendors_wall(candidate: Candidate, text: Prepared) -> str:
    """The vendor's wall that source and title agree on; a policy may have a vendor's form or script."""
    if not _titled(candidate) or text.prose.has_words(IMPOSTOR_WORDS + 1):
        return ""
    return _vendor(_source(candidate))


def _failed_part(candidate: Candidate) -> str:
    """Why one page of a document made of several cannot be part of it; empty if all may be."""
    if len(candidate.captures) < 2:
        return ""
    for number, part in enumerate(candidate.text.split(PAGE_BREAK), start=1):
        if not Prepared(part).has_words(MINIMUM_WORDS) and (named := name(part)):
            own = candidate.captures[number - 1 : number]
            return f"page {number} of the document: {_led(named, part, own)}"
    return ""


def _led(named: str, text: str, captures: tuple[Capture, ...]) -> str:
    """The reason with the address that a page leads to, if it only redirects and tells where."""
    if not named.startswith(marks.REDIRECTS):
        return named
    address = redirected.to(text, captures)
    return f"{named}, {address}" if address else named


def _source(candidate: Candidate) -> bytes:
    return b"\n".join(capture.body[:SOURCE] for capture in candidate.captures if is_markup(capture))


def _vendor(source: bytes) -> str:
    decoded = html.unescape(source.decode("utf-8", "replace"))
    found = (one.name for one in marks.VENDORS if one.is_in(decoded))
    return next((f"{one}: {marks.BOT_REMEDY}" for one in found), "")


def _titled(candidate: Candidate) -> Impostor | None:
    """The impostor that the page's title or first heading names, unless it names a document."""
    both = (candidate.title, _heading(candidate.text))
    heads = [_straight(head) for head in both if not _is_document(head, candidate)]
    return next((one for one in marks.IMPOSTORS if any(map(one.is_titled, heads))), None)


def _beginning(text: str) -> str:
    """The lines of a text up to IMPOSTOR_WORDS words."""
    counts = accumulate(len(words.of(raw)) for raw in text.splitlines())
    return "\n".join(
        raw for raw, count in zip(text.splitlines(), counts, strict=True) if count <= IMPOSTOR_WORDS
    )


def _phrased(text: str) -> Impostor | None:
    """The impostor with the most phrases, if there are enough of them."""
    said = [one.said(_straight(text)) for one in marks.IMPOSTORS]
    likeliest = marks.IMPOSTORS[said.index(max(said))]
    return likeliest if sum(said) >= IMPOSTOR_PHRASES else None


def _is_called_policy(candidate: Candidate, text: Prepared) -> bool:
    """True if the text's own heading names a document and it reads like a policy.

    The page's title does not count: walls often keep the title of the page that was asked for.
    """
    is_document = _is_document(_heading(candidate.text), candidate)
    return is_document and text.prose.policy_share >= POLICY_WORDS


def _heading(text: str) -> str:
    """The first heading of a text; where it has none, its first line if that is as short as a title."""
    lines = [raw for raw in text.splitlines() if raw.strip()]
    first = lines[0] if lines and len(words.of(lines[0])) <= TITLE_WORDS else ""
    return plain(next((raw for raw in lines if kind_of(raw) is LineKind.HEADING), first))


def _is_document(head: str, candidate: Candidate) -> bool:
    return kinds.is_title(head) or vocabulary.is_same_title(head, candidate.declared)


def _told(impostor: Impostor) -> str:
    return f"{impostor.name}: {impostor.remedy}"


def _straight(text: str) -> str:
    """The text with straight apostrophes, as the marks have them."""
    return text.replace("’", "'")


def is_markup(capture: Capture) -> bool:
    """True if the response is an HTML page, not a PDF or plain text."""
    kind = capture.content_type.partition(";")[0].strip().lower()
    return kind in ("text/html", "application/xhtml+xml") or (not kind and capture.body.lstrip()[:1] == b"<")


def unclosed(capture: Capture) -> bool:
    """True if a page's source lacks its end tags: the connection was cut, or the page never writes them."""
    tail = capture.body[-20_000:].lower()
    return bool(capture.body) and is_markup(capture) and b"</html" not in tail and b"</body" not in tail


def elsewhere(capture: Capture) -> str:
    """Which other page the redirects ended on: home page or login page; empty if they did not."""
    if capture.final_url == capture.url:
        return ""
    asked, reached = urlsplit(capture.url), urlsplit(capture.final_url)
    if _LOGIN.search(reached.path) and not _LOGIN.search(asked.path):
        return "login page"
    path, target = asked.path.rstrip("/"), reached.path.rstrip("/")
    if path != target and (
        not target or path.startswith(target + "/") or re.fullmatch(r"/[a-z]{2}([-_][a-z]{2})?", target)
    ):
        return "home page"
    return ""
