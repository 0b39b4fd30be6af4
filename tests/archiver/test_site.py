"""The site: every page of an archive, made again only where something changed, safe whatever pages say."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import jsonschema
import pytest
from lxml import etree, html

from archive_repo.records import StatedDates
from archive_repo.repository import Repository
from archiver.publish.site import data_files, prose, rendering
from tests.archiver.sites import FIRST, HOSTILE, SECOND, fill, make
from tests.conftest import START, Done, Recorder

Run = Callable[..., Done]


FETCHED = START + timedelta(days=8)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that tests only read."""
    folder = tmp_path_factory.mktemp("archive")
    fill(folder)
    make(folder, folder / "out")
    return folder / "out"


@pytest.fixture
def archive(tmp_path: Path) -> Recorder:
    return fill(tmp_path)


@pytest.fixture
def build(run: Run, tmp_path: Path) -> Callable[..., Path]:
    def built(*, now: str = "2025-05-08T00:00:00Z") -> Path:
        done = run("site", "build", str(tmp_path / "out"), now=now)
        assert done.code == 0, done.err
        return tmp_path / "out"

    return built


def pages(folder: Path) -> dict[str, html.HtmlElement]:
    """All HTML pages, by their address."""
    return {
        str(file.relative_to(folder)).removesuffix("index.html"): html.fromstring(file.read_bytes())
        for file in folder.rglob("*.html")
    }


def told(folder: Path, address: str) -> str:
    return " ".join(html.fromstring((folder / address / "index.html").read_bytes()).text_content().split())


def test_every_link_of_every_page_leads_to_a_page_and_a_place_on_it(site: Path) -> None:
    folder = site
    known = pages(folder)
    names = {path: set(page.xpath("//@id")) for path, page in known.items()}
    checked = 0
    for path, page in known.items():
        for target in page.xpath("//*[not(self::link[@rel='canonical'])]/@href | //@src"):
            if urlsplit(target).scheme:
                continue
            full = urlsplit(urljoin(f"http://x/{path}", target))
            place = unquote(full.path.lstrip("/"))
            assert (folder / place / "index.html").is_file() or (folder / place).is_file(), (path, target)
            name = full.fragment.partition(":~:")[0]
            if name and place in names:
                assert unquote(name) in names[place], (path, target)
            checked += 1
    assert checked > 100


def test_a_page_asks_for_nothing_from_elsewhere(site: Path) -> None:
    for path, page in pages(site).items():
        assert not page.xpath("//iframe | //object | //embed | //form"), path
        loaded = page.xpath("//script/@src | //img/@src | //link[@rel='stylesheet' or @rel='icon']/@href")
        assert not [one for one in loaded if urlsplit(one).netloc], path


def test_ids_of_a_page_are_unique_and_headings_skip_no_level(site: Path) -> None:
    for path, page in pages(site).items():
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), path
        levels = [int(one.tag[1]) for one in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels[0] == 1, path
        assert all(after - before <= 1 for before, after in pairwise(levels)), path


def test_what_a_policy_says_stays_text(site: Path) -> None:
    folder = site
    page = html.fromstring((folder / "example-inc/terms-of-service/index.html").read_bytes())
    assert HOSTILE.split()[0] in page.text_content()
    assert not page.xpath("//img")
    scripts = [one.get("src") for one in page.xpath("//script")]
    assert all(one and one.endswith("site.js") for one in scripts)
    feed = (folder / "feeds/all.json").read_text()
    assert "<script" not in feed


def test_a_document_says_when_it_was_seen_and_what_it_states(site: Path) -> None:
    said = told(site, "example-inc/privacy-policy/")
    assert "The text of 2025-05-02, last seen 2025-05-05." in said
    assert "There since the archive begins" in said or "without colour" in said


def test_a_document_that_could_not_be_read_lately_is_said_to_be_old(archive, build) -> None:
    archive.look(outcome="failed", day=6, reason="HTTP 503")
    folder = build()
    assert "Not known to be current: last seen 2025-05-05" in told(folder, "example-inc/privacy-policy/")
    assert "Not confirmed at the last look" in told(folder, "")


def test_a_change_page_has_both_wordings_and_between_which_looks_it_came(site: Path) -> None:
    folder = site
    page = html.fromstring((folder / "example-inc/privacy-policy/2025-05-02/changes/index.html").read_bytes())
    assert "Changed between 2025-05-01 and 2025-05-02." in page.text_content()
    inserted = {one.text_content() for one in page.xpath("//div[contains(@class, 'inline')]//ins")}
    assert any("telephone" in one for one in inserted)
    sides = page.xpath("//div[contains(@class, 'pair') and contains(@class, 'amended')]/div")
    assert "telephone" not in sides[0].text_content()
    assert "telephone" in sides[1].text_content()


def test_a_change_page_says_how_much_notice_it_gave(record, build) -> None:
    record(FIRST, stated=StatedDates(effective=date(2025, 5, 1)))
    record(SECOND, stated=StatedDates(effective=date(2025, 6, 1)))
    page = told(build(), "example-inc/privacy-policy/2025-05-02/changes/")
    assert "30 to 31 days: seen on 2025-05-02, it says that it applies from 2025-06-01." in page


def test_an_earlier_text_says_that_it_is_one_and_leads_to_the_next(site: Path) -> None:
    said = told(site, "example-inc/privacy-policy/2025-05-01/")
    assert "An earlier text: another one was seen by 2025-05-02." in said
    assert "since at least 2025-05-01" in said


def test_a_provision_has_its_own_words_and_says_that_it_is_no_legal_determination(site: Path) -> None:
    said = told(site, "example-inc/privacy-policy/provisions/model-training-on-user-data/")
    assert "We use your conversations to train our models." in said
    assert "not a legal determination" in said
    assert "In these words since at least 2025-05-01 (the archive begins there)." in said
    assert "What is quoted around it changed later, between 2025-05-01 and 2025-05-02" in said


def test_who_says_a_thing_and_the_way_out_of_it_in_the_same_words_is_named_once(record, build) -> None:
    way_out = "You can opt out of having your conversations used for training in your settings."
    record(f"# Privacy Policy\n\nWe use your conversations to train our models. {way_out}\n")
    folder = build()
    for page in ("questions", "provisions/model-training-on-user-data"):
        for quoted in html.fromstring((folder / page / "index.html").read_bytes()).xpath("//td/p|//footer"):
            links = quoted.xpath(".//a/@href")
            assert len(links) == len(set(links)), page


def test_a_platform_whose_language_is_not_read_is_said_to_be_unread_and_not_to_have_no_clause(
    tmp_path, build
) -> None:
    own = Recorder(Repository.create(tmp_path / "platforms" / "lantern.git"))
    own.name = "Lantern"
    own("# 隐私政策\n\n" + "我们收集您的姓名和电子邮件地址，用于提供服务。\n" * 40)
    folder = build()
    assert "Not known: its texts are in Chinese, which is not read." in told(folder, "questions/")
    assert "Lantern: not known, its texts are in Chinese, which is not read." in told(
        folder, "provisions/arbitration/"
    )
    assert "Lantern: not known, in Chinese, which is not read" in told(folder, "provisions/")


def test_a_silent_change_is_marked_where_a_date_stood_still(record, build) -> None:
    stated = StatedDates(updated=date(2025, 5, 1))
    record(FIRST, stated=stated)
    record(SECOND, stated=stated)
    assert "silent: its stated date did not move" in told(build(), "")


def test_the_data_beside_a_page_is_what_its_schema_says(site: Path) -> None:
    folder = site
    kinds = {
        "text": "example-inc/privacy-policy/2025-05-01/index.json",
        "change": "example-inc/privacy-policy/2025-05-02/changes/index.json",
        "provision": "example-inc/privacy-policy/provisions/model-training-on-user-data/index.json",
        "category": "provisions/model-training-on-user-data/index.json",
        "platforms": "platforms.json",
    }
    for name, file in kinds.items():
        schema = json.loads((folder / "schemas" / f"{name}.json").read_text())
        told = json.loads((folder / file).read_text())
        assert told["$schema"] == schema["$id"] == f"https://policies.example/schemas/{name}.json"
        jsonschema.validate(told, schema)


def test_where_a_site_will_be_served_is_not_known_its_data_name_their_schemas_by_the_way_there() -> None:
    nothing = data_files.PlatformList(platforms=())
    told = json.loads(data_files.of("platforms", "example/terms/index.json", "", nothing))
    assert told == {"$schema": "../../schemas/platforms.json", "platforms": []}
    assert "$id" not in json.loads(data_files.schema_of("platforms", ""))


def test_an_excerpt_is_a_web_annotation_whose_selectors_find_it_in_the_stored_text(site: Path) -> None:
    folder = site / "example-inc/privacy-policy/provisions/model-training-on-user-data"
    link = html.fromstring((folder / "index.html").read_bytes()).xpath(
        "//link[contains(@type, 'anno.jsonld')]"
    )
    told = json.loads((folder / link[0].get("href")).read_text())
    assert (told["@context"], told["type"]) == ("http://www.w3.org/ns/anno.jsonld", "AnnotationPage")
    (annotation,) = told["items"]
    assert annotation["body"][0]["source"].endswith("/provisions/model-training-on-user-data/")
    (target,) = annotation["target"]
    text = (site / target["source"].removeprefix("https://policies.example/")).read_text()
    quote, position = target["selector"]
    assert quote["exact"] == "We use your conversations to train our models."
    assert text[position["start"] : position["end"]] == quote["exact"]
    assert text.count(quote["prefix"] + quote["exact"] + quote["suffix"]) == 1
    assert annotation["created"].endswith("Z")


def test_a_passage_that_stands_twice_in_the_same_surroundings_is_told_apart_by_what_is_farther_away(
    record, build
) -> None:
    again = "\n\n".join(["## Section", "We use your data.", FIRST, "Thank you."])
    record(f"# Privacy Policy\n\nBefore.\n\n{again}\n\nBetween.\n\n{again}\n\nAfter.\n")
    folder = build()
    (file,) = folder.glob("*/*/provisions/model-training-on-user-data/annotations.jsonld")
    targets = [target for one in json.loads(file.read_text())["items"] for target in one["target"]]
    assert len(targets) > 1
    (text,) = (one.read_text() for one in folder.rglob("text.md"))
    for target in targets:
        quote, position = target["selector"]
        whole = quote["prefix"] + quote["exact"] + quote["suffix"]
        assert text.count(whole) == 1
        assert text.find(whole) == position["start"] - len(quote["prefix"])


def test_the_text_of_a_day_names_its_address_and_the_list_of_what_stood_there(site: Path) -> None:
    for address, up in (
        ("example-inc/privacy-policy/2025-05-01/", "../../.."),
        ("example-inc/privacy-policy/", "../.."),
    ):
        page = html.fromstring((site / address / "index.html").read_bytes())
        assert page.xpath("//link[@rel='original']/@href") == ["https://example.org/privacy-policy"]
        (timemap,) = page.xpath("//link[@rel='timemap']/@href")
        assert timemap == f"{up}/example-inc/privacy-policy/timemap.link"
        assert (site / address / timemap).is_file()


def test_a_day_is_marked_and_what_stands_around_it_stays_text() -> None:
    assert rendering.dated("<b> 2025-05-01, 2025-99-99.") == "&lt;b&gt; <time>2025-05-01</time>, 2025-99-99."


def test_what_is_written_is_well_formed_whatever_the_nesting() -> None:
    text = "- a\n    - b\n  - c\n\n    text\n\n| x |\n| --- |\n| y |\n- d\n1. e\n"
    etree.fromstring(f"<div>{prose.of(text).html.replace('<hr>', '<hr/>')}</div>")


def test_a_passage_of_a_table_comes_with_its_whole_row_and_the_heads_of_its_cells(record, build) -> None:
    record(
        "# Privacy Policy\n\n| Why | Which data | Lawful basis |\n| --- | --- | --- |\n"
        "| To improve our products and to develop new ones | Your prompts |"
        " Our legitimate interest in improving our products. |\n"
    )
    page = html.fromstring(
        (
            build()
            / "example-inc/privacy-policy/provisions/legitimate-interest-product-improvement/index.html"
        ).read_bytes()
    )
    assert [one.text_content() for one in page.xpath("(//blockquote)[1]/p")] == [
        "Why: To improve our products and to develop new ones",
        "Which data: Your prompts",
        "Lawful basis: Our legitimate interest in improving our products.",
    ]
