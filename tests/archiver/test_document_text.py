"""From a document's bodies to its text, as a unit of work that any process can do."""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive_repo.format.snapshot import Body, Fetched
from archiver.declarations import Document, Source
from archiver.extract import SelectorMissed, document

PROSE = "We say in this paragraph what {} means for those who use our service, and what they may do. "


def page(title: str) -> Body:
    data = f"<title>{title}</title><body><main><h1>{title}</h1><p>{PROSE.format(title) * 9}</p></main>"
    fetched = Fetched(
        url="https://acme.example/legal",
        final_url="https://acme.example/legal",
        status=200,
        fetched_at=datetime(2025, 5, 1, tzinfo=UTC),
        content_type="text/html",
    )
    return Body(extension="html", data=data.encode(), fetched=fetched)


def declared(*sources: Source, beside: tuple[str, ...] = ()) -> Document:
    return Document(platform="acme", title="Terms", slug="terms", sources=sources, beside=beside)


PLAIN = Source(url="https://acme.example/legal")
SELECTED = replace(PLAIN, select=("h1",), remove=(".ad",))
ROTTEN = replace(PLAIN, select=("#nowhere",), remove=(".ad",))


def test_reading_a_document_is_picklable_and_gives_the_same_anywhere() -> None:
    task = (document.read, declared(PLAIN), [page("Terms")])
    function, what, bodies = pickle.loads(pickle.dumps(task))
    assert pickle.loads(pickle.dumps(function(what, bodies))) == document.read(*task[1:])


def test_what_reads_a_document_is_imported_without_any_parser() -> None:
    code = (
        "import sys; import archiver.extract.document;"
        "print([m for m in ('lxml', 'trafilatura', 'pypdfium2', 'httpx', 'pygit2') if m in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"


def test_the_pages_of_a_document_are_parted_by_a_break_and_the_first_gives_the_title() -> None:
    found = document.read(declared(SELECTED, SELECTED), [page("Terms"), page("Annex")])
    assert (found.text, found.title) == ("# Terms\n\n---\n\n# Annex\n", "Terms")


def test_the_confidence_is_that_of_the_page_that_was_guessed() -> None:
    bodies = [page("Terms"), page("Annex")]
    assert document.read(declared(SELECTED, SELECTED), bodies).confidence is None
    assert document.read(declared(SELECTED, PLAIN), bodies).confidence == 1.0


def test_a_page_is_read_without_the_selector_that_misses_and_says_which() -> None:
    found = document.read_without_rotten_selectors(declared(ROTTEN), [page("Terms")])
    assert "#nowhere" in found.missed
    assert found.text == document.read(declared(PLAIN), [page("Terms")]).text
    assert found.fingerprint == document.fingerprint(document.without_selectors(declared(ROTTEN)))


def test_a_selector_that_misses_is_an_error_where_another_document_is_on_the_page() -> None:
    with pytest.raises(SelectorMissed):
        document.read_without_rotten_selectors(declared(ROTTEN, beside=("Privacy",)), [page("Imprint")])
    assert document.read_without_rotten_selectors(
        declared(ROTTEN, beside=("Privacy",)), [page("Terms")]
    ).missed


@pytest.mark.parametrize(
    ("select", "is_found"),
    [(("#supplement-to-terms",), True), (("main #supplement-to-terms",), False), (("#no", "#where"), False)],
)
def test_an_id_that_is_gone_still_says_which_part_of_a_shared_page_is_meant(
    select: tuple[str, ...], is_found: bool
) -> None:
    parts = "".join(
        f"<div id={name}><p>{PROSE.format(name) * 9}</p></div>" for name in ("privacy", "terms-supplement")
    )
    body = replace(page("Legal"), data=f"<main>{parts}</main>".encode())
    rotten = declared(replace(PLAIN, select=select), beside=("Privacy",))
    if not is_found:
        with pytest.raises(SelectorMissed):
            document.read_without_rotten_selectors(rotten, [body])
        return
    found = document.read_without_rotten_selectors(rotten, [body])
    assert found.text.startswith("We say in this paragraph what terms-supplement means")
    assert found.missed


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (declared(replace(SELECTED, url="https://acme.example/moved")), True),
        (declared(replace(SELECTED, select=("h2",))), False),
        (declared(replace(SELECTED, remove=())), False),
        (declared(SELECTED, beside=("Privacy",)), False),
    ],
)
def test_the_fingerprint_depends_on_the_selectors_and_not_on_the_address(other: Document, same: bool) -> None:
    assert (document.fingerprint(other) == document.fingerprint(declared(SELECTED))) is same
