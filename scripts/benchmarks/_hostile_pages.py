"""Pages and PDFs that would freeze or exhaust what reads them, written by us."""

from __future__ import annotations

import zlib

POLICY = (
    "<!doctype html><html lang=en><head><title>Privacy Policy</title></head>"
    "<body><main><h1>Privacy Policy</h1>"
    + "".join(
        f"<h2>{number}. Section</h2><p>We collect the personal data of kind {number} that you give us when "
        f"you sign up, use it for purpose {number}, and keep it for {number + 10} days. You may ask for a "
        "copy, have it corrected, or object to the processing; we answer within one month.</p>"
        for number in range(1, 12)
    )
    + "</main></body></html>"
).encode()


def page(body: str) -> bytes:
    """A page around a body."""
    return f"<!doctype html><html><head><title>Policy</title></head><body>{body}</body></html>".encode()


def pdf(objects: list[bytes]) -> bytes:
    """A PDF of these objects, the first of which is the catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (
            len(objects) + 1,
            table,
            len(objects) + 1,
            len(out),
        )
    )


def stream(data: bytes, extra: bytes = b"") -> bytes:
    """A PDF stream."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), extra, data)


def nested_forms(levels: int, each: int) -> bytes:
    """Forms that draw forms that draw forms: `each` to the power of `levels` in a few kilobytes."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
        b" /Resources << /XObject << /F 5 0 R >> >> >>",
        stream(b"/F Do\n"),
    ]
    for level in range(levels):
        last = level == levels - 1
        resources = b"" if last else b"/Resources << /XObject << /F %d 0 R >> >>" % (6 + level)
        draw = b"BT /T 9 Tf (x) Tj ET\n" if last else b"/F Do\n"
        objects.append(stream(draw * each, b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] " + resources))
    return pdf(objects)


def pdf_bomb(megabytes: int) -> bytes:
    """A content stream that is much larger than it looks."""
    packed = zlib.compress(b"BT (text) Tj ET\n" * (megabytes * 2**20 // 16), 9)
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R >>",
            stream(packed, b"/Filter /FlateDecode"),
        ]
    )


HEAVY = 2**20
ONE_PAGE = [
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
    b" /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
]
"""The first objects of a PDF whose fourth is what its only page draws."""
PACKED_TWICE = zlib.compress(zlib.compress(bytes(50 * HEAVY), 9))
DRAWS_ITSELF = b"/Resources << /XObject << /F 4 0 R >> >>"
RUNS_A_SCRIPT = b"/OpenAction << /S /JavaScript /JS (while(1);) >> >>"

PAGES: dict[str, bytes] = {
    "nothing": b"",
    "a byte": b"\xff",
    "zeros": b"\0" * 100_000,
    "question marks": page("<p>" + "?" * HEAVY),
    "exclamation marks": page("<p>" + "!" * HEAVY),
    "full stops": page("<p>" + "." * HEAVY),
    "ellipses": page("<p>" + "…" * (HEAVY // 3)),
    "ideographic stops": page("<p>" + "。" * (HEAVY // 3)),
    "character references": page("<p>" + "&#63;" * (HEAVY // 5)),
    "spaces": page("<p>" + " " * HEAVY + "x"),
    "line breaks": page("<p>" + "<br>" * (HEAVY // 4)),
    "non-breaking spaces": page("<p>" + "&nbsp;" * (HEAVY // 6)),
    "one word": page("<p>" + "a" * HEAVY),
    "one number": page("<p>" + "9" * HEAVY),
    "brackets": page("<p>" + "[" * HEAVY),
    "parentheses": page("<p>" + "(" * HEAVY),
    "backslashes": page("<p>" + "\\" * HEAVY),
    "asterisks": page("<p>" + "*" * HEAVY),
    "pipes": page("<p>" + "|" * HEAVY),
    "dashes with spaces": page("<title>" + " - " * (HEAVY // 3) + "</title><p>x"),
    "combining marks": page("<p>" + "e" + "\u0301" * (HEAVY // 2)),
    "joiners": page("<p>" + "a\u200d" * (HEAVY // 4)),
    "bidi marks": page("<p>" + "\u202e\u202d" * (HEAVY // 6)),
    "escapes": page("<p>\x1b]0;title\x07\x1b[2J" * 5_000),
    "lone surrogates": page("<p>&#xD800;&#xDFFF;" * 20_000),
    "attributes": page("<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">x"),
    "one attribute of a megabyte": page(f"<p title='{'x' * HEAVY}'>x"),
    "classes": page(f"<p class='{' '.join(f'c{n}' for n in range(100_000))}'>x"),
    "spans of cells": page("<table>" + "<tr><td colspan=1000 rowspan=65534>x" * 3_000 + "</table>"),
    "wide table": page("<table><tr>" + "<td>x" * 100_000 + "</table>"),
    "long table": page("<table>" + "<tr><td>x<td>y" * 60_000 + "</table>"),
    "nested tables": page("<table><tr><td>" * 5_000),
    "nested divs": page("<div>" * 100_000 + "x"),
    "nested lists": page("<ul><li>" * 50_000 + "x"),
    "nested quotes": page("<blockquote>" * 50_000 + "x"),
    "nested emphasis": page("<b><i>" * 50_000 + "x"),
    "nested anchors": page("<a href=x>" * 100_000 + "x"),
    "unclosed everything": page("<p><b><a href=x><table><tr><td><ul><li>" * 10_000),
    "many headings": page("".join(f"<h{n % 6 + 1}>Heading {n}</h{n % 6 + 1}>" for n in range(50_000))),
    "many links": page("".join(f"<a href=/p/{n}>Link {n}</a> " for n in range(80_000))),
    "many list items": page("<ol>" + "<li>Item of a list" * 60_000 + "</ol>"),
    "many paragraphs": page("<p>A sentence of a policy that says a thing about data." * 40_000),
    "many anchors": page("".join(f"<p id=a{n}>x" for n in range(80_000))),
    "one link of a megabyte": page(f"<a href='/{'a' * HEAVY}'>x</a>"),
    "query of a megabyte": page(f"<a href='/?{'a=1&' * (HEAVY // 4)}'>x</a>"),
    "scripts": page("<script>" + "x=1;" * (HEAVY // 4) + "</script><p>x"),
    "styles": page("<style>" + "a{b:c}" * (HEAVY // 6) + "</style><p>x"),
    "comments": page("<!-- x -->" * 80_000 + "<p>x"),
    "unclosed comment": page("<!-- " + "x" * HEAVY),
    "unclosed script": page("<script>" + "x" * HEAVY),
    "cdata": page("<![CDATA[" * 50_000),
    "doctypes": b"<!doctype html>" * 50_000,
    "entities": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]><p>&b;</p>' * 500,
    "external entity": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><p>&a;</p>',
    "xml": b'<?xml version="1.0" encoding="undefined"?><html><body><p>x</p></body></html>',
    "utf-16 without a mark": POLICY.decode().encode("utf-16-le"),
    "utf-32": POLICY.decode().encode("utf-32"),
    "utf-7": b"+ADw-p+AD4-x" * 5_000,
    "shift-jis bytes": b"\x82\xa0" * 100_000,
    "base href": page("<base href='javascript:'>" + "<a href=x>y</a>" * 1_000),
    "bad base": page("<base href='http://['>" + "<a href=x>y</a>" * 1_000),
    "bad links": page("".join(f"<a href='http://[{n}'>x</a>" for n in range(5_000))),
    "frames": page("<iframe src='/'>" * 10_000),
    "svg": page("<svg>" + "<g>" * 20_000 + "<text>x"),
    "math": page("<math>" + "<mrow>" * 20_000 + "<mi>x"),
    "forms": page("<form>" + "<input name=x>" * 50_000),
    "a template": page("<template>" + POLICY.decode() + "</template>"),
    "20 MB of text": page("<p>A sentence of a policy that says a thing about your data." * 330_000),
    "consent wall": page(
        "<h1>We value your privacy</h1><p>Accept all cookies to go on.</p><button>Accept all</button>"
    ),
    "captcha": page("<h1>Just a moment...</h1><p>Verify that you are human.</p>"),
}

PAGES |= {
    "selects": page("<select>" + "<option>x" * 60_000),
    "nested selects": page("<select><option>" * 30_000 + "x"),
    "definition lists": page("<dl>" + "<dt>a<dd>b" * 40_000),
    "nested definitions": page("<dl><dd>" * 40_000 + "x"),
    "details": page("<details><summary>a</summary>b" * 20_000),
    "footnotes": page("<p>" + "x<sup>1</sup>" * 40_000),
    "nested footnotes": page("<sup>" * 50_000 + "x"),
    "preformatted": page("<pre>" + "a  b\n" * 200_000),
    "preformatted tabs": page("<pre>" + "\t" * HEAVY),
    "code": page("<p>" + "<code>`</code>" * 40_000),
    "rulers": page("<hr>" * 100_000),
    "images": page("<img alt=x src=/y>" * 80_000),
    "pictures in data": page(f"<img src='data:image/png;base64,{'A' * HEAVY}'>"),
    "captions": page("<table><caption>x</caption></table>" * 30_000),
    "heads of tables": page("<table>" + "<tr><th>x<th>y" * 40_000),
    "cells of tables of cells": page("<table><tr><td><table><tr><td>x</table>" * 20_000),
    "columns": page("<table>" + "<col span=1000>" * 50_000 + "<tr><td>x"),
    "span of a negative": page("<table>" + "<tr><td colspan=-5 rowspan=-5>x" * 20_000),
    "span of words": page("<table>" + "<tr><td colspan=many rowspan=0x10>x" * 20_000),
    "list numbers of 100,000 digits": page(f"<ol start={'9' * 100_000}><li value={'8' * 100_000}>x"),
    "aria levels": page(f"<div role=heading aria-level={'9' * 10_000}>x</div>" * 20),
    "hidden everything": page("<div hidden>x</div><p style='display:none'>y" * 30_000),
    "styles inline": page(f"<p style='{'color:red;' * (HEAVY // 10)}'>x"),
    "one id": page("<p id=x>y" * 80_000),
    "ids": page("".join(f"<p id='{'x' * 200}{n}'>y" for n in range(4_000))),
    "languages": page("<p lang=xx-yy>a" * 60_000),
    "right to left": page("<bdo dir=rtl>" * 40_000 + "x"),
    "ruby": page("<ruby>漢<rt>kan</rt></ruby>" * 30_000),
    "custom elements": page("".join(f"<x-{n}>" for n in range(60_000))),
    "colons in names": page("<a:b:c:d>" * 60_000),
    "names of 1,000 letters": page(f"<{'x' * 1_000}>" * 1_000),
    "processing instructions": page("<?php echo 1 ?>" * 60_000),
    "conditional comments": page("<!--[if IE]><p>x<![endif]-->" * 40_000),
    "closing tags": page("</p></div></a></table>" * 50_000),
    "framesets": page("<frameset>" * 20_000),
    "plaintext": page("<plaintext>" + "<p>" * 100_000),
    "noscripts": page("<noscript><p>x</noscript>" * 40_000),
    "titles": page("<title>x</title>" * 40_000),
    "a title of a megabyte": f"<title>{'Policy ' * (HEAVY // 7)}</title><p>x".encode(),
    "metas": b"<meta charset=utf-7>" * 50_000,
    "dates": page("<p>" + "Last updated: 1 March 2025. " * 30_000),
    "dates that are none": page("<p>" + "31.02.2025 99/99/9999 " * 40_000),
    "numbers of clauses": page("".join(f"<p>{n}.{n}.{n} ({n}) § {n} x" for n in range(30_000))),
    "quotes": page("<p>" + "\u201cx\u201d 'y' " * 60_000),
    "abbreviations": page("<p>" + "e.g. i.e. No. Inc. U.S. " * 40_000),
    "addresses": page("<p>" + "a@b.c https://x.y/z " * 50_000),
    "words of all scripts": page("<p>" + "дом 条款 약관 ข้อ شروط " * 30_000),
    "Chinese without a stop": page("<p>" + "条款" * (HEAVY // 6)),
    "emoji": page("<p>" + "\U0001f469\u200d\U0001f4bb" * 60_000),
    "ligatures": page("<p>" + "\ufb03\ufdfa" * 100_000),
    "same paragraph": page("<p>We collect the data that you give us.</p>" * 40_000),
    "same section": page("<h2>Terms of Service</h2><p>x</p>" * 30_000),
    "links to one place": page("<a href=#x>Privacy Policy</a> " * 60_000),
    "menus": page("<nav><ul><li><a href=/x>y</a></ul></nav>" * 15_000),
    "mains": page("<main><article><section><p>x" * 10_000),
    "base tags": page("<base href=/x>" * 50_000),
    "gigabyte of zeros packed": zlib.compress(bytes(HEAVY)) * 500,
    "a zip": b"PK\x03\x04" + bytes(HEAVY),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4_000,
    "JSON": b'{"a": ' * 100_000,
    "markdown": b"# x\n\n* [a](b)\n" * 60_000,
    "CSV": b"a;b;c\n" * 150_000,
}

PDFS: dict[str, bytes] = {
    "nested forms": nested_forms(12, 10),
    "deep forms": nested_forms(400, 1),
    "stream of 300 MB": pdf_bomb(300),
    "stream of 50 MB": pdf_bomb(50),
    "cut short": pdf_bomb(1)[:300],
    "head only": b"%PDF-1.7\n",
    "head and zeros": b"%PDF-1.7\n" + b"\0" * HEAVY,
    "no catalogue": pdf([b"<< >>"]),
    "pages that hold themselves": pdf(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"]
    ),
    "a million pages": pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count 100000 >>" % (b"3 0 R " * 100_000),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        ]
    ),
    "huge page": pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1e30 1e30] >>",
        ]
    ),
    "packed twice": pdf(
        [
            *ONE_PAGE,
            stream(
                zlib.compress(zlib.compress(bytes(50 * HEAVY), 9)), b"/Filter [/FlateDecode /FlateDecode]"
            ),
        ]
    ),
    "text of 8 MB": pdf([*ONE_PAGE, stream(b"BT /F 9 Tf (policy) Tj ET\n" * 300_000)]),
    "one text of 4 MB": pdf([*ONE_PAGE, stream(b"BT /F 9 Tf (" + b"x" * 4 * HEAVY + b") Tj ET\n")]),
    "nested brackets": pdf([*ONE_PAGE, stream(b"[" * HEAVY)]),
    "nested dictionaries": pdf([b"<< /A " * 50_000]),
    "saved states": pdf([*ONE_PAGE, stream(b"q " * HEAVY)]),
    "a page that contains itself": pdf(
        [*ONE_PAGE, stream(b"/F Do", b"/Resources << /XObject << /F 4 0 R >> >>")]
    ),
    "contents that are a catalogue": pdf([*ONE_PAGE[:2], ONE_PAGE[2].replace(b"4 0 R", b"1 0 R")]),
    "length of 400 digits": pdf([*ONE_PAGE, b"<< /Length %s >>\nstream\nx\nendstream" % (b"9" * 400)]),
    "table of 100,000 objects": pdf([*ONE_PAGE, stream(b"")] + [b"null"] * 100_000),
    "table that points anywhere": pdf([*ONE_PAGE, stream(b"")]).replace(b" 00000 n", b" 65535 n"),
    "scripts": pdf(
        [
            ONE_PAGE[0].replace(b">>", b"/OpenAction << /S /JavaScript /JS (while(1);) >> >>"),
            *ONE_PAGE[1:],
            stream(b""),
        ]
    ),
    "encrypted": b"%PDF-1.7\n1 0 obj\n<< /Filter /Standard /V 4 /R 4 >>\nendobj\n"
    b"trailer << /Encrypt 1 0 R >>\n%%EOF",
}
