"""Alerts: in the run that saw the change, once, whatever fails; by a real mail server and a real hook."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from archive_repo.archive import Archive
from archive_repo.index import connect
from archive_repo.records import Cause, ChangeClass, Outcome, StatedDates, slug
from archive_repo.repository import Repository
from archiver import settings
from archiver.gate.verdict import REJECTED
from archiver.publish import due, maintenance, outbox
from archiver.publish.outbox import Slip, Stage
from archiver.settings import AlertSettings
from tests.archiver.conftest import Answer, Web
from tests.archiver.test_json import validator
from tests.conftest import START, Done, Recorder

Run = Callable[..., Done]

FIRST = "# Privacy Policy\n\nWe collect your name.\nWe keep it for 30 days.\n"
SECOND = FIRST.replace("name", "name and your telephone number")
THIRD = SECOND.replace("30 days", "90 days")


class Mails:
    """A mail server's handler: what arrived, and how it answers next."""

    def __init__(self) -> None:
        self.arrived: list[EmailMessage] = []
        self.answers: list[str] = []
        """Answers to the next mails: `refuse` does not take it, `drop` takes it and ends the connection,
        `kill` takes it and kills the sender."""
        self.sender = 0

    async def handle_DATA(self, server, _session, envelope) -> str:  # noqa: N802
        how = self.answers.pop(0) if self.answers else "take"
        if how == "refuse":
            return "451 try again later"
        self.arrived.append(message_from_bytes(envelope.content, policy=policy.default))
        if how == "drop":
            server.transport.abort()
        if how == "kill":
            os.kill(self.sender, signal.SIGKILL)
        return "250 taken"


@pytest.fixture
def mails() -> Iterator[Mails]:
    handler = Mails()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    handler.port = controller.port
    yield handler
    controller.stop()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture
def subscribe(tmp_path: Path, mails: Mails) -> Callable[..., None]:
    def written(*lines: str, channel: str = "mailto:desk@example.org", port: int = 0) -> None:
        (tmp_path / "archive.toml").write_text(
            f'[mail]\nhost = "127.0.0.1"\nport = {port or mails.port}\nsecurity = "none"\n'
            f'[site]\nurl = "https://policies.example/"\n'
            f'[[alerts]]\nname = "desk"\nchannel = "{channel}"\n' + "\n".join(lines)
        )

    written()
    return written


def body(mail: EmailMessage, kind: str = "plain") -> str:
    return mail.get_body((kind,)).get_content()


def test_a_subscription_begins_with_what_comes_next(record: Recorder, run: Run, mails, subscribe) -> None:
    record(FIRST)
    record(SECOND)
    assert "desk: begins here" in run("alerts").err
    assert "desk: nothing to tell" in run("alerts").err
    assert mails.arrived == []


def test_a_change_is_told_once_in_text_and_html_with_its_page(record, run, mails, subscribe) -> None:
    record(FIRST)
    run("alerts")
    record(SECOND)
    done = run("alerts")
    assert (done.code, "desk: told of 1 change" in done.err) == (0, True)
    assert "nothing to tell" in run("alerts").err
    assert run("verify").code == 0
    (mail,) = mails.arrived
    assert mail["Subject"] == "Example, Inc. changed its Privacy Policy"
    assert mail["To"] == "desk@example.org"
    assert "We collect your name{+ and your telephone number+}." in body(mail)
    assert "Changed between 2025-05-01 and 2025-05-02." in body(mail)
    assert "https://policies.example/example-inc/privacy-policy/2025-05-02/changes/" in body(mail)
    assert "<ins" in body(mail, "html")


def test_what_would_steer_a_terminal_is_shown_escaped_in_the_text_of_a_mail(
    record, run, mails, subscribe
) -> None:
    record.name = "Example \x1b[31m\u202e Inc."
    record(FIRST)
    run("alerts")
    record(SECOND)
    run("alerts")
    (mail,) = mails.arrived
    assert "Example \\x1b[31m\\u202e Inc., Privacy Policy" in body(mail)
    assert "\x1b" not in mail["Subject"]


def test_several_changes_are_one_letter(record, run, mails, subscribe) -> None:
    record(FIRST)
    record(FIRST, "terms-of-service", title="Terms of Service")
    run("alerts")
    record(SECOND)
    record(SECOND, "terms-of-service", title="Terms of Service")
    run("alerts")
    (mail,) = mails.arrived
    record(FIRST)
    told = run("alerts", "--json").json
    validator("alerts").validate(told)
    assert told[0]["change_count"] == 1
    assert mail["Subject"] == "2 changes of policies: Example, Inc."


def test_a_flood_is_a_summary_without_sentences(record, run, mails, subscribe) -> None:
    record(FIRST)
    run("alerts")
    for number in range(26):
        record(FIRST.replace("30", str(100 + number)))
    run("alerts")
    (mail,) = mails.arrived
    assert mail["Subject"].startswith("26 changes")
    assert "Only a summary, since so much changed at once: 26 changes of 1 platform" in body(mail)
    assert "We keep it" not in body(mail)


@pytest.mark.parametrize(("count", "others"), [(25, ""), (26, "1 more change"), (28, "3 more changes")])
def test_a_flood_tells_of_the_weightiest_changes_and_names_the_others(
    count: int, others: str, record, run, mails, subscribe
) -> None:
    names = [f"Terms {number:02}" for number in range(count)]
    for name in names:
        record(FIRST, slug(name), title=name)
    run("alerts")
    for name in names:
        record(SECOND, slug(name), title=name)
    run("alerts")
    (mail,) = mails.arrived
    told, _, named = body(mail).partition("AND ")
    assert told.count("/changes/") == min(count, 25)
    if others:
        assert named.startswith(others.upper())
        assert f'<h2 style="font-size:1.25em">And {others}</h2>' in body(mail, "html")
    assert all(name in body(mail) and name in body(mail, "html") for name in names)
    assert len(mails.arrived) == 1


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (['platforms = ["example-inc"]'], 1),
        (['platforms = ["other"]'], 0),
        (['platforms = ["example-inc/terms-of-service"]'], 0),
        (['types = ["Privacy Policy"]'], 1),
        (['words = "TELEPHONE"'], 1),
        (['words = "fax"'], 0),
        (['classes = ["words"]'], 1),
        (['classes = ["links"]'], 0),
        (['severity = "high"'], 0),
        (["silent = true"], 1),
    ],
)
def test_only_what_was_asked_for_is_told(record, run, mails, subscribe, tmp_path, lines, told) -> None:
    dated = StatedDates(updated=START.date())
    Recorder(Repository.create(tmp_path / "platforms" / "other.git"))(FIRST)
    record(FIRST, "terms-of-service", title="Terms of Service")
    record(FIRST, stated=dated)
    subscribe(*lines)
    run("alerts")
    record(SECOND, stated=dated)
    run("alerts")
    assert len(mails.arrived) == told


def test_a_re_extraction_and_a_new_document_alert_nobody(record, run, mails, subscribe) -> None:
    record(FIRST)
    run("alerts")
    record(SECOND, cause=Cause.REEXTRACTION)
    record(FIRST, "terms-of-service", title="Terms of Service")
    record(SECOND + "\n[x](https://example.org/)\n", change_class=ChangeClass.LINKS)
    run("alerts")
    assert mails.arrived == []


def test_a_platform_that_comes_later_is_told_of_from_its_first_change(
    record, run, mails, subscribe, tmp_path
) -> None:
    record(FIRST)
    run("alerts")
    later = Recorder(Repository.create(tmp_path / "platforms" / "later.git"))
    later(FIRST, at=START + timedelta(days=32))
    later(SECOND, at=START + timedelta(days=33))
    assert "told of 1 change" in run("alerts", now="2025-06-04T00:00:00Z").err


def test_a_change_that_was_dated_by_a_clock_that_ran_ahead_is_told(record, run, mails, subscribe) -> None:
    record(FIRST)
    run("alerts")
    record(SECOND)
    assert "told of 1 change" in run("alerts", now="2025-05-01T13:00:00Z").err


def test_what_a_crawl_records_while_a_letter_is_made_is_told_by_the_next_run(
    record, repository, tmp_path
) -> None:
    record(FIRST)
    slip = Slip(began_at=START + timedelta(days=1))
    archive, subscription = Archive(tmp_path), AlertSettings(name="desk", channel="mailto:a@b.example")
    with connect.current(archive) as index:
        newest = record(SECOND)
        first = due.find(index, archive, subscription, slip, newest.fetched_at)
    assert first.rows == ()
    with repository.store.exclusive():
        repository.store.move_cursor("desk", first.tips["example-inc"])
    with connect.current(archive) as index:
        second = due.find(index, archive, subscription, slip, newest.fetched_at)
    assert [row.version for row in second.rows] == [newest.id]


def test_an_index_that_knows_less_than_another_run_told_tells_nothing_twice(
    record, repository, tmp_path
) -> None:
    record(FIRST)
    archive, subscription = Archive(tmp_path), AlertSettings(name="desk", channel="mailto:a@b.example")
    with connect.current(archive) as index:
        newest = record(SECOND)
        with repository.store.exclusive():
            repository.store.move_cursor("desk", newest.id)
        found = due.find(index, archive, subscription, Slip(began_at=START), newest.fetched_at)
    assert (found.rows, found.tips) == ((), {})


def test_what_fails_is_sent_with_the_next_run(record, run, mails, subscribe) -> None:
    record(FIRST)
    run("alerts")
    record(SECOND)
    mails.answers = ["refuse"]
    failed = run("alerts")
    assert failed.code == 3
    assert "desk: not delivered (1 attempt), to be tried again" in failed.err
    assert "451" in failed.err
    run("alerts")
    (mail,) = mails.arrived
    assert not mail["Subject"].startswith("[repeat]")


def test_a_server_that_is_not_there_is_one_line_and_exit_code_3(record, run, subscribe) -> None:
    record(FIRST)
    run("alerts")
    record(SECOND)
    subscribe(port=free_port())
    failed = run("alerts")
    assert failed.code == 3
    assert len(failed.err.strip().splitlines()) == 1


def test_a_letter_of_which_nobody_knows_whether_it_arrived_is_repeated_and_says_so(
    record, run, mails, subscribe
) -> None:
    record(FIRST)
    run("alerts")
    record(SECOND)
    mails.answers = ["drop", "refuse", "drop"]
    for _ in range(5):
        run("alerts")
    first, *others = mails.arrived
    assert len(others) == 2
    assert {mail["Message-ID"] for mail in others} == {first["Message-ID"]}
    assert {mail["Subject"] for mail in others} == {f"[repeat] {first['Subject']}"}
    assert "may have reached you before" in body(others[0])


def test_a_channel_that_never_says_whether_a_letter_arrived_is_sent_it_five_times_more_and_then_what_is_newer(
    record, run, mails, subscribe
) -> None:
    record(FIRST)
    run("alerts")
    record(SECOND)
    mails.answers = ["drop"] * 6
    run("alerts")
    record(THIRD)
    for _ in range(5):
        run("alerts")
    assert len({mail["Message-ID"] for mail in mails.arrived}) == 1
    run("alerts")
    assert len(mails.arrived) == 7
    assert "{+90+}" in body(mails.arrived[-1])


def test_a_run_that_is_killed_while_it_sends_repeats_and_says_so(
    record, run, mails, subscribe, tmp_path
) -> None:
    record(FIRST)
    run("alerts")
    record(SECOND)
    mails.answers = ["kill"]
    environment = {**os.environ, "ARCHIVER_ARCHIVE": str(tmp_path), "ARCHIVER_NOW": "2025-06-01T00:00:00Z"}
    command = (
        "import os, sys; print(os.getpid(), flush=True); sys.stdin.readline();"
        "sys.argv = ['archiver', 'alerts']; from archiver.__main__ import main; main()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", command], env=environment, text=True, stdin=-1, stdout=-1, stderr=-1
    ) as sender:
        mails.sender = int(sender.stdout.readline())
        sender.communicate("go\n", timeout=60)
    assert sender.returncode == -signal.SIGKILL
    run("alerts")
    run("alerts")
    assert [mail["Subject"].startswith("[repeat]") for mail in mails.arrived] == [False, True]


def test_a_letter_that_had_left_before_a_crash_is_not_sent_again(
    record, run, mails, subscribe, tmp_path, repository
) -> None:
    record(FIRST)
    run("alerts")
    newest = record(SECOND)
    slip = Slip(began_at=START, stage=Stage.DELIVERED, letter="x", tips={"example-inc": newest.id})
    outbox.write(tmp_path / "outbox" / "desk.json", slip)
    assert "nothing to tell" in run("alerts").err
    assert mails.arrived == []
    assert repository.store.cursor("desk") == newest.id


@pytest.mark.parametrize("seed", range(3))
def test_whatever_fails_each_change_is_told_and_none_twice_unmarked(
    record, run, mails, subscribe, seed
) -> None:
    dice = random.Random(seed)
    record(FIRST)
    run("alerts")
    said = []
    for number in range(12):
        if dice.random() < 0.6:
            said.append(f"{1000 + number} days")
            record(FIRST.replace("30 days", said[-1]))
        mails.answers = dice.choices(["take", "refuse", "drop"], k=1)
        run("alerts")
    mails.answers = []
    run("alerts")
    run("alerts")
    fresh = [mail for mail in mails.arrived if not mail["Subject"].startswith("[repeat]")]
    for text in said:
        assert any(f"{{+{text.split()[0]}" in body(mail) for mail in mails.arrived)
        assert sum(f"{{+{text.split()[0]}" in body(mail) for mail in fresh) <= 1


def test_a_weekly_letter_comes_weekly_and_says_what_had_not_changed(record, run, mails, subscribe) -> None:
    subscribe('when = "weekly"')
    record(FIRST)
    record(FIRST, "terms-of-service", title="Terms of Service")
    run("alerts", now="2025-06-01T06:00:00Z")
    record(SECOND)
    for document, title in (("privacy-policy", "Privacy Policy"), ("terms-of-service", "Terms of Service")):
        record.look(document=document, title=title, day=36)
    assert "1 change for its next weekly letter" in run("alerts", now="2025-06-07T23:00:00Z").err
    run("alerts", now="2025-06-08T04:00:00Z")
    run("alerts", now="2025-06-08T12:00:00Z")
    run("alerts", now="2025-06-15T04:00:00Z")
    first, second = mails.arrived
    head = "2025-06-01 06:00 to 2025-06-08 04:00 UTC: 2 documents of 1 platform looked at, 1 change"
    assert f"{head} of 1 document." in body(first)
    assert first["Subject"] == "Example, Inc. changed its Privacy Policy (2025-06-01 to 2025-06-08)"
    assert "LOOKED AT, AND NOT CHANGED\r\n\r\n- Example, Inc.: Terms of Service\r\n" in body(first)
    assert "2025-06-08 04:00 to 2025-06-15 04:00 UTC: nothing was looked at." in body(second)
    assert second["Subject"] == "No policy was looked at (2025-06-08 to 2025-06-15)"


def test_a_weekly_letter_says_in_its_subject_that_no_change_was_seen(record, run, mails, subscribe) -> None:
    subscribe('when = "weekly"')
    record(FIRST)
    run("alerts", now="2025-06-01T06:00:00Z")
    record.look(day=33)
    run("alerts", now="2025-06-08T06:00:00Z")
    (mail,) = mails.arrived
    assert mail["Subject"] == "No change of policies was seen (2025-06-01 to 2025-06-08)"


def test_a_letter_to_subscribers_names_no_command_and_calls_documents_by_name(
    record, run, mails, subscribe
) -> None:
    subscribe('when = "weekly"')
    record(FIRST)
    run("alerts", now="2025-06-01T06:00:00Z")
    record.look(Outcome.FAILED, day=33, reason="HTTP 503")
    run("alerts", now="2025-06-08T06:00:00Z")
    (mail,) = mails.arrived
    assert "1 document could not be read lately" in body(mail)
    assert "Example, Inc., Privacy Policy (2025-05-01)" in body(mail)
    assert "`" not in body(mail)


def test_a_hook_is_sent_json_that_it_can_check(record, run, subscribe, serve: Web) -> None:
    serve.pages["/hook"] = Answer()
    subscribe(channel=serve.url("/hook"))
    record(FIRST)
    run("alerts")
    record(SECOND)
    assert run("alerts", ARCHIVER_WEBHOOK_SECRET="s3cret").code == 0
    (asked,) = serve.asked("/hook")
    told = json.loads(asked.body)
    assert told["news"][0]["platform"] == "example-inc"
    assert told["news"][0]["page"].startswith("https://policies.example/")
    signed = f"{asked.headers['webhook-id']}.{asked.headers['webhook-timestamp']}.".encode() + asked.body
    mac = hmac.new(b"s3cret", signed, hashlib.sha256).digest()
    assert asked.headers["webhook-signature"] == f"v1,{base64.b64encode(mac).decode()}"


def test_a_secret_as_standard_webhooks_writes_it_is_a_key_in_base64(
    record, run, subscribe, serve: Web
) -> None:
    serve.pages["/hook"] = Answer()
    subscribe(channel=serve.url("/hook"))
    record(FIRST)
    run("alerts")
    record(SECOND)
    key = bytes(range(24))
    secret = f"whsec_{base64.b64encode(key).decode()}"
    broken = run("alerts", ARCHIVER_WEBHOOK_SECRET="whsec_%%%")
    assert (broken.code, serve.asked("/hook")) == (3, [])
    assert "no base64 after whsec_" in broken.err
    assert "%%%" not in broken.err
    assert run("alerts", ARCHIVER_WEBHOOK_SECRET=secret).code == 0
    (asked,) = serve.asked("/hook")
    signed = f"{asked.headers['webhook-id']}.{asked.headers['webhook-timestamp']}.".encode() + asked.body
    mac = hmac.new(key, signed, hashlib.sha256).digest()
    assert asked.headers["webhook-signature"] == f"v1,{base64.b64encode(mac).decode()}"


def test_a_mail_names_its_list_and_needs_no_wide_screen_or_eight_bits(record, run, mails, subscribe) -> None:
    record(FIRST)
    run("alerts")
    record(SECOND)
    run("alerts")
    (mail,) = mails.arrived
    assert mail["List-Id"] == f"<desk.{mail['From'].rpartition('@')[2]}>"
    assert mail.get_body(("html",)).get_content().startswith("<!doctype html>")
    assert {part["Content-Transfer-Encoding"] for part in mail.iter_parts()} == {"quoted-printable"}


def test_a_hook_that_says_no_is_asked_again(record, run, subscribe, serve: Web) -> None:
    serve.pages["/hook"] = [Answer(status=503), Answer(status=204)]
    subscribe(channel=serve.url("/hook"))
    record(FIRST)
    run("alerts")
    record(SECOND)
    assert run("alerts").code == 3
    assert run("alerts").code == 0
    assert [json.loads(one.body)["repeat"] for one in serve.asked("/hook")] == [False, False]


def test_what_a_page_says_breaks_no_header_and_stays_text(record, run, mails, subscribe) -> None:
    record.name = "Evil\u202e <b>Inc</b>"
    record(FIRST)
    run("alerts")
    record(SECOND + "\n<script>alert(1)</script> & more.\n")
    run("alerts")
    (mail,) = mails.arrived
    assert "\n" not in mail["Subject"]
    assert "\u202e" not in mail["Subject"]
    assert "<script" not in body(mail, "html")


def test_a_dry_run_prints_the_letter_and_sends_none(record, run, mails, subscribe) -> None:
    record(FIRST)
    run("alerts")
    record(SECOND)
    done = run("alerts", "--dry-run")
    assert "Subject: Example, Inc. changed its Privacy Policy" in done.out
    assert mails.arrived == []
    assert "told of 1 change" in run("alerts").err


def test_a_channel_can_be_tried(run, mails, subscribe, repository) -> None:
    assert "a test letter went to mailto:desk@example.org" in run("alerts", "--test").err
    assert mails.arrived[0]["Subject"] == "Test of the subscription desk"


def test_two_runs_at_once_send_one_letter(record, run, mails, subscribe, tmp_path) -> None:
    record(FIRST)
    run("alerts")
    record(SECOND)
    from archive_repo.archive import Archive

    with outbox.held(Archive(tmp_path), "desk"):
        assert run("alerts").code == 4
    assert mails.arrived == []


def test_an_outbox_that_is_damaged_is_said(record, run, subscribe, tmp_path) -> None:
    record(FIRST)
    run("alerts")
    (tmp_path / "outbox" / "desk.json").write_text("{")
    done = run("alerts")
    assert done.code == 1
    assert "desk.json: cannot be read" in done.err


def test_nobody_has_subscribed_and_a_name_that_is_unknown(run, record, tmp_path, subscribe) -> None:
    record(FIRST)
    assert "no subscription of this name; did you mean desk" in run("alerts", "desc").err
    (tmp_path / "archive.toml").write_text("")
    assert "Nobody has subscribed" in run("alerts").err


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ('name = "Bad Name"', "lower-case letters"),
        ('when = "daily"', 'must be "same-day" or "weekly"'),
        ('words = "("', "not a regular expression"),
        ('platforms = "x"', "list of texts"),
        ('channel = "desk@example.org"', "mailto:"),
        ("colour = 1", "unknown key"),
    ],
)
def test_a_subscription_that_is_wrong_is_refused(run, tmp_path, repository, line: str, error: str) -> None:
    given = {"name": 'name = "a"', "channel": 'channel = "mailto:a@example.org"'}
    given[line.partition(" =")[0]] = line
    (tmp_path / "archive.toml").write_text("[[alerts]]\n" + "\n".join(given.values()))
    done = run("alerts")
    assert done.code == 2
    assert error in done.err


# health


@pytest.fixture
def maintained(record: Recorder, subscribe, run: Run, tmp_path: Path) -> Recorder:
    """A declared document, and a subscription to the archive's health that has begun."""
    subscribe('about = "health"')
    (tmp_path / "declarations").mkdir()
    told = {"name": "Example, Inc.", "terms": {"Privacy Policy": {"fetch": "https://example.org/"}}}
    (tmp_path / "declarations" / "Example, Inc.json").write_text(json.dumps(told))
    record(FIRST)
    run("alerts")
    return record


def test_a_document_that_fails_twice_is_told_of_once_and_again_when_it_is_read(
    maintained, run, mails
) -> None:
    maintained.look(Outcome.FAILED, day=1, reason="HTTP 403")
    assert "nothing to tell" in run("alerts").err
    maintained.look(Outcome.FAILED, day=2, reason="HTTP 403")
    assert "desk: told of 1 document" in run("alerts").err
    maintained.look(Outcome.FAILED, day=3, reason="HTTP 403")
    assert "nothing to tell" in run("alerts").err
    maintained.look(day=4)
    run("alerts")
    fails, well = mails.arrived
    assert fails["Subject"] == "1 document cannot be read"
    assert "example-inc/privacy-policy" in body(fails)
    assert "HTTP 403" in body(fails)
    assert "To do: " in body(fails)
    assert well["Subject"] == "1 document read again"


def test_documents_that_fail_for_one_reason_are_told_of_together_each_with_its_declaration(
    maintained, run, mails, tmp_path
) -> None:
    names = ["Privacy Policy", *(f"Terms {number}" for number in range(4))]
    told = {"name": "Example, Inc.", "terms": {name: {"fetch": "https://example.org/"} for name in names}}
    (tmp_path / "declarations" / "Example, Inc.json").write_text(json.dumps(told))
    for name in names[1:]:
        maintained(FIRST, slug(name), title=name)
    for day in (11, 12):
        for name in names:
            reason = "HTTP 403" if name != "Terms 3" else "the selector 'main' matches nothing on the page"
            maintained.look(Outcome.FAILED, slug(name), day=day, title=name, reason=reason)
    run("alerts")
    (mail,) = mails.arrived
    assert mail["Subject"] == "5 documents cannot be read"
    for kind in ("plain", "html"):
        said = body(mail, kind)
        assert said.count("HTTP 403") == 1
        assert said.count("To do: ") == 2
        assert "declarations/Example, Inc.json as “Terms 2”" in said
        assert "example-inc/terms-1: failed at 2 looks in a row" in said


def test_a_letter_on_health_names_the_file_that_declares_the_document(maintained, tmp_path: Path) -> None:
    for day in (1, 2):
        maintained.look(Outcome.FAILED, day=day, reason="HTTP 403")
    archive = Archive(tmp_path)
    (subscription,) = settings.read(archive.settings).alerts
    slip = Slip(began_at=START)
    found = connect.ask(
        archive, lambda index: maintenance.find(index, archive, subscription, slip, START + timedelta(days=3))
    )
    assert [one.declared_in for one in found.failing] == ["declarations/Example, Inc.json"]


def test_a_look_that_a_clock_dated_a_year_ahead_hides_no_failure_after_it_was_set_right(
    maintained, run, mails
) -> None:
    maintained.look(Outcome.UNCHANGED, day=365)
    for day in (2, 3):
        maintained.look(Outcome.FAILED, day=day, reason="HTTP 403")
    now = f"{START + timedelta(days=4):%Y-%m-%dT%H:%M:%SZ}"
    assert "Failed: 1 document" in run("status", now=now).out
    assert "desk: told of 1 document" in run("alerts", now=now).err
    (mail,) = mails.arrived
    assert mail["Subject"] == "1 document cannot be read"


def test_a_document_that_only_a_clock_that_ran_ahead_saw_was_looked_at(maintained, run) -> None:
    maintained.look(Outcome.UNCHANGED, day=5)
    (told,) = run("status", "--json", now=f"{START + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}").json
    assert told["outcome"] == "unchanged"


def test_a_letter_on_health_that_was_refused_is_sent_again(maintained, run, mails) -> None:
    for day in (1, 2):
        maintained.look(Outcome.FAILED, day=day, reason="HTTP 403")
    mails.answers = ["refuse"]
    assert run("alerts").code == 3
    assert "desk: told of 1 document" in run("alerts").err
    assert "nothing to tell" in run("alerts").err


def test_a_change_and_what_settles_by_itself_are_no_matter_of_health(maintained, run, mails) -> None:
    maintained(SECOND)
    for day in (2, 3):
        maintained.look(Outcome.HELD, day=day, reason="part of the text is gone")
    assert "To do: Nothing." in run("status").out
    assert "nothing to tell" in run("alerts").err


def test_what_a_person_rejected_is_no_news_to_them_but_ends_what_they_were_told(
    maintained, run, mails
) -> None:
    for day in (1, 2, 3):
        maintained.look(Outcome.FAILED, day=day, reason=f"{REJECTED}: the next crawl asks again")
        assert "nothing to tell" in run("alerts").err
    maintained.look(Outcome.FAILED, day=4, reason="HTTP 403")
    run("alerts")
    maintained.look(Outcome.FAILED, day=5, reason=f"{REJECTED}: the next crawl asks again")
    assert "nothing to tell" in run("alerts").err
    maintained.look(day=6)
    run("alerts")
    assert [mail["Subject"] for mail in mails.arrived] == [
        "1 document cannot be read", "1 document read again",
    ]  # fmt: skip


def test_a_held_text_alerts_no_subscriber_to_changes(record, run, mails, subscribe) -> None:
    record(FIRST)
    run("alerts")
    record.look(Outcome.HELD, day=1, reason="it is short")
    assert "nothing to tell" in run("alerts").err
    assert mails.arrived == []
