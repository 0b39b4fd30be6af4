"""Templates and what they share: the site's name, its menu, and files that all pages load."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from archiver.publish.site import permalinks

NAVIGATION = (
    ("Changes", permalinks.CHANGES),
    ("Provisions", permalinks.PROVISIONS),
    ("Questions", permalinks.QUESTIONS),
    ("Regulations", permalinks.REGULATIONS),
    ("Methodology", permalinks.METHODOLOGY),
)

_FOLDER = "archiver.publish.site"
_ASSETS = {"style": "style.css", "script": "site.js", "icon": "icon.svg"}


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
        **told: Any,
    ) -> bytes:
        """A page as HTML; `told` is what its template shows."""
        text = (
            _templates()
            .get_template(template)
            .render(
                site=self,
                path=path,
                root=permalinks.up(path),
                assets=assets(),
                navigation=NAVIGATION,
                title=title,
                description=description,
                crumbs=crumbs,
                feeds=feeds,
                **told,
            )
        )
        return text.encode()


@functools.cache
def assets() -> Mapping[str, str]:
    """The addresses of the files that pages load, by what they are; another file has another address."""
    return {name: f"{permalinks.ASSETS}{digest(asset(name))[:8]}-{file}" for name, file in _ASSETS.items()}


def asset(name: str) -> bytes:
    """A file that pages load."""
    return (resources.files(_FOLDER) / "templates" / _ASSETS[name]).read_bytes()


@functools.cache
def fingerprint() -> str:
    """Changes with the templates and with the code that fills them, so that pages are made again."""
    package = resources.files("archiver.publish")
    parts = [package, package / "site", package / "site" / "templates"]
    files = sorted(
        (one for part in parts for one in part.iterdir() if one.is_file()), key=lambda one: one.name
    )
    return digest(b"".join(one.read_bytes() for one in files if not one.name.endswith(".pyc")))[:16]


def digest(body: bytes) -> str:
    """The SHA-256 in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


@functools.cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
