"""Checks the signatures of commits: by whom they are, and that none is missing where there were some.

A commit names the one before it by its hash, so that a good signature on the newest covers all before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from archive_repo.errors import SigningFailed
from archive_repo.git import signing
from archive_repo.git.signing import Judged
from archive_repo.verify.contents import Contents
from archive_repo.verify.lineage import BRANCHES
from archive_repo.verify.problem import LOOK, Problem

_KEYS = "if the key is yours, name it in allowed_signers under [signatures] in archive.toml"
_WRONG: Mapping[str, tuple[str, str]] = {
    "U": ("is signed by a key that is not allowed to sign", f"{_KEYS}; if it is not, {LOOK}"),
    "B": ("has a signature that does not fit it", LOOK),
    "R": ("is signed by a key that was revoked", LOOK),
    "X": ("has a signature that has expired", LOOK),
    "Y": ("is signed by a key that has expired", LOOK),
    "E": ("has a signature that cannot be checked: its key is not at hand", _KEYS),
    "N": ("has a signature that cannot be checked", _KEYS),
}
"""What git's words for a signature mean, and what to do about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """How many commits carry a signature."""

    count: int = 0
    checked: int = 0
    """How many of them were looked at with their keys."""
    why_not: str = ""
    """Why none was, where none could be."""
    problems: tuple[Problem, ...] = ()


def check(contents: Contents, settings: Path, *, every: bool) -> Signed:
    """Check the newest commit of each branch, or `every` one. `settings` name the keys that may sign."""
    signed = {branch: _signed(contents, branch) for branch in BRANCHES}
    found = [one for own in signed.values() for one in own]
    missing = tuple(
        problem for branch, own in signed.items() for problem in _missing(contents, branch, set(own))
    )
    newest = {lineage.commits[0].id for lineage in contents.lineages.values() if lineage.commits}
    chosen = found if every else [one for one in found if one in newest]
    try:
        by_ssh = any(contents.stored.commits[one].signature.startswith("SSH") for one in chosen)
        own = signing.configured() if chosen else {}
        signers = signing.allowed_signers(settings, own)
        if by_ssh and not signers:
            why = "no key is named that may sign; name the file under signatures.allowed_signers"
            return Signed(count=len(found), why_not=why, problems=missing)
        judged = signing.judge(contents.stored.path, chosen, signers, own) if chosen else {}
        key = signing.read(settings).key
    except SigningFailed as error:
        return Signed(count=len(found), why_not=str(error), problems=missing)
    wrong = tuple(problem for one in chosen for problem in _wrong(one, judged.get(one), key))
    return Signed(count=len(found), checked=len(judged), problems=(*missing, *wrong))


def _signed(contents: Contents, branch: str) -> list[str]:
    return [one.id for one in contents.commits(branch) if one.signature]


def _missing(contents: Contents, branch: str, signed: set[str]) -> Iterator[Problem]:
    """The first commit without a signature after one with it: who signs goes on with it."""
    without = list[str]()
    for commit in contents.commits(branch):
        if signed and commit.id not in signed and (without or signed.intersection(commit.parents)):
            without.append(commit.id)
    if without:
        more = f", nor are {len(without) - 1} after it" if len(without) > 1 else ""
        what = f"on {branch}, is not signed, and the one before it is{more}"
        remedy = f"was signing turned off, or did another machine record? If not, {LOOK}"
        yield Problem(where=without[0], what=what, remedy=remedy)


def _wrong(commit: str, judged: Judged | None, own: str) -> Iterator[Problem]:
    status = judged.status if judged else "N"
    is_own = judged is not None and bool(own) and judged.key.upper().endswith(own.upper())
    if status != "G" and not (status == "U" and is_own):
        what, remedy = _WRONG.get(status, _WRONG["N"])
        key = f" ({judged.key})" if judged and judged.key else ""
        yield Problem(where=commit, what=f"{what}{key}", remedy=remedy)
