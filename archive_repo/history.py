"""A document's versions and looks through time, read from git."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from archive_repo import branches, repair
from archive_repo.branches import OBSERVATIONS, SNAPSHOTS, TIMESTAMPS, WITNESSES
from archive_repo.errors import DamagedRepository, UnknownDocument
from archive_repo.format import heads, plain
from archive_repo.format.heads import Timestamp
from archive_repo.format.observation import Observation
from archive_repo.format.snapshot import Snapshot, parse
from archive_repo.format.witness import Answer
from archive_repo.git.objects import Commit
from archive_repo.records import Version
from archive_repo.repository import Repository

__all__ = ["each", "latest", "observations", "snapshots", "versions"]
"""The public functions; the others are the archiver's own."""


def each(repository: Repository, document: str) -> Iterator[Version]:
    """A document's versions, newest first, read one by one."""
    return branches.versions(repository.store, document)


def latest(repository: Repository, document: str) -> Version | None:
    """The newest version of a document; None before the first."""
    return next(each(repository, document), None)


def versions(repository: Repository, document: str) -> list[Version]:
    """The versions of one document, newest first. Raises UnknownDocument if it has none."""
    found = list(each(repository, document))
    if not found:
        raise unknown_document(repository, document)
    return found


def unknown_document(repository: Repository, document: str) -> UnknownDocument:
    """The error that says which documents the platform has instead."""
    known = ", ".join(repository.documents()) or "none yet"
    return UnknownDocument(
        f"{repository.platform}/{document}: no such document; it has {known}", platform=repository.platform
    )


def snapshot(repository: Repository, commit_id: str, document: str) -> Snapshot:
    """The snapshot in a commit on `snapshots`. Raises DamagedRepository if it is not the document's."""
    found = _snapshot(repository, repository.store.commit(commit_id))
    if found is None or found.document != document:
        raise DamagedRepository(
            f"{repository.path}: {commit_id} is not a snapshot of {document}", platform=repository.platform
        )
    return found


def snapshots(repository: Repository, document: str) -> Iterator[Snapshot]:
    """The snapshots of a document, newest first."""
    made = (_snapshot(repository, commit) for commit in repository.store.ancestry(SNAPSHOTS))
    return (one for one in made if one is not None and one.document == document)


def _snapshot(repository: Repository, commit: Commit) -> Snapshot | None:
    message = parse(commit.message)
    if message is None:
        return None
    return Snapshot(
        platform=repository.platform,
        document=message.document,
        id=commit.id,
        fetched_at=commit.authored,
        sources=message.sources,
    )


def observations(repository: Repository, document: str) -> Iterator[Observation]:
    """Every look at a document, newest first."""
    last = None
    for commit in repository.store.ancestry(OBSERVATIONS):
        found = branches.seen(repository.store, commit).get(document)
        if found is not None and found != last:
            last = found
            yield found.read(repository.store)


def observations_at(repository: Repository, moment: datetime) -> dict[str, Observation]:
    """The newest look at each document by a moment, by its slug.

    Raises DamagedRepository if the branch of the looks was lost.
    """
    repair.must_have_looks(repository.store)
    for commit in repository.store.ancestry(OBSERVATIONS):
        if commit.authored <= moment:
            found = branches.seen(repository.store, commit)
            return {document: one.read(repository.store) for document, one in found.items()}
    return {}


def witnesses(repository: Repository, document: str) -> Iterator[tuple[str, Answer]]:
    """What others said of a document, newest first, with the ids of commits. Raises DamagedRepository."""
    last = None
    for commit in repository.store.ancestry(WITNESSES):
        blob = repository.store.blob_at(commit, f"{document}.json")
        if blob is not None and blob != last:
            last = blob
            try:
                yield commit.id, plain.from_file(Answer, repository.store.blob(blob))
            except ValueError as error:
                raise DamagedRepository(
                    f"{repository.path}: what {commit.id} holds of {document} cannot be read ({error})",
                    platform=repository.platform,
                ) from error


def timestamps(repository: Repository) -> Iterator[Timestamp]:
    """The timestamps that are stored with a platform, newest first. Raises DamagedRepository."""
    store = repository.store
    for commit in store.ancestry(TIMESTAMPS):
        files = store.files(commit.id)
        if heads.FILE not in files:
            raise DamagedRepository(
                f"{store.path}: {commit.id} lacks {heads.FILE}", platform=repository.platform
            )
        yield Timestamp(
            id=commit.id,
            recorded_at=commit.committed,
            heads=store.blob(files[heads.FILE]),
            tokens={name: store.blob(blob) for name, blob in files.items() if name != heads.FILE},
        )
