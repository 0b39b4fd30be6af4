"""diff of two documents, of a platform, of a single version; options that say nothing together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from archive_repo.diff import apply
from archive_repo.records import Version
from archive_repo.repository import Repository
from tests.conftest import Done, Recorder

Run = Callable[..., Done]
PRIVACY, TERMS, OTHER = "example-inc/privacy-policy", "example-inc/terms", "other/privacy-policy"
THEIRS = "# Privacy\n\nWe keep data for two years.\nWe sell all of it.\n"
OURS = "# Privacy\n\nWe keep data for one month.\n"


@pytest.fixture
def theirs(tmp_path: Path, record: Recorder) -> Version:
    """Two versions of example-inc/privacy-policy, and one of other/privacy-policy."""
    record(OURS)
    record(OURS + "Nothing else.\n")
    recorder = Recorder(Repository.create(tmp_path / "platforms" / "other.git"))
    recorder.name = "Other"
    return recorder(THEIRS)


def test_two_documents_of_two_platforms_are_compared_and_said_to_be_two(theirs: Version, run: Run) -> None:
    done = run("diff", f"{PRIVACY}@2025-05-01", OTHER)

    assert done.code == 0
    assert "two documents are compared, not two versions of one:" in done.err
    assert "- Example, Inc., Privacy Policy: 2025-05-01 12:00" in done.err
    assert "+ Other, Privacy Policy: 2025-05-01 12:00" in done.err
    assert "1 sentence only in the second, 1 sentence with other words" in done.err
    assert "~    3  We keep data for [-one month-]{+two years+}." in done.out
    assert "+    4  We sell all of it." in done.out


def test_two_documents_as_json_name_both(theirs: Version, run: Run) -> None:
    said = run("diff", f"{PRIVACY}@2025-05-01", OTHER, "--json").json

    assert said["compared_with"]["platform_name"] == "Example, Inc."
    assert (said["platform"], said["platform_name"], said["version"]) == ("other", "Other", theirs.id)
    assert apply(OURS, said) == THEIRS


def test_two_documents_as_a_page_are_the_first_and_the_second(theirs: Version, run: Run) -> None:
    said = run("diff", PRIVACY, OTHER, "--html").out

    assert "Two documents are compared, not two versions of one." in said
    assert '<th scope="col">First</th><th scope="col">Second</th>' in said
    assert "only in the second" in said


def test_an_address_given_twice_is_a_comparison_in_time(theirs: Version, run: Run) -> None:
    for ends in (
        (f"{PRIVACY}@2025-05-01", PRIVACY),
        (PRIVACY, f"{PRIVACY}@2025-05-01"),
        (f"{PRIVACY}@2025-05-02", f"{PRIVACY}@2025-05-01"),
    ):
        done = run("diff", *ends)
        assert "two documents" not in done.err
        assert "+    4  Nothing else." in done.out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((PRIVACY, "other"), "'other' is a platform; name the document of each"),
        ((PRIVACY, "nobody/terms"), "nobody: no such platform"),
        ((PRIVACY, "other/terms"), "other/terms: no such document"),
        ((PRIVACY, OTHER, "2025-05-01"), f"{PRIVACY}@2025-05-01 {OTHER}@2025-05-01"),
        (("example-inc", OTHER), "names a platform"),
        (("nobody",), "nobody: no such platform"),
        (("example-inc", "abc123"), "abc123 is a version; name its document"),
        (("example-inc@2024",), "example-inc: nothing recorded by then"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_what_can(
    theirs: Version, run: Run, arguments: tuple[str, ...], reason: str
) -> None:
    done = run("diff", *arguments)

    assert done.code == 2
    assert reason in " ".join(done.err.split())


@pytest.fixture
def platform(record: Recorder) -> list[Version]:
    """Days 1 to 4: privacy policy, terms, privacy policy again, a third document."""
    return [
        record(OURS),
        record("Our terms.\n", "terms", title="Terms"),
        record(OURS + "Nothing else.\n"),
        record("A notice.\n", "notice", title="Notice"),
    ]


def test_a_platform_shows_each_document_that_changed(platform: list[Version], run: Run) -> None:
    done = run("diff", "example-inc", "2025-05-02", "2025-05-04")

    assert "Example, Inc., Privacy Policy: 2025-05-01 12:00" in done.out
    assert "+    4  Nothing else." in done.out
    assert "example-inc/notice: the first version, of 2025-05-04 12:00 UTC (1 sentence)" in done.out
    assert "erms" not in done.out
    assert "A notice" not in done.out


@pytest.mark.parametrize("ends", [("2025-05-04", "2025-05-02"), ("2025-05-02..",), ("2025-05-02",)])
def test_a_platform_s_times_are_read_as_a_document_s(
    platform: list[Version], run: Run, ends: tuple[str, ...]
) -> None:
    assert "+    4  Nothing else." in run("diff", "example-inc", *ends).out


def test_a_platform_without_times_shows_what_each_newest_version_changed(
    platform: list[Version], run: Run
) -> None:
    rows = run("diff", "example-inc", "--json").json

    assert [(row["document"], row["version"]) for row in rows] == [
        ("notice", platform[3].id),
        ("privacy-policy", platform[2].id),
        ("terms", platform[1].id),
    ]
    first, changed, _ = (row["compared_with"] for row in rows)
    assert (first, changed["version"]) == (None, platform[0].id)


def test_a_platform_with_one_change_is_a_list_too(platform: list[Version], run: Run) -> None:
    rows = run("diff", "example-inc", "2025-05-02", "2025-05-03", "--json").json

    assert [row["document"] for row in rows] == ["privacy-policy"]


def test_a_platform_is_one_page(platform: list[Version], run: Run) -> None:
    said = run("diff", "example-inc", "2025-05-02", "--html").out

    assert "<h1>Example, Inc.: 2 documents that changed</h1>" in said
    assert "<h1>Example, Inc., Privacy Policy</h1>" in said
    assert "example-inc/notice: the first version" in said


@pytest.mark.parametrize("form", [(), ("--stat",), ("--html",)])
def test_what_stands_above_the_first_heading_is_the_opening_lines(
    record: Recorder, run: Run, form: tuple[str, ...]
) -> None:
    record("Last updated: 1 May 2024.\n\n# Terms\n\nOurs.\n")
    record("Last updated: 2 May 2024.\n\n# Terms\n\nOurs.\n")

    said = run("diff", PRIVACY, *form).out

    assert ("opening lines" if form == ("--stat",) else "Opening lines") in said
    assert "(beginning)" not in said


def test_a_first_version_is_said_to_be_one_and_how_it_is_shown(record: Recorder, run: Run) -> None:
    version = record(OURS)

    done = run("diff", PRIVACY, "--json", "--exit-code")

    assert (done.code, done.json["compared_with"], done.json["version"]) == (0, None, version.id)
    assert (done.json["change_class"], done.json["sentences"]["added"], done.json["segments"]) == (
        None,
        0,
        [],
    )
    said = " ".join(done.err.split())
    assert "first version, of 2025-05-01 12:00 UTC (2 sentences), has none before it to be compared" in said
    assert f"`archiver show {PRIVACY}@{version.id[:10]}` prints it" in said


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--unified", "--word"), "--unified and --word cannot be combined"),
        (("--html", "--json"), "--html and --json cannot be combined"),
        (("--json", "--all"), "--all means nothing without"),
        (("--unified", "-c", "0"), "--context means nothing without"),
        (("--stat", "-c", "3"), "--context means nothing without"),
        (("--html", "--width", "80"), "--width means nothing without"),
    ],
)
def test_options_that_say_nothing_together_are_refused(
    theirs: Version, run: Run, options: tuple[str, ...], reason: str
) -> None:
    done = run("diff", PRIVACY, *options)

    assert (done.code, done.out) == (2, "")
    assert reason in " ".join(done.err.split())


def test_what_two_documents_have_alone_is_no_new_section(theirs: Version, record: Recorder, run: Run) -> None:
    record(OURS + "\n## Fees\n\nYou pay 5 euros.\n", "terms", title="Terms")
    for form in ((), ("--stat",), ("--html",)):
        told = run("diff", TERMS, OTHER, *form).out
        assert "only in the first" in told
        assert "section)" not in told
    assert "(with other words)" in run("diff", TERMS, OTHER).out


def test_a_version_that_stood_at_both_times_is_no_pair_of_texts(theirs: Version, run: Run) -> None:
    done = run("diff", OTHER, "2025-05-02")
    assert (done.code, done.out) == (0, "")
    assert "Other, Privacy Policy: no change; the version of 2025-05-01 12:00" in done.err
    assert run("diff", OTHER, "2025-05-02", "--json").json["change_class"] is None


@pytest.mark.parametrize(
    ("form", "out"), [((), ""), (("--stat",), ""), (("--html",), ""), (("--json",), "[]\n")]
)
def test_a_platform_on_which_nothing_changed_says_so(
    platform: list[Version], run: Run, form: tuple[str, ...], out: str
) -> None:
    for when in ("2025-05-31", "2025"):  # the year is not over yet
        done = run("diff", "example-inc", when, *form)
        assert (done.code, done.out) == (0, out)
        assert "example-inc: no document changed between these times" in done.err


def test_a_document_that_came_later_is_not_said_to_have_its_first_version(record: Recorder, run: Run) -> None:
    record(OURS)
    record(OURS + "Nothing else.\n")
    done = run("diff", "example-inc", "2025-04")
    assert f"{PRIVACY}: no version is as old as that; `archiver log {PRIVACY}` lists them" in done.err


def test_how_deep_a_list_is_nested_is_not_shown_as_words(record: Recorder, run: Run) -> None:
    record("# Rules\n\n1. Obey the laws of your country, and promote no crime at all.\n")
    record("# Rules\n\n1. Obey.\n   1. Promote no crime at all, and obey the laws of your country.\n")
    for form in ((), ("--word",), ("--side-by-side",)):
        assert "{+ " not in run("diff", PRIVACY, *form).out
