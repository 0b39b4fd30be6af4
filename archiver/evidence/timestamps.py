"""The heads of an archive dated by others: asked for, kept with each platform, and checked.

    dated = timestamps.stamp(archive, settings.timestamps, now)
    timestamps.checked(token, heads_text, roots)        when an authority saw it, by its own clock

An RFC 3161 authority signs the hash of a text with the time; `ots`, where it is installed, has it dated by
the Bitcoin chain. Neither learns more than a hash.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.errors import ArchiveError, InvalidInput, RepositoryBusy, StoreError
from archive_repo.format import heads
from archive_repo.format.heads import FILE, Timestamp
from archive_repo.format.message import plural
from archive_repo.repository import Repository
from archive_repo.verify.problem import Problem
from archiver.report.operations import PlatformProblem
from archiver.settings import TimestampSettings

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

SECONDS = 30.0
"""How long an authority may take; `ots` asks several calendars, and each may take as long."""

LARGEST = 64 * 1024
"""Bytes of an answer; those of public authorities have 1 to 8 kB."""

TOKEN, PROOF = ".tsr", ".ots"

_WHY = re.compile(r'Verify error: ([^"]+)"|reason: "([^"]+)"')
_EXTRA = "dating by an authority needs an extra: pip install 'policy-archiver[timestamp]'"


class NotDated(ArchiveError):
    """An authority dated nothing, or its answer is not what it was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an authority made of the heads."""

    authority: str
    """Its address; `ots` for OpenTimestamps."""
    at: datetime | None = None
    """When it saw them, by its own clock; None where it did not, or where it is `ots`, which says later."""
    problem: str = ""
    """Why it did not; empty if it did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped:
    """How dating an archive went."""

    platforms: int
    """How many platforms' heads the text lists."""
    answers: tuple[Answer, ...]
    problems: tuple[PlatformProblem, ...]
    """Platforms whose heads could not be read, or where the answers could not be kept."""


Ask = Callable[[bytes], tuple[bytes, datetime | None]]
"""Has a text dated: what shows it, and when it was, where that is known. Raises NotDated."""


def stamp(archive: Archive, chosen: TimestampSettings, now: datetime) -> Stamped:
    """Have the heads of all platforms dated, and keep the answers with each platform.

    Who has dated these heads already is not asked again. An authority that fails is named, and asked again
    in the next run. Raises InvalidInput where nobody can be asked, or the certificates cannot be read.
    """
    askers = _askers(chosen, archive)
    repositories, problems = _readable(archive)
    text = heads.compose({one.platform: one.heads() for one in repositories})
    tokens, answers = _known(repositories, text), []
    before = set(tokens)
    for authority, ask in askers.items():
        try:
            name = _file(authority)
            tokens[name], at = (tokens[name], None) if name in before else ask(text)
            answers.append(Answer(authority=authority, at=at))
        except NotDated as error:
            answers.append(Answer(authority=authority, problem=str(error)))
    if tokens.keys() != before:
        said = f"Heads of {plural(len(repositories), 'platform')}: {', '.join(sorted(tokens))}"
        problems += _kept(repositories, partial(_keep, text=text, tokens=tokens, said=said, now=now))
    return Stamped(platforms=len(repositories), answers=tuple(answers), problems=tuple(problems))


def _askers(chosen: TimestampSettings, archive: Archive) -> dict[str, Ask]:
    trusted = roots(chosen, archive.settings) if chosen.authorities else ()
    found: dict[str, Ask] = {url: partial(_dated, url, roots=trusted) for url in chosen.authorities}
    if shutil.which("ots"):
        found["ots"] = _proof
    if not found:
        raise InvalidInput(
            "there is nobody to ask: name authorities under [timestamps] in archive.toml, or install `ots`"
        )
    return found


def _readable(archive: Archive) -> tuple[list[Repository], list[PlatformProblem]]:
    found, problems = [], []
    for slug in archive.slugs():
        try:
            repository = archive.repository(slug)
            if repository.heads():
                found.append(repository)
        except StoreError as error:
            problems.append(_problem(slug, "its heads are not dated", error))
    return found, problems


def _known(repositories: Sequence[Repository], text: bytes) -> dict[str, bytes]:
    """What every platform holds already of a text's tokens."""
    found: dict[str, bytes] | None = None
    for repository in repositories:
        newest = next(history.timestamps(repository), None)
        held = dict(newest.tokens) if newest and newest.heads == text else {}
        found = held if found is None else {name: one for name, one in found.items() if held.get(name) == one}
    return found or {}


def _kept(repositories: Sequence[Repository], keep: Callable[[Repository], object]) -> list[PlatformProblem]:
    problems = []
    for repository in repositories:
        try:
            keep(repository)
        except StoreError as error:
            problems.append(_problem(repository.platform, "the timestamp is not kept there", error))
    return problems


def _problem(platform: str, what: str, error: StoreError) -> PlatformProblem:
    busy = isinstance(error, RepositoryBusy)
    return PlatformProblem(platform=platform, problem=f"{what}: {error}", busy=busy)


def _keep(
    repository: Repository, *, text: bytes, tokens: Mapping[str, bytes], said: str, now: datetime
) -> None:
    with repository.writing() as writer:
        writer.record_timestamp(text, tokens, said=said, recorded_at=now)


def _file(authority: str) -> str:
    """The name of an authority's token: `freetsa.org-tsr.tsr`."""
    if authority == "ots":
        return f"{FILE}{PROOF}"
    split = urlsplit(authority)
    return re.sub(r"[^a-z0-9.]+", "-", f"{split.netloc}{split.path}".lower()).strip("-") + TOKEN


# authorities


def _dated(url: str, text: bytes, *, roots: Sequence[Certificate]) -> tuple[bytes, datetime]:
    """An authority's answer for a text, and its time. Raises NotDated."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    request = TimestampRequestBuilder(data=text, hash_algorithm=HashAlgorithm.SHA256).build()
    token = _posted(url, request.as_bytes())
    try:
        return token, checked(token, text, roots, nonce=request.nonce)
    except NotDated as error:
        raise NotDated(f"{url}: {error}") from error


def _posted(url: str, request: bytes) -> bytes:
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    data = b""
    try:
        with httpx.stream("POST", url, content=request, headers=headers, timeout=SECONDS) as answer:
            if answer.status_code != HTTPStatus.OK:
                raise NotDated(f"{url}: answers HTTP {answer.status_code}; it is asked again in the next run")
            for part in answer.iter_bytes():
                data += part
                if len(data) > LARGEST:
                    raise NotDated(f"{url}: answers with more than {LARGEST:,} bytes: no timestamp")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        why = " ".join(str(error).split()) or type(error).__name__
        raise NotDated(f"{url}: cannot be reached ({why}); it is asked again in the next run") from error
    return data


def checked(token: bytes, text: bytes, roots: Sequence[Certificate], nonce: int | None = None) -> datetime:
    """When an authority saw a text, by its answer. Raises NotDated, which says what is wrong with that.

    `roots` are the certificates that are trusted. With `nonce`, it must be the answer to that very request.
    """
    import rfc3161_client

    try:
        answer = rfc3161_client.decode_timestamp_response(token)
        if answer.status not in (0, 1):
            raise NotDated("refuses to date it; check which hashes and clients it accepts")
        seen = answer.tst_info.gen_time
        verifier = rfc3161_client.VerifierBuilder(roots=list(roots), nonce=nonce).build()
        verifier.verify_message(answer, text)
    except rfc3161_client.VerificationError as error:
        raise NotDated(_explained(str(error))) from error
    except ValueError as error:
        raise NotDated("answers with something else than a timestamp; check its address") from error
    return seen


def _explained(said: str) -> str:
    if said == "Nonce mismatch":
        return "answers with the timestamp of another request"
    if said == "Mismatch between messages":
        return "its timestamp is of something else"
    reasons = [verify or reason for verify, reason in _WHY.findall(said)]
    why = next((verify for verify, _ in _WHY.findall(said) if verify), reasons[0] if reasons else said)
    if "issuer" in why or "self-signed" in why or "self signed" in why:
        why = "its certificate is of nobody who is known here; name its root under timestamps.certificates"
    return f"its timestamp does not hold: {why}"


def roots(chosen: TimestampSettings, settings: Path) -> tuple[Certificate, ...]:
    """The certificates that are trusted to date. Raises InvalidInput if they cannot be read."""
    try:
        import certifi
        import rfc3161_client  # noqa: F401  it is asked for only where it is needed
        from cryptography.x509 import load_pem_x509_certificates
    except ImportError as error:
        raise InvalidInput(_EXTRA) from error
    name = chosen.certificates
    file = settings.resolve().parent / Path(name).expanduser() if name else Path(certifi.where())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # some of the public roots are older than today's rules
            return tuple(load_pem_x509_certificates(file.read_bytes()))
    except (OSError, ValueError) as error:
        raise InvalidInput(
            f"{file}: not a file of certificates that can be read (PEM); check timestamps.certificates"
        ) from error


# OpenTimestamps


def _proof(text: bytes) -> tuple[bytes, None]:
    """What `ots stamp` makes of a text. Raises NotDated."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / FILE
        file.write_bytes(text)
        try:
            done = subprocess.run(
                ("ots", "stamp", str(file)),
                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=4 * SECONDS, check=False,
            )  # fmt: skip
            if done.returncode == 0:
                return file.with_name(f"{FILE}{PROOF}").read_bytes(), None
            why = (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]
        except (OSError, subprocess.TimeoutExpired) as error:
            why = str(error)
    raise NotDated(f"ots: {why}; it is tried again in the next run")


# what is kept


_NO_PROOF = "it proves no date; that says nothing of the commits that it lists"


def problems(repository: Repository, roots: Sequence[Certificate]) -> Iterator[Problem]:
    """What is wrong with the timestamps that are kept with a platform, newest first."""
    for one in history.timestamps(repository):
        for name, token in sorted(one.tokens.items()):
            if what := _wrong(one, name, token, roots):
                said = f"{name}: {what}"
                yield Problem(platform=repository.platform, where=one.id, what=said, remedy=_NO_PROOF)


def _wrong(one: Timestamp, name: str, token: bytes, roots: Sequence[Certificate]) -> str:
    if not name.endswith(TOKEN):
        return ""  # what the Bitcoin chain says of a proof, `ots verify` tells
    try:
        checked(token, one.heads, roots)
    except NotDated as error:
        return str(error)
    return ""
