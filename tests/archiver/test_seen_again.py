"""Pages in which nothing that is read differs from the last look are not read again; all others are."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pytest

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.format.observation import Observation
from archive_repo.format.snapshot import Redirect
from archive_repo.records import Outcome
from archiver.crawl import run
from archiver.crawl.seen_again import COMPARED_BYTES
from archiver.crawl.work import Crawl
from archiver.declarations import Declaration
from archiver.fetch.capture import Capture, Validators
from tests.archiver.policies import START, URL, declaration, page, reworded

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Site:
    """A page in memory of a server that sends no validators, and what was read of it."""

    archive: Archive
    now: datetime = START
    body: bytes = field(default_factory=page)
    content_type: str = "text/html; charset=utf-8"
    redirects: tuple[Redirect, ...] = ()
    computed: list[str] = field(default_factory=list)

    def fetch(
        self,
        url: str,
        validators: Validators | None = None,
        *,
        accept_language: str = "",
        fresh: bool = False,
    ) -> Capture:
        return Capture(
            url=url,
            final_url=url.partition("#")[0],
            redirects=self.redirects,
            status=200,
            fetched_at=self.now,
            body=self.body,
            content_type=self.content_type,
            charset="utf-8",
            sha256=hashlib.sha256(self.body).hexdigest(),
            accept_language=accept_language,
        )

    def compute(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        self.computed.append(function.__name__)
        return function(*args, **kwargs)

    def look(self, declared: Declaration, **changed: Any) -> Observation:
        """The outcome of a look, a day after the one before."""
        self.computed.clear()
        self.now += timedelta(days=1)
        work = Crawl(
            archive=self.archive,
            web=self,
            clock=lambda: self.now,
            stop=threading.Event(),
            platforms_at_once=1,
            confirm_after_seconds=0,
            compute=self.compute,
            **changed,
        )
        (looked,) = run.crawl(work, [declared]).looks
        return looked.observation


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(Archive(tmp_path))


def test_a_page_that_came_byte_for_byte_is_not_read_again(site: Site) -> None:
    first = site.look(declaration())
    second = site.look(declaration())
    assert not site.computed
    assert second == replace(first, outcome=Outcome.UNCHANGED, checked_at=site.now)


def test_the_same_words_in_other_bytes_are_read_once(site: Site) -> None:
    site.look(declaration())
    site.body = page(noise="771f")
    assert site.look(declaration()).outcome is Outcome.UNCHANGED
    assert site.computed == ["read_without_rotten_selectors", "judge"]
    site.look(declaration())
    assert not site.computed


def with_script(value: str, body: bytes | None = None) -> bytes:
    """A page of which a script is made anew for each answer."""
    return (body or page()).replace(
        b"<footer>", f"<script>t={value}</script><!-- {value} --><footer>".encode()
    )


def test_bytes_that_are_not_read_may_differ_and_the_look_says_which_came(site: Site) -> None:
    site.body = with_script("1753")
    first = site.look(declaration())
    site.body = with_script("1754")
    second = site.look(declaration())
    assert not site.computed
    (source,) = first.sources
    came = replace(source, sha256=hashlib.sha256(site.body).hexdigest())
    assert second == replace(first, outcome=Outcome.UNCHANGED, checked_at=site.now, sources=(came,))


def test_a_change_beside_bytes_that_are_not_read_is_recorded(site: Site) -> None:
    site.body = with_script("1753")
    site.look(declaration())
    site.body = with_script("1754", page(reworded("How we use it", "30 days", "90 days")))
    assert site.look(declaration()).outcome is Outcome.RECORDED


def test_other_bytes_are_read_once_after_a_look_that_did_not_say_what_was_read(site: Site) -> None:
    site.body = with_script("1753")
    first = site.look(declaration())
    (source,) = first.sources
    older = replace(first, sources=(replace(source, read_sha256=""),))
    with site.archive.repository(declaration().slug).writing("Lumen") as writer:
        writer.record_observations([older], checked_at=site.now)
    for value, is_read in (("1754", True), ("1755", False)):
        site.body = with_script(value)
        assert site.look(declaration()).outcome is Outcome.UNCHANGED
        assert bool(site.computed) is is_read


def test_other_bytes_are_stored_where_all_pages_are_kept(site: Site) -> None:
    for value in ("1753", "1754"):
        site.body = with_script(value)
        site.look(declaration(), keeps_all=True)
    kept = history.snapshots(site.archive.repository(declaration().slug), "privacy-policy")
    assert len(list(kept)) == 2


@pytest.mark.parametrize(("size", "computed"), [(COMPARED_BYTES, []), (COMPARED_BYTES + 1, ["sha256_of"])])
def test_other_bytes_of_a_large_page_are_compared_by_a_worker(
    site: Site, size: int, computed: list[str]
) -> None:
    around = len(with_script("", page() + b"<script></script>"))
    for letter in (b"a", b"b"):
        site.body = with_script("", page() + b"<script>" + letter * (size - around) + b"</script>")
        assert len(site.body) == size
        site.look(declaration())
    assert site.computed == computed


def test_a_change_is_read_and_judged_once_where_the_second_answer_is_the_first_one_again(site: Site) -> None:
    site.look(declaration())
    site.body = page(reworded("How we use it", "30 days", "90 days"))
    assert site.look(declaration()).outcome is Outcome.RECORDED
    assert site.computed == ["read_without_rotten_selectors", "judge", "tell"]


OTHERS: dict[str, Callable[[Site], None]] = {
    "type": lambda site: setattr(site, "content_type", "text/html; charset=windows-1252"),
    "redirect": lambda site: setattr(site, "redirects", (Redirect(url=URL, status=301),)),
}


@pytest.mark.parametrize("other", OTHERS)
def test_a_page_of_which_the_server_says_something_else_is_read(site: Site, other: str) -> None:
    site.look(declaration())
    OTHERS[other](site)
    site.look(declaration())
    assert site.computed
    site.look(declaration())
    assert not site.computed


def test_a_page_that_is_declared_otherwise_is_read(site: Site) -> None:
    declared = declaration()
    site.look(declared)
    (document,) = declared.documents
    sources = tuple(replace(source, remove=("footer",)) for source in document.sources)
    site.look(replace(declared, documents=(replace(document, sources=sources),)))
    assert site.computed


def test_a_page_that_waits_in_quarantine_is_read(site: Site) -> None:
    site.look(declaration())
    site.body = b"<html lang=en><title>Just a moment</title><p>Checking your browser before you go on."
    for _ in range(2):
        assert site.look(declaration()).outcome is not Outcome.UNCHANGED
        assert site.computed
