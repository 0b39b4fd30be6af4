"""What the demo's pages say on a day.

A document is a file `pages/PLATFORM/DOCUMENT.html` as of the first day, and beside it a `.toml` with later
edits; `layout.html` is what the site puts around every document. In a `.toml`:

    [[edit]]     date, find, put         from this day on, other words
    [[move]]     date, section, before   from this day on, a section stands before another one (both by id)
    [[instead]]  date, page              on this day alone, another page at the document's address
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from archive_repo.records import slug

DATES = tuple(datetime(2025, month, day, 9, tzinfo=UTC) for month, day in ((1, 13), (3, 3), (5, 19), (7, 7)))
"""The days on which the demo crawls. All are past, so that no version is dated in the future."""

Noise = Callable[[], str]
"""Returns another word at each call, as a site puts new identifiers into each response."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """An invented platform, and the selector of each of its documents by title; "" for none."""

    name: str
    documents: Mapping[str, str]

    @property
    def slug(self) -> str:
        """Its folder, in the demo's pages and in the archive."""
        return slug(self.name)


PLATFORMS = (
    Platform(name="Quillwren AI", documents={"Privacy Policy": "", "Terms of Service": ""}),
    Platform(name="Tamberloft", documents={"Acceptable Use Policy": "", "Terms of Service": ".policy-body"}),
    Platform(name="Ostrelune", documents={"Privacy Policy": ""}),
)


def page(platform: Platform, title: str, on: date, noise: Noise) -> str:
    """The HTML of a document's page on a day."""
    folder = _folder(platform)
    story = _story(platform, title)
    served = next((one["page"] for one in story.get("instead", ()) if one["date"] == on), None)
    document = _read(folder / served) if served else _document(platform, title, on)
    whole = _read(folder / "layout.html").replace("{{document}}", document).replace("{{title}}", title)
    return re.sub(r"\{\{noise\}\}", lambda _mark: noise(), whole)


def is_noisy(platform: Platform) -> bool:
    """True if the platform's pages differ from request to request."""
    return "{{noise}}" in _read(_folder(platform) / "layout.html")


def _document(platform: Platform, title: str, on: date) -> str:
    text = _read(_folder(platform) / f"{slug(title)}.html")
    story = _story(platform, title)
    for edit in _until(story, "edit", on):
        text = _edited(text, edit["find"], edit["put"])
    for move in _until(story, "move", on):
        text = _moved(text, move["section"], move["before"])
    return text


def _until(story: Mapping[str, Any], kind: str, on: date) -> list[Mapping[str, Any]]:
    return [one for one in story.get(kind, ()) if one["date"] <= on]


def _edited(text: str, find: str, put: str) -> str:
    if text.count(find) != 1:
        raise ValueError(f"{find!r} is in {text.count(find)} places, not in one")
    return text.replace(find, put)


def _moved(text: str, section: str, before: str) -> str:
    found = re.search(rf'<section id="{section}">.*?</section>\n*', text, re.DOTALL)
    if found is None:
        raise ValueError(f"no section has the id {section!r}")
    rest = text[: found.start()] + text[found.end() :]
    return _edited(rest, f'<section id="{before}">', f'{found[0]}<section id="{before}">')


def _story(platform: Platform, title: str) -> Mapping[str, Any]:
    return tomllib.loads(_read(_folder(platform) / f"{slug(title)}.toml"))


def _folder(platform: Platform) -> Traversable:
    return files("archiver.demo") / "pages" / platform.slug


def _read(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")
