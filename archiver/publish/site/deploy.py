"""The output folder: pages are put in place one by one, each whole, and only those that changed.

A file of its own, MANIFEST, says which pages are the site's and what each was made from. A folder that holds
anything else is refused. New pages are first written beside the old ones, so that a disk that fills up
leaves the old site as it was; a run that is killed while pages are put in place leaves pages of both, each
whole, and the next run completes them.
"""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive_repo.errors import InvalidInput, RepositoryBusy

MANIFEST = ".archiver-site.json"
STAGING = ".archiver-site.new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A file of the site."""

    path: str
    """Its address from the root; one that ends with a slash, or is empty, is an `index.html`."""
    key: str
    """Changes with whatever the page is made from."""
    make: Callable[[], bytes]

    @property
    def file(self) -> str:
        """The file that a host serves at the address."""
        return f"{self.path}index.html" if self.path.endswith("/") or not self.path else self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """What a run did."""

    pages: int
    """All files of the site."""
    written: int
    removed: int


def deploy(folder: Path, pages: Iterable[Page]) -> Deployed:
    """Make the folder hold these pages.

    Raises InvalidInput for a folder that holds other files, or cannot be written, and RepositoryBusy while
    another run writes there.
    """
    try:
        with _mine(folder) as known:
            return _deployed(folder, pages, known)
    except OSError as error:
        raise InvalidInput(
            f"{folder}: cannot be written ({error.strerror}); the site that was there before is still whole"
        ) from error


def _deployed(folder: Path, pages: Iterable[Page], known: dict[str, str]) -> Deployed:
    staging = folder / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    found: dict[str, str] = {}
    written: list[str] = []
    for page in pages:
        if page.file in found:
            raise ValueError(f"two pages have the address {page.path!r}")
        found[page.file] = page.key
        if known.get(page.file) != page.key or not (folder / page.file).is_file():
            place = staging / page.file
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(page.make())
            written.append(page.file)
    gone = [file for file in known if file not in found]
    for file in written:
        place = folder / file
        place.parent.mkdir(parents=True, exist_ok=True)
        (staging / file).replace(place)
    shutil.rmtree(staging, ignore_errors=True)
    _note(folder, found)
    for file in gone:
        _remove(folder, file)
    return Deployed(pages=len(found), written=len(written), removed=len(gone))


@contextmanager
def _mine(folder: Path) -> Iterator[dict[str, str]]:
    """What the folder's pages were made from, by file, while no other run writes there."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = folder / MANIFEST
    if not manifest.exists() and any(one.name != STAGING for one in folder.iterdir()):
        raise InvalidInput(
            f"{folder}: holds other files, which a site would mix with; name an empty folder, or one that "
            "`archiver site build` made"
        )
    with manifest.open("a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RepositoryBusy(
                f"{folder}: another run is writing the site there; try again later"
            ) from error
        file.seek(0)
        yield _read(file.read())


def _read(body: bytes) -> dict[str, str]:
    """The keys of the pages; none where the file cannot be read, so that all pages are made again."""
    try:
        told = json.loads(body)["pages"]
        return {str(file): str(key) for file, key in told.items() if _is_inside(str(file))}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _is_inside(file: str) -> bool:
    """False for a path that leads out of the folder, which only a forged file would name."""
    return not Path(file).is_absolute() and ".." not in Path(file).parts


def _note(folder: Path, found: dict[str, str]) -> None:
    """Write the manifest in place: a run that is killed here makes all pages again."""
    text = json.dumps({"made_by": "archiver site build", "pages": found}, indent=0, ensure_ascii=False)
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def _remove(folder: Path, file: str) -> None:
    (folder / file).unlink(missing_ok=True)
    for parent in Path(file).parents:
        if parent == Path():
            break
        try:
            (folder / parent).rmdir()
        except OSError:
            break
