"""What a person could do so that a document is read better."""

from __future__ import annotations

from collections.abc import Sequence

from archiver.declarations import Document
from archiver.extract.document import DocumentText
from archiver.fetch.capture import Capture
from archiver.gate import edition

LOW_CONFIDENCE = 0.6
"""Below this, no two of three methods agree on what the document is. None of 296 real pages with a curated
text was below, and all but one were read with an F1 over .9."""


def of(document: Document, extracted: DocumentText, captures: Sequence[Capture]) -> str:
    """The advice on a document as it was read from these captures; empty if it is read well."""
    if extracted.missed:
        return f"{extracted.missed}; until then the page is read without selectors"
    if unmet := _unmet(document, extracted):
        return unmet
    if told := moved(captures):
        return told
    if any(capture.refused_at for capture in captures):
        return "the server refuses plain requests, and answers a browser"
    if document.beside and not all(source.select or source.fragment for source in document.sources):
        return "another document is on the same page: a selector or a #fragment would tell them apart"
    if extracted.confidence is not None and extracted.confidence < LOW_CONFIDENCE:
        return "may need a selector: the readings of the page disagree about what the document is"
    return ""


def pictureless(extracted: DocumentText) -> str:
    """That a page was stored without its picture, and why; empty where none is missing."""
    told = (body.fetched.screenshot for body in extracted.bodies)
    failure = next((one.failure for one in told if one and one.failure), "")
    return f"stored without a picture: {failure}" if failure else ""


def moved(captures: Sequence[Capture]) -> str:
    """What redirects say that a person should know; empty where they say nothing."""
    target = next((capture.final_url for capture in captures if capture.permanently_moved), "")
    if target:
        return f"moved permanently to {target}; change the address in its declaration"
    if any(capture.downgraded for capture in captures):
        return "a redirect leads from https to http, so that anybody in between can alter the page"
    return ""


def _unmet(document: Document, extracted: DocumentText) -> str:
    """That the edition is not the one that was set, which is said of every look until it is."""
    wanted = next((source.accept_language for source in document.sources), "")
    return edition.unmet(wanted, edition.of_document(extracted.bodies))
