r"""Regular expressions that a person typed: invalid ones are refused, and endless searches are ended.

The steps that `(\w+\s?)+$` needs double with each character of a sentence. Nothing tells such a pattern from
a good one beforehand, and a limit for all searches together would stop good ones: those through ten years
take long. So a timer of CPU time ticks, and ends a search that stays at the same sentence for some ticks.
"""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import FrameType

from archive_repo.errors import InvalidInput

TICK_SECONDS, TICKS = 0.25, 4
"""CPU seconds between ticks, and the ticks that one sentence may take. A good pattern takes a millisecond for
the longest sentences of policies."""


ADVICE = "put a backslash before a character that stands for itself"


class TypedPattern:
    """A compiled pattern that counts its searches, so that a timer can see if one goes on."""

    def __init__(
        self, text: str, *, fixed: bool = False, case_sensitive: bool = False, advice: str = ADVICE
    ) -> None:
        """The pattern, or if `fixed` the text. Raises InvalidInput; `advice` says what else to try."""
        if not text:
            raise InvalidInput("an empty pattern matches every sentence; `archiver show` prints a whole text")
        flags = re.NOFLAG if case_sensitive else re.IGNORECASE
        try:
            self._compiled = re.compile(re.escape(text) if fixed else text, flags)
        except re.error as error:
            raise _refused(text, str(error), advice) from error
        except (OverflowError, RecursionError) as error:
            raise _refused(text, "it is too large", advice) from error
        self.steps = 0
        """Odd during a search; no two searches have the same number."""

    @property
    def pattern(self) -> str:
        """What was compiled."""
        return self._compiled.pattern

    @property
    def flags(self) -> int:
        """Flags of `re`."""
        return self._compiled.flags

    def search(self, text: str, /) -> re.Match[str] | None:
        """The first match."""
        self.steps += 1
        found = self._compiled.search(text)
        self.steps += 1
        return found

    def finditer(self, text: str, /) -> Iterator[re.Match[str]]:
        """All matches."""
        self.steps += 1
        found = list(self._compiled.finditer(text))
        self.steps += 1
        return iter(found)


def limited(pattern: TypedPattern | None) -> AbstractContextManager[None]:
    """Raise InvalidInput in the block if a search for the pattern takes too long for one sentence.

    Signals only reach the main thread; in other threads nothing is limited.
    """
    if pattern is None or threading.current_thread() is not threading.main_thread():
        return nullcontext()
    return _limited(pattern)


@contextmanager
def _limited(pattern: TypedPattern) -> Iterator[None]:
    last, ticks = 0, 0

    def tick(_number: int, _frame: FrameType | None) -> None:
        nonlocal last, ticks
        stuck = pattern.steps % 2 == 1 and pattern.steps == last
        last, ticks = pattern.steps, ticks + 1 if stuck else 0
        if ticks == TICKS:
            raise InvalidInput(
                f"{pattern.pattern!r} takes too long on one sentence; write it without a repetition inside a "
                "repetition"
            )

    before = signal.signal(signal.SIGVTALRM, tick)
    signal.setitimer(signal.ITIMER_VIRTUAL, TICK_SECONDS, TICK_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _refused(text: str, why: str, advice: str) -> InvalidInput:
    return InvalidInput(f"{text[:60]!r} is not a regular expression ({why}); {advice}")
