"""The workers of a Dask cluster look at platforms; its scheduler hands them out and does a lost one's again.

    reports = [*cluster.looks(address, orders)]

A worker needs this package and access to the remote, and keeps nothing. What makes it safe that work is done
again is not here but in `round_trip`: the remote takes each look once.
"""

from __future__ import annotations

import importlib
import multiprocessing
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from archive_repo.archive import Archive
from archive_repo.errors import ArchiveError, InvalidInput
from archiver import __version__, settings
from archiver.crawl import platform, run, work
from archiver.crawl.platform import PlatformReport
from archiver.declarations import Declaration
from archiver.errors import ClusterFailed
from archiver.exchange.git_hosts import Remote
from archiver.machines import round_trip

CONNECTING_SECONDS = 10
"""The scheduler of a cluster is near, or the address is wrong."""

WAITING_SECONDS = 60
"""Time for the first worker to appear, where a cluster only starts some when there is work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Platforms that one worker looks at, since they share hosts; most often it is one."""

    platforms: tuple[Declaration, ...]
    remotes: tuple[Remote, ...]
    """Where each is pulled from and pushed to."""
    settings_toml: str
    """The archive's settings, as they are written."""
    began: datetime
    """When the crawl began: what was looked at since is not looked at again."""
    version: str = __version__
    """The version of this package that gives the order."""


def take(order: Order) -> tuple[PlatformReport, ...]:
    """Look at the platforms of an order: the unit of work. Order and reports are picklable.

    Raises ClusterFailed where this process is not fit for it.
    """
    if order.version != __version__:
        raise ClusterFailed(f"a worker has archiver {__version__}, not {order.version}; install the same")
    if multiprocessing.current_process().daemon:
        raise ClusterFailed(
            "a worker may not start processes; start it with DASK_DISTRIBUTED__WORKER__DAEMON=False"
        )
    with tempfile.TemporaryDirectory(prefix="archiver-worker-") as folder:
        archive = Archive(Path(folder))
        archive.settings.write_text(order.settings_toml, encoding="utf-8")
        chosen = settings.read(archive.settings)
        with work.opened(
            archive,
            chosen,
            clock=lambda: max(datetime.now(UTC).replace(microsecond=0), order.began),
            stop=threading.Event(),
            rendering=work.can_render(),
        ) as crawl:
            remotes = dict(zip((one.slug for one in order.platforms), order.remotes, strict=True))
            look_at = partial(round_trip.look_at_stateless, remotes=remotes, began=order.began)
            return run.crawl(crawl, order.platforms, look_at).platforms


def looks(
    address: str, orders: Sequence[Order], stop: threading.Event
) -> Iterator[tuple[PlatformReport, ...]]:
    """The reports of each order, as they come in; the order of a worker that is lost is taken by another.

    Set `stop` to leave the orders that nobody has begun. Raises ClusterFailed where there is no such cluster,
    or it has no worker; an order that cannot be done is reported as the problem of its platforms.
    """
    with _connected(address) as (client, as_completed):
        given = {client.submit(take, order, pure=False): order for order in orders}
        for done in as_completed(given, loop=client.loop):
            order = given.pop(done)
            try:
                yield done.result()
            except Exception as error:
                yield tuple(_problem(one, error) for one in order.platforms)
            if stop.is_set():
                client.cancel(list(given))
                return


@contextmanager
def _connected(address: str) -> Iterator[tuple[Any, Any]]:
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError as error:
        raise InvalidInput(
            "a crawl by a cluster needs an extra: pip install 'policy-archiver[cluster]'"
        ) from error
    try:
        client = distributed.Client(address, timeout=CONNECTING_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterFailed(
            f"{address}: no Dask scheduler can be reached there; check the address, as in tcp://host:8786"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=WAITING_SECONDS)
        except TimeoutError as error:
            raise ClusterFailed(f"{address}: it has no workers; start one: dask worker {address}") from error
        yield client, distributed.as_completed


def _problem(one: Declaration, error: Exception) -> PlatformReport:
    """Why an order was not done, as a platform's problem: lost workers, unfit ones, or a bug."""
    said = str(error)
    if type(error).__name__ == "KilledWorker":
        said = "each worker that took it was lost, so it was not tried again; see the workers' logs"
    elif type(error).__name__ in ("FutureCancelledError", "CancelledError"):
        said = "the cluster's scheduler was lost, or let go of it; run the crawl again"
    elif isinstance(error, ImportError):
        said = f"a worker lacks archiver ({error}); install policy-archiver[cluster] {__version__} on each"
    elif not isinstance(error, ArchiveError):
        said = platform.bug(error)
    return PlatformReport(platform=one.slug, problem=said)
