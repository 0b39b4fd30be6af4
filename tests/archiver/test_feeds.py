"""Feeds: complete with their archives, the same ids wherever they are served, XML whatever texts say."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from lxml import etree

from archiver.publish import feeds
from archiver.publish.feeds import ATOM, HISTORY, NEWEST, Entry, Feed
from archiver.publish.site import differences

NAMES = {"a": ATOM, "fh": HISTORY}
START = datetime(2025, 5, 1, tzinfo=UTC)


def entry(number: int, summary: str = "1 sentence added.") -> Entry:
    return Entry(
        version=f"{number:040x}",
        title="Example, Terms",
        summary=summary,
        address=f"example/terms/{number}/changes/",
        published=START + timedelta(days=number),
        tags=("example", "terms", "words"),
    )


def feed(count: int, *, by_year: bool = False) -> Feed:
    entries = tuple(entry(number) for number in reversed(range(count)))
    return Feed(title="All", address="feeds/all", page="changes/", entries=entries, by_year=by_year)


def parsed(file: feeds.FeedFile, url: str = "https://policies.example/") -> etree._Element:
    return etree.fromstring(feeds.atom(file, "Policies", url, lambda one: f"<p>{one.version}</p>"))


def ids(files: list[feeds.FeedFile]) -> set[str]:
    return {found.text for file in files for found in parsed(file).iterfind("a:entry/a:id", NAMES)}


def test_a_short_feed_has_no_archive() -> None:
    (file,) = feeds.files(feed(NEWEST))
    assert len(file.entries) == NEWEST
    assert not parsed(file).findall("a:link[@rel='prev-archive']", NAMES)


def test_a_longer_feed_and_the_archives_that_name_each_other_have_every_entry() -> None:
    whole = feed(NEWEST + 2)
    by_name = {file.name: file for file in feeds.files(whole)}
    file, met = by_name["feeds/all"], []
    while True:
        met.append(file)
        (link,) = parsed(file).findall("a:link[@rel='prev-archive']", NAMES) or [None]
        if link is None:
            break
        file = by_name[urlsplit(link.get("href")).path.lstrip("/").removesuffix(".atom")]
        assert parsed(file).find("fh:archive", NAMES) is not None
    assert len(met) == len(by_name) == 3
    assert len(ids(met)) == NEWEST + 2


def test_an_entry_has_the_id_of_its_version_wherever_the_feed_is_served() -> None:
    (file,) = feeds.files(feed(1))
    for url in ("https://a.example/", "https://b.example/x/", ""):
        assert parsed(file, url).find("a:entry/a:id", NAMES).text == f"swh:1:rev:{0:040x}"


def test_a_feed_has_what_atom_demands_of_it_and_of_each_entry() -> None:
    for file in feeds.files(feed(NEWEST + 1, by_year=True)):
        root = parsed(file)
        for name in ("id", "title", "updated", "author/a:name"):
            assert root.find(f"a:{name}", NAMES).text
        for one in root.iterfind("a:entry", NAMES):
            for name in ("id", "title", "updated"):
                assert one.find(f"a:{name}", NAMES).text
            assert urlsplit(one.find("a:link", NAMES).get("href")).scheme == "https"


def test_a_feed_without_entries_is_one_all_the_same() -> None:
    (file,) = feeds.files(feed(0))
    assert datetime.fromisoformat(parsed(file).find("a:updated", NAMES).text)


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    told = replace(entry(1, "<b>\x08\ufffe&"), tags=("te\x1brms",))
    odd = Feed(title="A\x00ll\x1b", address="f", page="", entries=(told,), by_year=True)
    (file,) = feeds.files(odd)
    assert parsed(file).find("a:title", NAMES).text == "All"
    assert parsed(file).find("a:entry/a:summary", NAMES).text == "<b>&"


def test_the_json_feed_says_the_same() -> None:
    for file in feeds.files(feed(NEWEST + 1)):
        told = json.loads(feeds.json_feed(file, "Policies", "https://policies.example/", lambda _one: ""))
        assert told["version"] == feeds.JSON_FEED
        assert [one["id"] for one in told["items"]] == [one.id for one in file.entries]
        assert all(one["content_html"] and one["url"].startswith("https://") for one in told["items"])
        assert ("next_url" in told) == bool(file.earlier)


def test_of_a_difference_that_is_too_long_for_a_feed_the_first_sections_are_in_it() -> None:
    def section(letters: int) -> list[str]:
        return ["<h2>Title</h2>", "x" * letters]

    begin = "\n".join(["opening", *section(9_000), *section(0)])
    fits = ["opening", *section(9_000), *section(differences.LONGEST - len(begin))]
    assert differences.shortened(fits) == "\n".join(fits)
    more = "\n<p>and 1 more section, on the page of the change</p>"
    assert differences.shortened([*fits, "x"]) == "\n".join(fits[:3]) + more
    assert differences.shortened([*fits, *section(1)]) == "\n".join(fits) + more
    assert differences.shortened(section(differences.LONGEST)) == ""
