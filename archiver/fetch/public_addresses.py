"""Which IP addresses are on the public internet: a list of our own, the same with every version of Python.

Sources:
https://www.iana.org/assignments/iana-ipv4-special-registry (RFC 6890 and its updates)
https://www.iana.org/assignments/iana-ipv6-special-registry
https://www.iana.org/assignments/ipv6-address-space: of all IPv6, only 2000::/3 is assigned to hosts
https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16

Some blocks are reachable for everyone, but hold no web sites (protocol assignments, relays, AS112 name
servers); they do not count as public here either.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

IPV4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by the customers of a provider; metadata of Alibaba Cloud
        "127.0.0.0/8",  # this host
        "168.63.129.16/32",  # metadata and name server of Azure
        "169.254.0.0/16",  # link-local; metadata of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; metadata of Oracle Cloud
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT relays
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
"""IPv4 blocks that are not public."""

IPV6_ASSIGNED = IPv6Network("2000::/3")
"""Outside are loopback, unique local, link-local, site-local (fec0::/10), multicast, discard-only, segment
routing (5f00::/16), and IPv4 addresses in disguise: compatible (::/96), translated (::ffff:0:0:0/96), local
NAT64 (64:ff9b:1::/48)."""

IPV6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments, among them Teredo (2001::/32), whose server anybody may choose
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which leads to the IPv4 address that it holds
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
"""IPv6 blocks within those assigned that are not public."""

HOLDING_IPV4 = (
    IPv6Network("::ffff:0:0/96"),  # mapped: the system connects by IPv4
    IPv6Network("64:ff9b::/96"),  # NAT64 (RFC 6052): how a network without IPv4 reaches all of it
)
"""IPv6 blocks whose addresses are as public as the IPv4 address in their last 32 bits."""


def is_public(address: str) -> bool:
    """True if an IP address is on the public internet; one with a zone (`%eth0`) never is."""
    ip = ip_address(address)
    if isinstance(ip, IPv4Address):
        return not _in(ip, IPV4)
    if ip.scope_id:
        return False
    if _in(ip, HOLDING_IPV4):
        return not _in(IPv4Address(int(ip) & 0xFFFFFFFF), IPV4)
    return ip in IPV6_ASSIGNED and not _in(ip, IPV6)


def _in(ip: IPv4Address | IPv6Address, blocks: Sequence[IPv4Network | IPv6Network]) -> bool:
    return any(ip in block for block in blocks)
