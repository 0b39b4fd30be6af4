"""Pages that are broken, hostile or not what their headers say."""

from __future__ import annotations

import contextlib
import random
import time

import pytest

from archiver.extract import ExtractionFailed, clean_text, extract

URL = "https://example.com/terms"
SENTENCE = "We collect the personal data that you give us when you open an account with our service."
PARAGRAPH = f"<p>{SENTENCE}</p>".encode()
PROMPT_SECONDS = 20
"""CPU seconds within which any body is read or refused, on a slow machine."""


def seconds(body: bytes) -> float:
    """CPU time until the body is read or refused."""
    start = time.process_time()
    with contextlib.suppress(ExtractionFailed):
        clean_text(body, URL)
    return time.process_time() - start


@pytest.mark.parametrize(
    "tag", ["div", "ul><li", "table><tr><td", "b", "h1", "dl><dd", "a href=/x", "blockquote", "section"]
)
def test_fifty_thousand_nested_elements_are_refused_or_read(tag: str) -> None:
    assert seconds(f"<{tag}>text ".encode() * 50_000 + PARAGRAPH) < PROMPT_SECONDS


def test_deep_nesting_is_named_as_the_reason() -> None:
    with pytest.raises(ExtractionFailed, match="nested"):
        clean_text(b"<div>" * 50_000 + PARAGRAPH, URL)


def test_a_page_nested_two_hundred_deep_is_read() -> None:
    assert SENTENCE in clean_text(b"<div>" * 200 + PARAGRAPH * 3 + b"</div>" * 200, URL)


@pytest.mark.parametrize("piece", [b"<i>a</i>", b"<p>a b</p>", b"<td>a", b"<br>", b"<li><a href=/x>y</a>"])
def test_a_million_tiny_elements_are_refused(piece: bytes) -> None:
    with pytest.raises(ExtractionFailed, match="elements"):
        clean_text(b"<html><body>" + piece * 1_000_000, URL)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 2_000_000,
        "Hello there, my good friend. " * 70_000,
        ". " * 1_000_000,
        "[" * 2_000_000,
        "\\[" * 1_000_000,
        "a.b@c.d " * 250_000,
        "(" * 1_000_000 + ")" * 1_000_000,
        "No. " * 500_000,
    ],
    ids=lambda text: text[:6],
)
def test_megabytes_of_one_kind_take_linear_time(text: str) -> None:
    assert seconds(f"<p>{text}</p>".encode()) < PROMPT_SECONDS


def test_a_policy_of_ten_megabytes_is_read() -> None:
    body = b"".join(
        f"<p>Clause {n} of these terms is about something that no other clause is about.</p>".encode()
        for n in range(100_000)
    )
    start = time.process_time()
    assert clean_text(body, URL).count("\n\n") == 99_999
    assert time.process_time() - start < PROMPT_SECONDS


def test_a_body_beyond_the_limit_is_refused() -> None:
    with pytest.raises(ExtractionFailed, match="bytes"):
        clean_text(b"x" * (33 * 1024 * 1024), URL)


def test_spans_of_a_table_are_bounded() -> None:
    row = b"<tr><td rowspan=99999999 colspan=9999999>a<td>b"
    assert seconds(b"<table>" + row * 500 + b"</table>") < PROMPT_SECONDS


@pytest.mark.parametrize("seed", range(5))
def test_random_bytes_crash_nothing(seed: int) -> None:
    seconds(random.Random(seed).randbytes(100_000))


@pytest.mark.parametrize("seed", range(10))
def test_a_page_cut_and_shuffled_crashes_nothing(seed: int) -> None:
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
    seconds(b"".join(chance.choices(pieces, k=400)))


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
