"""Since when quoted words have stood in a document, and what the version before had, in words."""

from __future__ import annotations

from collections.abc import Iterator

from archive_repo.records import Bounds
from archiver.provisions.excerpts.stood import Wording
from archiver.provisions.explain import Dated, Explanation, Own
from archiver.report import bounds, excerpts, tenures, wordings
from archiver.report.looks import LastLooks
from archiver.report.phrases import sentence
from archiver.report.screen import Piece, Role

REREAD = "the page was read in another way then, so that the words may be older"
"""Said of words that came with such a reading."""
FEW = 3
"""Sentences around a passage up to which those that changed later are shown."""
NONE_ALIKE = "had none of these sentences, nor one much like them"


def since(one: Dated) -> str:
    """Since when sentences stand there as they are quoted."""
    return in_these_words(one.since, one.wording, is_first=one.before is None)


def in_these_words(came: Bounds, wording: Wording, *, is_first: bool = False) -> str:
    """The same for a wording that came with a version; `is_first` says that the archive begins with it.

    What the version before lacks is not there "since at least" then, though no look at that one is known.
    """
    if came.after is None and wording.before is not None:
        came = Bounds(after=wording.before.fetched_at, by=came.by)
    seen = "seen again" if wording.earlier else "first seen"
    told = bounds.since(came, is_first=is_first)
    told = told.replace("introduced between", f"{seen} between").replace("since 2", f"{seen} on 2")
    also = f"the version of {wording.earlier.fetched_at:%Y-%m-%d} had them too" if wording.earlier else ""
    about = "; ".join(filter(None, [also, REREAD if wording.reread else ""]))
    return f"in these words {told}{about and f' ({about})'}"


def before(one: Own) -> str:
    """What the version before had of a passage, to lead in the `changes`; empty without one."""
    dated = one.dated
    if dated.before is None or dated.wording.before is None:
        return ""
    version = f"The version before, of {dated.wording.before.fetched_at:%Y-%m-%d},"
    if not any(rewritten.old for rewritten in dated.wording.rewritten):
        if len(dated.wording.rewritten) == len(one.quote.own):
            return f"{version} {NONE_ALIKE}."
        return f"{version} did not have:"
    return f"{version} differed in these sentences:"


def changes(one: Own) -> Iterator[tuple[str, list[Piece]]]:
    """The sentences that the version before did not have: the sign, and the text with what differs marked."""
    if not before(one).endswith(f"{NONE_ALIKE}."):
        yield from _rewritten(one.dated)


def around(one: Own) -> str:
    """When the rest of a quotation changed, to lead in `changes_around`; empty if it is as old or older."""
    if one.around is None or one.around.wording.before is None:
        return ""
    wording, version = one.around.wording, one.around.wording.before
    told = bounds.since(one.around.since).replace("introduced ", "").replace("since ", "on ")
    later = f"What is quoted around it changed later, {told}"
    if len(wording.rewritten) > FEW:
        return f"{later}, in {len(wording.rewritten)} sentences."
    return f"{later}; the version before, of {version.fetched_at:%Y-%m-%d}, differed in these sentences:"


def changes_around(one: Own) -> Iterator[tuple[str, list[Piece]]]:
    """The sentences that changed so, as those of a passage itself, if they are few."""
    if one.around and len(one.around.wording.rewritten) <= FEW:
        yield from _rewritten(one.around)


def _rewritten(one: Dated) -> Iterator[tuple[str, list[Piece]]]:
    for rewritten in one.wording.rewritten:
        if rewritten.old:
            yield excerpts.AMENDED, wordings.marked(rewritten.old, rewritten.new)
        else:
            yield excerpts.CAME, [(rewritten.new, Role.CAME)]


def are_as_old(page: Explanation) -> bool:
    """True if all passages that are quoted stand there since the archive's first look."""
    first = page.quoted[0].dated
    return all(
        one.dated.before is None and one.dated.since == first.since and one.around is None
        for one in page.quoted
    )


def of_kind(page: Explanation, last: LastLooks | None) -> str:
    """From when to when passages of the kind were found, as a sentence; empty where it adds nothing.

    Where they came and went, as far as was found, more than once, nothing is said: one may be missed.
    """
    if not page.stays:
        return ""
    if not page.passages:
        return sentence(f"passages of this kind were found in it {tenures.told(page.stays, last)}")
    stay = page.stays[0]
    if len(page.stays) > 1 or not page.first or stay.since.by >= page.first.dated.since.by:
        return ""
    since_then = bounds.since(stay.since, is_first=stay.came.change_class is None)
    found = f"found in it {since_then}".replace("found in it introduced", "first found in it")
    return sentence(f"a passage of this kind, in these or in other words, was {found}")
