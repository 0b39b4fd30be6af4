"""A story in outline: the best passage of each category, what happened when, and digests of the rest.

That is all that pages across documents show of one, in a tenth of the words: a site that is made again after
a change reads the whole story of that document alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from archive_repo.format import plain
from archiver.provisions.findings import Finding, best
from archiver.provisions.history import Story, identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline(Story):
    """A story with one finding for each category that the document has, and events without passages."""

    digests: Mapping[str, str]
    """By category: changes with any of its passages, their lives, and events in the whole story."""


def of(story: Story) -> Outline:
    """The outline of a whole story."""
    shown = _best_of_each(story.findings)
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


def _best_of_each(findings: Iterable[Finding]) -> list[Finding]:
    found: dict[str, list[Finding]] = {}
    for one in findings:
        found.setdefault(one.category, []).append(one)
    return [best(own) for own in found.values()]


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
