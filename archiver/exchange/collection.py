"""Somebody else's archive of versions: a git repository, a bundle of one, or a dataset, read by platform.

with collection.opened(path) as found:
    found.name, found.platforms["Facebook"]      entries, in the order of recording
    with found.texts() as texts: texts.blob(entry.text)
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from archive_repo.errors import DamagedRepository, InvalidInput, NotFound
from archive_repo.format.message import plural
from archive_repo.git import foreign
from archive_repo.git.foreign import LARGEST, Change
from archiver.declarations import names
from archiver.exchange import messages
from archiver.exchange.messages import Kind, Said

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_DAY = datetime(2105, 12, 31, tzinfo=UTC)
_ENDINGS = re.compile(r"(\.git|\.bundle|\.zip)+$")
_MEMBER = re.compile(
    r"(?:[^/]+/)?(?P<id>[^/]+)/(?P<type>[^/]+)/(?P<date>\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(?:\.\d+)?Z)\.md"
)
DOCUMENTATION = ("README", "LICENSE", "CONTRIBUTING", "CHANGELOG")
"""Files of this name are about the collection, and no documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One recording of one document."""

    commit: str
    """The commit's id; of a dataset the name of its file."""
    terms_type: str
    """The document's title: `Privacy Policy`."""
    recorded_at: datetime
    said: Said
    text: str
    """What to ask `Texts` for."""


class Texts(Protocol):
    """Where the texts of entries are read."""

    def blob(self, name: str, /) -> bytes:
        """The bytes of a text. Raises DamagedRepository where they cannot be read."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """What a collection holds."""

    name: str
    path: Path
    """The repository or the dataset; picklable, so that every process can read its own part."""
    platforms: dict[str, list[Entry]]
    """By the platform's id, which is the name of its folder; each in the order of recording."""
    left_out: tuple[str, ...] = ()
    """What is not brought in, and why, a line each."""

    def texts(self) -> AbstractContextManager[Texts]:
        """Reads the texts of entries."""
        return texts(self.path)


@contextmanager
def opened(path: Path, name: str = "") -> Iterator[Collection]:
    """The collection at `path`: a clone, bare or not, a bundle, or a dataset.

    Raises NotFound or InvalidInput where there is none, DamagedRepository where it cannot be read.
    """
    if not path.exists():
        raise NotFound(f"{path}: no such file or folder; check the path")
    name = name or _name(path)
    if path.is_file() and zipfile.is_zipfile(path):
        yield _of_dataset(path, name)
    elif path.is_file() and path.suffix == ".zip":
        raise DamagedRepository(f"{path}: cannot be read as a zip: it was cut, or is none; fetch it again")
    else:
        with repository(path) as place:
            yield _of_repository(place, name)


@contextmanager
def repository(path: Path) -> Iterator[Path]:
    """A git repository: the one at `path`, or one that is made of the bundle there, for as long as needed.

    Raises NotFound where nothing is there, DamagedRepository where the bundle cannot be read.
    """
    if not path.exists():
        raise NotFound(f"{path}: no such file or folder; check the path")
    if path.is_dir():
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="archiver-import-") as folder:
        place = Path(folder) / "collection.git"
        foreign.clone(path, place)
        yield place


@contextmanager
def texts(path: Path) -> Iterator[Texts]:
    """Reads texts of the repository or dataset at `path`."""
    if path.is_dir():
        with foreign.Objects(path) as objects:
            yield objects
    else:
        with zipfile.ZipFile(path) as archive:
            yield _Members(archive)


class _Members:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def blob(self, name: str) -> bytes:
        try:
            return self._archive.read(name)
        except (KeyError, OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
            raise DamagedRepository(f"{self._archive.filename}: {name} cannot be read ({error})") from error
        except Exception as error:  # zlib.error and what other compressions raise
            raise DamagedRepository(f"{self._archive.filename}: {name} cannot be read ({error})") from error


def _name(path: Path) -> str:
    """The collection's name by that of its repository: `pga-versions.git` is `pga`."""
    plain = _ENDINGS.sub("", path.resolve().name if path.name in ("", ".", "..", ".git") else path.name)
    return plain.removesuffix("-versions").removesuffix("-dataset") or "collection"


def _of_repository(path: Path, name: str) -> Collection:
    foreign.must_be_repository(path)
    found = list(foreign.changes(path))
    sifted = _Sifted()
    for change in found:
        for file, blob in change.files:
            sifted.add(change, file, blob)
    is_known = any(messages.parse(one.message).kind is not Kind.OTHER for one in found)
    if not (is_known and sifted.platforms):
        raise InvalidInput(
            f"{path}: not a collection in Open Terms Archive's layout: of {plural(len(found), 'commit')} "
            "none records PLATFORM/TYPE.md; name its repository of versions"
        )
    return Collection(name=name, path=path, platforms=sifted.platforms, left_out=sifted.told())


class _Sifted:
    """The documents of a collection, apart from its other files."""

    def __init__(self) -> None:
        self.platforms: dict[str, list[Entry]] = {}
        self._odd: dict[str, str] = {}

    def add(self, change: Change, file: bytes, blob: str) -> None:
        """Add what a commit did to a file, if that is a document."""
        parts = file.split(b"/")
        if len(parts) != 2 or not parts[1].endswith(b".md") or parts[0].startswith(b"."):
            return
        platform, title = (os_name(part) for part in (parts[0], parts[1][:-3]))
        if title in DOCUMENTATION:
            return
        if why := problem(platform, title):
            self._odd[f"{platform}/{title}"] = why
            return
        self.platforms.setdefault(platform, []).append(
            Entry(
                commit=change.commit,
                terms_type=title,
                recorded_at=moment(change.authored),
                said=messages.parse(change.message),
                text=blob,
            )
        )

    def told(self) -> tuple[str, ...]:
        """What was left out, a line each."""
        return _told(self._odd)


def os_name(part: bytes) -> str:
    """A name in a path; bytes that are no UTF-8 stay visible, as characters that no name may have."""
    return part.decode(errors="surrogateescape")


def problem(platform: str, title: str) -> str:
    """Why nothing can be recorded under these names; empty if it can."""
    for one in (platform, title):
        why = names.problem(one)
        if why and why != names.SPECIAL:
            return f"the name {why}"
    return ""


def _told(odd: dict[str, str]) -> tuple[str, ...]:
    return tuple(f"{name!a}: left out: {why}" for name, why in odd.items())


def one_word(name: str) -> str:
    """The name as a trailer holds it, where a space ends it."""
    return re.sub(r"\s+", "-", name.strip())


def moment(seconds: int) -> datetime:
    """The time that a commit gives, within what git can store."""
    latest = int((_LAST_DAY - _BEGINNING).total_seconds())
    return _BEGINNING + timedelta(seconds=min(max(seconds, 0), latest))


def _of_dataset(path: Path, name: str) -> Collection:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    odd: dict[str, str] = {}
    found: dict[str, list[Entry]] = {}
    for member in members:
        if why := _climbs(member.filename):
            odd[member.filename] = why
        elif match := _MEMBER.fullmatch(member.filename):
            why = problem(match["id"], match["type"]) or _oversized(member)
            if why:
                odd[member.filename] = why
            elif (date := _date(match["date"])) is None:
                odd[member.filename] = "its name is not a date"
            else:
                found.setdefault(match["id"], []).append(
                    Entry(
                        commit=match["date"],
                        terms_type=match["type"],
                        recorded_at=date,
                        said=Said(kind=Kind.CHANGE),
                        text=member.filename,
                    )
                )
    if not found:
        raise InvalidInput(
            f"{path}: not a dataset in Open Terms Archive's layout: no file PLATFORM/TYPE/DATE.md is in it"
        )
    return Collection(name=name, path=path, platforms=_by_date(found), left_out=_told(odd))


def _climbs(name: str) -> str:
    parts = re.split(r"[/\\]", name)
    return "its name leads out of the file" if ".." in parts or parts[0] == "" or ":" in parts[0] else ""


def _oversized(member: zipfile.ZipInfo) -> str:
    return f"it has {member.file_size:,} bytes" if member.file_size > LARGEST else ""


def _date(text: str) -> datetime | None:
    day, _, time = text.removesuffix("Z").partition("T")
    try:
        return datetime.fromisoformat(f"{day}T{time.partition('.')[0].replace('-', ':')}+00:00")
    except ValueError:
        return None


def _by_date(found: dict[str, list[Entry]]) -> dict[str, list[Entry]]:
    return {platform: sorted(found[platform], key=_place) for platform in sorted(found)}


def _place(entry: Entry) -> tuple[datetime, str]:
    return entry.recorded_at, entry.terms_type


def documents(entries: Iterable[Entry]) -> list[str]:
    """The titles of the documents, in the order in which they were first recorded."""
    return list(dict.fromkeys(entry.terms_type for entry in entries))


def count(platforms: Iterable[Sequence[Entry]]) -> int:
    """How many recordings there are."""
    return sum(map(len, platforms))
