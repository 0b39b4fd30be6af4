"""The output folder: pages are put in place one by one, each whole, and only those that changed.

A file of its own, MANIFEST, says which pages are the site's and what each was made from. A folder that holds
anything else is refused. New pages are first written beside the old ones, so that a disk that fills up
leaves the old site as it was; a run that is killed while pages are put in place leaves pages of both, each
whole, and the next run completes them. For that, the manifest names a page before it is put in place, as made
from nothing, and what it was made from once it is on the disk; it forgets a page when that is gone.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from archive_repo.errors import InvalidInput, RepositoryBusy
from archive_repo.git import durable

_OWN = ".archiver-site"
"""How the names begin of what is in the folder beside pages."""

MANIFEST = f"{_OWN}.json"
STAGING = f"{_OWN}.new"
LOCK = f"{_OWN}.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """How a page is made from the one that is there, if only a part of it changes."""

    key: str
    """Changes with that part; without spaces."""
    make: Callable[[bytes], bytes | None]
    """Gives the page, from the one that is there; None where that has no such part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A file of the site."""

    path: str
    """Its address from the root; one that ends with a slash, or is empty, is an `index.html`."""
    key: str
    """Changes with whatever the page is made from, but for what its renewal is."""
    make: Callable[[], bytes]
    renewal: Renewal | None = None
    searched: str = ""
    """Changes with the words for which the page can be found; empty for a page that is not searched."""

    @property
    def file(self) -> str:
        """The file that a host serves at the address."""
        return f"{self.path}index.html" if self.path.endswith("/") or not self.path else self.path

    @property
    def whole_key(self) -> str:
        """Changes with whatever the page is made from."""
        return f"{self.key} {self.renewal.key}" if self.renewal else self.key


Read = Callable[[str], bytes]
"""Gives a file of the site as it will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A folder of files that are made together from pages, and whose names are known only then."""

    path: str
    """Its address from the root, with a slash at its end."""
    key: str
    make: Callable[[Path, Read], None]
    """Writes the files into a folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """What a run did."""

    pages: int
    """All files of the site."""
    written: int
    removed: int


def deploy(folder: Path, pages: Iterable[Page | Bundle], *, keep: Sequence[str] = ()) -> Deployed:
    """Make the folder hold these pages; a bundle comes after the pages that it is made from.

    What is there below the addresses that are to `keep` stays as it is.

    Raises InvalidInput for a folder that holds other files, or cannot be written, and RepositoryBusy while
    another run writes there.
    """
    try:
        with _mine(folder) as known:
            try:
                return _deployed(folder, pages, known, tuple(keep))
            finally:  # not to keep a disk full
                shutil.rmtree(folder / STAGING, ignore_errors=True)
    except OSError as error:
        raise InvalidInput(
            f"{folder}: cannot be written ({error.strerror}); the site that was there before is still whole"
        ) from error


def _deployed(
    folder: Path, pages: Iterable[Page | Bundle], known: dict[str, str], keep: tuple[str, ...]
) -> Deployed:
    staging = folder / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    run = _Run(folder=folder, staging=staging, known=known)
    with ThreadPoolExecutor(max_workers=1) as beside:  # bundles wait for programs while pages are made
        bundles: list[tuple[Bundle, Future[list[str]]]] = []
        for page in pages:
            if isinstance(page, Bundle):
                bundles.append((page, beside.submit(run.bundle, page)))
            else:
                run.page(page)
        for bundle, made in bundles:
            run.take(bundle, made.result())
    run.keep(file for file in known if file.startswith(keep))
    gone = [file for file in known if file not in run.found]
    if run.written:
        _note(folder, known | dict.fromkeys(run.written, ""))
        _put(folder, run.written)
    _remove(folder, gone)
    if run.written or gone:
        os.sync()
    if run.written or gone or run.found != known:
        _note(folder, run.found)
    return Deployed(pages=len(run.found), written=len(run.written), removed=len(gone))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Makes what changed, beside the old site."""

    folder: Path
    staging: Path
    known: Mapping[str, str]
    """The keys of the files that are there."""
    found: dict[str, str] = field(default_factory=dict)
    """The keys of all files that will be there."""
    written: list[str] = field(default_factory=list)

    def page(self, page: Page) -> None:
        if page.file in self.found:
            raise ValueError(f"two pages have the address {page.path!r}")
        self.found[page.file] = page.whole_key
        if not self._stands(page.file, page.whole_key):
            body = self._renewed(page) or page.make()
            _make_folders(self.staging, [page.file])
            (self.staging / page.file).write_bytes(body)
            self.written.append(page.file)

    def _renewed(self, page: Page) -> bytes | None:
        """The page, from the one that is there; None where more than a part of it changed."""
        known = self.known.get(page.file, "").partition(" ")[0]
        if page.renewal is None or known != page.key or not self._is_there(page.file):
            return None
        return page.renewal.make((self.folder / page.file).read_bytes())

    def bundle(self, bundle: Bundle) -> list[str]:
        """Make a bundle that changed, and give its files; nothing that pages are made with changes."""
        files = self._of(bundle)
        if files and all(self._stands(file, bundle.key) for file in files):
            return files
        bundle.make(self.staging / bundle.path, self._read)
        made = (one for one in (self.staging / bundle.path).rglob("*") if one.is_file())
        files = sorted(one.relative_to(self.staging).as_posix() for one in made)
        self._drop_what_stands(files)
        return files

    def _drop_what_stands(self, files: Sequence[str]) -> None:
        """Take away what was made as it is there already: most of an index, which costs more to replace."""
        for file in files:
            made = self.staging / file
            if self._is_there(file) and made.read_bytes() == (self.folder / file).read_bytes():
                made.unlink()

    def take(self, bundle: Bundle, files: Sequence[str]) -> None:
        """Note the files of a bundle, and which of them are new."""
        self.found.update(dict.fromkeys(files, bundle.key))
        self.written.extend(file for file in files if (self.staging / file).is_file())

    def keep(self, files: Iterable[str]) -> None:
        """Note files that stay as they are, of those that are there."""
        for file in files:
            if file not in self.found and self._is_there(file):
                self.found[file] = self.known[file]

    def _of(self, bundle: Bundle) -> list[str]:
        return [file for file in self.known if file.startswith(bundle.path)]

    def _stands(self, file: str, key: str) -> bool:
        return self.known.get(file) == key and self._is_there(file)

    def _is_there(self, file: str) -> bool:
        return os.path.isfile(f"{self.folder}/{file}")  # noqa: PTH113 - thousands: paths are slow

    def _read(self, file: str) -> bytes:
        new = self.staging / file
        return (new if new.is_file() else self.folder / file).read_bytes()


def _put(folder: Path, files: Sequence[str]) -> None:
    _make_folders(folder, files)
    for file in files:
        os.replace(f"{folder}/{STAGING}/{file}", f"{folder}/{file}")  # noqa: PTH105 - thousands: paths are slow


def _make_folders(folder: Path, files: Iterable[str]) -> None:
    """Make the folders that files below a folder are in."""
    for parent in {file.rpartition("/")[0] for file in files}:
        (folder / parent).mkdir(parents=True, exist_ok=True)


@contextmanager
def _mine(folder: Path) -> Iterator[dict[str, str]]:
    """What the folder's pages were made from, by file, while no other run writes there."""
    if folder.exists() and not folder.is_dir():
        raise InvalidInput(f"{folder}: is a file; name a folder for the site")
    folder.mkdir(parents=True, exist_ok=True)
    manifest = folder / MANIFEST
    if not manifest.exists() and any(not one.name.startswith(_OWN) for one in folder.iterdir()):
        raise InvalidInput(
            f"{folder}: holds other files, which a site would mix with; name an empty folder, or one that "
            "`archiver site build` made"
        )
    with (folder / LOCK).open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RepositoryBusy(
                f"{folder}: another run is writing the site there; try again later"
            ) from error
        yield _read(manifest.read_bytes() if manifest.exists() else b"")


def _read(body: bytes) -> dict[str, str]:
    """The keys of the pages; none where the file cannot be read, so that all pages are made again."""
    try:
        told = json.loads(body)["pages"]
        return {str(file): str(key) for file, key in told.items() if _is_inside(str(file))}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _is_inside(file: str) -> bool:
    """False for a path that leads out of the folder, which only a forged file would name."""
    return not file.startswith("/") and ".." not in file.split("/")


def _note(folder: Path, found: dict[str, str]) -> None:
    text = json.dumps({"made_by": "archiver site build", "pages": found}, ensure_ascii=False)
    durable.write(folder / MANIFEST, text.encode())


def _remove(folder: Path, files: Sequence[str]) -> None:
    """Remove files, and the folders that are empty then."""
    parents: set[Path] = set()
    for file in files:
        (folder / file).unlink(missing_ok=True)
        parents.update(Path(file).parents)
    for parent in sorted(parents - {Path()}, reverse=True):  # the inner ones first
        with suppress(OSError):
            (folder / parent).rmdir()
