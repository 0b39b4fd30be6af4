"""Since when quoted words have stood in a document, and what the version before had, in words."""

from __future__ import annotations

from collections.abc import Iterator

from archiver.provisions.explain import Explanation, Own
from archiver.report import bounds, excerpts, tenures, wordings
from archiver.report.looks import LastLooks
from archiver.report.phrases import sentence
from archiver.report.screen import Piece, Role

REREAD = "the page was read in another way then, so that the words may be older"
"""Said of words that came with such a reading."""
NONE_ALIKE = "had none of these sentences, nor one much like them"


def since(one: Own) -> str:
    """Since when a passage stands there as it is quoted."""
    told = bounds.since(one.since, is_first=one.before is None)
    told = told.replace("introduced between", "first seen between").replace("since 2", "first seen on 2")
    return f"in these words {told}{f' ({REREAD})' if one.wording.reread else ''}"


def before(one: Own) -> str:
    """What the version before had of a passage, to lead in the `changes`; empty without one."""
    if one.before is None or one.wording.before is None:
        return ""
    version = f"The version before, of {one.wording.before.fetched_at:%Y-%m-%d},"
    if not any(rewritten.old for rewritten in one.wording.rewritten):
        if len(one.wording.rewritten) == len(one.quote.sentences):
            return f"{version} {NONE_ALIKE}."
        return f"{version} did not have:"
    return f"{version} differed in these sentences:"


def changes(one: Own) -> Iterator[tuple[str, list[Piece]]]:
    """The sentences that the version before did not have: the sign, and the text with what differs marked."""
    if before(one).endswith(f"{NONE_ALIKE}."):
        return
    for rewritten in one.wording.rewritten:
        if rewritten.old:
            yield excerpts.AMENDED, wordings.marked(rewritten.old, rewritten.new)
        else:
            yield excerpts.CAME, [(rewritten.new, Role.CAME)]


def are_as_old(page: Explanation) -> bool:
    """True if all passages that are quoted stand there since the archive's first look."""
    first = page.quoted[0]
    return all(one.before is None and one.since == first.since for one in page.quoted)


def of_kind(page: Explanation, last: LastLooks | None) -> str:
    """From when to when passages of the kind were found, as a sentence; empty where it adds nothing.

    Where they came and went, as far as was found, more than once, nothing is said: one may be missed.
    """
    if not page.stays:
        return ""
    if not page.passages:
        return sentence(f"passages of this kind were found in it {tenures.told(page.stays, last)}")
    stay = page.stays[0]
    if len(page.stays) > 1 or not page.first or stay.since.by >= page.first.since.by:
        return ""
    since_then = bounds.since(stay.since, is_first=stay.came.change_class is None)
    return sentence(f"a passage of this kind, in these or in other words, was found in it {since_then}")
