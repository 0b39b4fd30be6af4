"""Which pages are asked for conditionally: only those of which every document remembers the same answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive_repo.format.observation import Held, Observation, Pending, SourceState
from archive_repo.records import Outcome
from archiver.crawl.platform import validators
from archiver.declarations import Declaration, Document, Source
from archiver.extract.document import fingerprint
from archiver.fetch.capture import Validators
from tests.archiver.policies import START

PAGE = "https://lumen.example/legal"


def document(slug: str, *urls: str) -> Document:
    sources = tuple(Source(url=url) for url in urls or (f"{PAGE}#{slug}",))
    return Document(platform="lumen", title=slug, slug=slug, sources=sources)


def recorded(of: Document, etag: str = '"1"', accept_language: str = "") -> Observation:
    """The last look at a document that was recorded, whose pages came with this ETag."""
    states = [
        SourceState(
            url=one.url, final_url=PAGE, status=200, etag=etag, sha256="00", accept_language=accept_language
        )
        for one in of.sources
    ]
    return Observation(
        document=of.slug,
        title=of.title,
        checked_at=START,
        outcome=Outcome.RECORDED,
        version="1" * 40,
        read_by=fingerprint(of),
        sources=tuple(states),
    )


def asked(*known: tuple[Document, Observation | None]) -> dict[str, Validators]:
    """What each page is asked for with, given the last look at each document."""
    declared = Declaration(name="Lumen", slug="lumen", documents=tuple(document for document, _ in known))
    return validators(declared, {document.slug: seen for document, seen in known if seen})


TERMS, PRIVACY = document("terms"), document("privacy")
SAME = Validators(etag='"1"', last_modified="")


def test_documents_that_remember_the_same_answer_ask_with_it() -> None:
    assert asked((TERMS, recorded(TERMS)), (PRIVACY, recorded(PRIVACY))) == {
        f"{PAGE}#terms": SAME,
        f"{PAGE}#privacy": SAME,
    }


@pytest.mark.parametrize("other", [None, recorded(PRIVACY, '"2"')])
def test_documents_that_remember_different_answers_ask_for_the_page_as_it_is(
    other: Observation | None,
) -> None:
    assert asked((TERMS, recorded(TERMS)), (PRIVACY, other)) == {}
    assert asked((PRIVACY, other), (TERMS, recorded(TERMS))) == {}


HELD = Held(text_sha256="22", snapshot="3" * 40, first_seen=START, last_seen=START, seen=1, reason="held")
PENDING = Pending(text_sha256="22", first_seen=START, last_seen=START, seen=1)


@pytest.mark.parametrize(
    "known",
    [
        {"version": ""},
        {"held": (HELD,)},
        {"pending": PENDING},
        {"read_by": "archiver 0.0.1"},
        {"sources": ()},
    ],
    ids=lambda known: next(iter(known)),
)
def test_a_page_whose_body_is_needed_is_asked_for_as_it_is(known: dict[str, object]) -> None:
    assert asked((TERMS, replace(recorded(TERMS), **known))) == {}  # type: ignore[arg-type]


def test_the_pages_of_a_document_of_several_are_asked_for_as_they_are() -> None:
    several = document("terms", PAGE, f"{PAGE}/more")
    assert asked((several, recorded(several))) == {}


@pytest.mark.parametrize(
    ("before", "declared", "conditional"),
    [
        ("", "", True),
        ("", "de", True),
        ("en", "", True),
        ("en", "de", False),
        ("de", "", False),
        ("de", "de", True),
    ],
)
def test_an_answer_in_another_language_tells_nothing_of_the_one_asked_for(
    before: str, declared: str, conditional: bool
) -> None:
    source = Source(url=PAGE, accept_language=declared)
    of = replace(TERMS, sources=(source,))
    seen = {TERMS.slug: recorded(of, accept_language=before)}
    known = validators(Declaration(name="Lumen", slug="lumen", documents=(of,)), seen, "en")
    assert bool(known) is conditional


def test_a_language_that_is_declared_reads_no_page_anew() -> None:
    assert fingerprint(
        replace(TERMS, sources=(replace(TERMS.sources[0], accept_language="de"),))
    ) == fingerprint(TERMS)
