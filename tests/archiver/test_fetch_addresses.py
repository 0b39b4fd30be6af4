"""Which addresses are connected to: public ones, each in its share of the time, none by a trick."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver import errors
from archiver.fetch.hosts import Hosts, PrivateAddress, UnknownHost, anywhere
from archiver.fetch.public_addresses import IPV4, IPV6, is_public
from archiver.fetch.transport import Transport
from tests.archiver.conftest import Answer, MakeFetcher, Web

PAGE = b"<p>We keep your data for 30 days.</p>"


def leads_to(*addresses: str) -> Hosts:
    """Every name leads to these addresses, and all of them are allowed."""
    return Hosts(resolve=lambda host, port: addresses, allows=anywhere)


@contextmanager
def black_hole(port: int = 0) -> Iterator[int]:
    """Port of 127.0.0.2 that takes no more connections, and refuses none: connecting hangs."""
    with ExitStack() as opened:
        full, *waiting = (opened.enter_context(socket.socket()) for _ in range(4))
        full.bind(("127.0.0.2", port))
        full.listen(0)
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        yield full.getsockname()[1]


def test_this_machine_is_refused_unless_allowed(serve: Web, fetcher: MakeFetcher):
    with pytest.raises(
        errors.AddressRefused, match=r"127\.0\.0\.1 is private; fetch\.allow_private_addresses"
    ):
        fetcher(allow_private_addresses=False).fetch(serve.url("/p"))
    for host in ("localhost", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]"):
        with pytest.raises((errors.AddressRefused, errors.ConnectionFailed)):
            fetcher(allow_private_addresses=False, attempts=1).fetch(f"http://{host}:{serve.port}/p")
    assert serve.requests == []


def test_a_redirect_to_a_private_address_is_refused(serve: Web, fetcher: MakeFetcher):
    serve.pages["/p"] = Answer(status=302, headers={"Location": f"http://127.0.0.2:{serve.port}/secret"})
    one = fetcher(Transport(Hosts(allows=lambda address: address == "127.0.0.1")))
    with pytest.raises(errors.AddressRefused, match=r"127\.0\.0\.2 is private"):
        one.fetch(serve.url("/p"))


def test_a_name_that_changes_its_address_gains_nothing(serve: Web, fetcher: MakeFetcher):
    answers = iter([["127.0.0.1"], ["127.0.0.2"], ["127.0.0.1"], ["127.0.0.2"]])
    asked: list[str] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return next(answers)

    close = {"Connection": "close"}
    serve.pages["/robots.txt"] = Answer(status=404, headers=close)
    serve.pages["/p"] = Answer(body=PAGE, headers=close)
    hosts = Hosts(resolve=resolve, allows=lambda address: address == "127.0.0.1")
    with pytest.raises(errors.AddressRefused, match=r"127\.0\.0\.2"):
        fetcher(Transport(hosts)).fetch(f"http://rebinding.example:{serve.port}/p")
    assert asked == ["rebinding.example"] * 2


def test_one_private_address_among_public_ones_is_enough_to_refuse():
    hosts = Hosts(resolve=lambda host, port: ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(PrivateAddress, match=r"10\.0\.0\.1"):
        hosts.addresses("a.example", 443)


def test_an_address_that_never_answers_leaves_time_for_the_next(serve: Web, fetcher: MakeFetcher):
    serve.pages["/p"] = Answer(body=PAGE)
    one = fetcher(Transport(leads_to("127.0.0.2", "127.0.0.1")), timeout_seconds=1.0, attempts=1)
    with black_hole(serve.port):
        assert one.fetch(f"http://a.example:{serve.port}/p").body == PAGE


def test_a_host_none_of_whose_addresses_answers_is_given_up_at_the_time_limit(fetcher: MakeFetcher):
    one = fetcher(Transport(leads_to(*["127.0.0.2"] * 3)), timeout_seconds=0.3, attempts=1)
    began = time.monotonic()
    with black_hole() as port, pytest.raises(errors.TimedOut, match=r"no complete response within 0\.3 s"):
        one.fetch(f"http://a.example:{port}/p")
    assert time.monotonic() - began < 3


def test_a_name_that_is_not_resolved_in_time_is_given_up(fetcher: MakeFetcher):
    never = threading.Event()

    def resolve(host: str, port: int) -> Sequence[str]:
        never.wait(20)
        return []

    began = time.monotonic()
    with pytest.raises(errors.TimedOut, match=r"within 0\.3 s"):
        fetcher(Transport(Hosts(resolve=resolve)), timeout_seconds=0.3, attempts=1).fetch("http://a.example/")
    assert time.monotonic() - began < 3
    never.set()


@pytest.mark.parametrize("error", [OSError("no"), UnicodeError("no"), OverflowError("no")])
def test_whatever_the_resolver_raises_the_host_is_unknown(error: Exception):
    def resolve(host: str, port: int) -> Sequence[str]:
        raise error

    with pytest.raises(UnknownHost, match="unknown: no"):
        Hosts(resolve=resolve).addresses("a.example", 80)


def test_a_name_without_an_address_is_unknown():
    with pytest.raises(UnknownHost):
        Hosts(resolve=lambda host, port: []).addresses("a.example", 80)


PRIVATE = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 168.63.129.16 169.254.169.254
172.16.3.4 172.31.255.255 192.0.0.8 192.0.0.192 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1 192.168.1.1
192.175.48.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1
255.255.255.255 :: ::1 ::127.0.0.1 ::93.184.216.34 ::ffff:10.0.0.1 ::ffff:0:127.0.0.1 ::ffff:0:93.184.216.34
64:ff9b::a00:1 64:ff9b::169.254.169.254 64:ff9b:1::7f00:1 64:ff9b:1::5db8:d822 100::1 100:0:0:1::1 2001::1
2001:0:5db8:d822::1 2001:2::1 2001:10::1 2001:20::1 2001:db8::1 2002:a00:1:: 2002:5db8:d822::1
2620:4f:8000::1 3fff::1 3fff:fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0
2606:2800:220:1::1%eth0 fec0::1 feff::1 ff02::1 ff0e::1 4000::1 e000::1
""".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public_is_known_in_every_spelling(address: str):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1", "93.184.216.34", "100.63.255.255", "100.128.0.0", "168.63.129.15", "168.63.129.17",
        "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0", "198.17.255.255", "198.20.0.0",
        "223.255.255.255", "2606:2800:220:1::1", "2001:200::1", "2001:db7:ffff::1", "2001:db9::1", "2003::1",
        "3ffe::1", "3fff:1000::1", "64:ff9b::5db8:d822", "::ffff:93.184.216.34",
    ],
)  # fmt: skip
def test_their_neighbours_are_public(address: str):
    assert is_public(address)


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
def test_nothing_is_public_that_python_knows_not_to_be(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
):
    if is_public(str(address)):
        inner = getattr(address, "ipv4_mapped", None) or address
        assert inner.is_global or inner in ipaddress.ip_network("64:ff9b::/96")
        assert not inner.is_multicast


@given(st.sampled_from([*IPV4, *IPV6]), st.data())
def test_no_address_of_a_listed_block_is_public(
    block: ipaddress.IPv4Network | ipaddress.IPv6Network, data: st.DataObject
):
    offset = data.draw(st.integers(0, block.num_addresses - 1))
    assert not is_public(str(block[offset]))
