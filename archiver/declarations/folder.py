"""Declarations as files: reading one, reading a folder, and finding every problem of a folder."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from archive_repo.records import slug
from archiver.declarations import names, terms
from archiver.declarations.declaration import Declaration, Document, css
from archiver.errors import DeclarationError

HISTORY = ".history.json"

_SUFFIXES = ("", ".json", ".js", ".md")
"""Endings of what belongs into the folder: declarations, histories, filters, and what is written of them."""

MAX_SELECTOR = 2_000
"""Characters of a CSS selector: the longest in two public collections has 717, and cssselect recurses
with each part."""

MAX_ON_A_PAGE = 100
"""Documents on one page, since each is compared with all others; the most in 101 declared platforms is 4."""


def read(path: Path) -> Declaration:
    """The declaration in a file. Raises DeclarationError naming file and key."""
    raw = _raw(path)
    documents = tuple(_document(raw, title) for title in raw.terms)
    for problem in _same_slug((f"{path.name}: {raw.key}.{one.title}", one.slug) for one in documents):
        raise problem
    for problem in _crowded(raw, documents):
        raise problem
    return Declaration(
        name=raw.name, slug=raw.slug, documents=_with_neighbours(documents), notes=tuple(_notes(raw))
    )


def read_all(folder: Path) -> tuple[Declaration, ...]:
    """The declarations of a folder, by file name. Raises DeclarationError for the first problem."""
    paths = _paths(folder)
    declared = tuple(map(read, paths))
    for problem in _same_slug((path.name, one.slug) for path, one in zip(paths, declared, strict=True)):
        raise problem
    return declared


def read_of(platform: str, folder: Path) -> Declaration | None:
    """The declaration of a platform, by its slug; None if no file of the folder declares it.

    Raises DeclarationError if its own file cannot be used, whatever is wrong with the others.
    """
    path = file_of(platform, _paths(folder))
    return read(path) if path else None


def file_of(platform: str, paths: Iterable[Path]) -> Path | None:
    """The file that declares a platform, by its slug: a file's name is an id in any spelling."""
    return next((path for path in paths if slug(path.stem) == platform), None)


def read_sound(folder: Path) -> tuple[tuple[Declaration, ...], tuple[DeclarationError, ...]]:
    """The declarations of a folder that can be used, and the first problem of each that cannot.

    Raises DeclarationError if there is no such folder.
    """
    declared: dict[str, tuple[str, Declaration]] = {}
    broken: list[DeclarationError] = []
    for path in _paths(folder):
        try:
            one = read(path)
        except DeclarationError as error:
            broken.append(error)
            continue
        if one.slug in declared:
            first = declared[one.slug][0]
            broken.extend(_same_slug(((first, one.slug), (path.name, one.slug))))
        else:
            declared[one.slug] = (path.name, one)
    return tuple(one for _, one in declared.values()), tuple(broken)


def notes(folder: Path) -> Iterator[str]:
    """What is odd about a folder of declarations, which can be used all the same."""
    if folder.is_symlink():
        yield f"{folder} is a link: what is declared is read from {folder.resolve()}"
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_file() and not path.name.startswith(".") and path.suffix not in _SUFFIXES:
            yield f"{path.name} is not read: the name of a declaration ends in .json"


def problems(folder: Path) -> list[DeclarationError]:
    """All that is wrong with the declarations of a folder, CSS selectors included; empty if nothing is."""
    found: list[DeclarationError] = []
    slugs: list[tuple[str, str]] = []
    try:
        paths = _paths(folder)
    except DeclarationError as error:
        return [error]
    for path in paths:
        try:
            raw = _raw(path)
        except DeclarationError as error:
            found.append(error)
            continue
        slugs.append((path.name, raw.slug))
        found.extend(_problems(raw))
    return [*found, *_same_slug(slugs)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Raw:
    """A file whose outline is valid and whose terms have not been checked yet."""

    file: str
    name: str
    slug: str
    """The slug of the file's name, which is the platform's id; `name` is how the platform writes itself."""
    key: str
    """`terms`, or the older `documents`."""
    terms: Mapping[str, Any]

    def where(self, title: str) -> str:
        return f"{self.file}: {self.key}.{title}"


def files(folder: Path) -> list[Path]:
    """The files of a folder that declare a platform, by name; none if there is no such folder."""
    return sorted(path for path in folder.glob("*.json") if not path.name.endswith(HISTORY))


def _paths(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise DeclarationError(f"{folder}: no such folder; `archiver init` creates it")
    return files(folder)


def _raw(path: Path) -> _Raw:
    if why := names.problem(path.stem):
        raise DeclarationError(f"{path.name[:60]!r}: the file name {why}")
    declared = _json(path)
    if not isinstance(declared, dict):
        raise DeclarationError(f'{path.name}: must be an object such as {{"name": ..., "terms": ...}}')
    terms.known_keys(path.name, declared, ("name", "terms", "documents", "importedFrom"))
    name = declared.get("name")
    if not isinstance(name, str):
        raise DeclarationError(f"{path.name}: name: must be the platform's name, a text in quotes")
    if why := names.problem(name):
        raise DeclarationError(f"{path.name}: name: {name[:60]!r} {why}")
    key = _key_of_terms(path.name, declared)
    return _Raw(file=path.name, name=name, slug=slug(path.stem), key=key, terms=declared[key])


def _key_of_terms(file: str, declared: Mapping[str, Any]) -> str:
    """`terms`, or the older `documents`. Raises DeclarationError unless one of them is an object."""
    keys = [key for key in ("terms", "documents") if key in declared]
    if not keys:
        raise DeclarationError(f"{file}: terms: missing; it is an object with an entry per document")
    if len(keys) > 1:
        raise DeclarationError(f"{file}: has both terms and documents; move all documents into terms")
    if not isinstance(declared[keys[0]], dict):
        raise DeclarationError(f"{file}: {keys[0]}: must be an object with an entry per document")
    return keys[0]


def _json(path: Path) -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise DeclarationError(f"{path.name}: {key[:60]!r} is declared twice")
            found[key] = value
        return found

    try:
        return json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        raise DeclarationError(
            f"{path.name}: not valid JSON: line {error.lineno}, column {error.colno}: {error.msg}"
        ) from error
    except OSError as error:
        raise DeclarationError(f"{path.name}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DeclarationError(f"{path.name}: is not UTF-8 text; save it as such") from error
    except RecursionError as error:
        raise DeclarationError(f"{path.name}: not valid JSON: it is nested too deeply") from error
    except ValueError as error:  # a number of thousands of digits
        raise DeclarationError(f"{path.name}: not valid JSON: a number has too many digits") from error


def _document(raw: _Raw, title: str) -> Document:
    if why := names.problem(title):
        raise DeclarationError(f"{raw.file}: {raw.key}: the title {title[:60]!r} {why}")
    return Document(
        platform=raw.slug,
        title=title,
        slug=slug(title),
        sources=terms.sources(raw.where(title), raw.terms[title]),
    )


def _with_neighbours(documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents, each with the titles of the others on its pages."""
    titles: dict[str, list[str]] = {}
    for one in documents:
        for page in {source.page for source in one.sources}:
            titles.setdefault(page, []).append(one.title)
    return tuple(replace(one, beside=_neighbours(one, titles)) for one in documents)


def _neighbours(document: Document, titles: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    beside = [title for source in document.sources for title in titles[source.page]]
    return tuple(title for title in dict.fromkeys(beside) if title != document.title)


def _notes(raw: _Raw) -> Iterator[str]:
    if not raw.terms:
        yield f"{raw.file}: {raw.key}: no document; declare one, or delete the file"
    for title, declared in raw.terms.items():
        if filters := terms.javascript_filters(raw.where(title), declared):
            yield f"{raw.where(title)}.filter: JavaScript filters are not run: {', '.join(filters)}"


def _same_slug(named: Iterable[tuple[str, str]]) -> Iterator[DeclarationError]:
    first: dict[str, str] = {}
    for where, one in named:
        if one in first:
            yield DeclarationError(
                f"{where}: has the same slug as {first[one]}: {one}; rename one of the two"
            )
        first.setdefault(one, where)


def _crowded(raw: _Raw, documents: Iterable[Document]) -> Iterator[DeclarationError]:
    pages = Counter(page for one in documents for page in {source.page for source in one.sources})
    for page, count in pages.most_common(1):
        if count > MAX_ON_A_PAGE:
            yield DeclarationError(
                f"{raw.file}: {raw.key}: {count} documents are on one page, {page}; "
                f"at most {MAX_ON_A_PAGE} can be"
            )


def _problems(raw: _Raw) -> Iterator[DeclarationError]:
    documents = []
    for title in raw.terms:
        try:
            document = _document(raw, title)
        except DeclarationError as error:
            yield error
            continue
        documents.append(document)
        yield from _empty_selections(raw.where(title), raw.terms[title])
        yield from _bad_selectors(raw.where(title), document)
    yield from _same_slug((raw.where(one.title), one.slug) for one in documents)
    yield from _crowded(raw, documents)


def _empty_selections(where: str, declared: Any) -> Iterator[DeclarationError]:
    for place, part in terms.parts(where, declared):
        if part.get("select") == []:
            yield DeclarationError(f"{place}.select: is empty; name what to read, or leave the key out")


def _bad_selectors(where: str, document: Document) -> Iterator[DeclarationError]:
    for number, source in enumerate(document.sources):
        place = f"{where}.combine[{number}]" if len(document.sources) > 1 else where
        for key, declared in (("select", source.select), ("remove", source.remove)):
            for one in css(declared):
                if why := _unreadable(one):
                    yield DeclarationError(f"{place}.{key}: {one!r} is not a CSS selector: {why}")


def _unreadable(css: str) -> str:
    from cssselect import HTMLTranslator, SelectorError  # not needed to read an archive

    if len(css) > MAX_SELECTOR:
        return f"it is longer than {MAX_SELECTOR} characters"
    try:
        HTMLTranslator().css_to_xpath(css)
    except SelectorError as error:
        return str(error)
    except RecursionError:
        return "it has too many parts"
    return ""
