"""Runs a function as a user who may do nothing that permissions forbid, even where the tests run as root."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.connection import Connection

NOBODY = 65534


def run(function: Callable[[], object]) -> object:
    """What the function returns, or the exception that it raises, in a process without privileges."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_run, args=(function, there))
    child.start()
    there.close()
    told = here.recv()
    child.join()
    return told


def _run(function: Callable[[], object], told: Connection) -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    try:
        told.send(function())
    except Exception as error:
        told.send(error)
