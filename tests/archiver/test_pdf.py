"""From the printed lines of a PDF to headings, paragraphs and items."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import pytest

from archiver.extract import ExtractionFailed, extract

URL = "https://example.com/terms.pdf"


@dataclass(frozen=True, kw_only=True)
class Text:
    """Words printed at a place of the page, in points from its lower left corner."""

    words: str
    x: int = 70
    y: float
    size: int = 11
    bold: bool = False


def pdf(*pages: list[Text], comment: str = "", title: str = "Terms", stem: int = 0, drawn: str = "") -> bytes:
    """A PDF, written by hand: one content stream per page, Helvetica, Latin-1; `drawn` is on each page.

    With a `stem`, what is bold is set in a font of no telling name whose stems are so wide.
    """
    children = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{children}] /Count {len(pages)} >>".encode(),
        f"<< /Title ({title}) >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for number, texts in enumerate(pages):
        shown = b"\n".join(
            b"BT /F%d %d Tf 1 0 0 1 %d %g Tm (%s) Tj ET"
            % (2 if text.bold else 1, text.size, text.x, text.y, escaped(text.words))
            for text in texts
        )
        shown = drawn.encode() + b"\n" + shown
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 4 0 R /F2 5 0 R >> >> >>" % (7 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown))
    if stem:
        objects[4] = (
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Plain /Encoding /WinAnsiEncoding /FirstChar 0 "
            b"/LastChar 255 /Widths [%b] /FontDescriptor %d 0 R >>" % (b"500 " * 256, len(objects) + 1)
        )
        objects.append(
            b"<< /Type /FontDescriptor /FontName /Plain /Flags 32 /FontBBox [0 -200 1000 900] "
            b"/ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV %d >>" % stem
        )
    return assembled(objects, comment)


def escaped(words: str) -> bytes:
    return words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("cp1252")


def assembled(objects: list[bytes], comment: str) -> bytes:
    file = b"%PDF-1.4\n%" + comment.encode() + b"\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    return file + b"trailer << /Size %d /Root 1 0 R /Info 3 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        start,
    )


def lines(*words: str, top: int = 700, leading: int = 14) -> list[Text]:
    return [Text(words=text, y=top - leading * number) for number, text in enumerate(words)]


def text_of(*pages: list[Text]) -> str:
    return extract(pdf(*pages), url=URL).text


def rules(columns: list[int], rows: list[int]) -> str:
    """A grid of lines, as a program draws it, at these places."""
    across = [f"{columns[0]} {y} m {columns[-1]} {y} l S" for y in rows]
    down = [f"{x} {rows[0]} m {x} {rows[-1]} l S" for x in columns]
    return "\n".join([*across, *down])


def boxes(columns: list[int], rows: list[int]) -> str:
    """The same grid, as thin filled boxes around each of its cells."""
    edges = [f"{x} {y} {x2 - x} .5 re f" for x, x2 in pairwise(columns) for y in rows]
    sides = [f"{x} {y2} .5 {y - y2} re f" for x in columns for y, y2 in pairwise(rows)]
    return "\n".join([*edges, *sides])


COLUMNS, ROWS = [60, 200, 500], [720, 690, 640, 610]
CELLS = [
    Text(words="Category", y=700, bold=True),
    Text(words="Why we keep it", x=210, y=700, bold=True),
    Text(words="Name", y=675),
    Text(words="to know whose account it is, and to", x=210, y=675),
    Text(words="write to you", x=210, y=661),
    Text(words="Payments", y=620),
    Text(words="for the tax office", x=210, y=620),
]
TABLE = (
    "| Category | Why we keep it |\n| --- | --- |\n"
    "| Name | to know whose account it is, and to write to you |\n| Payments | for the tax office |\n"
)


FULL = "The quick provider of this service may change these terms from time to time and will tell"


def test_lines_of_a_paragraph_are_joined_and_its_sentences_parted() -> None:
    assert text_of(lines(FULL, "you about it by mail in good time before that. You may then leave.")) == (
        f"{FULL} you about it by mail in good time before that.\nYou may then leave.\n"
    )


def test_a_gap_between_lines_begins_a_paragraph() -> None:
    assert text_of(lines(FULL, "it to you.") + lines(FULL, "it to us.", top=650)) == (
        f"{FULL} it to you.\n\n{FULL} it to us.\n"
    )


def test_larger_type_is_a_heading_and_the_largest_is_the_first_level() -> None:
    page = [
        Text(words="Terms of Service", y=780, size=24),
        Text(words="1. Scope", y=730, size=15),
        *lines(FULL, "it."),
    ]
    assert text_of(page) == f"# Terms of Service\n\n## 1. Scope\n\n{FULL} it.\n"


def test_bold_type_on_a_line_of_its_own_is_a_heading() -> None:
    page = [Text(words="2. Fees", y=720, bold=True), *lines(FULL, "it.")]
    assert text_of(page) == f"# 2. Fees\n\n{FULL} it.\n"


LED_IN = "Administrators of this service may change these conditions from time to time and tell customers"


@pytest.mark.parametrize(
    ("first", "rest", "shown"),
    [
        (LED_IN, "about it by mail.", f"{LED_IN} about it by mail."),
        (LED_IN, "About it we write a mail.", f"# {LED_IN}\n\nAbout it we write a mail."),
        ("1. About iMail", "iMail is a service.", "# 1. About iMail\n\niMail is a service."),
    ],
)
def test_a_full_bold_line_whose_sentence_goes_on_is_no_heading(first: str, rest: str, shown: str) -> None:
    page = [Text(words=first, y=714, bold=True), Text(words=rest, y=700), *lines(FULL, "it.", top=660)]
    assert text_of(page) == f"{shown}\n\n{FULL} it.\n"


def test_a_divided_word_is_mended_and_a_hyphened_one_is_kept() -> None:
    assert "will personalise it" in text_of(
        lines("We do not personalise. We think that the company will personal-", "ise it.")
    )
    assert "a third-party service" in text_of(
        lines(
            "A third-party is someone. The provider links to other pages and to a third-",
            "party service as well.",
        )
    )
    assert "the year 2024-25 it" in text_of(
        lines("We said about it that in the course of the year 2024-", "25 it ends.")
    )


def test_running_heads_and_page_numbers_are_dropped_but_for_the_first_head() -> None:
    def page(number: int) -> list[Text]:
        return [
            Text(words="Example Ltd - Terms", y=815),
            *lines(FULL, f"this in clause {number}."),
            Text(words=f"Page {number} of 3", x=280, y=30),
        ]

    text = text_of(page(1), page(2), page(3))
    assert text.count("Example Ltd - Terms") == 1
    assert "Page" not in text
    assert all(f"this in clause {number}." in text for number in (1, 2, 3))


def test_a_sentence_goes_on_over_the_page() -> None:
    assert text_of(lines(FULL), lines("you about it.", top=750)) == f"{FULL} you about it.\n"


def test_items_and_clauses_begin_their_own_blocks() -> None:
    page = lines(
        "You may not:",
        "\u2022 sell it to anyone;",
        "\u2022 rent it.",
        "(a) First clause.",
        "(b) Second clause.",
    )
    assert (
        text_of(page)
        == "You may not:\n\n- sell it to anyone;\n- rent it.\n\n(a) First clause.\n\n(b) Second clause.\n"
    )


def test_bytes_that_differ_without_a_printed_difference_give_the_same_text() -> None:
    page = lines(FULL, "you about it.")
    one, other = (
        pdf(page, comment="made on Monday"),
        pdf(page, comment="made on Tuesday, again", title="Other"),
    )
    assert one != other
    assert extract(one, url=URL).text == extract(other, url=URL).text


def test_a_pdf_says_its_title_and_is_no_guess() -> None:
    result = extract(pdf(lines(FULL)), url=URL, content_type="application/pdf")
    assert (result.title, result.method, result.confidence) == ("Terms", "pdf", None)


@pytest.mark.parametrize(
    "body", [b"%PDF-1.4 and nothing else", pdf([]), b"%PDF-1.7\n" + bytes(range(256)) * 40]
)
def test_a_pdf_without_text_fails_with_a_reason(body: bytes) -> None:
    with pytest.raises(ExtractionFailed, match="PDF"):
        extract(body, url=URL)


def test_threads_read_pdfs_at_the_same_time() -> None:
    bodies = [pdf(*[lines(FULL, f"clause {number} of it.") for _ in range(20)]) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda body: extract(body, url=URL).text, bodies))
    assert all(f"clause {number} of it." in text for number, text in enumerate(texts))


@pytest.mark.parametrize("draw", [rules, boxes])
def test_lines_around_cells_make_a_table(draw: Callable[[list[int], list[int]], str]) -> None:
    page = [*lines(FULL, "it.", top=780), *CELLS, *lines(FULL, "us.", top=580)]
    body = pdf(page, drawn=draw(COLUMNS, ROWS))
    assert extract(body, url=URL).text == f"{FULL} it.\n\n{TABLE}\n{FULL} us.\n"


def test_cells_that_a_file_prints_column_by_column_are_still_rows() -> None:
    page = sorted(CELLS, key=lambda text: text.x)
    assert extract(pdf(page, drawn=rules(COLUMNS, ROWS)), url=URL).text == TABLE


def test_a_table_that_its_outer_lines_do_not_close_is_one() -> None:
    inner = "60 690 m 500 690 l S 60 640 m 500 640 l S 200 720 m 200 610 l S"
    assert extract(pdf(CELLS, drawn=inner), url=URL).text == TABLE


def test_a_table_goes_on_over_the_page_without_its_repeated_head() -> None:
    body = pdf(CELLS, CELLS, drawn=rules(COLUMNS, ROWS))
    assert extract(body, url=URL).text == TABLE + "".join(TABLE.splitlines(keepends=True)[2:])


@pytest.mark.parametrize(
    "drawn", ["60 600 450 150 re S", "60 690 m 500 690 l S", "60 720 m 60 600 l S", rules([60, 500], ROWS)]
)
def test_a_box_around_a_text_and_lines_beside_it_make_no_table(drawn: str) -> None:
    page = lines(FULL, "it to you.")
    assert extract(pdf(page, drawn=drawn), url=URL).text == text_of(page)


def test_lines_that_each_have_a_box_of_their_own_make_no_table() -> None:
    words = [Text(words=FULL, y=700), Text(words="(a) a line of the text further in;", x=90, y=686)]
    drawn = "60 696 460 14 re f 85 682 435 14 re f 60 668 460 14 re f"
    assert extract(pdf(words, drawn=drawn), url=URL).text == text_of(words)


def columns(prose: int) -> tuple[list[str], list[str]]:
    """The lines of two columns, each a sentence that goes on to its end."""
    left = [f"left line {number} of the text is set" for number in range(prose)]
    right = [f"right line {number} of the text is set" for number in range(prose)]
    return left, right


def set_in(words: list[str], x: int) -> list[Text]:
    return [Text(words=text, x=x, y=700 - 14 * number) for number, text in enumerate(words)]


def test_columns_that_a_file_prints_across_are_read_one_after_the_other() -> None:
    left, right = columns(10)
    across = [text for row in zip(set_in(left, 70), set_in(right, 320), strict=True) for text in row]
    title = Text(words="Terms of the service for everybody who uses it in whatever way it may be", y=730)
    assert text_of([title, *across]) == f"{title.words}\n\n{' '.join([*left, *right])}\n"


def test_a_paragraph_in_a_left_column_is_as_wide_as_the_column() -> None:
    left, right = columns(10)
    left[4] = "Left line 4 of the text is set"
    assert text_of([*set_in(left, 70), *set_in(right, 320)]) == f"{' '.join([*left, *right])}\n"


def test_labels_beside_amounts_are_no_columns() -> None:
    labels = set_in([f"Plan {number}" for number in range(10)], 70)
    amounts = set_in([f"{number} euros" for number in range(10)], 320)
    across = [text for row in zip(labels, amounts, strict=True) for text in row]
    assert "Plan 3 3 euros" in text_of(across)
