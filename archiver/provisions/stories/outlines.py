"""A story in outline: the passages that stand for a document, what happened when, and digests of the rest.

That is all that pages across documents show of one, in a tenth of the words: a site that is made again after
a change reads the whole story of that document alone.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from archive_repo.format import plain
from archiver.provisions.findings import Finding
from archiver.provisions.stories import centrality, scopes
from archiver.provisions.stories.centrality import QUITE_SURE
from archiver.provisions.stories.event_chances import SURE
from archiver.provisions.stories.history import Story, identity
from archiver.provisions.taxonomy import Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline(Story):
    """A story with the findings that may stand for the document, and events without passages.

    Outlines give the same answers as whole stories: `answers` picks its passages from these findings.
    """

    digests: Mapping[str, str]
    """By category: changes with any of its passages, their lives, and events in the whole story."""


def of(story: Story, title: str) -> Outline:
    """The outline of the whole story of a document with a title."""
    shown = _standing(story.findings, title)
    return Outline(
        events=tuple(replace(event, before=(), after=(), pairs=()) for event in story.events),
        findings=tuple(shown),
        lives={name: story.lives[name] for name in map(identity, shown)},
        version=story.version,
        date=story.date,
        weak=(),
        muted=story.muted,
        holdings=story.holdings,
        values={},
        replaced=(),
        unread=story.unread,
        digests=_digests(story),
    )


def _standing(findings: Iterable[Finding], title: str) -> list[Finding]:
    """Those that stand for the document on its page, beside others, or for its platform, and its ways out."""
    found: dict[str, list[Finding]] = {}
    for one in findings:
        found.setdefault(one.category, []).append(one)
    return [one for own in found.values() for one in _of_category(own, title)]


def _of_category(own: Sequence[Finding], title: str) -> list[Finding]:
    central = sorted(own, key=centrality.order)
    chosen = [central[0], min(own, key=functools.partial(scopes.order, title))]
    chosen += [one for one in central if one.chance >= QUITE_SURE][:1]
    chosen += [one for one in own if one.condition is Condition.OPT_OUT and one.chance >= SURE]
    return [one for one in own if one in chosen]


def _digests(story: Story) -> dict[str, str]:
    told: dict[str, list[object]] = {}
    for finding in story.findings:
        own = [plain.write(finding), plain.write(story.lives[identity(finding)])]
        told.setdefault(finding.category, []).append(own)
    for event in story.events:
        told.setdefault(event.category, []).append(plain.write(event))
    for category, held in story.holdings.items():
        told.setdefault(category, []).append(plain.write(held))
    return {
        category: hashlib.sha256(json.dumps(own, ensure_ascii=False).encode()).hexdigest()[:16]
        for category, own in told.items()
    }
