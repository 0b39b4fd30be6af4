"""Platforms' repositories on a git host: pushed, pulled, cloned. The host is git's own, over HTTP."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archive_repo.archive import Archive
from archive_repo.git import references, remote
from archive_repo.repository import Repository
from archiver import settings
from archiver.errors import SettingsError
from archiver.exchange import git_hosts
from archiver.exchange.git_hosts import Remote
from archiver.settings import template
from tests import git_host
from tests.conftest import Done, Recorder
from tests.git_host import Host, git

Run = Callable[..., Done]
THERE = "example-inc.git"


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    folder = tmp_path / "host"
    folder.mkdir()
    with git_host.serving(folder) as one:
        yield one


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The folder of another machine's archive."""
    return tmp_path / "other"


@pytest.fixture(autouse=True)
def nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration of the user who runs the tests counts."""
    (tmp_path / "gitconfig").write_text("")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def remote_is(archive: Path, url: str) -> None:
    (archive / "archive.toml").write_text(f'[remote]\nurl = "{url}"\n')


def recorder(folder: Path, platform: str = "example-inc") -> Recorder:
    return Recorder(Repository.create(folder / "platforms" / f"{platform}.git"))


@pytest.fixture
def record(tmp_path: Path) -> Recorder:
    """Two versions and a look."""
    one = recorder(tmp_path)
    one("We keep your data.\n")
    one("We sell your data.\n")
    one.look(day=3)
    return one


def tips(folder: Path, platform: str = "example-inc") -> dict[str, str]:
    return references.every(folder / "platforms" / f"{platform}.git")


# push


def test_texts_pages_looks_tags_and_cursors_go_to_a_host_over_http(
    tmp_path: Path, host: Host, record: Recorder, run: Run
) -> None:
    host.make(THERE)
    remote_is(tmp_path, host.url("{platform}.git"))
    path = record.repository.path
    git("-C", str(path), "tag", "seen", "main")
    git("-C", str(path), "update-ref", "refs/archiver/alerts/mine", "main")
    done = run("push", "example-inc")
    assert (done.code, host.tips(THERE)) == (0, tips(tmp_path))
    assert done.err.splitlines() == [
        "example-inc: pushed snapshots, main (2 versions), observations, archiver/alerts/mine, tags/seen",
        "1 platform: 1 pushed",
    ]
    assert "fsck" not in git("-C", str(host.folder / THERE), "fsck", "--full", "--strict")


def test_a_second_push_sends_only_what_is_new_and_a_third_nothing(
    tmp_path: Path, host: Host, record: Recorder, run: Run
) -> None:
    host.make(THERE)
    remote_is(tmp_path, host.url("{platform}.git"))
    run("push", "--all")
    record("We rent your data.\n")
    assert "pushed snapshots, main (1 version)\n" in run("push", "--all").err
    assert run("push", "--all").err == "1 platform: 1 up to date\n"
    assert host.tips(THERE) == tips(tmp_path)


def test_a_repository_of_many_platforms_has_branches_for_each(
    tmp_path: Path, host: Host, record: Recorder, run: Run, other: Path
) -> None:
    host.make("all.git")
    remote_is(tmp_path, host.url("all.git"))
    git("-C", str(record.repository.path), "update-ref", "refs/archiver/alerts/mine", "main")
    recorder(tmp_path, "lumen")("We are Lumen.\n")
    assert run("push", "--all").code == 0
    assert set(host.tips("all.git")) == {
        "refs/archiver/example-inc/alerts/mine",
        "refs/heads/example-inc/main",
        "refs/heads/example-inc/observations",
        "refs/heads/example-inc/snapshots",
        "refs/heads/lumen/main",
        "refs/heads/lumen/snapshots",
    }
    assert run("clone", "-C", str(other), host.url("all.git")).code == 0
    assert tips(other) == tips(tmp_path)
    assert tips(other, "lumen") == tips(tmp_path, "lumen")


def test_a_repository_that_is_not_there_is_not_made_unless_that_is_asked_for(
    tmp_path: Path, record: Recorder, run: Run
) -> None:
    remote_is(tmp_path, f"{tmp_path}/host/{{platform}}.git")
    done = run("push", "--all")
    assert (done.code, (tmp_path / "host").exists()) == (3, False)
    assert "create an empty repository there" in done.err
    assert run("push", "--all", "--create").code == 0
    assert (
        git("-C", str(tmp_path / "host" / THERE), "rev-parse", "HEAD").strip()
        == tips(tmp_path)["refs/heads/main"]
    )


@pytest.mark.parametrize("address", ["{place}/no-such.git", "file://{place}/no-such.git"])
def test_who_reads_a_repository_that_is_not_there_is_told_to_check_the_address(
    tmp_path: Path, run: Run, other: Path, address: str
) -> None:
    done = run("clone", "-C", str(other), address.format(place=tmp_path))
    assert (done.code, "check the address" in done.err, "create" in done.err) == (1, True, False)


def test_who_pulls_from_a_repository_that_is_gone_is_told_to_check_the_address(
    tmp_path: Path, record: Recorder, run: Run
) -> None:
    remote_is(tmp_path, f"{tmp_path}/host/{{platform}}.git")
    done = run("pull", "--all")
    assert (done.code, "check the address" in done.err, "create" in done.err) == (3, True, False)


def test_a_repository_whose_making_was_cut_short_is_made_by_the_next_push(
    tmp_path: Path, record: Recorder, run: Run
) -> None:
    remote_is(tmp_path, f"{tmp_path}/host/{{platform}}.git")
    (tmp_path / "host" / THERE).with_suffix(".new").mkdir(parents=True)
    assert run("push", "--all", "--create").code == 0
    assert [path.name for path in (tmp_path / "host").iterdir()] == [THERE]


def test_a_repository_that_cannot_be_made_is_said_in_one_line(
    tmp_path: Path, record: Recorder, run: Run
) -> None:
    (tmp_path / "host").write_text("no folder")
    remote_is(tmp_path, f"{tmp_path}/host/{{platform}}.git")
    done = run("push", "--all", "--create")
    assert (done.code, "Traceback" in done.err) == (3, False)
    assert "cannot be made (File exists)" in done.err


@pytest.mark.parametrize("kind", ["pre-receive", "update"])
def test_a_hook_that_refuses_is_quoted_and_nothing_moves_there(
    tmp_path: Path, host: Host, record: Recorder, run: Run, kind: str
) -> None:
    host.make(THERE)
    host.hook(THERE, kind, 'case "$1" in *snapshots) exit 0;; esac; echo "not on Fridays" >&2; exit 1')
    remote_is(tmp_path, host.url("{platform}.git"))
    done = run("push", "--all")
    assert (done.code, host.tips(THERE)) == (3, {})
    assert "hook declined" in done.err
    assert "not on Fridays" in done.err
    assert len(done.err.splitlines()) == 2


def test_a_host_that_moves_references_one_by_one_gets_them_all(
    tmp_path: Path, host: Host, record: Recorder, run: Run
) -> None:
    host.make(THERE)
    git("-C", str(host.folder / THERE), "config", "receive.advertiseAtomic", "false")
    remote_is(tmp_path, host.url("{platform}.git"))
    assert run("push", "--all").code == 0
    assert host.tips(THERE) == tips(tmp_path)


def test_one_remote_that_refuses_does_not_stop_the_others(
    tmp_path: Path, host: Host, record: Recorder, run: Run
) -> None:
    recorder(tmp_path, "lumen")("We are Lumen.\n")
    host.make("lumen.git")
    remote_is(tmp_path, host.url("{platform}.git"))
    done = run("push", "--all", "--json")
    assert done.code == 3
    assert [(one["platform"], one["version_count"], one["problem"] is None) for one in done.json] == [
        ("example-inc", 0, False),
        ("lumen", 1, True),
    ]


def test_a_remote_of_something_else_is_not_overwritten(
    tmp_path: Path, host: Host, record: Recorder, run: Run
) -> None:
    host.make(THERE)
    _readme(host.folder / THERE, tmp_path / "work")
    before = host.tips(THERE)
    remote_is(tmp_path, host.url("{platform}.git"))
    done = run("push", "--all")
    assert (done.code, host.tips(THERE)) == (3, before)
    assert "main has commits that are not here" in done.err
    pulled = run("pull", "--all")
    assert pulled.code == 3
    assert "is no platform's repository" in pulled.err


def _readme(repository: Path, work: Path) -> None:
    """A first commit, as hosts offer to make it."""
    git("init", "--quiet", "--initial-branch=main", str(work))
    (work / "README.md").write_text("# hello\n")
    git("-C", str(work), "add", ".")
    who = {f"GIT_{role}_{part}": "a@b" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    git("-C", str(work), "commit", "--quiet", "-m", "Initial commit", **who)
    git("-C", str(work), "push", "--quiet", str(repository), "main")


def test_a_tag_that_differs_there_is_left_and_said(
    tmp_path: Path, host: Host, record: Recorder, run: Run
) -> None:
    host.make(THERE)
    remote_is(tmp_path, host.url("{platform}.git"))
    git("-C", str(record.repository.path), "tag", "seen", "main~1")
    run("push", "--all")
    git("-C", str(record.repository.path), "tag", "--force", "seen", "snapshots")
    done = run("push", "--all")
    assert done.code == 0
    assert "example-inc: tags/seen differs there, and was left as it is" in done.err


def test_git_logs_in_by_its_own_means_and_no_password_is_shown(
    tmp_path: Path, host: Host, record: Recorder, run: Run
) -> None:
    host.make(THERE)
    host.password = "hunter2"
    remote_is(tmp_path, host.url("{platform}.git"))
    refused = run("push", "--all")
    assert refused.code == 3
    assert "credential helper" in refused.err
    helper = "!f() { echo username=me; echo password=hunter2; }; f"
    (tmp_path / "gitconfig").write_text(f'[credential]\n\thelper = "{helper}"\n')
    pushed = run("push", "--all", "--json")
    assert (pushed.code, host.tips(THERE)) == (0, tips(tmp_path))
    assert "hunter2" not in pushed.out + pushed.err
    url = host.url(THERE).replace("//", "//me:hunter3@")
    (tmp_path / "gitconfig").write_text("")
    cloned = run("clone", "-C", str(tmp_path / "elsewhere"), url)
    assert cloned.code == 1
    assert "hunter3" not in cloned.out + cloned.err


def test_a_host_that_cannot_be_reached_is_one_line(tmp_path: Path, record: Recorder, run: Run) -> None:
    remote_is(tmp_path, "http://127.0.0.1:9/{platform}.git")
    done = run("push", "example-inc")
    assert done.code == 3
    assert "it cannot be reached now" in done.err
    assert len(done.err.splitlines()) == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("push",), "no platform is named"),
        (("pull",), "no platform is named"),
        (("push", "--all", "example-inc"), "cannot be combined"),
        (("push", "nobody"), "no such platform"),
        (("push", "example-inc"), "names no remote"),
    ],
)
def test_a_mistake_is_told_before_anything_is_asked(
    record: Recorder, run: Run, words: tuple[str, ...], told: str
) -> None:
    done = run(*words)
    assert done.code == 2
    assert told in done.err


def test_hooks_of_a_repository_here_are_not_run(
    tmp_path: Path, host: Host, record: Recorder, run: Run
) -> None:
    host.make(THERE)
    hook = record.repository.path / "hooks" / "pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\nexit 1\n")
    hook.chmod(0o755)
    remote_is(tmp_path, host.url("{platform}.git"))
    assert run("push", "--all").code == 0
    assert not (tmp_path / "ran").exists()


def test_a_push_that_is_killed_leaves_the_host_as_it_was_and_can_be_repeated(
    tmp_path: Path, host: Host, record: Recorder, run: Run
) -> None:
    host.make(THERE)
    reached, go = tmp_path / "reached", tmp_path / "go"
    host.hook(THERE, "pre-receive", f"touch {reached}; i=0; while [ ! -e {go} ] && [ $i -lt 500 ]; do "
              "sleep .02; i=$((i+1)); done; exit 1")  # fmt: skip
    remote_is(tmp_path, host.url("{platform}.git"))
    environment = {**os.environ, "ARCHIVER_ARCHIVE": str(tmp_path)}
    process = subprocess.Popen(
        (sys.executable, "-m", "archiver", "push", "--all"), env=environment, start_new_session=True
    )
    while not reached.exists():
        assert process.poll() is None
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    go.touch()
    assert host.tips(THERE) == {}
    (host.folder / THERE / "hooks" / "pre-receive").unlink()
    assert run("push", "--all").code == 0
    assert host.tips(THERE) == tips(tmp_path)


def test_a_lock_that_a_killed_push_left_in_a_folder_is_cleared_by_the_next(
    tmp_path: Path, record: Recorder, run: Run
) -> None:
    remote_is(tmp_path, f"{tmp_path}/host/{{platform}}.git")
    run("push", "--all", "--create")
    record("We rent your data.\n")
    left = tmp_path / "host" / THERE / "refs" / "heads" / "snapshots.lock"
    left.touch()
    os.utime(left, (0, 0))
    done = run("push", "--all")
    assert (done.code, left.exists()) == (0, False)
    assert references.every(tmp_path / "host" / THERE) == tips(tmp_path)


def test_a_lock_on_a_host_is_said_with_what_to_do(
    tmp_path: Path, host: Host, record: Recorder, run: Run
) -> None:
    host.make(THERE)
    left = host.folder / THERE / "refs" / "heads" / "main.lock"
    left.touch()
    remote_is(tmp_path, host.url("{platform}.git"))
    done = run("push", "--all")
    assert (done.code, host.tips(THERE)) == (3, {})
    assert "another push is at work there, or one was cut short" in done.err
    assert "refs/heads/main.lock there" in done.err


def test_a_folder_has_all_on_the_disk_before_its_branches_move(
    tmp_path: Path, record: Recorder, run: Run
) -> None:
    remote_is(tmp_path, f"{tmp_path}/host/{{platform}}.git")
    there = tmp_path / "host" / THERE
    git("init", "--quiet", "--bare", "--initial-branch=main", str(there))
    hook = there / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ngit config core.fsync >{tmp_path}/flushed\n")
    hook.chmod(0o755)
    assert run("push", "--all").code == 0
    assert (tmp_path / "flushed").read_text() == "all\n"


# pull and clone


def test_an_archive_that_is_pushed_and_cloned_is_the_same_and_goes_on(
    tmp_path: Path, host: Host, record: Recorder, run: Run, other: Path
) -> None:
    host.make(THERE)
    remote_is(tmp_path, host.url("{platform}.git"))
    git("-C", str(record.repository.path), "update-ref", "refs/archiver/alerts/mine", "main")
    run("push", "--all")
    done = run("clone", "-C", str(other), host.url(THERE))
    assert (done.code, tips(other)) == (0, tips(tmp_path))
    assert "Not declared here" in done.err
    assert "Not declared, so that no crawl looks at them:" in run("status", "-C", str(other)).out
    crawled = run("crawl", "-C", str(other))
    assert "copy declarations/ from where these platforms were crawled" in crawled.err
    assert [one.name for one in (other / "platforms").iterdir()] == [THERE]
    assert run("verify", "-C", str(other)).code == 0
    assert (
        run("log", "-C", str(other), "example-inc/privacy-policy").out
        == run("log", "example-inc/privacy-policy").out
    )
    elsewhere = recorder(other)
    elsewhere.day = 9
    elsewhere("We rent your data.\n")
    remote_is(other, host.url("{platform}.git"))
    assert run("push", "-C", str(other), "--all").code == 0
    assert "pulled snapshots, main (1 version)" in run("pull", "--all").err
    assert (tips(tmp_path), run("verify").code) == (tips(other), 0)
    assert "3 " in run("list").out
    assert run("pull", "--all").err == "1 platform: 1 up to date\n"


@pytest.mark.parametrize("name", [THERE, "all.git"])
def test_a_new_archive_that_was_cloned_knows_its_remote(
    tmp_path: Path,
    host: Host,
    record: Recorder,
    run: Run,
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
) -> None:
    host.make(name)
    remote_is(tmp_path, host.url(name.replace("example-inc", "{platform}")))
    run("push", "--all")
    fresh = tmp_path_factory.mktemp("elsewhere") / "archive"
    done = run("clone", "-C", str(fresh), host.url(name))
    assert "a new archive's settings" in done.err
    assert settings.read(fresh / "archive.toml").remote.url == host.url(
        name.replace("example-inc", "{platform}")
    )
    record("We lend your data.\n")
    run("push", "--all")
    assert "pulled snapshots, main (1 version)" in run("pull", "-C", str(fresh), "--all").err


def test_two_platforms_of_one_host_have_one_remote_and_two_hosts_have_none() -> None:
    one, other = (Remote(url=f"https://a.example/{name}.git") for name in ("lumen", "quill"))
    elsewhere = Remote(url="https://b.example/quill.git")
    assert git_hosts.template_of({"lumen": one, "quill": other}) == "https://a.example/{platform}.git"
    assert git_hosts.template_of({"lumen": one, "quill": elsewhere}) == ""
    assert git_hosts.template_of({"renamed": one}) == ""


def test_the_settings_of_a_cloned_archive_hold_no_password() -> None:
    assert tomllib.loads(template.with_remote("x.git"))["remote"] == {"url": "x.git"}
    with pytest.raises(SettingsError, match="has a password in it"):
        template.with_remote("https://me:hunter2@a.example/b.git")


def test_two_machines_that_both_recorded_are_told_apart_and_nothing_is_lost(
    tmp_path: Path, host: Host, record: Recorder, run: Run, other: Path
) -> None:
    host.make(THERE)
    remote_is(tmp_path, host.url("{platform}.git"))
    run("push", "--all")
    run("clone", "-C", str(other), host.url(THERE))
    remote_is(other, host.url("{platform}.git"))
    elsewhere = recorder(other)
    elsewhere.day = 10
    elsewhere("We rent your data.\n")
    record("We lend your data.\n")
    assert run("push", "-C", str(other), "--all").code == 0
    before, there = tips(tmp_path), host.tips(THERE)
    refused, pulled = run("push", "--all"), run("pull", "--all")
    assert (refused.code, pulled.code) == (3, 3)
    assert "`archiver pull example-inc` brings in" in refused.err
    assert "both machines recorded" in pulled.err
    assert "1 version and 0 crawls here and 1 version and 0 crawls there" in pulled.err
    assert (tips(tmp_path), host.tips(THERE)) == (before, there)
    assert run("verify").code == 0


def test_looks_alone_part_two_machines_too(
    tmp_path: Path, host: Host, record: Recorder, run: Run, other: Path
) -> None:
    host.make(THERE)
    remote_is(tmp_path, host.url("{platform}.git"))
    run("push", "--all")
    run("clone", "-C", str(other), host.url(THERE))
    remote_is(other, host.url("{platform}.git"))
    recorder(other)("We rent your data.\n")
    run("push", "-C", str(other), "--all")
    record.look(day=5)
    before = tips(tmp_path)
    done = run("pull", "--all")
    assert "0 versions and 1 crawl here and 1 version and 0 crawls there" in done.err
    assert tips(tmp_path) == before


def test_an_archive_that_is_ahead_of_its_remote_has_nothing_to_pull(
    tmp_path: Path, host: Host, record: Recorder, run: Run
) -> None:
    host.make(THERE)
    remote_is(tmp_path, host.url("{platform}.git"))
    run("push", "--all")
    record("We rent your data.\n")
    assert run("pull", "--all").err == "1 platform: 1 up to date\n"


def test_a_remote_that_began_on_its_own_is_not_mixed_in(
    tmp_path: Path, host: Host, record: Recorder, run: Run, other: Path
) -> None:
    host.make(THERE)
    recorder(other)("Another beginning.\n")
    for folder in (other, tmp_path):
        remote_is(folder, host.url("{platform}.git"))
    run("push", "-C", str(other), "--all")
    before = tips(tmp_path)
    assert "no history in common" in run("pull", "--all").err
    assert tips(tmp_path) == before


def test_an_interrupted_pull_is_finished_by_the_next(
    tmp_path: Path, host: Host, record: Recorder, run: Run, other: Path
) -> None:
    host.make(THERE)
    remote_is(tmp_path, host.url("{platform}.git"))
    run("push", "--all")
    run("clone", "-C", str(other), host.url(THERE))
    record("We rent your data.\n")
    run("push", "--all")
    remote_is(other, host.url("{platform}.git"))
    path, leftover = other / "platforms" / THERE, other / "platforms" / ".example-inc.incoming"
    name = "refs/heads/snapshots"
    with remote.incoming(path) as folder:  # as far as the first reference, and then killed
        remote.fetch(folder, host.url(THERE), {name: name})
        remote.bring(path, folder, {name: tips(tmp_path)[name]})
        shutil.copytree(folder, other / "killed")
    (other / "killed").rename(leftover)
    assert run("verify", "-C", str(other)).code == 0
    assert run("pull", "-C", str(other), "--all").code == 0
    assert (tips(other), leftover.exists()) == (tips(tmp_path), False)


def test_a_pull_waits_for_no_crawl_and_says_that_one_is_at_work(
    tmp_path: Path, host: Host, record: Recorder, run: Run
) -> None:
    from archive_repo.git import claims
    from tests.conftest import START

    host.make(THERE)
    remote_is(tmp_path, host.url("{platform}.git"))
    run("push", "--all")
    with claims.claimed(record.repository.path, "a crawl", START):
        done = run("pull", "--all")
    assert done.code == 4
    assert "a crawl" in done.err


def test_an_empty_remote_is_named_and_makes_no_platform(
    tmp_path: Path, host: Host, run: Run, other: Path
) -> None:
    host.make(THERE)
    done = run("clone", "-C", str(other), host.url(THERE))
    assert done.code == 1
    assert "is empty" in done.err
    assert list((other / "platforms").iterdir()) == []


def test_a_platform_that_is_here_is_not_cloned_again(
    tmp_path: Path, host: Host, record: Recorder, run: Run
) -> None:
    host.make(THERE)
    remote_is(tmp_path, host.url("{platform}.git"))
    run("push", "--all")
    done = run("clone", host.url(THERE))
    assert done.code == 2
    assert "`archiver pull example-inc`" in done.err


def test_a_folder_with_something_else_does_not_become_an_archive(
    tmp_path: Path, host: Host, run: Run
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("")
    done = run("clone", "-C", str(tmp_path / "mine"), host.url(THERE))
    assert done.code == 2
    assert "no archive at" in done.err


def test_references_that_are_no_platforms_are_not_brought_along(
    tmp_path: Path, host: Host, record: Recorder, run: Run, other: Path
) -> None:
    host.make(THERE)
    remote_is(tmp_path, host.url("{platform}.git"))
    run("push", "--all")
    git("-C", str(host.folder / THERE), "update-ref", "refs/heads/wip", "main")
    git("-C", str(host.folder / THERE), "update-ref", "refs/replace/" + "a" * 40, "main")
    run("clone", "-C", str(other), host.url(THERE))
    assert tips(other) == tips(tmp_path)


# addresses


@pytest.mark.parametrize(
    ("url", "is_folder"),
    [
        ("/srv/git/a.git", True),
        ("file:///srv/git/a.git", True),
        ("../a.git", True),
        ("git@host.example:org/a.git", False),
        ("host:a.git", False),
        ("https://host.example/a.git", False),
        ("ssh://host.example/a.git", False),
    ],
)
def test_a_folder_is_told_from_a_host(url: str, is_folder: bool) -> None:
    assert remote.is_folder(url) is is_folder


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://token@host.example/a.git", "https://***@host.example/a.git"),
        ("https://me:hunter2@host.example/a.git", "https://***@host.example/a.git"),
        ("ssh://git@host.example/a.git", "ssh://git@host.example/a.git"),
        ("ssh://git:hunter2@host.example/a.git", "ssh://git:***@host.example/a.git"),
        ("git@host.example:org/a.git", "git@host.example:org/a.git"),
    ],
)
def test_an_address_is_shown_without_what_logs_in(url: str, told: str) -> None:
    assert remote.shown(url) == told


def test_a_relative_folder_counts_from_the_archive(tmp_path: Path) -> None:
    one = git_hosts.of(Archive(tmp_path), "copies/{platform}.git", "lumen")
    assert one == Remote(url=f"{tmp_path.resolve()}/copies/lumen.git")
