"""The raw text of the block that is being read."""

from __future__ import annotations

from lxml.html import HtmlElement

from archiver.extract import thresholds
from archiver.extract.block import BREAK, CLOSE, HERE, OPEN, TARGET

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

_ENDS = frozenset(".:;,!?)")
"""Signs that a space follows, if another text does."""


class OpenText:
    """Text in pieces, with marks for its links and line breaks, until a block takes it."""

    def __init__(self) -> None:
        self.begun_in: HtmlElement | None = None
        """The element of the first text that is more than white space; None until there is one."""
        self._pieces: list[str] = []
        self._target = ""
        """The target of the open link; empty if none is open."""
        self._links: list[bool] = []
        """For each open `<a>`, True if it is the one whose target is written."""
        self._superscripts: list[int] = []
        """For each open `<sup>`, the number of pieces before it."""

    def write(self, text: str, element: HtmlElement | None) -> None:
        """Add text of an element."""
        if self.begun_in is None and not text.isspace():
            self.begun_in = element
        self._pieces.append(text)

    def add(self, mark: str) -> None:
        """Add a space or another mark that begins no block."""
        self._pieces.append(mark)

    def part(self) -> None:
        """Separate a text from the word before it, as the page's style does: `Updated<time>May 1</time>`."""
        end = self._pieces[-1][-1:] if self._pieces else ""
        if end.isalnum() or end in _ENDS:
            self._pieces.append(" ")

    def open_link(self, target: str, *, begins_anew: bool) -> None:
        """An `<a>` begins; one within a link, or without a target, is only text.

        `begins_anew` says that its text is no part of the word before it.
        """
        end = self._pieces[-1][-1:] if self._pieces else ""
        if begins_anew and end.isascii() and end.isalnum():
            self._pieces.append(" ")
        is_link = bool(target) and not self._target and not (target == HERE and self._superscripts)
        self._links.append(is_link)
        if is_link:
            self._target = target
            if self._pieces and self._pieces[-1].endswith(CLOSE):
                self._pieces.append(" ")
            self._pieces.append(OPEN)

    def close_link(self) -> None:
        """The innermost `<a>` ends."""
        if self._links and self._links.pop():
            self._pieces.append(TARGET + self._target + CLOSE)
            self._target = ""

    def open_superscript(self) -> None:
        """A `<sup>` begins."""
        self._superscripts.append(len(self._pieces))

    def close_superscript(self) -> None:
        """Mark a footnote's number, which would otherwise read as part of the word before it."""
        if not self._superscripts:
            return  # it began in a block before this one
        start = self._superscripts.pop()
        if not start or self._pieces[start - 1].endswith((" ", "\n")):
            return
        raised = self._pieces[start : start + thresholds.MAX_FOOTNOTE_DIGITS + 1]
        text = "".join(raised)
        if (
            len(self._pieces) == start + len(raised)
            and text.isdecimal()
            and len(text) <= thresholds.MAX_FOOTNOTE_DIGITS
        ):
            self._pieces[start:] = [text.translate(_SUPERSCRIPT)]

    def take(self) -> str:
        """Return the text so far and begin a new one, in which a link that is open goes on."""
        if self._target:
            self._pieces.append(TARGET + self._target + CLOSE)
        text = "".join(self._pieces)
        self.drop()
        self.begun_in = None
        return text

    def drop(self) -> None:
        """Forget the text so far, which is only white space; a link that is open stays so."""
        self._pieces = [OPEN] if self._target else []
        self._superscripts.clear()


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a raw text: two line breaks in a row end one."""
    found, lines = [], []
    for line in text.split(BREAK):
        if line.strip():
            lines.append(line)
        elif lines:
            found.append(BREAK.join(lines))
            lines = []
    return [*found, BREAK.join(lines)] if lines else found
