"""Where what is quoted of a document stands, and since when in the very words that are quoted.

A category may have come earlier, in a passage that said something else; of that nothing is told here.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from archiver.provisions.comparison.compare import DocumentStory, Provision
from archiver.provisions.excerpts import readers, section_scopes, stood
from archiver.provisions.stories import scopes
from archiver.provisions.text.folding import readable
from archiver.report import looks, standing_words
from archiver.report.clauses import Seen

LONGEST = 200
"""Characters of a line that may be a title."""


class Places:
    """Where passages of these documents stand, and since when; `seen` has the looks at the documents."""

    def __init__(self, documents: Collection[DocumentStory], seen: Seen) -> None:
        self._documents = {(one.repository.platform, one.document): one for one in documents}
        self._titles = cache(lambda where: _titles(self._documents[where]))
        self.seen = seen

    def since(self, one: Provision) -> str:
        """Since when all that is quoted of a passage stands there, and when its document was last seen."""
        where = one.platform, one.document
        return ", ".join([_since(self._documents[where], one), *looks.last_seen(self.seen[where])])

    def under(self, one: Provision) -> str:
        """The last two headings above a passage that have a line of their own, and those that narrow it.

        Empty without one. Whether a title that a paragraph begins with reaches further than the paragraph is
        not certain.
        """
        titles = self._titles((one.platform, one.document))
        own = [title for title in map(readable, one.finding.headings) if title.rstrip(" .:") in titles]
        narrowing = [title for title in own[1:-2] if scopes.names_a_part(title, one.finding)]
        return " > ".join([*narrowing, *own[-2:]])

    def section_holds_for(self, one: Provision) -> str:
        """For whom the section holds in which a passage stands, if it says so; else empty."""
        story = self._documents[one.platform, one.document]
        return section_scopes.told(story.repository.text(one.version), one.finding.core_spans[0][0])

    def holds_for(self, platform: str, document: str, at: int = 0) -> str:
        """For whom a document holds, if it says so; else empty. Of a joined page, the one at this place."""
        story = self._documents[platform, document]
        return readers.told(story.repository.text(story.version), at)

    def alike(self, one: Provision) -> int:
        """How many passages of the same category the document has."""
        return len(list(self._documents[one.platform, one.document].provisions(one.finding.category)))


def _titles(story: DocumentStory) -> frozenset[str]:
    """The lines of a text, as they would be as titles."""
    lines = story.repository.text(story.version).split("\n")
    return frozenset(readable(line.lstrip("# ")).rstrip(" .:") for line in lines if len(line) <= LONGEST)


def _since(story: DocumentStory, one: Provision) -> str:
    text = story.repository.text(one.version)
    words = tuple(text[start:end] for start, end in one.finding.spans)
    wording = stood.of(words, story.counted(), story.repository.text)
    return standing_words.in_these_words(story.since[wording.came_with.id], wording)
