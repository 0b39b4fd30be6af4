"""Real pages of policies with the selectors that people wrote for them, and archives that track them."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from _page_server import Page, Server

SHARED = Path(__file__).resolve().parents[2].parent / "shared"

SETTINGS = """\
[fetch]
allow_private_addresses = true
delay_seconds = 0
[gate]
confirm_after_seconds = 0
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """A page that a declaration names."""

    platform: str
    title: str
    path: str
    page: Page
    select: Sequence[Any] = ()
    remove: Sequence[Any] = ()


def real(copies: int = 1) -> list[Tracked]:
    """The newest page of each document that has a curated text and selectors; empty where they are missing.

    With more copies, each is of another platform.
    """
    pairs, declared = SHARED / "extraction" / "pairs", SHARED / "replay" / "declarations.json"
    if not (pairs.exists() and declared.exists()):
        return []
    eras = json.loads(declared.read_text(encoding="utf-8"))
    newest: dict[tuple[str, str], dict[str, Any]] = {}
    for line in (pairs / "index.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        document = row["service"], row["terms"]
        if row["ts"] >= newest.get(document, row)["ts"]:
            newest[document] = row
    once = [found for row in newest.values() for found in _tracked(pairs, row, eras)]
    return [_copy(one, number) for number in range(copies) for one in once]


def _tracked(pairs: Path, row: Mapping[str, Any], eras: Mapping[str, Any]) -> Iterator[Tracked]:
    known = [era for era in eras.get(row["service"], ()) if era["from"][:10] <= row["date"]]
    sources = known[-1]["terms"].get(row["terms"], ()) if known else ()
    if [source["fetch"] for source in sources] == [row["url"]]:
        body = gzip.decompress((pairs / f"{row['id']}.html.gz").read_bytes())
        text = (pairs / f"{row['id']}.md").read_text(encoding="utf-8")
        yield Tracked(
            platform=row["service"],
            title=row["terms"],
            path=f"/{row['id']}",
            page=Page(body=body, middle=_middle(body, text)),
            select=sources[0].get("select", ()),
            remove=sources[0].get("remove", ()),
        )


def _copy(one: Tracked, number: int) -> Tracked:
    if not number:
        return one
    return Tracked(
        platform=f"{one.platform} {number + 1}",
        title=one.title,
        path=f"{one.path}-{number + 1}",
        page=one.page,
        select=one.select,
        remove=one.remove,
    )


def _middle(body: bytes, text: str) -> int | None:
    """Where the page has the sentence in the middle of its text that it has only once."""
    begun = {found.encode() for found in re.findall(r"\b[A-Z][\w ,]{24}", text)}
    shown = re.sub(rb"(?s)<(script|style)\b.*?</\1", lambda found: b" " * len(found[0]), body)
    places = sorted(shown.index(one) for one in begun if shown.count(one) == 1)
    return places[len(places) // 2] if places else None


def small(platforms: int, documents: int) -> list[Tracked]:
    """Generated pages, so many for each platform."""
    return [
        Tracked(
            platform=f"p{number}",
            title=f"Policy {place}",
            path=f"/small/{number}-{place}",
            page=Page(body=b""),
        )
        for number in range(platforms)
        for place in range(documents)
    ]


def declare(
    folder: Path, server: Server, tracked: Sequence[Tracked], *, selectors: bool = True, settings: str = ""
) -> None:
    """Make an archive that tracks these pages, each platform on a host of its own."""
    (folder / "declarations").mkdir(parents=True)
    (folder / "archive.toml").write_text(SETTINGS + settings, encoding="utf-8")
    platforms: dict[str, dict[str, Any]] = {}
    for one in tracked:
        host = server.host(
            list(platforms).index(one.platform) if one.platform in platforms else len(platforms)
        )
        source: dict[str, Any] = {"fetch": f"{host}{one.path}"}
        if selectors:
            source |= {key: found for key in ("select", "remove") if (found := getattr(one, key))}
        platforms.setdefault(one.platform, {})[one.title] = source
    for name, terms in platforms.items():
        told = json.dumps({"name": name, "terms": terms})
        (folder / "declarations" / f"{name}.json").write_text(told, encoding="utf-8")
