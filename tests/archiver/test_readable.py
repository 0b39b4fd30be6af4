"""What is read of a page is its source without scripts, comments and what else no reader looks at."""

from __future__ import annotations

import pytest

from archiver.declarations import Range, Source
from archiver.extract import clean_text
from archiver.extract.html import readable

URL = "https://example.com/terms"


def left(page: str, *, content_type: str = "text/html", source: Source | None = None) -> str:
    return readable.text(page.encode(), content_type=content_type, source=source)


SAME: dict[str, tuple[str, str]] = {
    "script": ("<script nonce=a1>t=1</script>", "<script nonce=b2>t=2</script>"),
    "number of scripts": ("<script>1</script>", "<script>1</script>\n<script async src=/a></script>"),
    "end tag": ("<script>1</script>", "<SCRIPT>if (a<b) c()</script\n>"),
    "style": ("<style>.a1{}</style>", "<style media=print>.b2{}</style>"),
    "comment": ("<!-- served by a -->", "<!-- served by b - in 3 ms -->"),
    "meta": ('<meta name=csrf-token content="a">', '<meta name=csrf-token content="b">'),
    "link": ("<link rel=preload href=/a.1.js>", "<link rel=preload href=/a.2.js>"),
    "iframe": ('<iframe src="/a?t=1"></iframe>', '<iframe src="/a?t=2"><p>no frames</iframe>'),
    "picture": ('<img class=logo src="/a?t=1" alt="a > b">', '<img class=logo src="/a?t=2" alt="a > b">'),
    "field": ("<input type=hidden value=a>", "<input type=hidden value=b>"),
    "hidden address": (
        '<a href="/cdn-cgi/l/email-protection#5132"><b data-cfemail="5132">[email]</b></a>',
        '<a href="/cdn-cgi/l/email-protection#0764"><b data-cfemail="0764">[email]</b></a>',
    ),
}


@pytest.mark.parametrize("what", SAME)
def test_what_no_reader_looks_at_may_differ(what: str) -> None:
    first, second = (left(f"<p>Terms</p>{part}<p>You agree.</p>") for part in SAME[what])
    assert first == second


OTHER: dict[str, tuple[str, str]] = {
    "text": ("<p>30 days</p>", "<p>90 days</p>"),
    "class": ("<div class=a>x</div>", "<div class=b>x</div>"),
    "link of the text": ("<a href=/a>x</a>", "<a href=/b>x</a>"),
    "edition that is linked to": ("<link hreflang=de href=/a>", "<link hreflang=de href=/b>"),
    "linked data": (
        "<script type=application/ld+json>1</script>",
        "<script type=application/ld+json>2</script>",
    ),
    "hidden address": ('<b data-cfemail="5132">[email]</b>', '<b data-cfemail="5133">[email]</b>'),
    "title that has a tag": ("<title>a<script>b</script></title>", "<title>a<script>c</script></title>"),
    "attribute that has a tag": (
        '<p title="<script>">30 days</p><p title="</script>">x</p>',
        '<p title="<script>">90 days</p><p title="</script>">x</p>',
    ),
    "empty script": ("<script src=/a /><p>30 days</p><script></script>", "<script src=/a /><p>90 days</p>"),
    "script that was cut off": ("<script>a", "<script>b"),
    "script in a comment in a script": (
        "<script><!-- <script></script> 30 days </script>",
        "<script><!-- <script></script> 90 days </script>",
    ),
    "comment that ends at once": ("<!-->30 days-->", "<!-->90 days-->"),
    "whether a script is there": ("<b>a</b><script></script>", "<b>a</b>"),
}


@pytest.mark.parametrize("what", OTHER)
def test_what_may_be_read_is_left(what: str) -> None:
    first, second = (left(f"<p>Terms</p>{part}<p>You agree.</p>") for part in OTHER[what])
    assert first != second


@pytest.mark.parametrize(("between", "read"), [("", ""), (" ", " "), ("\n\n", " ")])
def test_text_before_and_after_a_script_stays_apart_as_it_was(between: str, read: str) -> None:
    page = f"<p>These are the terms{between}<script>1</script>{between}of our service.</p>"
    assert clean_text(page.encode(), URL) == f"These are the terms{read}of our service.\n"


SELECTORS = {
    "a sibling": Source(url=URL, select=("header + main",)),
    "its number": Source(url=URL, select=("main > :nth-child(2)",)),
    "an element that is gone": Source(url=URL, select=("main",), remove=("link",)),
    "an attribute that is gone": Source(url=URL, select=('[content="a"]',)),
    "the end of a range": Source(
        url=URL, select=(Range(start="h1", start_after=False, end="h1 ~ p", end_before=True),)
    ),
}


@pytest.mark.parametrize("what", SELECTORS)
def test_where_a_selector_may_tell_them_elements_stay_and_only_what_is_in_them_goes(what: str) -> None:
    page = (
        "<meta content='<script>'><script id=a>{0}</script>\n<!-- <style> {0} --> <style>{0}</style>"
        "<main><iframe src=a>{0}</iframe><img src=a><p>Terms</p></main>"
    )
    source = SELECTORS[what]
    assert left(page.format(1), source=source) == page.format("").replace(" <style>  ", "")


@pytest.mark.parametrize("css", ["script:contains('1') + p", "style:empty ~ p"])
def test_all_is_read_where_a_selector_may_tell_what_is_in_an_element(css: str) -> None:
    page = "<main><script>1</script><p>Terms</p></main>"
    assert left(page, source=Source(url=URL, select=(css,))) == page


def test_selectors_that_cannot_tell_it_change_nothing() -> None:
    source = Source(url=URL, select=("main .terms",), remove=("nav", '[role="banner"]'))
    assert left("<p>Terms<script>1</script>", source=source) == left("<p>Terms<script>2</script>")


def test_a_page_of_plain_text_is_read_as_it_is() -> None:
    assert left("a <!-- b --> c", content_type="text/plain; charset=utf-8") == "a <!-- b --> c"
