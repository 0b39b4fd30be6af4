"""What became of the passages of one category from a version to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from archiver.provisions.findings import EXCERPT_JOINT, Finding
from archiver.provisions.pairing import Pair, ids, pairs
from archiver.provisions.stories.both_texts import BothTexts
from archiver.provisions.text import opening_titles
from archiver.provisions.text.whole_text import WholeText, essence


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The passages of a category that differ between two versions."""

    gone: tuple[Finding, ...]
    come: tuple[Finding, ...]
    pairs: tuple[Pair, ...]
    """Of those gone and those that came."""
    same: tuple[Pair, ...]
    """The others whose words differ and say the same."""
    stands: bool
    """True if one that was found in one of the texts stands in the other too, where it was not found."""


def between(before: Mapping[str, Finding], now: Mapping[str, Finding], texts: BothTexts) -> Difference:
    """What became of a category's passages, by their identities.

    What stands in both texts neither went nor came, whatever was found. But it may say something else than
    before, if what leads it in is another.
    """
    lost = [finding for key, finding in before.items() if key not in now and not _is_title(finding)]
    found = [finding for key, finding in now.items() if key not in before and not _is_title(finding)]
    if not lost and not found:
        return Difference(gone=(), come=(), pairs=(), same=(), stands=False)
    says = {essence(one.key): one.polarity for one in (*lost, *found)}
    turned = {words for one in (*lost, *found) if says[words := essence(one.key)] is not one.polarity}
    gone = [one for one in lost if essence(one.key) in turned or not texts.stands_after(one)]
    come = [one for one in found if essence(one.key) in turned or not texts.stands_before(one)]
    matched = pairs(gone, come)
    single = {id(one) for one in (*gone, *come)} - ids(matched)
    reworded = [
        *(texts.reworded_after(one) for one in gone if id(one) in single),
        *(texts.reworded_before(one) for one in come if id(one) in single),
    ]
    told = [*matched, *(pair for pair in reworded if pair)]
    same = [
        pair
        for pair in told
        if texts.say_the_same(pair.before, pair.after) or texts.only_led_in_otherwise(pair)
    ]
    taken = ids(same)
    stay = [one for one in gone if id(one) in single and texts.said_after(one, now.values())]
    stood = [one for one in come if id(one) in single and texts.said_before(one, before.values())]
    taken |= {id(one) for one in (*stay, *stood)}
    taken |= {id(one) for one in gone if id(one) in single and texts.has_twin(one, now.values())}
    taken |= {id(one) for one in come if id(one) in single and texts.has_twin(one, before.values())}
    return Difference(
        gone=tuple(one for one in gone if id(one) not in taken),
        come=tuple(one for one in come if id(one) not in taken),
        pairs=tuple(pair for pair in told if pair not in same),
        same=tuple(same),
        stands=len(gone) < len(lost)
        or len(come) < len(found)
        or bool(same or stay or stood)
        or any(reworded),
    )


def lacked_by(text: WholeText, finding: Finding) -> Finding:
    """A passage without its sentences that stand in another text; lines that lead others in stay.

    If all of them stand there, what differs is what they are part of, and the passage stays whole.
    """
    lines = list(_lines(finding))
    lacking = [one for one in lines if not _leads_in(one[1]) and not text.has([one[1]])]
    shown = [one for one in lines if _leads_in(one[1]) or one in lacking]
    if not lacking or shown == lines:
        return finding
    runs: list[tuple[int, str]] = []
    for start, line in shown:
        begins, words = runs[-1] if runs else (start, "")
        if runs and begins + len(words) + 1 == start:
            runs[-1] = begins, f"{words}\n{line}"
        else:
            runs.append((start, line))
    spans = tuple((start, start + len(words)) for start, words in runs)
    return replace(
        finding, excerpt=EXCERPT_JOINT.join(words for _, words in runs), spans=spans, core_spans=spans
    )


def _lines(finding: Finding) -> Iterator[tuple[int, str]]:
    """The lines of what is quoted of a passage: where in the text each begins, and its words."""
    for start, words in finding.stretches():
        for line in words.split("\n"):
            yield start, line
            start += len(line) + 1


def _leads_in(line: str) -> bool:
    return line.rstrip().endswith(":")


def _is_title(finding: Finding) -> bool:
    """True if a passage by itself is but a title, which says nothing."""
    return EXCERPT_JOINT not in finding.core and opening_titles.is_name_only(finding.core)
