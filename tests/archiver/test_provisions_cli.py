"""provisions, compare, regulations and explain, as a user runs them on an archive of two versions."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

import archive_repo.index.kept
from archive_repo.archive import Archive
from archive_repo.index import connect
from archive_repo.records import Cause, ChangeClass, Outcome, Version
from archive_repo.repository import Repository
from archiver.cli import warming
from archiver.provisions import KEPT_AS, taxonomy
from archiver.report.clauses import ClauseRow
from tests.conftest import Done, Recorder

Run = Callable[..., Done]
ID = "legitimate-interest-product-improvement"
FIRST = "# Privacy\n\nWe never sell your personal data.\n"
SECOND = (
    "# Privacy\n\n## 3. Why\n\nWe may sell your personal data.\n\n"
    "- Our legitimate interest is to improve our products.\n"
)
KEYS = {field.name for field in fields(ClauseRow)}
FIRST_LOOK = {"after": None, "by": "2025-05-01T12:00:00+00:00"}
SECOND_LOOK = {"after": "2025-05-01T12:00:00+00:00", "by": "2025-05-02T12:00:00+00:00"}


def unwrapped(text: str) -> str:
    """The text on one line, as it was before it was wrapped."""
    return " ".join(text.split())


@pytest.fixture
def versions(record: Recorder) -> list[Version]:
    return [
        record(FIRST),
        record(SECOND),
        record("# Terms\n\nFrench law applies.\n", "terms", title="Terms of Service"),
    ]


def test_provisions_lists_what_a_document_states(versions: list[Version], run: Run) -> None:
    found = run("provisions", "example-inc/privacy-policy", "--json").json
    assert all(one.keys() == KEYS for one in found)
    one = next(one for one in found if one["category"] == ID)
    (span,) = one["spans"]
    assert SECOND[span["start"] : span["end"]] == one["excerpt"]
    assert one["path"] == ["Privacy", "3. Why"]
    assert (one["version"], one["fetched_at"]) == (versions[1].id, "2025-05-02T12:00:00+00:00")
    assert (one["since"], one["amended_since"]) == (SECOND_LOOK, None)
    shown = unwrapped(run("provisions", "example-inc/privacy-policy", "--full").out)
    assert "introduced between 2025-05-01 and 2025-05-02" in shown
    assert "Our legitimate interest is to improve our products." in shown
    assert "matches the pattern" in shown


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
    assert events["sale-or-sharing-of-data"]["gone"] == ["We never sell your personal data."]
    assert events["sale-or-sharing-of-data"]["came"] == ["We may sell your personal data."]
    assert events[ID]["since"] == SECOND_LOOK
    shown = run("provisions", "--since", "2025-05-01").out
    assert "amended: Sale or sharing of personal data" in shown
    assert "We [-never-]{+may+} sell your personal data." in shown


def test_what_may_only_say_the_same_in_other_words_is_counted_and_shown_on_request(
    record: Recorder, run: Run
) -> None:
    record("# Privacy\n\nWe may sell your personal data to partners.\n")
    record("# Privacy\n\nWe reserve the right to sell your personal information to partners.\n")
    assert run("provisions", "--since", "2025-05-01", "--json").json == []
    told = run("provisions", "--since", "2025-05-01").err
    assert "0 changes of provisions" in told
    assert "1 more may have changed in what they say; --unsure shows them" in told
    (found,) = run("provisions", "--since", "2025-05-01", "--unsure", "--json").json
    assert found["kind"] == "perhaps-changed"
    shown = run("provisions", "--since", "2025-05-01", "--unsure")
    assert "perhaps changed: Sale or sharing of personal data" in shown.out
    assert "--unsure" not in shown.err
    assert run("changes", "--provisions", "--json").json[-1]["categories"] == []


def test_a_re_extraction_is_no_event(record: Recorder, run: Run) -> None:
    record("# Privacy\n\nHello there.\n")
    record(FIRST, cause=Cause.REEXTRACTION, change_class=ChangeClass.WORDS)
    assert run("provisions", "--since", "2025-05-01", "--json").json == []


def test_a_reference_that_follows_its_clause_is_no_event(record: Recorder, run: Run) -> None:
    text = "## {}. Data\n\nAs Section {} says, we may sell your personal data.\n\n## {}. Fees\n"
    record(text.format(1, 1, 2))
    record(text.format(2, 2, 3), change_class=ChangeClass.NUMBERING)
    assert run("provisions", "--since", "2025-05-02", "--json").json == []


def test_provisions_of_stdin_need_no_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    text = "We never sell your data.\n\nFrench law governs these terms."
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
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
    told = unwrapped(run("compare", "arbitration").out)
    assert f"No matching clause found by taxonomy {taxonomy.load().version}: Example, Inc." in told
    assert run("compare", ID, "--at", "2025-05-01", "--json").json["provisions"] == []
    matrix = run("compare", "--matrix", "--json").json
    cell = {"platform": "example-inc", "category": "sale-or-sharing-of-data", "polarity": "asserts"}
    cell |= {"sense": "says so", "known": True, "unread_language": None}
    assert cell in matrix
    assert ID in run("compare").out


def test_regulations_lead_from_an_article_to_passages(versions: list[Version], run: Run) -> None:
    (page,) = run("regulations", "gdpr:art-6-1-f", "--json").json
    assert ID in page["categories"]
    assert ID in {one["category"] for one in page["provisions"]}
    assert "gdpr:art-6-1-f" in run("regulations").out
    assert "GDPR Art. 6(1)(f)" in run("regulations", "gdpr:art-6-1-f").out


def test_the_grant_of_a_licence_is_shown_before_a_word_on_it(record: Recorder, run: Run) -> None:
    grant = (
        "By posting your content you grant us a worldwide, royalty-free, sublicensable licence to host, "
        "copy, change, publish, show and perform it, in connection with the service."
    )
    record(f"# Terms\n\nYou grant us a licence to allow this.\n{grant}\n", "terms", title="Terms of Service")
    told = unwrapped(run("explain", "example-inc/terms", "content-licence-to-user-inputs").out)
    assert "You grant us a licence to allow this. " + grant in told


def test_documents_are_compared_side_by_side(versions: list[Version], run: Run) -> None:
    found = run("compare", "example-inc/privacy-policy", "example-inc/terms", "--json").json
    assert {one["category"] for one in found} >= {ID, "choice-of-law"}
    assert "French law applies." in run("compare", "example-inc/privacy-policy", "example-inc/terms").out
    assert run("compare", "example-inc").code == 2


def test_explain_says_so_where_nothing_was_found(versions: list[Version], run: Run) -> None:
    value = json.loads(
        run("explain", "example-inc/privacy-policy", "legal-disclosure", "--format", "json").out
    )
    assert (value["provisions"], value["presence"]) == ([], [])
    told = unwrapped(run("explain", "example-inc/privacy-policy", "legal-disclosure").out)
    assert "No clause was found by taxonomy" in told


def test_what_stood_there_first_is_there_since_at_least_then(record: Recorder, run: Run) -> None:
    record(FIRST)
    (row,) = run("compare", "sale-or-sharing-of-data", "--json").json["provisions"]
    assert row["since"] == FIRST_LOOK
    for command in (("compare", "sale-or-sharing-of-data"), ("provisions", "example-inc/privacy-policy")):
        assert "since at least 2025-05-01)" in unwrapped(run(*command).out)


def test_an_amended_provision_keeps_when_it_came(versions: list[Version], run: Run) -> None:
    (row,) = run("compare", "sale-or-sharing-of-data", "--json").json["provisions"]
    assert (row["since"], row["amended_since"]) == (FIRST_LOOK, SECOND_LOOK)


def test_what_may_have_come_with_a_text_that_is_left_out_came_after_the_last_one_that_counts(
    record: Recorder, run: Run
) -> None:
    same, old, new = (
        "".join(f"This {kind} line {number} is idle.\n" for number in range(30)) for kind in ("a", "b", "c")
    )
    sold = "We may sell your personal data to partners.\n"
    record(f"# Privacy\n\n{same}{old}")
    record(f"# Privacy\n\n{same}{new}{sold}{same}{old}")
    record(f"# Privacy\n\n{same}{new}{sold}")
    (one,) = run("provisions", "example-inc", "--json").json
    assert one["since"]["after"].startswith("2025-05-01")
    assert one["since"]["by"].startswith("2025-05-03")


def test_what_better_code_brought_to_light_is_no_introduction(record: Recorder, run: Run) -> None:
    record("# Privacy\n\nHello there.\n")
    record(FIRST, cause=Cause.REEXTRACTION, change_class=ChangeClass.WORDS)
    (row,) = run("compare", "sale-or-sharing-of-data", "--json").json["provisions"]
    assert row["since"] == {"after": None, "by": "2025-05-02T12:00:00+00:00"}


def test_compare_tells_who_had_it_formerly(record: Recorder, run: Run) -> None:
    record(FIRST)
    record("# Privacy\n\nHello there.\n")
    value = run("compare", "sale-or-sharing-of-data", "--json").json
    (former,) = value["formerly"]
    assert (former["platform"], value["without"]) == ("example-inc", ["example-inc"])
    assert [(one["since"], one["until"]) for one in former["presence"]] == [(FIRST_LOOK, SECOND_LOOK)]
    told = unwrapped(run("compare", "sale-or-sharing-of-data").out)
    assert "formerly: Example, Inc." in told
    assert "last found 2025-05-01, no longer found 2025-05-02" in told


def test_compare_can_ask_who_says_no(versions: list[Version], run: Run) -> None:
    def platforms(polarity: str) -> list[str]:
        found = run("compare", "sale-or-sharing-of-data", "--polarity", polarity, "--json").json
        return [one["platform"] for one in found["provisions"]]

    assert (platforms("asserts"), platforms("denies")) == (["example-inc"], [])


@pytest.mark.parametrize("name", ["arbitration", "Binding arbitration", "binding ARBITRATION"])
def test_a_category_is_known_by_its_id_its_title_or_words_of_one(
    versions: list[Version], run: Run, name: str
) -> None:
    assert run("compare", name, "--json").json["category"] == "arbitration"


def test_a_platform_has_the_provisions_of_all_its_documents(versions: list[Version], run: Run) -> None:
    found = run("provisions", "example-inc", "--json").json
    assert {one["document"] for one in found} == {"privacy-policy", "terms"}
    page = run("explain", "example-inc", "choice-of-law", "--json").json
    assert page["document"] == "terms"


@pytest.mark.parametrize(
    "command",
    [
        ("provisions", "example-inc/privacy-policy"),
        ("provisions", "--since", "2025-05-01"),
        ("compare", "sale-or-sharing-of-data"),
        ("explain", "example-inc/privacy-policy", ID),
        ("regulations", "gdpr:art-6-1-f"),
    ],
    ids=" ".join,
)
def test_a_document_that_could_not_be_read_lately_says_so(
    versions: list[Version], record: Recorder, run: Run, command: tuple[str, ...]
) -> None:
    record.look(Outcome.FAILED, day=9, reason="HTTP 503")
    warning = (
        "example-inc/privacy-policy: last seen 2025-05-02; the look since then (2025-05-10) failed: HTTP 503"
    )
    assert warning in run(*command).err.splitlines()
    assert warning in run(*command, "--json").err.splitlines()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("compare", "nonsense"), "no such category"),
        (("compare", "training"), "did you mean model-training-on-user-data or"),
        (("compare", "arbitrtion"), "did you mean arbitration?"),
        (("compare", "--matrix", ID), "--matrix shows all categories"),
        (("compare", "--at", "2025"), "--at means nothing without a category, --matrix or --parameters"),
        (("compare", ID, "--platform", "nobody"), "nobody: no such platform"),
        (("provisions", "--stdin", "example-inc/privacy-policy"), "leave one of them out"),
        (("provisions", "--type", "Terms", "example-inc"), "--type means nothing without --stdin"),
        (("provisions", "--stdin", "--since", "2025"), "cannot be combined"),
        (("provisions", "example-inc", "--unsure"), "--unsure means nothing without --since"),
        (("explain", "example-inc", ID, "--json", "--format", "markdown"), "cannot be combined"),
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
    archive, where = Archive.open(tmp_path), ("example-inc", "privacy-policy", KEPT_AS)
    first = run("provisions", "example-inc/privacy-policy", "--json").json
    with connect.current(archive) as connection:
        assert archive_repo.index.kept.read(connection, *where)["key"].startswith(versions[1].id)
        archive_repo.index.kept.write(connection, *where, {"key": "broken"})
    assert run("provisions", "example-inc/privacy-policy", "--json").json == first
    archive.index.unlink()
    assert run("provisions", "example-inc/privacy-policy", "--json").json == first


def test_a_story_is_read_from_what_was_remembered(versions: list[Version], run: Run, tmp_path: Path) -> None:
    run("provisions", "example-inc/privacy-policy", "--json")
    archive, where = Archive.open(tmp_path), ("example-inc", "privacy-policy", KEPT_AS)
    with connect.current(archive) as connection:
        told = archive_repo.index.kept.read(connection, *where)
        told["story"]["findings"] = []
        archive_repo.index.kept.write(connection, *where, told)
    assert run("provisions", "example-inc/privacy-policy", "--json").json == []


def told_up_to(archive: Archive) -> dict[tuple[str, str], str]:
    with connect.current(archive) as connection:
        parts = archive_repo.index.kept.parts(connection, KEPT_AS, "key")
    return {where: str(key).split(" ")[0] for where, key in parts.items()}


def test_what_was_asked_for_once_is_kept_up_and_nothing_else(
    versions: list[Version], record: Recorder, tmp_path: Path, run: Run
) -> None:
    archive = Archive.open(tmp_path)
    warming.keep_up(archive)
    assert not archive.index.exists()
    assert told_up_to(archive) == {}
    warming.keep_up(archive)
    assert told_up_to(archive) == {}
    run("provisions", "example-inc/privacy-policy")
    newer = record("# Privacy\n\nWe rent your personal data to others.\n")
    warming.keep_up(archive)
    documents = ("example-inc", "privacy-policy"), ("example-inc", "terms")
    assert told_up_to(archive) == dict(zip(documents, (newer.id, versions[2].id), strict=True))


def test_what_is_kept_and_cannot_be_read_is_made_again(versions: list[Version], tmp_path: Path) -> None:
    archive = Archive.open(tmp_path)
    with connect.current(archive) as connection:
        archive_repo.index.kept.write(connection, "example-inc", "terms", KEPT_AS, ["of", "no", "use"])
        connection.execute("UPDATE kept SET value = '{'")
    warming.keep_up(archive)
    assert told_up_to(archive)["example-inc", "terms"] == versions[2].id


def test_a_text_in_a_language_that_is_not_read_has_no_provisions(record: Recorder, run: Run) -> None:
    italian = "Trattiamo i suoi dati per la gestione del contratto e nei limiti della presente nota. " * 5
    record(f"# Informativa\n\n{italian}\n\nWe may sell your personal data.\n")
    done = run("provisions", "example-inc/privacy-policy", "--weak", "--json")
    assert (done.json, "Italian, which is not read" in done.err) == ([], True)


def test_compare_counts_those_who_say_so_apart_from_those_who_deny_it(
    versions: list[Version], tmp_path: Path, run: Run
) -> None:
    Recorder(Repository.create(tmp_path / "platforms" / "other.git"))(FIRST)
    asked = "compare", "sale-or-sharing"
    assert "Of 2 platforms: 1 says so, 1 says it is not so." in run(*asked).out
    assert "Of 2 platforms: 1 says it is not so." in run(*asked, "--polarity", "denies").out
    assert "Of 2 platforms: none carves it out." in run(*asked, "--polarity", "excludes").out


def test_the_kinds_are_listed_with_what_their_severity_means(versions: list[Version], run: Run) -> None:
    told = run("compare").out
    assert "\nhigh: Takes away a legal remedy" in told
    assert "\nlow: Informs" in told


def test_who_denies_what_an_article_is_about_is_said_to(record: Recorder, run: Run) -> None:
    record("# Privacy\n\nWe do not use your content to train our models.\n")
    assert "): says it is not so" in unwrapped(run("regulations", "gdpr:art-5-1-b").out)


def test_weak_findings_are_shown_on_request_only(record: Recorder, run: Run) -> None:
    weak = (
        "The harvest festival of the village begins with robots made by the pupils of the school, who have "
        "built them over the winter with wood, wire and paint from the old mill by the river."
    )
    record(f"# Terms\n\nFrench law applies.\n\n{weak}\n", "terms", title="Terms of Service")
    category = "scraping-and-reverse-engineering"
    assert category not in run("provisions", "example-inc/terms").out
    shown = unwrapped(run("provisions", "example-inc/terms", "--weak").out)
    assert "weak findings" in shown
    assert category in shown
    found = run("provisions", "example-inc/terms", "--weak", "--json").json
    assert [(one["weak"], one["since"]) for one in found if one["category"] == category] == [(True, None)]
    assert {one["weak"] for one in found if one["category"] == "choice-of-law"} == {False}


def test_a_condition_is_told_beside_the_passage(record: Recorder, run: Run) -> None:
    record("# Privacy\n\nWe do not share your personal data with third parties without your consent.\n")
    shown = run("provisions", "example-inc/privacy-policy").out
    assert "says so, subject to consent" in shown
    (one,) = [
        one
        for one in run("provisions", "example-inc/privacy-policy", "--json").json
        if one["category"] == "third-party-sharing"
    ]
    assert (one["polarity"], one["condition"]) == ("conditional", "consent")
    assert "?" in run("compare", "--matrix").out
