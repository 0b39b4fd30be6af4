"""Commits that are signed, checked by git itself."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archive_repo.errors import SigningFailed
from archive_repo.git import signing
from archive_repo.repository import Repository
from tests.conftest import START, Recorder

pytestmark = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is not installed")


@pytest.fixture(autouse=True)
def _own_git_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    (tmp_path / "home").mkdir()


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """An ssh key that is allowed, by git's own configuration, to sign."""
    file = make_key(tmp_path / "key")
    (tmp_path / "allowed").write_text(f"archive@example.org {file.with_suffix('.pub').read_text()}")
    configure("gpg.ssh.allowedSignersFile", tmp_path / "allowed")
    return file


def make_key(file: Path, passphrase: str = "") -> Path:
    words = ("-q", "-t", "ed25519", "-N", passphrase, "-f", str(file))
    subprocess.run(("ssh-keygen", *words), check=True, stdin=subprocess.DEVNULL)
    return file


def configure(name: str, value: object) -> None:
    subprocess.run(("git", "config", "--global", name, str(value)), check=True)


def settings(tmp_path: Path, *lines: str) -> None:
    (tmp_path / "archive.toml").write_text("\n".join(("[signatures]", *lines)))


def statuses(git: Callable[..., str], *options: str) -> set[str]:
    """How git judges the signatures of all commits: G good, U of a key that is not allowed, N none."""
    return set(git(*options, "log", "--branches", "--format=%G?").split())


def test_nothing_is_signed_unless_the_archive_says_so(record: Recorder, git, key: Path):
    configure("commit.gpgsign", "true")
    configure("user.signingkey", key)
    record("One.\n")
    assert statuses(git) == {"N"}


def test_git_accepts_the_signature_of_every_commit(tmp_path: Path, record: Recorder, git, key: Path):
    settings(tmp_path, "sign = true", 'format = "ssh"', f'key = "{key}"')
    record("One.\n")
    record("Two.\n")
    record.look(day=3)
    assert statuses(git) == {"G"}
    assert 'Good "git" signature for archive@example.org' in git("log", "--show-signature", "main")
    assert git("log", "main", "--format=%s%n%(trailers:key=Document,valueonly)").split("\n")[1] == (
        "privacy-policy"
    )
    git("fsck", "--full", "--strict")


def test_key_and_format_are_gits_own_where_the_archive_names_none(
    tmp_path: Path, record: Recorder, git, key: Path
):
    settings(tmp_path, "sign = true")
    configure("gpg.format", "ssh")
    configure("user.signingkey", f"{key}.pub")
    record("One.\n")
    assert statuses(git) == {"G"}


def test_the_configuration_of_the_repository_names_no_key_and_no_program(
    tmp_path: Path, record: Recorder, git, key: Path
):
    settings(tmp_path, "sign = true", 'format = "ssh"', f'key = "{key}"')
    git("config", "user.signingkey", str(make_key(tmp_path / "other")))
    git("config", "gpg.ssh.program", "/bin/false")
    record("One.\n")
    git("config", "--unset", "gpg.ssh.program")
    assert statuses(git) == {"G"}


def test_what_is_written_at_once_is_signed_too(tmp_path: Path, repository: Repository, git, key: Path):
    settings(tmp_path, "sign = true", 'format = "ssh"', 'key = "key"')  # counts from the archive's folder
    with repository.store.exclusive(), repository.store.at_once():
        for name in ("a.md", "b.md"):
            files = {name: repository.store.put(b"Some text.\n")}
            repository.store.commit_files("main", files, name, authored=START, committed=START)
    assert git("log", "--format=%G?").split() == ["G", "G"]


def test_the_same_key_gives_the_same_commit(tmp_path: Path, key: Path):
    made = set()
    for name in ("a", "b"):
        repository = Repository.create(tmp_path / name / "platforms" / "example-inc.git")
        settings(tmp_path / name, "sign = true", 'format = "ssh"', f'key = "{key}"')
        made.add(Recorder(repository)("One.\n").id)
    assert len(made) == 1


def test_a_key_in_an_agent_signs(
    tmp_path: Path, record: Recorder, git, key: Path, agent: Callable[[Path], None]
):
    agent(key)
    settings(tmp_path, "sign = true", 'format = "ssh"', f'key = "key::{public(key)}"')
    key.unlink()
    record("One.\n")
    assert statuses(git) == {"G"}


def public(key: Path) -> str:
    return Path(f"{key}.pub").read_text().strip()


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    socket = tmp_path / "agent"
    running = subprocess.Popen(("ssh-agent", "-D", "-a", str(socket)), stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    running.stdout.readline()  # it says where it listens once it does
    monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
    yield _add
    running.terminate()
    running.wait()
    running.stdout.close()


def _add(key: Path) -> None:
    subprocess.run(("ssh-add", "-q", str(key)), check=True, capture_output=True)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('key = "/nowhere/key"', "No such file"),
        ('key = "locked"', "passphrase"),
        ('key = "key::ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO5xB"', "cannot be signed"),
        ("", "no key is named"),
        ("sing = 1", "archiver validate"),
        ("key = 7", "archiver validate"),
    ],
)
def test_a_key_that_fails_is_said_in_one_line_and_nothing_is_recorded(
    tmp_path: Path, record: Recorder, git, line: str, said: str
):
    make_key(tmp_path / "locked", "secret")
    settings(tmp_path, "sign = true", 'format = "ssh"', line)
    with pytest.raises(SigningFailed, match=said) as raised:
        record("One.\n")
    assert "\n" not in str(raised.value)
    assert git("for-each-ref") == ""


@pytest.fixture
def crawl(tmp_path: Path, run):
    """Crawls an address that is refused before anything is asked for."""
    (tmp_path / "declarations").mkdir()
    (tmp_path / "declarations" / "example.json").write_text(
        '{"name": "Example", "terms": {"Privacy Policy": {"fetch": "http://127.0.0.1/privacy"}}}'
    )
    return lambda *options: run("crawl", *options)


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_a_crawl_and_its_dry_run_find_a_key_in_the_folder(tmp_path: Path, crawl, key: Path, options):
    settings(tmp_path, "sign = true", 'format = "ssh"', 'key = "key"')
    done = crawl(*options)
    assert (done.code, "cannot be signed" in done.err) == (3, False)


def test_a_key_that_fails_at_once_ends_a_crawl_before_its_first_look(tmp_path: Path, crawl):
    settings(tmp_path, "sign = true", 'format = "ssh"', 'key = "/nowhere/key"')
    done = crawl()
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "archiver: commits cannot be signed" in done.err
    assert not (tmp_path / "platforms").exists()


@pytest.mark.skipif(not shutil.which("gpg"), reason="gpg is not installed")
def test_git_accepts_the_signature_of_an_openpgp_key(
    tmp_path: Path, record: Recorder, git, monkeypatch: pytest.MonkeyPatch
):
    home = tmp_path / "gnupg"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(home))
    made = ("--batch", "-q", "--passphrase", "", "--quick-gen-key", "archive@example.org", "ed25519", "sign")
    subprocess.run(("gpg", *made), check=True, capture_output=True)
    try:
        settings(tmp_path, "sign = true", 'format = "openpgp"', 'key = "archive@example.org"')
        record("One.\n")
        assert statuses(git) == {"G"}
    finally:
        subprocess.run(("gpgconf", "--kill", "gpg-agent"), check=True)


def test_a_setting_of_gits_is_empty_where_there_is_none():
    assert "user.nothing" not in signing.configured()
