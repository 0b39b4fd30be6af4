from __future__ import annotations

import math
import time
from contextlib import nullcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import AskedToWait, TimedOut
from archiver.fetch.politeness import MAX_RETRY_AFTER_SECONDS, Pace, Rules, crawler, robots_url, rules

AGENT = "policy-archiver"


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), st.floats(0, 3), st.floats(0, 5)), max_size=30))
def test_two_requests_to_one_host_never_begin_closer_than_the_delay(asked: list[tuple[str, float, float]]):
    now = 0.0

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    pace = Pace(monotonic=lambda: now, sleep=sleep)
    last: dict[str, tuple[float, float]] = {}
    for host, delay, work in asked:
        with pace.turn(f"https://{host}.example/", delay=delay, end=math.inf):
            if host in last:
                begun, kept = last[host]
                assert now - begun >= kept - 1e-9
            last[host] = (now, delay)
            now += work


def test_a_host_does_not_wait_for_another():
    slept: list[float] = []
    pace = Pace(monotonic=lambda: 0.0, sleep=slept.append)
    for host in ("a", "b", "c"):
        with pace.turn(f"https://{host}.example/", delay=10, end=math.inf):
            pass
    assert slept == []


def test_a_host_is_one_whatever_the_port_and_the_spelling():
    slept: list[float] = []
    pace = Pace(monotonic=lambda: 0.0, sleep=slept.append)
    for url in ("https://a.example/", "http://A.example:8080/x", "https://a.example./"):
        with pace.turn(url, delay=10, end=math.inf):
            pass
    assert slept == [10, 10]


def test_a_host_that_asks_for_a_pause_gets_it_from_every_page():
    slept: list[float] = []
    pace = Pace(monotonic=lambda: sum(slept), sleep=slept.append)
    pace.hold("https://a.example/x", 17)
    pace.hold("https://a.example/z", 5)
    with pace.turn("https://a.example/y", delay=0, end=math.inf):
        assert slept == [17]


@pytest.mark.parametrize(
    ("seconds", "waits"), [(MAX_RETRY_AFTER_SECONDS, True), (61, False), (math.inf, False)]
)
def test_a_host_that_asks_for_more_than_a_minute_is_not_asked_again(seconds: float, waits: bool):
    pace = Pace(monotonic=lambda: 0.0, sleep=lambda _: None)
    pace.hold("https://a.example/x", seconds)
    refused = nullcontext() if waits else pytest.raises(AskedToWait, match="pause of more than 60 s")
    with refused, pace.turn("https://a.example/y", delay=0, end=math.inf):
        pass


@pytest.mark.parametrize(("end", "comes"), [(10.1, True), (10.0, False)])
def test_a_turn_that_would_come_after_the_page_s_time_is_not_waited_for(end: float, comes: bool):
    slept: list[float] = []
    pace = Pace(monotonic=lambda: sum(slept), sleep=slept.append)
    with pace.turn("https://a.example/x", delay=10, end=end):
        pass
    refused = nullcontext() if comes else pytest.raises(TimedOut, match=r"fetch\.page_seconds")
    with refused, pace.turn("https://a.example/y", delay=10, end=end):
        pass
    assert slept == ([10] if comes else [])


def test_who_waits_behind_an_open_request_waits_no_longer_than_its_own_time():
    pace = Pace(monotonic=time.monotonic, sleep=lambda _: None)
    with (
        pace.turn("https://a.example/x", delay=0, end=math.inf),
        pytest.raises(TimedOut),
        pace.turn("https://a.example/y", delay=0, end=time.monotonic() + 0.05),
    ):
        pass


def test_a_turn_that_ends_in_an_error_lets_the_next_one_in():
    pace = Pace(monotonic=lambda: 0.0, sleep=lambda _: None)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), pace.turn("https://a.example/", delay=0, end=1):
            raise ZeroDivisionError


def test_the_rules_for_the_crawler_s_own_name_come_before_those_for_all():
    text = "User-agent: *\nDisallow: /\n\nUser-agent: Policy-Archiver\nDisallow: /x\nAllow: /x/terms\n"
    own = Rules(text, crawler=AGENT)
    assert own.allow("https://a.example/terms")
    assert not own.allow("https://a.example/x/other")
    assert own.allow("https://a.example/x/terms")
    assert not Rules(text, crawler="other").allow("https://a.example/terms")


def test_a_page_of_html_instead_of_rules_forbids_nothing():
    found = rules(200, b"<!doctype html><title>Welcome</title><p>Disallow nothing", crawler=AGENT)
    assert found is not None
    assert found.allow("https://a.example/terms")


@pytest.mark.parametrize(
    ("status", "known"), [(200, True), (404, True), (403, True), (429, False), (503, False)]
)
def test_only_a_site_that_is_in_trouble_leaves_its_rules_open(status: int, known: bool):
    assert (rules(status, b"User-agent: *\nDisallow: /", crawler=AGENT) is not None) is known


def test_a_byte_order_mark_does_not_hide_the_first_rule():
    found = rules(200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n", crawler=AGENT)
    assert found is not None
    assert not found.allow("https://a.example/terms")


@pytest.mark.parametrize(("over", "is_allowed"), [(0, True), (1, False)])
def test_half_a_megabyte_of_a_robots_txt_is_read(over: int, is_allowed: bool):
    rule = b"User-agent: *\nDisallow: /ab"  # without its last letter it disallows more
    comment = b"# " + b"x" * (512 * 1024 - len(rule) - 3 + over) + b"\n"
    found = rules(200, comment + rule, crawler=AGENT)
    assert found is not None
    assert found.allow("https://a.example/ac") is is_allowed


def test_rules_are_looked_up_under_the_product_token():
    assert crawler("policy-archiver/0.1 (+https://a.example)") == AGENT
    assert crawler("watcher (contact me)") == "watcher"


def test_each_origin_has_its_own_robots_txt():
    assert robots_url("https://a.example:8443/legal?x=1") == "https://a.example:8443/robots.txt"


@pytest.mark.parametrize("asked", ["nan", "inf", "-5", "1e400", "x"])
def test_a_crawl_delay_that_makes_no_sense_is_none(asked: str):
    found = rules(200, f"User-agent: *\nCrawl-delay: {asked}\n".encode(), crawler=AGENT)
    assert found is not None
    assert found.crawl_delay in (0.0, math.inf)
