"""What leads in a list: a sentence that points ahead, or ends as none, and the items that it holds for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from archiver.provisions.text.line_parts import Span

_POINTS_AHEAD = re.compile(r"\b(?:the following|as follows)\b")
_ENDS_POINTING = re.compile(r"\b(?:this|these|those)\W*$")
_LONGEST_POINT = 12
"""Characters at the end of a sentence in which its last word is looked for."""
_SENTENCE_ENDS = (*".!?…。！？\"')", "www")


def leads_in(words: str) -> bool:
    """True if a sentence leads in the list below: it points ahead, or ends as no sentence and no address."""
    return bool(
        (words and not words.endswith(_SENTENCE_ENDS))
        or ("follow" in words and _POINTS_AHEAD.search(words))
        or _ENDS_POINTING.search(words, max(0, len(words) - _LONGEST_POINT))
    )


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A list item, or what stands above a list, that items below may belong to."""

    indent: int
    above: tuple[Span, ...]
    """What leads it in itself, outermost first."""
    last: Span | None
    """Its last sentence."""
    titles: tuple[str, ...] = ()
    """Its title, after those of the items that it is in."""

    @property
    def lead_ins(self) -> tuple[Span, ...]:
        """What leads in the items below it, outermost first. A sentence that is whole leads nothing in."""
        if self.last is None or not (self.above or leads_in(self.last.words)):
            return self.above
        return (*self.above, _as_lead_in(self.last))

    def ending_with(self, last: Span | None) -> OpenItem:
        """The same item after one more sentence."""
        return replace(self, last=last)


def _as_lead_in(span: Span) -> Span:
    """The span with a colon for its full stop where it points ahead, so that its clause goes on below."""
    points = span.words.endswith(".") and leads_in(span.words)
    return span._replace(words=span.words[:-1] + ":") if points else span
