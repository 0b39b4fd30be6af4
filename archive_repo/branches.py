"""The three branches of a platform's repository, and what is where on them. Reads only.

`main` holds the clean text (one Markdown file per document, and a README.md that lists them), `snapshots` the
raw bodies with how they were fetched, `observations` the looks. See `docs/storage.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import datetime
from types import MappingProxyType

from archive_repo.errors import DamagedRepository
from archive_repo.format import observation, trailers
from archive_repo.format.message import parse
from archive_repo.format.observation import Observation
from archive_repo.git.objects import Commit
from archive_repo.git.store import Store
from archive_repo.records import Message, Version

MAIN, SNAPSHOTS, OBSERVATIONS = "main", "snapshots", "observations"
README = "README.md"

SCREENSHOT = "screenshot.png"
"""What follows the stem of a body's name in that of the picture of its page."""

WITNESSES = "refs/archiver/witnesses"
"""Not a branch: what others said of versions, one file for each document, with their captures."""

TIMESTAMPS = "refs/archiver/timestamps"
"""Not a branch: a history of its own, of the heads of all platforms and what others dated of them."""

_SAID = tuple(field.name for field in fields(Message))


def versions(store: Store, document: str) -> Iterator[Version]:
    """A document's versions, newest first, read one by one."""
    waiting: list[tuple[Commit, Message]] = []
    for commit, message in commits(store, document):
        if message.is_the_document:
            yield from (version(store, *later, commit.id) for later in waiting)
            waiting.clear()
        waiting.append((commit, message))
    yield from (version(store, *later, None) for later in waiting)


def commits(store: Store, document: str | None = None) -> Iterator[tuple[Commit, Message]]:
    """The commits that are versions, of all documents or of one, newest first."""
    trailer = f"\nDocument: {document}\n" if document else ""
    for commit in store.ancestry(MAIN):
        said = commit.message
        if trailer not in said:  # most commits are of other documents, and parsing takes longer than looking
            continue
        message = parse(said)
        if message and document in (None, message.document):
            yield commit, message


def documents(store: Store) -> list[str]:
    """The slugs of the documents that have a text, in alphabetical order."""
    return list(texts(store, store.tip(MAIN)))


def texts(store: Store, commit: str | None) -> dict[str, str]:
    """The blobs of the documents' texts as of a commit, by slug in alphabetical order."""
    files = store.files(commit).items()
    found = {name[:-3]: blob for name, blob in files if name[-3:] == ".md" and name != README}
    return dict(sorted(found.items()))


def platform_name(store: Store) -> str:
    """The platform's name as its newest version gives it; empty if it gives none."""
    _, message = next(commits(store), (None, None))
    return message.platform_name if message else ""


def version(store: Store, commit: Commit, message: Message, previous: str | None) -> Version:
    """The version in a commit with this message; `previous` is the id of its document's version before."""
    return Version(
        **{name: getattr(message, name) for name in _SAID},
        platform=store.path.stem,
        id=commit.id,
        previous=previous,
        fetched_at=commit.authored,
        recorded_at=commit.committed,
        subject=trailers.split(commit.message)[0],
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """What a commit on `observations` says of a document's newest look."""

    blob: str
    """The file of the last look that said something new."""
    again_at: datetime | None
    """When the newest look found just that; None if the file is of the newest look."""

    def read(self, store: Store) -> Observation:
        """The look. Raises DamagedRepository."""
        found = observation.from_json(store.blob(self.blob))
        return observation.again(found, self.again_at) if self.again_at else found


def seen(store: Store, commit: Commit | str | None) -> dict[str, Seen]:
    """The newest look at each document as of a commit on `observations`, by its slug."""
    if commit is None:
        return {}
    commit = store.commit(commit) if isinstance(commit, str) else commit
    times = observation.times(commit.message)
    files = store.entries(commit)
    named = ((name.removesuffix(".json"), blob) for name, blob in files.items() if name.endswith(".json"))
    return {slug: Seen(blob, times.get(slug)) for slug, blob in named}


def last_observations(
    store: Store, newest: Mapping[str, Seen], known: Mapping[str, Observation] = MappingProxyType({})
) -> dict[str, Observation]:
    """The newest look at each document, by its slug; if it cannot be read, the newest one before it.

    `known` are those that were read already.
    """
    found = {slug: known.get(slug) or _look(store, slug, one) for slug, one in newest.items()}
    return {document: look for document, look in found.items() if look}


def _look(store: Store, document: str, newest: Seen) -> Observation | None:
    try:
        return newest.read(store)
    except DamagedRepository:
        return _look_before(store, f"{document}.json", newest.blob)


def _look_before(store: Store, name: str, damaged: str) -> Observation | None:
    for commit in store.ancestry(OBSERVATIONS):
        blob = store.blob_at(commit, name)
        if blob and blob != damaged:
            with suppress(DamagedRepository):
                return observation.from_json(store.blob(blob))
    return None


def text(store: Store, commit: str, document: str) -> str:
    """The Markdown of a document as of a commit on `main`."""
    blob = store.blob_at(commit, f"{document}.md")
    if blob is None:
        raise DamagedRepository(f"{store.path}: {commit} lacks {document}.md", platform=store.path.stem)
    return decoded(store, blob, document)


def decoded(store: Store, blob: str, document: str) -> str:
    """The Markdown of a document in a blob."""
    try:
        return store.blob(blob).decode()
    except UnicodeDecodeError as error:
        raise DamagedRepository(
            f"{store.path}: {document}.md in {blob} is not UTF-8 text", platform=store.path.stem
        ) from error


def bodies(files: Iterable[str], document: str) -> list[str]:
    """The names of a document's bodies among the files of `snapshots`, in the order of its sources."""
    pattern = re.compile(rf"{re.escape(document)}(?:\.(\d+))?\.(?!json$)[a-z0-9]+")
    likely = (name for name in files if name.startswith(document))
    matches = [match for name in likely if (match := pattern.fullmatch(name))]
    return [match.string for match in sorted(matches, key=lambda match: int(match[1] or 0))]
