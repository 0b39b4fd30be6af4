"""Each number that decides in extraction, just below it and just above, on pages written for it.

The numbers stand here as figures, so that one that is changed by mistake is noticed.
"""

from __future__ import annotations

import pytest

from archiver.declarations import Source
from archiver.extract import Extraction, ExtractionFailed, extract

pytestmark = pytest.mark.large

URL = "https://example.com/legal"


def words(count: int, name: str = "word") -> str:
    """So many different words, the last with a full stop."""
    return " ".join(f"{name}{number}" for number in range(count)) + "."


def prose(count: int, name: str = "word") -> str:
    """A paragraph of so many words."""
    return f"<p>{words(count, name)}</p>"


def read(body: str, *, title: str = "", url: str = URL, **more: object) -> Extraction:
    page = f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>"
    return extract(page.encode(), url=url, **more)  # type: ignore[arg-type]


def found(body: str, **more: str) -> str:
    """The text of the document that is found in a page."""
    return read(body, **more).text


def declared(body: str) -> str:
    """The text of a whole page."""
    return read(f"<main>{body}", source=Source(url=URL, select=("main",))).text


# What is read at all


@pytest.mark.parametrize(("extra", "is_read"), [(0, True), (1, False)])
def test_a_body_has_up_to_20_megabytes(extra: int, is_read: bool) -> None:
    start = b"<p>text</p><!--"
    body = start + b"x" * (20 * 1024 * 1024 - len(start) + extra)
    if is_read:
        assert extract(body, url=URL).text == "text\n"
    else:
        with pytest.raises(ExtractionFailed, match="20,971,521 bytes"):
            extract(body, url=URL)


@pytest.mark.parametrize(("elements", "is_read"), [(150_000, True), (150_001, False)])
def test_a_page_has_up_to_150_000_elements(elements: int, is_read: bool) -> None:
    body = "<p id=a>text</p>" + "<i></i>" * (elements - 5)  # html, head, title, body, p
    source = Source(url=URL, select=("#a",))
    if is_read:
        assert read(body, source=source).text == "text\n"
    else:
        with pytest.raises(ExtractionFailed, match="150,000 elements"):
            read(body, source=source)


@pytest.mark.parametrize(("deep", "is_read"), [(512, True), (513, False)])
def test_elements_are_nested_up_to_512_deep(deep: int, is_read: bool) -> None:
    body = "<div>" * (deep - 3) + "text"  # in html, body and main
    if is_read:
        assert declared(body) == "text\n"
    else:
        with pytest.raises(ExtractionFailed, match="nested too deeply"):
            declared(body)


@pytest.mark.parametrize(("count", "is_read"), [(20_000, True), (20_001, False)])
def test_attributes_are_compared_with_each_other_up_to_400_million_times(count: int, is_read: bool) -> None:
    body = f"<p {' '.join(f'a{number}' for number in range(count))}>text</p>"
    if is_read:
        assert declared(body) == "text\n"
    else:
        with pytest.raises(ExtractionFailed, match="too many attributes"):
            declared(body)


@pytest.mark.parametrize(("controls", "is_read"), [(50, True), (51, False)])
def test_one_character_of_twenty_may_be_unreadable(controls: int, is_read: bool) -> None:
    body = b"<p>" + b"a" * (997 - controls) + b"\x01" * controls
    if is_read:
        assert extract(body, url=URL).text
    else:
        with pytest.raises(ExtractionFailed, match="not text"):
            extract(body, url=URL)


@pytest.mark.parametrize(("length", "shown"), [(1_000, "é"), (999, "Ã©")])
def test_one_character_of_a_thousand_may_be_no_utf_8(length: int, shown: str) -> None:
    body = "<p>é ".encode() + b"\xe9 "
    body += b"a" * (length - len("<p>é ? "))
    assert extract(body, url=URL).text.startswith(shown)


@pytest.mark.parametrize(("end", "shown"), [(4_096, "Привет"), (4_097, "Ïðèâåò")])
def test_a_page_declares_its_charset_in_its_first_4_096_bytes(end: int, shown: str) -> None:
    meta = b"<meta charset=windows-1251"
    body = b" " * (end - len(meta)) + meta + b"><p>" + "Привет".encode("windows-1251")
    assert extract(body, url=URL).text == shown + "\n"


# The structure of a page


@pytest.mark.parametrize(("count", "start"), [(60, "## word0"), (61, "word0")])
def test_a_heading_has_up_to_60_words(count: int, start: str) -> None:
    assert declared(f"<h2>{words(count)}</h2>").startswith(start)


@pytest.mark.parametrize("level", [1, 6])
def test_a_heading_of_any_level_stands_above_a_text_that_has_none(level: int) -> None:
    page = f"<h{level}>Fees</h{level}><main>{prose(80)}</main>"
    text = read(page, source=Source(url=URL, select=("main",))).text
    assert text.startswith(f"{'#' * level} Fees\n")


@pytest.mark.parametrize(("deep", "columns"), [(8, 14), (9, 16), (10, 16)])
def test_lists_are_indented_up_to_eight_levels(deep: int, columns: int) -> None:
    last = declared("<ul><li>item" * deep).splitlines()[-1]
    assert last == " " * columns + "- item"


@pytest.mark.parametrize(("digits", "shown"), [("123", "word¹²³"), ("1234", "word1234")])
def test_a_footnote_has_up_to_three_digits(digits: str, shown: str) -> None:
    assert declared(f"<p>word<sup>{digits}</sup></p>") == shown + "\n"


@pytest.mark.parametrize(("cells", "shown"), [(1, "a\n"), (2, "| a | a |\n| --- | --- |\n")])
def test_a_table_of_data_has_two_columns(cells: int, shown: str) -> None:
    assert declared(f"<table><tr>{'<td>a</td>' * cells}</tr></table>") == shown


@pytest.mark.parametrize(
    ("entries", "joint"),
    [
        (["Your name", "Your age"], " "),
        (["Your name", "Your age", "2 names of friends"], " • "),
        (["Your name", "Your age", "One two three four five six seven eight"], " • "),
        (["Your name", "Your age", "One two three four five six seven eight nine"], " "),
        (["Your name,", "Your age", "Your town"], " "),
        (["Your name", "and", "Your town"], " "),
    ],
)
def test_three_paragraphs_of_a_cell_of_up_to_eight_words_are_a_list(entries: list[str], joint: str) -> None:
    cell = "".join(f"<p>{one}</p>" for one in entries)
    text = declared(f"<table><tr><td>A</td><td>B</td></tr><tr><td>{cell}</td><td>Ok</td></tr></table>")
    assert f"| {joint.join(entries)} | Ok |" in text


@pytest.mark.parametrize(("before", "is_data"), [(1_998, False), (1_999, True)])
def test_a_table_within_the_first_2_000_cells_makes_a_layout_of_the_one_around_it(
    before: int, is_data: bool
) -> None:
    rows = "<tr>" + "<td>a</td>" * 20 + "</tr>"
    cells = rows * (before // 20) + "<tr>" + "<td>b</td>" * (before % 20)
    text = declared(f"<table>{cells}<td><table><tr><td>in</td></tr></table></td></tr></table>")
    assert ("| a" in text) is is_data


@pytest.mark.parametrize(("span", "cells"), [(50, 50), (51, 50)])
def test_a_cell_spans_up_to_50_columns(span: int, cells: int) -> None:
    row = declared(f"<table><tr><td colspan={span}>a</td></tr><tr><td>a</td><td>b</td></tr></table>")
    assert row.splitlines()[0].count("|") == cells + 1


@pytest.mark.parametrize(("span", "cells"), [(20, 60), (21, 60)])
def test_spans_fill_up_to_60_columns(span: int, cells: int) -> None:
    row = declared(f"<table><tr><td colspan=40>a</td><td colspan={span}>b</td></tr></table>")
    assert row.splitlines()[0].count("|") == cells + 1


@pytest.mark.parametrize(("times", "is_kept"), [(5, True), (6, False)])
def test_a_word_said_six_times_is_no_block_of_a_text(times: int, is_kept: bool) -> None:
    assert ("go" in declared(f"<p>text</p><p>{'go ' * times}</p>")) is is_kept


@pytest.mark.parametrize(("signs", "is_kept"), [(39, True), (40, False)])
def test_forty_signs_without_a_letter_are_a_picture(signs: int, is_kept: bool) -> None:
    drawn = "≈≠" * 20
    assert (drawn[:signs] in declared(f"<p>text</p><p>{drawn[:signs]}</p>")) == is_kept


@pytest.mark.parametrize(("pieces", "is_kept"), [(8, False), (9, True)])
def test_the_sign_of_an_anchor_is_in_its_first_eight_pieces(pieces: int, is_kept: bool) -> None:
    sign = "<i> </i>" * (pieces - 1) + "<i>#</i>"
    assert ("#" in declared(f"<p>Fees<a href='#fees'><b>{sign}</b></a></p>")) is is_kept


# Which blocks are the document. A page without <main> has two candidates: by the tree, and by density.


@pytest.mark.parametrize(("share", "is_kept"), [(985, False), (984, True)])
def test_the_root_holds_98_5_percent_of_the_prose(share: int, is_kept: bool) -> None:
    text = found(f"<div>{prose(share)}</div><div>{prose(1000 - share, 'beside')}</div>")
    assert ("beside0" in text) is is_kept


MENU = "".join(f"<p><a href=/{n}>Item number {n}</a></p>" for n in range(9))


@pytest.mark.parametrize(("count", "has_menu"), [(8, False), (7, True)])
def test_a_block_of_eight_words_is_prose(count: int, has_menu: bool) -> None:
    document = "".join(prose(count, name) for name in ("alpha", "beta", "gamma", "delta"))
    assert ("Item number" in found(f"<div>{MENU}</div><div>{document}</div>")) is has_menu


@pytest.mark.parametrize(("linked", "has_block"), [(9, True), (10, False)])
def test_prose_has_less_than_half_of_its_words_linked(linked: int, has_block: bool) -> None:
    mixed = f"<p><a href=/x>{words(linked, 'link')}</a> {words(20 - linked, 'plain')}</p>"
    text = found(f"<div>{prose(900)}</div><div>{mixed}</div>")
    assert ("plain0" in text) is has_block


@pytest.mark.parametrize(("count", "is_sure"), [(31, True), (30, False)])
def test_a_link_weighs_15_words_against_a_document(count: int, is_sure: bool) -> None:
    links = "<p><a href=/a>One link</a></p>" * 2
    result = read(f"{prose(count, 'before')}{links}{prose(200)}")
    assert (result.confidence == 1.0) is is_sure


@pytest.mark.parametrize(("count", "is_sure"), [(31, True), (30, False)])
def test_a_label_weighs_two_words_against_a_document(count: int, is_sure: bool) -> None:
    labels = "".join(f"<p>Label {n}</p>" for n in range(15))
    result = read(f"{prose(count, 'before')}{labels}{prose(200)}")
    assert (result.confidence == 1.0) is is_sure


@pytest.mark.parametrize(("share", "is_asked"), [(58, False), (60, True)])
def test_trafilatura_is_asked_where_the_candidates_agree_on_less_than_97_percent(
    share: int, is_asked: bool
) -> None:
    part = f"<div class=menu>{prose(share, 'beside')}</div>"
    result = read(f"<div>{prose(500)}</div>{part}<div>{prose(500 - share, 'after')}</div>")
    agreement = 2 * (1000 - share) / (2000 - share)
    assert (result.confidence != pytest.approx(agreement, abs=1e-9)) is is_asked


UNSURE = f"<div>{prose(500)}</div><div class=menu>{prose(60, 'beside')}</div><div>{prose(440, 'after')}</div>"
"""A page whose candidates agree on less than 97 percent; trafilatura's text decides."""


@pytest.mark.parametrize(
    ("more", "is_asked"),
    [
        ("<i></i>" * 29_990, True),  # with html, head, title, body and what UNSURE has, 30,000
        ("<i></i>" * 29_991, False),
        ("<i>" * 148, True),  # in html and body
        ("<i>" * 149, False),
        ("<table><tr><td colspan=5000 rowspan=2></td></tr></table>", True),
        ("<table><tr><td colspan=10001></td></tr></table>", False),
    ],
)
def test_trafilatura_is_asked_about_pages_of_some_size(more: str, is_asked: bool) -> None:
    """Of up to 30,000 elements, nested up to 150 deep, whose cells span up to 10,000."""
    assert (read(UNSURE + more).method == "density") is is_asked


@pytest.mark.parametrize(("count", "is_kept"), [(5, True), (4, False)])
def test_a_line_of_trafilatura_s_text_is_found_in_the_page_by_five_words(count: int, is_kept: bool) -> None:
    assert ("end0" in found(f"{UNSURE}<p>{words(count, 'end')}</p>")) is is_kept


# What is no part of a document


@pytest.mark.parametrize(("share", "is_kept"), [(250, False), (251, True)])
def test_a_footer_holds_up_to_a_quarter_of_the_prose(share: int, is_kept: bool) -> None:
    text = found(f"<div>{prose(1000 - share)}<footer>{prose(share, 'footer')}</footer></div>")
    assert ("footer0" in text) is is_kept


@pytest.mark.parametrize(("share", "is_kept"), [(30, False), (31, True)])
def test_a_part_named_by_a_weak_word_holds_up_to_three_percent_of_the_prose(
    share: int, is_kept: bool
) -> None:
    part = f"<div class=sharing>{prose(share, 'beside')}</div>"
    text = found(f"<div>{prose(500)}{part}{prose(500 - share, 'after')}</div>")
    assert ("beside0" in text) is is_kept


@pytest.mark.parametrize(("letters", "is_kept"), [(60, False), (61, True)])
def test_a_name_that_says_something_has_up_to_60_letters(letters: int, is_kept: bool) -> None:
    name = "x" * (letters - len("-menu")) + "-menu"
    text = found(f"<div>{prose(500)}<div class={name}>{prose(40, 'beside')}</div>{prose(460, 'after')}</div>")
    assert ("beside0" in text) is is_kept


def wall(count: int, mentions: int, button: str = "Accept all") -> str:
    text = words(count - mentions - len(button.split()), "wall")
    return f"<div><p>{'cookie ' * mentions}{text}</p><button>{button}</button></div>"


@pytest.mark.parametrize(("count", "is_kept"), [(100, False), (101, True)])
def test_a_consent_wall_speaks_of_cookies_in_one_word_of_a_hundred(count: int, is_kept: bool) -> None:
    text = found(f"{wall(count, 1)}<div>{prose(400)}</div>")
    assert ("wall0" in text) is is_kept


@pytest.mark.parametrize(("share", "is_kept"), [(50, False), (51, True)])
def test_a_consent_wall_holds_up_to_half_of_the_prose(share: int, is_kept: bool) -> None:
    text = found(f"<div>{wall(share * 4 + 2, 10)}</div><div>{prose(400 - share * 4)}</div>")
    assert ("wall0" in text) is is_kept


@pytest.mark.parametrize(("others", "is_kept"), [(49, False), (50, True)])
def test_fifty_buttons_are_asked_whether_they_are_in_a_consent_wall(others: int, is_kept: bool) -> None:
    button = "<p><a href=/x>Accept all</a></p>"
    links = "".join(f"<p>{words(12, f'about{n}x')}</p>{button}" for n in range(others))
    page = f"<article>{links}{prose(200, 'last')}</article><div>{wall(100, 5).replace('button', 'a')}</div>"
    assert ("wall0" in found(page)) is is_kept


# Where a document begins and ends


@pytest.mark.parametrize(("count", "is_kept"), [(20, True), (21, False)])
def test_a_date_above_the_title_stands_in_a_line_of_up_to_20_words(count: int, is_kept: bool) -> None:
    line = f"<p>Updated 2025 {words(count - 2, 'line')}</p>"
    text = found(f"<div>{line}<h1>Terms</h1>{prose(400)}</div>", title="Terms")
    assert ("line0" in text) is is_kept


@pytest.mark.parametrize(("share", "is_kept"), [(20, False), (21, True)])
def test_a_fifth_of_the_prose_may_stand_before_the_title(share: int, is_kept: bool) -> None:
    before = "".join(prose(share, f"before{n}x") for n in range(2))
    text = found(f"<div>{before}<h1>Terms</h1>{prose(200 - 2 * share)}</div>", title="Terms")
    assert ("before0x0" in text) is is_kept


@pytest.mark.parametrize(("count", "is_kept"), [(60, False), (61, True)])
def test_a_teaser_before_the_title_has_up_to_60_words(count: int, is_kept: bool) -> None:
    text = found(f"<div>{prose(count, 'before')}<h1>Terms</h1>{prose(400)}</div>", title="Terms")
    assert ("before0" in text) is is_kept


@pytest.mark.parametrize(("count", "is_kept"), [(80, True), (81, False)])
def test_up_to_80_words_stand_between_a_banner_and_its_document(count: int, is_kept: bool) -> None:
    labels = "".join(f"<p>{words(5, f'between{n}x')}</p>" for n in range(count // 5))
    labels += f"<p>{words(count % 5, 'rest')}</p>" if count % 5 else ""
    text = found(f"<div><h1>Terms</h1>{labels}</div><main>{prose(400)}</main>")
    assert text.startswith("# Terms") is is_kept


@pytest.mark.parametrize(("title", "is_title"), [("AGBX", True), ("AGB", False)])
def test_a_heading_of_four_letters_may_be_the_title_of_the_page(title: str, is_title: bool) -> None:
    text = found(f"<div>{prose(40, 'before')}<h2>{title}</h2>{prose(400)}</div>", title=f"{title} | Example")
    assert ("before0" not in text) is is_title


def ended_by(end: str) -> str:
    """The text of a document that ends so."""
    return found(f"<main><h1>Terms</h1>{prose(200)}{prose(200, 'more')}{end}</main>")


def line_of_links(count: int, linked: int, name: str) -> str:
    return f"<p><a href=/{name}>{words(linked, name)}</a> {words(count - linked, f'{name}plain')}</p>"


@pytest.mark.parametrize(("lines", "is_kept"), [(1, True), (2, False)])
def test_two_lines_of_links_make_a_footer(lines: int, is_kept: bool) -> None:
    links = "".join(line_of_links(5, 4, f"end{n}x") for n in range(lines))
    assert ("end0x0" in ended_by(links)) is is_kept


@pytest.mark.parametrize(("count", "is_kept"), [(40, False), (41, True)])
def test_a_line_of_a_footer_has_up_to_40_words(count: int, is_kept: bool) -> None:
    links = line_of_links(count, 38, "long") + line_of_links(5, 4, "end")
    assert ("long0" in ended_by(links)) is is_kept


@pytest.mark.parametrize(("linked", "is_kept"), [(24, False), (23, True)])
def test_three_words_of_five_are_linked_in_a_footer(linked: int, is_kept: bool) -> None:
    links = line_of_links(40, linked, "line") + line_of_links(5, 4, "end")
    assert ("line0" in ended_by(links)) is is_kept


@pytest.mark.parametrize(("count", "is_kept"), [(24, False), (25, True)])
def test_a_copyright_has_up_to_24_words(count: int, is_kept: bool) -> None:
    assert ("owner0" in ended_by(f"<p>© {words(count - 1, 'owner')}</p>")) is is_kept


@pytest.mark.parametrize(("count", "is_kept"), [(5, False), (6, True)])
def test_a_label_among_the_lines_of_a_footer_has_up_to_five_words(count: int, is_kept: bool) -> None:
    label = f"<p>{words(count, 'label').rstrip('.')}</p>"
    links = line_of_links(5, 4, "above") + label + line_of_links(5, 4, "end") + "<p>© 2025</p>"
    assert ("above0" in ended_by(links)) is is_kept


@pytest.mark.parametrize(("count", "times"), [(30, 1), (29, 2)])
def test_a_second_copy_is_three_tenths_of_the_text(count: int, times: int) -> None:
    """Its words, and the first of them, make the whole text with the rest."""
    copy = "".join(prose(10, f"copy{n}x") for n in range(count // 10)) + (
        prose(count % 10, "copy9x") if count % 10 else ""
    )
    rest = 100 - 2 * count
    text = found(f"<div><h1>Terms</h1>{copy}{prose(rest - 1)}{copy}</div>")
    assert text.count("copy0x0") == times


# A page of several documents


def section(count: int, name: str) -> str:
    return f"<section id={name}>{prose(count, name)}</section>"


@pytest.mark.parametrize(("count", "is_alone"), [(100, True), (99, False)])
def test_a_part_of_a_page_that_is_a_document_has_100_words(count: int, is_alone: bool) -> None:
    text = found(f"<main>{section(count, 'terms')}{prose(200, 'other')}</main>", url=f"{URL}#terms")
    assert ("other0" not in text) is is_alone


@pytest.mark.parametrize(("more", "is_found"), [("bcdfghjklmn", True), ("bcdfghjklmnp", False)])
def test_a_heading_shares_more_than_half_of_its_words_with_the_title(more: str, is_found: bool) -> None:
    """Twelve of 23 words, or of 24."""
    named = f"Terms of Service {' '.join(f'title{letter}' for letter in 'bcdfghjklm')}"
    heading = f"{named} {' '.join(f'heading{letter}' for letter in more)}"
    body = f"<main><h2>{heading}</h2>{prose(120)}<h2>Cookie Policy</h2>{prose(120, 'other')}</main>"
    text = read(body, named=named, beside=("Privacy Policy",)).text
    assert ("other0" not in text) is is_found


@pytest.mark.parametrize(
    ("heading", "ends"), [("Our new cookie policy", True), ("Our very new cookie policy", False)]
)
def test_a_heading_that_names_a_document_has_up_to_four_words(heading: str, ends: bool) -> None:
    body = f"<main><h2>Terms of Service</h2>{prose(120)}<h2>{heading}</h2>{prose(120, 'other')}</main>"
    text = read(body, named="Terms of Service", beside=("Privacy Policy",)).text
    assert ("other0" not in text) is ends


@pytest.mark.parametrize(
    ("heading", "ends"),
    [
        ("Software as a Service Licensing Data Processing Addendum", True),
        ("Acme Software as a Service Licensing Data Processing Addendum", False),
    ],
)
def test_a_title_that_ends_in_a_documents_name_has_up_to_eight_words(heading: str, ends: bool) -> None:
    body = f"<main><h2>Privacy Policy</h2>{prose(120)}<h2>{heading}</h2>{prose(120, 'other')}</main>"
    text = read(body, named="Privacy Policy", beside=("Terms of Service",)).text
    assert ("other0" not in text) is ends


@pytest.mark.parametrize(("before", "is_found"), [(19, True), (20, False)])
def test_twenty_headings_are_asked_whether_they_begin_the_document(before: int, is_found: bool) -> None:
    short = "".join(f"<h2>Terms of Service</h2><p>short {number}</p>" for number in range(before))
    body = f"{short}<h2>Terms of Service</h2>{prose(120)}<h2>Cookie Policy</h2>{prose(120, 'other')}"
    text = read(f"<main>{body}</main>", named="Terms of Service", beside=("Privacy Policy",)).text
    assert ("other0" not in text) is is_found


# Title and date


TERMS = "".join(prose(40, f"clause{number}") for number in range(8))


@pytest.mark.parametrize(("lines", "is_kept"), [(1, True), (2, False)])
def test_one_line_of_links_may_stand_below_a_title_above_the_text(lines: int, is_kept: bool) -> None:
    links = "<p><a href=/a>Read how others put it.</a></p>" * lines
    text = found(f"<header><h1>Terms</h1></header>{links}<main>{TERMS}</main>", title="Terms | Acme")
    assert text.startswith("# Terms\n")
    assert ("Read how others put it." in text) is is_kept


CONTENTS = "".join(f"<li><a href=#part{number}>Part {number} of the terms</a></li>" for number in range(40))


def test_a_title_and_a_date_above_a_table_of_contents_are_kept_without_it() -> None:
    head = "<h1>Europe terms</h1><p>Updated: 4 June 2026</p><nav><h2>In this article</h2>"
    text = found(f"{head}<ul>{CONTENTS}</ul></nav><main>{TERMS}</main>", title="Europe terms | Acme")
    assert text.startswith("# Europe terms\n\nUpdated: 4 June 2026\n\nclause00")


def test_a_table_of_contents_in_the_text_stays_in_it() -> None:
    text = found(f"<main><h1>Terms</h1><ul>{CONTENTS}</ul>{TERMS}</main>", title="Terms")
    assert "- Part 39 of the terms\n" in text


def test_a_line_of_links_within_the_page_is_no_prose_however_long() -> None:
    line = "".join(f"<a href=#part{number}>{words(4, f'part{number}')}</a> " for number in range(20))
    text = found(f"<div><p>{line}</p><p>{line}</p></div><div>{TERMS}</div>")
    assert text.startswith("clause00")


@pytest.mark.parametrize(("count", "is_title"), [(16, True), (17, False)])
def test_a_heading_that_begins_with_a_part_of_the_title_has_up_to_16_words(
    count: int, is_title: bool
) -> None:
    lead = f"<h3>Acme is {words(count - 2, 'open')}</h3>"
    body = f"<main><header><h1>Rules</h1></header><section>{lead}{TERMS}</section></main>"
    assert found(body, title="Rules | Acme").startswith("### Acme is" if is_title else "# Rules") is True


def test_the_pages_title_far_above_a_text_is_the_texts() -> None:
    pictures = "<div>For a light background</div><a href=/png>Download in PNG</a>" * 30
    text = found(f"<h1>Brand guidelines</h1>{pictures}<div>{TERMS}</div>", title="Brand guidelines | Acme")
    assert text.startswith("# Brand guidelines\n\nclause00")


def test_the_sites_name_far_above_a_text_is_not_its_title() -> None:
    pictures = "<div>For a light background</div><a href=/png>Download in PNG</a>" * 30
    assert found(f"<h1>Acme</h1>{pictures}<div>{TERMS}</div>", title="Terms | Acme").startswith("clause00")


def test_a_line_that_is_the_pages_title_is_the_documents_though_it_is_no_heading() -> None:
    body = f"<div><b>PRIVACY POLICY</b></div><div>Some words of a preamble</div><main>{TERMS}</main>"
    assert found(body, title="Privacy Policy - Acme").startswith("PRIVACY POLICY\n\nSome words")


def test_a_line_that_is_the_sites_name_is_no_title() -> None:
    body = f"<div>Acme</div><div>Some words of a preamble</div><main>{TERMS}</main>"
    assert found(body, title="Privacy Policy - Acme").startswith("clause00")


def test_a_document_that_repeats_the_pages_heading_begins_at_the_first() -> None:
    meta = "<p>Version 2.0</p><p>Effective Jul 17, 2025</p>"
    body = f"<h1>Data Terms</h1>{meta}<main><h3>DATA TERMS</h3>{TERMS}</main>"
    assert found(body, title="Data Terms | Acme").startswith("# Data Terms\n\nVersion 2.0\n\nEffective Jul")


def test_a_stated_date_above_a_text_without_a_title_is_kept() -> None:
    text = found(f"<div>Menu</div><div>Last updated: 3 May 2025</div><main>{TERMS}</main>")
    assert text.startswith("Last updated: 3 May 2025\n\nclause00")


@pytest.mark.parametrize(("lines", "is_kept"), [(4, True), (5, False)])
def test_a_stated_date_is_looked_for_in_five_lines_above_the_text(lines: int, is_kept: bool) -> None:
    head = "<p>Latest update: May 15, 2023</p>" + "<p>Acme</p>" * lines
    text = found(f"<aside>{head}</aside><main>{TERMS}</main>")
    assert text.startswith("Latest update: May 15, 2023\n\nclause00") is is_kept


@pytest.mark.parametrize(("lines", "is_kept"), [(4, True), (5, False)])
def test_a_stated_date_is_looked_for_in_five_lines_behind_the_text(lines: int, is_kept: bool) -> None:
    footer = "<p>Acme</p>" * lines + "<p>Latest update: May 15, 2023</p>"
    text = found(f"<main>{TERMS}</main><footer>{footer}</footer>")
    assert text.endswith("\n\nLatest update: May 15, 2023\n") is is_kept


def test_a_stated_date_behind_a_text_that_states_one_is_left_out() -> None:
    footer = "<footer><p>Site updated: May 15, 2023</p></footer>"
    text = found(f"<main><p>Last updated: 3 May 2025</p>{TERMS}</main>{footer}")
    assert "2023" not in text


@pytest.mark.parametrize(("letters", "is_parted"), [(40, True), (41, False)])
def test_a_date_of_up_to_40_letters_in_an_element_is_parted_from_its_label(
    letters: int, is_parted: bool
) -> None:
    day = "March 3, 2025".ljust(letters)
    assert declared(f"<p><b>Updated</b><span>{day}</span></p>").startswith("Updated M") is is_parted


@pytest.mark.parametrize(
    "html",
    [
        "<span style='display: block'>Read it</span><span style='display:block'>all</span>",
        "<span class='block mt-2'>Read it</span><b>all</b>",
        "<b>Read it</b><span class=d-block>all</span>",
        "<b>Read it</b><span style='color: red; display:flex'>all</span>",
    ],
)
def test_elements_that_are_shown_as_blocks_are_parted_from_the_words_around_them(html: str) -> None:
    assert declared(f"<p>{html}</p>") == "Read it all\n"


def test_elements_of_several_words_side_by_side_are_parted() -> None:
    html = "<p><span>Kept for: 2 years</span><span>Type: HTTP cookie</span></p>"
    assert declared(html) == "Kept for: 2 years Type: HTTP cookie\n"


def test_a_word_that_begins_an_element_of_several_words_stays_whole() -> None:
    assert (
        declared("<p>by e<b>Bay Inc.</b> and <b>You</b><b>Tube LLC</b></p>")
        == "by eBay Inc. and YouTube LLC\n"
    )


def test_words_in_elements_side_by_side_stay_one_word() -> None:
    assert declared("<p><b>Some</b><i>Word</i> and <b>1</b><i>2</i></p>") == "SomeWord and 12\n"


@pytest.mark.parametrize(("count", "is_list_kept"), [(59, True), (60, False)])
def test_a_reading_of_60_words_may_be_the_document_where_others_read_more(
    count: int, is_list_kept: bool
) -> None:
    """The sentence above a list of short lines: two readings of four find only that."""
    rows = "".join(f"<div>Company {'x' * number}</div>" for number in range(60))
    text = found(f"<main>{prose(count)}{rows}</main><div>Send us a mail</div><div>Imprint</div>")
    assert ("Company xxx" in text) is is_list_kept
    assert "word0" in text
