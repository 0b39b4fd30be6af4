"""The search of the site: an index that Pagefind makes of texts and provisions, and a browser asks.

    /search/                  the page
    /search/index/0/          the index, made again only when what can be searched changed; a large archive
                              has several, each with some of the platforms, which the page asks as one

Each result leads to a sentence on the page of its text, or to the page of a provision. In scripts without
spaces, such as Chinese, each character is indexed as a word, and the page's script asks for them in a row.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zlib import crc32

from archive_repo.errors import InvalidInput
from archive_repo.format.message import plural
from archive_repo.text import kinds
from archive_repo.text.kinds import DocumentKind
from archive_repo.text.words import CHARACTER
from archiver.publish.site import permalinks
from archiver.publish.site.contents import Contents
from archiver.publish.site.deploy import Bundle, Page, Read
from archiver.publish.site.rendering import Frame, key

FOLDER = f"{permalinks.SEARCH}index/"
LANGUAGE = "en"
"""Texts of all languages are in one index, whose words lose their English endings."""
LEFT_OUT = ".notes, .anchor"
"""What stands in a text and is none of its words."""
UNUSED = ("pagefind-*.js", "pagefind-*.css", "wasm.unknown.pagefind")
"""Files that Pagefind adds for other ways to search."""
KINDS: Mapping[DocumentKind, str] = {
    DocumentKind.PRIVACY: "Privacy policies",
    DocumentKind.TERMS: "Terms",
    DocumentKind.BUSINESS: "Business terms",
    DocumentKind.PROCESSING: "Data processing agreements",
    DocumentKind.RULES: "Rules of use",
    DocumentKind.OTHER: "Others",
}
"""What a reader chooses among the kinds of documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexer:
    """What makes the index."""

    program: Path
    usual: int = 400
    """Pages of one index: after a change only its own is made again, which takes Pagefind half a second."""
    indexes: int = 8
    """How many indexes there are of such a size; those of a larger archive are larger. A browser loads the
    program that asks an index, of 70 kB, for each of them."""
    most: int = 1500
    """Most pages of one index: for so many Pagefind takes 165 MB."""

    def count(self, pages: int) -> int:
        """How many indexes so many pages are spread over."""
        return max(min(ceil(pages / self.usual), self.indexes), ceil(pages / self.most))


def indexer() -> Indexer | None:
    """What makes the index; None if it is not installed, or not for this system."""
    try:
        from pagefind.service import get_executable
    except ModuleNotFoundError:
        return None
    program = get_executable()
    return Indexer(program=program) if program else None


def filters(name: str, title: str, category: str = "") -> dict[str, str]:
    """By what a page is found, for a platform's name, a document's title and the title of a category."""
    found = {"platform": name, "kind": KINDS[kinds.of(title) or DocumentKind.OTHER]}
    return {**found, "category": category} if category else found


def places(contents: Contents, indexer: Indexer | None) -> dict[str, int]:
    """The number of the index that has a platform's pages, by the platform's slug."""
    count = indexer.count(sum(one.searched for one in contents.documents.values())) if indexer else 1
    return {one.slug: crc32(one.address.rstrip("/").encode()) % count for one in contents.platforms}


def page(contents: Contents, frame: Frame, made_by: str, indexes: Sequence[int]) -> Page:
    """The page to search from, given the numbers of the indexes; without one it says what to use instead."""
    documents = contents.documents.values()
    held = {category for one in documents for category in one.categories}
    categories = [one.title for one in contents.taxonomy.categories.values() if one.id in held]
    found = {filters(one.name, one.title)["kind"] for one in documents}
    told: dict[str, Any] = {
        "title": "Search",
        "description": "Search the texts and provisions of this site.",
        "told": f"The newest texts of {plural(len(documents), 'document')}, and their provisions.",
        "choices": [
            ("platform", "Platform", [one.name for one in contents.platforms]),
            ("kind", "Kind of document", [one for one in KINDS.values() if one in found]),
            ("category", "Provision", categories),
        ],
        "index": " ".join(_folder(one).removeprefix(permalinks.SEARCH) for one in indexes),
        "character": CHARACTER,
    }
    path = permalinks.SEARCH
    return Page(path=path, key=key(made_by, told), make=lambda: frame.page("search.html", path, **told))


def bundle(number: int, searched: Mapping[str, str], indexer: Indexer) -> Bundle:
    """An index of pages, given what changes with the words of each page, by its file."""
    words = sorted(searched.items())
    own = key(metadata.version("pagefind"), LEFT_OUT, UNUSED, words)
    make = partial(_make, [file for file, _ in words], indexer.program)
    return Bundle(path=_folder(number), key=own, make=make)


def _folder(number: int) -> str:
    return f"{FOLDER}{number}/"


def _make(files: list[str], program: Path, into: Path, read: Read) -> None:
    """Make an index of pages; Pagefind is given `a/b/` as `a/b.html`, which spares a folder for each page."""
    into.mkdir(parents=True)
    with TemporaryDirectory(dir=into.parent, prefix=".searched") as folder:
        for parent in {Path(folder, file).parents[1] for file in files}:
            parent.mkdir(parents=True, exist_ok=True)
        for file in files:
            flat = Path(folder, f"{file.removesuffix('/index.html')}.html")
            flat.write_bytes(_searched(read(file).decode()).encode())
        _run(program, "--site", folder, "--output-path", str(into))
    for unused in UNUSED:
        for one in into.glob(unused):
            one.unlink()


def _searched(html: str) -> str:
    """What is searched of a page, with a space between characters of a script that has none."""
    words = "".join(_PARTS.findall(html))
    return _JOINED.sub(r"\1 ", words) if _UNSPACED.search(words) else words


def _run(program: Path, *options: str) -> None:
    command = [
        str(program),
        *options,
        "--force-language",
        LANGUAGE,
        "--exclude-selectors",
        LEFT_OUT,
        "--silent",
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or [f"exit code {done.returncode}"]
        raise InvalidInput(f"the search index could not be made ({said[-1]}); the old site is still whole")


_PARTS = re.compile(
    r"<html.*?>|<meta [^>]*data-pagefind-filter[^>]*>|<h1.*?</h1>|<article.*?</article>"
    r"|<p [^>]*data-pagefind-body>.*?</p>",
    re.DOTALL,
)
_UNSPACED = re.compile(CHARACTER)
_JOINED = re.compile(rf"({CHARACTER}|[\u3001-\u303f\uff01-\uff60])(?=(?:<[^>]*>)*{CHARACTER})")
"""A character of a script without spaces, or its punctuation, before another one."""
