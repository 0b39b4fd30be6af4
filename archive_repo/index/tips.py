"""The newest commits of platforms, read from the references' files.

Opening 380 repositories takes 60 ms, reading their 760 files of 41 bytes takes 6. References are files or in
`packed-refs`, as git writes them by default and libgit2 reads them.
"""

from __future__ import annotations

import os
from pathlib import Path

from archive_repo.archive import PLATFORMS, Archive
from archive_repo.git import references

Tips = tuple[str, str]
"""The newest commits of `main` and of `observations`; empty if there is no such branch."""

MAX_BYTES = 4096
"""Of a reference's file: a commit's id, or the name of another reference."""

_NO_FOLDER = "something else is where this folder should be; move it away"

_VERSIONS, _LOOKS = "refs/heads/main", "refs/heads/observations"


def read(archive: Archive, about: str = "") -> tuple[dict[str, Tips], dict[str, str]]:
    """The tips of each platform that has any, and why those of others cannot be read; both by slug.

    With `about`, a slug, of that platform only. A platform without tips is a new one, if it has what a
    repository needs and never had a branch.
    """
    found: dict[str, Tips] = {}
    problems: dict[str, str] = {}
    for slug in [about] * archive.has(about) if about else archive.slugs():
        name = f"{archive.folder}/{PLATFORMS}/{slug}.git"  # a path for each takes as long as its two files
        try:
            found[slug] = _tip(name, _VERSIONS), _tip(name, _LOOKS)
        except (OSError, ValueError) as error:
            path = archive.path(slug)
            problems[slug] = _unreadable(path, error) if path.is_dir() else f"{path}: {_NO_FOLDER}"
        else:
            if not all(found[slug]) and (why := _lost(archive.path(slug), found[slug])):
                problems[slug] = f"{archive.path(slug)}: {why}"
    return {slug: tips for slug, tips in found.items() if any(tips)}, problems


def _unreadable(repository: Path, error: OSError | ValueError) -> str:
    from archive_repo.git import failures  # loads libgit2, which only a damaged repository needs

    return str(failures.unreadable(repository, "a branch", error))


def _lost(repository: Path, tips: Tips) -> str:
    """What the repository has lost; empty if nothing."""
    if not any(tips):
        if not repository.is_dir():
            return _NO_FOLDER
        from archive_repo.git import creation  # most platforms have branches

        if not creation.is_complete(repository):
            return "HEAD or other basic files are lost; the next crawl writes them again"
        if references.is_bare_of_branches(repository):
            return references.NO_BRANCH
    for tip, reference in zip(tips, (_VERSIONS, _LOOKS), strict=True):
        if not tip and os.path.exists(f"{repository}/logs/{reference}"):  # noqa: PTH110  for the time of a path
            return f"its branch {reference.rpartition('/')[2]} is lost; the next crawl puts it back"
    return ""


def _tip(repository: str, reference: str) -> str:
    """The commit of a reference; by system calls, as a file object and a joined path take twice as long."""
    try:
        file = os.open(f"{repository}/{reference}", os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return _packed(repository, reference)
    try:
        return os.read(file, MAX_BYTES).decode("ascii").strip()
    finally:
        os.close(file)


def _packed(repository: str, reference: str) -> str:
    """The commit of a reference in `packed-refs`, where `git gc` puts references."""
    file = f"{repository}/packed-refs"
    if not os.path.exists(file):  # noqa: PTH110  most have none, and failing to open one takes twice as long
        return ""
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    return next((line.partition(" ")[0] for line in lines if line.endswith(f" {reference}")), "")
