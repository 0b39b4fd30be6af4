"""Changes of a collection's text that are none of the policy: what had been missing of it came at once.

A page that was captured by halves, or a declaration that took in further pages of a platform later, leaves a
text that only grows: much comes, and no sentence that stood there goes or differs. A platform that writes so
much edits its policy beside it, or says from which day on that holds. Only where nothing else differs, and
what came is most of the text, was there before, or says of itself that it is older, is it no edit. Where a
change was told that took it away, it is told that it is back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from archive_repo.records import SentenceCounts
from archive_repo.text import dates
from archive_repo.text.lines import said
from archive_repo.text.markdown import plain
from archiver.exchange.incoming import announcements

LEAST_WORDS = 500
"""Words that come at least. Of the changes of 17 platforms that only add, the edits with the most have 484
and 315 words; the fifteen with 583 and more were all read, and none is an edit."""

GROWTH = 0.6
"""Words that come, for each that was there: nobody lets a policy grow so and edits none of it. Of the fifteen
seven had 0.73 to 11.8, and the next 0.35; of the edits with 100 words and more the most had 0.25."""

EARLIER = 0.9
"""Share of what comes that earlier texts of the document had: it had been lost. Five of the fifteen had 0.94
and more, and the next 0.32."""

OLDER = timedelta(days=30)
"""How long before the last version a page that comes was written, at least, by its own words. The five of the
fifteen that say so are older by 100 days and more; the page of an edit states a day after that version."""


def only_adds(counts: SentenceCounts) -> bool:
    """True if sentences came, and none that was there went or differs."""
    return bool(counts.added) and not (counts.removed or counts.amended or counts.moved)


def is_all(before: str, after: str, counts: SentenceCounts, seen: date, earlier: Iterable[str] = ()) -> bool:
    """True if a text only adds to the one before, `seen` on a day, and what it adds had been missing there.

    `earlier` are texts that the document had before that one, the newest first; they are read if needed.
    """
    if not only_adds(counts):
        return False
    come = _come(before, after)
    words = _count(come)
    if words < LEAST_WORDS or any(map(announcements.announces, come)):
        return False
    days = list(_stated(come))
    if any(day >= seen for day in days):
        return False
    is_most = words >= GROWTH * _count(before.splitlines())
    is_older = any(day <= seen - OLDER for day in days)
    return is_most or is_older or _were_there(come, words, earlier)


def were_there(before: str, after: str, earlier: str) -> bool:
    """True if an earlier text had what a text adds to the one before."""
    come = _come(before, after)
    return _were_there(come, _count(come), [earlier])


def _come(before: str, after: str) -> list[str]:
    there = set(map(said, before.splitlines()))
    return [raw for raw in after.splitlines() if said(raw) and said(raw) not in there]


def _were_there(come: Sequence[str], words: int, earlier: Iterable[str]) -> bool:
    """True if earlier texts had enough of these lines."""
    left = list(come)
    for text in earlier:
        there = set(map(said, text.splitlines()))
        left = [raw for raw in left if said(raw) not in there]
        if words - _count(left) >= EARLIER * words:
            return True
    return False


def _count(raws: Iterable[str]) -> int:
    return sum(len(said(raw)) for raw in raws)


def _stated(raws: Iterable[str]) -> Iterator[date]:
    """The days that lines state as a page's, and say nothing else; the first of a month for `May 2022`."""
    for raw in raws:
        if announcements.states_day(raw):
            yield from (one.days[0] for one in dates.find(plain(raw)))
        elif len(said(raw)) == len(raw.split()) == 2 and raw[-4:].isdecimal():
            yield from dates.read(f"1 {plain(raw)}")
