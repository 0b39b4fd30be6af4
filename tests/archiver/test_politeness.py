from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.fetch.politeness import Pace, Rules, crawler, robots_url, rules

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
        pace.wait(host, delay)
        if host in last:
            begun, kept = last[host]
            assert now - begun >= kept - 1e-9
        last[host] = (now, delay)
        now += work


def test_a_host_does_not_wait_for_another():
    slept: list[float] = []
    pace = Pace(monotonic=lambda: 0.0, sleep=slept.append)
    for host in ("a", "b", "c"):
        pace.wait(host, 10)
    assert slept == []


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


def test_rules_are_looked_up_under_the_product_token():
    assert crawler("policy-archiver/0.1 (+https://a.example)") == AGENT
    assert crawler("watcher (contact me)") == "watcher"


def test_each_origin_has_its_own_robots_txt():
    assert robots_url("https://a.example:8443/legal?x=1") == "https://a.example:8443/robots.txt"
