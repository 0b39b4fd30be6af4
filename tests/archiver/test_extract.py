"""From a page to the Markdown of the document in it."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_repo.text.normalise import normalise
from archiver.declarations import Range, Source
from archiver.extract import ExtractionFailed, clean_text, extract, extractor_name

URL = "https://example.com/legal/privacy"
PROSE = [
    "We collect the personal data that you give us when you open an account with our service.",
    "We share your personal data with our processors, who act on our instructions and on nothing else.",
    "You may ask us at any time which personal data we hold about you, and have it corrected.",
    "We keep your personal data for as long as your account exists, and for thirty days after that.",
]


def page(document: str, *, before: str = "", after: str = "", head: str = "") -> bytes:
    return (
        f"<!doctype html><html lang='EN-gb'><head><meta charset=utf-8>{head}"
        "<title>Privacy Policy | Example</title>"
        f"</head><body>{before}{document}{after}</body></html>"
    ).encode()


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def declared(html: str, *select: str | Range, remove: tuple[str | Range, ...] = (), **more: object) -> str:
    source = Source(url=URL, select=select, remove=remove, **more)  # type: ignore[arg-type]
    return extract(page(html), url=URL, source=source).text


MENU = (
    "<nav><ul>"
    + "".join(f"<li><a href='/{n}'>Product number {n}</a></li>" for n in range(30))
    + "</ul></nav>"
)
FOOTER = "<footer><p>Example Ltd makes things that many people like to use.</p><a href='/x'>Jobs</a></footer>"
DOCUMENT = "<h1>Privacy Policy</h1>" + paragraphs(*PROSE)


def test_the_document_is_found_between_menu_and_footer() -> None:
    text = clean_text(page(f"<main>{DOCUMENT}</main>", before=MENU, after=FOOTER), URL)
    assert text == "# Privacy Policy\n\n" + "\n\n".join(PROSE) + "\n"


def test_the_document_is_found_without_any_landmark() -> None:
    menu, footer = MENU.replace("nav", "div"), FOOTER.replace("footer", "div").replace("<p>", "<p>© 2025 ")
    text = clean_text(page(f"<div><div>{DOCUMENT}</div></div>", before=menu, after=footer), URL)
    assert text.startswith("# Privacy Policy\n\nWe collect")
    assert "Product number" not in text
    assert "Jobs" not in text


def test_a_document_outside_main_is_found() -> None:
    text = clean_text(
        page(f"<main><p>Loading</p></main><div class='legal'>{DOCUMENT}</div>", before=MENU), URL
    )
    assert all(sentence in text for sentence in PROSE)


def test_a_consent_wall_is_left_out_however_long_it_is() -> None:
    wall = "".join(
        f"<p>Cookie number {n} is set by a partner of ours to remember what you like.</p>" for n in range(60)
    )
    text = clean_text(page(DOCUMENT, after=f"<div id='CybotCookiebotDialog'>{wall}</div>"), URL)
    assert text.endswith(PROSE[-1] + "\n")


def test_a_section_named_like_junk_stays() -> None:
    sections = f"<h2 id='sharing'>Sharing</h2><div id='feedback'><p>{PROSE[1]}</p></div>"
    text = clean_text(
        page(f"<main>{DOCUMENT}{sections}<h2 id='social'>Social media</h2><p>{PROSE[0]}</p></main>"), URL
    )
    assert "## Sharing\n\nWe share" in text
    assert "## Social media" in text


def test_a_second_copy_of_the_text_is_left_out() -> None:
    text = clean_text(page(f"<div>{DOCUMENT}</div><div class='mobile'>{DOCUMENT}</div>"), URL)
    assert all(text.count(sentence) == 1 for sentence in PROSE)


def test_a_title_in_a_banner_and_the_date_above_the_text_are_kept() -> None:
    banner = "<div class='hero'><div><h1>Privacy Policy</h1></div><p>Last updated: May 1, 2025</p></div>"
    text = clean_text(page(f"{banner}<article>{paragraphs(*PROSE)}</article>", before=MENU), URL)
    assert text.startswith("# Privacy Policy\n\nLast updated: May 1, 2025\n\nWe collect")


def test_the_readings_agree_on_a_plain_page_and_say_so() -> None:
    result = extract(page(f"<main>{DOCUMENT}</main>", before=MENU), url=URL)
    assert result.confidence is not None
    assert result.confidence > 0.97
    assert result.method in ("tree", "landmark", "density")


def test_the_page_says_its_title() -> None:
    assert extract(page(DOCUMENT), url=URL).title == "Privacy Policy | Example"


def test_a_fragment_that_names_a_part_of_the_page_restricts_to_it() -> None:
    terms = "".join(
        f"<p>Term number {n} of the service says what you may do and may not do with it.</p>"
        for n in range(9)
    )
    body = page(
        f"<main><section id='terms'><h1>Terms</h1>{terms}</section><section>{DOCUMENT}</section></main>"
    )
    assert "Term number 8" in clean_text(body, URL)
    assert "personal data" not in clean_text(body, URL + "#terms")


def test_a_fragment_on_a_heading_restricts_where_it_names_a_document() -> None:
    terms = "".join(
        f"<p>Term number {n} of the service says what you may do and may not do with it.</p>"
        for n in range(9)
    )
    body = page(f"<main><h1 id='t'>Terms of Service</h1>{terms}<h2 id='s'>Scope</h2>{terms}{DOCUMENT}</main>")
    assert "personal data" not in clean_text(body, URL + "#t")
    assert "personal data" in clean_text(body, URL + "#s")


# Declared selectors


def test_what_is_selected_comes_in_the_order_of_the_list_and_of_the_page() -> None:
    html = "<p class=b>b one</p><p class=a>a one</p><p class=b>b two</p>"
    assert declared(html, ".a", ".b") == "a one\n\nb one\n\nb two\n"


def test_css_is_removed_before_anything_is_selected_and_silently_if_it_matches_nothing() -> None:
    html = "<div id=x><p>stays</p><p class=ad>goes</p> tail</div>"
    assert declared(html, "#x", remove=(".ad", ".nowhere")) == "stays\n\ntail\n"


@pytest.mark.parametrize(
    "junk",
    [
        "<nav><a href=/x>Other policies</a></nav>",
        "<footer><p>Jobs and imprint</p></footer>",
        "<div role=dialog><p>Subscribe to our letter</p></div>",
        "<div id=onetrust-banner-sdk><p>We value your privacy and use cookies.</p></div>",
        "<button>Print</button>",
        "<div style='position: fixed; bottom: 0'>Chat with us</div>",
    ],
)
def test_junk_inside_a_selected_part_is_left_out(junk: str) -> None:
    html = f"<div id=x>{paragraphs(*PROSE)}{junk}</div>"
    assert declared(html, "#x") == declared(f"<div id=x>{paragraphs(*PROSE)}</div>", "#x")


def test_junk_inside_a_selected_range_is_left_out() -> None:
    html = f"<div><p id=a>one</p>{paragraphs(*PROSE)}<nav>Other policies</nav><p id=b>two</p></div>"
    chosen = Range(start="#a", start_after=False, end="#b", end_before=False)
    assert "Other policies" not in declared(html, chosen)


def test_a_part_that_holds_much_of_what_is_selected_is_no_junk() -> None:
    html = f"<div id=x><form>{paragraphs(*PROSE)}</form><p>Contact us.</p></div>"
    assert declared(html, "#x").startswith("We collect")


def test_a_selector_of_the_whole_body_says_nothing_and_the_document_is_found() -> None:
    result = extract(page(DOCUMENT, before=MENU), url=URL, source=Source(url=URL, select=("body",)))
    assert (result.text, result.method) == (clean_text(page(DOCUMENT), URL), "tree")


def test_junk_that_a_selector_matches_is_kept() -> None:
    assert declared("<footer><p>Imprint of the company</p></footer>", "footer") == "Imprint of the company\n"


@pytest.mark.parametrize(
    ("start_after", "end_before", "expected"),
    [
        (False, False, "one\n\ntwo\n\nthree\n"),
        (True, True, "two\n"),
        (False, True, "one\n\ntwo\n"),
        (True, False, "two\n\nthree\n"),
    ],
)
def test_a_range_begins_and_ends_before_or_behind_its_matches(
    start_after: bool, end_before: bool, expected: str
) -> None:
    html = "<p>zero</p><div><p id=a>one</p></div><p>two</p><section><p id=b>three</p><p>four</p></section>"
    chosen = Range(start="#a", start_after=start_after, end="#b", end_before=end_before)
    assert declared(html, chosen) == expected


def test_a_removed_range_leaves_the_rest_of_the_elements_that_it_cuts() -> None:
    html = "<div>kept <b id=a>cut</b> cut too</div><p>cut</p><p id=b>kept again</p>"
    cut = Range(start="#a", start_after=False, end="#b", end_before=True)
    assert declared(f"<div id=all>{html}", "#all", remove=(cut,)) == "kept\n\nkept again\n"


def test_a_removed_range_is_fixed_before_elements_are_removed() -> None:
    html = "<h2>Menu</h2><p>not kept</p><h2 class=ad>Terms</h2><p>kept</p>"
    cut = Range(start="h2", start_after=False, end=".ad", end_before=True)
    assert declared(f"<div id=all>{html}", "#all", remove=(".ad", cut)) == "kept\n"


def test_ranges_that_touch_are_both_removed() -> None:
    html = "<p id=a>one</p><p id=b>two</p><p id=c>three</p><p>kept</p>"
    first = Range(start="#a", start_after=False, end="#b", end_before=False)
    second = Range(start="#b", start_after=False, end="#c", end_before=False)
    assert declared(f"<div id=all>{html}", "#all", remove=(first, second)) == "kept\n"


def test_of_a_list_of_selectors_those_that_match_are_kept() -> None:
    assert declared("<main><p>kept</p></main>", ".gone", "main") == "kept\n"


def test_text_right_behind_the_start_of_a_range_is_in_it() -> None:
    html = "<div>zero <b id=a>one</b> two</div><p id=b>three</p>"
    behind = Range(start="#a", start_after=True, end="#b", end_before=True)
    assert declared(html, behind) == "two\n"


def test_text_right_behind_the_end_of_a_removed_range_stays() -> None:
    html = "<p id=a>cut</p><div>cut <b id=b>cut</b> kept</div>"
    cut = Range(start="#a", start_after=False, end="#b", end_before=False)
    assert declared(f"<div id=all>{html}", "#all", remove=(cut,)) == "kept\n"


@pytest.mark.parametrize(
    "source",
    [
        Source(url=URL, select=("#nowhere",)),
        Source(url=URL, select=(Range(start="p", start_after=False, end="#nowhere", end_before=False),)),
        Source(
            url=URL,
            select=("p",),
            remove=(Range(start="#nowhere", start_after=True, end="p", end_before=True),),
        ),
    ],
)
def test_a_selector_without_a_match_is_named(source: Source) -> None:
    with pytest.raises(ExtractionFailed, match="#nowhere"):
        extract(page("<p>text</p>"), url=URL, source=source)


def test_a_selector_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ExtractionFailed, match=r"p\[\["):
        extract(page("<p>text</p>"), url=URL, source=Source(url=URL, select=("p[[",)))


def test_selectors_are_no_guess() -> None:
    result = extract(page(DOCUMENT), url=URL, source=Source(url=URL, select=("p",)))
    assert (result.confidence, result.method) == (None, "declared")


def test_named_query_parameters_are_dropped_from_links() -> None:
    html = "<p>See <a href='/x?version=3&hl=en'>this page</a></p>"
    assert (
        declared(html, "p", remove_query_params=("version",))
        == "See [this page](https://example.com/x?hl=en)\n"
    )


def test_removal_without_selection_leaves_the_rest_to_be_found() -> None:
    source = Source(url=URL, remove=("h1 + p",))
    text = extract(page(f"<main>{DOCUMENT}</main>", before=MENU), url=URL, source=source).text
    assert text == "# Privacy Policy\n\n" + "\n\n".join(PROSE[1:]) + "\n"


# Failures


@pytest.mark.parametrize("body", [b"", b"  \n ", b"<html><body><script>var text = 1;</script></body></html>"])
def test_a_page_without_text_fails_with_a_reason(body: bytes) -> None:
    with pytest.raises(ExtractionFailed) as failure:
        clean_text(body, URL)
    assert failure.value.reason


def test_the_extractor_names_itself_without_loading_what_is_slow() -> None:
    assert re.fullmatch(r"archiver \S+ \(trafilatura \S+, sentences \d+\)", extractor_name())
    code = (
        "import sys; from archiver.extract import extractor_name, Extraction; extractor_name();"
        "print([m for m in ('lxml', 'trafilatura', 'pypdfium2') if m in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"


# Laws

WORDS = st.text(
    alphabet="abc XYZ.,:;!?()[]{}<>&\"'|*_`~#+-=\\/0123456789éß中文\u00a0\u200b\u200c\u200d\n",
    min_size=1,
    max_size=60,
)
LEAF = st.tuples(
    st.sampled_from(["p", "li", "h1", "h3", "td", "div", "span", "a", "sup", "dt", "pre", "b"]), WORDS
)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.mark.large
@settings(max_examples=150)
@given(st.lists(LEAF, min_size=1, max_size=8), st.sampled_from(["div", "ul", "ol", "table", "dl", "section"]))
def test_every_word_of_the_text_is_a_word_of_the_page_and_none_is_lost(
    leaves: list[tuple[str, str]], around: str
) -> None:
    inner = "".join(f"<{tag}>{escaped(text)}</{tag}> " for tag, text in leaves)
    source = Source(url=URL, select=("#all",))
    try:
        result = extract(page(f"<div id=all><{around}>{inner}</{around}></div>"), url=URL, source=source)
    except ExtractionFailed:
        assert not re.search(r"\w", "".join(text for _, text in leaves))
        return
    assert normalise(result.text) == result.text
    shown = re.sub(r"(?m)^\s*(?:- |\d+\. )", "", result.text)
    wanted, got = letters("".join(text for _, text in leaves)), letters(shown)
    assert sorted(wanted) == sorted(got)
    assert wanted == got or around == "table", (
        "what stands between cells moves before its table, as in a browser"
    )


def letters(text: str) -> list[str]:
    return re.findall(r"[a-zA-Zéß中文]", text)


def test_a_selected_element_without_text_fails_with_a_reason() -> None:
    with pytest.raises(ExtractionFailed, match="declared selectors"):
        declared("<main id=app></main><p>text</p>", "#app")


def test_a_consent_wall_of_no_known_service_is_left_out() -> None:
    wall = (
        f"<div><div><p>We value your privacy. {PROSE[2]}</p><p>Cookies let our partners show you what you "
        "like, and cookies remember you.</p></div>"
        "<div><button>Reject all</button><button>Accept all</button></div></div>"
    )
    text = clean_text(page(f"<div>{wall}<div>{DOCUMENT}</div></div>"), URL)
    assert text.startswith("# Privacy Policy\n\nWe collect")
    assert "partners" not in text


def test_a_section_on_cookies_with_a_button_stays_in_a_document() -> None:
    section = (
        f"<h2>Cookies</h2><div><p>Our cookies are few.</p><p>{PROSE[3]}</p>"
        "<button>Accept all cookies</button></div>"
    )
    text = clean_text(page(f"<main>{DOCUMENT}{section}</main>", before=MENU), URL)
    assert "## Cookies\n\nOur cookies are few." in text


@pytest.mark.parametrize("tag", ["main", "article", "section", "header", "div"])
def test_a_page_without_the_tags_of_head_and_body_is_read_whole(tag: str):
    text = f"<!doctype html><title>Privacy</title><{tag}><h1>Privacy</h1>{paragraphs(*PROSE)}</{tag}>"
    read = clean_text(text.encode(), URL)
    assert read.startswith("# Privacy\n")
    assert PROSE[-1] in read
