"""Heads of an archive, dated by authorities made with OpenSSL and checked by OpenSSL."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.format import heads
from archive_repo.repository import Repository
from tests.archiver.authorities import Answer, Authority, serving
from tests.conftest import Recorder

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="OpenSSL is not installed")

REF = "refs/archiver/timestamps"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "authority")


@pytest.fixture
def at(tmp_path: Path, authority: Authority) -> Iterator:
    """Serves authorities with these answers, and names them in the archive's settings."""
    with ExitStack() as stack:

        def served(*answers: Answer, more: str = "") -> list[str]:
            urls = [stack.enter_context(serving(answer)) for answer in answers]
            (tmp_path / "archive.toml").write_text(
                f'[timestamps]\nauthorities = {urls}\ncertificates = "authority/root.pem"\n{more}\n'
            )
            return urls

        yield served


@pytest.fixture
def two(record: Recorder, tmp_path: Path) -> list[Repository]:
    """Two platforms with a version each, one of them with a look."""
    record("One.\n")
    record.look(day=1)
    other = Recorder(Repository.create(tmp_path / "platforms" / "other.git"))
    other("Other.\n")
    return [record.repository, other.repository]


def test_the_text_lists_the_heads_of_all_platforms_and_nothing_else(two: list[Repository]):
    text = heads.compose({one.platform: one.heads() for one in two})
    first, other = two
    assert text.decode().splitlines() == [
        "archiver heads 1",
        *(
            f"example-inc {branch} {first.store.tip(branch)}"
            for branch in ("main", "observations", "snapshots")
        ),
        *(f"other {branch} {other.store.tip(branch)}" for branch in ("main", "snapshots")),
    ]
    assert heads.compose(heads.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "archiver heads 2\n", "archiver heads 1\na main 12\n", "archiver heads 1", "x\ny\n"]
)
def test_a_text_that_is_not_such_a_list_is_refused(text: str):
    with pytest.raises(ValueError, match=r"id|list|unpack"):
        heads.parse(text.encode())


def test_every_platform_keeps_the_token_and_openssl_accepts_it(
    run, tmp_path: Path, two: list[Repository], at, authority: Authority
):
    (url,) = at(authority.dated)
    done = run("timestamp")
    assert (done.code, done.err) == (0, "Heads of 2 platforms dated by 1 of 1 asked\n")
    assert done.out.startswith(f"{url}  {datetime.now(UTC):%Y-%m-%d}")
    kept = [next(history.timestamps(one)) for one in two]
    assert kept[0].heads == kept[1].heads == heads.compose({one.platform: one.heads() for one in two})
    assert kept[0].tokens == kept[1].tokens
    ((name, token),) = kept[0].tokens.items()
    assert re.fullmatch(r"127\.0\.0\.1-\d+-tsr\.tsr", name)
    (tmp_path / "heads.txt").write_bytes(kept[0].heads)
    (tmp_path / "token").write_bytes(token)
    words = ("-verify", "-in", "token", "-data", "heads.txt", "-CAfile", str(authority.root))
    subprocess.run(("openssl", "ts", *words), cwd=tmp_path, check=True, capture_output=True)
    assert run("verify").code == 0


def test_heads_that_are_dated_are_not_dated_again_and_new_ones_are(
    run, record: Recorder, two: list[Repository], at, authority: Authority
):
    at(authority.dated)
    run("timestamp")
    assert (run("timestamp").code, authority.asked) == (0, 1)
    record.look(day=2)
    assert (run("timestamp").code, authority.asked) == (0, 2)
    assert len(list(history.timestamps(two[1]))) == 2


def test_an_authority_that_was_down_is_asked_in_the_next_run_and_the_other_is_not(
    run, two: list[Repository], at, authority: Authority, tmp_path: Path
):
    broken = [True]
    other = Authority(tmp_path / "other")
    at(authority.dated, lambda request: (503, b"") if broken else other.dated(request))
    with (tmp_path / "authority" / "root.pem").open("ab") as roots:
        roots.write(other.root.read_bytes())
    done = run("timestamp")
    assert (done.code, done.err.splitlines()[-1]) == (3, "Heads of 2 platforms dated by 1 of 2 asked")
    broken.clear()
    assert run("timestamp").code == 0
    assert (authority.asked, other.asked) == (1, 1)
    assert len(next(history.timestamps(two[0])).tokens) == 2


def replayed(authority: Authority) -> Answer:
    """One that answers every request as it answered its first."""
    kept: list[tuple[int, bytes]] = []

    def answer(request: bytes) -> tuple[int, bytes]:
        kept[:] = kept or [authority.dated(request)]
        return kept[0]

    answer(_request(b"something else"))
    return answer


def _request(text: bytes) -> bytes:
    words = ("openssl", "ts", "-query", "-digest", text.hex().rjust(64, "0")[:64], "-sha256", "-cert")
    return subprocess.run(words, check=True, capture_output=True).stdout


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda _authority: lambda _: (503, b""), "answers HTTP 503; it is asked again in the next run"),
        (lambda _authority: lambda _: (200, b"<html>Login</html>"), "something else than a timestamp"),
        (lambda _authority: lambda _: (200, b""), "something else than a timestamp"),
        (lambda _authority: lambda _: (200, b"x" * 70_000), "more than 65,536 bytes"),
        (
            lambda authority: lambda one: (200, authority.dated(one)[1][:-9]),
            "something else than a timestamp",
        ),
        (replayed, "the timestamp of another request"),
        (lambda authority: Authority(authority.folder / "x").dated, "of nobody who is known here"),
        (
            lambda authority: Authority(authority.folder / "x", datetime.now(UTC) - timedelta(days=1)).dated,
            "its timestamp does not hold",
        ),
    ],
    ids=["down", "html", "empty", "endless", "cut", "replayed", "unknown", "expired"],
)
def test_an_answer_that_is_no_proof_is_said_in_one_line_and_not_kept(
    run, tmp_path: Path, two: list[Repository], at, authority: Authority, answer, said: str, request
):
    at(answer(authority))
    if "expired" in request.node.name:
        shutil.copy(authority.folder / "x" / "root.pem", authority.root)
        said = "certificate has expired"
    done = run("timestamp")
    assert done.code == 1
    line, summary = done.err.splitlines()
    assert line.startswith("archiver: http://127.0.0.1:")
    assert said in line
    assert summary == "Heads of 2 platforms dated by 0 of 1 asked"
    assert two[0].store.tip(REF) is None


def test_a_timestamp_of_something_else_is_refused(run, two: list[Repository], at, authority: Authority):
    def another(request: bytes) -> tuple[int, bytes]:
        digest = request.index(bytes.fromhex("0420")) + 2
        return authority.dated(request[:digest] + bytes(32) + request[digest + 32 :])

    at(another)
    done = run("timestamp")
    assert "its timestamp is of something else" in done.err
    assert done.code == 1


def test_nobody_to_ask_is_a_question_of_settings(run, two: list[Repository]):
    done = run("timestamp", PATH="/nowhere")
    assert (done.code, done.err) == (
        2,
        "archiver: there is nobody to ask: name authorities under [timestamps] in archive.toml, "
        "or install `ots`\n",
    )


def test_what_ots_makes_of_the_heads_is_kept_where_it_is_installed(
    run, tmp_path: Path, two: list[Repository], monkeypatch: pytest.MonkeyPatch
):
    tool = tmp_path / "bin" / "ots"
    tool.parent.mkdir()
    tool.write_text('#!/bin/sh\n[ "$1" = stamp ] && echo proof > "$2.ots"\n')
    tool.chmod(0o755)
    done = run("timestamp", PATH=f"{tool.parent}:/usr/bin:/bin")
    assert done.code == 0, done.err
    assert next(history.timestamps(two[0])).tokens == {"heads.txt.ots": b"proof\n"}
    tool.write_text("#!/bin/sh\necho no calendar answers >&2; exit 1\n")
    Recorder(two[0]).look(day=5)
    done = run("timestamp", PATH=f"{tool.parent}:/usr/bin:/bin")
    assert "ots: no calendar answers; it is tried again in the next run" in done.err


def test_a_crawl_has_its_heads_dated_and_ends_as_it_would_where_that_fails(
    run, tmp_path: Path, two: list[Repository], at, authority: Authority
):
    (tmp_path / "declarations").mkdir()
    (tmp_path / "declarations" / "example.json").write_text(
        '{"name": "Example", "terms": {"Privacy Policy": {"fetch": "http://127.0.0.1/privacy"}}}'
    )
    at(authority.dated, lambda _: (500, b""), more="after_crawl = true")
    done = run("crawl")
    assert done.code == 3
    assert "Heads of 3 platforms dated by 1 of 2 asked" in done.err
    assert "dated" not in run("crawl", "--dry-run").err
    at(lambda _: (500, b""), more="after_crawl = true")
    done = run("crawl")  # nothing newly failed
    assert (done.code, "answers HTTP 500" in done.err) == (0, True)


def test_timestamps_travel_with_their_platform(
    run, tmp_path: Path, two: list[Repository], at, authority: Authority
):
    at(authority.dated, more='[remote]\nurl = "remote/{platform}.git"')
    run("timestamp")
    assert run("push", "--all", "--create").code == 0
    shutil.rmtree(two[1].path)
    url = f"file://{tmp_path}/remote/other.git"
    assert run("clone", url).code == 0
    cloned = Archive(tmp_path).repository("other")
    assert len(next(history.timestamps(cloned)).tokens) == 1
    assert run("verify").code == 0


@pytest.mark.parametrize("branch", ["main", "snapshots", "observations"])
def test_a_branch_that_was_moved_back_is_named(
    run, record: Recorder, git, at, authority: Authority, branch: str
):
    record("One.\n")
    record("Two.\n")
    record.look(day=2)
    record.look(day=3)
    at(authority.dated)
    run("timestamp")
    tip = git("rev-parse", branch).strip()
    git("update-ref", f"refs/heads/{branch}", f"{branch}~1")
    shutil.rmtree(record.repository.path / "logs")
    git("reflog", "expire", "--expire=now", "--all")
    done = run("verify")
    assert done.code == 1
    told = " ".join(done.out.split())
    assert f"refs/heads/{branch}: was moved back or rewritten: {tip}" in told


def test_a_token_of_other_heads_is_found(run, record: Recorder, git, at, authority: Authority):
    record("One.\n")
    at(authority.dated)
    run("timestamp")
    repository, text = record.repository, git("show", f"{REF}:heads.txt")
    ((name, token),) = next(history.timestamps(repository)).tokens.items()
    record("Two.\n")
    forged = heads.compose({repository.platform: repository.heads()})
    assert forged.decode() != text
    with repository.writing() as writer:
        writer.record_timestamp(forged, {name: token}, said="forged", recorded_at=datetime.now(UTC))
    done = run("verify", now="2027-06-01T00:00:00Z")
    assert done.code == 1
    assert f"{name}: its timestamp is of something else" in " ".join(done.out.split())


def test_without_the_certificate_of_the_authority_nothing_is_said_to_be_proved(
    run, tmp_path: Path, record: Recorder, at, authority: Authority
):
    record("One.\n")
    at(authority.dated)
    run("timestamp")
    (tmp_path / "archive.toml").unlink()
    done = run("verify")
    assert (done.code, "of nobody who is known here" in " ".join(done.out.split())) == (1, True)
