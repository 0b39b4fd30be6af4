"""From a page of a platform to its policies, on sites that this machine serves."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import lxml.html
import pytest

from archiver.crawl.workers import directly
from archiver.declarations import Selector, types
from archiver.discover import choosing, naming, outline, places, scripted, search
from archiver.discover.choosing import Choice
from archiver.discover.outline import Link
from archiver.errors import FetchError
from archiver.fetch.capture import Capture
from archiver.fetch.fetcher import Fetcher
from archiver.settings import FetchSettings
from tests.archiver.conftest import NOW, Answer, Web
from tests.archiver.policies import CLAUSES, captured, page

SETTINGS = FetchSettings(allow_private_addresses=True, delay_seconds=0, attempts=1)
RULES = {
    "Using the service": "These terms are an agreement between you and Lumen Works. "
    "You must be thirteen years old to use the service. You may not resell it without our written consent.",
    "Fees": "Fees are due in advance and are not refunded, except where the law requires it. "
    "We may change a fee with thirty days of notice.",
    "Liability": "To the extent permitted by law, our liability is limited to what you paid in a year. "
    "The service is provided as it is, and without warranty of any kind.",
    "Law": "These terms are governed by the law of Norway, and the courts of Oslo have jurisdiction.",
}
CONDUCT = {
    "What is prohibited": "You must not use the service to break the law, to harass a person or to "
    "send spam. You must not violate the rights of others, and you must not interfere with the service.",
    "What we do": "We may suspend or terminate accounts that violate this policy. "
    "We notify the account's owner of the violation and of the right to object to it within ten days.",
    "Reports": "Report a violation of this policy to our compliance team, which answers within two days. "
    "Personal data in a report is processed for the purpose of the report only, as the law permits.",
}
Discover = Callable[..., Choice]


def home(*links: tuple[str, str], head: str = "", name: str = "Lumen") -> bytes:
    """A home page with these links, address and words, in its footer."""
    anchors = " ".join(f'<a href="{href}">{label}</a>' for href, label in links)
    return (
        f"<!doctype html><html lang=en><head><title>{name} - light</title>"
        f'<meta property="og:site_name" content="{name}">{head}</head><body>'
        f"<nav><a href=/prices>Prices</a></nav><main><h1>Light</h1></main>"
        f"<footer>{anchors}</footer></body></html>"
    ).encode()


def html(body: bytes) -> Answer:
    return Answer(body=body, headers={"Content-Type": "text/html; charset=utf-8"})


@pytest.fixture
def discover(serve: Web) -> Discover:
    """What is chosen from a page, or several, of the served site."""

    def call(*paths: str, **changed: Any) -> Choice:
        with Fetcher(SETTINGS, clock=lambda: NOW, stop=threading.Event()) as fetcher:
            seeking = search.Seeking(
                web=fetcher, browser=None, compute=directly, clock=lambda: NOW, told=lambda _: None
            )
            urls = [serve.url(path) for path in paths or ("/",)]
            return choosing.choose(search.discover(replace(seeking, **changed), urls))

    return call


def found(choice: Choice, serve: Web) -> dict[str, str]:
    """The path of each proposed document, by its title."""
    return {one.title: one.url.removeprefix(serve.base) for one in choice.proposed}


def reasons(choice: Choice, serve: Web) -> dict[str, str]:
    return {one.url.removeprefix(serve.base): one.reason for one in choice.refused}


def test_links_of_a_footer_are_told_by_their_words(serve: Web, discover: Discover) -> None:
    serve.pages["/"] = html(home(("/a", "Terms"), ("/b", "Privacy"), ("/prices", "Prices")))
    serve.pages["/a"] = html(page(RULES, title="Terms of Use"))
    serve.pages["/b"] = html(page(title="Privacy Notice"))
    assert found(discover(), serve) == {"Terms of Service": "/a", "Privacy Policy": "/b"}
    assert not serve.asked("/prices")


def test_a_page_that_lists_policies_is_followed(serve: Web, discover: Discover) -> None:
    serve.pages["/"] = html(home(("/legal", "Legal")))
    serve.pages["/legal"] = html(home(("/legal/tos", "Our terms"), ("/legal/data", "Privacy Policy")))
    serve.pages["/legal/tos"] = html(page(RULES, title="Terms and Conditions"))
    serve.pages["/legal/data"] = html(page())
    assert found(discover(), serve) == {"Terms of Service": "/legal/tos", "Privacy Policy": "/legal/data"}


def test_a_page_that_lists_policies_may_do_so_in_parts(serve: Web, discover: Discover) -> None:
    parts = (("/legal/product", "Product policies"), ("/contracts", "Customer agreements"))
    serve.pages["/"] = html(home(("/legal", "Legal")))
    serve.pages["/legal"] = html(home(*parts))
    serve.pages["/legal/product"] = html(home(("/a", "Terms of Service")))
    serve.pages["/contracts"] = html(home(("/b", "Privacy Policy")))
    serve.pages["/a"] = html(page(RULES, title="Terms of Service"))
    serve.pages["/b"] = html(page(title="Privacy Policy"))
    assert found(discover(), serve) == {"Terms of Service": "/a", "Privacy Policy": "/b"}


@pytest.mark.parametrize(
    ("label", "path", "is_part"),
    [
        ("Product policies", "/legal/product", True),
        ("Legal", "/legal/eu", True),
        ("Legal", "/eu", False),  # one such word says too little of a page elsewhere
        ("Rules for all our customers", "/legal/rules", False),  # a sentence
        ("Prices", "/legal/prices", False),
        ("", "/legal/policies", False),
    ],
)
def test_parts_of_a_list_are_told_by_their_words(label: str, path: str, is_part: bool) -> None:
    link = Link(url=f"https://lumen.example{path}", label=label)
    assert places.is_hub_below(link, "https://lumen.example/legal/", frozenset()) == is_part


def test_policies_name_each_other(serve: Web, discover: Discover) -> None:
    linking = page(RULES, title="Terms of Service").replace(
        b"</main>", b'<p>See our <a href="/aup">Acceptable Use Policy</a>.</p></main>'
    )
    serve.pages["/"] = html(home(("/terms", "Terms"), ("/privacy", "Privacy")))
    serve.pages |= {"/terms": html(linking), "/privacy": html(page())}
    serve.pages["/aup"] = html(page(CONDUCT, title="Acceptable Use Policy"))
    assert found(discover(), serve)["Acceptable Use Policy"] == "/aup"


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/blog/privacy-policy", "Privacy Policy"),
        ("/consent", "Cookie settings"),
        ("/optout", "Do not sell my privacy policy"),
        ("/privacy/2019", "Privacy Policy"),
        ("/old", "Previous Privacy Policy"),
    ],
)
def test_news_controls_and_earlier_versions_are_not_asked_for(
    serve: Web, discover: Discover, path: str, label: str
) -> None:
    serve.pages["/"] = html(home(("/terms", "Terms"), ("/privacy", "Privacy"), (path, label)))
    serve.pages |= {"/terms": html(page(RULES, title="Terms")), "/privacy": html(page())}
    assert found(discover(), serve) == {"Terms of Service": "/terms", "Privacy Policy": "/privacy"}
    assert not serve.asked(path)


def test_a_page_that_speaks_about_a_policy_is_refused(serve: Web, discover: Discover) -> None:
    serve.pages["/"] = html(home(("/terms", "Terms"), ("/privacy", "Privacy"), ("/x", "Privacy Policy news")))
    serve.pages |= {"/terms": html(page(RULES, title="Terms")), "/privacy": html(page())}
    serve.pages["/x"] = html(page(CONDUCT, title="Updates to our Privacy Policy"))
    assert reasons(discover(), serve)["/x"].startswith("it speaks about policies")


def test_a_second_document_of_a_type_keeps_its_own_name(serve: Web, discover: Discover) -> None:
    serve.pages["/"] = html(home(("/p", "Privacy Policy"), ("/jobs-p", "Privacy Notice for Applicants")))
    serve.pages |= {"/p": html(page()), "/jobs-p": html(page(CONDUCT, title="Privacy Notice for Applicants"))}
    chosen = found(discover(), serve)
    assert chosen == {"Privacy Policy": "/p", "Privacy Notice for Applicants": "/jobs-p"}


def test_the_more_special_name_of_a_link_decides_the_type_of_terms(serve: Web, discover: Discover) -> None:
    serve.pages["/"] = html(home(("/api", "API Terms"), ("/privacy", "Privacy")))
    serve.pages |= {"/api": html(page(RULES, title="Terms of Service")), "/privacy": html(page())}
    assert found(discover(), serve) == {"Developer Terms": "/api", "Privacy Policy": "/privacy"}


def test_the_same_text_at_two_addresses_is_one_document(serve: Web, discover: Discover) -> None:
    serve.pages["/"] = html(home(("/privacy", "Privacy"), ("/gdpr", "Data Protection Policy")))
    serve.pages |= {"/privacy": html(page()), "/gdpr": html(page(title="Privacy Policy"))}
    choice = discover()
    assert found(choice, serve) == {"Privacy Policy": "/privacy"}
    assert "same text" in reasons(choice, serve)["/gdpr"]


def test_a_page_of_several_documents_is_declared_once_for_each(serve: Web, discover: Discover) -> None:
    def part(title: str, clauses: dict[str, str]) -> str:
        told = "".join(f"<h3>{heading}</h3><p>{text}</p>" for heading, text in clauses.items())
        return f"<section><h2>{title}</h2>{told}</section>"

    both = f"<main><h1>Legal</h1>{part('Terms of Service', RULES)}{part('Privacy Policy', CLAUSES)}</main>"
    serve.pages["/"] = html(home(("/legal", "Legal")))
    serve.pages["/legal"] = html(f"<!doctype html><title>Legal</title><body>{both}</body>".encode())
    assert found(discover(), serve) == {"Terms of Service": "/legal", "Privacy Policy": "/legal"}


def joint(parts: Sequence[tuple[str, str, dict[str, str]]], *, links: str = "#{}") -> Answer:
    """A page of several documents, id, link's words and text of each, which have no headings of their own."""
    menu = "".join(f"<a href='{links.format(name)}'>{label}</a>" for name, label, _ in parts if label)
    told = "".join(
        f"<div id={name}>{''.join(f'<h3>{one}</h3><p>{text}</p>' for one, text in clauses.items())}</div>"
        for name, _, clauses in parts
    )
    head = "<!doctype html><html lang=en><title>Terms of use | Lumen</title>"
    return html(f"{head}<body><nav>{menu}</nav><main>{told}</main></body></html>".encode())


BOTH = (("terms-of-service", "Terms of Service", RULES), ("privacy-policy", "Privacy Policy", CLAUSES))


@pytest.mark.parametrize("links", ["#{}", "/terms#{}", "/terms/#{}"])
def test_the_parts_of_the_page_that_was_named_are_declared_and_not_the_whole(
    serve: Web, discover: Discover, links: str
) -> None:
    serve.pages["/terms/"] = joint(BOTH, links=links)
    choice = discover("/terms/")
    assert found(choice, serve) == {
        "Terms of Service": "/terms/#terms-of-service",
        "Privacy Policy": "/terms/#privacy-policy",
    }
    assert reasons(choice, serve)["/terms/"] == "it holds several documents, each of which is declared"


def test_parts_to_which_no_link_leads_are_found_by_their_ids(serve: Web, discover: Discover) -> None:
    serve.pages["/terms/"] = joint([(name, "", clauses) for name, _, clauses in BOTH])
    assert set(found(discover("/terms/"), serve).values()) == {
        "/terms/#terms-of-service",
        "/terms/#privacy-policy",
    }


def test_parts_of_the_page_that_was_named_are_preferred_to_older_copies_at_usual_addresses(
    serve: Web, discover: Discover
) -> None:
    serve.pages["/terms/"] = joint([*BOTH[1:], ("usage-policy", "Usage Policy", CONDUCT)])
    older = {heading: f"In former times: {text}" for heading, text in CLAUSES.items()}
    serve.pages |= {"/privacy-policy": html(page(older)), "/tos": html(page(RULES, title="Terms of Service"))}
    assert found(discover("/terms/"), serve) == {
        "Terms of Service": "/tos",
        "Privacy Policy": "/terms/#privacy-policy",
        "Acceptable Use Policy": "/terms/#usage-policy",
    }


def test_the_page_that_was_named_has_its_type_whatever_else_is_linked(serve: Web, discover: Discover) -> None:
    named = page(title="Privacy Policy for users").replace(b"<footer>", b"<footer><a href=/other>Privacy</a>")
    serve.pages |= {"/p": html(named), "/other": html(page(CONDUCT))}
    assert found(discover("/p"), serve)["Privacy Policy"] == "/p"


def test_a_page_is_read_from_one_answer_for_all_its_parts(serve: Web, discover: Discover) -> None:
    serve.pages["/terms/"] = joint(BOTH)
    discover("/terms/")
    assert len(serve.asked("/terms/")) == 1


@pytest.mark.parametrize(("others", "is_whole"), [(1, False), (2, True)])
def test_a_page_is_one_document_if_its_parts_have_less_than_half_of_it(
    serve: Web, discover: Discover, others: int, is_whole: bool
) -> None:
    rest = {f"Clause {number}": " ".join((*RULES.values(), *CONDUCT.values())) for number in range(others)}
    sections = (("cookie-policy", "Cookie Policy", CLAUSES), ("refund-policy", "Refund Policy", CONDUCT))
    serve.pages["/terms/"] = joint([*sections, ("rest", "", rest)])
    assert (found(discover("/terms/"), serve).get("Terms of Service") == "/terms/") == is_whole


def test_other_editions_of_a_policy_are_left_out(serve: Web, discover: Discover) -> None:
    serve.pages["/"] = html(home(("/p", "Privacy Policy"), ("/eu/p", "Privacy Policy (EU)")))
    serve.pages |= {"/p": html(page()), "/eu/p": html(page(CONDUCT, title="Privacy Policy"))}
    choice = discover()
    assert found(choice, serve) == {"Privacy Policy": "/p"}
    assert "called Privacy Policy as well" in reasons(choice, serve)["/eu/p"]


def test_sitemaps_are_read_where_no_link_leads_to_a_policy(serve: Web, discover: Discover) -> None:
    def listing(kind: str, *urls: str) -> bytes:
        places = "".join(f"<{kind}><loc>{url}</loc></{kind}>" for url in urls)
        return f'<x xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</x>'.encode()

    serve.pages["/"] = html(home())
    serve.pages["/robots.txt"] = Answer(body=f"Sitemap: {serve.url('/maps.xml')}\n".encode())
    serve.pages["/maps.xml"] = Answer(body=listing("sitemap", serve.url("/pages.xml.gz")))
    pages = listing(
        "url", serve.url("/lamps"), serve.url("/about/privacy-policy"), serve.url("/about/terms-of-use")
    )
    serve.pages["/pages.xml.gz"] = Answer(body=gzip.compress(pages))
    serve.pages["/about/privacy-policy"] = html(page())
    serve.pages["/about/terms-of-use"] = html(page(RULES, title="Terms of Use"))
    assert found(discover(), serve) == {
        "Terms of Service": "/about/terms-of-use",
        "Privacy Policy": "/about/privacy-policy",
    }
    assert not serve.asked("/lamps")


@pytest.mark.parametrize("kind", ["url", "sitemap"])
@pytest.mark.parametrize(
    "address", ["http://[", "http://[::1/privacy-policy", "privacy-policy", "&none;", ""]
)
def test_an_odd_address_in_a_sitemap_does_no_harm(
    serve: Web, discover: Discover, kind: str, address: str
) -> None:
    listing = "".join(
        f"<{name}><loc>{url}</loc></{name}>"
        for name, url in ((kind, address), ("url", serve.url("/about/privacy-policy")))
    )
    serve.pages |= {
        "/": html(home()),
        "/robots.txt": Answer(body=f"Sitemap: http://[\nSitemap: {serve.url('/maps.xml')}\n".encode()),
        "/maps.xml": Answer(body=f"<x>{listing}</x>".encode()),
        "/about/privacy-policy": html(page()),
    }
    assert found(discover(), serve) == {"Privacy Policy": "/about/privacy-policy"}


def test_entities_in_a_sitemap_are_not_expanded() -> None:
    entities = "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in pairwise("abcdefghij"))
    body = f'<!DOCTYPE x [<!ENTITY a "a">{entities}]><x><url><loc>http://a.example/&j;</loc></url></x>'
    assert len(repr(places.listed(body.encode()))) < 100


def test_of_a_sitemap_no_more_addresses_are_taken_than_the_protocol_allows() -> None:
    body = b"<x>" + b"<url><loc>https://a.example/p</loc></url>" * (places.MAX_LISTED + 1) + b"</x>"
    assert len(places.listed(body)[0]) == places.MAX_LISTED


def test_usual_addresses_are_asked_for_where_nothing_leads_to_a_policy(
    serve: Web, discover: Discover
) -> None:
    serve.pages["/"] = html(home())
    serve.pages["/terms"] = html(page(RULES, title="Terms of Service"))
    serve.pages["/privacy-policy"] = html(page())
    choice = discover()
    assert found(choice, serve) == {"Terms of Service": "/terms", "Privacy Policy": "/privacy-policy"}
    assert not choice.refused


def test_an_error_page_with_status_200_at_a_usual_address_is_no_policy(
    serve: Web, discover: Discover
) -> None:
    serve.pages["/"] = html(home())
    serve.otherwise = html(b"<title>Lumen</title><main><h1>Page not found</h1><p>Nothing is here.</p></main>")
    assert not discover().proposed


BUILT = {
    "json": '<script type="application/json">{"footer": [{"label": "Privacy", "href": "\\/b"}, '
    '{"text": "Terms of Use", "to": {"path": "/prices"}}, {"title": "Terms", "url": "/a"}]}</script>',
    "program": "<script>let menu=[{href:'/a',label:'Terms'},{to:'/b',name:'Privac\\u0079'}]</script>",
    "escaped": r'<script>f.push([1,"{\"href\":\"/a\",\"children\":\"Terms\"},{\"href\":\"/b\",'
    r'\"children\":\"Privacy\"}"])</script>',
}


@pytest.mark.parametrize("how", BUILT)
def test_links_in_the_data_of_scripts_are_followed_where_no_link_leads_to_a_policy(
    serve: Web, discover: Discover, how: str
) -> None:
    serve.pages["/"] = html(home(head=BUILT[how]))
    serve.pages["/a"] = html(page(RULES, title="Terms of Use"))
    serve.pages["/b"] = html(page(title="Privacy Notice"))
    assert found(discover(), serve) == {"Terms of Service": "/a", "Privacy Policy": "/b"}
    assert not serve.asked("/sitemap.xml")


def test_addresses_in_scripts_are_told_by_their_own_words_too(serve: Web, discover: Discover) -> None:
    told = '{"url":"/x/privacy-policy","icon":"/i.svg"},{"url":"/x/terms-of-service","id":7}'
    serve.pages["/"] = html(home(head=f"<script>go({told})</script>"))
    serve.pages["/x/terms-of-service"] = html(page(RULES, title="Terms of Use"))
    serve.pages["/x/privacy-policy"] = html(page(title="Privacy Notice"))
    assert len(found(discover(), serve)) == 2
    assert not serve.asked("/i.svg")


@pytest.mark.parametrize(
    "data",
    [
        '{"url":"/blog/privacy-policy","title":"Privacy Policy"}',
        '{"url":"/help/a","title":"How we changed what we do for your privacy since last summer"}',
        '{"url":"https://elsewhere.example/privacy","title":"Privacy Policy"}',
        '{"url":"/templates/terms","title":"Terms of Service"}',
        '{"url":"/b","title":"Cookie settings"}',
        '{"url":"//[","title":"Terms"},{"url":"/b"',
    ],
)
def test_news_help_controls_and_other_sites_in_scripts_are_not_asked_for(
    serve: Web, discover: Discover, data: str
) -> None:
    serve.pages["/"] = html(home(head=f'<script type="application/json">[{data}]</script>'))
    assert not discover().proposed
    assert not any(
        serve.asked(path) for path in ("/blog/privacy-policy", "/help/a", "/templates/terms", "/b")
    )


def test_scripts_are_not_looked_into_where_links_lead_to_terms_and_privacy(
    serve: Web, discover: Discover
) -> None:
    told = '<script>[{"url":"/c","title":"Cookie Policy"}]</script>'
    serve.pages["/"] = html(home(("/a", "Terms"), ("/b", "Privacy"), head=told))
    serve.pages["/a"] = html(page(RULES, title="Terms of Use"))
    serve.pages["/b"] = html(page(title="Privacy Notice"))
    assert len(found(discover(), serve)) == 2
    assert not serve.asked("/c")


@pytest.mark.parametrize(("before", "is_read"), [(0, True), (scripted.MAX_CHARACTERS, False)])
def test_of_scripts_no_more_is_read_than_two_million_characters(before: int, is_read: bool) -> None:
    tree = lxml.html.fromstring(
        f"<p><script>{' ' * before}</script><script>[{{url:'/a',label:'Terms'}}]</script></p>"
    )
    assert list(scripted.pairs(tree)) == ([("/a", "Terms")] if is_read else [])


@pytest.mark.parametrize(
    ("url", "name"),
    [("http://192.0.2.7:8000/legal", "192.0.2.7"), ("http://[2001:db8::7]/", "2001:db8::7"),
     ("https://www.lumen.co.uk/", "Lumen")],
)  # fmt: skip
def test_a_site_without_a_name_is_called_as_its_address_is(url: str, name: str) -> None:
    assert naming.platform(outline.read(b"<html><body></body></html>", url), url) == name


def test_a_policy_on_another_site_must_name_the_platform(serve: Web, discover: Discover) -> None:
    elsewhere = f"http://localhost:{serve.port}"
    serve.pages["/"] = html(
        home((f"{elsewhere}/a", "Privacy Policy"), (f"{elsewhere}/b", "Terms of Service"))
    )
    serve.pages["/a"] = html(page())
    serve.pages["/b"] = html(page({k: v.replace("Lumen", "Other") for k, v in RULES.items()}, title="Terms"))
    choice = discover()
    assert [one.url for one in choice.proposed] == [f"{elsewhere}/a"]
    assert "does not name the platform" in reasons(choice, serve)[f"{elsewhere}/b"]


def test_a_permanent_redirect_gives_the_address_that_is_declared(serve: Web, discover: Discover) -> None:
    serve.pages["/"] = html(home(("/gdpr", "Privacy")))
    serve.pages["/gdpr"] = Answer(status=301, headers={"Location": "/privacy"})
    serve.pages["/privacy"] = html(page())
    assert found(discover(), serve) == {"Privacy Policy": "/privacy"}


def test_a_page_that_robots_txt_disallows_is_refused_with_that_reason(serve: Web, discover: Discover) -> None:
    serve.pages["/"] = html(home(("/privacy", "Privacy")))
    serve.pages["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /privacy\n")
    assert "robots.txt" in reasons(discover(), serve)["/privacy"]


def test_a_relation_of_a_link_names_its_type(serve: Web, discover: Discover) -> None:
    serve.pages["/"] = html(home(head='<link rel="privacy-policy" href="/data">'))
    serve.pages["/data"] = html(page(title="How Lumen handles data"))
    assert found(discover(), serve) == {"Privacy Policy": "/data"}


class Scripts:
    """A browser that finds on every page what its scripts would write there."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.rendered: list[str] = []

    def render(
        self,
        url: str,
        wait_for: Sequence[Selector] = (),
        *,
        accept_language: str = "",
        fresh: bool = False,
        pictured: bool = False,
        seen_sha256: str = "",
    ) -> Capture:
        self.rendered.append(url)
        return captured(self.body, url=url)


def test_only_a_page_without_text_is_rendered_and_declared_so(serve: Web, discover: Discover) -> None:
    serve.pages["/"] = html(home(("/terms", "Terms"), ("/privacy", "Privacy")))
    serve.pages["/terms"] = html(page(RULES, title="Terms of Service"))
    serve.pages["/privacy"] = html(b"<title>Lumen</title><body><div id=app></div><script></script></body>")
    browser = Scripts(page())
    choice = discover(browser=browser)
    assert {one.title: one.needs_scripts for one in choice.proposed} == {
        "Terms of Service": False,
        "Privacy Policy": True,
    }
    assert browser.rendered == [serve.url("/privacy")]


def test_a_home_page_that_leads_nowhere_is_rendered(serve: Web, discover: Discover) -> None:
    serve.pages["/"] = html(b"<title>Lumen</title><body><div id=app></div><script></script></body>")
    serve.pages["/data"] = html(page())
    browser = Scripts(home(("/data", "Privacy Policy")))
    assert "Privacy Policy" in found(discover(browser=browser), serve)


def test_no_more_pages_are_asked_for_than_allowed(serve: Web, discover: Discover) -> None:
    serve.pages["/"] = html(home(*((f"/{n}", f"Privacy Policy {n}") for n in range(20))))
    discover(max_pages=5)
    assert len({one.path for one in serve.requests} - {"/robots.txt", "/sitemap.xml"}) == 5


def test_a_site_that_cannot_be_reached_is_an_error(serve: Web, discover: Discover) -> None:
    with pytest.raises(FetchError, match="404"):
        discover("/nowhere")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Datenschutzerklärung", "Privacy Policy"),
        ("AGB", "Terms of Service"),
        ("Mentions légales", "Imprint"),
        ("Política de cookies", "Trackers Policy"),
        ("利用規約", "Terms of Service"),
        ("terminos y condiciones", "Terms of Service"),
        ("conditions generales d utilisation", "Terms of Service"),
        ("datenschutzerklaerung", "Privacy Policy"),
        ("datenschutzerklarung", "Privacy Policy"),
        ("Données personnelles", "Privacy Policy"),
        ("개인정보 처리방침", "Privacy Policy"),
        ("Master Subscription Agreement", "Terms of Service"),
        ("Sub-processors", "List of Subprocessors"),
    ],
)
def test_a_type_is_told_by_its_names_in_many_languages(name: str, kind: str) -> None:
    told = types.told_by(name)
    assert told is not None
    assert (told.type, told.is_exact) == (kind, True)


@pytest.mark.parametrize("name", ["Terms we like", "Our privacy matters", "Prices", ""])
def test_words_that_only_touch_a_name_tell_no_type(name: str) -> None:
    assert types.told_by(name) is None


def test_a_short_label_counts_only_alone() -> None:
    assert types.told_by("Privacy") is not None
    assert types.told_by("Privacy matters") is None


def test_no_two_types_share_a_name() -> None:
    names: Sequence[tuple[str, ...]] = [types.words(name) for name in types.all_names()]
    by_type = {kind: types.told_by(kind) for kind in types.all_types()}
    assert all(names)
    assert all(told is not None and told.type == kind for kind, told in by_type.items())
