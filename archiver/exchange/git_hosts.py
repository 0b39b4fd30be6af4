"""Platforms' repositories on a git host: pushed, pulled and cloned, and only ever moved forward.

What goes: the three branches, tags, and the archive's own references (`refs/archiver/`). A remote is a
repository for each platform, or one in which the platform's slug stands before the names of its branches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive_repo.archive import Archive
from archive_repo.branches import MAIN, OBSERVATIONS, SNAPSHOTS
from archive_repo.errors import InvalidInput, RemoteFailed
from archive_repo.format import message
from archive_repo.format.message import plural
from archive_repo.git import claims, durable, references, remote
from archive_repo.git.store import Store
from archive_repo.records import slug
from archiver.settings import PLACE

HEADS = "refs/heads/"
BRANCHES = (SNAPSHOTS, MAIN, OBSERVATIONS)
"""In the order in which they move: a version names its snapshot, a look its version."""

_BESIDE = ("refs/tags/", "refs/archiver/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """Where a platform's repository is on a host."""

    url: str
    prefix: str = ""
    """The platform's slug, where the repository is one of many platforms."""

    def there(self, name: str) -> str:
        """What the host calls a reference with this full name."""
        start = next(start for start in (HEADS, *_BESIDE) if name.startswith(start))
        return f"{start}{self.prefix}/{name.removeprefix(start)}" if self.prefix else name

    def here(self, names: Iterable[str]) -> dict[str, str]:
        """Those of the host's references that are this platform's, with their names in the archive."""
        own = {HEADS + branch for branch in BRANCHES}
        found = {}
        for there in names:
            start = next((start for start in (HEADS, *_BESIDE) if there.startswith(start)), "")
            rest = there.removeprefix(start)
            if start and (not self.prefix or rest.startswith(f"{self.prefix}/")):
                name = start + (rest.removeprefix(f"{self.prefix}/") if self.prefix else rest)
                if start != HEADS or name in own:
                    found[there] = name
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What moved between a platform's repository and its remote."""

    platform: str
    remote: str
    """The address, without a password."""
    names: tuple[str, ...] = ()
    """What moved: branches by their names, other references as `tags/NAME`; none where both were the same."""
    version_count: int = 0
    """Versions that came with them."""
    left: tuple[str, ...] = ()
    """Tags and references of the archive that differ there, and were left as they are."""


def of(archive: Archive, url: str, platform: str) -> Remote:
    """The remote of a platform, by the address of `archive.toml`. Raises InvalidInput where it has none.

    A folder's path counts from the archive's folder.
    """
    if not url:
        raise InvalidInput(
            f'archive.toml names no remote; add [remote] and url = "git@host.example:org/{PLACE}.git" to it'
        )
    if remote.is_folder(url) and "://" not in url:
        url = str(archive.folder.resolve() / Path(url).expanduser())
    return Remote(url=url.replace(PLACE, platform)) if PLACE in url else Remote(url=url, prefix=platform)


def shown(one: Remote) -> str:
    """The address for a reader, without a password."""
    return remote.shown(one.url)


# push


def push(
    archive: Archive, platform: str, to: Remote, *, create: bool = False, together: bool = False
) -> Moved:
    """Push what a platform's repository has and its remote has not.

    `create` makes the repository where the remote is a folder. `together` refuses a host that cannot move
    all references at once or none. Raises RemoteFailed where the remote cannot be reached, refuses, or has
    what this archive has not.
    """
    path = archive.repository(platform).path
    if create and remote.is_folder(to.url):
        remote.make(to.url)
    here, there = _held(path), remote.listed(to.url, remote.ABSENT_BEFORE_A_PUSH)
    tips, left = dict[str, str](), []
    for name, commit in here.items():
        known = there.get(to.there(name))
        if known is None or (known != commit and remote.is_ancestor(path, known, commit)):
            tips[name] = commit
        elif known != commit and name.startswith(HEADS):
            raise RemoteFailed(_ahead(to, platform, name))
        elif known != commit and not remote.is_ancestor(path, commit, known):
            left.append(_short(name))
    if tips:
        moving = {to.there(name): commit for name, commit in tips.items()}
        remote.push(path, to.url, moving, together=together)
    return _moved(platform, to, path, tips, there.get(to.there(HEADS + MAIN)), left)


def _held(path: Path) -> dict[str, str]:
    """The references that are pushed, those first that others build on.

    They are read in the other order, so that nothing is missing of what a crawl records meanwhile.
    """
    read = {name: references.every(path).get(HEADS + name, "") for name in reversed(BRANCHES)}
    beside = {name: one for name, one in references.every(path).items() if name.startswith(_BESIDE)}
    found = {HEADS + name: read[name] for name in BRANCHES} | beside
    return {name: one for name, one in found.items() if references.ID.fullmatch(one)}


def _ahead(to: Remote, platform: str, name: str) -> str:
    return (
        f"{shown(to)}: its branch {to.there(name).removeprefix(HEADS)} has commits that are not here; "
        f"`archiver pull {platform}` brings in what another machine recorded, but if the repository is of "
        "something else, name another one"
    )


# pull and clone


def pull(archive: Archive, platform: str, to: Remote, now: datetime) -> Moved:
    """Bring in what a platform's remote has and its repository here has not, if that only adds to it.

    Raises RemoteFailed where both have recorded since they were the same, and RepositoryBusy while a crawl is
    at work on the platform. Nothing is changed then.
    """
    store = archive.repository(platform).store
    with remote.incoming(store.path) as folder:
        _fetch(folder, to)
        with claims.claimed(store.path, "a pull", now):
            return take_over(store, folder, to)


def take_over(store: Store, folder: Path, to: Remote) -> Moved:
    """Bring into a platform's repository what another one in a folder has, if that only adds to it.

    The other one can read all objects of the first, and what it has comes from `to`. Only for who holds the
    claim on the platform. Raises RemoteFailed where both have recorded since they were the same.
    """
    with store.exclusive():
        before, theirs = _held(store.path), _held(folder)
        tips, left = _newer(folder, to, before, theirs)
        if tips:
            remote.bring(store.path, folder, tips)
    return _moved(store.path.stem, to, store.path, tips, before.get(HEADS + MAIN), left)


def there(to: Remote) -> dict[str, str]:
    """A platform's references on a host, by their names here; empty where nothing was pushed yet."""
    listed = remote.listed(to.url, remote.ABSENT_BEFORE_A_PUSH)
    return {name: listed[its_own] for its_own, name in to.here(listed).items()}


def moved_on(archive: Archive, platform: str, to: Remote) -> bool:
    """True if a branch there has what the platform's repository has not. Raises RemoteFailed."""
    path = archive.path(platform)
    ours = _held(path)
    return any(
        not remote.is_ancestor(path, commit, ours.get(name, ""))
        for name, commit in there(to).items()
        if name.startswith(HEADS)
    )


def _newer(
    folder: Path, to: Remote, here: Mapping[str, str], there: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """What to bring in, and what differs and is left as it is."""
    tips, left, behind = dict[str, str](), [], list[str]()
    for name, commit in there.items():
        known = here.get(name)
        if known == commit:
            continue
        if known is None or remote.is_ancestor(folder, known, commit):
            tips[name] = commit
        elif name.startswith(HEADS):
            behind.append(name)
            if not remote.is_ancestor(folder, commit, known):
                raise RemoteFailed(_parted(folder, to, here, there))
        elif not remote.is_ancestor(folder, commit, known):
            left.append(_short(name))
    if behind and any(name.startswith(HEADS) for name in tips):
        raise RemoteFailed(_parted(folder, to, here, there))
    return tips, left


def _parted(folder: Path, to: Remote, here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """Both recorded: since when, and how much."""
    main = HEADS + MAIN
    common = remote.parted(folder, here.get(main, ""), there.get(main, ""))
    if not common:
        return (
            f"{shown(to)}: began on its own, and has no history in common with this archive's; nothing was "
            "changed: look at it with `archiver clone` in another folder"
        )
    ours, theirs = _recorded(folder, here, there), _recorded(folder, there, here)
    return (
        f"{shown(to)}: both machines recorded since they were the same, {ours} here and {theirs} there; "
        "nothing was changed, and nothing is lost. To go on with what is there, move the folder "
        f"{folder.name} away and run `archiver clone`; to go on with what is here, push to another remote"
    )


def _recorded(folder: Path, one: Mapping[str, str], other: Mapping[str, str]) -> str:
    versions, crawls = (
        remote.count(folder, one[name], other.get(name)) if name in one else 0
        for name in (HEADS + MAIN, HEADS + OBSERVATIONS)
    )
    return f"{plural(versions, 'version')} and {plural(crawls, 'crawl')}"


def clone(archive: Archive, platform: str, to: Remote) -> Moved:
    """Make the platform's repository of its remote. Raises InvalidInput where the archive has it already."""
    path = archive.path(platform)
    if path.exists():
        raise InvalidInput(f"{platform}: is in this archive; `archiver pull {platform}` brings it up to date")
    with remote.incoming(path) as folder:
        _fetch(folder, to)
        tips = _held(folder)
        folder.rename(path)
        durable.flush(path.parent)
    return _moved(platform, to, path, tips, None, ())


def found_at(url: str, template: str) -> dict[str, Remote]:
    """The platforms that an address holds: one, which it names itself, or each that has branches there.

    Raises RemoteFailed where nothing is there, and InvalidInput where the address names no platform.
    """
    names = remote.listed(url)
    many = sorted(
        match[1] for name in names if (match := _OF_MANY.fullmatch(name)) and slug(match[1]) == match[1]
    )
    if many:
        return {platform: Remote(url=url, prefix=platform) for platform in many}
    if HEADS + MAIN not in names:
        raise RemoteFailed(f"{remote.shown(url)}: {_EMPTY if not names else _OTHER}")
    platform = _named_by(url, template)
    if not platform or slug(platform) != platform:
        raise InvalidInput(
            f"{remote.shown(url)}: its last part is not the name of a platform, such as `mistral-ai.git`; "
            "give the repository such a name, or name it by [remote] in archive.toml"
        )
    return {platform: Remote(url=url)}


_OF_MANY = re.compile(r"refs/heads/([^/]+)/main")
_EMPTY = "is empty; push to it first"
_OTHER = "is no platform's repository: it has no version of a document on its branch main; check the address"


def template_of(found: Mapping[str, Remote]) -> str:
    """The address for [remote] in archive.toml that leads to all these platforms; empty if there is none."""
    urls = set[str]()
    for platform, one in found.items():
        head, name, tail = one.url.rpartition(platform)
        urls.add(one.url if one.prefix else f"{head}{PLACE}{tail}" if name else "")
    return _absolute(urls.pop()) if len(urls) == 1 and all(urls) else ""


def _absolute(url: str) -> str:
    """A folder's address as it counts from everywhere."""
    return str(Path(url).expanduser().resolve()) if remote.is_folder(url) and "://" not in url else url


def _named_by(url: str, template: str) -> str:
    pattern = re.escape(template).replace(re.escape(PLACE), "([^/]+)")
    if PLACE in template and (match := re.fullmatch(pattern, url)):
        return match[1]
    return re.split(r"[/:]", url.rstrip("/"))[-1].removesuffix(".git")


def _fetch(folder: Path, to: Remote) -> None:
    """Fetch a platform's references into an empty repository. Raises RemoteFailed where there are none."""
    names = to.here(remote.listed(to.url))
    if not {HEADS + MAIN, HEADS + OBSERVATIONS} & {*names.values()}:
        raise RemoteFailed(f"{shown(to)}: {_EMPTY if not names else _OTHER}")
    remote.fetch(folder, to.url, names)
    store = Store.open(folder)
    tip = store.tip(MAIN)  # none where all looks failed so far
    if HEADS + MAIN in names.values() and (tip is None or message.parse(store.commit(tip).message) is None):
        raise RemoteFailed(f"{shown(to)}: {_OTHER}")


def _moved(
    platform: str, to: Remote, path: Path, tips: Mapping[str, str], before: str | None, left: Iterable[str]
) -> Moved:
    main = tips.get(HEADS + MAIN)
    return Moved(
        platform=platform,
        remote=shown(to),
        names=tuple(_short(name) for name in tips),
        version_count=remote.count(path, main, before) if main else 0,
        left=tuple(left),
    )


def _short(name: str) -> str:
    return name.removeprefix(HEADS).removeprefix("refs/")
