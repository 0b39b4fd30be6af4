"""A platform's repository on disk, the means to record in it in one line, and the console command."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pygit2
import pytest
from hypothesis import HealthCheck, settings

from archive_repo import history
from archive_repo.format.observation import Held, Observation
from archive_repo.format.snapshot import Body, Fetched
from archive_repo.records import (
    CONFIRMING,
    Cause,
    ChangeClass,
    Message,
    Outcome,
    SectionChange,
    SentenceCounts,
    StatedDates,
    Version,
)
from archive_repo.repository import Repository
from archive_repo.writer import sha256
from archiver.cli import main

settings.register_profile(
    "steady",
    deadline=None,  # a loaded machine is no failure
    derandomize=True,  # the same examples in every run: a run fails because of its change
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("steady")

pygit2.option(pygit2.enums.Option.ENABLE_FSYNC_GITDIR, False)
"""No test outlives a power cut; those of durability run in processes of their own."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure no coverage where recorded pages or large inputs are read: other tests run these lines too.

    What runs long takes twice the time where it is measured, tests of many examples up to eight times.
    """
    for item in items:
        if item.get_closest_marker("real_pages") or item.get_closest_marker("large"):
            item.add_marker("no_cover")


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call() -> Generator[None, object, object]:
    with _skipping_without_git():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup() -> Generator[None, object, object]:
    with _skipping_without_git():
        return (yield)


@contextmanager
def _skipping_without_git() -> Iterator[None]:
    """Skip a test that compares with git where there is none; archiver does without."""
    try:
        yield
    except FileNotFoundError as error:
        if error.filename != "git":
            raise
        pytest.skip("git is not installed")


UNDATED = StatedDates()
START = datetime(2025, 5, 1, 12, tzinfo=UTC)


class Recorder:
    """Records texts of a document a day apart."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.name = "Example, Inc."
        self.host = "example.org"
        self.day = 0

    def __call__(
        self,
        text: str,
        document: str = "privacy-policy",
        *,
        title: str = "Privacy Policy",
        cause: Cause | None = None,
        change_class: ChangeClass = ChangeClass.WORDS,
        at: datetime | None = None,
        sections: tuple[SectionChange, ...] = (),
        stated: StatedDates = UNDATED,
    ) -> Version:
        when = at or START + timedelta(days=self.day)
        self.day += 1
        fetched = Fetched(url=f"https://{self.host}/{document}", fetched_at=when)
        body = Body(extension="html", data=f"<p>{text}".encode(), fetched=fetched)
        with self.repository.writing(self.name) as writer:
            snapshot = writer.record_snapshot(document=document, title=title, bodies=[body], fetched_at=when)
            is_first = not writer.versions(document)
            message = Message(
                cause=cause or (Cause.FIRST if is_first else Cause.CHANGE),
                change_class=None if is_first else change_class,
                sentences=SentenceCounts(added=1),
                stated_updated=stated.updated,
                stated_effective=stated.effective,
                platform_name=writer.name,
                document=document,
                title=title,
                urls=tuple(source.url for source in snapshot.sources),
                snapshot=snapshot.id,
                body_sha256s=tuple(source.sha256 for source in snapshot.sources),
                text_sha256=sha256(text.encode()),
                extractor="test 1",
                sections=sections,
            )
            return writer.record_version(message, text, fetched_at=when, recorded_at=when)

    def look(
        self,
        outcome: Outcome = Outcome.UNCHANGED,
        document: str = "privacy-policy",
        *,
        day: int,
        reason: str = "",
        title: str = "Privacy Policy",
        held: tuple[Held, ...] = (),
        advice: str = "",
    ) -> Observation:
        """Observe a look at a document, so many days after the start."""
        newest = history.latest(self.repository, document)
        when = START + timedelta(days=day)
        last = self.repository.last_observations().get(document)
        look = Observation(
            document=document,
            title=title,
            checked_at=when,
            outcome=outcome,
            reason=reason,
            failures=0 if outcome in CONFIRMING else (last.failures if last else 0) + 1,
            version=newest.id if newest else "",
            held=held,
            advice=advice,
        )
        with self.repository.writing(self.name) as writer:
            writer.record_observations([look], checked_at=when)
        return look


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository.create(tmp_path / "platforms" / "example-inc.git")


@pytest.fixture
def record(repository: Repository) -> Recorder:
    return Recorder(repository)


@pytest.fixture
def git(tmp_path: Path) -> Callable[..., str]:
    def run(*arguments: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(tmp_path / "platforms" / "example-inc.git"), *arguments],
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout + (done.stderr if arguments[0] == "fsck" else "")

    return run


@dataclass(frozen=True)
class Done:
    """What a command did: its exit code, and what it wrote where."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def unmeasured(**more: str) -> dict[str, str]:
    """The environment without what has a process measure its coverage, which takes it twice as long.

    For the many processes of tests that ask how a command behaves as one; other tests run the same lines.
    """
    return {name: text for name, text in os.environ.items() if not name.startswith("COVERAGE_")} | more


@pytest.fixture
def run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Done]:
    """The console command, in this process, on the archive in `tmp_path`."""

    def call(*arguments: str, now: str = "2025-06-01T00:00:00Z", **environment: str) -> Done:
        usual = {"ARCHIVER_ARCHIVE": str(tmp_path), "ARCHIVER_NOW": now, "COLUMNS": "80"}
        for name, value in {**usual, **environment}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("sys.argv", ["archiver", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        return Done(int(ended.value.code or 0), written.out, written.err)

    return call
