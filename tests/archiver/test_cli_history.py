"""diff, blame, grep and quote, from the command line."""

from __future__ import annotations

import html
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from archive_repo.diff import apply
from archive_repo.records import Version
from archive_repo.repository import Repository
from tests.conftest import Done, Recorder

Run = Callable[..., Done]


def unwrapped(text: str) -> str:
    """The text on one line, as it was before it was wrapped."""
    return " ".join(text.split())


OLD = "# Privacy\n\nWe keep data for one month.\nWe sell nothing.\n"
NEW = "# Privacy\n\nWe keep data for two years.\nWe sell nothing.\n\nWe train models on it.\n"
ADDRESS = "example-inc/privacy-policy"


@pytest.fixture
def versions(record: Recorder) -> list[Version]:
    return [record(OLD), record(NEW)]


def test_diff_shows_what_the_newest_version_changed(versions: list[Version], run: Run) -> None:
    done = run("diff", ADDRESS)

    assert done.code == 0
    assert "~    3  We keep data for [-one month-]{+two years+}." in done.out
    assert "+    6  We train models on it." in done.out
    assert "Example, Inc., Privacy Policy: 2025-05-01" in done.err


def test_diff_as_json_rebuilds_the_new_text_from_the_old_one(
    versions: list[Version], repository: Repository, run: Run
) -> None:
    said = run("diff", ADDRESS, "2025-05-01", "--json").json

    assert (said["compared_with"]["version"], said["version"]) == (versions[0].id, versions[1].id)
    assert apply(repository.text(versions[0]), said) == NEW


def test_diff_says_by_its_exit_code_whether_the_texts_differ(versions: list[Version], run: Run) -> None:
    assert run("diff", ADDRESS, "--exit-code").code == 1
    assert run("diff", ADDRESS, "2025-05-02", "--exit-code").code == 0
    assert run("diff", ADDRESS).code == 0


def test_a_first_version_has_nothing_to_be_compared_with(versions: list[Version], run: Run) -> None:
    done = run("diff", f"{ADDRESS}@2025-05-01")

    assert (done.code, done.out) == (0, "")
    assert "the first version, of 2025-05-01 12:00 UTC (3 sentences), has none before it" in done.err
    assert "+We keep data for one month." in run("diff", f"{ADDRESS}@2025-05-01", "--unified").out


@pytest.mark.parametrize(
    "ends",
    [
        ("2025-05-01", "2025-05-02"),
        ("2025-05-01..2025-05-02",),
        ("2025-05-01..",),
        ("2025-05-02", "2025-05-01"),
        ("2025-05-02..2025-05-01",),
        ("@2025-05-01", "@2025-05-02"),
    ],
)
def test_diff_runs_from_the_earlier_version_to_the_later_one(
    versions: list[Version], run: Run, ends: tuple[str, ...]
) -> None:
    assert "+    6  We train models on it." in run("diff", ADDRESS, *ends).out


def test_diff_takes_either_end_from_the_address(versions: list[Version], run: Run) -> None:
    for when, other in (("2025-05-01", "@2025-05-02"), ("2025-05-02", "2025-05-01")):
        assert "+    6  We train models on it." in run("diff", f"{ADDRESS}@{when}", other).out


def test_diff_says_when_it_turned_two_versions_around(versions: list[Version], run: Run) -> None:
    assert "later than" not in run("diff", ADDRESS, "2025-05-01", "2025-05-02").err
    turned = run("diff", ADDRESS, "2025-05-02", "2025-05-01").err
    assert "2025-05-02 is later than 2025-05-01: compared in the order of time" in turned


@pytest.mark.parametrize("verb", ["show", "blame", "log", "diff"])
def test_the_time_that_was_understood_is_told(versions: list[Version], run: Run, verb: str) -> None:
    assert "as of 2025-05-31\n" in run(verb, f"{ADDRESS}@May 2025").err
    assert "as of" not in run(verb, f"{ADDRESS}@{versions[0].id}").err


def test_options_with_a_date_tell_how_it_was_understood(versions: list[Version], run: Run) -> None:
    assert (
        " since 2025-01-01 until 2025-05-31\n"
        in run("changes", "--since", "2025", "--until", "last month").err
    )
    assert "as of 2025-03-31\n" in run("grep", "data", "--at", "Q1 2025").err
    assert "as of 2025-05-31\n" in run("status", "--at", "2025-05").err


def test_a_time_that_has_not_come_is_said_to(versions: list[Version], run: Run) -> None:
    for command in (
        ("show", f"{ADDRESS}@2099"),
        ("grep", "data", "--at", "2099"),
        ("changes", "--since", "2025", "--until", "2099"),
    ):
        assert ", which has not come: as far as was seen by " in run(*command).err
    assert "has not come" not in run("grep", "data", "--at", "today").err
    assert "since 2025-05-02" in run("provisions", "--since", "30 days ago").err


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("--side-by-side", "We keep data for [-one month-]."),
        ("--word", "{+We train models on it.+}"),
        ("--stat", "Privacy"),
        ("--html", "<ins>two years</ins>"),
        ("--unified", "+We keep data for two years."),
    ],
)
def test_diff_has_a_form_for_each_reader(
    versions: list[Version], run: Run, option: str, expected: str
) -> None:
    assert expected in run("diff", ADDRESS, option).out


@pytest.mark.parametrize("form", [(), ("--side-by-side",), ("--word",), ("--html",)])
def test_escapes_of_the_stored_markdown_are_not_shown(
    record: Recorder, run: Run, form: tuple[str, ...]
) -> None:
    record("# Privacy\n\n\\*10\\% of one month.\n")
    record("# Privacy\n\n\\*10\\% of two months.\n\n\\<b> we train.\n")

    said = html.unescape(run("diff", ADDRESS, *form).out)

    assert "*10% of" in said
    assert "<b> we train." in said
    assert "\\" not in said
    assert "\\" not in run("blame", ADDRESS).out


def test_the_unified_form_is_what_git_applies(versions: list[Version], run: Run, tmp_path: Path) -> None:
    (tmp_path / "privacy-policy.md").write_text(OLD)

    patch = run("diff", ADDRESS, "--unified").out
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=patch, text=True, check=True)

    assert (tmp_path / "privacy-policy.md").read_text() == NEW


def test_blame_says_since_when_each_sentence_stands(versions: list[Version], run: Run) -> None:
    said = run("blame", ADDRESS, "--json").json

    assert [(one["line"], one["text"], one["version"]) for one in said] == [
        (1, "# Privacy", versions[0].id),
        (3, "We keep data for two years.", versions[1].id),
        (4, "We sell nothing.", versions[0].id),
        (6, "We train models on it.", versions[1].id),
    ]
    assert said[0]["since"] == {"after": None, "by": "2025-05-01T12:00:00+00:00"}
    assert said[1]["since"] == {"after": "2025-05-01T12:00:00+00:00", "by": "2025-05-02T12:00:00+00:00"}
    assert (said[0]["first_since"], said[0]["returns"], said[0]["wordings"]) == (said[0]["since"], 0, None)


def test_blame_follows_the_wording_back(versions: list[Version], run: Run) -> None:
    said = run("blame", ADDRESS, "--previous", "--json").json

    assert [one["text"] for one in said[1]["wordings"]] == ["We keep data for one month."]
    assert "[-one month-]{+two years+}" in run("blame", ADDRESS, "--previous").out


def test_grep_answers_for_today_for_a_date_and_for_all_history(versions: list[Version], run: Run) -> None:
    today = run("grep", "one month|two years", "--json").json
    assert [(one["text"], one["line"], one["version"]) for one in today] == [
        ("We keep data for two years.", 3, versions[1].id)
    ]
    then = run("grep", "one month|two years", "--at", "2025-05-01", "--json").json
    assert [one["version"] for one in then] == [versions[0].id]
    history = run("grep", "one month|two years", "--history", "--json").json
    assert [(one["text"], one["present"], one["line"]) for one in history] == [
        ("We keep data for one month.", False, 3),
        ("We keep data for two years.", True, 3),
    ]
    assert history[0]["presence"] == [
        {
            "since": {"after": None, "by": "2025-05-01T12:00:00+00:00"},
            "version": versions[0].id,
            "until": {"after": "2025-05-01T12:00:00+00:00", "by": "2025-05-02T12:00:00+00:00"},
            "until_version": versions[1].id,
        }
    ]
    assert (
        "since at least 2025-05-01 (the archive begins there), gone between 2025-05-01 and 2025-05-02"
        in unwrapped(run("grep", "one month", "--history").out)
    )
    assert "introduced between 2025-05-01 and 2025-05-02, last seen 2025-05-02" in unwrapped(
        run("grep", "two years", "--history").out
    )


def test_grep_that_finds_nothing_exits_with_1(versions: list[Version], run: Run) -> None:
    assert run("grep", "no such words").code == 1
    assert run("grep", "WE SELL", "--case-sensitive").code == 1
    assert run("grep", "nothing.", "--fixed", ADDRESS).code == 0


def test_a_pattern_that_does_not_parse_says_what_to_do(versions: list[Version], run: Run) -> None:
    done = run("grep", "(")

    assert done.code == 2
    assert "--fixed" in done.err


def test_a_real_quotation_is_cited(versions: list[Version], run: Run) -> None:
    done = run("quote", "keep data […] we train “models”")

    assert done.code == 0
    assert "Example, Inc., Privacy Policy" in done.out
    assert "introduced between 2025-05-01 and 2025-05-02, last seen 2025-05-02" in unwrapped(done.out)
    assert versions[1].id in done.out
    assert versions[1].sources[0].sha256 in done.out


def test_a_quotation_with_one_word_altered_is_not_verbatim(versions: list[Version], run: Run) -> None:
    done = run("quote", "We train pigeons on it.")

    assert done.code == 1
    assert done.out.startswith("not verbatim")
    assert "We train [-pigeons-]{+models+} on it." in done.out


def test_quote_as_json_has_the_words_that_differ(versions: list[Version], run: Run) -> None:
    (match,) = run("quote", "We train pigeons on it.", "--json").json["matches"]

    assert match["edits"] == [["=", "We train "], ["-", "pigeons"], ["+", "models"], ["=", " on it."]]


def test_a_quotation_has_a_link_that_stays_and_one_to_the_words_on_the_page(
    versions: list[Version], run: Run, tmp_path: Path
) -> None:
    (tmp_path / "archive.toml").write_text('[site]\nurl = "https://archive.example/"\n')
    stays = f"https://archive.example/{ADDRESS}/2025-05-02/"
    live = "https://example.org/privacy-policy#:~:text=sell%20nothing,We%20train%20models%20on%20it"

    done = run("quote", "sell nothing. We train models on it.")
    (match,) = run("quote", "sell nothing. We train models on it.", "--json").json["matches"]

    assert f"permanent link: {stays}" in unwrapped(done.out)
    assert f"these words there: {live}" in unwrapped(done.out)
    assert (match["version"], match["page"], match["live"]) == (versions[1].id, stays, [live])


def test_words_that_the_newest_text_has_not_have_no_link_to_the_page(
    versions: list[Version], run: Run
) -> None:
    (gone,) = run("quote", "We keep data for one month", "--json").json["matches"]
    (near,) = run("quote", "We train pigeons on it.", "--json").json["matches"]

    assert (gone["present"], gone["live"]) == (False, [])
    assert near["live"] == ["https://example.org/privacy-policy#:~:text=We%20train%20models%20on%20it"]


@pytest.mark.parametrize(("words", "told"), [("data for two", True), ("keep data for two", False)])
def test_a_quotation_of_three_words_is_said_to_stand_anywhere(
    record: Recorder, run: Run, words: str, told: bool
) -> None:
    for number in range(12):
        record(NEW, f"policy-{number}", title=f"Policy {number}")

    done = run("quote", words)

    assert done.code == 0
    assert done.out.count("line 3: ") == 10
    assert "and in 2 documents more; --all shows all" in unwrapped(done.out)
    assert ("3 words can stand anywhere: give more of the sentence" in unwrapped(done.out)) is told
    assert run("quote", words, "--all").out.count("line 3: ") == 12


def test_quote_as_json_has_the_documented_keys(versions: list[Version], run: Run) -> None:
    said = json.loads(run("quote", "We keep data for one month", "--json").out)

    (match,) = said["matches"]
    assert said["found"] is True
    assert match | {"presence": 0, "sources": 0} == {
        "platform": "example-inc",
        "platform_name": "Example, Inc.",
        "document": "privacy-policy",
        "title": "Privacy Policy",
        "verbatim": True,
        "similarity": 1.0,
        "present": False,
        "presence": 0,
        "version": versions[0].id,
        "fetched_at": "2025-05-01T12:00:00+00:00",
        "lines": [{"line": 3, "text": "We keep data for one month."}],
        "edits": [],
        "sources": 0,
        "page": None,
        "live": [],
        "last_confirmed_at": "2025-05-02T12:00:00+00:00",
        "last_looked_at": "2025-05-02T12:00:00+00:00",
        "stale": False,
    }


def test_strangers_are_refused_by_name(versions: list[Version], run: Run) -> None:
    for command in (
        ["blame", "nobody/x"],
        ["grep", "x", "nobody"],
        ["quote", "x", "nobody"],
        ["diff", "nobody/x"],
    ):
        done = run(*command)
        assert (done.code, done.out) == (2, "")
        assert "nobody" in done.err
