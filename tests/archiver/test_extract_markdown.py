"""What a page's structure becomes in Markdown."""

from __future__ import annotations

import pytest

from archiver.declarations import Source
from archiver.extract import extract

URL = "https://example.com/legal/privacy?hl=en"


def markdown(html: str, url: str = URL) -> str:
    body = f"<!doctype html><meta charset=utf-8><title>t</title><body><div id=all>{html}".encode()
    return extract(body, url=url, source=Source(url=url, select=("#all",))).text


def test_headings_keep_their_level_and_stand_on_one_line() -> None:
    assert (
        markdown("<h2>3.<br> How <b>we</b>\n use it</h2><h6>Deep</h6>")
        == "## 3. How we use it\n\n###### Deep\n"
    )


def test_a_list_or_a_table_ends_a_heading_whose_end_tag_is_missing() -> None:
    html = "<h2>Scope<ul><li>one</li><li>two</li></ul><p>After it</p></h2><p>More</p>"
    assert markdown(html) == "## Scope\n\n- one\n- two\n\nAfter it\n\nMore\n"
    html = "<h2>Fees<table><tr><td>a</td><td>b</td></tr></table></h2>"
    assert markdown(html) == "## Fees\n\n| a | b |\n| --- | --- |\n"


def test_line_breaks_count_only_where_text_is_preformatted() -> None:
    assert markdown("<pre>one\ntwo</pre><p>three\nfour</p>") == "one\ntwo\n\nthree four\n"
    assert markdown("<h2><pre>Title</pre></h2><p>three\nfour</p>") == "## Title\n\nthree four\n"


@pytest.mark.large
def test_a_table_nested_deep_in_a_table_of_data_loses_no_word() -> None:
    rows = "<tr><td>a</td><td>b</td></tr>" * 1_100
    html = f"<table>{rows}<tr><td>c<table><tr><td>in</td></tr>side</table>d</td><td>e</td></tr></table>"
    assert all(word in markdown(html) for word in ("c", "in", "side", "d", "e"))


def test_an_element_with_the_role_of_a_heading_is_one() -> None:
    assert markdown("<div role=heading aria-level=3>Title</div><p>Text</p>") == "### Title\n\nText\n"


def test_a_paragraph_has_one_sentence_per_line_and_its_breaks_stay() -> None:
    html = (
        "<p>We collect your data here. You may object to it.<br>Example Ltd<br>1 Street</p><p>a<br><br>b</p>"
    )
    assert markdown(html) == (
        "We collect your data here.\nYou may object to it.\nExample Ltd\n1 Street\n\na\n\nb\n"
    )


def test_emphasis_images_and_forms_leave_only_words() -> None:
    html = (
        "<p>Very <b>bold</b> and <em>soft</em> <img alt=no src=x> <code>code</code>"
        "<select><option>x</select></p>"
    )
    assert markdown(html) == "Very bold and soft code\n"


def test_lists_nest_by_the_width_of_their_markers() -> None:
    html = "<ul><li>one<ul><li>inner. It has two sentences here.</li></ul></li><li>two</li></ul>"
    assert markdown(html) == "- one\n  - inner. It has two sentences here.\n- two\n"
    html = "<ol><li>first item of it is long. Second sentence.<ul><li>x</li></ul></li></ol>"
    assert markdown(html) == "1. first item of it is long.\n   Second sentence.\n   - x\n"


@pytest.mark.parametrize(
    ("html", "numbers"),
    [
        ("<ol start=4><li>a<li>b</ol>", ["4.", "5."]),
        ("<ol><li>a<li value=7>b<li>c</ol>", ["1.", "7.", "8."]),
        ("<ol reversed><li>a<li>b<li>c</ol>", ["3.", "2.", "1."]),
        ("<ol type=a start=26><li>a<li>b</ol>", ["- z.", "- aa."]),
        (
            "<ol style='list-style-type: upper-roman'><li>a<li>b<li>c<li>d</ol>",
            ["- I.", "- II.", "- III.", "- IV."],
        ),
        ("<ol start=0><li>a</ol>", ["0."]),
        ("<ol start=x><li value=y>a</ol>", ["1."]),
        ("<ul><li>a</ul>", ["-"]),
    ],
)
def test_items_keep_the_numbers_that_a_browser_shows(html: str, numbers: list[str]) -> None:
    assert [line.rpartition(" ")[0] for line in markdown(html).splitlines()] == numbers


def test_an_item_that_holds_a_heading_is_a_section() -> None:
    html = "<ol><li><h3>Scope</h3><p>Text</p></li><li><h3>Fees</h3></li></ol>"
    assert markdown(html) == "### 1. Scope\n\nText\n\n### 2. Fees\n"


def test_a_second_paragraph_of_an_item_stands_under_its_text() -> None:
    assert markdown("<ul><li><p>one</p><p>more</p></li></ul>") == "- one\n\n  more\n"


def test_marks_that_the_page_writes_itself_stay_text() -> None:
    assert markdown("<ul><li>(a) first</li></ul><p>(b) second</p><p>1.1 third</p>") == (
        "- (a) first\n\n(b) second\n\n1.1 third\n"
    )


def test_a_table_keeps_its_cells_in_order_and_each_row_on_a_line() -> None:
    html = (
        "<table><caption>What we keep</caption><thead><tr><th>Kind</th><th>Why | how</th></tr></thead>"
        "<tr><td>Name<br>Address</td><td><p>Contract.</p><p>It is law.</p></td></tr>"
        "<tr><td colspan=2>Both</td></tr><tr><td rowspan=2>Tall</td><td>1</td></tr><tr><td>2</td></tr>"
        "</table>"
    )
    assert markdown(html) == (
        "What we keep\n\n| Kind | Why \\| how |\n| --- | --- |\n| Name Address | Contract. It is law. |\n"
        "| Both | |\n| Tall | 1 |\n| | 2 |\n"
    )


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    html = "<table role=presentation><tr><td><p>one</p></td><td><p>two</p></td></tr></table>"
    assert markdown(html) == "one\n\ntwo\n"
    assert (
        markdown("<table><tr><td><h2>Title</h2></td></tr><tr><td>text</td></tr></table>")
        == "## Title\n\ntext\n"
    )


def test_terms_and_their_definitions_stay_together() -> None:
    html = (
        "<dl><dt>Personal data</dt><dd>You are told of by it. All of it counts.</dd>"
        "<dt>We</dt><dd>Example Ltd</dd></dl>"
    )
    assert markdown(html) == (
        "- Personal data\n  - You are told of by it.\n    All of it counts.\n- We\n  - Example Ltd\n"
    )


def test_questions_of_accordions_are_kept_with_their_collapsed_answers() -> None:
    html = (
        "<details><summary>What do we collect?</summary><p>Names.</p></details>"
        "<h3><button aria-expanded=false>Why?</button></h3><div hidden><p>To bill you.</p></div>"
        "<button aria-controls=x>How long?</button><div id=x style='display:none'>A year.</div>"
    )
    assert markdown(html) == (
        "What do we collect?\n\nNames.\n\n### Why?\n\nTo bill you.\n\nHow long?\n\nA year.\n"
    )


def test_the_number_of_a_footnote_does_not_run_into_the_word_before_it() -> None:
    html = "<p>Your data<sup><a href='#f1'>12</a></sup> and 5 m<sup>2</sup>, the 1<sup>st</sup></p>"
    assert markdown(html) == "Your data¹² and 5 m², the 1st\n"


def test_a_link_to_another_place_of_the_page_is_only_text() -> None:
    assert markdown(
        "<p>See <a href='#a'>part _one_</a>, <a href='#b'>two</a><a href='#c'>three</a>.</p>"
    ) == ("See part \\_one\\_, two three.\n")


def test_a_footnote_that_links_to_its_note_keeps_its_raised_number() -> None:
    assert markdown("<p>Data<sup><a href='#note1'>1</a></sup> here</p>") == "Data¹ here\n"
    assert markdown("<p>Data<a href='#note1'><sup>1</sup></a> here</p>") == "Data¹ here\n"


def test_what_another_visit_shows_differently_is_left_out() -> None:
    html = (
        "<h2>Title<a class=headerlink href='#title'>¶</a></h2><p>Updated 13 hours ago</p><p>⌘K</p>"
        "<p>Text <time>3 days ago</time></p><p><a href=/x>Terms<span> (opens in a new window)</span></a></p>"
        "<div>probe probe probe probe probe probe</div>"
    )
    assert markdown(html) == "## Title\n\nText\n\n[Terms](https://example.com/x)\n"


def test_an_anchor_without_a_sign_parts_the_words_around_it() -> None:
    assert markdown("<p>1.<a href='#one'> </a>Definitions</p>") == "1. Definitions\n"


def test_hidden_addresses_are_shown() -> None:
    hidden = "".join(f"{byte ^ 0x2A:02x}" for byte in b"privacy@example.com")
    html = (
        f"<p>Write to <a href='/cdn-cgi/l/email-protection' class=__cf_email__ data-cfemail='2a{hidden}'>"
        f"[email&#160;protected]</a> or <a href='/cdn-cgi/l/email-protection#2a{hidden}'>"
        "[email protected]</a>, "
        f"or <a href='mailto:a@example.com'>a@example.com</a>.</p>"
    )
    assert markdown(html) == "Write to privacy@example.com or privacy@example.com, or a@example.com.\n"


# Links


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("/terms?hl=en", "https://example.com/terms?hl=en"),
        ("../x", "https://example.com/x"),
        ("//other.example/a", "https://other.example/a"),
        ("/a?utm_source=x&page=2&fbclid=3&_gl=1*1a2b", "https://example.com/a?page=2"),
        ("/a?redirect_id=ab12cd34ef56ab12cd34ef56ab12", "https://example.com/a"),
        ("/a?x=0123456789abcdef0123456789abcdef", "https://example.com/a"),
        ("/a?id=3F2504E0-4f89-11d3-9a0c-0305e82c3301&b=c", "https://example.com/a?b=c"),
        ("/a?t=eyJhbGciOi.eyJzdWIiOi.SflKxwRJ-_&b=c", "https://example.com/a?b=c"),
        ("/a?SESSIONID=1&_gl=1*1c3*_ga", "https://example.com/a"),
        ("/a;jsessionid=12AB?b=c", "https://example.com/a?b=c"),
        ("/a_(b)", "https://example.com/a_%28b%29"),
        (" /with\n space ", "https://example.com/withspace"),
        ("/other#section", "https://example.com/other#section"),
    ],
)
def test_links_are_absolute_and_the_same_on_every_visit(href: str, target: str) -> None:
    assert markdown(f'<p>See <a href="{href}">it</a>.</p>') == f"See [it]({target}).\n"


@pytest.mark.parametrize(
    "query",
    [
        "state=california",
        "sid=uk-consumers",
        "rid=7&nonce=word&timestamp=2024&cb=1&_t=2",
        "id=annex-2-processing-of-data-2024-eu",
        "returnTo=/en/articles/20001152-what-to-know",
        "endpoint=models/version-2.5/image-to-video",
        "id=100008222891851",
        "doc=1234567890123456",
        "code=deadbeef12",
        "sc_lang=de&source=annex&reference=dpa&medium=print&keyword=fees",
        "a=%C3%A9&b&c=",
    ],
)
def test_what_a_parameter_says_of_the_page_stays_in_its_link(query: str) -> None:
    target = f"https://example.com/a?{query}"
    assert markdown(f'<p>See <a href="/a?{query}">it</a>.</p>') == f"See [it]({target}).\n"


@pytest.mark.parametrize(
    "href", ["#part", "", "javascript:void(0)", "mailto:a@b.example", "tel:+1", "http://[", URL + "#x"]
)
def test_what_leads_to_no_other_page_is_only_text(href: str) -> None:
    assert markdown(f'<p>See <a href="{href}">it</a>.</p>') == "See it.\n"


def test_the_base_of_the_page_resolves_its_links() -> None:
    assert (
        markdown("<base href='https://cdn.example/v2/'><p><a href=a>it</a></p>")
        == "[it](https://cdn.example/v2/a)\n"
    )


def test_spaces_at_the_ends_of_a_link_stay_outside_of_it() -> None:
    assert (
        markdown("<p>See<a href=/a> the terms </a>now</p>") == "See [the terms](https://example.com/a) now\n"
    )


def test_a_link_around_blocks_is_a_link_in_each() -> None:
    html = "<a href=/a><h3>Title</h3><p>Text</p></a>"
    assert markdown(html) == "### [Title](https://example.com/a)\n\n[Text](https://example.com/a)\n"


def test_brackets_in_a_link_are_escaped() -> None:
    assert markdown("<p><a href=/a>Terms [PDF]</a></p>") == "[Terms \\[PDF\\]](https://example.com/a)\n"


def test_links_side_by_side_and_a_time_behind_its_label_are_told_apart() -> None:
    html = "<p><a href=/a>View</a><a href=/b>Print</a></p><p>Updated<time>May 1</time></p>"
    assert markdown(html) == (
        "[View](https://example.com/a) [Print](https://example.com/b)\n\nUpdated May 1\n"
    )


# Escapes


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("# not a heading", "\\# not a heading"),
        ("* footnote", "* footnote"),
        ("*footnote", "\\*footnote"),
        ("2024. That was it", "2024\\. That was it"),
        ("&lt;b&gt; and a &lt; b", "\\<b> and a < b"),
        ("snake_case and _this_", "snake_case and \\_this\\_"),
        ("&amp;amp; &amp; AT&amp;T", "\\&amp; & AT&T"),
        ("[a] (b) [c](d)", "[a] (b) [c]\\(d)"),
        ("C:\\dir", "C:\\\\dir"),
        ("> quoted", "\\> quoted"),
        ("~~struck~~ ~5", "\\~~struck\\~~ ~5"),
    ],
)
def test_only_what_would_be_misread_is_escaped(text: str, written: str) -> None:
    assert markdown(f"<p>{text}</p>") == written + "\n"
