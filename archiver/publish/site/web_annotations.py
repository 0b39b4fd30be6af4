"""Excerpts as W3C Web Annotations: which passages of a stored text belong to a category of provisions.

Each passage names its place twice: by its words, with those around it, and by its characters, counted in the
version's text as it is stored (`text.md` beside the version's page), which never changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from archiver.provisions.comparison.compare import Provision
from archiver.provisions.taxonomy import Category
from archiver.publish.site import permalinks

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPE = f'application/ld+json;profile="{CONTEXT}"'
AROUND = 48
"""Characters on each side by which a reader tells a passage from others in the same words; more where these
have the same ones around them: 25 of 6,261 passages of 91 policies, such as a list that is printed twice."""


def page(
    passages: Sequence[Provision], category: Category, text: str, version_page: str, path: str, url: str
) -> dict[str, Any]:
    """The annotations of a document's page about a category, an AnnotationPage as JSON-LD.

    `text` is the stored text in which the passages are, `version_page` and `path` are the addresses of its
    version and of the page, `url` is where the site is served; if that is empty, addresses are relative.
    """
    root = url or permalinks.up(path)
    return {
        "@context": CONTEXT,
        "id": f"{root}{permalinks.web_annotations(path)}",
        "type": "AnnotationPage",
        "items": [
            {
                "id": f"{root}{permalinks.web_annotations(path)}#passage-{number}",
                "type": "Annotation",
                "motivation": "classifying",
                "created": _utc(one.version.fetched_at),
                "generator": {"type": "Software", "name": "archiver"},
                "body": [
                    {
                        "type": "SpecificResource",
                        "source": f"{root}{permalinks.category(category.id)}",
                        "purpose": "classifying",
                    },
                    {
                        "type": "TextualBody",
                        "value": category.title,
                        "format": "text/plain",
                        "language": "en",
                    },
                ],
                "target": list(_targets(one, text, f"{root}{permalinks.text(version_page)}")),
            }
            for number, one in enumerate(passages, 1)
        ],
    }


def _targets(one: Provision, text: str, source: str) -> Iterator[dict[str, Any]]:
    for start, end in one.finding.core_spans:
        around = _around(text, start, end)
        yield {
            "type": "SpecificResource",
            "source": source,
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": text[start:end],
                    "prefix": text[max(0, start - around) : start],
                    "suffix": text[end : end + around],
                },
                {"type": "TextPositionSelector", "start": start, "end": end},
            ],
        }


def _around(text: str, start: int, end: int) -> int:
    """How many characters on each side leave only one place in the text for a passage."""
    around = AROUND
    while around < len(text):
        quoted = text[max(0, start - around) : end + around]
        if text.find(quoted, text.find(quoted) + 1) < 0:
            break
        around *= 2
    return around


def _utc(moment: datetime) -> str:
    """A time as the model wants it: UTC is written "Z" (section 3.3.1)."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
