"""The result of reading a body, and the errors when it has none."""

from __future__ import annotations

from dataclasses import dataclass

from archive_repo.errors import ArchiveError


class ExtractionFailed(ArchiveError):
    """The body holds no readable document, or a declared selector does not match it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SelectorMissed(ExtractionFailed):
    """A declared selector matches nothing: the page was rebuilt, or is a different page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """The clean text of one body."""

    text: str
    title: str = ""
    """The title of the page or PDF."""
    confidence: float | None = None
    """The agreement of independent candidates for the document, 0..1; None if nothing was guessed (declared
    selectors, PDF)."""
    method: str
    """How the text was found."""
    read_sha256: str = ""
    """SHA-256 of what is read of the page; empty for a PDF."""

    @property
    def found_by_name(self) -> bool:
        """True if it is the part of its page that a fragment or the document's title names."""
        return self.method == "fragment"
