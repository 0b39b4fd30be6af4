"""Whether others saw the same sentences: a web archive on loopback, and another archiver's archive."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from archive_repo import history
from archive_repo.archive import Archive
from tests.archiver.conftest import Answer, Web
from tests.archiver.policies import CLAUSES, START, URL, Pages, declaration, page, reworded

OTHERWISE = page(reworded("How we use it", "30 days", "60 days"))


@pytest.fixture
def archive(tmp_path: Path, serve: Web) -> Archive:
    """One version of a policy, of START, in an archive that may ask this machine."""
    Pages(serve, {URL: page()}).crawl(archive := Archive(tmp_path), [declaration()])
    serve.otherwise = Answer(status=404)
    at_once = "delay_seconds = 0\nweb_archive_delay_seconds = 0\n"
    archive.settings.write_text(f"[fetch]\nallow_private_addresses = true\n{at_once}attempts = 1\n")
    return archive


@pytest.fixture
def timemap(serve: Web):
    """Serves captures of the policy's page at these times, and their TimeMap; its address."""

    def served(*captures: tuple[datetime, bytes]) -> str:
        lines = []
        for at, body in captures:
            path = f"/web/{at:%Y%m%d%H%M%S}id_/{URL}"
            serve.pages[path] = Answer(body=body, headers={"Content-Type": "text/html; charset=utf-8"})
            when = format_datetime(at, usegmt=True)
            lines.append(f'<{serve.url(path)}>; rel="memento"; datetime="{when}"')
        body = ",\n".join([f'<{URL}>; rel="original"', *lines]).encode()
        serve.pages[f"/timemap/link/{URL}"] = Answer(body=body)
        return serve.url("/timemap/link")

    return served


def asked(run, place: object, *options: str):
    return run("corroborate", "lumen/privacy-policy", "--from", str(place), *options)


def test_sentences_that_a_capture_has_are_found(archive: Archive, timemap, run):
    at = START + timedelta(days=3)
    place = timemap((at, page(noise="other")))
    done = asked(run, place)
    total = sum(clause.count(". ") + 1 for clause in CLAUSES.values())
    assert done.code == 0, done.err
    told = f"all of {total} sentences in the capture of 2025-05-04 12:00, 3 days after 2025-05-01 (http://"
    assert done.err.splitlines()[-1].startswith(f"{place}: found: {told}")


def test_a_sentence_that_the_capture_has_otherwise_is_named(archive: Archive, timemap, run):
    done = asked(run, timemap((START, OTHERWISE)))
    assert done.code == 1
    assert "found in part: 14 of 15 sentences" in done.err
    assert done.out == "not there: We keep it for 30 days after you close your account.\n"


def test_only_the_sentences_that_are_named_are_asked_about(archive: Archive, timemap, run):
    place = timemap((START, OTHERWISE))
    ours = "We never sell it to anybody."
    assert asked(run, place, "--sentence", ours).code == 0
    gone = "We keep it for 30 days after you close your account."
    done = asked(run, place, "--sentence", gone)
    assert (done.code, "not found: none of 1 sentences" in done.err) == (1, True)
    done = asked(run, place, "--sentence", "We sell it to everybody.")
    assert (done.code, "does not stand in that version" in done.err) == (2, True)


def test_the_nearest_capture_counts(archive: Archive, timemap, run):
    near, far = START - timedelta(days=2), START + timedelta(days=40)
    (answer,) = asked(run, timemap((far, OTHERWISE), (near, page())), "--json").json
    assert datetime.fromisoformat(answer["captured_at"]) == near
    assert answer["missing_sentences"] == []


@pytest.mark.parametrize(("days", "is_near"), [(90, True), (91, False)])
def test_a_capture_that_is_far_from_the_time_says_nothing(
    archive: Archive, timemap, run, days: int, *, is_near: bool
):
    done = asked(run, timemap((START + timedelta(days=days), page())))
    assert done.code == (0 if is_near else 1)
    assert ("no capture within 90 days of 2025-05-01; that says nothing either way" in done.err) != is_near


def test_the_answer_and_the_capture_are_kept_with_the_platform(archive: Archive, timemap, run):
    asked(run, timemap((START, OTHERWISE)))
    repository = archive.repository("lumen")
    ((commit, answer),) = history.witnesses(repository, "privacy-policy")
    version = history.versions(repository, "privacy-policy")[0]
    assert (answer.version, len(answer.sentences), len(answer.missing)) == (version.id, 15, 1)
    files = repository.store.files(commit)
    assert repository.store.blob(files["privacy-policy.html"]) == OTHERWISE
    assert run("verify").code == 0


def test_a_witness_that_answers_with_something_else_is_named_and_the_others_are_asked(
    archive: Archive, timemap, run, serve: Web
):
    place = timemap((START, page()))
    serve.pages[f"/timemap/broken/{URL}"] = Answer(body=b"<html>Log in</html>")
    done = run("corroborate", "lumen/privacy-policy", "--from", serve.url("/timemap/broken"), "--from", place)
    assert done.code == 0
    assert "not a TimeMap in the link format" in done.err
    serve.pages.clear()
    done = asked(run, place)
    assert (done.code, "cannot be asked" in done.err) == (1, True)


def test_a_place_that_is_neither_there_nor_an_address_is_named_before_anyone_is_asked(archive: Archive, run):
    done = run("corroborate", "lumen/privacy-policy", "--from", "nowhere.warc")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "nowhere.warc: no such file or folder" in done.err


@pytest.mark.parametrize("made", ["warc", "evidence"])
def test_what_another_archiver_exported_is_asked(
    archive: Archive, run, serve: Web, tmp_path: Path, made: str
):
    other, pages = Archive(tmp_path / "other"), Pages(serve, {f"{URL}-moved": OTHERWISE})
    pages.moved[URL] = f"{URL}-moved"
    pages.now += timedelta(days=20)
    pages.crawl(other, [declaration()])
    file = tmp_path / f"exported.{'wacz' if made == 'evidence' else 'warc.gz'}"
    named = ("lumen/privacy-policy",) if made == "evidence" else ("lumen",)
    done = run("export", made, *named, "-o", str(file), "--archive", str(other.folder))
    assert done.code == 0, done.err
    done = asked(run, file)
    assert (done.code, "20 days after 2025-05-01 (urn:uuid:" in done.err) == (1, True)
    assert "found in part: 14 of 15 sentences" in done.err
    file.write_bytes(b"nothing")
    assert "not a WARC file" in asked(run, file).err


def test_another_archivers_archive_is_asked(archive: Archive, run, serve: Web, tmp_path: Path):
    other = Archive(tmp_path / "other")
    pages = Pages(serve, {URL: OTHERWISE})
    pages.now += timedelta(days=20)
    pages.crawl(other, [declaration()])
    done = asked(run, other.folder)
    assert done.code == 1
    assert "found in part: 14 of 15 sentences" in done.err
    assert "20 days after 2025-05-01 (version " in done.err
    shutil.rmtree(other.path("lumen"))
    done = asked(run, other.folder)
    assert (done.code, "lumen: no such platform" in done.err) == (1, True)
