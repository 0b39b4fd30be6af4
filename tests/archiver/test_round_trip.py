"""A look that counts once the remote has it: two machines with archives of their own and one remote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from archive_repo.archive import Archive
from archive_repo.records import Outcome
from archiver.crawl.run import CrawlReport
from archiver.exchange.git_hosts import Remote
from archiver.machines import round_trip
from tests.archiver.conftest import Web
from tests.archiver.policies import URL, Pages, declaration, page, reworded
from tests.git_host import git

CHANGED = page(reworded("What we collect", "the name and the e-mail address", "the name"))


@dataclass
class Machine:
    """A machine that crawls for the same remote as others; each of its crawls begins an hour later."""

    folder: Path
    remote: Path
    web: Pages

    @property
    def archive(self) -> Archive:
        return Archive(self.folder)

    def crawl(self, *, hours: int = 1) -> CrawlReport:
        self.web.now += timedelta(hours=hours)
        to = Remote(url=str(self.remote))
        look_at = partial(round_trip.look_at, to=to, began=self.web.now)
        return self.web.crawl(self.archive, [declaration()], look_at)

    def tips(self) -> dict[str, str]:
        return self.archive.repository("lumen").heads()


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    git("init", "--quiet", "--bare", "--initial-branch=main", str(tmp_path / "remote"))
    return tmp_path / "remote"


@pytest.fixture
def machine(tmp_path: Path, remote: Path, serve: Web) -> Callable[[str], Machine]:
    pages = Pages(serve, {URL: page()})
    return lambda name: Machine(tmp_path / name, remote, pages)


def there(remote: Path) -> dict[str, str]:
    said = git("-C", str(remote), "for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads")
    return dict(line.split() for line in said.splitlines())


def looks(remote: Path) -> int:
    return int(git("-C", str(remote), "rev-list", "--count", "observations"))


Machines = Callable[[str], Machine]


def test_a_look_is_recorded_in_the_remote_and_in_the_archive(machine: Machines, remote: Path) -> None:
    one = machine("one")
    assert one.crawl().outcomes == {Outcome.RECORDED: 1}
    assert one.tips() == there(remote)


def test_a_machine_without_any_state_goes_on_where_another_one_stopped(
    machine: Machines, remote: Path
) -> None:
    one, other = machine("one"), machine("other")
    one.crawl()
    assert other.crawl().outcomes == {Outcome.UNCHANGED: 1}
    assert other.tips() == there(remote)
    assert one.crawl().outcomes == {Outcome.UNCHANGED: 1}
    assert (looks(remote), one.tips()) == (3, there(remote))


def test_a_platform_that_only_failed_so_far_goes_on_too(machine: Machines, remote: Path) -> None:
    one, other = machine("one"), machine("other")
    body = one.web.bodies.pop(URL)
    assert one.crawl().outcomes == {Outcome.FAILED: 1}
    one.web.bodies[URL] = body
    assert other.crawl().outcomes == {Outcome.RECORDED: 1}
    assert looks(remote) == 2


def test_of_two_crawls_that_began_together_one_is_recorded(machine: Machines, remote: Path) -> None:
    one, other = machine("one"), machine("other")
    one.crawl()
    one.web.bodies[URL] = CHANGED
    reports: list[CrawlReport] = []

    def meanwhile(url: str, _times: int) -> None:
        if url == URL and not reports:
            reports.append(CrawlReport(platforms=()))  # the other one asks for the same page
            reports[0] = other.crawl(hours=0)

    one.web.on_request = meanwhile
    report = one.crawl()
    assert reports[0].outcomes == report.outcomes == {Outcome.RECORDED: 1}
    assert not report.platforms[0].problem
    assert (looks(remote), git("-C", str(remote), "rev-list", "--count", "main").strip()) == (2, "2")
    assert one.tips() == other.tips() == there(remote)


def test_a_look_is_done_again_on_top_of_what_was_recorded_in_between(machine: Machines, remote: Path) -> None:
    one, other = machine("one"), machine("other")
    one.crawl()
    ended: list[CrawlReport] = []

    def meanwhile(url: str, _times: int) -> None:
        if url == URL and not ended:
            ended.append(CrawlReport(platforms=()))
            other.web.now -= timedelta(minutes=30)  # began before the crawl that it gets in the way of
            ended[0] = other.crawl(hours=0)
            other.web.now += timedelta(minutes=30)

    one.web.on_request = meanwhile
    assert one.crawl().outcomes == {Outcome.UNCHANGED: 1}
    assert (looks(remote), one.tips()) == (3, there(remote))


def test_a_crawl_that_is_done_again_does_not_look_twice(machine: Machines, remote: Path) -> None:
    one = machine("one")
    one.crawl()
    before = len(one.web.asked(URL))
    report = machine("other").crawl(hours=0)
    assert report.outcomes == {Outcome.RECORDED: 1}
    assert (looks(remote), len(one.web.asked(URL))) == (1, before)


def test_what_the_remote_does_not_take_is_not_recorded_here_either(machine: Machines, remote: Path) -> None:
    one = machine("one")
    one.crawl()
    before = one.tips()
    (remote / "hooks").mkdir(exist_ok=True)
    (remote / "hooks" / "pre-receive").write_text("#!/bin/sh\necho no room; exit 1\n")
    (remote / "hooks" / "pre-receive").chmod(0o755)
    (platform,) = one.crawl().platforms
    assert "no room" in platform.problem
    assert platform.looks == ()
    assert one.tips() == before == there(remote)


def test_a_remote_that_does_not_exist_is_said_and_nothing_is_asked_for(
    tmp_path: Path, machine: Machines
) -> None:
    one = machine("one")
    one.remote = tmp_path / "nowhere"
    (platform,) = one.crawl().platforms
    assert "create an empty repository there" in platform.problem
    assert not one.web.asked(URL)


def test_an_archive_that_recorded_on_its_own_is_told_apart(machine: Machines, remote: Path) -> None:
    one, other = machine("one"), machine("other")
    one.crawl()
    other.crawl()
    one.web.now += timedelta(hours=1)
    one.web.crawl(one.archive, [declaration()])  # without the remote
    (platform,) = one.crawl().platforms
    assert "both machines recorded since they were the same, 0 versions and 1 crawl here" in platform.problem
    assert looks(remote) == 2
