"""Pages that are broken, hostile or not what their headers say.

Each is read by a worker with the memory that strangers' pages are read in, 500 MB, and gives a text, or a
reason of our own, before a limit ends it. It has more CPU time than they have, since tests run on slow
machines, and with their coverage measured; `scripts/bench reading` has the true limits.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Iterator

import pytest

from archiver.crawl.workers import ReadingEnded, Workers
from archiver.extract import ExtractionFailed, clean_text, extract
from tests.archiver.test_pdf import assembled

pytestmark = pytest.mark.large

URL = "https://example.com/terms"
SENTENCE = "We collect the personal data that you give us when you open an account with our service."
PARAGRAPH = f"<p>{SENTENCE}</p>".encode()
CPU_SECONDS = 120
DEEP = 240
"""Pairs of elements that just may be nested."""


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(1, cpu_seconds=CPU_SECONDS, wall_seconds=CPU_SECONDS) as pool:
        yield pool


def outcome(workers: Workers, body: bytes, **more: object) -> str:
    """The text, or the reason why there is none; that a limit was hit is raised."""
    try:
        return workers.compute(extract, body, url=URL, **more).text  # type: ignore[arg-type]
    except ReadingEnded:
        raise
    except ExtractionFailed as failure:
        return failure.reason


def attributes(count: int) -> str:
    return " ".join(f"a{number}=1" for number in range(count))


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "deep": (lambda: b"<div>" * 50_000 + PARAGRAPH, "nested"),
    "deep lists": (lambda: b"<ul><li>x" * 25_000 + PARAGRAPH, "nested"),
    "deep tables": (lambda: b"<table><tr><td>x" * 20_000 + PARAGRAPH, "nested"),
    "a million italics": (lambda: b"<i>a</i>" * 1_000_000, "elements"),
    "a million paragraphs": (lambda: b"<p>a b</p>" * 1_000_000, "elements"),
    "a million cells": (lambda: b"<td>a" * 1_000_000, "elements"),
    "a million breaks": (lambda: b"<br>" * 1_000_000, "elements"),
    "a million links": (lambda: b"<li><a href=/x>y</a>" * 1_000_000, "elements"),
    "attributes": (lambda: f"<p {attributes(100_000)}>{SENTENCE}".encode(), "attributes"),
    "attributes in a form": (lambda: f"<input {attributes(100_000)}>{SENTENCE}".encode(), "attributes"),
    "attributes behind an empty comment": (
        lambda: f"<!--><p {attributes(100_000)}>{SENTENCE}-->".encode(),
        "attributes",
    ),
    "attributes behind an open quote": (
        lambda: f"<p x='><p {attributes(100_000)}>{SENTENCE}".encode(),
        "attributes",
    ),
    "many elements of many attributes": (
        lambda: f"<p {attributes(300)}>{SENTENCE}".encode() * 10_000,
        "attributes",
    ),
    "a bomb in a PDF": (lambda: one_page(packed(bytes(200_000_000))), "unpacks"),
    "a bomb of text in a PDF": (lambda: one_page(packed(b"BT (aaaaaaaa) Tj ET " * 2_000_000)), "unpacks"),
    "a PDF packed twice": (
        lambda: one_page(packed(zlib.compress(bytes(50_000_000)), b"/FlateDecode /FlateDecode")),
        "twice",
    ),
}
READ: dict[str, Callable[[], bytes]] = {
    "?": lambda: b"<p>" + b"?" * 1_000_000,
    "escaped ?": lambda: b"<p>" + b"&#63;" * 1_000_000,
    "!": lambda: b"<p>" + b"!" * 1_000_000,
    "ellipses": lambda: b"<p>" + "…".encode() * 1_000_000,
    "Chinese points": lambda: b"<p>" + "。".encode() * 1_000_000,
    "points": lambda: b"<p>" + b". " * 1_000_000,
    "one word": lambda: b"<p>" + b"x" * 2_000_000,
    "sentences": lambda: b"<p>" + b"Hello there, my good friend. " * 70_000,
    "brackets": lambda: b"<p>" + b"[" * 2_000_000,
    "escaped brackets": lambda: b"<p>" + b"\\[" * 1_000_000,
    "parentheses": lambda: b"<p>" + b"(" * 1_000_000 + b")" * 1_000_000,
    "addresses": lambda: b"<p>" + b"a.b@c.d " * 250_000,
    "abbreviations": lambda: b"<p>" + b"No. " * 500_000,
    "spans": lambda: (
        b"<table>" + b"<tr><td colspan=1000 rowspan=65534>a</td></tr>" * 3_000 + b"</table>" + PARAGRAPH * 9
    ),
    "spans of open cells": lambda: (
        b"<table>" + b"<tr><td rowspan=99999999 colspan=9999999>a<td>b" * 3_000 + b"</table>"
    ),
    "numbers of 100,000 digits": lambda: (
        b"<table><tr><td colspan=%b>a<td>b</table><ol start=%b><li value=%b>c</ol>"
        b"<div role=heading aria-level=%b>d" % ((b"9" * 100_000,) * 4)
    ),
    "links in links": lambda: b"<a href=#x><b>t</b><div>" * DEEP + PARAGRAPH * 50_000,
    "raised in raised": lambda: b"<sup>" * 2 * DEEP + b"1<i>2</i>" * 100_000,
    "items in items": lambda: b"<ul><li>a" * DEEP + b"<p>b" * 100_000,
    "buttons in buttons": lambda: (b"<div><a>" * DEEP + b"x" + b"</a></div>" * DEEP) * 100,
    "a million classes": lambda: b"<div class='" + b"nav-x " * 1_000_000 + b"'>" + PARAGRAPH * 5,
    "tags without an end": lambda: b"<a " * 1_000,
    "scripts without an end": lambda: b"<script>" * 1_000_000,
    "comments without an end": lambda: b"<!-- -" * 1_000_000,
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_body_that_would_take_minutes_or_gigabytes_is_refused(workers: Workers, kind: str) -> None:
    body, reason = REFUSED[kind]
    with pytest.raises(ExtractionFailed, match=reason) as failure:
        workers.compute(extract, body(), url=URL)
    assert not isinstance(failure.value, ReadingEnded)


@pytest.mark.parametrize("kind", READ)
def test_a_body_of_much_of_one_kind_is_read_within_the_limits(workers: Workers, kind: str) -> None:
    assert outcome(workers, READ[kind]())


def test_a_policy_of_three_megabytes_is_read_within_the_limits(workers: Workers) -> None:
    clause = (
        "<p>Clause {} of these terms is about something that no other clause is about, as you see here.</p>"
    )
    text = outcome(workers, "".join(clause.format(number) for number in range(30_000)).encode())
    assert text.count("\n\n") == 29_999


def test_many_sections_of_the_same_title_are_told_apart_within_the_limits(workers: Workers) -> None:
    title = "Terms of Service for everyone here"
    body = f"<h2>{title}</h2>".encode() * 10_000
    assert outcome(workers, body, named=title, beside=("Privacy Policy",)).count(title) == 10_000


def test_a_pdf_whose_forms_draw_forms_ends_its_worker_and_nothing_else() -> None:
    with Workers(1, cpu_seconds=3) as workers:
        with pytest.raises(ReadingEnded):
            workers.compute(extract, forms_in_forms(width=10, levels=12), url=URL)
        assert outcome(workers, PARAGRAPH) == SENTENCE + "\n"


def packed(data: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    """A stream of a PDF, compressed."""
    small = zlib.compress(data, 9)
    return b"<< /Filter [%b] /Length %d >>\nstream\n%b\nendstream" % (filters, len(small), small)


def one_page(content: bytes) -> bytes:
    """A PDF of one page that draws the content."""
    return assembled([*_head(b""), content], "")


def forms_in_forms(*, width: int, levels: int) -> bytes:
    """A PDF whose page draws a form, which draws another so many times, and so on."""
    forms = [_form(b"/X Do " * width, draws=7 + level) for level in range(levels)]
    last = _form(b"0 0 m 1 1 l", draws=0)
    page = b"<< /Length 5 >>\nstream\n/X Do\nendstream"
    return assembled([*_head(b"/XObject << /X 6 0 R >>"), page, *forms, last], "")


def _head(resources: bytes) -> list[bytes]:
    return [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        b"<< /Title (Terms) >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << %b >> >>"
        % resources,
    ]


def _form(drawn: bytes, *, draws: int) -> bytes:
    resources = b"/XObject << /X %d 0 R >>" % draws if draws else b""
    return (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 600 900] /Length %d /Resources << %b >> >>"
        b"\nstream\n%b\nendstream" % (len(drawn), resources, drawn)
    )


def test_a_page_nested_two_hundred_deep_is_read() -> None:
    assert SENTENCE in clean_text(b"<div>" * 200 + PARAGRAPH * 3 + b"</div>" * 200, URL)


@pytest.mark.parametrize("seed", range(5))
def test_random_bytes_are_a_text_or_refused_with_a_reason(seed: int) -> None:
    assert read_or_refused(random.Random(seed).randbytes(100_000))


def read_or_refused(body: bytes) -> str:
    try:
        return clean_text(body, URL)
    except ExtractionFailed as failure:
        return failure.reason


@pytest.mark.parametrize("seed", range(10))
def test_a_page_cut_and_shuffled_is_a_text_or_refused_with_a_reason(seed: int) -> None:
    chance = random.Random(seed)
    pieces = [
        b"<table>",
        b"<tr>",
        b"<td colspan=x>",
        b"</table>",
        b"<ol start=-5>",
        b"<li>",
        b"<h2>",
        b"</h2>",
        b"<a href=']['>",
        b"</a>",
        b"<sup>1",
        b"<pre>",
        b"</p>",
        b"<dl>",
        b"<dd>",
        b"<time>",
        b"&#0;&#xD800;",
        b"<!--",
        b"-->",
        b"<p",
        PARAGRAPH,
    ]
    assert read_or_refused(b"".join(chance.choices(pieces, k=400)))


# Charsets

UMLAUTS = "Wir verarbeiten Ihre persönlichen Daten nur für die Zwecke, die wir Ihnen genannt haben."


@pytest.mark.parametrize(
    ("charset", "content_type", "meta"),
    [
        ("utf-8", "text/html; charset=utf-8", ""),
        ("utf-8", "text/html; charset=iso-8859-1", ""),
        ("utf-8", "text/html", "<meta charset=iso-8859-1>"),
        ("utf-8", "", ""),
        ("iso-8859-1", "text/html; charset=ISO-8859-1", ""),
        ("cp1252", "text/html", "<meta http-equiv=Content-Type content='text/html; charset=windows-1252'>"),
        ("cp1252", "text/html; charset=no-such-thing", ""),
        ("cp1252", "text/html; charset=undefined", ""),
        ("cp1252", "text/html; charset=idna", ""),
        ("cp1252", "text/html; charset=hex", ""),
        ("cp1252", "text/html; charset=rot13", "<meta charset=punycode>"),
        ("cp1252", "text/html", "<meta charset=undefined>"),
        ("cp1252", "text/html", "<meta charset=utf-16>"),
        ("cp1252", "text/html; charset=utf-8", ""),
        ("utf-8-sig", "text/html; charset=cp1252", ""),
        ("utf-16", "text/html", ""),
    ],
)
def test_the_bytes_are_believed_before_the_header_and_the_header_before_the_page(
    charset: str, content_type: str, meta: str
) -> None:
    body = f"<html><head>{meta}</head><body><p>{UMLAUTS}</p></body></html>".encode(charset)
    assert extract(body, url=URL, content_type=content_type).text == UMLAUTS + "\n"


def test_chinese_in_its_own_charset_is_read() -> None:
    text = "我们仅出于您已知的目的处理您的个人信息，并且不会出售这些信息。"
    body = f"<html><body><p>{text}</p></body></html>".encode("gb18030")
    assert extract(body, url=URL, content_type="text/html; charset=gb2312").text == text + "\n"


def test_a_few_broken_bytes_do_not_change_the_charset_of_the_rest() -> None:
    body = f"<p>{UMLAUTS}</p>".encode() * 40 + b"<p>\xff broken</p>"
    assert UMLAUTS in clean_text(body, URL)


def test_control_characters_and_marks_of_ours_in_a_page_are_dropped() -> None:
    body = b"<p>one\x00two \x01three\x02four\x03 \x0bfive</p>" + PARAGRAPH
    text = clean_text(body, URL)
    assert not set(text) & set("\x00\x01\x02\x03\x0b")
    assert SENTENCE in text


def test_a_body_that_is_no_text_is_refused() -> None:
    with pytest.raises(ExtractionFailed, match="not text"):
        clean_text(b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(5_000), URL)


def test_plain_text_keeps_its_lines_and_its_angle_brackets() -> None:
    body = b"Terms\n\nWe keep <b>your</b> data.\nYou may object.\n"
    text = extract(body, url=URL, content_type="text/plain; charset=utf-8").text
    assert text == "Terms\n\nWe keep \\<b>your\\</b> data.\nYou may object.\n"
