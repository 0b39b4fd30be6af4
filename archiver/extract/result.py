"""What reading a body gives, or why it gave nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from archive_repo.errors import ArchiveError


class ExtractionFailed(ArchiveError):
    """The body holds no readable document, or a declared selector does not match it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SelectorMissed(ExtractionFailed):
    """A declared selector matches nothing: the page was rebuilt, or is another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """The clean text of one body.

    `confidence` is 0..1, the agreement of independent readings of the page; None where nothing was guessed
    (declared selectors, PDF). `method` names what found the text. `language` is the one that the page
    declares, in lower case, or empty. `hints` are JSON-ready figures: title, scripts, words, page_words,
    headings, lang.
    """

    text: str
    confidence: float | None
    method: str
    language: str
    hints: Mapping[str, object] = field(default_factory=dict)

    @property
    def found_by_name(self) -> bool:
        """Whether it is a part of its page that a fragment or the document's title names."""
        return self.method == "fragment"
