"""A watch: rounds when they are due, whatever fails, until it is stopped; time is the test's."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo.archive import Archive
from archive_repo.errors import RemoteFailed, RepositoryBusy
from archive_repo.repository import Repository
from archiver.crawl.work import Silence
from archiver.errors import SettingsError
from archiver.publish.channels import Secrets
from archiver.settings import Settings, TimestampSettings
from archiver.watch import health_file, keeping, schedule, steps, supervisor
from archiver.watch.health_file import Health, StepHealth
from archiver.watch.keeping import World
from archiver.watch.rounds import Round, Step, Told
from archiver.watch.stopping import Stop, Stopped
from tests.archiver.conftest import Answer, Web
from tests.archiver.policies import page
from tests.archiver.test_alerts import free_port
from tests.conftest import Done, Recorder

BEGIN = datetime(2025, 6, 1, 10, 30, tzinfo=UTC)
HOURS = timedelta(hours=1)
LUMEN = {"name": "Lumen", "terms": {"Privacy Policy": {"fetch": "https://lumen.example/privacy"}}}


@dataclass
class Play:
    """A world whose time passes only while the watch waits; what happens then is the test's."""

    archive: Archive
    hours: float = 24
    """How long the watch runs."""
    now: datetime = BEGIN
    said: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    """What systemd is told."""
    rounds: list[tuple[datetime, tuple[str, ...]]] = field(default_factory=list)
    """When there was a round, and which platforms were due."""
    happens: Callable[[Play], object] = lambda _: None
    """Called at the end of every nap."""
    crawl: Callable[[Round], Told] = lambda _: Told(said=("1 document looked at",))
    steps: tuple[Step, ...] = ()
    stop: Stop = field(default_factory=Stop)

    def keep(self, *, once: bool = False) -> Health:
        end = self.now + timedelta(hours=self.hours)
        crawl = Step(name="crawl", do=self._crawl, is_wanted=lambda one: bool(one.due))

        def wait(seconds: float) -> None:
            self.now += timedelta(seconds=seconds)
            self.happens(self)
            if self.now >= end:
                self.stop.ask()

        world = World(
            steps=(crawl, *self.steps),
            clock=lambda: self.now,
            wait=wait,
            stop=self.stop,
            say=self.said.append,
            notify=self.told.append,
        )
        return keeping.keep(self.archive, world, once=once)

    def _crawl(self, work: Round) -> Told:
        self.rounds.append((work.clock(), tuple(one.slug for one in work.due)))
        return self.crawl(work)

    def times(self, slug: str) -> list[datetime]:
        return [when for when, due in self.rounds if slug in due]


@pytest.fixture
def declare(tmp_path: Path) -> Callable[[str], None]:
    def written(*names: str) -> None:
        folder = tmp_path / "declarations"
        folder.mkdir(exist_ok=True)
        for name in names:
            told = {**LUMEN, "name": name}
            (folder / f"{name}.json").write_text(json.dumps(told))

    written("lumen")
    return written


@pytest.fixture
def play(tmp_path: Path, declare: object) -> Play:
    return Play(Archive(tmp_path))


# schedule


@given(
    slug=st.text(min_size=1, max_size=20),
    hours=st.floats(1, 744),
    after=st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1)),
)
def test_a_platforms_next_time_is_within_its_hours_and_its_own(slug, hours, after) -> None:
    every, moment = timedelta(hours=hours), after.replace(tzinfo=UTC)
    first = schedule.next_time(slug, "", every, moment)
    assert moment < first <= moment + every
    assert schedule.next_time(slug, "", every, first) == first + every


def test_platforms_are_spread_over_the_hours_and_archives_over_the_minutes() -> None:
    hours = {schedule.next_time(f"platform-{one}", "", 6 * HOURS, BEGIN) for one in range(40)}
    assert len(hours) == 6
    minutes = {schedule.next_time("lumen", seed, 6 * HOURS, BEGIN).minute for seed in "abcdefgh"}
    assert len(minutes) > 4


def test_what_was_never_looked_at_is_due_now_and_so_is_what_only_the_future_has_seen() -> None:
    assert schedule.due("lumen", "", 6 * HOURS, (None,), BEGIN) == BEGIN
    assert schedule.due("lumen", "", 6 * HOURS, (BEGIN + HOURS,), BEGIN) == BEGIN
    assert schedule.due("lumen", "", 6 * HOURS, (BEGIN,), BEGIN) > BEGIN


def test_what_failed_is_tried_again_ever_more_rarely() -> None:
    assert [schedule.retry(one) for one in (1, 2, 3, 5, 6, 99)] == [
        timedelta(minutes=15), timedelta(minutes=30), HOURS, 4 * HOURS, 6 * HOURS, 6 * HOURS,
    ]  # fmt: skip


# rounds


def test_each_platform_is_looked_at_every_six_hours(play: Play, declare) -> None:
    declare("beacon", "cinder")
    play.keep()
    for slug in ("lumen", "beacon", "cinder"):
        first, *others = play.times(slug)
        assert first == BEGIN
        assert len(others) == 4
        assert {later - one for one, later in pairwise(others)} == {6 * HOURS}


def test_a_platform_has_hours_of_its_own(play: Play, declare, tmp_path: Path) -> None:
    declare("beacon")
    (tmp_path / "archive.toml").write_text("[watch]\nevery_hours = 12\nplatforms = { lumen = 2 }\n")
    play.keep()
    assert len(play.times("lumen")) == 13
    assert len(play.times("beacon")) == 3


def test_a_look_that_a_crawl_made_meanwhile_counts(play: Play, tmp_path: Path) -> None:
    due = schedule.next_time("lumen", "policy-archiver/0.1", 6 * HOURS, BEGIN)
    record = Recorder(Repository.create(tmp_path / "platforms" / "lumen.git"))
    record("Words.\n", at=BEGIN)
    look(record, BEGIN)
    play.happens = lambda one: look(record, due) if one.now == due else None
    play.hours = 6
    play.keep()
    assert play.rounds == []


def look(record: Recorder, moment: datetime) -> None:
    from archive_repo.format.observation import Observation
    from archive_repo.records import Outcome

    seen = Observation(
        document="privacy-policy", title="Privacy Policy", checked_at=moment, outcome=Outcome.UNCHANGED
    )
    with record.repository.writing("Lumen") as writer:
        writer.record_observations([seen], checked_at=moment)


def test_a_step_that_fails_by_any_error_stops_neither_the_others_nor_later_rounds(play: Play) -> None:
    errors = iter([RemoteFailed("the host says no"), OSError(28, "No space left"), KeyError("a bug")])
    after: list[datetime] = []

    def fail(_: Round) -> Told:
        for error in errors:
            raise error
        return Told()

    play.steps = (
        Step(name="push", do=fail),
        Step(name="after", do=lambda one: after.append(play.now) or Told()),
    )
    play.hours = 1.8
    health = play.keep()
    assert "push: the host says no" in play.said
    assert "push: No space left" in play.said
    assert any("KeyError" in line and "please report it" in line for line in play.said)
    assert len(after) == 4
    assert after == [BEGIN + timedelta(minutes=one) for one in (0, 15, 45, 105)]
    assert [one.failures for one in health.steps] == [0, 0, 0]


def test_where_there_is_no_network_the_platforms_are_tried_again_soon(play: Play) -> None:
    answers = iter([Told(failed=True, again=frozenset({"lumen"})), Told()])
    play.crawl = lambda _: next(answers, Told())
    play.hours = 1
    play.keep()
    assert play.times("lumen") == [BEGIN, BEGIN + timedelta(minutes=15)]


def test_a_crawl_that_raises_is_tried_again_soon(play: Play) -> None:
    def crawl(_: Round) -> Told:
        raise OSError(28, "No space left on device")

    play.crawl, play.hours = crawl, 1
    health = play.keep()
    assert [when - BEGIN for when in play.times("lumen")] == [timedelta(minutes=one) for one in (0, 15, 45)]
    assert health.steps[0].failures == 3


def test_a_machine_that_slept_looks_once_and_says_so(play: Play) -> None:
    def sleep(one: Play) -> None:
        if one.now == BEGIN + timedelta(minutes=3):
            one.now += 40 * HOURS

    play.happens, play.hours = sleep, 41
    play.keep()
    assert "the machine slept, or its clock was put forward, by 40.0 hours" in play.said
    assert play.times("lumen")[:2] == [BEGIN, BEGIN + 40 * HOURS + timedelta(minutes=3)]


def test_a_clock_that_is_put_back_stops_no_look(play: Play) -> None:
    back = BEGIN + timedelta(minutes=3)

    def put_back(one: Play) -> None:
        if one.now == back and not any("put back" in line for line in one.said):
            one.now -= 6 * HOURS

    play.happens, play.hours = put_back, 2
    play.keep()
    assert "the clock was put back by 6.0 hours" in play.said
    assert play.times("lumen")[:2] == [BEGIN, back - 6 * HOURS]


# settings


def test_settings_and_declarations_are_read_again(play: Play, declare, tmp_path: Path) -> None:
    def edit(one: Play) -> None:
        if one.now == BEGIN + timedelta(minutes=10):
            (tmp_path / "archive.toml").write_text("[watch]\nevery_hours = 1\n")
            declare("beacon")

    play.happens, play.hours = edit, 6
    play.keep()
    assert len(play.times("lumen")) == 7
    assert play.times("beacon")[0] == BEGIN + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("file", "said"),
    [("archive.toml", "archive.toml: not valid TOML"), ("declarations/lumen.json", "lumen.json: not valid")],
)
def test_what_cannot_be_read_again_is_said_once_and_the_old_is_kept(
    play: Play, tmp_path: Path, file: str, said: str
) -> None:
    (tmp_path / "archive.toml").write_text("[watch]\nevery_hours = 1\n")
    sound = (tmp_path / file).read_bytes()
    seen: list[Health] = []

    def edit(one: Play) -> None:
        if one.now == BEGIN + timedelta(minutes=10):
            (tmp_path / file).write_text("{")
        if one.now >= BEGIN + 5 * HOURS and not seen:
            seen.append(health_file.read(one.archive))
            (tmp_path / file).write_bytes(sound)

    play.happens, play.hours = edit, 6
    health = play.keep()
    assert len(play.times("lumen")) == 7
    assert len([line for line in play.said if line.startswith(said)]) == 1
    assert said in seen[0].problem
    assert health.problem == ""


def test_nothing_is_begun_with_settings_that_cannot_be_used(play: Play, tmp_path: Path) -> None:
    (tmp_path / "archive.toml").write_text("[watch]\nevery_hours = 0.5\n")
    with pytest.raises(SettingsError, match=r"watch\.every_hours: must be at least 1, not 0\.5"):
        play.keep()


# timestamps


@pytest.fixture
def dating(record: Recorder, tmp_path: Path) -> Callable[..., Round]:
    """A round in an archive that an authority is to date which cannot be reached."""
    record("Words.\n")
    settings = Settings(
        timestamps=TimestampSettings(authorities=(f"http://127.0.0.1:{free_port()}/",), after_crawl=True)
    )

    def made(before: StepHealth | None) -> Round:
        return Round(
            archive=Archive(tmp_path),
            settings=settings,
            due=(),
            before={"timestamp": before} if before else {},
            clock=lambda: BEGIN,
            stop=Stop(),
            alive=lambda: None,
        )

    return made


def test_an_authority_that_cannot_be_reached_is_named(dating: Callable[..., Round]) -> None:
    told = steps.stamp(dating(None))
    assert told.failed
    assert told.said[0].startswith("http://127.0.0.1:")
    assert told.said[-1] == "dated by 0 of 1"


@pytest.mark.parametrize(
    ("ago", "failures", "is_wanted"), [(22 * HOURS, 0, False), (23 * HOURS, 0, True), (HOURS, 1, True)]
)
def test_an_archive_is_dated_once_a_day(dating, ago: timedelta, failures: int, is_wanted: bool) -> None:
    (step,) = (one for one in steps.usual(Secrets(), Silence) if one.name == "timestamp")
    before = StepHealth(step="timestamp", ended_at=BEGIN - ago, failures=failures, said=())
    assert step.is_wanted(dating(before)) is is_wanted
    assert step.is_wanted(dating(None))


# its end, and another one


def test_a_second_watch_is_refused(play: Play, tmp_path: Path) -> None:
    def second(one: Play) -> None:
        with pytest.raises(RepositoryBusy, match=r"archiver watch \(process"):
            Play(Archive(tmp_path)).keep()
        one.stop.ask()

    play.happens = second
    play.keep()
    assert len(play.rounds) == 1
    Play(Archive(tmp_path)).keep(once=True)


def test_what_can_be_left_is_left_at_once_and_what_cannot_is_finished(play: Play) -> None:
    done: list[str] = []

    def asked(name: str) -> Callable[[Round], Told]:
        def do(work: Round) -> Told:
            done.append(f"{name} begun")
            work.stop.ask()
            done.append(f"{name} done")
            return Told()

        return do

    play.steps = (Step(name="push", do=asked("push")), Step(name="site", do=asked("site"), may_be_left=True))
    play.keep()
    assert done == ["push begun", "push done"]
    play.steps, play.stop = play.steps[1:], Stop()
    play.now += 24 * HOURS
    play.keep()
    assert done[2:] == ["site begun"]


def test_what_a_round_that_was_cut_short_left_is_done_at_once_and_for_all(play: Play) -> None:
    made_up: list[bool] = []

    def cut(work: Round) -> Told:
        work.stop.ask()
        return Told()

    def site(work: Round) -> Told:
        made_up.append(work.makes_up)
        return Told()

    play.crawl, play.steps = cut, (Step(name="site", do=site),)
    assert play.keep().is_cut_short
    assert made_up == []
    again = Play(play.archive, now=play.now + HOURS, hours=0.1, steps=play.steps)
    assert not again.keep().is_cut_short
    assert made_up == [True]
    later = Play(play.archive, now=again.now + HOURS, hours=0.1, steps=play.steps)
    later.keep()
    assert made_up[1:] in ([], [False])


def test_what_was_to_be_left_before_it_began_is_not_begun() -> None:
    stop = Stop()
    stop.ask()
    with pytest.raises(Stopped), stop.leaving():
        pytest.fail("it began")


# health


def test_the_health_file_says_what_was_and_what_is_due(play: Play) -> None:
    play.hours = 0.5
    play.keep()
    told = json.loads((play.archive.folder / "watch.json").read_text())
    assert told["process"] == os.getpid()
    assert told["started_at"] == told["round_began_at"] == told["round_ended_at"] == BEGIN.isoformat()
    assert BEGIN < datetime.fromisoformat(told["next_due_at"]) <= BEGIN + 6 * HOURS
    assert told["steps"][0] == {
        "step": "crawl", "ended_at": BEGIN.isoformat(), "failures": 0, "said": ["1 document looked at"],
        "failed": [],
    }  # fmt: skip


def test_how_often_a_step_failed_outlives_a_restart(play: Play) -> None:
    play.steps = (Step(name="push", do=lambda _: Told(said=("no",), failed=True)),)
    play.keep(once=True)
    again = Play(play.archive, steps=play.steps)
    assert again.keep(once=True).steps[1].failures == 2


def test_a_disk_that_is_full_ends_no_watch(play: Play) -> None:
    (play.archive.folder / "watch.json.lock").mkdir()
    play.hours = 1
    play.keep()
    assert any(line.startswith("watch.json: cannot be written") for line in play.said)


WELL = Health(process=1, started_at=BEGIN, round_began_at=BEGIN, round_ended_at=BEGIN + HOURS / 2)
FAILED = StepHealth(step="push", ended_at=BEGIN, failures=3, said=("the host says no",))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"next_due_at": BEGIN - HOURS}, ""),
        ({"next_due_at": BEGIN - HOURS - timedelta(minutes=1)}, "the round of 2025-06-01 09:29 was missed"),
        (
            {"next_due_at": BEGIN - 9 * HOURS, "ended_at": BEGIN - 9 * HOURS},
            "it was stopped 2025-06-01 01:30",
        ),
        ({"steps": (FAILED,)}, "push failed 3 times in a row: the host says no"),
        ({"problem": "archive.toml: x"}, "archive.toml: x; what was read before is used until then"),
        ({"round_began_at": BEGIN - 6 * HOURS, "round_ended_at": None}, ""),
        ({"round_began_at": BEGIN - 7 * HOURS, "round_ended_at": None}, "has not ended"),
    ],
)
def test_what_is_wrong_with_a_watch_is_said(changed: dict[str, object], said: str) -> None:
    from dataclasses import replace

    told = "\n".join(health_file.troubles(replace(WELL, **changed), BEGIN))
    assert said in told
    assert bool(told) == bool(said)


def test_systemd_is_told_that_the_watch_is_ready_alive_and_ending(tmp_path: Path, play: Play) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        supervisor.notifying(str(tmp_path / "notify"))("READY=1")
        assert listener.recv(64) == b"READY=1"
    supervisor.notifying(str(tmp_path / "nowhere"))("READY=1")
    supervisor.notifying("")("READY=1")
    play.hours = 1
    play.keep()
    assert (play.told[0], play.told[-1]) == ("READY=1", "STOPPING=1")
    assert play.told.count("WATCHDOG=1") > 60


# the command


@pytest.fixture
def lumen(serve: Web, tmp_path: Path) -> Web:
    """A declared platform that this machine serves, and a subscription to it by a hook."""
    serve.pages["/privacy"] = Answer(body=page(), headers={"Content-Type": "text/html"})
    serve.pages["/hook"] = Answer()
    (tmp_path / "declarations").mkdir()
    told = {"name": "Lumen", "terms": {"Privacy Policy": {"fetch": serve.url("/privacy")}}}
    (tmp_path / "declarations" / "Lumen.json").write_text(json.dumps(told))
    (tmp_path / "archive.toml").write_text(
        "[fetch]\nallow_private_addresses = true\ndelay_seconds = 0\n[gate]\nconfirm_after_seconds = 0\n"
        '[watch]\nsite = "public"\n[remote]\nurl = "host/{platform}.git"\n'
        f'[[alerts]]\nname = "desk"\nchannel = "{serve.url("/hook")}"\n'
    )
    return serve


def test_one_round_crawls_tells_builds_and_pushes(
    lumen: Web, run: Callable[..., Done], tmp_path: Path
) -> None:
    first = run("watch", "--once")
    assert first.code == 3
    assert "recorded  lumen/privacy-policy" in first.err
    assert "crawl: 1 document looked at: 1 recorded" in first.err
    assert "alerts: desk: begins here" in first.err
    assert "push: lumen: " in first.err
    assert (tmp_path / "public" / "lumen" / "privacy-policy" / "index.html").is_file()
    assert (tmp_path / "public" / "search" / "index" / "0").is_dir()
    assert "push failed at the last round: lumen: " in " ".join(run("status").out.split())
    unwell = run("watch", "--check")
    assert unwell.code == 3
    assert " ".join(unwell.out.split()).startswith("push failed at the last round: lumen: ")
    Repository.create(tmp_path / "host" / "lumen.git")
    lumen.pages["/privacy"] = Answer(
        body=page().replace(b"30 days", b"90 days"), headers={"Content-Type": "text/html"}
    )
    second = run("watch", "--once", now="2025-06-02T00:00:00Z")
    assert second.code == 0
    assert "alerts: desk: told of 1 change" in second.err
    assert "push: 1 platform pushed" in second.err
    assert len(lumen.asked("/hook")) == 1
    assert run("watch", "--check", now="2025-06-02T00:00:00Z").code == 0
    assert "archiver watch" not in run("status", now="2025-06-02T00:00:00Z").out


def test_a_channel_that_fails_is_shown_in_status(
    lumen: Web, run: Callable[..., Done], tmp_path: Path
) -> None:
    run("crawl")
    run("alerts")
    lumen.pages["/privacy"] = Answer(
        body=page().replace(b"30 days", b"90 days"), headers={"Content-Type": "text/html"}
    )
    lumen.pages["/hook"] = Answer(status=500)
    run("crawl", now="2025-06-02T00:00:00Z")
    run("alerts", now="2025-06-02T00:00:00Z")
    assert "alerts, desk: the last letter was not delivered" in run("status").out
    lumen.pages["/hook"] = Answer()
    run("alerts", now="2025-06-02T00:00:00Z")
    assert "alerts, desk" not in run("status").out


def test_of_a_step_that_failed_in_part_only_that_part_is_called_failed(
    lumen: Web, run: Callable[..., Done], tmp_path: Path
) -> None:
    (tmp_path / "archive.toml").write_text(
        (tmp_path / "archive.toml").read_text()
        + f'\n[[alerts]]\nname = "broken"\nchannel = "{lumen.url("/broken")}"\n'
    )
    run("watch", "--once")
    lumen.pages["/privacy"] = Answer(
        body=page().replace(b"30 days", b"90 days"), headers={"Content-Type": "text/html"}
    )
    lumen.pages["/broken"] = Answer(status=500)
    told = run("watch", "--once", now="2025-06-02T00:00:00Z")
    assert "alerts: desk: told of 1 change" in told.err
    checked = " ".join(run("watch", "--check", now="2025-06-02T00:00:00Z").out.split())
    assert "alerts failed at the last round: broken: not delivered" in checked
    assert "desk" not in checked


def test_an_archive_that_was_never_watched_is_not_well(run: Callable[..., Done], repository: object) -> None:
    done = run("watch", "--check")
    assert (done.code, "never watched" in done.err) == (3, True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_watch_that_waits(tmp_path: Path, number: int) -> None:
    (tmp_path / "declarations").mkdir()
    environment = {**os.environ, "ARCHIVER_ARCHIVE": str(tmp_path)}
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(60)
        environment[supervisor.SOCKET] = str(tmp_path / "notify")
        with subprocess.Popen(
            [sys.executable, "-m", "archiver", "watch"], env=environment, text=True, stderr=subprocess.PIPE
        ) as watch:
            assert listener.recv(256) == b"READY=1"
            watch.send_signal(number)
            _, told = watch.communicate(timeout=60)
    assert (watch.returncode, told) == (0, "")
    assert health_file.read(Archive(tmp_path)).ended_at is not None


def test_a_signal_cuts_a_fetch_under_way_and_says_nothing_of_its_page(lumen: Web, tmp_path: Path) -> None:
    watch: list[subprocess.Popen[str]] = []

    def stall(_: object) -> None:
        watch[0].send_signal(signal.SIGTERM)
        lumen.ended.wait(60)

    lumen.pages["/terms"] = stall
    told = {"name": "Lumen", "terms": {"Terms of Service": {"fetch": lumen.url("/terms")}}}
    (tmp_path / "declarations" / "Lumen.json").write_text(json.dumps(told))
    command = [sys.executable, "-m", "archiver", "--archive", str(tmp_path), "watch"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        watch.append(process)
        began = time.monotonic()
        process.communicate(timeout=60)
    assert (process.returncode, time.monotonic() - began < 25) == (0, True)
    assert lumen.asked("/terms")
    looks = Repository.open(tmp_path / "platforms" / "lumen.git").last_observations()
    assert "terms-of-service" not in looks, "nothing is known of a page that was not read"


def test_hours_of_a_platform_that_nobody_declares_are_named(
    lumen: Web, run: Callable[..., Done], tmp_path
) -> None:
    (tmp_path / "archive.toml").write_text("[watch]\nplatforms = { lumen = 2, lumne = 2 }\n")
    done = run("validate")
    assert (done.code, done.out) == (
        1,
        "archive.toml: watch.platforms.lumne: not declared; did you mean lumen?\n",
    )
