"""Six plain questions, answered by clauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from archive_repo.records import slug
from archiver.provisions.comparison.compare import Provision
from archiver.provisions.explain import NOTE
from archiver.publish.site import permalinks
from archiver.publish.site.clause_sources import SHORT, ClauseSources, address
from archiver.publish.site.deploy import Page
from archiver.report import clauses, excerpts
from archiver.report.screen import text_of

QUESTIONS: Sequence[tuple[str, tuple[str, ...]]] = (
    (
        "May they train AI models on what I write?",
        ("no-training-commitment", "training-opt-out", "model-training-on-user-data"),
    ),
    ("Who owns what the AI writes for me?", ("output-ownership",)),
    ("How long do they keep my data?", ("data-retention", "retention-after-deletion")),
    ("Can they change the terms without asking me?", ("unilateral-change-of-terms",)),
    ("Must I go to arbitration instead of a court?", ("arbitration",)),
    ("Can I leave with my data?", ("data-portability",)),
)
"""What people ask, and the categories that answer it, the clearest first."""


def page(sources: ClauseSources) -> Page:
    """The page of the questions."""
    told = [_question(sources, asked, categories) for asked, categories in QUESTIONS]
    return Page(path=permalinks.QUESTIONS, key=sources.key(told), make=lambda: _page(sources, told))


def _question(sources: ClauseSources, asked: str, categories: Sequence[str]) -> dict[str, Any]:
    """A question, and what each platform's best clause of each category answers."""
    found: dict[str, list[Provision]] = {one.slug: [] for one in sources.contents.platforms}
    for category in categories:
        for one in sources.across(category).answers:
            own = one.provision, *([one.way_out] if one.way_out else [])
            found[one.provision.platform].extend(own)
    return {
        "asked": asked,
        "anchor": slug(asked),
        "categories": [(sources.known.categories[one].title, permalinks.category(one)) for one in categories],
        "answers": [
            {
                "name": sources.names[platform],
                "clauses": _merged([_said(sources, one) for one in own]),
                "unread": sources.languages.get(platform, ""),
            }
            for platform, own in found.items()
        ],
    }


def _merged(clauses: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same with those in one that quote the same words of the same document."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for one in clauses:
        same = found.setdefault((one["text"], one["where"], one["says"]), {**one, "links": []})
        same["links"] += [link for link in one["links"] if link not in same["links"]]
    return list(found.values())


def _page(sources: ClauseSources, questions: Sequence[Mapping[str, Any]]) -> bytes:
    return sources.frame.page(
        "questions.html",
        permalinks.QUESTIONS,
        title="Six questions",
        description="Six plain questions about platforms' terms, answered by verbatim excerpts.",
        taxonomy=sources.known.version,
        note=NOTE,
        questions=questions,
    )


def _said(sources: ClauseSources, one: Provision) -> dict[str, Any]:
    return {
        "text": text_of(excerpts.in_short(one.finding, SHORT)),
        "links": [(sources.known.categories[one.finding.category].title, address(one))],
        "where": one.document_title,
        "says": clauses.says(one.finding),
    }
