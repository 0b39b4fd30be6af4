"""The cookies of one visit, for sites that set one and redirect to the same page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from archiver.fetch.headers import RawHeaders, holds
from archiver.fetch.target import Target

if TYPE_CHECKING:
    import httpx


class Cookies:
    """What the servers of one visit have set; without any, which is nearly always, it costs nothing."""

    def __init__(self) -> None:
        self._kept: httpx.Cookies | None = None

    def sent_to(self, target: Target) -> RawHeaders:
        """The header that sends those to a target that it should get; empty where it gets none."""
        if not self._kept:
            return []
        import httpx

        request = httpx.Request("GET", target.text)
        self._kept.set_cookie_header(request)
        return [one for one in request.headers.raw if one[0].lower() == b"cookie"]

    def keep(self, target: Target, headers: Sequence[tuple[bytes, bytes]]) -> None:
        """Keep those that an answer sets, but for what no header can hold, so that it is not sent back."""
        if not any(name.lower() == b"set-cookie" for name, _ in headers):
            return
        import httpx  # slow to load, and few sites set any

        kept = self._kept = self._kept or httpx.Cookies()
        request = httpx.Request("GET", target.text)
        kept.extract_cookies(httpx.Response(200, headers=list(headers), request=request))
        for one in list(kept.jar):
            if not holds(f"{one.name}={one.value}"):
                kept.jar.clear(one.domain, one.path, one.name)

    def __str__(self) -> str:
        jar = self._kept.jar if self._kept else ()
        return "; ".join(sorted(f"{one.domain}{one.path} {one.name}={one.value}" for one in jar))
