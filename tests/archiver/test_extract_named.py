"""A page of several documents: the one that is asked for by its title."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from archiver.extract import extract

PROSE = "We say in this paragraph what {} means for those who use our service, and what they may do. "
URL = "https://acme.example/legal"


def page(*titles: str) -> bytes:
    parts = "".join(
        f"<h2>{title}</h2><p>{PROSE.format(title) * 4}</p>"
        f"<h3>Changes to this policy</h3><p>{PROSE.format('a change') * 4}</p>"
        for title in titles
    )
    menu = "".join(f"<li><a href='#{n}'>{title}</a></li>" for n, title in enumerate(titles))
    return f"<html><body><ul>{menu}</ul><main><h1>Legal</h1>{parts}</main></body></html>".encode()


def text(named: str, *titles: str, beside: Sequence[str] = ("Privacy Policy",)) -> str:
    others = [title for title in beside if title != named]
    return extract(page(*titles), url=URL, named=named, beside=others or ["Terms of Service"]).text


def test_the_section_below_the_heading_with_the_title_is_the_document() -> None:
    found = text("Privacy Policy", "Terms of Use", "Privacy Policy", "Cookie Policy")
    assert found.startswith("## Privacy Policy\n")
    assert "### Changes to this policy" in found
    assert "Cookie Policy" not in found
    assert "Terms of Use" not in found


def test_terms_of_service_are_found_as_terms_of_use() -> None:
    assert text("Terms of Service", "Privacy Policy", "Current Terms of Use").startswith(
        "## Current Terms of Use\n"
    )


@pytest.mark.parametrize(
    ("declared", "heading"),
    [
        ("Trackers Policy", "Cookie Policy"),
        ("Trackers Policy", "Our Cookies Policy"),
        ("Data Processor Agreement", "Data Processing Addendum"),
        ("Copyright Claims Policy", "DMCA Takedown Policy"),
        ("Developer Terms", "API Terms"),
        ("Acceptable Use Policy", "Usage Policies"),
        ("Terms of Service", "Terms and Conditions"),
        ("Service Level Agreement", "SLA"),
    ],
)
def test_a_document_is_found_by_another_name_of_its_type(declared: str, heading: str) -> None:
    found = text(declared, "Privacy Policy", heading, "Security Disclosure Policy")
    assert found.startswith(f"## {heading}\n")
    assert "Privacy Policy means" not in found
    assert "Security" not in found


def test_a_heading_belongs_to_the_document_whose_title_is_nearest_to_it() -> None:
    found = text("Developer Terms", "Terms of Use", "Privacy Policy", beside=["Terms of Service"])
    assert not found.startswith("## Terms of Use")


def test_a_longer_title_of_another_kind_begins_another_document() -> None:
    found = text("Privacy Policy", "Privacy Policy", "Software as a Service Agreement")
    assert "Software" not in found


def test_a_longer_title_of_another_type_of_the_same_kind_begins_another_document() -> None:
    assert "Partner" not in text("Developer Terms", "API Terms", "Partner Program Terms of Use")
    assert "Partner" in text("Terms of Service", "Terms of Use", "Partner Program Terms of Use")
    assert "Relation" in text("Developer Terms", "API Terms", "Relation with the Terms of Use")


def test_a_longer_title_of_the_same_kind_is_a_supplement() -> None:
    found = text("Privacy Policy", "Privacy Policy", "Acme California Resident Privacy Notice")
    assert "California" in found


def test_a_long_heading_that_speaks_of_a_document_is_a_section() -> None:
    found = text("Privacy Policy", "Privacy Policy", "How we came to write these terms")
    assert "How we came" in found


def test_a_container_whose_id_is_the_title_is_the_document_whatever_its_headings() -> None:
    body = page("Terms of Use", "Privacy Policy").replace(
        b"</main>",
        b"</main><div id=data-policy>%s</div>" % (b"<p>" + PROSE.format("data").encode() * 8 + b"</p>"),
    )
    found = extract(body, url=URL, named="Data Policy", beside=["Privacy Policy"]).text
    assert found.startswith("We say in this paragraph what data means")
    assert "Privacy Policy" not in found


def contained(*ids: str) -> bytes:
    """A page of several documents that only their containers name."""
    parts = "".join(f"<div id={one}><p>{PROSE.format(one) * 8}</p></div>" for one in ids)
    return f"<html><body><main><h1>Legal</h1>{parts}</main></body></html>".encode()


def test_a_container_whose_id_is_another_name_of_the_type_is_the_document() -> None:
    body = contained("terms-of-use", "cookie_policy", "privacy-policy")
    found = extract(body, url=URL, named="Trackers Policy", beside=["Privacy Policy"]).text
    assert found.startswith("We say in this paragraph what cookie_policy means")
    assert "privacy-policy" not in found


@pytest.mark.parametrize(
    ("fragment", "is_found"),
    [
        ("data-processing-agreement", True),  # another name of the type
        ("addendum-data-processing", True),  # the same words
        ("data-processing-addendum-2023", True),  # most of its words
        ("data-processing-addendum-of-may-2023-and-june", False),
        ("addendum", False),
    ],
)
def test_a_fragment_that_names_nothing_any_more_names_the_container_most_like_it(
    fragment: str, is_found: bool
) -> None:
    body = contained("terms-of-use", "data-processing-addendum", "usage-policy")
    found = extract(body, url=f"{URL}#{fragment}").text
    assert ("terms-of-use" not in found) is is_found
    assert "what data-processing-addendum means" in found


def test_a_fragment_like_an_id_that_names_no_document_restricts_nothing() -> None:
    body = contained("terms-of-use", "main-content-area")
    assert "terms-of-use" in extract(body, url=f"{URL}#main-content").text


def test_where_no_heading_bears_the_title_it_is_the_page_without_the_other_documents() -> None:
    body = page("Terms of Use", "Privacy Policy", "Takedown requests")
    found = extract(body, url=URL, named="Copyright Claims", beside=["Terms of Service"]).text
    assert "Takedown requests" in found
    assert "## Privacy Policy" in found
    assert "## Terms of Use" not in found
