"""A document of several pages, of which one fails: the others are read, and nothing unseen counts as seen."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.format.observation import Observation
from archive_repo.index import connect
from archive_repo.index import looks as indexed
from archive_repo.records import Cause, Outcome, StandIn, Version
from archiver.report import looks
from tests.archiver.conftest import Web
from tests.archiver.policies import CLAUSES, URL, Pages, declaration, page, reworded
from tests.conftest import Done

ANNEX, LIST = "https://lumen.example/annex", "https://lumen.example/partners"
ANNEX_CLAUSES = {
    "Annex": "The annex lists the companies that host the service for us, and where they process data. " * 3,
    "Measures": "We encrypt personal data in transit and at rest, and we test our measures each year. " * 3,
}
LIST_CLAUSES = {
    "Partners": "Our partners receive personal data only where you have given your consent to it before. "
    * 4,
    "Transfers": "Transfers to other countries rest on the standard clauses that we agreed with each one. "
    * 3,
}
SHORT = {"Contact": "Write to the data protection officer of Lumen Works."}
WALL = (
    b"<html><head><title>Just a moment...</title></head><body><h1>Verify you are human</h1>"
    b"<p>Checking your browser before you can go on. Enable JavaScript and cookies.</p></body></html>"
)
ERROR = page(
    {f"Offer {n}": f"Summer offer number {n}: subscribe now and save on every plan. " * 4 for n in range(5)},
    title="Oops",
)
Crawl = Callable[..., Counter[Outcome]]
Run = Callable[..., Done]


@pytest.fixture
def web(serve: Web) -> Pages:
    return Pages(
        serve,
        {
            URL: page(),
            ANNEX: page(ANNEX_CLAUSES, title="Annex to the policy"),
            LIST: page(LIST_CLAUSES, title="Partners of Lumen"),
        },
    )


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


@pytest.fixture
def run_crawl(archive: Archive, web: Pages) -> Crawl:
    """A crawl a day later than the one before, of a document of three pages, unless others are named."""

    def call(*urls: str) -> Counter[Outcome]:
        web.now += timedelta(days=1)
        return web.crawl(archive, [declaration(*(urls or (URL, ANNEX, LIST)))]).outcomes

    return call


def versions(archive: Archive) -> list[Version]:
    return history.versions(archive.repository("lumen"), "privacy-policy")


def last(archive: Archive) -> Observation:
    return archive.repository("lumen").last_observations()["privacy-policy"]


def edit(web: Pages) -> None:
    web.bodies[URL] = page(reworded("How we use it", "30 days after you close", "two years after you close"))


def lose(web: Pages, url: str, how: str) -> None:
    if how == "gone":
        web.statuses[url] = 404
    elif how == "unreachable":
        del web.bodies[url]
    else:
        web.bodies[url] = {"wall": WALL, "shell": b"<html><body><div id=app></div></body></html>",
                           "error with 200": ERROR}[how]  # fmt: skip


FAILURES = ["gone", "unreachable", "wall", "shell", "error with 200"]


@pytest.mark.parametrize("how", FAILURES)
def test_an_edit_in_a_good_page_is_recorded_at_once_though_another_page_fails(
    archive: Archive, run_crawl: Crawl, web: Pages, how: str
) -> None:
    run_crawl()
    seen = web.now
    lose(web, ANNEX, how)
    edit(web)
    assert run_crawl() == {Outcome.RECORDED: 1}
    newest, first = versions(archive)
    text = archive.repository("lumen").text(newest)
    assert newest.sentences.amended == 1
    assert (newest.sentences.added, newest.sentences.removed) == (0, 0)
    assert "two years" in text
    assert "The annex lists" in text
    assert newest.stand_ins == (StandIn(url=ANNEX, last_seen=seen),)
    assert first.stand_ins == ()


@pytest.mark.parametrize("how", FAILURES)
def test_a_page_that_fails_and_comes_back_leaves_no_trace_in_the_history(
    archive: Archive, run_crawl: Crawl, web: Pages, how: str
) -> None:
    run_crawl()
    good = dict(web.bodies)
    lose(web, LIST, how)
    for _ in range(2):
        assert run_crawl()[Outcome.RECORDED] == 0
    assert [one.url for one in last(archive).missing] == [LIST]
    assert f"page 3 of the document, {LIST}: " in last(archive).reason
    web.bodies = good
    web.statuses.clear()
    assert run_crawl() == {Outcome.UNCHANGED: 1}
    assert (last(archive).missing, last(archive).failures) == ((), 0)
    assert len(versions(archive)) == 1


def test_a_missing_page_says_since_when_it_fails_and_when_it_was_last_seen(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    run_crawl()
    run_crawl()
    seen = web.now
    web.statuses[ANNEX] = 404
    run_crawl()
    since = web.now
    run_crawl()
    (absent,) = last(archive).missing
    assert (absent.last_seen, absent.missing_since, absent.reason) == (seen, since, "HTTP 404")
    assert last(archive).outcome is Outcome.FAILED


def test_a_text_with_a_stand_in_is_confirmed_only_by_a_look_that_saw_all_its_pages(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    run_crawl()
    seen = web.now
    web.statuses[ANNEX] = 404
    run_crawl()
    before_the_edit = web.now
    edit(web)
    run_crawl()
    with connect.current(archive) as index:
        assert looks.last(index, "lumen", "privacy-policy").stale
    run_crawl()
    newest, first = versions(archive)
    with connect.current(archive) as index:
        told = looks.last(index, "lumen", "privacy-policy")
        since = indexed.change(index, first, newest)
    assert (told.last_confirmed_at, told.last_looked_at, told.stale) == (seen, web.now, True)
    assert (since.after, since.by) == (before_the_edit, newest.fetched_at)
    web.statuses.clear()
    run_crawl()
    with connect.current(archive) as index:
        told = looks.last(index, "lumen", "privacy-policy")
    assert (told.last_confirmed_at, told.stale) == (web.now, False)


def test_a_document_whose_pages_all_fail_fails_as_one(archive: Archive, run_crawl: Crawl, web: Pages) -> None:
    run_crawl()
    seen = web.now
    for url in (URL, ANNEX, LIST):
        web.statuses[url] = 500
    assert run_crawl() == {Outcome.FAILED: 1}
    assert last(archive).reason == "HTTP 500"
    with connect.current(archive) as index:
        assert looks.last(index, "lumen", "privacy-policy").last_confirmed_at == seen


def test_a_page_that_fails_at_the_first_look_keeps_the_document_from_being_recorded_in_part(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    web.statuses[ANNEX] = 500
    assert run_crawl() == {Outcome.FAILED: 1}
    assert last(archive).reason == f"page 2 of the document: HTTP 500 ({ANNEX})"
    assert last(archive).version == ""


def test_a_page_that_is_rewritten_waits_while_the_others_are_read_and_gets_in_if_it_stays(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    run_crawl()
    web.bodies[ANNEX] = ERROR
    assert run_crawl() == {Outcome.HELD: 1}
    edit(web)
    assert run_crawl() == {Outcome.RECORDED: 1}
    assert len(last(archive).held) == 1
    assert last(archive).held[0].seen == 2
    other = {
        "Subprocessors": "Each company below processes personal data for us under a written agreement. " * 8
    }
    web.bodies[ANNEX] = page(other, title="List of companies")
    for _ in range(12):
        run_crawl()
    assert "under a written agreement" in archive.repository("lumen").text(versions(archive)[0])
    assert "Summer offer" not in archive.repository("lumen").text(versions(archive)[0])
    assert "two years" in archive.repository("lumen").text(versions(archive)[0])
    assert last(archive).missing == ()


def test_a_short_page_may_be_edited(archive: Archive, run_crawl: Crawl, web: Pages) -> None:
    web.bodies[ANNEX] = page(SHORT, title="Contact for privacy")
    run_crawl()
    web.bodies[ANNEX] = page(
        {"Contact": SHORT["Contact"] + " You may call us too."}, title="Contact for privacy"
    )
    assert run_crawl() == {Outcome.RECORDED: 1}
    assert "You may call us too." in archive.repository("lumen").text(versions(archive)[0])


def test_a_page_may_be_edited_until_it_is_short(archive: Archive, run_crawl: Crawl, web: Pages) -> None:
    run_crawl()
    shorter = {**ANNEX_CLAUSES, "Measures": "We encrypt personal data, and test our measures every month."}
    web.bodies[ANNEX] = page(shorter, title="Annex to the policy")
    for _ in range(2):  # a loss of a tenth waits a look
        run_crawl()
    newest, _ = versions(archive)
    assert newest.stand_ins == ()
    assert "every month" in archive.repository("lumen").text(newest)


def test_a_page_that_is_no_longer_declared_is_no_change_of_the_policy(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    run_crawl()
    web.statuses[ANNEX] = 404
    run_crawl()
    assert run_crawl(URL, LIST) == {Outcome.UNCHANGED: 1}
    newest, first = versions(archive)
    text = archive.repository("lumen").text(newest)
    assert (newest.cause, newest.fetched_at) == (Cause.REEXTRACTION, first.fetched_at)
    assert [source.url for source in newest.sources] == [URL, LIST]
    assert "The annex lists" not in text
    assert CLAUSES["Your rights"][:30] in text
    assert last(archive).missing == ()


def test_a_page_that_answers_the_second_request_only_is_in_the_version_as_it_came_then(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    run_crawl()
    edit(web)
    lose(web, ANNEX, "gone")

    def returns(url: str, times: int) -> None:
        if url == ANNEX and times == 2:
            web.statuses.clear()
            monthly = ANNEX_CLAUSES["Measures"].replace("each year", "every month")
            web.bodies[ANNEX] = page({**ANNEX_CLAUSES, "Measures": monthly}, title="Annex to the policy")

    web.on_request = returns
    assert run_crawl() == {Outcome.RECORDED: 1}
    (newest, _), text = versions(archive), archive.repository("lumen").text(versions(archive)[0])
    assert newest.stand_ins == last(archive).missing == ()
    assert "two years" in text
    assert "every month" in text


@pytest.mark.parametrize("how", FAILURES)
def test_a_page_that_fails_the_second_request_only_is_in_the_version_as_it_came_before(
    archive: Archive, run_crawl: Crawl, web: Pages, how: str
) -> None:
    run_crawl()
    edit(web)

    def fails(url: str, times: int) -> None:
        if url == ANNEX and times == 2:
            lose(web, ANNEX, how)

    web.on_request = fails
    assert run_crawl() == {Outcome.RECORDED: 1}
    newest, _ = versions(archive)
    assert newest.stand_ins == last(archive).missing == ()
    assert "two years" in archive.repository("lumen").text(newest)


def test_what_differs_between_two_requests_makes_no_version_though_another_page_fails(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    def counted(url: str, times: int) -> None:
        shown = {**CLAUSES, "Visits": f"This page has been read {hash((web.now, times)) % 99_991:,} times."}
        web.bodies[URL] = page(shown)

    web.on_request = counted
    run_crawl()
    web.statuses[ANNEX] = 404
    for _ in range(4):
        assert run_crawl() == {Outcome.FAILED: 1}
    assert len(versions(archive)) == 1


def test_what_changes_at_each_look_at_a_page_is_remembered_while_the_page_fails(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    def counted(url: str, times: int) -> None:
        shown = {
            **ANNEX_CLAUSES,
            "Visits": f"This page has been read {hash((web.now, times)) % 99_991:,} times.",
        }
        web.bodies[ANNEX] = page(
            {**shown, "End": "This is the end of the annex."}, title="Annex to the policy"
        )

    web.on_request = counted
    run_crawl()
    run_crawl()
    known = last(archive).slots
    web.statuses[ANNEX] = 404
    run_crawl()
    assert known
    assert last(archive).slots == known


def miss(run_crawl: Crawl, web: Pages, *days: int) -> None:
    """A crawl on each of these days since the page began to fail."""
    began = web.now + timedelta(days=1)
    for day in days:
        web.now = began + timedelta(days=day - 1)
        run_crawl()


@pytest.mark.parametrize(("days", "gone"), [(29, False), (30, True)])
def test_a_page_that_has_failed_for_30_days_is_told_apart(
    archive: Archive, run_crawl: Crawl, web: Pages, days: int, gone: bool
) -> None:
    run_crawl()
    web.statuses[ANNEX] = 404
    miss(run_crawl, web, 0, days)
    (absent,) = last(archive).missing
    assert absent.probably_gone == gone
    when = ", last seen 2025-05-02" if gone else ""
    assert last(archive).reason == f"page 2 of the document, {ANNEX}{when}: HTTP 404"


def test_a_page_that_was_missed_once_is_not_gone_however_long_ago_the_look_before_was(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    run_crawl()
    web.statuses[ANNEX] = 404
    miss(run_crawl, web, 75)
    assert not last(archive).missing[0].probably_gone


def test_a_page_that_came_and_waits_in_quarantine_is_not_gone(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    run_crawl()
    text = (
        "Wir verarbeiten Ihre Daten nur, um den Dienst zu erbringen, und geben sie an niemanden weiter. " * 6
    )
    web.bodies[ANNEX] = page({"Anlage": text}, title="Anlage")
    miss(run_crawl, web, 0, 40)
    (absent,) = last(archive).missing
    assert (absent.probably_gone, len(last(archive).held)) == (False, 1)


def test_a_page_that_comes_back_after_40_days_with_other_words_is_a_change_of_that_day(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    run_crawl()
    web.statuses[ANNEX] = 404
    miss(run_crawl, web, 0, 40)
    web.statuses.clear()
    monthly = ANNEX_CLAUSES["Measures"].replace("each year", "every month")
    web.bodies[ANNEX] = page({**ANNEX_CLAUSES, "Measures": monthly}, title="Annex to the policy")
    assert run_crawl() == {Outcome.RECORDED: 1}
    newest, first = versions(archive)
    assert (newest.fetched_at, newest.stand_ins, last(archive).missing) == (web.now, (), ())
    with connect.current(archive) as index:
        assert indexed.change(index, first, newest).after == first.fetched_at


def test_two_pages_of_three_may_be_missing(archive: Archive, run_crawl: Crawl, web: Pages) -> None:
    run_crawl()
    seen = web.now
    lose(web, ANNEX, "gone")
    lose(web, LIST, "wall")
    edit(web)
    assert run_crawl() == {Outcome.RECORDED: 1}
    stand_ins = (StandIn(url=ANNEX, last_seen=seen), StandIn(url=LIST, last_seen=seen))
    assert versions(archive)[0].stand_ins == stand_ins
    assert [one.url for one in last(archive).missing] == [ANNEX, LIST]


def test_nothing_stands_in_for_the_only_page_of_a_document(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    run_crawl(URL)
    web.statuses[URL], web.bodies[URL] = 404, b"not here"
    assert run_crawl(URL) == {Outcome.FAILED: 1}
    assert (last(archive).reason, last(archive).missing) == ("HTTP 404", ())


def test_a_page_that_was_never_read_has_no_stand_in(archive: Archive, run_crawl: Crawl, web: Pages) -> None:
    run_crawl(URL, ANNEX)
    web.statuses[LIST] = 404
    edit(web)
    assert run_crawl() == {Outcome.FAILED: 1}
    assert last(archive).reason == f"page 3 of the document: HTTP 404 ({LIST})"
    assert len(versions(archive)) == 1


def declare(archive: Archive) -> None:
    """The file of what is crawled, for commands that name it."""
    combined = [{"fetch": url} for url in (URL, ANNEX, LIST)]
    (archive.folder / "declarations").mkdir()
    declared = {"name": "Lumen", "terms": {"Privacy Policy": {"combine": combined}}}
    (archive.folder / "declarations" / "Lumen.json").write_text(json.dumps(declared))


def test_status_says_of_a_text_that_was_recorded_without_a_page_what_is_missing(
    archive: Archive, run_crawl: Crawl, web: Pages, run: Run
) -> None:
    run_crawl()
    web.statuses[ANNEX] = 404
    edit(web)
    run_crawl()
    declare(archive)
    assert run("status").out == (
        "Recorded, but not every page was read: 1 document\n"
        "  lumen/privacy-policy\n"
        "      page 2 of the document, https://lumen.example/annex: HTTP 404\n"
        "      last look 2025-05-03 12:00; all of the recorded text was last seen\n"
        "      2025-05-02\n"
        "      To do: One page of `combine` could not be read, and the rest of the line\n"
        "      says why. Its last good copy stands in for it, and the other pages are\n"
        '      read. It is declared in declarations/Lumen.json as "Privacy Policy".\n'
        "\n"
        "1 document: 1 recorded; last look 2025-05-03 12:00, 28 days ago\n"
    )
    assert run("status", "--failing").code == 3


def test_status_says_how_a_page_that_is_gone_for_good_is_dropped(
    archive: Archive, run_crawl: Crawl, web: Pages, run: Run
) -> None:
    web.now -= timedelta(days=2)  # the last look is not in the future
    run_crawl()
    web.statuses[ANNEX] = 404
    miss(run_crawl, web, 0, 30)
    declare(archive)
    assert run("status").out == (
        "Failed: 1 document\n"
        "  lumen/privacy-policy\n"
        "      page 2 of the document, https://lumen.example/annex, last seen 2025-04-30:\n"
        "      HTTP 404\n"
        "      2 looks in a row, the last 2025-05-31 12:00; all of the recorded text was\n"
        "      last seen 2025-04-30\n"
        "      To do: The page is probably gone for good. If the platform has moved it,\n"
        "      change its `fetch`. If not, remove it from `combine`: its text leaves the\n"
        "      document without counting as a change, and stays in the history. It is\n"
        '      declared in declarations/Lumen.json as "Privacy Policy".\n'
        "\n"
        "1 document: 1 failed; last look 2025-05-31 12:00\n"
    )


@pytest.fixture
def in_part(archive: Archive, run_crawl: Crawl, web: Pages) -> None:
    """A version that was recorded while the annex could not be read, on 3 May; a look a day later too."""
    run_crawl()
    web.statuses[ANNEX] = 404
    edit(web)
    run_crawl()


STOOD_IN = f"not read then, as last seen 2025-05-02: {ANNEX}\n"


@pytest.mark.usefixtures("in_part")
def test_log_says_that_a_page_was_not_read_when_a_version_was_recorded(run: Run) -> None:
    first, second = run("log", "lumen/privacy-policy", COLUMNS="160").out.splitlines()[1:]
    assert first.endswith("1 sentence amended; 1 of 3 pages not read then")
    assert "not read" not in second
    assert run("log", "lumen/privacy-policy", "--stat").out.count(STOOD_IN) == 1


@pytest.mark.usefixtures("in_part")
def test_show_and_changes_name_the_page_that_was_not_read(run: Run) -> None:
    assert STOOD_IN in run("show", "lumen/privacy-policy").err
    assert STOOD_IN not in run("show", "lumen/privacy-policy@2025-05-02").err
    assert STOOD_IN in run("changes", "--since", "2025-05-03", COLUMNS="120").out
    assert "last seen 2025-05-02" in run("changes", "--since", "2025-05-03", "--markdown").out


@pytest.mark.usefixtures("in_part")
def test_stand_ins_are_in_json_as_their_schema_says(run: Run) -> None:
    stand_in = {"url": ANNEX, "last_seen": "2025-05-02T12:00:00+00:00"}
    for command in (("log", "lumen/privacy-policy"), ("changes", "--since", "2025-05-01")):
        rows = run(*command, "--json").json
        schema = Draft202012Validator(run("schema", command[0]).json)
        schema.validate(rows)
        assert sorted((row["stand_ins"] for row in rows), key=len) == [[], [stand_in]]
    (missing,) = run("status", "--json").json[0]["missing"]
    assert (missing["url"], missing["probably_gone"]) == (ANNEX, False)


GERMAN = page(
    {"Anlage": "Wir verarbeiten Ihre Daten nur für den Dienst und geben sie an niemanden weiter. " * 6},
    title="Anlage",
)


def test_a_page_that_was_rejected_stays_out_while_the_others_are_read(
    archive: Archive, run_crawl: Crawl, web: Pages, run: Run
) -> None:
    run_crawl()
    web.bodies[ANNEX] = GERMAN
    run_crawl()
    declare(archive)
    assert run("quarantine", "reject", "lumen/privacy-policy").code == 0
    edit(web)
    assert run_crawl() == {Outcome.RECORDED: 1}
    assert (last(archive).held, [one.url for one in last(archive).missing]) == ((), [ANNEX])
    assert "a person has rejected this text" in last(archive).reason
    assert "The annex lists" in archive.repository("lumen").text(versions(archive)[0])


def test_the_good_pages_of_a_text_that_was_rejected_are_not_refused(
    archive: Archive, run_crawl: Crawl, web: Pages, run: Run
) -> None:
    run_crawl()
    good = web.bodies[ANNEX]
    web.bodies[ANNEX] = GERMAN
    run_crawl()
    declare(archive)
    run("quarantine", "reject", "lumen/privacy-policy")
    web.bodies[ANNEX] = good
    assert run_crawl() == {Outcome.UNCHANGED: 1}
    assert len(last(archive).rejected) == 2


def test_a_version_that_was_accepted_names_the_pages_that_were_not_read(
    archive: Archive, run_crawl: Crawl, web: Pages, run: Run
) -> None:
    run_crawl()
    seen = web.now
    web.bodies[ANNEX] = GERMAN
    web.statuses[LIST] = 404
    run_crawl()
    declare(archive)
    assert run("quarantine", "accept", "lumen/privacy-policy").code == 0
    newest = versions(archive)[0]
    assert newest.stand_ins == (StandIn(url=LIST, last_seen=seen),)
    assert "an niemanden weiter" in archive.repository("lumen").text(newest)


def test_a_page_that_is_accepted_late_takes_nothing_back_that_was_recorded_in_the_others(
    archive: Archive, run_crawl: Crawl, web: Pages, run: Run
) -> None:
    run_crawl()
    web.bodies[ANNEX] = GERMAN
    run_crawl()
    web.statuses[ANNEX] = 404
    edit(web)
    assert run_crawl() == {Outcome.RECORDED: 1}
    declare(archive)
    shown = run("quarantine", "show", "lumen/privacy-policy").out
    assert run("quarantine", "accept", "lumen/privacy-policy").code == 0
    newest = versions(archive)[0]
    text = archive.repository("lumen").text(newest)
    assert shown == text
    assert "two years" in text
    assert "an niemanden weiter" in text
    assert newest.stand_ins == ()
    bodies = archive.repository("lumen").bodies(newest.snapshot, "privacy-policy")
    assert [body.data for body in bodies] == [web.bodies[url] for url in (URL, ANNEX, LIST)]


def test_a_change_of_a_page_that_came_back_lies_after_the_last_look_that_saw_it(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    run_crawl()
    seen = web.now
    web.statuses[ANNEX] = 404
    edit(web)
    run_crawl()
    web.statuses.clear()
    monthly = ANNEX_CLAUSES["Measures"].replace("each year", "every month")
    web.bodies[ANNEX] = page({**ANNEX_CLAUSES, "Measures": monthly}, title="Annex to the policy")
    run_crawl()
    newest, in_part, _ = versions(archive)
    with connect.current(archive) as index:
        found = indexed.change(index, in_part, newest)
    assert (found.after, found.by) == (seen, web.now)


READ, MISSED = "two years after you close", "We encrypt personal data in transit and at rest"


@pytest.mark.usefixtures("in_part")
def test_a_sentence_is_last_seen_when_its_page_was(run: Run, run_crawl: Crawl) -> None:
    run_crawl()
    (good,) = run("quote", READ, "--json").json["matches"]
    (missed,) = run("quote", MISSED, "--json").json["matches"]
    assert (good["present"], good["stale"], good["last_confirmed_at"][:10]) == (True, False, "2025-05-04")
    assert (missed["present"], missed["stale"]) == (None, True)
    assert missed["last_confirmed_at"][:10] == "2025-05-02"
    told = run("quote", MISSED, COLUMNS="160")
    assert "last seen 2025-05-02" in told.out
    ended = "the 2 looks since then (to 2025-05-04) failed or did not see every page: page 2"
    assert f"last seen 2025-05-02; {ended}" in told.err
    assert run("quote", READ).err == ""


@pytest.mark.usefixtures("in_part")
def test_grep_tells_apart_the_lines_of_a_page_that_could_not_be_read(run: Run, run_crawl: Crawl) -> None:
    run_crawl()
    rows = run("grep", f"{READ}|{MISSED}", "--json").json
    assert [(row["stale"], row["last_confirmed_at"][:10]) for row in rows] == [
        (False, "2025-05-04"),
        *[(True, "2025-05-02")] * 3,
    ]
    lines = run("grep", f"{READ}|{MISSED}").out.splitlines()
    assert lines[0] == "lumen/privacy-policy"
    assert lines[2] == "lumen/privacy-policy  last seen 2025-05-02"


@pytest.mark.usefixtures("in_part")
def test_a_sentence_on_the_first_line_below_a_page_break_is_on_the_second_page(run: Run) -> None:
    for words, stale in (("You may also complain to an authority", False), ("# Annex to the policy", True)):
        assert [row["stale"] for row in run("grep", words.removeprefix("# "), "--json").json] == [stale]


def lose_stored_page(archive: Archive, number: int) -> None:
    """The stored body of one page is gone, as after a disk error."""
    repository = archive.repository("lumen").path
    name = f"snapshots:privacy-policy.{number}.html"
    done = subprocess.run(
        ["git", "-C", str(repository), "rev-parse", name], capture_output=True, text=True, check=True
    )
    blob = done.stdout.strip()
    (repository / "objects" / blob[:2] / blob[2:]).unlink()


def test_a_stored_page_that_is_lost_fails_no_look_at_pages_that_are_there(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    run_crawl()
    lose_stored_page(archive, 2)
    assert run_crawl() == {Outcome.UNCHANGED: 1}
    edit(web)
    assert run_crawl() == {Outcome.RECORDED: 1}


def test_nothing_stands_in_for_a_page_whose_copy_is_lost(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    run_crawl()
    lose_stored_page(archive, 2)
    web.statuses[ANNEX] = 404
    edit(web)
    assert run_crawl() == {Outcome.FAILED: 1}
    assert last(archive).reason == f"page 2 of the document: HTTP 404 ({ANNEX})"
