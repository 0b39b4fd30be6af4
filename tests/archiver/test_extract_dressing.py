"""What stands among the lines of a document and is no part of it: found, selected by a declaration or not."""

from __future__ import annotations

import pytest

from archiver.declarations import Source
from archiver.extract import extract

URL = "https://example.com/legal/terms"
PROSE = [
    "These terms are an agreement between you and the company that runs the service.",
    "You may use the service for as long as you keep to what is written in these terms.",
    "We may change these terms, and shall tell you at least thirty days before we do.",
]
TERMS = "".join(f"<p>{text}</p>" for text in PROSE)
TEXT = "\n\n".join(PROSE)


def texts(body: str, select: str = "#all") -> list[str]:
    """What is read of a page by a declaration that selects its part, and without one."""
    page = f"<html><head><title>Terms | Acme</title></head><body><main id=all>{body}</main></body></html>"
    source = Source(url=URL, select=(select,))
    return [extract(page.encode(), url=URL, source=one).text for one in (source, None)]


def is_left_out(dressing: str, *, above: str = "", below: str = "") -> bool:
    """True if both readings of a page with the dressing are those of the page without it."""
    return texts(above + dressing + below) == texts(above + below)


TITLE = "<h1>Terms</h1>"


@pytest.mark.parametrize(
    "dressing",
    [
        "<p><a href=/terms.pdf>Download PDF</a> <a href=/old>View previous terms</a></p>",
        "<p>(<a href=/old>Previous version</a>)</p>",
        "<p><a href=/legal>Legal centre</a></p>",
        "<div>English</div>",
        "<div>Deutsch (Schweiz)</div>",
        "<ul><li>Dark</li><li>Light</li></ul>",
        "<div>Article summary</div><div>Did you find this summary helpful?</div>"
        "<div>Thank you for your feedback</div>",
        "<h2>In this article</h2>",
        "<div class=article-feedback><p>Rate it</p></div>",
        "<p>Older versions</p>"
        "<ul><li><a href=/v2>March 3, 2024</a></li><li><a href=/v1>1 May 2023</a></li></ul>",
    ],
)
def test_below_the_title_what_says_nothing_is_left_out(dressing: str) -> None:
    assert is_left_out(dressing, above=TITLE, below=TERMS)


@pytest.mark.parametrize(
    "line",
    [
        "<p>Last updated: <a href=/log>May 1, 2024</a></p>",
        "<p>Effective May 1, 2024</p>",
        "<p>Version 4</p>",
        "<p>Between Acme and you</p>",
        "<p>This is the English version.</p>",
        "<p><a href=/other>Read our other terms as well.</a></p>",
        "<h2><a href=/summary>Summary</a></h2>",
    ],
)
def test_below_the_title_what_says_something_stays(line: str) -> None:
    assert not is_left_out(line, above=TITLE, below=TERMS)


@pytest.mark.parametrize(
    "dressing",
    [
        "<p>Legal</p>",
        "<div><span>Version:</span>"
        "<button role=combobox aria-expanded=false>May 1, 2024 (latest)</button></div>",
        "<p><a href=/>Home</a></p>",
    ],
)
def test_above_the_title_labels_and_pickers_are_left_out(dressing: str) -> None:
    assert is_left_out(dressing, below=TITLE + TERMS)


@pytest.mark.parametrize("line", ["Updated: 16 January 2026", "Version 2.0"])
def test_above_the_title_a_date_or_number_stays(line: str) -> None:
    for text in texts(f"<p>{line}</p>{TITLE}{TERMS}"):
        assert text == f"{line}\n\n# Terms\n\n{TEXT}\n"


def test_the_label_of_a_date_above_the_title_stays_with_it() -> None:
    selected, _ = texts(f"<p>Last updated</p><p>16 January 2026</p>{TITLE}{TERMS}")
    assert selected.startswith("Last updated\n\n16 January 2026\n\n# Terms\n")


@pytest.mark.parametrize(
    "dressing",
    [
        "<p><a href=https://sign.example/dpa>Execute Data Processing Agreement</a></p>",
        "<p><a href=https://sign.example/dpa>Execute Data Processing Agreement\u2060</a></p>",
        "<p>•</p><p>Back to top</p>",
        "<p><a href=#top>Back to top</a></p>",
        "<p>↑</p>",
        "<p>fa-envelope acme-fa-regular-</p>",
        "<p>custom-svg-acme-sparkle</p>",
        "<p>Powered by <a href=https://acme.example>Acme</a></p>",
        "<h2>Ask Acme Ltd. a question</h2><p><strong>Hello!</strong></p><p>What can we help with today?</p>"
        "<p>Example questions</p><p>Please verify answers for accuracy.</p>",
    ],
)
def test_among_and_below_the_text_buttons_and_signs_are_left_out(dressing: str) -> None:
    assert is_left_out(dressing, above=TITLE + TERMS)
    assert is_left_out(dressing, above=TITLE + TERMS, below="<p>The last of the clauses is a short one.</p>")


@pytest.mark.parametrize(
    "line",
    [
        "<p>✓</p>",
        "<p>—</p>",
        "<p>____________________________________________________</p>",
        "<p>Our languages:</p><ul><li>English</li><li>Deutsch</li></ul>",
        "<p>Sign the agreement</p>",
        "<h2>Ask us a question</h2>",
        "<h2>Contents</h2><p>The contents that you store with us are your own, and yours alone.</p>",
        "<h2>Table of contents</h2><ul><li>Our service</li><li>Your account</li></ul>",
    ],
)
def test_among_the_text_an_answer_a_field_or_a_section_stays(line: str) -> None:
    after = "<p>The last of the clauses is a short one.</p>"
    assert not is_left_out(line, above=TITLE + TERMS, below=after)


def test_a_selected_list_of_links_alone_stays() -> None:
    links = "<p><a href=/a>Terms for Europe</a></p><p><a href=/b>Terms for Asia</a></p>"
    assert "Terms for Europe" in texts(f"<h1>Terms</h1>{links}")[0]


# Footers of what is selected


FOOTER = "<p><a href=/jobs>Jobs</a></p><p><a href=/press>Press</a></p>"


def test_links_at_the_end_of_what_is_selected_are_a_footer_above_a_copyright() -> None:
    selected, _ = texts(f"{TITLE}{TERMS}{FOOTER}<p>© 2026 Acme. All rights reserved.</p>")
    assert selected == f"# Terms\n\n{TEXT}\n"


def test_links_at_the_end_of_what_is_selected_stay_without_a_copyright() -> None:
    selected, _ = texts(f"{TITLE}{TERMS}{FOOTER}")
    assert "Press" in selected


def test_links_below_a_numbered_heading_are_its_section() -> None:
    for text in texts(f"{TITLE}{TERMS}<h2>14. Useful resources</h2>{FOOTER}"):
        assert text.endswith("Jobs](https://example.com/jobs)\n\n[Press](https://example.com/press)\n")


def test_what_a_selector_also_matches_in_the_footer_is_left_out() -> None:
    page = f"<div class=wrap>{TITLE}{TERMS}</div><footer><div class=wrap>Our offices</div></footer>"
    assert texts(page, ".wrap")[0] == f"# Terms\n\n{TEXT}\n"


def test_what_is_in_the_footer_is_left_out_however_long_its_scripts_are() -> None:
    script = f"<script>{'var number = 1;' * 200}</script>"
    page = f"<div class=wrap>{TITLE}{TERMS}</div><footer><div class=wrap>Our offices{script}</div></footer>"
    assert texts(page, ".wrap")[0] == f"# Terms\n\n{TEXT}\n"


def test_what_a_selector_matches_in_the_footer_only_stays() -> None:
    page = f"<div>{TITLE}</div><footer><div class=wrap>{TERMS}</div></footer>"
    assert texts(page, ".wrap")[0] == f"# Terms\n\n{TEXT}\n"


def test_a_row_of_tabs_within_a_document_stays() -> None:
    tabs = "<ul class='nav nav-tabs'><li>On the web</li><li>In the app</li></ul>"
    assert "On the web" in texts(f"{TITLE}{TERMS}{tabs}<p>Report what you see.</p>")[0]


def test_prose_stays_whatever_its_part_is_called() -> None:
    inside = (
        "<div class=feedback><p>We may use the feedback that you give us without paying for it.</p></div>"
    )
    for text in texts(f"{TITLE}{TERMS}{inside}<p>The end.</p>"):
        assert "without paying" in text


# Hints and joints


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        (
            "<a href=/a>this form\u2060(opens in a new window)</a> tells",
            "[this form](https://example.com/a) tells",
        ),
        ("It opens in a new window.", "It opens in a new window."),
        (
            "Effective <b>May 1, 2025</b><a href=/a>Previous Version</a> here",
            "May 1, 2025 [Previous Version]",
        ),
        ("the terms<a href=/a>\u200d</a>\u200d apply", "the terms apply"),
        ("our Git<a href=/a>Hub</a> page", "our Git[Hub](https://example.com/a) page"),
        ("耳机（如<a href=/a>Acme Friend One</a>）", "耳机（如[Acme Friend One](https://example.com/a)）"),
        (
            "<span>thus (where applicable):</span><span>i. One applies;</span><span>ii. Two does.</span>",
            "applicable): i. One applies; ii. Two does.",
        ),
        ("<span>Of the law.</span><span>No more than</span> that", "law. No more than that"),
    ],
)
def test_hints_go_and_words_stand_apart(html: str, shown: str) -> None:
    for text in texts(f"{TITLE}{TERMS}<p>{html}</p>{TERMS}"):
        assert shown in " ".join(text.split())


# Title and date beside what is selected


DATE = "<p>Last updated: May 1, 2024</p>"


@pytest.mark.parametrize(
    ("above", "shown"),
    [
        ("<h1>Terms of Sale</h1>", "# Terms of Sale\n\n"),
        ("<h1 class=hidden>Terms of Sale</h1><div>For all countries</div>", "# Terms of Sale\n\n"),
        ("<p>Terms</p>", "Terms\n\n"),
        (f"<h1>Terms of Sale</h1>{DATE}", "# Terms of Sale\n\nLast updated: May 1, 2024\n\n"),
        ("<p>The terms of sale are below.</p>", ""),
        ("<h1>Acme</h1><nav><h2>Products</h2></nav>", "# Acme\n\n"),
        ("", ""),
    ],
)
def test_the_title_and_date_above_what_is_selected_are_added(above: str, shown: str) -> None:
    selected, _ = texts(f"<header><a href=/>Acme</a></header>{above}<div id=part>{TERMS}</div>", "#part")
    assert selected == f"{shown}{TEXT}\n"


def test_the_date_below_what_is_selected_is_added() -> None:
    selected, _ = texts(f"<div id=part>{TITLE}{TERMS}</div>{DATE}", "#part")
    assert selected == f"# Terms\n\n{TEXT}\n\nLast updated: May 1, 2024\n"


def test_what_has_a_title_and_a_date_gets_no_other() -> None:
    selected, _ = texts(
        f"<h1>Acme</h1><p>Updated June 2, 2025</p><div id=part>{TITLE}{DATE}{TERMS}</div>", "#part"
    )
    assert selected.startswith("# Terms\n\nLast updated: May 1, 2024\n\nThese terms")


def test_a_table_is_headed_by_what_is_next_above_it_and_no_section_by_its_sibling() -> None:
    table = "<table id=part><tr><th>Name</th><th>Place</th></tr><tr><td>One</td><td>Rome</td></tr></table>"
    page = f"<h1>Trust</h1><h2>Security</h2>{TERMS}<h2>Subprocessors</h2>{table}"
    assert texts(page, "#part")[0].startswith("## Subprocessors\n\n| Name | Place |")
    sections = f"<h2>One</h2><p>First.</p><div id=part><h2>Two</h2>{TERMS}</div>"
    assert texts(sections, "#part")[0].startswith("## Two\n")


@pytest.mark.parametrize(("between", "is_added"), [(80, True), (81, False)])
def test_the_title_is_added_across_up_to_80_words(between: int, is_added: bool) -> None:
    words = "".join(f"<span>word{number} </span>" for number in range(between))
    selected, _ = texts(f"<h1>Terms of Sale</h1><div>{words}</div><div id=part>{TERMS}</div>", "#part")
    assert selected.startswith("# Terms of Sale\n") is is_added
