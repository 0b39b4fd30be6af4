"""A text becomes a version: what the archive computes of it, what it refuses, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_repo import history, recording
from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput, UnknownVersion
from archive_repo.format.snapshot import Body, Fetched, Redirect, Snapshot
from archive_repo.index import connect, queries
from archive_repo.recording import Recorded
from archive_repo.records import Cause, ChangeClass, SectionKind, Version
from archive_repo.repository import Repository
from tests.conftest import START

GOLDEN = Path(__file__).parent / "golden"
DAY = timedelta(days=1)

ONE = """# Terms

Last updated: 1 May 2025

We keep your data for 30 days.

We [ask](https://example.org/a) you.
"""
TWO = (
    ONE.replace("1 May 2025", "2 May 2025").replace("30 days", "60 days")
    + "\n## Sharing\n\nWe share nothing with anybody.\n"
)
THREE = TWO.replace("/a)", "/b)")
AGAIN = ONE.replace("We keep", "We keep all of")


def body(data: str, at: datetime = START) -> Body:
    fetched = Fetched(
        url="https://example.org/terms#top",
        final_url="https://www.example.org/terms",
        redirects=(Redirect(url="https://example.org/terms", status=301),),
        status=200,
        headers={"etag": '"é"', "content-type": "text/html; charset=utf-8"},
        fetched_at=at,
        content_type="text/html; charset=utf-8",
        charset="utf-8",
    )
    return Body(extension="html", data=data.encode(), fetched=fetched)


class Platform:
    """Records the texts of one document through `recording`, a day apart."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.day = 0

    def snapshot(self, at: datetime, pages: int = 1, mark: str = "") -> Snapshot:
        with self.repository.writing("Example, Inc.") as writer:
            return writer.record_snapshot(
                document="terms",
                title="Terms of Use",
                bodies=[body(f"<p>{mark or self.day}", at)] * pages,
                fetched_at=at,
            )

    def __call__(
        self,
        text: str,
        *,
        at: datetime | None = None,
        cause: Cause | None = None,
        restored: bool = False,
        pages: int = 1,
        snapshot: Snapshot | None = None,
    ) -> Recorded:
        when = at or START + self.day * DAY
        kept = snapshot or self.snapshot(when, pages)
        self.day += 1
        with self.repository.writing("Example, Inc.") as writer:
            return recording.record(
                writer,
                text,
                kept,
                title="Terms of Use",
                extractor="archiver 0.1.0 (trafilatura 2.3.1)",
                cause=cause,
                restored=restored,
                fetched_at=when,
                recorded_at=when + timedelta(hours=1),
            )

    @property
    def versions(self) -> list[Version]:
        return list(history.each(self.repository, "terms"))


@pytest.fixture
def platform(repository: Repository) -> Platform:
    return Platform(repository)


def all_kinds(platform: Platform) -> None:
    """A first version, changes of words and links, a text restored, and its page read by better code."""
    platform(ONE)
    platform(TWO, pages=2)
    platform(THREE)
    restored = platform(ONE).version
    stored = history.snapshot(platform.repository, restored.snapshot, "terms")
    platform(AGAIN, cause=Cause.REEXTRACTION, snapshot=stored)


def test_commits_say_byte_for_byte_what_the_first_release_said(
    platform: Platform, git: Callable[..., str]
) -> None:
    all_kinds(platform)
    for branch in ("main", "snapshots"):
        said = git("log", "--reverse", "--format=%aI %cI%n%B-----", branch)
        said = said.replace("Platform: Example, Inc.\n", "")  # which is new
        assert said == (GOLDEN / f"{branch}.txt").read_text(encoding="utf-8")


def test_the_same_input_gives_the_same_commits_in_another_folder(tmp_path: Path) -> None:
    ids = []
    for name in ("here", "there"):
        platform = Platform(Repository.create(tmp_path / name / "platforms" / "example-inc.git"))
        all_kinds(platform)
        ids.append([version.id for version in platform.versions])
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 5


def test_a_version_is_returned_as_it_is_read_again(platform: Platform) -> None:
    odd = datetime(2025, 5, 1, 14, 0, 0, 999_999, timezone(timedelta(hours=2)))
    first = platform("# A  heading " + "of many words " * 20 + "\n", at=odd)
    second = platform("# B\n\nOther words.\n", at=odd + DAY)
    assert [second.version, first.version] == platform.versions
    assert first.version.fetched_at == START
    assert second.version.previous == first.version.id


def test_the_text_of_the_newest_version_is_not_recorded_again(platform: Platform) -> None:
    platform(ONE)
    newest = platform(TWO)
    assert newest.is_new
    for cause in (None, Cause.CHANGE, Cause.REEXTRACTION):
        assert platform(TWO, cause=cause) == Recorded(version=newest.version, is_new=False)
    assert len(platform.versions) == 2


def test_two_that_looked_at_once_record_once(platform: Platform) -> None:
    platform(ONE)
    snapshots = [platform.snapshot(START + DAY, mark=mark) for mark in "ab"]
    done = [platform(TWO, at=START + DAY, snapshot=snapshot) for snapshot in snapshots]
    assert [one.is_new for one in done] == [True, False]
    assert [version.change_class for version in platform.versions] == [ChangeClass.WORDS, None]


def test_a_re_extraction_of_a_page_that_is_no_longer_the_newest_is_not_recorded(platform: Platform) -> None:
    first = platform(ONE).version
    stored = history.snapshot(platform.repository, first.snapshot, "terms")
    newest = platform(TWO)
    done = platform(AGAIN, cause=Cause.REEXTRACTION, snapshot=stored)
    assert done == Recorded(version=newest.version, is_new=False)


def test_a_text_fetched_before_the_newest_version_is_refused_with_the_way_out(platform: Platform) -> None:
    platform(ONE, at=START)
    with pytest.raises(InvalidInput, match=r"2025-05-01 11:59:59 cannot follow .* 12:00:00.*import older"):
        platform(TWO, at=START - timedelta(seconds=1))
    assert len(platform.versions) == 1


def test_a_text_fetched_in_the_same_second_as_the_newest_version_follows_it(platform: Platform) -> None:
    platform(ONE, at=START)
    assert platform(TWO, at=START + timedelta(microseconds=1)).is_new
    assert platform(THREE, at=START).is_new


def test_an_older_text_of_another_document_is_not_refused(platform: Platform) -> None:
    platform(ONE, at=START)
    with platform.repository.writing() as writer:
        kept = writer.record_snapshot(
            document="privacy-policy", title="P", bodies=[body("<p>P")], fetched_at=START - DAY
        )
        done = recording.record(
            writer, TWO, kept, title="P", extractor="x", fetched_at=START - DAY, recorded_at=START
        )
    assert done.version.cause is Cause.FIRST


def test_an_earlier_text_that_comes_back_is_restored(platform: Platform) -> None:
    platform(ONE)
    platform(TWO)
    assert platform(ONE).version.change_class is ChangeClass.RESTORED


def test_a_text_that_the_gate_knows_again_is_restored_though_its_bytes_differ(platform: Platform) -> None:
    platform(ONE)
    platform(TWO)
    assert platform(AGAIN, restored=True).version.change_class is ChangeClass.RESTORED


def test_links_that_come_back_are_links(platform: Platform) -> None:
    platform(TWO)
    platform(THREE)
    assert platform(TWO).version.change_class is ChangeClass.LINKS


def test_a_re_extraction_restores_nothing(platform: Platform) -> None:
    platform(ONE)
    second = platform(TWO).version
    stored = history.snapshot(platform.repository, second.snapshot, "terms")
    done = platform(ONE, cause=Cause.REEXTRACTION, snapshot=stored).version
    assert (done.cause, done.change_class) == (Cause.REEXTRACTION, ChangeClass.WORDS)


def test_a_first_version_has_no_class_and_no_sections(platform: Platform) -> None:
    first = platform(ONE).version
    assert (first.cause, first.change_class, first.sections) == (Cause.FIRST, None, ())
    assert first.sentences.added == 4


def test_the_archive_finds_sections_and_stated_dates_by_itself(platform: Platform) -> None:
    platform(ONE)
    changed = platform(TWO).version
    assert [(one.heading, one.kind) for one in changed.sections] == [
        ("Terms", SectionKind.AMENDED),
        ("Sharing", SectionKind.NEW),
    ]
    assert str(changed.stated.updated) == "2025-05-02"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from("ABC")), min_size=1, max_size=8),
    st.integers(-1, 10),
)
def test_the_version_of_a_moment_is_the_same_by_git_and_by_the_index(
    tmp_path_factory: pytest.TempPathFactory, looks: list[tuple[int, str]], hours: int
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    archive = Archive(folder)
    platform = Platform(Repository.create(archive.path("example-inc")))
    for hour, text in looks:
        try:
            platform(f"{text}.\n", at=START + timedelta(hours=hour))
        except InvalidInput:
            continue
    moment = START + timedelta(hours=hours)
    by_git = next((one for one in platform.versions if one.fetched_at <= moment), None)
    with connect.current(archive) as connection:
        told = queries.changes(connection, datetime(1970, 1, 1, tzinfo=UTC), moment)
        if by_git is None:
            with pytest.raises(UnknownVersion):
                queries.at(connection, "example-inc", "terms", moment)
            assert told == []
            return
        assert queries.at(connection, "example-inc", "terms", moment) == by_git == told[-1]
    texts = [platform.repository.text(version) for version in platform.versions]
    assert all(later != earlier for later, earlier in pairwise(texts))
