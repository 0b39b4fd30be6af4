"""A collection becomes part of the archive: complete, in order, with its causes, everywhere the same."""

from __future__ import annotations

import hashlib
import json
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from string import ascii_lowercase

import pytest

from archive_repo import history, verify
from archive_repo.archive import Archive
from archive_repo.records import Cause, ChangeClass, Outcome, Version
from archiver.crawl.run import crawl_platform
from archiver.declarations import Declaration, Document, Source
from archiver.exchange.incoming import intake, open_terms_archive
from archiver.exchange.incoming.open_terms_archive import Imported, Wanted
from tests.archiver.collections import START, Written, git
from tests.archiver.conftest import Answer, Web
from tests.archiver.policies import CLAUSES, page
from tests.archiver.test_crawl_elsewhere import SETTINGS
from tests.archiver.test_json import validator
from tests.conftest import Done

Run = Callable[..., Done]
NOW = datetime(2025, 6, 1, tzinfo=UTC)
DAY = timedelta(days=1)
TERMS = "Lumen/Privacy Policy.md"
FIRST = "First record of Lumen Privacy Policy"
UPGRADE = "Apply technical or declaration upgrade on Lumen Privacy Policy"


def policy(**other: str) -> str:
    """The policy as the engine writes it; `we` replaces a clause that collects, and so on."""
    clauses = {**CLAUSES, **{key.replace("_", " "): text for key, text in other.items()}}
    parts = "\n\n".join(f"{title}\n{'-' * len(title)}\n\n{text}" for title, text in clauses.items())
    return f"**Privacy Policy**\n==================\n\n{parts}\n"


def further_clauses(count: int) -> str:
    """More of a policy, ten words each."""
    kinds = (f"{one}{other}" for one in ascii_lowercase for other in ascii_lowercase)
    return "".join(
        f"\nWe collect data of kind {kind} to provide the service.\n" for kind in islice(kinds, count)
    )


A = policy()
B = policy(Your_rights="You may ask for a copy of your data. Write to us and we answer within two months.")
C = B + "\nWe [explain this](https://lumen.example/a).\n"
D = B + "\nWe [explain this](https://lumen.example/b).\n"
WALL = "Just a moment...\n================\n\nVerify you are human by completing the action below.\n"


@pytest.fixture
def made(tmp_path: Path) -> Written:
    (tmp_path / "platforms").mkdir()
    return Written(tmp_path / "small-versions.git")


def bring_in(folder: Path, versions: Path, **which: object) -> Imported:
    wanted = Wanted(versions=versions, **which)  # type: ignore[arg-type]
    return open_terms_archive.bring_in(Archive(folder), wanted, NOW, lambda _: None)


def versions(folder: Path, address: str = "lumen/privacy-policy") -> list[Version]:
    """A document's versions, oldest first."""
    platform, _, document = address.partition("/")
    return history.versions(Archive(folder).repository(platform), document)[::-1]


def ids(folder: Path) -> dict[str, str]:
    archive = Archive(folder)
    return {slug: git(archive.path(slug), "rev-parse", "main") for slug in archive.slugs()}


def test_each_commit_becomes_a_version_with_its_date_its_cause_and_its_origin(
    tmp_path: Path, made: Written
) -> None:
    made.record(TERMS, A, FIRST)
    made.record(TERMS, B, "Record new changes of Lumen Privacy Policy\n\nX-engine-version: 14.1.0")
    made.record(TERMS, C, UPGRADE)
    bring_in(tmp_path / "a", made.path)
    found = versions(tmp_path / "a")
    assert [one.cause for one in found] == [Cause.FIRST, Cause.CHANGE, Cause.REEXTRACTION]
    assert [one.fetched_at for one in found] == [START, START + DAY, START + 2 * DAY]
    assert [str(one.origin) for one in found] == [f"small {commit}" for commit in made.commits]
    assert [one.extractor.partition(" (")[0] for one in found] == [
        "Open Terms Archive",
        "Open Terms Archive 14.1.0",
        "Open Terms Archive",
    ]
    assert found[0].title == "Privacy Policy"
    assert found[0].platform_name == "Lumen"


@pytest.mark.parametrize(
    ("before", "after", "cause"),
    [
        ("1 March 2020", "1 March 2020", Cause.REEXTRACTION),
        ("1 March 2020", "1 February 2020", Cause.REEXTRACTION),
        ("1 March 2020", "2 March 2020", Cause.CHANGE),
        ("", "1 March 2021", Cause.REEXTRACTION),  # the day on which the text before was recorded
        ("", "2 March 2021", Cause.CHANGE),
    ],
)
def test_an_upgrade_is_a_change_if_its_text_states_a_later_day(
    tmp_path: Path, made: Written, before: str, after: str, cause: Cause
) -> None:
    dated = [f"Last updated: {day}\n\n" if day else "" for day in (before, after)]
    made.record(TERMS, dated[0] + A, FIRST)
    made.record(TERMS, dated[1] + B, UPGRADE)
    bring_in(tmp_path / "a", made.path)
    assert [one.cause for one in versions(tmp_path / "a")] == [Cause.FIRST, cause]


def test_texts_are_written_one_sentence_per_line(tmp_path: Path, made: Written) -> None:
    made.record(TERMS, A, FIRST)
    bring_in(tmp_path / "a", made.path)
    text = Archive(tmp_path / "a").repository("lumen").text(versions(tmp_path / "a")[0])
    assert text.startswith(
        "# Privacy Policy\n\n## Who we are\n\nLumen Works operates the Lumen service.\nThis"
    )


def test_changes_have_classes_and_what_returns_is_restored(tmp_path: Path, made: Written) -> None:
    for text, message in ((A, FIRST), (B, ""), (A, ""), (C, ""), (D, "")):
        made.record(TERMS, text, message)
    bring_in(tmp_path / "a", made.path)
    assert [one.change_class for one in versions(tmp_path / "a")] == [
        None,
        ChangeClass.WORDS,
        ChangeClass.RESTORED,
        ChangeClass.WORDS,
        ChangeClass.LINKS,
    ]


def test_a_change_around_the_policy_is_furniture_and_not_shown(
    tmp_path: Path, made: Written, run: Run
) -> None:
    around = A + "\n[Press](https://lumen.example/press)\n"
    for text, message in ((A, FIRST), (around, ""), (B, "")):
        made.record(TERMS, text, message)
    bring_in(tmp_path, made.path)
    assert [one.change_class for one in versions(tmp_path)] == [
        None,
        ChangeClass.FURNITURE,
        ChangeClass.WORDS,
    ]
    assert versions(tmp_path)[1].subject == "Privacy Policy: the page around it changed: 1 sentence added"
    shown = run("changes", "--since", "2021", "--json").json
    assert [one["change_class"] for one in shown] == [None, "words"]
    assert len(run("changes", "--since", "2021", "--class", "furniture", "--json").json) == 1


def test_a_footer_that_changes_on_three_documents_is_furniture_on_each(
    tmp_path: Path, made: Written, run: Run
) -> None:
    documents = {
        title: policy(Your_rights=f"You may read the {title}.") for title in ("Terms", "Privacy", "Rules")
    }
    for street in ("1 Old Street", "2 New Street"):
        for title, text in documents.items():
            footer = f"\nLumen Ltd, Norrhal.\n\n{street}, 12345 Norrhal.\n\nWe like tea.\n"
            made.record(f"Lumen/{title}.md", text + footer, "First record of" if "Old" in street else "")
    bring_in(tmp_path, made.path)
    for title in documents:
        found = [one.change_class for one in versions(tmp_path, f"lumen/{title.lower()}")]
        assert found == [None, ChangeClass.FURNITURE]


def test_a_notice_of_an_update_is_an_announcement_and_not_shown(
    tmp_path: Path, made: Written, run: Run
) -> None:
    notice = "We are updating our Privacy Policy. The updates take effect on 1 May 2024.\n\n"
    for text, message in ((A, FIRST), (notice + A, ""), (B, "")):
        made.record(TERMS, text, message)
    bring_in(tmp_path, made.path)
    assert [one.change_class for one in versions(tmp_path)] == [
        None,
        ChangeClass.ANNOUNCEMENT,
        ChangeClass.WORDS,
    ]
    told = "Privacy Policy: a notice of an update changed: 2 sentences added"
    assert versions(tmp_path)[1].subject == told
    shown = run("changes", "--since", "2021", "--json").json
    assert [one["change_class"] for one in shown] == [None, "words"]


def test_a_text_that_comes_whole_is_completed_and_not_shown(tmp_path: Path, made: Written, run: Run) -> None:
    half = further_clauses(100)
    for text, message in ((A, FIRST), (A + half, ""), (B + half, "")):
        made.record(TERMS, text, message)
    bring_in(tmp_path, made.path)
    assert [one.change_class for one in versions(tmp_path)] == [
        None,
        ChangeClass.COMPLETED,
        ChangeClass.WORDS,
    ]
    told = "Privacy Policy: what had been missing came: 100 sentences added"
    assert versions(tmp_path)[1].subject == told
    shown = run("changes", "--since", "2021", "--json").json
    assert [one["change_class"] for one in shown] == [None, "words"]
    assert len(run("changes", "--since", "2021", "--class", "completed", "--json").json) == 1


def test_a_clause_that_came_with_the_whole_text_was_not_introduced_then(
    tmp_path: Path, made: Written, run: Run
) -> None:
    sold = "\nWe sell your personal data to data brokers.\n"
    for text, message in ((A, FIRST), (A + sold + further_clauses(100), "")):
        made.record(TERMS, text, message)
    bring_in(tmp_path, made.path)
    assert versions(tmp_path)[1].change_class is ChangeClass.COMPLETED
    assert run("provisions", "--since", "2021", "--json").json == []
    (row,) = run("compare", "sale-or-sharing-of-data", "--json").json["provisions"]
    assert row["since"] == {"after": None, "by": versions(tmp_path)[1].fetched_at.isoformat()}


@pytest.mark.parametrize(
    ("message", "returns"),
    [("", ChangeClass.WORDS), (UPGRADE, ChangeClass.COMPLETED)],
    ids=["a change took it away", "an upgrade, which is not told, took it away"],
)
def test_what_was_told_to_be_gone_is_told_to_be_back(
    tmp_path: Path, made: Written, message: str, returns: ChangeClass
) -> None:
    half = further_clauses(100)
    for text, said in ((A + half, FIRST), (A, ""), (A + half, ""), (B, message), (C, ""), (C + half, "")):
        made.record(TERMS, text, said)
    bring_in(tmp_path, made.path)
    assert versions(tmp_path)[-1].change_class is returns


def test_an_earlier_text_that_is_whole_again_is_restored(tmp_path: Path, made: Written) -> None:
    half = further_clauses(100)
    for text, message in ((A + half, FIRST), (A, ""), (A + half, "")):
        made.record(TERMS, text, message)
    bring_in(tmp_path, made.path)
    assert versions(tmp_path)[-1].change_class is ChangeClass.RESTORED


def test_words_that_are_only_set_apart_are_formatting(tmp_path: Path, made: Written) -> None:
    made.record(TERMS, A.replace(". We", ".We", 1), FIRST)
    made.record(TERMS, A, "")
    bring_in(tmp_path, made.path)
    assert versions(tmp_path)[1].change_class is ChangeClass.FORMATTING


@pytest.mark.parametrize(("days", "shown"), [(14, [None]), (15, [None, "words", "restored"])])
def test_a_text_that_is_undone_within_days_is_left_out_on_both_sides_and_told(
    tmp_path: Path, made: Written, run: Run, days: int, shown: list[str | None]
) -> None:
    made.record(TERMS, A, FIRST)
    made.record(TERMS, B)
    made.record(TERMS, A, at=START + (1 + days) * DAY)
    bring_in(tmp_path, made.path)
    done = run("changes", "--since", "2021", "--json")
    assert [one["change_class"] for one in done.json] == shown
    assert ("2 changes left out: imported, and undone within 14 days" in done.err) is (days == 14)
    assert len(run("changes", "--since", "2021", "--all", "--json").json) == 3


def test_a_flap_that_only_a_newer_clone_shows_changes_no_commit(
    tmp_path: Path, made: Written, run: Run
) -> None:
    for text, message in ((A, FIRST), (B, "")):
        made.record(TERMS, text, message)
    bring_in(tmp_path, made.path)
    before = [one.id for one in versions(tmp_path)]
    assert len(run("changes", "--since", "2021", "--json").json) == 2
    made.record(TERMS, A)
    bring_in(tmp_path, made.path)
    assert [one.id for one in versions(tmp_path)][:2] == before
    assert len(run("changes", "--since", "2021", "--json").json) == 1


def test_dates_do_not_fall_and_the_original_one_is_kept(tmp_path: Path, made: Written) -> None:
    made.record(TERMS, A, FIRST, at=START + 9 * DAY)
    made.record(TERMS, B, UPGRADE, at=START)
    bring_in(tmp_path / "a", made.path)
    first, second = versions(tmp_path / "a")
    assert first.fetched_at == second.fetched_at == START + 9 * DAY
    assert (first.origin_date, second.origin_date) == ("", START.isoformat())


def test_a_commit_that_changes_only_marks_is_no_version(tmp_path: Path, made: Written) -> None:
    made.record(TERMS, A, FIRST)
    made.record(TERMS, A.replace("Lumen Works", "**Lumen Works**"))
    done = bring_in(tmp_path / "a", made.path)
    assert (done.platforms[0].versions, done.platforms[0].same) == (1, 1)


def test_a_wall_is_kept_hidden_and_what_follows_is_compared_with_the_document(
    tmp_path: Path, made: Written, run: Run
) -> None:
    for text, message in ((A, FIRST), (WALL, ""), (A, ""), (WALL, ""), (B, "")):
        made.record(TERMS, text, message)
    bring_in(tmp_path, made.path)
    found = versions(tmp_path)
    assert [one.change_class for one in found] == [
        None,
        ChangeClass.NOT_THE_DOCUMENT,
        ChangeClass.RESTORED,
        ChangeClass.NOT_THE_DOCUMENT,
        ChangeClass.WORDS,
    ]
    assert [one.previous for one in found] == [None, found[0].id, found[0].id, found[2].id, found[2].id]
    shown = [row["version"] for row in run("changes", "--since", "2021", "--json").json]
    assert shown == [found[0].id, found[4].id]
    every = run("changes", "--since", "2021", "--all", "--json").json
    assert [row["version"] for row in every] == [one.id for one in found]
    walls = run("changes", "--since", "2021", "--class", "not-the-document", "--json").json
    assert [row["version"] for row in walls] == [found[1].id, found[3].id]


def test_a_wall_does_not_make_old_sentences_new(tmp_path: Path, made: Written, run: Run) -> None:
    for text, message in ((A, FIRST), (WALL, ""), (A, "")):
        made.record(TERMS, text, message)
    bring_in(tmp_path, made.path)
    first = versions(tmp_path)[0].id
    lines = run("blame", "lumen/privacy-policy", "--json").json
    assert {line["version"] for line in lines} == {first}
    assert {line["returns"] for line in lines} == {0}


def test_what_is_not_the_document_is_passed_over_for_the_newest_text(
    tmp_path: Path, made: Written, run: Run
) -> None:
    made.record(TERMS, A, FIRST)
    made.record(TERMS, B)
    made.record(TERMS, WALL)
    bring_in(tmp_path, made.path)
    shown = run("show", "lumen/privacy-policy")
    assert "two months" in shown.out
    assert "1 newer version passed over, not the document" in shown.err
    wall = versions(tmp_path)[-1].id
    assert "Verify you are human" in run("show", f"lumen/privacy-policy@{wall}").out
    found = run("provisions", "lumen/privacy-policy", "--json").json
    assert found


def test_what_curators_threw_out_is_not_the_document(tmp_path: Path, made: Written) -> None:
    snapshot = "ab" * 20
    made.record(TERMS, A, FIRST)
    skipped = made.record(TERMS, B)
    made.record(
        TERMS,
        C,
        f"Update Lumen Privacy Policy\n\nThis version was recorded after filtering snapshot {snapshot}",
    )
    folder = tmp_path / "declarations"
    (folder / "cleaning").mkdir(parents=True)
    cleaning = {"terms": {"Lumen": {"Privacy Policy": {"skipCommit": [skipped, snapshot], "done": True}}}}
    (folder / "cleaning" / "index.json").write_text(json.dumps(cleaning))
    bring_in(tmp_path / "a", made.path, declarations=folder)
    assert [one.is_the_document for one in versions(tmp_path / "a")] == [True, False, False]


def test_declarations_give_the_names_and_are_taken_over(tmp_path: Path, made: Written) -> None:
    made.record(TERMS, A, FIRST)
    folder = tmp_path / "declared"
    (folder / "declarations").mkdir(parents=True)
    (folder / "metadata.yml").write_text("id: small-id\nname: Small\n")
    declared = {"name": "Lumen Works", "terms": {"Privacy Policy": {"fetch": "https://lumen.example/p"}}}
    (folder / "declarations" / "Lumen.json").write_text(json.dumps(declared))
    (folder / "declarations" / "Broken.json").write_text("{")
    done = bring_in(tmp_path / "a", made.path, declarations=folder)
    (version,) = versions(tmp_path / "a")
    assert version.platform_name == "Lumen Works"
    assert version.origin is not None
    assert version.origin.collection == "small-id"
    assert (tmp_path / "a" / "declarations" / "Lumen.json").is_file()
    assert any("Broken.json" in note for note in done.notes)


def test_two_documents_with_one_slug_are_kept_apart_and_told(tmp_path: Path, made: Written) -> None:
    made.record("Tp-link/Terms.md", A, "First record of Tp-link Terms")
    made.record("TP-Link/Terms.md", B, "First record of TP-Link Terms")
    made.record("Tp-link/terms.md", C, "First record of Tp-link terms")
    done = bring_in(tmp_path / "a", made.path)
    archive = Archive(tmp_path / "a")
    assert archive.slugs() == ["tp-link", "tp-link-2"]
    assert archive.repository("tp-link").documents() == ["terms", "terms-2"]
    assert sum("kept apart" in note for note in done.notes) == 2


def test_only_the_named_platforms_are_imported(tmp_path: Path, made: Written, run: Run) -> None:
    made.record(TERMS, A, FIRST)
    made.record("Quill/Terms.md", B, "First record of Quill Terms")
    done = run("import", "open-terms-archive", str(made.path), "--platforms", "quill", "--json")
    assert done.code == 0
    validator("import open-terms-archive").validate(done.json)
    assert [row["version_count"] for row in done.json] == [1]
    assert Archive(tmp_path).slugs() == ["quill"]
    missing = run("import", "open-terms-archive", str(made.path), "--platforms", "Quil")
    assert missing.code == 2
    assert "did you mean Quill" in missing.err


def history_of(made: Written, count: int = 40) -> None:
    for number in range(count):
        text = policy(Your_rights=f"You may write to us, and we answer within {number % 7} days.")
        for platform in ("Lumen", "Quill"):
            for title in ("Privacy Policy", "Terms of Service"):
                made.record(f"{platform}/{title}.md", text + f"\n{title} number {number}.\n")


def test_the_same_import_gives_the_same_ids_and_a_second_one_adds_nothing(
    tmp_path: Path, made: Written
) -> None:
    history_of(made, 6)
    bring_in(tmp_path / "a", made.path)
    bring_in(tmp_path / "b", made.bundle(tmp_path / "small-versions.bundle"))
    assert ids(tmp_path / "a") == ids(tmp_path / "b")
    again = bring_in(tmp_path / "a", made.path)
    assert [one.versions for one in again.platforms] == [0, 0]
    assert ids(tmp_path / "a") == ids(tmp_path / "b")


def test_platforms_imported_side_by_side_are_those_imported_one_by_one(tmp_path: Path, made: Written) -> None:
    platforms = ["Lumen", "Norrby", "Quillwren"]
    for platform in platforms:
        for text in (A, B, WALL, C):
            made.record(f"{platform}/Privacy Policy.md", text.replace("Lumen", platform), "")
    bring_in(tmp_path / "a", made.path)
    for platform in platforms:
        bring_in(tmp_path / "b", made.path, platforms=frozenset({platform}))
    assert ids(tmp_path / "a") == ids(tmp_path / "b")
    assert len(ids(tmp_path / "a")) == 3


def test_a_newer_clone_adds_what_is_new_and_gives_the_ids_of_a_whole_import(
    tmp_path: Path, made: Written
) -> None:
    history_of(made, 3)
    bring_in(tmp_path / "a", made.path)
    history_of(made, 3)
    made.record(TERMS, A)
    again = bring_in(tmp_path / "a", made.path)
    assert sum(one.known for one in again.platforms) == 12
    bring_in(tmp_path / "b", made.path)
    assert ids(tmp_path / "a") == ids(tmp_path / "b")


def test_small_batches_give_the_same_ids(
    tmp_path: Path, made: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    history_of(made, 4)
    made.record("Lumen/Cookie Policy.md", A)
    bring_in(tmp_path / "a", made.path, platforms=frozenset({"lumen"}))
    monkeypatch.setattr(intake, "BATCH_BYTES", 1)
    bring_in(tmp_path / "b", made.path, platforms=frozenset({"lumen"}))
    assert ids(tmp_path / "a") == ids(tmp_path / "b")


def test_an_import_that_is_killed_is_continued_to_the_same_ids(tmp_path: Path, made: Written) -> None:
    history_of(made, 12)
    code = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from archive_repo.archive import Archive\n"
        "from archiver.exchange import intake, open_terms_archive\n"
        "intake.BATCH_BYTES = 20_000\n"
        "archive = Archive(Path(sys.argv[1]))\n"
        "for one in ('lumen', 'quill'):\n"
        "    wanted = open_terms_archive.Wanted(versions=Path(sys.argv[2]), platforms=frozenset({one}))\n"
        "    open_terms_archive.bring_in(archive, wanted, datetime.now(UTC), lambda _: None)\n"
    )
    for milliseconds in range(0, 1500, 250):
        process = subprocess.Popen((sys.executable, "-c", code, str(tmp_path / "a"), str(made.path)))
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.4 + milliseconds / 1000)
        process.send_signal(signal.SIGKILL)
        process.wait()
        for slug in Archive(tmp_path / "a").slugs():
            assert git(Archive(tmp_path / "a").path(slug), "fsck", "--no-dangling") == ""
    bring_in(tmp_path / "a", made.path)
    bring_in(tmp_path / "b", made.path)
    assert ids(tmp_path / "a") == ids(tmp_path / "b")
    for slug in Archive(tmp_path / "a").slugs():
        assert verify.check(Archive(tmp_path / "a").path(slug), NOW).problems == ()


def test_verify_finds_nothing_wrong_with_what_was_imported(tmp_path: Path, made: Written, run: Run) -> None:
    made.record(TERMS, A, FIRST, at=START + 9 * DAY)
    made.record("Lumen/Terms.md", B, UPGRADE, at=START)
    made.record(TERMS, WALL)
    made.record(TERMS, "")
    made.record(TERMS, B)
    assert run("import", "open-terms-archive", str(made.path)).code == 0
    run("changes", "--since", "2021")
    done = run("verify")
    assert done.out == ""
    assert done.code == 0
    made.record(TERMS, C)
    run("import", "open-terms-archive", str(made.path))
    run("changes", "--since", "2021")
    assert run("verify").out == ""


def test_a_text_that_cannot_be_read_stops_only_its_platform_and_keeps_what_was_done(
    tmp_path: Path, made: Written, run: Run
) -> None:
    made.record(TERMS, A, FIRST)
    made.record("Quill/Terms.md", B, "First record of Quill Terms")
    made.record(TERMS, C)
    blob = git(made.path, "rev-parse", f"main:{TERMS}")
    file = made.path / "objects" / blob[:2] / blob[2:]
    file.unlink()
    done = run("import", "open-terms-archive", str(made.path))
    assert done.code == 3
    assert sum("cannot be read" in line for line in done.err.splitlines()) == 1
    assert len(versions(tmp_path)) == 1
    assert len(versions(tmp_path, "quill/terms")) == 1


def test_what_could_not_be_written_is_not_counted(tmp_path: Path, made: Written, run: Run) -> None:
    for number in range(3):
        words = " ".join(hashlib.sha256(f"{number} {place}".encode()).hexdigest() for place in range(400))
        made.record(TERMS, policy(What_is_new=words))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (24 * 1024, limits[1]))
    try:
        done = run("import", "open-terms-archive", str(made.path))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert done.code == 3
    assert "0 versions of" in done.err
    assert Archive(tmp_path).repository("lumen").documents() == []
    assert run("import", "open-terms-archive", str(made.path)).code == 0
    assert len(versions(tmp_path)) == 3


def test_a_history_that_was_rewritten_is_told_and_left_as_it_is(tmp_path: Path, made: Written) -> None:
    made.record(TERMS, A, FIRST)
    bring_in(tmp_path / "a", made.path)
    other = Written(tmp_path / "other-versions.git")
    other.record(TERMS, B, FIRST)
    done = bring_in(tmp_path / "a", other.path)
    assert len(versions(tmp_path / "a")) == 1
    assert any("which this collection does not have" in note for note in done.notes)


def test_a_crawl_goes_on_with_an_imported_document_and_an_import_then_leaves_it(
    tmp_path: Path, made: Written, serve: Web
) -> None:
    made.record(TERMS, A, FIRST)
    bring_in(tmp_path, made.path)
    serve.pages["/privacy"] = Answer(body=page(), headers={"Content-Type": "text/html; charset=utf-8"})
    sources = (Source(url=serve.url("/privacy")),)
    document = Document(platform="lumen", title="Privacy Policy", slug="privacy-policy", sources=sources)
    declared = Declaration(name="Lumen", slug="lumen", documents=(document,))
    report = crawl_platform(tmp_path, declared, SETTINGS, lambda: NOW)
    (looked,) = report.looks
    assert looked.observation.outcome in (Outcome.RECORDED, Outcome.UNCHANGED)
    found = versions(tmp_path)
    assert found[0].origin is not None
    if looked.observation.outcome is Outcome.RECORDED:
        assert (found[-1].origin, found[-1].cause) == (None, Cause.CHANGE)
        made.record(TERMS, C)
        done = bring_in(tmp_path, made.path)
        assert versions(tmp_path) == found
        assert any("has looked at it itself" in note for note in done.notes)


def named(*snapshots: str) -> str:
    listed = "".join(f"\n- https://github.com/o/s/commit/{one}" for one in snapshots)
    return (
        "Record new changes of Lumen Privacy Policy\n\nThis version was recorded after extracting from and "
        f"assembling the following snapshots from {len(snapshots)} source documents:{listed}\n"
    )


@pytest.fixture
def with_pages(tmp_path: Path, made: Written) -> Written:
    """A history of four entries: of one page, the same page read again, two pages, and one that is lost."""
    kept = Written(tmp_path / "small-snapshots.git")
    said = "First record of Lumen Privacy Policy\n\nX-source-document-location: https://lumen.example/said"
    first = kept.record("Lumen/Privacy Policy.html", "<p>A", said)
    second = kept.record("Lumen/Privacy Policy #a.html", b"<p>\xc3\xa9")
    third = kept.record("Lumen/Privacy Policy #b.pdf", b"%PDF-1.7 B")
    made.record(TERMS, A, named(first))
    made.record(TERMS, C, UPGRADE + "\n\n" + named(first).partition("\n\n")[2])
    made.record(TERMS, B, named(second, third[:10]))
    made.record(TERMS, A, named("ab" * 20))
    return kept


def declared_before(tmp_path: Path) -> Path:
    folder = tmp_path / "declared"
    (folder / "declarations").mkdir(parents=True)
    both = [{"fetch": "https://lumen.example/a"}, {"fetch": "https://lumen.example/b"}]
    files = {
        "Lumen.json": {
            "name": "Lumen",
            "terms": {"Privacy Policy": {"fetch": "https://lumen.example/now", "select": "main"}},
        },
        "Lumen.history.json": {"Privacy Policy": [{"combine": both, "validUntil": "2021-03-04"}]},
    }
    for name, text in files.items():
        (folder / "declarations" / name).write_text(json.dumps(text))
    return folder


def test_versions_get_the_pages_that_they_name_if_all_are_there(
    tmp_path: Path, made: Written, with_pages: Written, run: Run
) -> None:
    run(
        "import", "open-terms-archive", str(made.path),
        "--snapshots", str(with_pages.path), "--declarations", str(declared_before(tmp_path)),
    )  # fmt: skip
    repository = Archive(tmp_path).repository("lumen")
    found = versions(tmp_path)
    bodies = [repository.bodies(one.snapshot, one.document) for one in found]
    assert [[one.data for one in body] for body in bodies] == [
        [b"<p>A"],
        [b"<p>A"],
        [b"<p>\xc3\xa9", b"%PDF-1.7 B"],
        [],
    ]
    assert found[0].snapshot == found[1].snapshot
    assert [one.urls for one in found] == [
        ("https://lumen.example/said",),
        ("https://lumen.example/said",),
        ("https://lumen.example/a", "https://lumen.example/b"),
        (),
    ]
    assert [one.fetched.fetched_at for one in bodies[2]] == [START + DAY, START + 2 * DAY]
    assert run("verify", "lumen").out == ""


def test_pages_come_the_same_whether_at_once_or_in_parts(
    tmp_path: Path, made: Written, with_pages: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in(tmp_path / "a", made.path, snapshots=with_pages.bundle(tmp_path / "s.bundle"))
    monkeypatch.setattr(intake, "BATCH_BYTES", 1)
    bring_in(tmp_path / "b", made.path, snapshots=with_pages.path)
    bring_in(tmp_path / "b", made.path, snapshots=with_pages.path)
    tips = [
        git(Archive(tmp_path / one).path("lumen"), "rev-parse", "main", "snapshots") for one in ("a", "b")
    ]
    assert tips[0] == tips[1]


def test_a_crawl_reads_the_page_of_an_imported_version_again_before_it_tells_a_change(
    tmp_path: Path, made: Written, serve: Web
) -> None:
    kept = Written(tmp_path / "small-snapshots.git")
    snapshot = kept.record("Lumen/Privacy Policy.html", page())
    made.record(TERMS, A, named(snapshot))
    bring_in(tmp_path, made.path, snapshots=kept.path)
    serve.pages["/privacy"] = Answer(body=page(), headers={"Content-Type": "text/html; charset=utf-8"})
    sources = (Source(url=serve.url("/privacy")),)
    document = Document(platform="lumen", title="Privacy Policy", slug="privacy-policy", sources=sources)
    declared = Declaration(name="Lumen", slug="lumen", documents=(document,))
    report = crawl_platform(tmp_path, declared, SETTINGS, lambda: NOW)
    (looked,) = report.looks
    assert looked.observation.outcome is Outcome.UNCHANGED
    assert [one.cause for one in versions(tmp_path)] in (
        [Cause.FIRST],
        [Cause.FIRST, Cause.REEXTRACTION],
    )


def test_an_imported_version_has_no_page_to_show(tmp_path: Path, made: Written, run: Run) -> None:
    made.record(TERMS, A, FIRST)
    bring_in(tmp_path, made.path)
    done = run("show", "lumen/privacy-policy", "--raw")
    assert done.code == 2
    assert "imported without its page" in done.err


@pytest.mark.parametrize(
    "words",
    [
        "changes --since 2021 --full", "changes --since 2021 --markdown", "changes --since 2021 --csv",
        "changes --since 2021 --provisions --json", "blame lumen/privacy-policy --previous",
        "grep personal", "grep --history personal", "log lumen", "list", "status",
        "show lumen/privacy-policy",
        "diff lumen/privacy-policy", "diff lumen/privacy-policy --html", "provisions lumen",
        "provisions --since 2021", "compare", "explain lumen/privacy-policy use-for-model-training",
        "seen lumen/privacy-policy",
    ],
)  # fmt: skip
def test_every_reading_command_reads_what_was_imported_without_pages(
    tmp_path: Path, made: Written, run: Run, words: str
) -> None:
    for text, message in ((A, FIRST), (WALL, ""), (B, "")):
        made.record(TERMS, text, message)
    bring_in(tmp_path, made.path)
    done = run(*words.split())
    assert done.code in (0, 2)  # 2: said in one line that nobody looked, or that the text says nothing of it
    assert "Traceback" not in done.err


def test_a_quotation_is_dated_by_the_first_entry_that_holds_it(
    tmp_path: Path, made: Written, run: Run
) -> None:
    for text, message in ((A, FIRST), (WALL, ""), (B, "")):
        made.record(TERMS, text, message)
    bring_in(tmp_path, made.path)
    done = run("quote", "We do not collect your precise location.", "--json")
    assert done.code == 0
    assert START.isoformat() in done.out
    assert (START + 2 * DAY).isoformat() not in json.dumps(done.json["matches"][0]["presence"])


def test_what_is_no_collection_is_one_line_and_makes_nothing(tmp_path: Path, run: Run) -> None:
    (tmp_path / "x").mkdir()
    done = run("import", "open-terms-archive", str(tmp_path / "x"))
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert Archive(tmp_path).slugs() == []
