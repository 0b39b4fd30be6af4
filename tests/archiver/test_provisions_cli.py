"""provisions, compare, regulations and explain, as a user runs them on an archive of two versions."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from archive_repo.archive import Archive
from archive_repo.index import connect
from archive_repo.index import kept as index_kept
from archive_repo.records import Cause, ChangeClass, Version
from archiver.provisions import kept, taxonomy
from tests.conftest import Done, Recorder

Run = Callable[..., Done]
ID = "legitimate-interest-product-improvement"
FIRST = "# Privacy\n\nWe never sell your personal data.\n"
SECOND = (
    "# Privacy\n\n## 3. Why\n\nWe may sell your personal data.\n\n"
    "- Our legitimate interest is to improve our products.\n"
)
KEYS = [
    "platform",
    "document",
    "version",
    "category",
    "title",
    "polarity",
    "excerpt",
    "spans",
    "heading",
    "reason",
    "first_seen",
    "last_changed",
]


@pytest.fixture
def versions(record: Recorder) -> list[Version]:
    return [
        record(FIRST),
        record(SECOND),
        record("# Terms\n\nFrench law applies.\n", "terms", title="Terms of Service"),
    ]


def test_provisions_lists_what_a_document_states(versions: list[Version], run: Run) -> None:
    found = run("provisions", "example-inc/privacy-policy", "--json").json
    assert [list(one) for one in found] == [KEYS] * len(found)
    one = next(one for one in found if one["category"] == ID)
    (span,) = one["spans"]
    assert SECOND[span["start"] : span["end"]] == one["excerpt"]
    assert one["heading"] == "Privacy > 3. Why"
    assert one["version"] == versions[1].id
    assert one["first_seen"] == one["last_changed"] == "2025-05-02T12:00:00+00:00"
    shown = run("provisions", "example-inc/privacy-policy", "--full").out
    assert "Our legitimate interest is to improve our products." in shown
    assert "fits the pattern" in shown


def test_provisions_at_a_time_reads_the_version_of_then(versions: list[Version], run: Run) -> None:
    found = run("provisions", "example-inc/privacy-policy@2025-05-01", "--json").json
    assert {(one["category"], one["polarity"]) for one in found} >= {("sale-or-sharing-of-data", "denies")}
    assert ID not in {one["category"] for one in found}


def test_provisions_since_tells_what_changed_and_not_what_was_there_first(
    versions: list[Version], run: Run
) -> None:
    found = run("provisions", "--since", "2025-05-01", "--json").json
    events = {one["category"]: one for one in found}
    assert (events[ID]["kind"], events["sale-or-sharing-of-data"]["kind"]) == ("introduced", "amended")
    assert events["sale-or-sharing-of-data"]["before"] == ["We never sell your personal data."]
    assert events["sale-or-sharing-of-data"]["after"] == ["We may sell your personal data."]
    assert set(KEYS) <= set(found[0])
    shown = run("provisions", "--since", "2025-05-01").out
    assert "amended: Sale or sharing of personal data" in shown
    assert "We [-never-]{+may+} sell your personal data." in shown


def test_a_re_extraction_is_no_event(record: Recorder, run: Run) -> None:
    record("# Privacy\n\nHello there.\n")
    record(FIRST, cause=Cause.REEXTRACTION, change_class=ChangeClass.WORDS)
    assert run("provisions", "--since", "2025-05-01", "--json").json == []


def test_provisions_of_stdin_need_no_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("We never sell your data.\n\nFrench law applies."))
    found = run("provisions", "--stdin", "--archive", str(tmp_path / "none"), "--json").json
    assert [one["category"] for one in found] == ["sale-or-sharing-of-data", "choice-of-law"]
    assert found[0]["platform"] is None
    monkeypatch.setattr(sys, "stdin", io.StringIO("We never sell your data.\n\nArbitration is binding."))
    typed = run("provisions", "--stdin", "--type", "Privacy Policy", "--json").json
    assert [one["category"] for one in typed] == ["sale-or-sharing-of-data"]


def test_compare_shows_who_has_it_and_who_has_none(versions: list[Version], run: Run) -> None:
    value = run("compare", ID, "--json").json
    assert [one["platform"] for one in value["provisions"]] == ["example-inc"]
    assert value["taxonomy"] >= 1
    assert run("compare", "arbitration", "--json").json["without"] == ["example-inc"]
    told = run("compare", "arbitration").out
    assert f"No matching clause found by taxonomy {taxonomy.load().version}: Example, Inc." in told
    assert run("compare", ID, "--at", "2025-05-01", "--json").json["provisions"] == []
    matrix = run("compare", "--matrix", "--json").json
    assert matrix["categories"]["sale-or-sharing-of-data"] == {"example-inc": ["asserts"]}
    assert ID in run("compare").out


def test_regulations_lead_from_an_article_to_passages(versions: list[Version], run: Run) -> None:
    (page,) = run("regulations", "gdpr:art-6-1-f", "--json").json
    assert ID in page["categories"]
    assert ID in {one["category"] for one in page["provisions"]}
    assert "gdpr:art-6-1-f" in run("regulations").out
    assert "GDPR Art. 6(1)(f)" in run("regulations", "gdpr:art-6-1-f").out


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_explain_gives_the_whole_page(form: str, versions: list[Version], run: Run) -> None:
    page = " ".join(run("explain", "example-inc/privacy-policy", ID, "--format", form).out.split())
    for words in (
        "Our legitimate interest is to improve our products.",
        "Relies on the provider's legitimate interests",
        "GDPR Art. 6(1)(f)",
        "since 2025-05-02",
        "no legal determination",
    ):
        assert words in page


def test_explain_says_so_where_nothing_was_found(versions: list[Version], run: Run) -> None:
    value = json.loads(run("explain", "example-inc/privacy-policy", "arbitration", "--format", "json").out)
    assert value["passages"] == []
    assert "no matching clause" in run("explain", "example-inc/privacy-policy", "arbitration").out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("compare", "nonsense"), "no such category"),
        (("regulations", "nonsense"), "no such reference"),
        (("explain", "example-inc/privacy-policy", "nonsense"), "no such category"),
        (("provisions",), "nothing to read"),
    ],
)
def test_what_does_not_exist_is_a_usage_error(
    arguments: tuple[str, ...], words: str, versions: list[Version], run: Run
) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert words in done.err


def test_what_is_remembered_may_be_deleted_or_broken(
    versions: list[Version], run: Run, tmp_path: Path
) -> None:
    archive, where = Archive.open(tmp_path), ("example-inc", "privacy-policy", kept.KEY)
    first = run("provisions", "example-inc/privacy-policy", "--json").json
    with connect.current(archive) as connection:
        assert index_kept.read(connection, *where)["key"].startswith(versions[1].id)
        index_kept.write(connection, *where, {"key": "broken"})
    assert run("provisions", "example-inc/privacy-policy", "--json").json == first
    archive.index.unlink()
    assert run("provisions", "example-inc/privacy-policy", "--json").json == first


def test_a_story_is_read_from_what_was_remembered(versions: list[Version], run: Run, tmp_path: Path) -> None:
    run("provisions", "example-inc/privacy-policy", "--json")
    archive, where = Archive.open(tmp_path), ("example-inc", "privacy-policy", kept.KEY)
    with connect.current(archive) as connection:
        told = index_kept.read(connection, *where)
        told["story"]["findings"] = []
        index_kept.write(connection, *where, told)
    assert run("provisions", "example-inc/privacy-policy", "--json").json == []
