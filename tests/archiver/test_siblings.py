"""What all documents of a platform have at their ends says nothing of any of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.records import Outcome
from archiver.declarations import Declaration, Document, Source
from archiver.gate import Candidate, judge, siblings
from archiver.gate.ends import Ends
from archiver.gate.thresholds import SIBLING_LINES
from tests.archiver.conftest import Web
from tests.archiver.corpus import looks, remembered
from tests.archiver.policies import START, Pages, page

POLICY = """# Privacy Policy

Lumen Works says here what we do with personal data.

We collect the name and the e-mail address that you give us when you sign up, and the time of each visit.

We use personal data to provide the service, to answer your questions, and to keep what the law asks us to.

We keep it for 30 days after you close your account.

You may ask for a copy of it, and object to how we use it.
"""
OTHER = """# Terms of Service

You must not copy what others made.

We may end an account that breaks these terms.
"""
SLOGAN = "Lumen Works lights up small towns, and has fun while doing so."
BANNER = "A whole summer full of lamps for the garden and for the balcony is here."


def outcome(old: str, new: str, *others: str) -> Outcome:
    past = replace(remembered(old), siblings=tuple(map(siblings.ends, others)))
    return judge(Candidate(text=new), past, START + timedelta(days=30)).outcome


def below(text: str, *lines: str) -> str:
    return "\n\n".join([text.strip(), *lines]) + "\n"


def above(text: str, *lines: str) -> str:
    return "\n\n".join([*lines, text])


@pytest.mark.parametrize("beside", [(below, SLOGAN), (above, BANNER), (below, "## Find us", SLOGAN)])
def test_lines_that_another_document_has_at_the_same_end_make_no_version(beside: Sequence[object]) -> None:
    put, *lines = beside
    assert callable(put)
    new, other = put(POLICY, *lines), put(OTHER, *lines)
    assert outcome(POLICY, new, OTHER) is Outcome.RECORDED
    assert outcome(POLICY, new, OTHER, other) is Outcome.UNCHANGED
    assert outcome(new, POLICY, other) is Outcome.UNCHANGED


def test_an_edit_beside_such_lines_is_recorded() -> None:
    new, other = below(POLICY.replace("30 days", "90 days"), SLOGAN), below(OTHER, SLOGAN)
    assert outcome(POLICY, new, other) is Outcome.RECORDED


def test_lines_in_other_places_of_two_documents_are_the_documents_own() -> None:
    assert outcome(POLICY, above(POLICY, SLOGAN), below(OTHER, SLOGAN)) is Outcome.RECORDED
    assert outcome(POLICY, below(POLICY, SLOGAN), above(OTHER, SLOGAN)) is Outcome.RECORDED


@pytest.mark.parametrize(
    "line",
    [
        "You may contact our data protection officer in Riga.",  # speaks like a policy
        "Our office is at Brivibas Street 21 in the old town of Riga.",  # as an address, a version or a date
    ],
)
def test_a_line_that_may_be_edited_in_each_document_is_recorded_in_each(line: str) -> None:
    assert outcome(POLICY, below(POLICY, line), below(OTHER, line)) is Outcome.RECORDED


@pytest.mark.parametrize(("count", "is_read"), [(SIBLING_LINES, True), (SIBLING_LINES + 1, False)])
def test_thirty_lines_at_an_end_are_compared(count: int, is_read: bool) -> None:
    joy = [
        f"Lamp {'x' * number} is made with joy and shines in the night for everybody."
        for number in range(count)
    ]
    found = outcome(POLICY, below(POLICY, *joy), below(OTHER, *joy))
    assert (found is Outcome.UNCHANGED) is is_read


def near(known: Ends, texts: Sequence[str], others: Mapping[str, str]) -> tuple[str, ...]:
    """The ends of siblings that may have something in common with the texts; a text is its own blob."""
    return known.near("own", texts, others, others.__getitem__)


def test_documents_that_share_no_end_with_the_texts_need_not_be_asked() -> None:
    new, other = below(POLICY, "## Find us", SLOGAN), below(OTHER, SLOGAN)
    others = {"a": OTHER, "b": other, "c": above(OTHER, BANNER), "d": "", "own": POLICY}
    ends = tuple(siblings.ends(text) for slug, text in others.items() if slug != "own")
    known = Ends()
    found = near(known, (new, POLICY), others)
    assert siblings.ends(other) in found
    assert siblings.ends(OTHER) not in found
    assert near(known, (OTHER, above(POLICY, BANNER)), others) == ends
    assert near(known, (), others) == ends
    for text in (new, POLICY):
        assert siblings.without_shared(text, found, START) == siblings.without_shared(text, ends, START)


def test_a_sibling_that_changed_or_went_is_known_by_its_newest_text_only() -> None:
    known, text = Ends(), below(POLICY, SLOGAN)
    assert near(known, (text,), {"a": OTHER, "own": POLICY}) == ()
    assert near(known, (text,), {"a": below(OTHER, SLOGAN), "own": POLICY}) == (
        siblings.ends(below(OTHER, SLOGAN)),
    )
    assert near(known, (text,), {"a": OTHER, "own": POLICY}) == ()
    assert near(known, (), {"b": OTHER, "own": POLICY}) == (siblings.ends(OTHER),)


def test_a_slogan_that_comes_on_all_pages_makes_one_version_and_an_edit_comes_with_it(
    tmp_path: Path, serve: Web
) -> None:
    titles = ("Privacy Policy", "Terms of Service", "Cookie Policy")
    urls = {title: f"https://lumen.example/{title.split()[0].lower()}" for title in titles}
    documents = tuple(
        Document(platform="lumen", title=title, slug=title, sources=(Source(url=url),))
        for title, url in urls.items()
    )
    declared = Declaration(name="Lumen", slug="lumen", documents=documents, notes=())
    archive, web = Archive(tmp_path), Pages(serve)

    def crawl(put: str = "") -> int:
        """A crawl a week later, of pages with this at their ends; how many versions there are then."""
        web.now += timedelta(days=7)
        bodies = {url: page(title=title) for title, url in urls.items()}
        web.bodies = {url: body.replace(b"</main>", f"{put}</main>".encode()) for url, body in bodies.items()}
        list(web.crawl(archive, [declared]).looks)
        return sum(1 for title in titles for _ in history.versions(archive.repository("lumen"), title))

    assert crawl() == 3
    assert crawl(f"<p>{SLOGAN}</p>") == 4
    assert crawl(f"<p>We may change these terms.</p><p>{SLOGAN}</p>") == 7
    for title in titles:
        newest = history.versions(archive.repository("lumen"), title)[0]
        assert archive.repository("lumen").text(newest).endswith(f"{SLOGAN}\n")


TERMS = """# Terms of Service

Last updated: 2 March 2025

You must not copy what others made, and you may not use the service where the law forbids it.

We may end an account that breaks these terms, and we are not liable for what a lamp costs you.

These terms are governed by the law of Latvia, and each party may go to the courts of Riga.
"""


@pytest.mark.parametrize(("other", "last"), [(TERMS, Outcome.HELD), (OTHER, Outcome.RECORDED)])
def test_the_text_of_another_document_in_this_one_s_place_waits_for_a_person(
    other: str, last: Outcome
) -> None:
    past = replace(remembered(POLICY), siblings=(siblings.ends(other),))
    assert looks(Candidate(text=TERMS), past, 9)[-1].outcome is last


def test_it_is_told_whose_text_it_is() -> None:
    past = replace(remembered(POLICY), siblings=(siblings.ends(TERMS),))
    verdict = judge(Candidate(text=TERMS), past, START)
    assert verdict.reason.startswith("is the text of another document of the platform: check the address")
