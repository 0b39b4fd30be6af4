"""Other channels, by Apprise: what its answer means, and that no address with a password is ever shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from archiver.publish.channels import Secrets
from tests.archiver.conftest import Answer, Web, reset
from tests.archiver.test_alerts import FIRST, SECOND, free_port
from tests.conftest import Done, Recorder

Run = Callable[..., Done]
PASSWORD = "hunter2hunter2"


@pytest.fixture
def service(serve: Web, tmp_path: Path) -> Web:
    """A service that Apprise speaks JSON to, and a subscription to it."""
    serve.pages["/hook"] = Answer()
    (tmp_path / "archive.toml").write_text(
        '[site]\nurl = "https://policies.example/"\n[[alerts]]\nname = "desk"\nchannel = "apprise:the-desk"\n'
    )
    return serve


def address(port: int) -> str:
    return f"json://desk:{PASSWORD}@127.0.0.1:{port}/hook"


@pytest.fixture
def send(run: Run, service: Web, record: Recorder) -> Callable[..., Done]:
    """Run the alerts with the address of the service in the environment."""

    def call(*options: str, port: int = 0, **environment: str) -> Done:
        usual = {"ARCHIVER_CHANNEL_THE_DESK": address(port or service.port)}
        done = run("alerts", *options, **{**usual, **environment})
        assert PASSWORD not in done.out + done.err
        return done

    record(FIRST)
    call()
    record(SECOND)
    return call


def messages(service: Web) -> list[dict]:
    return [json.loads(one.body) for one in service.asked("/hook")]


def test_a_message_is_short_and_links_to_the_page(send, service: Web) -> None:
    assert "desk: told of 1 change" in send().err
    (told,) = messages(service)
    assert told["title"] == "Example, Inc. changed its Privacy Policy"
    assert told["message"] == (
        "Example, Inc., Privacy Policy: 1 sentence added. "
        "https://policies.example/example-inc/privacy-policy/2025-05-02/changes/"
    )
    assert "nothing to tell" in send().err


def test_a_service_that_says_no_is_asked_again_and_the_message_is_no_repeat(send, service: Web) -> None:
    service.pages["/hook"] = [Answer(status=401), Answer()]
    failed = send()
    assert (failed.code, "apprise:the-desk: answered 401" in failed.err) == (3, True)
    assert send().code == 0
    assert not any("[repeat]" in one["title"] for one in messages(service))


def test_a_service_that_cannot_be_reached_is_tried_until_it_can(send, service: Web) -> None:
    for _ in range(3):
        assert "apprise:the-desk: cannot be reached" in send(port=free_port()).err
    assert send().code == 0
    (told,) = messages(service)
    assert "[repeat]" not in told["title"]


def test_a_message_whose_connection_ends_before_the_answer_is_repeated_and_says_so(
    send, service: Web
) -> None:
    service.pages["/hook"] = [reset, Answer()]
    assert "the connection ended before it answered" in send().err
    send()
    assert "nothing to tell" in send().err
    assert [one["title"].startswith("[repeat]") for one in messages(service)] == [False, True]


def test_an_address_that_is_not_set_or_that_nobody_knows_is_said_without_showing_it(send) -> None:
    missing = send(ARCHIVER_CHANNEL_THE_DESK="")
    assert "set ARCHIVER_CHANNEL_THE_DESK to its Apprise address" in missing.err
    unknown = send(ARCHIVER_CHANNEL_THE_DESK=f"nosuch://{PASSWORD}/")
    assert "Apprise does not know its address" in unknown.err


def test_a_channel_that_no_subscription_has_yet_can_be_tried(send, service: Web) -> None:
    assert "trial: a test letter went to apprise:the-desk" in send("--test", "apprise:the-desk").err
    assert messages(service)[0]["title"] == "Test of the subscription trial"
    assert send("--test", "ftp://x").code == 2


def test_what_a_page_says_is_no_template_and_no_markup(send, record: Recorder, service: Web) -> None:
    record.name = "{{ app_id }} <b>Inc</b> \\n"
    record(FIRST)
    send()
    assert "{{ app_id }} <b>Inc</b> \\n" in messages(service)[0]["message"]


def test_secrets_are_not_shown_by_whoever_prints_them() -> None:
    told = repr(Secrets(mail_password=PASSWORD, webhook_secret=PASSWORD, services={"desk": PASSWORD}))
    assert PASSWORD not in told


def test_a_flood_is_a_few_lines_and_a_count(send, record: Recorder, service: Web) -> None:
    for number in range(30):
        record(FIRST.replace("30", str(100 + number)))
    assert "told of 31 changes" in send().err
    (told,) = messages(service)
    *lines, last = told["message"].splitlines()
    assert len(lines) == 5
    assert last == "and 26 more changes"
    assert len(told["message"]) < 1_900


def test_a_message_is_never_longer_than_services_take(send, record: Recorder, service: Web) -> None:
    record.name = "A long name " * 60
    for number in range(3):
        record(FIRST.replace("30", str(100 + number)))
    send()
    (told,) = messages(service)
    assert len(told["message"]) <= 1_900
    assert told["message"].endswith("and 2 more changes")
