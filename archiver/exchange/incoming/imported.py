"""A document of a collection while its entries are recorded: its texts as the archive writes them."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive_repo.novelty import Told
from archive_repo.writer import Writer, sha256
from archiver.exchange.collection import Entry, Texts
from archiver.exchange.incoming import inline
from archiver.exchange.incoming.reflow import Reflow
from archiver.exchange.incoming.walls import Walls

KEPT_CHARACTERS = 4_000_000
"""Of a document's texts that are kept in memory: some forty of the usual length."""


@dataclass(kw_only=True)
class ImportedDocument:
    """A document while its entries are recorded."""

    slug: str
    title: str
    write: Reflow = field(default_factory=Reflow)
    walls: Walls
    texts: dict[str, str] = field(default_factory=dict)
    """The last texts that were written, by what they are read as: a third come back."""
    kept: int = 0
    """Characters of these."""
    newest: str = ""
    """The newest text that is the document."""
    digests: dict[str, str] = field(default_factory=dict)
    """SHA-256 of the text that is recorded and of the newest."""
    told: dict[tuple[str, str], Told] = field(default_factory=dict)
    """What was told of a text beside another, by their SHA-256: texts come and go, and come again."""

    def digest(self, text: str) -> str:
        """SHA-256 of a text, computed once for the one that is recorded and the newest."""
        if text not in self.digests:
            for one in [one for one in self.digests if one is not self.newest]:
                del self.digests[one]
            self.digests[text] = sha256(text.encode())
        return self.digests[text]

    def text(self, entry: Entry, texts: Texts) -> str:
        """The entry's text as the archive writes it."""
        if entry.text in self.texts:
            return self.texts[entry.text]
        found = texts.blob(entry.text).decode(errors="replace")
        read = inline.without_marks(found) if entry.said.is_own_text else self.write(found)
        self.texts[entry.text] = read
        self.kept += len(read)
        while self.kept > KEPT_CHARACTERS:
            self.kept -= len(self.texts.pop(next(iter(self.texts))))
        return read

    def recall(self, writer: Writer) -> None:
        """Read the newest text that is the document from its repository, once."""
        if not self.newest:
            base = next((one for one in writer.versions(self.slug) if one.is_the_document), None)
            self.newest = writer.text(base) if base else ""
