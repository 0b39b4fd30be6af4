"""From a host's name to its addresses, within a time limit; private ones are refused."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from archiver.fetch.public_addresses import is_public
from archiver.settings import FetchSettings


class PrivateAddress(Exception):
    """The host's name leads to an address that is not on the public internet."""


class UnknownHost(Exception):
    """The host's name leads to no address."""


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses by the system's resolver, best first. Raises OSError, ValueError, OverflowError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def anywhere(_address: str) -> bool:
    """Allow every address."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """How names are resolved, and which addresses may be connected to."""

    resolve: Callable[[str, int], Sequence[str]] = resolve
    allows: Callable[[str], bool] = is_public

    def addresses(self, host: str, port: int, *, seconds: float | None = None) -> Sequence[str]:
        """A host's addresses, all of which are allowed.

        Connect to these and not to the name: it may lead elsewhere a moment later. Raises UnknownHost,
        PrivateAddress, and TimeoutError if the name is not resolved in time.
        """
        try:
            found = _in_time(lambda: self.resolve(host, port), seconds)
        except TimeoutError:
            raise
        except (OSError, ValueError, OverflowError) as error:
            raise UnknownHost(f"the host name is unknown: {error}") from error
        if not found:
            raise UnknownHost("the host has no address")
        for address in found:
            if not self.allows(address):
                raise PrivateAddress(address)
        return found


def hosts_allowed_by(settings: FetchSettings) -> Hosts:
    """Hosts with the addresses that the settings allow."""
    return Hosts(allows=anywhere if settings.allow_private_addresses else is_public)


def _in_time(work: Callable[[], Sequence[str]], seconds: float | None) -> Sequence[str]:
    """What `work` returns. Raises TimeoutError if it takes longer; it then goes on, and is ignored.

    The system's resolver cannot be interrupted, and gives up by itself.
    """
    future: Future[Sequence[str]] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, name="resolve", daemon=True).start()
    return future.result(seconds)
