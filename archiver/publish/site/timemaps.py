"""TimeMaps (RFC 7089) as files: the versions of what stood at an address, for Memento clients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from archiver.publish.site import permalinks
from archiver.publish.site.contents import Contents
from archiver.publish.site.deploy import Page
from archiver.publish.site.rendering import Frame, key


@dataclass(frozen=True, slots=True, kw_only=True)
class Memento:
    """A version's page."""

    at: datetime
    page: str
    """From the site's root."""
    document_page: str
    """The page of its document."""


def pages(contents: Contents, frame: Frame, made_by: str) -> Iterator[Page]:
    """A TimeMap for each document."""
    for one in contents.documents.values():
        url = next((url for url in one.newest.urls if url), "")
        if not url:
            continue
        found = [
            Memento(at=version.fetched_at, page=page, document_page=one.address)
            for version, page in zip(one.versions, one.pages.values(), strict=True)
            if version.is_the_document
        ]
        path = permalinks.timemap(one.address)

        def make(url: str = url, found: list[Memento] = found, path: str = path) -> bytes:
            return "".join(_lines(url, found, path, frame.url or "/")).encode()

        yield Page(path=path, key=key(made_by, url, found), make=make)


def mementos(platforms: Iterable[Mapping[str, Any]]) -> dict[str, list[Memento]]:
    """The versions by the address that they stood at, without fragments, oldest first.

    `platforms` is what `platforms.json` holds. Of several documents at one address, the first.
    """
    found: dict[str, list[Memento]] = {}
    for platform in platforms:
        for document in platform["documents"]:
            for url in document["sources"][:1]:
                found.setdefault(
                    url.partition("#")[0],
                    [
                        Memento(
                            at=datetime.fromisoformat(version["fetched_at"]),
                            page=version["page"],
                            document_page=document["page"],
                        )
                        for version in document["versions"]
                    ],
                )
    return found


def _lines(url: str, found: list[Memento], path: str, root: str) -> Iterator[str]:
    yield f'<{url}>; rel="original"'
    between = f'; from="{_date(found[0].at)}"; until="{_date(found[-1].at)}"' if found else ""
    yield f',\n<{root}{path}>; rel="self"; type="application/link-format"{between}'
    for place, one in enumerate(found):
        rank = " ".join(
            name for name, is_so in (("first", place == 0), ("last", place == len(found) - 1)) if is_so
        )
        rel = f"{rank} memento".strip()
        yield f',\n<{root}{one.page}>; rel="{rel}"; datetime="{_date(one.at)}"'
    yield "\n"


def _date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
