"""A platform as a collection calls it: the names of its folder, and of the files in it.

Names stay the same from one export to the next, as long as a platform is declared under the same name: they
are those that its first versions have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from archive_repo.branches import commits
from archive_repo.git.objects import Commit
from archive_repo.records import Message, slug
from archive_repo.repository import Repository
from archiver.declarations import names
from archiver.exchange import collection


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A platform, read once."""

    id: str
    """The name of its folder, and of its declaration."""
    name: str
    repository: Repository
    versions: Sequence[tuple[Commit, Message]]
    """Every version, in the order of recording."""
    titles: Mapping[str, str]
    """The name of each document's file, without its ending, by the document's slug."""


def read(repository: Repository, declared: str, taken: Iterable[str]) -> Service:
    """A platform's service; `declared` is the name of its declaration, empty where it has none.

    Its id is none of those that are `taken`. Raises DamagedRepository where the platform cannot be read.
    """
    versions = list(commits(repository.store))[::-1]
    name = next((said.platform_name for _, said in reversed(versions) if said.platform_name), declared)
    first = next((said.platform_name for _, said in versions if said.platform_name), "")
    wanted = (declared, first, name, repository.platform)
    return Service(
        id=file_name(wanted, taken, repository.platform),
        name=name or repository.platform,
        repository=repository,
        versions=versions,
        titles=_titles(versions),
    )


def _titles(versions: Sequence[tuple[Commit, Message]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for _, said in versions:
        if said.document not in found:
            found[said.document] = file_name((said.title,), found.values(), said.document)
    return found


def file_name(wanted: Iterable[str], taken: Iterable[str], last: str) -> str:
    """The first name that a file can have and no other has; else `last`."""
    there = set(taken)
    return next((name for name in wanted if name not in there and _is_usable(name)), last)


def _is_usable(name: str) -> bool:
    """True for what can be the name of a file, and is read as a platform's or document's name again."""
    return bool(
        slug(name)
        and names.problem(name) in ("", names.SPECIAL)
        and not name.startswith(".")
        and name not in collection.DOCUMENTATION
        and not {"/", "\\"} & {*name}
        and " #" not in name  # what follows would be taken for the number of a page
        and len(name.encode()) <= names.MAX_SLUG_BYTES
    )
