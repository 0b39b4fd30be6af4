"""What pages of the site say: true of the archive, and plain to those who read it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from lxml import html

from archive_repo.records import Cause, Outcome, StatedDates
from archive_repo.repository import Repository
from archiver.publish.site import about_pages, permalinks
from archiver.publish.site.rendering import Frame
from tests.archiver import sites
from tests.archiver.sites import FIRST, SECOND
from tests.conftest import START, Done, Recorder

POLICY = "example-inc/privacy-policy/"
TABLE = (
    "# Privacy Policy\n\nWe collect what you give us.\n\n| Data | Purpose |\n| --- | --- |\n"
    "| Name | Support |\n\n- We keep it.\n  For {} years.\n  - And a day.\n"
)
ROW = (
    "# Privacy Policy\n\n| Why | Which data | Lawful basis |\n| --- | --- | --- |\n"
    "| To improve our products and to develop new ones | {} |"
    " Our legitimate interest in improving our products. |\n"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that tests only read."""
    folder = tmp_path_factory.mktemp("archive")
    sites.fill(folder)
    sites.make(folder, folder / "out")
    return folder / "out"


@pytest.fixture
def build(run: Callable[..., Done], tmp_path: Path) -> Callable[..., Path]:
    def built(now: str = "2025-05-08T00:00:00Z") -> Path:
        done = run("site", "build", str(tmp_path / "out"), now=now)
        assert done.code == 0, done.err
        return tmp_path / "out"

    return built


def page(folder: Path, address: str) -> html.HtmlElement:
    return html.fromstring((folder / address / "index.html").read_bytes())


def told(folder: Path, address: str) -> str:
    return said(page(folder, address))


def said(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize(
    ("url", "root"),
    [("https://policies.example/", "/"), ("https://host.example/some/where/", "/some/where/"), ("", "/")],
)
def test_what_is_shown_where_there_is_no_page_is_styled_at_any_depth(url: str, root: str) -> None:
    (found,) = [
        one
        for one in about_pages.sitemap([], Frame(title="Policies", url=url), "")
        if one.path == permalinks.NOT_FOUND
    ]
    shown = html.fromstring(found.make())
    targets = shown.xpath("//link[not(@rel='canonical')]/@href | //a[not(@class='skip')]/@href")
    assert len(targets) > 5
    assert [one for one in targets if not one.startswith(root)] == []
    assert f"{root}search/" in targets


def test_a_history_tells_the_day_of_a_text_apart_from_the_days_between_which_it_changed(site: Path) -> None:
    rows = page(site, f"{POLICY}history/").xpath("//tbody/tr")
    assert [said(row.find("th")) for row in rows] == ["2025-05-02", "2025-05-01"]
    assert "Changed between 2025-05-01 and 2025-05-02." in said(rows[0])
    assert "Changed" not in said(rows[1])


def test_a_text_leads_to_the_one_before_it_and_to_the_one_after(site: Path) -> None:
    def named(address: str) -> dict[str, str]:
        links = page(site, address).xpath("//ul[@class='actions']//a")
        return {link.text: link.get("href") for link in links}

    first, second = named(f"{POLICY}2025-05-01/"), named(f"{POLICY}2025-05-02/")
    assert "The version before" not in first
    assert first["The next version"].endswith(f"{POLICY}2025-05-02/")
    assert second["The version before"].endswith(f"{POLICY}2025-05-01/")
    assert "The next version" not in second


def test_a_platform_counts_as_silent_only_changes_at_which_a_stated_date_stood_still(record, build) -> None:
    record(FIRST)
    record(SECOND)
    assert "silent" not in told(build(), "example-inc/")
    stated = StatedDates(updated=date(2025, 5, 1))
    record(FIRST, "terms-of-service", title="Terms of Service", stated=stated)
    record(SECOND, "terms-of-service", title="Terms of Service", stated=stated)
    shown = told(build(), "example-inc/")
    assert "2 changes of words, 1 of them silent: the date that the text gives for itself did not" in shown


def test_a_platform_shows_its_changes_by_month_if_there_are_any(record, build) -> None:
    record(FIRST)
    assert page(build(), "example-inc/").xpath("//div[@class='timeline']") == []
    record(SECOND)
    (title,) = page(build(), "example-inc/").xpath("//div[@class='timeline']//*[local-name()='title']/text()")
    assert title == "Example, Inc., changes by month: May 2025: 1"


def test_two_columns_say_which_is_which_and_keep_cells_and_items_apart(record, build) -> None:
    record(TABLE.format(1))
    record(TABLE.replace("| Name |", "| Name, age |").format(2) + "- New.\n")
    sides = page(build(), f"{POLICY}2025-05-02/changes/").xpath("//main")[0]
    heads = sides.xpath(".//div[@class='pair heads']/div")
    assert list(map(said, heads)) == [
        "Old text: 2025-05-01, states: no date",
        "New text: 2025-05-02, states: no date",
    ]
    (row,) = sides.xpath(".//div[contains(@class, 'amended')][.//span[@class='cell']]")
    left, right = (list(map(said, side.xpath("./span[@class='cell']"))) for side in row.xpath("./div"))
    assert (left, right) == (["Name", "Support"], ["Name, age", "Support"])
    assert "|" not in sides.xpath("//div[@class='sides']")[-1].text_content()
    layout = {said(one): one.get("class") for one in sides.xpath(".//div[contains(@class, 'pair')]/div")}
    assert layout["For 2 years."] == "item"
    assert layout["We keep it."] == "item bullet"
    assert layout["And a day."] == "item deep bullet"
    (added,) = sides.xpath(".//div[@class='pair added']")
    assert [(said(one), one.get("class")) for one in added.xpath("./div")] == [
        ("", None),
        ("New.", "item bullet"),
    ]


SECTIONS = """# Privacy Policy

Last updated: May {0}, 2025

## 1. Your data

We keep it for {0} years.

### 1.1. Words

We read {0} of them.

## 2. Others

We name nobody.

### 2.1. Words

We sell {0} of them.
"""


def test_a_change_lists_the_sections_as_its_difference_names_them_and_leads_to_each(record, build) -> None:
    record(SECTIONS.format(1))
    record(SECTIONS.format(2))
    shown = page(build(), f"{POLICY}2025-05-02/changes/")
    parts = {one.get("id"): said(one).removesuffix(" #") for one in shown.xpath("//div[@class='diff']/h3")}
    assert parts == {
        "opening-lines": "Opening lines (amended)",
        "your-data": "1. Your data (amended)",
        "words-2": "1. Your data › 1.1. Words (amended)",  # `words` is the page's own
        "words-3": "2. Others › 2.1. Words (amended)",
    }
    (outline,) = shown.xpath("//div[@class='sections']")
    linked = [(said(one), one.get("href")) for one in outline.xpath(".//a")]
    assert linked == [
        ("Opening lines", "#opening-lines"),
        ("1. Your data", "#your-data"),
        ("1.1. Words", "#words-2"),
        ("2.1. Words", "#words-3"),
    ]
    assert [said(one) for one in outline.xpath("./ul/li[not(a)]/text()[normalize-space()]/..")] == [
        "2. Others 2.1. Words (amended)"  # did not change itself, so that it leads nowhere
    ]


def test_months_with_nothing_but_new_documents_say_so(site: Path) -> None:
    (row,) = page(site, "changes/").xpath("//tbody/tr")
    assert [said(one) for one in row.xpath("./td")] == ["1", "1", "2"]
    assert "Changes seen in May 2025" in told(site, "changes/2025-05/")


def test_words_that_answer_a_question_in_two_ways_are_quoted_once(record, build) -> None:
    record("# Terms\n\nWe will not use your content to train our models unless you have opted in.\n")
    (answer,) = page(build(), "questions/").xpath(
        "//section[1]//tr[@class='answers'] | //tr[@class='answers'][1]"
    )[:1]
    assert said(answer).count("We will not use your content") == 1
    assert [one.text for one in answer.xpath(".//a")] == [
        "Commitment not to train on user data",
        "Model training on user data",
    ]


def test_what_was_seen_last_is_listed_by_weight_if_it_is_older_than_a_month(tmp_path, build) -> None:
    record = Recorder(Repository.create(tmp_path / "platforms" / "example-inc.git"))
    for name in ("a", "b"):
        record("# Terms\n\nBe kind.\n", name, title=name, at=START)
    record("# Terms\n\nBe very kind.\n", "a", title="a", at=datetime.fromisoformat("2025-05-03T11:00:00Z"))
    record(
        "# Terms\n\nBe kind.\nWe may sell your personal data to advertisers.\n",
        "b",
        title="b",
        at=datetime.fromisoformat("2025-05-03T10:00:00Z"),
    )
    shown = page(build("2025-09-01T00:00:00Z"), "")
    assert "The latest changes seen" in said(shown)
    heads = shown.xpath("//ol[@class='changes']/li/p[@class='head']")
    assert list(map(said, heads)) == ["Example, Inc., b", "Example, Inc., a"]
    assert "Last crawl" not in said(shown).replace("Out of date: last crawl", "")


def test_feeds_are_listed_by_platform_with_those_of_its_documents(site: Path) -> None:
    (section,) = page(site, "feeds/").xpath("//section")
    assert said(section.find("h3")).startswith("Example, Inc.")
    assert [said(one).split(" Atom")[0] for one in section.xpath(".//li")] == [
        "Privacy Policy",
        "Terms of Service",
    ]


def test_a_provision_that_went_and_came_in_other_words_is_dated_by_these(record, build) -> None:
    kind = "# Privacy Policy\n\nBe kind.\n"
    record(f"{kind}We may sell your personal data to advertisers.\n")
    record(kind)
    record(f"{kind}Your personal information is sold to data brokers for money.\n")
    shown = page(build(), f"{POLICY}provisions/sale-or-sharing-of-data/")
    (head,) = shown.xpath("//ul[@class='stood']/li/p[@class='head']")
    assert said(head) == "In these words first seen between 2025-05-02 and 2025-05-03."
    assert "of 2025-05-02, had none of these sentences, nor one much like them." in said(shown)


def test_a_provision_that_went_is_quoted_as_it_was_last(record, build) -> None:
    record("# Privacy Policy\n\nBe kind.\nWe may sell your personal data to advertisers.\n")
    record("# Privacy Policy\n\nBe kind.\n")
    shown = said(page(build(), f"{POLICY}provisions/sale-or-sharing-of-data/"))
    assert "last found 2025-05-01, no longer found 2025-05-02" in shown
    assert "We may sell your personal data to advertisers." in shown
    assert "What was found last." in shown


def test_the_history_of_a_provision_marks_words_as_a_change_does_and_not_as_a_terminal(record, build) -> None:
    clause = "# Privacy Policy\n\nBe kind.\nWe may sell your personal data to {} for money, as {} says.\n"
    record(clause.format("advertisers", "section [-2-]"))
    record(clause.format("data brokers", "section [-2-]"))
    shown = page(build(), f"{POLICY}provisions/sale-or-sharing-of-data/")
    (amended,) = (one for one in shown.xpath("//ul[@class='stood']//p") if said(one).startswith("Amended: "))
    assert [said(one) for one in amended.findall("del")] == ["advertisers"]
    assert [said(one) for one in amended.findall("ins")] == ["data brokers"]
    assert "{+" not in said(amended)
    assert said(amended).endswith("for money, as section [-2-] says.")


def test_a_text_that_was_only_read_again_is_called_no_change_in_title_and_citation(record, build) -> None:
    record(FIRST)
    record(SECOND, cause=Cause.REEXTRACTION)
    shown = page(build(), f"{POLICY}2025-05-02/changes/")
    assert said(shown.find(".//h1")) == "Example, Inc.: Privacy Policy, read again, 2025-05-02"
    assert "“Privacy Policy”, read again, text of 2025-05-02." in said(shown)
    assert "change observed" not in said(shown)


def test_a_passage_is_quoted_with_the_signs_that_markdown_escapes(record, build) -> None:
    record(
        "# Privacy Policy\n\nBe kind.\nWe sell your personal data (see \\*) to \\_partners\\_ for money.\n"
    )
    shown = told(build(), f"{POLICY}provisions/sale-or-sharing-of-data/")
    assert "We sell your personal data (see *) to _partners_ for money." in shown


def test_a_passage_is_marked_among_what_stands_around_it(record, build) -> None:
    record("# Privacy Policy\n\nBe kind.\nWe may sell your personal data to advertisers.\n")
    shown = page(build(), f"{POLICY}provisions/sale-or-sharing-of-data/")
    (marked,) = shown.xpath("//blockquote//mark")
    assert said(marked) == "We may sell your personal data to advertisers."
    assert said(marked.getparent()).startswith("Be kind. We may")


def test_a_headline_names_the_kind_as_it_is_called(record, build) -> None:
    record("# Terms\n\nBe kind.\nOutput of our AI may be inaccurate.\n", "terms", title="Terms of Service")
    (lead,) = page(build(), "example-inc/terms/provisions/output-accuracy-disclaimer/").xpath(
        "//p[@class='lead']"
    )
    assert "a clause of the kind “AI output accuracy disclaimer”, in these words" in said(lead)


def test_a_list_of_articles_says_what_they_are_parts_of(site: Path) -> None:
    for address, what in (
        ("", "The articles that"),
        ("gdpr/", "The articles of this law that"),
        ("gdpr/art-6/", "The parts of this article that"),
    ):
        (lead,) = page(site, f"regulations/{address}").xpath("//p[@class='lead']")
        assert said(lead).startswith(what)


def test_an_article_says_that_only_the_clearest_clause_of_a_platform_was_held_beside_it(
    record, build
) -> None:
    record("# Terms\n\nBe kind.\nPayments are not refundable.\n", "terms", title="Terms of Service")
    assert "The clearest clause of no platform touches it." in told(build(), "regulations/crd/art-16-m/")
    record(
        "# Terms\n\nBe kind.\nPayments are not refundable once the 14 days to withdraw are over.\n",
        "terms",
        title="Terms of Service",
    )
    assert "The clearest clause of that kind touches it at Example, Inc." in told(
        build(), "regulations/crd/art-16-m/"
    )


def test_each_page_that_can_be_cited_has_a_bibtex_key_of_its_own(site: Path) -> None:
    cited = [file.read_text() for file in site.rglob("index.html")]
    keys = [key for one in cited for key in re.findall(r"@misc\{(.*?),", one)]
    assert "example-inc-privacy-policy-2025-05-02-changes" in keys
    assert len(keys) == len(set(keys)) > 3


def test_what_is_said_of_the_category_stands_under_a_line_that_says_so(site: Path) -> None:
    shown = told(site, f"{POLICY}provisions/model-training-on-user-data/")
    assert "This is said of the category, and not of the text above." in shown


@pytest.mark.parametrize("heading", ["## ", "## ** **", "## \u200b"])
def test_a_section_whose_heading_shows_nothing_has_a_link_that_can_be_read(record, build, heading) -> None:
    for number in (1, 2):
        record(f"# Privacy Policy\n\nBe kind.\n\n{heading}\n\nWe keep {number} letters.\n")
    links = page(build(), f"{POLICY}2025-05-02/changes/").xpath("//div[@class='sections']//a")
    assert links
    assert all(said(link).strip("\u200b ") for link in links)


def test_platforms_with_the_very_same_passage_stand_under_it_once(record, build, tmp_path) -> None:
    text = "# Privacy Policy\n\nBe kind.\nWe may sell your personal data to advertisers.\n"
    record(text)
    twin = Recorder(Repository.create(tmp_path / "platforms" / "twin.git"))
    twin.name = "Twin"
    twin(text)
    shown = page(build(), "provisions/sale-or-sharing-of-data/")
    (quoted,) = shown.xpath("//main//blockquote")
    names = [said(one) for one in quoted.xpath("footer/a")]
    assert names == ["Example, Inc., Privacy Policy", "Twin, Privacy Policy"]
    assert "which says so" not in said(quoted)


def test_a_page_leads_to_passages_that_it_does_not_quote_in_the_text_and_to_no_command(record, build) -> None:
    kinds = ["advertisers", "data brokers", "insurers", "employers", "landlords"]
    sold = "".join(f"\n## {one}\n\nWe may sell your personal data to {one}.\n" for one in kinds)
    record(f"# Privacy Policy\n\nBe kind.\n{sold}")
    shown = page(build(), f"{POLICY}provisions/sale-or-sharing-of-data/")
    (note,) = shown.xpath("//p[@class='note'][contains(., 'more passage')]")
    assert said(note) == "2 more passages that may be of this kind are marked in the margin of the text."
    assert note.xpath("a/@href") == ["../../../../example-inc/privacy-policy/"]
    assert "archiver provisions" not in said(shown)


def test_what_is_retired_is_told_as_no_longer_tracked_and_not_as_failing(
    record, build, run, tmp_path
) -> None:
    record("# Privacy Policy\n\nBe kind.\n")
    record("# Terms\n\nBe kind.\n", "terms-of-service", title="Terms of Service")
    record.look(outcome=Outcome.FAILED, day=3)
    (tmp_path / "declarations").mkdir()
    terms = {
        "Privacy Policy": {"fetch": "https://a.example/"},
        "Terms of Service": {"fetch": "https://b.example/"},
    }
    declared = {"name": "Example, Inc.", "terms": terms}
    (tmp_path / "declarations" / "Example Inc.json").write_text(json.dumps(declared))
    assert "Not confirmed at the last look" in told(build(), "")
    assert run("retire", "example-inc/privacy-policy", now="2025-05-09T00:00:00Z").code == 0
    home, platform = told(build(), ""), told(build(), "example-inc/")
    assert "1 document, 2 versions." in home
    assert "1 more document is no longer tracked, and can still be read." in home
    assert "Not confirmed at the last look" not in home
    assert "2 documents tracked, the first since 2025-05-01; 1 still;" in platform
    assert "No longer tracked since 2025-05-09." in platform
    assert run("retire", "example-inc", now="2025-05-10T00:00:00Z").code == 0
    assert "What 1 platform rewrote" in told(build(), "")
    assert "no longer tracked · " in told(build(), "")
