"""A repository elsewhere: what is there, what is fetched from it, and what is pushed to it.

The `git` binary does it, and with the user's own configuration: credential helpers, ssh keys, proxies and
rewritten addresses are its own means, of which libgit2 knows few. Nothing is ever forced, and no hook of a
repository here is run.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from archive_repo.errors import InvalidInput, RemoteFailed
from archive_repo.git import creation, leftovers, lock, references
from archive_repo.git.foreign import usual_environment

_SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.fsync=all",
    "core.logAllRefUpdates=true",
    "gc.auto=0",
    "maintenance.auto=false",
    "fetch.fsckObjects=true",
    "fetch.prune=false",
    "fetch.recurseSubmodules=false",
    "push.followTags=false",
    "push.recurseSubmodules=no",
    "http.lowSpeedLimit=1",
    "http.lowSpeedTime=60",
)
_WHO = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "archiver"), ("EMAIL", "archiver@localhost"))
}
_LISTED = re.compile(r"([0-9a-f]{40})\t(refs/\S+)")
_SECRET = re.compile(r"(?<=http://)[^/@\s]+(?=@)|(?<=https://)[^/@\s]+(?=@)|(?<=:)[^/:@\s]+(?=@)")
"""A name may be a token where it is a web address; that of ssh is none."""
_LOCAL = re.compile(r"file://|(?!\w[\w.+-]*://)(?![^/]+:)")

_FLUSHING = "git -c core.fsync=all receive-pack"
"""By itself git flushes no loose objects: a power cut could leave a branch at a commit that is empty."""

NO_ATOMIC = "does not support --atomic"

ABSENT = "check the address, and that git may read what is there"
"""What to do where nothing is at an address that is read. Hosts say so of what is private, too."""
ABSENT_BEFORE_A_PUSH = (
    "create an empty repository there, or check the address; `archiver push --create` makes a folder's"
)

_REMEDIES = (
    (
        "could not read Username|could not read Password|Authentication failed|publickey|terminal prompts"
        "|returned error: 40[13]|Host key verification failed",
        "git has no access; give it some by its own means: an ssh key, or a credential helper",
    ),
    (
        "ot found|does not appear to be a git repository|does not exist|o such file|not a git repository",
        ABSENT,
    ),
    (
        "esolve host|onnection refused|onnection timed out|ailed to connect|ouldn't connect|unreachable"
        "|nexpectedly|too slow|too slowly|reset by peer|returned error: 5",
        "it cannot be reached now; run the command again later",
    ),
)
_OTHERWISE = "nothing was changed here; put that right, and run the command again"
_LOCKED = re.compile(r"Unable to create '([^']+\.lock)': File exists")


def shown(url: str) -> str:
    """An address, or what git says of one, without the password in it."""
    return _SECRET.sub("***", url)


def is_folder(url: str) -> bool:
    """True if the address is a folder of this machine, and not on a host."""
    return _LOCAL.match(url) is not None


def make(url: str) -> None:
    """Make an empty bare repository of a folder's address, whole or not at all, unless something is there."""
    folder = _folder(url)
    try:
        if not folder.exists():
            creation.make(folder)
    except OSError as error:
        raise RemoteFailed(f"{shown(url)}: cannot be made ({error.strerror or error})") from error


def listed(url: str, absent: str = ABSENT) -> dict[str, str]:
    """The references there, by their full names; each names an object.

    Raises RemoteFailed, which says what to do: `absent` where nothing is there.
    """
    said = _run(("ls-remote", "--", url), url, absent)
    return {name: one for one, name in _LISTED.findall(said) if not name.endswith("^{}")}


def fetch(folder: Path, url: str, names: Mapping[str, str]) -> None:
    """Fetch references of a repository, each under the name here that stands behind its own.

    Raises RemoteFailed where not all of them came.
    """
    pairs = [f"{there}:{here}" for there, here in names.items()]
    if pairs:
        _run((*_at(folder), "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", url, *pairs), url)


def push(repository: Path, url: str, tips: Mapping[str, str], *, together: bool = False) -> None:
    """Move references there, all or none, to objects that are here. Raises RemoteFailed where one refuses.

    A host that cannot move several at once moves them in their order, unless they must move `together`. In a
    folder, what a killed push left is cleared first, and all is flushed before the references move; a host
    does so by its own rules.
    """
    pairs = [f"{commit}:{name}" for name, commit in tips.items()]
    with _receiving(url) as options:
        command = (*_at(repository), "push", "--quiet", "--porcelain", "--no-verify", *options)
        try:
            _run((*command, "--atomic", "--", url, *pairs), url)
        except RemoteFailed as error:
            if together or NO_ATOMIC not in str(error):
                raise
            for pair in pairs:
                _run((*command, "--", url, pair), url)


def is_ancestor(repository: Path, older: str, newer: str) -> bool:
    """True if a commit is another one, or before it; False also where this repository lacks one of them."""
    if older == newer:
        return True
    return _ended((*_at(repository), "merge-base", "--is-ancestor", older, newer)).returncode == 0


def parted(repository: Path, one: str, other: str) -> str:
    """The newest commit that two have in common; empty where they have none."""
    return _ended((*_at(repository), "merge-base", one, other)).stdout.strip()


def count(repository: Path, tip: str, without: str | None) -> int:
    """How many commits lead to a tip, without those that lead to another."""
    others = [f"^{without}"] if without else []
    said = _ended((*_at(repository), "rev-list", "--count", tip, *others)).stdout.strip()
    return int(said) if said.isdigit() else 0


@contextmanager
def incoming(repository: Path) -> Iterator[Path]:
    """An empty bare repository beside one, for what is fetched and not yet believed; removed at the end.

    It can read the objects of the one beside it. It may be renamed, and then stays. Raises RepositoryBusy
    where another process fetches the same.
    """
    folder = repository.with_name(f".{repository.stem}.incoming")
    folder.mkdir(parents=True, exist_ok=True)
    with lock.held(folder, patience=0):
        _empty(folder)
        creation.complete(folder)
        if (repository / "objects").is_dir():
            lines = f"{(repository / 'objects').resolve()}\n"
            (folder / "objects" / "info" / "alternates").write_text(lines, encoding="utf-8")
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def bring(repository: Path, folder: Path, tips: Mapping[str, str]) -> None:
    """Copy what the references of a folder lead to into a repository, and then move its own, one by one.

    Only for who holds the repository's lock. Interrupted, it leaves the first of them moved.
    """
    fetching = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", str(folder.resolve()), *tips)
    _run((*_at(repository), *fetching), str(folder))
    for name, commit in tips.items():
        references.move(repository, name, commit, "pulled")


@contextmanager
def _receiving(url: str) -> Iterator[tuple[str, ...]]:
    """The options of a push to an address. A folder that this user may write is locked and cleared for it."""
    options = (f"--receive-pack={_FLUSHING}",) if is_folder(url) else ()
    places = (_folder(url), _folder(url) / ".git") if is_folder(url) else ()
    place = next((one for one in places if os.access(one / "objects", os.W_OK)), None)
    if place is None:
        yield options
        return
    with lock.held(place):
        leftovers.clear(place)
        yield options


def _folder(url: str) -> Path:
    return Path(url.removeprefix("file://"))


def _empty(folder: Path) -> None:
    for one in folder.iterdir():
        if one.is_dir():
            shutil.rmtree(one)
        elif one.name != lock.NAME:
            one.unlink()


def _at(folder: Path) -> tuple[str, ...]:
    return "--git-dir", str(folder)


def _run(words: Sequence[str], url: str, absent: str = ABSENT) -> str:
    done = _ended(words)
    if done.returncode:
        raise RemoteFailed(_told(url, done.stdout, done.stderr, absent))
    return done.stdout


def _ended(words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    settings = [word for one in _SETTINGS for word in ("-c", one)]
    try:
        return subprocess.run(
            ("git", *settings, *words),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            env=_environment(),
            check=False,
        )
    except FileNotFoundError as error:
        raise InvalidInput(
            "git is not installed, which speaks with other repositories; install it"
        ) from error


def _environment() -> dict[str, str]:
    asks = "1" if _is_watched() else "0"
    return (
        {"GIT_TERMINAL_PROMPT": asks}
        | usual_environment()
        | _WHO
        | {"LC_ALL": "C", "GIT_NO_REPLACE_OBJECTS": "1"}
    )


def _is_watched() -> bool:
    with suppress(ValueError, AttributeError):
        return sys.stdin.isatty()
    return False


def _told(url: str, out: str, said: str, absent: str) -> str:
    """What went wrong, in one line, and what to do."""
    remedy = next((remedy for words, remedy in _REMEDIES if re.search(words, said)), _OTHERWISE)
    remedy = absent if remedy is ABSENT else remedy
    refused = [line.split("\t") for line in out.splitlines() if line.startswith("!\t")]
    if refused:
        return f"{shown(url)}: {_refused(refused, said)}"
    return f"{shown(url)}: {shown(_reason(said))}; {remedy}"


def _refused(refused: Sequence[Sequence[str]], said: str) -> str:
    why = {pair.partition(":")[2]: reason for _, pair, reason in refused}
    own = {name: reason for name, reason in why.items() if "atomic" not in reason} or why
    name, reason = next(iter(own.items()))
    words = reason.partition("(")[2].rstrip(")") or reason
    heard = " ".join(_heard(said))
    what = f"refused {name.removeprefix('refs/heads/')} ({words})"
    if locked := _LOCKED.search(said):
        return (
            f"{what}: another push is at work there, or one was cut short; nothing was changed; run the "
            f"command again later, and if it fails again, remove {locked[1]} there"
        )
    if "remote rejected" not in reason:
        return f"{what}; something was recorded there meanwhile: pull first"
    return f"{what}{f', and says: {heard}' if heard else ''}; nothing was changed here or there"


def _heard(said: str) -> Iterator[str]:
    """What the host's own programs wrote."""
    for line in said.splitlines():
        if line.startswith("remote: ") and (words := line.removeprefix("remote: ").strip()):
            yield shown(words)


def _reason(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if re.match(r"fatal: |error: |ERROR: |remote: (?:fatal|error)", line)]
    line = next(iter(telling or lines), "git ended without a word")
    if "Could not read from remote repository" in line:  # what ssh says stands above it
        line = lines[0]
    return re.sub(r"^(?:(?:remote|fatal|error|ERROR): )+", "", line).rstrip(".")
