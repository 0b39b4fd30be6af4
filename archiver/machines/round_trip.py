"""A platform's look that only counts once its remote has it: pulled, looked at in a copy, pushed.

Somebody else may record the same platform in between. Then the remote refuses the push, the copy is thrown
away with all that is in it, and what nobody looked at since the crawl began is done again on top. So a look
is recorded once or not at all, whatever ends this process; no state is anywhere but in the remote.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from archive_repo.archive import PLATFORMS, Archive
from archive_repo.errors import ArchiveError, RemoteFailed, RepositoryBusy
from archive_repo.format.observation import Observation
from archive_repo.git import claims, twins
from archive_repo.repository import Repository
from archiver.crawl import platform
from archiver.crawl.platform import Looked, PlatformReport, joined
from archiver.crawl.work import SILENCE, Crawl
from archiver.declarations import Declaration
from archiver.exchange import git_hosts
from archiver.exchange.git_hosts import Remote

ATTEMPTS = 5
"""How often a platform is done again because others record it meanwhile. They look at all its documents, so
that the second time nothing is left to do, unless they did something else."""


def look_at(crawl: Crawl, declared: Declaration, *, to: Remote, began: datetime) -> PlatformReport:
    """Look at a platform's documents, and record that in its remote first and in the archive second.

    Documents that were looked at since the crawl began are not looked at again: this crawl did so before it
    was interrupted, or another one did. `crawl.clock` must not be behind `began`. Nothing is recorded where
    the remote cannot be reached or both have recorded on their own; the report then has a problem and no
    look.
    """
    try:
        repository = Repository.create(crawl.archive.path(declared.slug))
        with claims.claimed(repository.path, "a crawl", crawl.clock()):
            return _settled(
                crawl,
                declared,
                to,
                began,
                keep=lambda copy: git_hosts.take_over(repository.store, copy.path(declared.slug), to),
            )
    except ArchiveError as error:
        return _not_done(declared, str(error), busy=isinstance(error, RepositoryBusy))


def look_at_stateless(
    crawl: Crawl, declared: Declaration, *, remotes: Mapping[str, Remote], began: datetime
) -> PlatformReport:
    """As `look_at`, and nothing is kept but in the platform's remote, one of those by slug."""
    try:
        return _settled(crawl, declared, remotes[declared.slug], began, keep=lambda _copy: None)
    except ArchiveError as error:
        return _not_done(declared, str(error), busy=isinstance(error, RepositoryBusy))


def _settled(
    crawl: Crawl, declared: Declaration, to: Remote, began: datetime, *, keep: Callable[[Archive], object]
) -> PlatformReport:
    """The report of a look that the remote took; the copy that it was made in is given to `keep`."""
    for _ in range(ATTEMPTS):
        with _copied(crawl.archive, declared.slug) as copy:
            report = _at_once(replace(crawl, archive=copy), declared, to, began)
            if report is not None:
                keep(copy)
                return report
        crawl = replace(crawl, progress=SILENCE)
    return _not_done(declared, "others go on recording it; nothing was recorded here", busy=True)


def _not_done(declared: Declaration, problem: str, *, busy: bool) -> PlatformReport:
    return PlatformReport(
        platform=declared.slug, problem=problem.removeprefix(f"{declared.slug}: "), busy=busy
    )


@contextmanager
def _copied(archive: Archive, name: str) -> Iterator[Archive]:
    """The archive's settings and one platform's repository, in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="archiver-look-") as folder:
        copy = Archive(Path(folder))
        (copy.folder / PLATFORMS).mkdir()
        if archive.settings.exists():
            copy.settings.symlink_to(archive.settings.resolve())  # the paths in it count from there
        if archive.path(name).exists():
            twins.make(archive.path(name), copy.path(name))
        else:
            Repository.create(copy.path(name))
        yield copy


def _at_once(crawl: Crawl, declared: Declaration, to: Remote, began: datetime) -> PlatformReport | None:
    """The report of a look that the remote took; None where it had moved on."""
    if git_hosts.there(to):
        git_hosts.pull(crawl.archive, declared.slug, to, crawl.clock())
    memory = Repository.open(crawl.archive.path(declared.slug)).last_observations()
    done = PlatformReport(platform=declared.slug, looks=tuple(_looks(declared, memory, began)))
    seen = {looked.observation.document for looked in done.looks}
    left = tuple(document for document in declared.documents if document.slug not in seen)
    if not left:
        return done
    report = platform.look_at(crawl, replace(declared, documents=left))
    try:
        git_hosts.push(crawl.archive, declared.slug, to, together=True)
    except RemoteFailed:
        if git_hosts.moved_on(crawl.archive, declared.slug, to):
            return None
        if not _arrived(crawl.archive, declared.slug, to):
            raise
    return joined(done, report)


def _looks(declared: Declaration, memory: Mapping[str, Observation], began: datetime) -> Iterator[Looked]:
    """The looks at declared documents that were made since the crawl began."""
    for document in declared.documents:
        seen = memory.get(document.slug)
        if seen and seen.checked_at >= began:
            yield Looked(platform=declared.slug, observation=seen)


def _arrived(archive: Archive, name: str, to: Remote) -> bool:
    """True if all was taken, though the answer got lost."""
    return (
        Repository.open(archive.path(name)).heads().items()
        <= {
            branch.removeprefix(git_hosts.HEADS): commit for branch, commit in git_hosts.there(to).items()
        }.items()
    )
