"""Tells systemd that a watch is ready, what it does, and that it is alive (sd_notify)."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress

SOCKET = "NOTIFY_SOCKET"
"""Environment variable with where systemd listens; unset elsewhere."""

Notify = Callable[[str], None]


def notifying(address: str) -> Notify:
    """What sends a state, such as `READY=1`, to this address; nothing if it is empty."""

    def notify(state: str) -> None:
        if not address:
            return
        where = f"\0{address[1:]}" if address.startswith("@") else address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.sendto(state.encode(), where)

    return notify
