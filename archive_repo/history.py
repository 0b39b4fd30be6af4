"""A document's versions and looks through time, read from git."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pygit2

from archive_repo.errors import UnknownDocument, UnknownVersion
from archive_repo.format import message as messages
from archive_repo.format import observation
from archive_repo.git.store import utc
from archive_repo.records import Observation, Snapshot, Source, Version
from archive_repo.repository import Repository
from archive_repo.writer import MAIN, OBSERVATIONS


def every(repository: Repository) -> list[Version]:
    """The versions of all documents, newest first."""
    before: dict[str, str] = {}
    found = []
    for commit, message in reversed(list(_commits(repository))):
        found.append(_version(repository, commit, message, before.get(message.document)))
        before[message.document] = str(commit.id)
    return found[::-1]


def each(repository: Repository, document: str) -> Iterator[Version]:
    """A document's versions, newest first, read one by one."""
    own = _commits(repository, document)
    later = next(own, None)
    while later is not None:
        earlier = next(own, None)
        yield _version(repository, *later, str(earlier[0].id) if earlier else None)
        later = earlier


def latest(repository: Repository, document: str) -> Version | None:
    """The newest version of a document; None before the first."""
    return next(each(repository, document), None)


def versions(repository: Repository, document: str) -> list[Version]:
    """The versions of one document, newest first. Raises UnknownDocument where it has none."""
    found = list(each(repository, document))
    if not found:
        raise unknown_document(repository, document)
    return found


def unknown_document(repository: Repository, document: str) -> UnknownDocument:
    """The error that says which documents the platform has instead."""
    known = ", ".join(repository.documents()) or "none yet"
    return UnknownDocument(f"{repository.platform}/{document}: no such document; it has {known}")


def since(repository: Repository, document: str, moment: datetime) -> list[Version]:
    """The versions fetched at or after a moment, newest first."""
    return [version for version in versions(repository, document) if version.fetched_at >= moment]


def at(repository: Repository, document: str, moment: datetime) -> Version:
    """The version in force at a moment: the newest one fetched by then. UnknownVersion before the first."""
    found = versions(repository, document)
    by_then = next((version for version in found if version.fetched_at <= moment), None)
    if by_then is None:
        raise UnknownVersion(
            f"{repository.platform}/{document}: nothing recorded by {moment:%Y-%m-%d}; "
            f"the first version is of {found[-1].fetched_at:%Y-%m-%d}"
        )
    return by_then


def by_id(repository: Repository, document: str, prefix: str) -> Version:
    """The version whose id starts so. UnknownVersion where none does, or several do."""
    found = [version for version in versions(repository, document) if version.id.startswith(prefix)]
    if len(found) != 1:
        what = "no version" if not found else f"{len(found)} versions"
        raise UnknownVersion(
            f"{repository.platform}/{document}: {what} with an id that starts with {prefix}; "
            "`archiver log` lists them"
        )
    return found[0]


def snapshot(repository: Repository, commit_id: str, document: str) -> Snapshot:
    """The stored snapshot of a commit on `snapshots`."""
    commit = repository.store.commit(commit_id)
    facts = [body.facts for body in repository.bodies(commit_id, document)]
    sources = tuple(Source(url=str(fact["url"]), sha256=str(fact["sha256"])) for fact in facts)
    return Snapshot(
        platform=repository.platform,
        document=document,
        id=commit_id,
        fetched_at=utc(commit.author.time),
        sources=sources,
    )


def observations(repository: Repository, document: str) -> Iterator[Observation]:
    """Every look at a document, newest first."""
    name, last = f"{document}.json", None
    for commit in repository.store.ancestry(OBSERVATIONS):
        blob = repository.store.blob_at(str(commit.id), name)
        if blob is not None and blob != last:
            last = blob
            yield observation.from_json(repository.store.blob(blob))


def observations_at(repository: Repository, moment: datetime) -> dict[str, Observation]:
    """The newest look at each document by a moment, by its slug."""
    for commit in repository.store.ancestry(OBSERVATIONS):
        if utc(commit.author.time) <= moment:
            return {
                name.removesuffix(".json"): observation.from_json(repository.store.blob(blob))
                for name, blob in repository.store.files(str(commit.id)).items()
            }
    return {}


def _commits(
    repository: Repository, document: str | None = None
) -> Iterator[tuple[pygit2.Commit, messages.Message]]:
    """The commits that are versions, of all documents or of one, newest first."""
    trailer = f"\nDocument: {document}\n" if document else ""
    for commit in repository.store.ancestry(MAIN):
        said = commit.message
        if trailer not in said:  # most commits are of other documents, and parsing takes longer than looking
            continue
        message = messages.parse(said)
        if message and document in (None, message.document):
            yield commit, message


def _version(
    repository: Repository, commit: pygit2.Commit, message: messages.Message, previous: str | None
) -> Version:
    times = {"fetched_at": utc(commit.author.time), "recorded_at": utc(commit.committer.time)}
    return messages.version(message, str(commit.id), repository.platform, previous, **times)
