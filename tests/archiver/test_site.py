"""The site: every page of an archive, made again only where something changed, safe whatever pages say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import jsonschema
import pytest
from lxml import etree, html

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput, RepositoryBusy
from archive_repo.index import connect, kept
from archive_repo.records import ChangeClass, StatedDates
from archive_repo.repository import Repository
from archiver.publish.site import about_pages, data_files, deploy, permalinks, prose, rendering
from archiver.publish.site.deploy import Bundle, Page, Renewal
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
    assert "Since at least 2025-05-01 (the archive begins there), and in the newest text." in said


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


@pytest.mark.parametrize(("count", "files"), [(50_000, 1), (50_001, 3)])
def test_more_pages_than_a_sitemap_may_name_are_in_several(count: int, files: int) -> None:
    frame = rendering.Frame(title="Policies", url="https://policies.example/")
    made = list(about_pages.sitemap([f"豆包/{number}/" for number in range(count)], frame, "key"))
    bodies = {one.path: one.make() for one in made if one.path.endswith(".xml")}
    assert len(bodies) == files
    assert sum(body.count(b"<url>") for body in bodies.values()) == count
    assert bodies["sitemap.xml"].count(b"<sitemap>") == (files - 1 if files > 1 else 0)
    assert b"<loc>https://policies.example/%E8%B1%86%E5%8C%85/7/</loc>" in b"".join(bodies.values())


def test_a_text_is_cited_by_what_git_calls_it(site: Path, tmp_path) -> None:
    said = told(site, "example-inc/privacy-policy/2025-05-01/")
    blob = subprocess.run(
        ["git", "hash-object", "--stdin"], input=FIRST.encode(), capture_output=True, check=True
    )
    version = json.loads((site / "example-inc/privacy-policy/2025-05-01/index.json").read_text())["version"]
    swhid = f"swh:1:cnt:{blob.stdout.decode().strip()};anchor=swh:1:rev:{version};path=/privacy-policy.md"
    assert f"SWHID: {swhid}" in said
    assert "text as of 2025-05-01. In: Policies" in said
    assert (site / "example-inc/privacy-policy/2025-05-01/text.md").read_text() == FIRST


def test_an_excerpt_leads_into_the_live_page_by_its_words(site: Path) -> None:
    page = site / "example-inc/privacy-policy/provisions/model-training-on-user-data/index.html"
    live = html.fromstring(page.read_bytes()).xpath("//a[text() = 'At the source']/@href")
    words = "We%20use%20your%20conversations%20to%20train%20our%20models."
    assert live == [f"https://example.org/privacy-policy#:~:text={words}"]


def test_a_second_build_writes_nothing_and_a_change_only_what_tells_of_it(archive, run, tmp_path) -> None:
    out = str(tmp_path / "out")
    environment = {**os.environ, "ARCHIVER_NOW": "2025-05-08T00:00:00Z", "PYTHONHASHSEED": "1"}
    command = [sys.executable, "-m", "archiver", "--archive", str(tmp_path), "site", "build", out]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert ", 0 written" in run("site", "build", out, now="2025-05-08T00:00:00Z").err
    old = tmp_path / "out/example-inc/privacy-policy/2025-05-01/index.html"
    before = old.stat().st_mtime_ns
    archive(SECOND.replace("your age", "your date of birth"), at=START + timedelta(days=7))
    done = run("site", "build", out, now="2025-05-08T12:00:00Z")
    assert old.stat().st_mtime_ns == before
    written = int(re.search(r"(\d+) written", done.err)[1])
    assert 0 < written < 120
    assert (tmp_path / "out/example-inc/privacy-policy/2025-05-08/changes/index.html").is_file()


def test_what_is_brought_up_to_date_is_what_would_be_made_anew(tmp_path) -> None:
    record = fill(tmp_path)
    other = Recorder(Repository.create(tmp_path / "platforms" / "lantern.git"))
    other.name = "Lantern"
    other("# Terms\n\nWe use your content to train our AI models.\nYou waive class actions.\n")
    make(tmp_path, tmp_path / "out")
    record.look(day=9, document="privacy-policy")
    record(SECOND.replace("train our models", "train our models and those of others"), at=FETCHED)
    other("# Terms\n\nWe do not use your content to train AI models.\n", at=FETCHED + timedelta(days=1))
    later = datetime(2025, 5, 20, tzinfo=UTC)
    again, anew = (make(tmp_path, tmp_path / out, now=later) for out in ("out", "anew"))
    assert again.written < anew.written
    assert files(tmp_path / "out") == files(tmp_path / "anew")


def test_after_a_change_no_story_of_another_document_is_read(tmp_path) -> None:
    record = fill(tmp_path)
    make(tmp_path, tmp_path / "out")
    with connect.current(Archive.open(tmp_path)) as index:
        others = [where for where in kept.parts(index, "provisions", "key") if where[1] != "privacy-policy"]
        for where in others:
            kept.write(index, *where, "provisions", "broken")
    record(SECOND.replace("your age", "your date of birth"), at=FETCHED)
    make(tmp_path, tmp_path / "out")
    with connect.current(Archive.open(tmp_path)) as index:
        assert others
        assert all(kept.read(index, *where, "provisions") == "broken" for where in others)


def test_a_look_that_found_the_same_text_changes_only_pages_that_say_when_it_was_seen(tmp_path) -> None:
    record = fill(tmp_path)
    make(tmp_path, tmp_path / "out")
    before = files(tmp_path / "out")
    record.look(day=6)
    make(tmp_path, tmp_path / "out")
    after = files(tmp_path / "out")
    page = "example-inc/privacy-policy/"
    assert {name for name in after if after[name] != before.get(name)} - {".archiver-site.json"} == {
        "index.html",
        "example-inc/index.html",
        f"{page}index.html",
        f"{page}index.json",
        f"{page}2025-05-02/index.json",
        f"{page}2025-05-02/changes/index.json",
    }


def test_after_a_look_that_found_the_same_text_its_page_is_made_from_the_one_that_is_there(tmp_path) -> None:
    record = fill(tmp_path)
    make(tmp_path, tmp_path / "out")
    with connect.current(Archive.open(tmp_path)) as index:
        known = list(kept.parts(index, "ages", "key"))
        for where in known:
            kept.write(index, *where, "ages", "broken")
    record.look(day=6)
    make(tmp_path, tmp_path / "out")
    with connect.current(Archive.open(tmp_path)) as index:
        assert known
        assert all(kept.read(index, *where, "ages") == "broken" for where in known)
    make(tmp_path, tmp_path / "anew")
    assert files(tmp_path / "out") == files(tmp_path / "anew")


def test_a_page_about_a_provision_does_not_list_all_platforms_but_says_where_they_are(site: Path) -> None:
    own = site / "example-inc/privacy-policy/provisions/model-training-on-user-data/index.json"
    told = json.loads(own.read_text(encoding="utf-8"))
    assert not told.keys() & {"without", "earlier", "last_confirmed_at"}
    compared = json.loads((site / told["compared"]).read_text(encoding="utf-8"))
    assert [one["document"] for one in compared["provisions"]] == ["privacy-policy"]


def test_a_text_names_its_commits_and_its_digest(site: Path) -> None:
    page = "example-inc/privacy-policy/2025-05-02/"
    row = json.loads((site / page / "index.json").read_text(encoding="utf-8"))
    for address in (page, "example-inc/privacy-policy/"):
        assert all(row[key] in told(site, address) for key in ("version", "snapshot", "text_sha256"))


def test_articles_that_are_touched_in_parts_have_a_page_of_their_own_and_so_do_laws(site: Path) -> None:
    for address in ("regulations/gdpr/", "regulations/gdpr/art-6/"):
        page = html.fromstring((site / address / "index.html").read_bytes())
        assert "GDPR Art. 6(1)(f)" in page.text_content()
    assert "GDPR Art. 7" not in told(site, "regulations/gdpr/art-6/")


def test_what_is_kept_of_differences_and_ages_is_made_again_when_the_code_is_another(tmp_path) -> None:
    fill(tmp_path)
    make(tmp_path, tmp_path / "out")
    with connect.current(Archive.open(tmp_path)) as index:
        stale = {"made_by": "other code", "html": "<p>stale</p>"}
        for (key,) in index.execute("SELECT key FROM kept WHERE key LIKE 'difference %'").fetchall():
            kept.write(index, "example-inc", "privacy-policy", key, stale)
        kept.write(index, "example-inc", "privacy-policy", "ages", {"key": "other code", "ages": []})
    make(tmp_path, tmp_path / "again")
    assert files(tmp_path / "out") == files(tmp_path / "again")


def files(folder: Path) -> dict[str, bytes]:
    """What a host serves, by path."""
    every = (one for one in folder.rglob("*") if one.is_file() and not one.name.startswith(".archiver"))
    return {str(one.relative_to(folder)): one.read_bytes() for one in every}


def test_a_second_version_of_a_day_gets_an_address_of_its_own(record, build) -> None:
    for minute, text in enumerate((FIRST, SECOND, FIRST)):
        record(text, at=START + timedelta(minutes=minute))
    folder = build()
    found = sorted(one.name for one in (folder / "example-inc/privacy-policy").iterdir() if one.is_dir())
    assert found[:3] == ["2025-05-01", "2025-05-01-2", "2025-05-01-3"]


def test_a_platform_that_is_called_as_a_part_of_the_site_has_an_address_of_its_own(tmp_path, build) -> None:
    own = Recorder(Repository.create(tmp_path / "platforms" / "search.git"))
    own.name = "Search"
    own(FIRST)
    folder = build()
    assert "Search" in told(folder, "platform-search/")
    assert permalinks.platform("platform-search") == "platform-platform-search/"


def test_a_platform_says_since_when_its_first_document_is_tracked(record, build) -> None:
    record(FIRST)
    assert "1 document tracked since 2025-05-01; no change of words was seen." in told(
        build(), "example-inc/"
    )
    record(FIRST, "terms-of-service", title="Terms of Service")
    assert "2 documents tracked, the first since 2025-05-01;" in told(build(), "example-inc/")


def test_platforms_whose_names_differ_in_case_have_addresses_that_differ_in_more(tmp_path, build) -> None:
    for folder in ("Tp-link", "TP-Link", "Search"):
        own = Recorder(Repository.create(tmp_path / "platforms" / f"{folder}.git"))
        own.name = folder
        own(FIRST)
    site = build()
    found = {str(one.relative_to(site)).lower() for one in site.rglob("*")}
    assert len(found) == sum(1 for _ in site.rglob("*"))
    assert "TP-Link" in told(site, permalinks.platform("TP-Link"))


def test_names_that_are_no_part_of_an_address_or_a_file_of_the_site_have_addresses_all_the_same(
    tmp_path, build
) -> None:
    names = (
        "index.html",
        "sitemap.xml",
        "a#b",
        "a?b",
        "a%20b",
        "x\\y",
        "...",
        ".archiver-site",
        "cafe\u0301",
        "😀",
    )
    for name in names:
        own = Recorder(Repository.create(tmp_path / "platforms" / f"{name}.git"))
        own(FIRST, name, title=f"Policy of {name}")
    site = build()
    for name in names:
        assert f"Policy of {name}" in told(site, permalinks.document(name, name))
    test_every_link_of_every_page_leads_to_a_page_and_a_place_on_it(site)


def test_an_empty_archive_has_a_site_that_says_so(run, tmp_path) -> None:
    (tmp_path / "platforms").mkdir()
    assert run("site", "build", str(tmp_path / "out")).code == 0
    assert "There is nothing to read here yet." in told(tmp_path / "out", "")
    assert "0 platforms" not in told(tmp_path / "out", "")
    assert "There is nothing to search yet." in told(tmp_path / "out", "search/")


def test_a_text_that_is_no_version_of_the_policy_says_so(record, build) -> None:
    record(FIRST)
    record("Access denied.\n", change_class=ChangeClass.NOT_THE_DOCUMENT)
    said = told(build(), "example-inc/privacy-policy/2025-05-02/")
    assert "This is what stood in the policy's place" in said


def test_a_platform_whose_repository_is_damaged_is_named_and_the_others_have_their_pages(
    archive, run, tmp_path
) -> None:
    broken = tmp_path / "platforms" / "lantern.git"
    Recorder(Repository.create(broken))(FIRST)
    make(tmp_path, tmp_path / "out")
    for one in (broken / "objects").rglob("*"):
        if one.is_file():
            one.chmod(0o600)
            one.write_bytes(b"")
    done = run("site", "build", str(tmp_path / "anew"))
    assert "lantern" in done.err
    assert "Traceback" not in done.err
    assert "telephone" in told(tmp_path / "anew", "example-inc/privacy-policy/")


def test_the_pages_of_a_platform_that_cannot_be_read_stay_until_it_is_mended_or_gone(
    archive, run, tmp_path
) -> None:
    broken, spare, out = tmp_path / "platforms" / "lantern.git", tmp_path / "spare", tmp_path / "out"
    Recorder(Repository.create(broken))(FIRST)
    shutil.copytree(broken, spare)
    make(tmp_path, out)
    whole = files(out)
    shutil.rmtree(broken / "objects")
    (tmp_path / "index.sqlite").unlink()
    done = run("site", "build", str(out), now="2025-05-08T00:00:00Z")
    assert done.code == 3
    assert "lantern" in done.err
    own = {name: body for name, body in files(out).items() if name.startswith("lantern/")}
    assert own
    assert own.items() <= whole.items()
    assert "lantern/" not in (out / "index.html").read_text()
    shutil.rmtree(broken)
    shutil.copytree(spare, broken)
    make(tmp_path, out)
    assert files(out) == whole
    shutil.rmtree(broken)
    make(tmp_path, out)
    assert not (out / "lantern").exists()


def test_a_name_that_would_end_a_script_stays_a_name(tmp_path) -> None:
    own = Recorder(Repository.create(tmp_path / "platforms" / "example-inc.git"))
    own.name = "</script><script>alert(1)</script>"
    own(FIRST)
    make(tmp_path, tmp_path / "out")
    for path, page in pages(tmp_path / "out").items():
        assert "alert(1)" not in "".join(one.text or "" for one in page.iter("script")), path


def test_a_heading_of_100_kb_has_a_name_of_readable_length() -> None:
    told = prose.of(f"## {'long ' * 20_000}\n\nText.\n")
    assert max(map(len, told.anchors.values())) <= prose.LONGEST_NAME
    assert len(told.html) < 250_000


def test_a_file_in_the_place_of_the_folder_is_named_as_such(archive, run, tmp_path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    done = run("site", "build", str(tmp_path / "out"))
    assert (done.code, "is a file; name a folder" in done.err) == (2, True)
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_a_folder_with_other_files_is_refused(archive, run, tmp_path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.odt").write_text("mine")
    done = run("site", "build", str(tmp_path / "out"))
    assert done.code == 2
    assert "holds other files" in done.err
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["thesis.odt"]


def page(path: str, key: str = "1", body: bytes = b"x") -> Page:
    return Page(path=path, key=key, make=lambda: body)


def test_a_disk_that_fills_half_way_leaves_the_old_site(tmp_path) -> None:
    deploy.deploy(tmp_path / "out", [page("", body=b"old"), page("a/", body=b"old")])

    def full() -> bytes:
        raise OSError(28, "No space left on device")

    with pytest.raises(InvalidInput, match="No space left on device"):
        deploy.deploy(
            tmp_path / "out", [page("", "2", b"new"), page("a/", "2"), Page(path="b/", key="2", make=full)]
        )
    assert (tmp_path / "out/index.html").read_bytes() == b"old"
    assert (tmp_path / "out/a/index.html").read_bytes() == b"old"
    assert not (tmp_path / "out" / deploy.STAGING).exists(), "it would keep the disk full"
    done = deploy.deploy(tmp_path / "out", [page("", "2", b"new")])
    assert (done.written, done.removed) == (1, 1)
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == [
        deploy.MANIFEST,
        deploy.LOCK,
        "index.html",
    ]


def told_of(folder: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((folder / deploy.MANIFEST).read_text())["pages"]
    return found


def test_pages_that_a_killed_run_put_in_place_or_left_are_known_to_the_next(tmp_path) -> None:
    """What only a killed run made, and what it did not come to remove, does not stay for ever."""
    out = tmp_path / "out"
    deploy.deploy(out, [page("old/")])
    (out / "old/index.html").unlink()
    (out / "old/index.html").mkdir()  # cannot be unlinked, so the run ends there
    with pytest.raises(InvalidInput):
        deploy.deploy(out, [page("new/")])
    assert told_of(out) == {"old/index.html": "1", "new/index.html": ""}
    (out / "old/index.html").rmdir()
    done = deploy.deploy(out, [page("newer/")])
    assert (done.written, done.removed) == (1, 2)
    assert told_of(out) == {"newer/index.html": "1"}
    assert not (out / "new").exists()


def test_a_manifest_that_was_forged_leads_out_of_no_folder(tmp_path) -> None:
    (tmp_path / "precious").write_text("mine")
    deploy.deploy(tmp_path / "out", [page("")])
    told = {"pages": {"../precious": "1", str(tmp_path / "precious"): "1"}}
    (tmp_path / "out" / deploy.MANIFEST).write_text(json.dumps(told))
    deploy.deploy(tmp_path / "out", [page("")])
    assert (tmp_path / "precious").read_text() == "mine"


def bundle(key: str, *files: str) -> Bundle:
    def make(into: Path, read: Callable[[str], bytes]) -> None:
        into.mkdir(parents=True)
        for file in files:
            (into / file).write_bytes(read("index.html"))

    return Bundle(path="search/index/", key=key, make=make)


@pytest.mark.parametrize(
    ("key", "part", "expected"),
    [
        ("1", "b", b"renewed old"),
        ("2", "b", b"made"),
        ("1", "without the part", b"made"),
    ],
)
def test_a_page_of_which_a_part_changed_is_made_from_the_one_that_is_there(
    key: str, part: str, expected: bytes, tmp_path
) -> None:
    def renewing(key: str, part: str, body: bytes) -> Page:
        def renew(there: bytes) -> bytes | None:
            return b"renewed " + there if part == "b" else None

        return Page(path="", key=key, make=lambda: body, renewal=Renewal(key=rendering.key(part), make=renew))

    deploy.deploy(tmp_path / "out", [renewing("1", "a", b"old")])
    again = renewing(key, part, b"made")
    assert deploy.deploy(tmp_path / "out", [again]).written == 1
    assert (tmp_path / "out/index.html").read_bytes() == expected
    assert deploy.deploy(tmp_path / "out", [again]).written == 0
    (tmp_path / "out/index.html").unlink()
    deploy.deploy(tmp_path / "out", [renewing(key, f"{part}, later", b"made anew")])
    assert (tmp_path / "out/index.html").read_bytes() == b"made anew"


def test_a_bundle_is_made_of_the_new_pages_and_made_again_only_when_its_key_changes(tmp_path) -> None:
    out = tmp_path / "out"
    deploy.deploy(out, [page("", "1", b"old"), bundle("1", "a", "b")])
    assert deploy.deploy(out, [page("", "2", b"new"), bundle("1", "never")]).written == 1
    assert (out / "search/index/a").read_bytes() == b"old"
    done = deploy.deploy(out, [page("", "2"), bundle("2", "b", "c")])
    assert (done.written, done.removed) == (2, 1)
    assert {one.name: one.read_bytes() for one in (out / "search/index").iterdir()} == {
        "b": b"new",
        "c": b"new",
    }


def test_a_bundle_that_lost_a_file_is_made_again(tmp_path) -> None:
    deploy.deploy(tmp_path / "out", [page(""), bundle("1", "a", "b")])
    (tmp_path / "out/search/index/b").unlink()
    assert deploy.deploy(tmp_path / "out", [page(""), bundle("1", "a", "b")]).written == 1
    assert (tmp_path / "out/search/index/b").read_bytes() == b"x"


def test_the_files_of_a_bundle_that_are_made_as_they_are_there_stay_and_count_as_made(tmp_path) -> None:
    out = tmp_path / "out"
    deploy.deploy(out, [page(""), bundle("1", "a", "b")])
    stood = (out / "search/index/a").stat().st_ino
    assert deploy.deploy(out, [page(""), bundle("2", "a", "b")]).written == 0
    assert (out / "search/index/a").stat().st_ino == stood
    assert told_of(out)["search/index/a"] == "2", "or it would be made each time"
    assert deploy.deploy(out, [page(""), bundle("3", "a", "b", "c")]).written == 1


def test_two_runs_do_not_write_one_site(tmp_path) -> None:
    def again() -> bytes:
        deploy.deploy(tmp_path / "out", [page("")])
        return b""

    with pytest.raises(RepositoryBusy, match="another run"):
        deploy.deploy(tmp_path / "out", [Page(path="", key="1", make=again)])


def test_a_section_keeps_its_name_when_it_is_renumbered_and_a_sentence_when_it_moves() -> None:
    before = prose.of("## 3. Your choices\n\nYou may object.\n")
    after = prose.of("## 9. Fees\n\nNone.\n\n## 10. Your choices\n\nNew here.\nYou may object.\n")
    assert set(before.anchors.values()) <= set(after.anchors.values())
    assert before.contents[0].anchor == "your-choices"


def test_two_sections_of_one_title_have_two_names() -> None:
    told = prose.of("## Scope\n\nA.\n\n## Scope\n\nA.\n")
    assert len(set(told.anchors.values())) == 4


def test_no_section_has_the_name_of_another_or_of_a_part_of_the_page() -> None:
    told = prose.of(
        "".join(f"## {title}\n\n" for title in ("Scope", "Scope", "Scope 2", "Main", "Ages", "Cite"))
    )
    assert list(told.anchors.values()) == ["scope", "scope-2", "scope-2-2", "main-2", "ages-2", "cite-2"]


@pytest.mark.parametrize(("levels", "expected"), [(11, 11), (12, 12), (13, 12), (300, 12)])
def test_lists_are_nested_to_twelve_levels_and_what_is_deeper_stays_in_the_last(
    levels: int, expected: int
) -> None:
    told = prose.of("".join(f"{'  ' * level}- item {level}\n" for level in range(levels)) + "- last\n").html
    depths = [
        told[: match.start()].count("<ul") - told[: match.start()].count("</ul")
        for match in re.finditer("<li>", told)
    ]
    assert depths == [*(min(level, expected - 1) + 1 for level in range(levels)), 1]
    assert told.count("<ul") == told.count("</ul>") == expected


def test_a_heading_without_words_is_no_level_above_the_next() -> None:
    assert "<h2" in prose.of("# \n\n## Scope\n\nText.\n").html


def test_a_cell_without_words_heads_no_column() -> None:
    told = prose.of("| | Purpose |\n| --- | --- |\n| E-mail | Support |\n").html
    assert "<td></td><th>Purpose</th>" in told


@pytest.mark.parametrize("target", ["https://example.org/a.png", "mailto:a@example.org"])
def test_a_link_without_words_is_none(target: str) -> None:
    assert "<a" not in prose.words(f"See [ ]({target}) here.")
    assert "<a" in prose.words(f"See [it]({target}) here.")


def test_a_row_without_words_has_no_name() -> None:
    assert 'id=""' not in prose.of("| a | b |\n| --- | --- |\n| | |\n| c | |\n").html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n- b\n", "<ul><li>a</li><li>b</li></ul>"),
        ("- a\n  - b\n- c\n", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("- a\n\n  more\n- b\n", "<ul><li>a<p>more</p></li><li>b</li></ul>"),
        ("1. a\n2. b\n\nEnd.\n", "<ul><li>1. a</li><li>2. b</li></ul><p>End.</p>"),
        ("One.\nTwo.\n", "<p>One. Two.</p>"),
        ("- a\n\n1. b\n", "<ul><li>a</li></ul><ul><li>1. b</li></ul>"),
        ("A\n\n---\n\nB\n", "<p>A</p><hr><p>B</p>"),
    ],
)
def test_lines_become_paragraphs_and_lists_that_nest(text: str, expected: str) -> None:
    bare = re.sub(r" (class|id)=\"[^\"]*\"|</?span[^>]*>|\n", "", prose.of(text).html)
    assert bare == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "To improve | Your input | Our interest",
            [("Why", "To improve"), ("What", "Your input"), ("Basis", "Our interest")],
        ),
        ("Prose", []),
        ("Why | What", [("", "Why"), ("", "What"), ("", "Basis")]),
        ("Prose.\n\n| Why", []),
    ],
    ids=["in a row", "in prose", "in the head", "across lines"],
)
def test_a_passage_in_a_table_is_told_with_its_row(words: str, expected: list[tuple[str, str]]) -> None:
    text = (
        "Prose.\n\n| Why | What | Basis |\n| --- | --- | --- |\n| To improve | Your input | Our interest |\n"
    )
    start = text.index(words)
    assert prose.row(text, start, start + len(words)) == expected


def test_a_day_is_marked_and_what_stands_around_it_stays_text() -> None:
    assert rendering.dated("<b> 2025-05-01, 2025-99-99.") == "&lt;b&gt; <time>2025-05-01</time>, 2025-99-99."


def test_what_is_written_is_well_formed_whatever_the_nesting() -> None:
    text = "- a\n    - b\n  - c\n\n    text\n\n| x |\n| --- |\n| y |\n- d\n1. e\n"
    etree.fromstring(f"<div>{prose.of(text).html.replace('<hr>', '<hr/>')}</div>")


def test_a_passage_of_a_table_comes_with_the_cells_that_it_leaves_out(record, build) -> None:
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
    cells = page.xpath("//blockquote//dl/*")
    assert [one.text_content() for one in cells] == ["Which data", "Your prompts"]
    assert "data “Your prompts”" in page.xpath("string(//p[@class='lead'])")


@pytest.mark.parametrize(("passages", "more"), [(4, ""), (5, "And 1 more passage.")])
def test_an_event_quotes_four_passages_and_counts_the_others(passages: int, more: str, record, build) -> None:
    kinds = ("names", "addresses", "photographs", "messages", "payment details")[:passages]
    record("# Privacy Policy\n\nWe are glad that you are here.\n")
    record(
        "# Privacy Policy\n\nWe are glad that you are here.\n"
        + "".join(f"We may sell your personal data, such as your {kind}.\n" for kind in kinds)
    )
    (event,) = html.fromstring(
        (build() / "example-inc/privacy-policy/provisions/sale-or-sharing-of-data/index.html").read_bytes()
    ).xpath("//li[contains(., 'New: We may sell')][not(.//li//li)]")[:1]
    said = event.text_content()
    assert said.count("New: We may sell") == min(passages, 4)
    assert ("more passage" in said) == bool(more)
    assert more in said
