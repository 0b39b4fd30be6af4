"""Stored pages are read again as the declaration has it now, unless that finds quite another text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archive_repo.archive import Archive
from archive_repo.errors import RepositoryBusy
from archive_repo.git.claims import claimed
from archive_repo.records import Cause
from archiver.crawl import reextract, rereading
from archiver.crawl.tracked import Tracked
from archiver.crawl.workers import Workers, directly
from archiver.declarations import Declaration, Document
from tests.archiver.conftest import Web
from tests.archiver.policies import START, URL, Pages, declaration, page


def declared(select: str) -> Declaration:
    (document,) = declaration().documents
    source = replace(document.sources[0], select=(select,))
    return replace(declaration(), documents=(replace(document, sources=(source,)),))


@pytest.mark.parametrize(("same", "is_taken"), [(51, False), (52, True)])
def test_a_reading_that_shares_half_of_its_runs_with_the_stored_text_takes_its_place(
    tmp_path: Path, serve: Web, same: int, is_taken: bool
) -> None:
    words = [f"q{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(300)]
    first, second = words[:102], [*words[:same], *words[200 : 302 - same]]
    body = f"<html><body><p class=one>{' '.join(first)}</p><p class=two>{' '.join(second)}</p></body></html>"
    archive = Archive(tmp_path)
    Pages(serve, {URL: body.encode()}).crawl(archive, [declared(".one")])
    repository = archive.repository("lumen")
    (document,) = declared(".two").documents
    memory = repository.last_observations()[document.slug]
    tracked = Tracked(repository=repository, name="Lumen", document=document, memory=memory)
    found = reextract.reread(tracked, document)
    assert (found is not None) is is_taken


TERMS = "https://lumen.example/terms"


@pytest.fixture
def archive(tmp_path: Path, serve: Web) -> Archive:
    """An archive of two documents whose pages were read whole."""
    archive = Archive(tmp_path)
    Pages(serve, {URL: page(), TERMS: page(title="Terms of Service")}).crawl(archive, [two_documents()])
    return archive


def two_documents(**changed: Any) -> Declaration:
    documents = (declaration().documents[0], declaration(TERMS, title="Terms of Service").documents[0])
    return replace(
        declaration(),
        documents=tuple(
            replace(one, sources=tuple(replace(source, **changed) for source in one.sources))
            for one in documents
        ),
    )


def test_other_selectors_read_every_stored_page_again_in_a_process_of_its_own(archive: Archive) -> None:
    declared = two_documents(remove=("h2",))
    with Workers(1) as workers:
        found = list(rereading.reread(archive, declared, compute=workers.compute, clock=lambda: START))
    assert [one.document for one in found] == ["privacy-policy", "terms-of-service"]
    assert all(one.version and one.version.cause is Cause.REEXTRACTION for one in found)


def test_whatever_is_raised_while_a_page_is_read_again_fails_its_document_only(archive: Archive) -> None:
    def compute(function: Callable[..., Any], document: Document, *rest: Any) -> Any:
        if document.title == "Privacy Policy":
            raise ValueError("odd")
        return function(document, *rest)

    declared = two_documents(remove=("h2",))
    failed, done = rereading.reread(archive, declared, compute=compute, clock=lambda: START)
    assert failed.problem.startswith("ValueError")
    assert "this is a bug in archiver" in failed.problem
    assert done.version
    assert not done.problem


def test_a_platform_that_another_run_is_at_work_on_is_not_read_again(archive: Archive) -> None:
    with claimed(archive.path("lumen"), "a crawl", START), pytest.raises(RepositoryBusy, match="a crawl"):
        list(rereading.reread(archive, two_documents(), compute=directly, clock=lambda: START))


def test_a_platform_that_was_never_crawled_has_nothing_to_be_read_again(tmp_path: Path) -> None:
    found = rereading.reread(Archive(tmp_path), declaration(), compute=directly, clock=lambda: START)
    assert list(found) == []
