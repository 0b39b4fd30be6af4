"""Each number that decides in reading a PDF, just below it and just above."""

from __future__ import annotations

import zlib
from dataclasses import replace

import pytest

from archiver.extract import ExtractionFailed, extract
from tests.archiver.test_pdf import (
    CELLS,
    COLUMNS,
    FULL,
    ROWS,
    TABLE,
    Text,
    assembled,
    columns,
    lines,
    pdf,
    rules,
    set_in,
    text_of,
)

pytestmark = pytest.mark.large

URL = "https://example.com/terms.pdf"


def stream(size: int) -> bytes:
    """A compressed stream that nothing draws."""
    data = zlib.compress(bytes(size))
    return b"<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(data), data)


def with_streams(*sizes: int) -> bytes:
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
            b"<< /Title (Terms) >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
            *(stream(size) for size in sizes),
        ],
        "",
    )


@pytest.mark.parametrize(("spaces", "is_pdf"), [(1_019, True), (1_020, False)])
def test_a_pdf_says_so_in_its_first_1_024_bytes(spaces: int, is_pdf: bool) -> None:
    body = b" " * spaces + b"%PDF-"
    if is_pdf:
        with pytest.raises(ExtractionFailed, match="PDF cannot be opened"):
            extract(body, url=URL)
    else:
        assert extract(body, url=URL).text == "%PDF-\n"


@pytest.mark.parametrize(("pages", "reason"), [(1_000, "no text"), (1_001, "1,001 pages")])
def test_a_pdf_has_up_to_1_000_pages(pages: int, reason: str) -> None:
    with pytest.raises(ExtractionFailed, match=reason):
        extract(pdf(*([],) * pages), url=URL)


@pytest.mark.parametrize(("size", "reason"), [(25_000_000, "no text"), (25_000_001, "unpacks")])
def test_a_stream_of_a_pdf_unpacks_to_up_to_25_megabytes(size: int, reason: str) -> None:
    with pytest.raises(ExtractionFailed, match=reason):
        extract(with_streams(size), url=URL)


@pytest.mark.parametrize(("last", "reason"), [(10_000_000, "no text"), (10_000_001, "unpacks")])
def test_the_streams_of_a_pdf_unpack_to_up_to_100_megabytes(last: int, reason: str) -> None:
    with pytest.raises(ExtractionFailed, match=reason):
        extract(with_streams(*(18_000_000,) * 5, last), url=URL)


@pytest.mark.parametrize("extra", [0, 1])
def test_a_pdf_prints_up_to_a_million_characters(extra: int) -> None:
    pages = [[Text(words="a" * 10_000, y=700, size=1)]] * 100
    if extra:
        with pytest.raises(ExtractionFailed, match="too many characters"):
            extract(pdf(*pages, [Text(words="a", y=700)]), url=URL)
    else:
        assert extract(pdf(*pages), url=URL).text.count("a") == 1_000_000


@pytest.mark.parametrize(("stem", "start"), [(120, "# Fees"), (119, "Fees")])
def test_a_font_of_weight_600_is_bold(stem: int, start: str) -> None:
    """PDFium takes five times the width of the stems for the weight."""
    page = [Text(words="Fees", y=720, bold=True), *lines(FULL, "it.")]
    assert extract(pdf(page, stem=stem), url=URL).text.startswith(start)


@pytest.mark.parametrize(("y", "times"), [(741, 1), (740, 3)])
def test_a_running_head_stands_in_the_upper_eighth_of_the_page(y: int, times: int) -> None:
    pages = [[Text(words="Acme Terms", y=y), *lines(FULL, f"this in {name}.")] for name in ("a", "b", "c")]
    assert text_of(*pages).count("Acme Terms") == times


@pytest.mark.parametrize(("heads", "kept"), [(2, 2), (3, 0)])
def test_what_stands_in_the_margin_of_three_pages_is_no_text(heads: int, kept: int) -> None:
    pages = [lines(FULL, f"this in {name}.") for name in "abcdefghij"]
    for page in pages[3 : 3 + heads]:
        page.insert(0, Text(words="Part One", y=800))
    assert text_of(*pages).count("Part One") == kept


@pytest.mark.parametrize(("size", "start"), [(57, "# Fees"), (55, "Fees")])
def test_a_heading_is_set_an_eighth_larger(size: int, start: str) -> None:
    page = [Text(words="Fees", y=780, size=size), Text(words="we say it so.", y=600, size=50)]
    assert text_of(page).startswith(start)


@pytest.mark.parametrize(("count", "start"), [(16, "# word"), (17, "word")])
def test_a_printed_heading_has_up_to_16_words(count: int, start: str) -> None:
    page = [Text(words=" ".join(["word"] * count), y=730, size=14), *lines(FULL, "it.", top=700)]
    assert text_of(page).startswith(start)


@pytest.mark.parametrize(("drop", "shown"), [(1.44, "left Right\n"), (1.46, "left\n\nRight\n")])
def test_pieces_within_a_point_and_a_half_are_of_one_row(drop: float, shown: str) -> None:
    """In type so small that PDFium tells them apart; an `l` is a little taller than an `R`."""
    page = [Text(words="left", y=700, size=1), Text(words="Right", x=300, y=700 - drop, size=1)]
    assert text_of(page) == shown


@pytest.mark.parametrize(("gap", "paragraphs"), [(27, 1), (28, 2)])
def test_a_paragraph_begins_behind_a_gap_of_1_35_lines(gap: int, paragraphs: int) -> None:
    page = lines(*["we say that it is so"] * 5, leading=20)
    page.append(Text(words="and go on with it", y=700 - 4 * 20 - gap))
    assert len(text_of(page).split("\n\n")) == paragraphs


@pytest.mark.parametrize(("gap", "paragraphs"), [(51, 1), (52, 2)])
def test_lines_four_heights_of_their_type_apart_do_not_tell_how_far_lines_stand_apart(
    gap: int, paragraphs: int
) -> None:
    page = [Text(words="we say that it is so", y=700), Text(words="and go on with it", y=700 - gap)]
    assert len(text_of(page).split("\n\n")) == paragraphs


@pytest.mark.parametrize(("gap", "headings"), [(41, 1), (42, 2)])
def test_without_any_two_lines_lines_stand_1_2_heights_apart(gap: int, headings: int) -> None:
    page = [
        Text(words="Terms of", y=780, size=22),
        Text(words="Service", y=780 - gap, size=22),
        Text(words="we say that it is so and we say it here again", y=500),
    ]
    assert text_of(page).count("#") == headings


@pytest.mark.parametrize(("letters", "paragraphs"), [(80, 1), (79, 2)])
def test_a_line_that_ends_a_fifth_before_the_right_edge_may_end_its_paragraph(
    letters: int, paragraphs: int
) -> None:
    page = lines("a" * 100, "a" * letters, "A" + "a" * 90)
    assert len(text_of(page).split("\n\n")) == paragraphs


# Tables and columns


def table(drawn: str, cells: list[Text] = CELLS) -> str:
    return extract(pdf(cells, drawn=drawn), url=URL).text


@pytest.mark.parametrize(("row", "is_table"), [(1, False), (2, True)])
def test_a_table_has_two_rows(row: int, is_table: bool) -> None:
    cells = [text for text in CELLS if text.y > ROWS[row]]
    assert table(rules(COLUMNS, ROWS[: row + 1]), cells).startswith("| Category |") is is_table


@pytest.mark.parametrize(("extra", "is_table"), [(143, True), (144, False)])
def test_150_rules_of_a_page_may_make_tables(extra: int, is_table: bool) -> None:
    beside = "\n".join(f"520 {4 * number + 4} m 590 {4 * number + 4} l S" for number in range(extra))
    assert (table(f"{rules(COLUMNS, ROWS)}\n{beside}") == TABLE) is is_table


@pytest.mark.parametrize(("extra", "is_table"), [(199_900, True), (200_000, False)])
def test_tables_are_looked_for_in_200_000_segments(extra: int, is_table: bool) -> None:
    scribble = "510 10 m " + "511 15 l 515 11 l " * (extra // 2) + "S"
    assert (table(f"{rules(COLUMNS, ROWS)}\n{scribble}") == TABLE) is is_table


@pytest.mark.parametrize(("apart", "is_table"), [(2, True), (4, False)])
def test_rules_touch_up_to_three_points_apart(apart: int, is_table: bool) -> None:
    across = "\n".join(f"{200 + apart} {y} m 500 {y} l S 60 {y} m {200 - apart} {y} l S" for y in ROWS)
    assert (table(f"{across}\n200 720 m 200 610 l S") == TABLE) is is_table


def beside(left: list[str], right: list[str], x: int = 320) -> list[Text]:
    """Two columns that are printed across, line by line."""
    return [text for row in zip(set_in(left, 70), set_in(right, x), strict=True) for text in row]


@pytest.mark.parametrize(("count", "are_columns"), [(8, True), (7, False)])
def test_a_column_has_eight_lines(count: int, are_columns: bool) -> None:
    left, right = columns(count)
    assert (" ".join([*left, *right]) in text_of(beside(left, right))) is are_columns


@pytest.mark.parametrize(("across", "are_columns"), [(2, True), (3, False)])
def test_a_quarter_of_the_lines_may_go_across_both_columns(across: int, are_columns: bool) -> None:
    left, right = columns(8)
    titles = [Text(words=f"{FULL[:84]}.", y=800 - 14 * number) for number in range(across)]
    assert (" ".join([*left, *right]) in text_of([*titles, *beside(left, right)])) is are_columns


@pytest.mark.parametrize(("short", "are_columns"), [(4, True), (5, False)])
def test_most_lines_of_a_column_are_three_quarters_of_its_width(short: int, are_columns: bool) -> None:
    left, right = columns(9)
    left = ["left line is set" if number < short else text for number, text in enumerate(left)]
    assert (" ".join([*left, *right]) in text_of(beside(left, right))) is are_columns


@pytest.mark.parametrize(("drop", "row"), [(20, "| Pay | for |"), (21, "\n\nPay for")])
def test_a_line_of_a_table_stands_up_to_20_points_below_it(drop: int, row: str) -> None:
    """In letters so large that their middle is in the last row."""
    y = ROWS[-1] - drop
    large = [Text(words="Pay", y=y, size=72), Text(words="for", x=210, y=y, size=72)]
    assert f"{row}\n" in table(rules(COLUMNS, ROWS), [*CELLS[:-2], *large])


@pytest.mark.parametrize(("x", "are_columns"), [(208, False), (209, True)])
def test_columns_are_1_2_heights_of_the_type_apart(x: int, are_columns: bool) -> None:
    left, right = columns(9)
    assert (" ".join([*left, *right]) in text_of(beside(left, right, x))) is are_columns


@pytest.mark.parametrize(("x", "are_columns"), [(180, True), (181, False)])
def test_each_column_has_three_tenths_of_the_width_of_both(x: int, are_columns: bool) -> None:
    _, right = columns(9)
    left = [f"left line {number} is set" for number in range(9)]
    assert (" ".join([*left, *right]) in text_of(beside(left, right, x))) is are_columns


@pytest.mark.parametrize(("indents", "are_columns"), [(5, True), (6, False)])
def test_a_column_is_looked_for_where_lines_begin_most_often_at_six_places(
    indents: int, are_columns: bool
) -> None:
    left = [
        Text(words=f"left line {number:02} of the text is set", x=70 + 3 * (number // 9), y=y, size=8)
        for number, y in enumerate(range(780, 780 - 90 * indents, -10))
    ]
    right = [replace(text, words=f"right line at {text.y} of the text is set", x=200) for text in left[:8]]
    page = [*(text for row in zip(left[:8], right, strict=True) for text in row), *left[8:]]
    assert (" ".join(text.words for text in right) in text_of(page)) is are_columns
