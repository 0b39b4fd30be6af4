"""Commits signed as git signs them, by ssh-keygen or gpg with the user's own key.

`[signatures]` in the archive's settings says whether, so that no writer can forget it: whoever commits in a
platform's repository asks `of` first. What it leaves open is asked of the user's own git configuration. That
of the repository is not asked: it may come from elsewhere, and names programs.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from archive_repo.errors import SigningFailed
from archive_repo.git.foreign import usual_environment

SETTINGS = "archive.toml"

SECONDS = 60
"""How long a signature may take: a key on a token waits for a touch."""

Format = Literal["", "ssh", "openpgp"]

_LITERAL = re.compile(r"(?:key::)?((?:sk-)?(?:ssh|ecdsa)-\S+ .+)", re.DOTALL)
"""A public key in the place of a file, as git takes it; the private one is in an agent."""

_REMEDY = (
    "nothing was recorded without a signature; check key and format under [signatures] in archive.toml "
    "and in git's configuration, and that an agent holds a key that has a passphrase"
)


_ANY = {"any": True}
"""Marks a setting that takes any text, also none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """The table [signatures] of archive.toml; what is empty is as in the user's git configuration."""

    sign: bool = False
    format: Format = ""
    """Empty: git's `gpg.format`."""
    key: str = field(default="", metadata=_ANY)
    """A file or a public key for ssh, a key's id for openpgp. Empty: git's `user.signingkey`."""
    allowed_signers: str = field(default="", metadata=_ANY)
    """The file of the keys that `verify` accepts. Empty: git's `gpg.ssh.allowedSignersFile`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """What signs: a program and its key."""

    format: str
    program: str
    key: str

    def signature(self, data: bytes) -> str:
        """The signature of some bytes, as text in lines. Raises SigningFailed if there is none."""
        if self.format == "openpgp":
            chosen = ("-u", self.key) if self.key else ()
            return self._made((self.program, "--no-tty", "--status-fd=2", "-bsa", *chosen), data)
        literal = _LITERAL.fullmatch(self.key)
        if literal is None:
            return self._made((self.program, "-Y", "sign", "-n", "git", "-f", self.key), data)
        with tempfile.NamedTemporaryFile("w", suffix=".pub") as file:
            file.write(f"{literal[1]}\n")
            file.flush()
            return self._made((self.program, "-Y", "sign", "-n", "git", "-f", file.name), data)

    def _made(self, command: Sequence[str], data: bytes) -> str:
        try:
            done = subprocess.run(
                command,
                input=data,
                capture_output=True,
                env={**os.environ, "LC_ALL": "C", "SSH_ASKPASS_REQUIRE": "never"},
                start_new_session=True,  # it must neither ask at the terminal nor end with Ctrl-C
                timeout=SECONDS,
                check=False,
            )
        except FileNotFoundError as error:
            raise SigningFailed(f"commits cannot be signed: {self.program} is not installed") from error
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SigningFailed(f"commits cannot be signed ({error}); {_REMEDY}") from error
        said = done.stdout.decode(errors="replace")
        if done.returncode or "-----END " not in said:
            raise SigningFailed(f"commits cannot be signed ({_reason(done.stderr)}); {_REMEDY}")
        return said.replace("\r", "").rstrip("\n")


def _reason(said: bytes) -> str:
    lines = [line.strip() for line in said.decode(errors="replace").splitlines()]
    telling = [line for line in lines if line and not line.startswith("[GNUPG:]")]
    return telling[0].rstrip(".:") if telling else "it ended without a word"


def of(repository: Path) -> Signer | None:
    """What signs the commits of a platform's repository; None where its archive does not sign.

    Raises SigningFailed if the settings cannot be read, or name no key.
    """
    return _signer(repository.parent.parent / SETTINGS)


def must_work(settings: Path) -> None:
    """Raise SigningFailed if an archive with these settings signs its commits, and its key cannot."""
    if signer := _signer(settings):
        signer.signature(b"can this be signed?")


def _signer(settings: Path) -> Signer | None:
    chosen = read(settings)
    if not chosen.sign:
        return None
    own = configured()
    kind = chosen.format or own.get("gpg.format") or "openpgp"
    if kind not in get_args(Format):
        raise SigningFailed(f'commits cannot be signed: gpg.format is {kind!r}; use "ssh" or "openpgp"')
    key = chosen.key or own.get("user.signingkey", "")
    if kind == "openpgp":
        program = own.get("gpg.openpgp.program") or own.get("gpg.program") or "gpg"
        return Signer(format=kind, program=program, key=key)
    if not key:
        raise SigningFailed(f"commits cannot be signed: no key is named; {_REMEDY}")
    program = own.get("gpg.ssh.program") or "ssh-keygen"
    return Signer(format=kind, program=program, key=key if _LITERAL.fullmatch(key) else path(key, settings))


def path(name: str, settings: Path) -> str:
    """A file that is named in the settings; what is relative counts from where these are."""
    return str(settings.resolve().parent / Path(name).expanduser())


def read(settings: Path) -> Signatures:
    """The table [signatures] in the settings; the defaults where there is none. Raises SigningFailed."""
    try:
        table = tomllib.loads(settings.read_text(encoding="utf-8-sig")).get("signatures", {})
        return _signatures(table)
    except FileNotFoundError:
        return Signatures()
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise SigningFailed(
            f"{settings.name}: whether commits are signed cannot be read; `archiver validate` says why"
        ) from error


def _signatures(table: Mapping[str, object]) -> Signatures:
    found = Signatures(**table)  # type: ignore[arg-type]
    texts = (found.format, found.key, found.allowed_signers)
    if type(found.sign) is not bool or not all(isinstance(one, str) for one in texts):
        raise TypeError("a value of another kind")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What git says of the signature of a commit."""

    status: str
    """As git's `%G?` says: G good, U of a key that is not trusted, B bad, E cannot be checked, and so on."""
    key: str
    """The fingerprint of the key, as far as git knows it."""


def judge(
    repository: Path, commits: Iterable[str], signers: str, own: Mapping[str, str]
) -> dict[str, Judged]:
    """What git says of the signatures of commits, with the keys in a file and the user's own programs.

    The repository's own configuration chooses no program. Raises SigningFailed where git cannot be asked.
    """
    chosen = {
        "gpg.ssh.allowedSignersFile": signers,
        "gpg.ssh.program": own.get("gpg.ssh.program") or "ssh-keygen",
        "gpg.program": own.get("gpg.program") or "gpg",
        "gpg.openpgp.program": own.get("gpg.openpgp.program") or own.get("gpg.program") or "gpg",
        "gpg.x509.program": own.get("gpg.x509.program") or "gpgsm",
        "safe.directory": "*",
    }
    options = [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]
    command = ("git", *options, "--git-dir", str(repository), "log", "--no-walk=unsorted", "--stdin")
    try:
        done = subprocess.run(
            (*command, "--format=%H %G? %GF"),
            input="\n".join(commits),
            capture_output=True,
            text=True,
            errors="replace",
            env={**usual_environment(), "GIT_NO_REPLACE_OBJECTS": "1", "LC_ALL": "C"},
            check=False,
        )
    except FileNotFoundError as error:
        raise SigningFailed("signatures cannot be checked: git is not installed") from error
    if done.returncode:
        raise SigningFailed(f"signatures cannot be checked ({_reason(done.stderr.encode())})")
    lines = (line.split(" ") for line in done.stdout.splitlines())
    return {commit: Judged(status=status, key=key) for commit, status, key in lines}


def allowed_signers(settings: Path, own: Mapping[str, str]) -> str:
    """The file of the ssh keys that are allowed to sign; empty where none is named."""
    chosen = read(settings).allowed_signers
    return path(chosen, settings) if chosen else own.get("gpg.ssh.allowedsignersfile", "")


def configured() -> Mapping[str, str]:
    """The user's own git configuration, by names in lower case; empty without git."""
    command = ("git", "-C", "/", "config", "--null", "--list")
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", env=usual_environment(), check=False
        )
    except FileNotFoundError:
        return {}
    settings = (setting.partition("\n") for setting in done.stdout.split("\0"))
    return {name.lower(): value.strip() for name, _, value in settings if name}


def signed(commit: bytes, signature: str) -> bytes:
    """The bytes of a commit with its signature, where git puts it: last in its head."""
    head, gap, message = commit.partition(b"\n\n")
    lines = signature.replace("\n", "\n ")
    return head + f"\ngpgsig {lines}".encode() + gap + message
