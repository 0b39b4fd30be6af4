"""What `push`, `pull` and `clone` share: which platforms, how each went, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from archive_repo.archive import Archive
from archive_repo.errors import ArchiveError, InvalidInput, RepositoryBusy
from archive_repo.format.message import plural
from archive_repo.records import slug
from archiver import settings
from archiver.cli import output, sick
from archiver.exchange import git_hosts
from archiver.exchange.git_hosts import Moved, Remote
from archiver.report.operations import MovedRow


def remotes(archive: Archive, named: Iterable[str], *, everything: bool) -> dict[str, Remote]:
    """The remotes of the platforms that were named, or of all. Raises UnknownPlatform or InvalidInput."""
    names = [slug(one) for one in named]
    if not names and not everything:
        raise InvalidInput("no platform is named; name some, or give --all")
    if names and everything:
        raise InvalidInput("--all and platforms cannot be combined; give one of them")
    for one in names:
        archive.must_have(one)
    url = settings.read(archive.settings).remote.url
    return {one: git_hosts.of(archive, url, one) for one in names or archive.slugs()}


def each(
    remotes: Mapping[str, Remote], move: Callable[[str, Remote], Moved], done: str, *, as_json: bool
) -> int:
    """Move each platform's references, and say what moved; the exit code.

    A platform that fails is named at the command's end, and the others go on.
    """
    rows, busy = [], 0
    for platform, remote in remotes.items():
        moved, problem = Moved(platform=platform, remote=git_hosts.shown(remote)), None
        try:
            moved = move(platform, remote)
        except InvalidInput:
            raise
        except ArchiveError as error:
            problem = str(error).removeprefix(f"{platform}: ")
            busy += isinstance(error, RepositoryBusy)
            sick.troubled(platform, problem)
        _tell(moved, done)
        rows.append(_row(moved, problem))
    output.note(_summary(rows, done))
    if as_json:
        output.write_json(rows)
    return RepositoryBusy.exit_code if busy and busy == len(rows) else 0


def _tell(moved: Moved, done: str) -> None:
    if moved.names:
        count = f" ({plural(moved.version_count, 'version')})" if moved.version_count else ""
        names = ", ".join(f"{name}{count if name == 'main' else ''}" for name in moved.names)
        output.note(f"{moved.platform}: {done} {names}")
    for name in moved.left:
        output.note(f"{moved.platform}: {name} differs there, and was left as it is")


def _row(moved: Moved, problem: str | None) -> MovedRow:
    return MovedRow(
        platform=moved.platform,
        remote=moved.remote,
        refs=moved.names,
        version_count=moved.version_count,
        left_alone=moved.left,
        problem=problem,
    )


def _summary(rows: Iterable[MovedRow], done: str) -> str:
    rows = list(rows)
    moved = sum(bool(row.refs) for row in rows)
    failed = sum(row.problem is not None for row in rows)
    counts = {done: moved, "up to date": len(rows) - moved - failed, f"not {done}": failed}
    parts = [f"{count} {what}" for what, count in counts.items() if count]
    return f"{plural(len(rows), 'platform')}: {', '.join(parts) or 'nothing to do'}"
