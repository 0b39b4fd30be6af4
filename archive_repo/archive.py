"""The archive's folder: settings, declarations, and one bare repository per platform."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from archive_repo.errors import AccessDenied, NotAnArchive, StoreError, UnknownPlatform, meant

if TYPE_CHECKING:
    from archive_repo.records import Version
    from archive_repo.repository import Repository

SETTINGS, DECLARATIONS, PLATFORMS, INDEX = "archive.toml", "declarations", "platforms", "index.sqlite"

FEW = 100
"""Texts that are read sooner without libgit2: it takes 80 ms to load, and each text .7 ms more without it."""


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive at `folder`."""

    folder: Path

    @classmethod
    def open(cls, folder: Path) -> Archive:
        """The archive at `folder`.

        Raises NotAnArchive if nothing in the folder shows that it is one, and AccessDenied if this user may
        not look into it.
        """
        if not any(_is_there(folder / name) for name in (SETTINGS, DECLARATIONS, PLATFORMS)):
            raise NotAnArchive(
                f"no archive at {str(folder)!r}: it has no {SETTINGS}, {DECLARATIONS}/ or {PLATFORMS}/; "
                "make one with `archiver init DIR`, or name one with --archive or $ARCHIVER_ARCHIVE"
            )
        return cls(folder)

    @property
    def settings(self) -> Path:
        """`archive.toml`, which may be missing."""
        return self.folder / SETTINGS

    @property
    def declarations(self) -> Path:
        """The folder of the declarations."""
        return self.folder / DECLARATIONS

    @property
    def index(self) -> Path:
        """The query index, derived from git; may be deleted at any time."""
        return self.folder / INDEX

    def slugs(self) -> list[str]:
        """The slugs of the platforms that have a repository, in alphabetical order.

        Raises AccessDenied if this user may not see them, and StoreError if their folder is not a folder.
        """
        folder = self.folder / PLATFORMS
        try:
            names = os.listdir(folder)  # noqa: PTH208  a path for each takes four times as long
            return sorted(name.removesuffix(".git") for name in names if name[1:].endswith(".git"))
        except FileNotFoundError as error:
            if folder.is_symlink():
                raise StoreError(f"{folder}: leads nowhere; is the disk there that it leads to?") from error
            return []
        except PermissionError as error:
            raise AccessDenied(
                f"{folder}: permission denied; run the command as its owner, or change its permissions"
            ) from error
        except OSError as error:
            raise StoreError(
                f"{folder}: not a folder that can be read ({error.strerror}); move away what is in its place"
            ) from error

    def platforms(self) -> list[Repository]:
        """Every platform's repository, by slug."""
        return [self.repository(slug) for slug in self.slugs()]

    def repository(self, slug: str) -> Repository:
        """The repository of one platform. Raises UnknownPlatform, which names the nearest slugs."""
        self.must_have(slug)
        # speaks git, which what the index answers does without
        from archive_repo.repository import Repository

        return Repository.open(self.path(slug))

    def text(self, version: Version) -> str:
        """The Markdown of a version, for who reads only a few. Raises as `repository` and its `text` do."""
        from archive_repo.git import direct  # what the index answers does without

        path, file = self.path(version.platform), f"{version.document}.md"
        found = direct.file_at(path, "main", version.id, file)
        try:
            return found.decode() if found is not None else self.repository(version.platform).text(version)
        except UnicodeDecodeError:
            return self.repository(version.platform).text(version)

    def must_have(self, slug: str) -> None:
        """Raise UnknownPlatform, which names the nearest slugs, unless the platform has a repository."""
        if not self.has(slug):
            hint = meant(slug, self.slugs(), "`archiver list` lists the known platforms")
            raise UnknownPlatform(f"{slug}: no such platform in {self.folder}; {hint}")

    def has(self, slug: str) -> bool:
        """True if the platform has a repository, or something in its place."""
        return os.path.lexists(self.path(slug))

    def path(self, slug: str) -> Path:
        """Where the platform's repository is, or will be."""
        return self.folder.joinpath(PLATFORMS, f"{slug}.git")


class Texts:
    """Reads the texts of versions: the first few without libgit2 unless it is loaded, and more with it."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._repository = cache(archive.repository)
        self._read = 0

    def __call__(self, version: Version) -> str:
        """The Markdown of a version. Raises as `Archive.text`."""
        self._read += 1
        if self._read <= FEW and "pygit2" not in sys.modules:
            return self._archive.text(version)
        return self._repository(version.platform).text(version)


def _is_there(path: Path) -> bool:
    try:
        path.lstat()
    except PermissionError as error:
        raise AccessDenied(
            f"{path.parent}: permission denied; run the command as its owner, or change its permissions"
        ) from error
    except (OSError, ValueError):
        return False
    return True
