"""The reading commands, as a user runs them, on an archive of two documents."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from archive_repo.records import Cause, ChangeClass, Outcome, SectionChange, SectionKind, StatedDates, Version
from tests.conftest import Done, Recorder

Run = Callable[..., Done]


@pytest.fixture
def versions(record: Recorder) -> list[Version]:
    """The privacy policy at three times, one of them a re-extraction, and terms at one."""
    amended = SectionChange(heading="1. Data", kind=SectionKind.AMENDED)
    return [
        record("# Privacy\n\nWe keep your data for 30 days.\n"),
        record("# Privacy\n\nWe keep your data for 90 days.\n", sections=(amended,)),
        record(
            "# Privacy\n\nWe keep your data for 90 days\n",
            cause=Cause.REEXTRACTION,
            change_class=ChangeClass.FORMATTING,
        ),
        record("# Terms\n\nYou may use it.\n", "terms", title="Terms of Service"),
    ]


def test_list_counts_the_versions_of_each_document(versions: list[Version], run: Run) -> None:
    found = run("list", "--json").json
    assert {(one["platform"], one["platform_name"]) for one in found} == {("example-inc", "Example, Inc.")}
    assert [(one["document"], one["title"], one["version_count"]) for one in found] == [
        ("privacy-policy", "Privacy Policy", 3),
        ("terms", "Terms of Service", 1),
    ]
    assert (found[0]["version"], found[0]["first_fetched_at"]) == (
        versions[2].id,
        "2025-05-01T12:00:00+00:00",
    )


def test_log_shows_the_newest_version_first(versions: list[Version], run: Run) -> None:
    done = run("log", "example-inc/privacy-policy", "--json")
    assert [one["version"] for one in done.json] == [version.id for version in versions[2::-1]]
    assert done.json[2]["cause"] == "first"
    assert versions[1].id[:10] in run("log", "example-inc/privacy-policy").out


def test_a_version_that_only_renumbers_is_listed_where_its_class_is_asked_for(
    record: Recorder, run: Run
) -> None:
    text = "# Privacy\n\n## {}. Data\n\nWe keep it.\n\n## {}. Use\n\nWe use it.\n"
    record(text.format(1, 2))
    renumbered = record(text.format(2, 3), change_class=ChangeClass.NUMBERING)

    def listed(*options: str) -> list[tuple[str, str | None]]:
        found = run("changes", "--since", "2025-05-02", *options, "--json").json
        return [(one["version"], one["change_class"]) for one in found]

    assert listed() == []
    assert listed("--all") == listed("--class", "numbering") == [(renumbered.id, "numbering")]
    assert listed("--class", "links") == []
    assert "clauses renumbered" in run("changes", "--all", "--since", "2025-05-02").out
    compared = run("diff", "example-inc/privacy-policy", "--json").json
    assert compared["change_class"] == "numbering"
    assert set(compared["sentences"].values()) == {0}
    (heading,) = run("grep", "--history", "Use$", "--json").json
    assert (heading["text"], heading["line"], len(heading["presence"])) == ("3. Use", 7, 1)


def test_changes_silent_are_those_whose_stated_date_did_not_move(record: Recorder, run: Run) -> None:
    stated = {"stated": StatedDates(updated=date(2025, 1, 1))}
    record("# Privacy\n\nLast updated: 1 January 2025\n\nWe ask first.\n", **stated)
    silent = record("# Privacy\n\nLast updated: 1 January 2025\n\nWe do not ask.\n", **stated)
    record(
        "# Privacy\n\nLast updated: 2 May 2025\n\nWe never ask.\n",
        stated=StatedDates(updated=date(2025, 5, 2)),
    )
    found = run("changes", "--since", "2025-05-01", "--silent", "--json").json
    assert [one["version"] for one in found] == [silent.id]


def test_changes_provisions_names_the_kinds_of_provision_that_were_touched(
    record: Recorder, run: Run
) -> None:
    record("# Privacy Policy\n\nWe share your personal data with hosts.\n")
    record("# Privacy Policy\n\nWe share your personal data with hosts.\nWe sell your personal data.\n")
    arguments = ("changes", "--since", "2025-05-02", "--provisions")
    (change,) = run(*arguments, "--json").json
    assert "sale-or-sharing-of-data" in change["categories"]
    assert "      touches: " in run(*arguments).out


def test_log_shows_stated_beside_observed_dates(record: Recorder, run: Run) -> None:
    record("We ask.\n", stated=StatedDates(updated=date(2025, 4, 30)))
    record("We tell.\n", stated=StatedDates(updated=date(2025, 5, 1), effective=date(2025, 6, 1)))
    told = run("log", "example-inc/privacy-policy").out.splitlines()
    header, newest, wrapped, *rest = told
    assert header.split() == ["VERSION", "OBSERVED", "STATED", "CLASS", "WHAT"]
    assert "2025-05-02 12:00  takes effect " in newest
    assert "2025-06-01" in wrapped
    assert any("2025-05-01 12:00  2025-04-30 " in line for line in rest)


def test_log_stat_lists_sections_and_log_graphical_draws_months(versions: list[Version], run: Run) -> None:
    assert "      amended: 1. Data\n" in run("log", "example-inc/privacy-policy", "--stat").out
    assert run("log", "example-inc/privacy-policy", "--graphical").out.startswith("2025-05  ")


def test_show_gives_the_text_of_a_day_and_says_which_version_it_is(versions: list[Version], run: Run) -> None:
    done = run("show", "example-inc/privacy-policy@2025-05-01")
    assert done.out == "# Privacy\n\nWe keep your data for 30 days.\n"
    assert versions[0].id[:10] in done.err


def test_show_raw_gives_the_bytes_that_were_fetched(versions: list[Version], tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "archiver",
        "show",
        "--archive",
        str(tmp_path),
        "--raw",
        "example-inc/terms",
    ]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stdout == b"<p># Terms\n\nYou may use it.\n"


def test_changes_leaves_out_re_extractions_unless_asked(versions: list[Version], run: Run) -> None:
    found = run("changes", "--since", "2025-05-01", "--json").json
    assert [(one["document"], one["cause"]) for one in found] == [
        ("privacy-policy", "first"),
        ("privacy-policy", "change"),
        ("terms", "first"),
    ]
    assert found[1]["previous"] == versions[0].id
    assert found[1]["sections"] == [{"path": ["1. Data"], "kind": "amended"}]
    everything = run("changes", "--since", "2025-05-01", "--all", "--json").json
    assert "re-extraction" in [one["cause"] for one in everything]


def test_changes_reads_well_and_names_the_next_command(versions: list[Version], run: Run) -> None:
    done = run("changes", "--since", "2025-05-01", "--until", "2025-05-02")
    assert "Example, Inc." in done.out
    assert "amended: 1. Data" in done.out
    assert f"archiver diff example-inc/privacy-policy@{versions[1].id[:10]}" in done.out
    assert "1 change of 1 document" in done.err


def test_changes_can_be_narrowed_by_platform_title_and_words(versions: list[Version], run: Run) -> None:
    def documents(*arguments: str) -> list[str]:
        return [one["document"] for one in run("changes", "--since", "2025-05-01", "--json", *arguments).json]

    assert documents("--type", "Terms") == ["terms"]
    assert documents("--grep", r"\b90 days") == ["privacy-policy"]
    assert documents("example-inc/terms") == ["terms"]
    assert documents("--class", "words", "--class", "links") == ["privacy-policy"]


def test_changes_full_shows_the_words_that_changed(versions: list[Version], run: Run) -> None:
    done = run("changes", "--since", "2025-05-01", "--full")
    assert "We keep your data for [-30-]{+90+} days." in done.out


def test_changes_can_be_written_as_markdown(versions: list[Version], run: Run) -> None:
    done = run("changes", "--since", "2025-05-01", "--markdown")
    assert "## Example, Inc.\n\n### Privacy Policy, 2025-05-01\n" in done.out


def test_verify_finds_a_whole_archive_whole(versions: list[Version], run: Run) -> None:
    done = run("verify")
    assert done.code == 0
    assert "no problem found" in done.err


def test_verify_finds_a_text_that_was_altered(
    versions: list[Version], run: Run, git: Callable[..., str]
) -> None:
    blob = git("rev-parse", f"{versions[3].id}:terms.md").strip()
    path = Path(git("rev-parse", "--absolute-git-dir").strip()) / "objects" / blob[:2] / blob[2:]
    path.chmod(0o644)
    path.write_bytes(b"")
    done = run("verify")
    assert done.code == 1
    assert versions[3].id[:10] in done.out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("show", "example-inc/cookies"), 2, "it has privacy-policy, terms"),
        (("show", "exmple-inc/terms"), 2, "did you mean example-inc?"),
        (("show", "example-inc/terms@2001-01-01"), 2, "the first version is of 2025-05-04"),
        (("show", "example-inc/terms@tuesdayish"), 2, "is not a date; try 2025-05-01"),
        (("show", "example-inc/terms@03/04/2025"), 2, "may be 4 March 2025 or 3 April 2025"),
        (("changes", "--since", "in 2 weeks"), 2, "is not a date"),
        (("changes", "--since", "3000 years ago"), 2, "too far away"),
        (
            ("changes", "--since", "2026", "--until", "2025"),
            2,
            "--since 2026-01-01 is after --until 2025-12-31",
        ),
        (("provisions", "--since", "2100"), 2, "--since 2100-01-01 is after now"),
        (("diff", "example-inc/terms@2025-05", "2025-06", "2025-07"), 2, "give two versions or dates"),
        (("diff", "example-inc/terms", "..2025-07"), 2, "give two versions or dates"),
        (("show", "example-inc"), 2, "add a document"),
        (("changes", "--grep", "("), 2, "is not a regular expression"),
        (("list", "--archive", "/nonexistent"), 2, "archiver init"),
    ],
)
def test_bad_input_gets_one_line_that_says_what_to_do(
    versions: list[Version], run: Run, arguments: tuple[str, ...], code: int, says: str
) -> None:
    done = run(*arguments)
    assert done.code == code
    assert says in done.err
    assert done.err.count("\n") == 1


def test_a_document_without_a_version_is_known_but_has_nothing_yet(record: Recorder, run: Run) -> None:
    record("# Terms\n\nNo.\n", "terms", title="Terms")
    record.look(Outcome.FAILED, day=2, reason="HTTP 404")
    done = run("show", "example-inc/privacy-policy")
    told = "nothing is recorded of it yet; `archiver status example-inc/privacy-policy` says why"
    assert (done.code, done.err) == (2, f"archiver: example-inc/privacy-policy: {told}\n")
    assert "no such document; it has terms" in run("show", "example-inc/nope").err
    assert "later looks" not in run("list").err


@pytest.mark.parametrize("how", [(), ("--history",)])
def test_a_search_that_finds_nothing_says_so(record: Recorder, run: Run, how: tuple[str, ...]) -> None:
    record("# Terms\n\nNo.\n")
    done = run("grep", "xyzzy", *how)
    assert (done.code, done.out, done.err) == (1, "", "no sentence matches\n")


def test_documents_without_a_provision_are_named_in_one_line(record: Recorder, run: Run) -> None:
    record("# Terms\n\nFrench law applies.\n", "terms", title="Terms")
    record("# Cookies\n\nNothing.\n", "cookies", title="Cookies")
    done = run("provisions", "example-inc", "--category", "choice-of-law")
    assert "none found in example-inc/cookies\n" in done.err
    assert "Cookies: version" not in done.out
