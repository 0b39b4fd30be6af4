"""`verify --deep`: what was rewritten with git so that all hashes fit is found, and said which."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.format import heads
from archiver.crawl.workers import directly
from archiver.evidence import reextraction
from tests.archive_repo.test_signing import make_key, public, settings
from tests.archiver.conftest import Web
from tests.archiver.policies import START, URL, Pages, declaration, page, reworded
from tests.conftest import Recorder

Git = Callable[..., str]


@pytest.fixture
def archive(tmp_path: Path, serve: Web) -> Archive:
    """Two versions of a policy, crawled."""
    archive, pages = Archive(tmp_path), Pages(serve, {URL: page()})
    pages.crawl(archive, [declaration()])
    pages.bodies[URL] = page(reworded("How we use it", "30 days", "60 days"))
    pages.now += timedelta(days=1)
    pages.crawl(archive, [declaration()])
    return archive


@pytest.fixture
def lumen(archive: Archive) -> Git:
    def run(*arguments: str, stdin: str = "") -> str:
        words = ("git", "-C", str(archive.path("lumen")), *arguments)
        return subprocess.run(words, input=stdin, capture_output=True, text=True, check=True).stdout

    return run


def declare(archive: Archive) -> None:
    archive.declarations.mkdir()
    terms = {"Privacy Policy": {"fetch": URL}}
    (archive.declarations / "lumen.json").write_text(json.dumps({"name": "Lumen", "terms": terms}))


def rewrite(git: Git, branch: str, file: str, old: str, new: str) -> str:
    """Alter a file in the newest commit of a branch, and everything in its message that speaks of it."""
    text = git("show", f"{branch}:{file}")
    assert old in text
    changed = text.replace(old, new)
    blob = git("hash-object", "-w", "--stdin", stdin=changed).strip()
    was = re.search(rf"\S+ blob (\S+)\t{re.escape(file)}", git("ls-tree", branch))
    assert was
    tree = git("mktree", stdin=git("ls-tree", branch).replace(was[1], blob)).strip()
    raw = re.sub(r"^tree \w+", f"tree {tree}", git("cat-file", "commit", branch))
    hashes = [hashlib.sha256(one.encode()).hexdigest() for one in (text, changed)]
    commit = git("hash-object", "-t", "commit", "-w", "--stdin", stdin=raw.replace(*hashes)).strip()
    git("update-ref", f"refs/heads/{branch}", commit)
    return commit


def without_traces(archive: Archive, git: Git) -> None:
    """Remove what remembers how it was: reflogs, and objects that nothing leads to."""
    shutil.rmtree(archive.path("lumen") / "logs")
    git("prune", "--expire=now")


def test_versions_that_are_what_their_pages_say_are_counted(archive: Archive):
    found = reextraction.compare(archive.repository("lumen"), declaration(), directly)
    assert (found.same, found.problems, found.passed_over) == (2, (), 0)


def test_a_text_that_was_rewritten_together_with_its_hash_is_found(archive: Archive, lumen: Git, run):
    declare(archive)
    assert run("verify", "--deep").code == 0
    version = lumen("rev-parse", "main").strip()
    forged = rewrite(lumen, "main", "privacy-policy.md", "60 days", "90 days")
    looks = lumen("show", "observations:privacy-policy.json")
    assert version in looks
    rewrite(lumen, "observations", "privacy-policy.json", version, forged)
    without_traces(archive, lumen)
    assert run("verify").code == 0  # every hash fits
    done = run("verify", "--deep")
    told = " ".join(done.out.split())
    assert done.code == 1
    assert f"lumen/privacy-policy: {forged}: its text is not what its page says: the text has “" in told
    assert "rewritten together" in told
    assert "2025" not in done.out  # nothing else is wrong


def test_a_page_that_was_rewritten_with_its_hashes_does_not_give_the_text(archive: Archive, lumen: Git):
    repository = archive.repository("lumen")
    newest = history.versions(repository, "privacy-policy")[0]
    assert reextraction.compare(repository, declaration(), directly).problems == ()
    page_ = lumen("show", f"{newest.snapshot}:privacy-policy.html")
    blob = lumen("hash-object", "-w", "--stdin", stdin=page_.replace("60 days", "90 days")).strip()
    tree = re.sub(r"\w{40}(?=\tprivacy-policy\.html)", blob, lumen("ls-tree", newest.snapshot))
    made = lumen("mktree", stdin=tree).strip()
    snapshot = re.sub(r"^tree \w+", f"tree {made}", lumen("cat-file", "commit", newest.snapshot))
    forged = lumen("hash-object", "-t", "commit", "-w", "--stdin", stdin=snapshot).strip()
    raw = lumen("cat-file", "commit", "main").replace(newest.snapshot, forged)
    commit = lumen("hash-object", "-t", "commit", "-w", "--stdin", stdin=raw).strip()
    looks = archive.repository("lumen").last_observations()
    lumen("update-ref", "refs/heads/main", commit)
    rewrite(lumen, "observations", "privacy-policy.json", looks["privacy-policy"].version, commit)
    (problem,) = reextraction.compare(archive.repository("lumen"), declaration(), directly).problems
    assert problem.where == commit
    assert "the page “We keep it for 90 days" in problem.what


def test_what_other_selectors_or_other_code_read_is_passed_over_and_said(archive: Archive, run):
    repository = archive.repository("lumen")
    assert reextraction.compare(repository, None, directly).passed_over == 2
    renamed = declaration(title="Cookie Policy")
    assert reextraction.compare(repository, renamed, directly).passed_over == 2
    done = run("verify", "--deep")
    assert (done.code, "0 versions read again from their pages and the same; 2 could not be" in done.err) == (
        0,
        True,
    )


def test_an_altered_observation_is_found_by_what_it_names(archive: Archive, lumen: Git, run):
    version = lumen("rev-parse", "main").strip()
    rewrite(lumen, "observations", "privacy-policy.json", version, "1" * 40)
    done = run("verify", now=START.isoformat())
    assert done.code == 1
    assert f"looks name {'1' * 40}, not on main" in " ".join(done.out.split())


def alter_the_newest_look(archive: Archive, git: Git) -> str:
    """Let the newest look say that another text was seen; the id of the commit that said otherwise."""
    tip = git("rev-parse", "observations").strip()
    rewrite(git, "observations", "privacy-policy.json", '"outcome": "recorded"', '"outcome": "unchanged"')
    without_traces(archive, git)
    return tip


def test_an_altered_observation_that_fits_is_found_by_a_timestamp(archive: Archive, lumen: Git, run):
    repository = archive.repository("lumen")
    text = heads.compose({"lumen": repository.heads()})
    with repository.writing() as writer:
        writer.record_timestamp(text, {}, said="dated", recorded_at=START)
    tip = alter_the_newest_look(archive, lumen)
    done = run("verify")
    assert done.code == 1
    told = f"lumen: refs/heads/observations: was moved back or rewritten: {tip}, its newest commit when the"
    assert told in " ".join(done.out.split())


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is not installed")
def test_an_altered_observation_that_fits_is_found_by_its_signature(archive: Archive, lumen: Git, run):
    folder = archive.folder
    make_key(folder / "key")
    (folder / "allowed").write_text(f"archive@example.org {public(folder / 'key')}\n")
    settings(folder, "sign = true", 'format = "ssh"', 'key = "key"', 'allowed_signers = "allowed"')
    recorder = Recorder(archive.repository("lumen"))
    recorder.look(day=10)
    assert run("verify").code == 0
    rewrite(lumen, "observations", "privacy-policy.json", '"outcome": "unchanged"', '"outcome": "recorded"')
    without_traces(archive, lumen)
    done = run("verify")
    assert done.code == 1
    assert "has a signature that does not fit it" in " ".join(done.out.split())
