"""Values that are made once, however many threads ask for them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Once(Generic[K, V]):
    """Values by key, each made by the first thread that asks while the others wait; a failure is shared too.

    If their sizes add up to more than `limit`, the oldest are forgotten and are made again when asked for.
    """

    def __init__(self, *, size: Callable[[V], int] = lambda _: 0, limit: int = 0) -> None:
        self._made: dict[K, Future[V]] = {}
        self._sizes: dict[K, int] = {}
        self._total = 0
        self._lock = threading.Lock()
        self._size = size
        self._limit = limit

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value of the key; `make` is called if there is none yet. Raises what `make` raised."""
        with self._lock:
            future = self._made.get(key)
            mine = future is None
            if future is None:
                future = self._made[key] = Future()
        if mine:
            self._make(key, future, make)
        return future.result()

    def _make(self, key: K, future: Future[V], make: Callable[[], V]) -> None:
        try:
            value = make()
        except BaseException as error:  # a bug or an interrupt must not leave the others waiting
            future.set_exception(error)
        else:
            future.set_result(value)
            self._remember(key, self._size(value))

    def _remember(self, key: K, size: int) -> None:
        with self._lock:
            self._total += size
            self._sizes[key] = size
            while self._total > self._limit:
                oldest = next(iter(self._sizes))
                self._total -= self._sizes.pop(oldest)
                self._made.pop(oldest, None)
