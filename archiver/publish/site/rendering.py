"""Templates and what they share: the site's name, its menu, and files that all pages load."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from archiver.publish.site import permalinks

NAVIGATION = (
    ("Changes", permalinks.CHANGES),
    ("Provisions", permalinks.PROVISIONS),
    ("Questions", permalinks.QUESTIONS),
    ("Regulations", permalinks.REGULATIONS),
    ("Methodology", permalinks.METHODOLOGY),
    ("Search", permalinks.SEARCH),
)

_FOLDER = "archiver.publish.site"
_MAKERS = (
    "archiver.provisions",
    "archiver.publish",
    "archiver.report",
    "archive_repo.diff",
    "archive_repo.text",
)
"""Packages whose code decides what a page says of the same texts."""
_ASSETS = {"style": "style.css", "script": "site.js", "search": "search.js", "icon": "icon.svg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed that a page names."""

    title: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around every page."""

    title: str
    """The site's name."""
    url: str
    """Where the site will be, with a slash at its end; empty where that is not known."""

    def page(
        self,
        template: str,
        path: str,
        *,
        title: str,
        description: str,
        crumbs: Sequence[tuple[str, str]] = (),
        feeds: Sequence[Feed] = (),
        filters: Mapping[str, str] | None = None,
        root: str | None = None,
        **told: Any,
    ) -> bytes:
        """A page as HTML; `told` is what its template shows, `filters` are what its search finds it by.

        `root` leads to the site's first page, from wherever this one is shown; by default from `path`.
        """
        text = (
            _templates()
            .get_template(template)
            .render(
                site=self,
                path=path,
                root=permalinks.up(path) if root is None else root,
                assets=assets(),
                navigation=NAVIGATION,
                title=title,
                description=description,
                crumbs=crumbs,
                feeds=feeds,
                filters=filters or {},
                **told,
            )
        )
        return text.encode()

    def part(self, template: str, path: str, **told: Any) -> str:
        """A part of the page at an address, as the page itself includes it from the template."""
        return _templates().get_template(template).render(root=permalinks.up(path), **told)


@functools.cache
def assets() -> Mapping[str, str]:
    """The addresses of the files that pages load, by what they are; another file has another address."""
    return {name: f"{permalinks.ASSETS}{digest(asset(name))[:8]}-{file}" for name, file in _ASSETS.items()}


def asset(name: str) -> bytes:
    """A file that pages load."""
    return (resources.files(_FOLDER) / "templates" / _ASSETS[name]).read_bytes()


@functools.cache
def fingerprint() -> str:
    """Changes with the templates and with the code that pages are made by, so that they are made again."""
    files = [file for package in _MAKERS for file in _files(resources.files(package))]
    return digest(b"".join(file.read_bytes() for file in files))[:16]


def _files(folder: Traversable) -> Iterator[Traversable]:
    """The files below a folder, by name, but for what Python compiles of them."""
    for one in sorted(folder.iterdir(), key=lambda one: one.name):
        if one.is_file():
            yield one
        elif one.name != "__pycache__":
            yield from _files(one)


def key(*made_from: object) -> str:
    """What a page is known by: changes with whatever it is made from, by their `repr`.

    No sets: their order differs from process to process.
    """
    return digest(repr(made_from).encode())[:24]


def digest(body: bytes) -> str:
    """The SHA-256 in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def dated(text: str) -> Markup:
    """The text as HTML in which each day is marked as one, so that no line is broken within it."""
    return Markup(_DAY.sub(r"<time>\g<0></time>", str(escape(text))))  # noqa: S704 - it is escaped


@functools.cache
def _templates() -> Environment:
    found = Environment(
        loader=PackageLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["dated"] = dated
    return found


_DAY = re.compile(r"\b[0-9]{4}-[01][0-9]-[0-3][0-9]\b")
