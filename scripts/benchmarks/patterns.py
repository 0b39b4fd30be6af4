"""Feed each regular expression of the project its worst texts at 8, 32 and 128 kB, and see how time grows.

What takes four times as long for four times the text is linear. Patterns are those that modules hold, alone,
in a collection or behind a cache, and those that are written into a call of `re`. Exits with 1 where one of
them grows faster, or does not come to an end.
"""

from __future__ import annotations

import argparse
import ast
import dataclasses
import importlib
import inspect
import multiprocessing
import pkgutil
import re
import resource
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing.connection import Connection
from types import ModuleType
from typing import Any

from _attacks import Attack, attacks

SIZES = (8_000, 32_000, 128_000)
GROWTH = 8.0
"""Times as long for four times the text from which on a pattern is worse than linear: between 4 and 16."""
QUADRATIC = 16.0
"""Times as long that quadratic growth takes for four times the text."""
NOTICEABLE = 0.1
"""CPU seconds below which growth is not told from noise. What is quadratic takes far more for 128 kB."""
TRIED = 2_000
"""Characters of the texts that are tried first, to see which take longest."""
WORST = 3
"""Texts that take longest, and are tried at all sizes."""
ANCHORED = {"match", "fullmatch"}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A pattern, where it is, and whether it is only ever tried at a text's beginning."""

    name: str
    pattern: re.Pattern[str]
    anchored: bool

    def run(self, text: str) -> None:
        """Match the text in the way the module does."""
        if self.anchored:
            self.pattern.match(text)
            self.pattern.fullmatch(text)
        else:
            for _ in self.pattern.finditer(text):
                pass

    def seconds(self, text: str) -> float:
        """CPU seconds that the text takes, which some systems count in steps of 4 ms."""
        started = time.process_time()
        self.run(text)
        return time.process_time() - started

    def clock(self, text: str) -> float:
        """Seconds by the clock: fine enough to rank short texts by."""
        started = time.perf_counter()
        self.run(text)
        return time.perf_counter() - started


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """The text that a pattern takes longest for, and the CPU seconds for each size that was linear."""

    text: str = ""
    seconds: Sequence[float] = ()

    @property
    def is_linear(self) -> bool:
        """True if the time for the last text is no more than its length explains."""
        *before, last = self.seconds or [float("inf")]
        return last < NOTICEABLE or (bool(before) and last < GROWTH * before[-1])


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "modules", nargs="*", default=["archive_repo", "archiver"], help="packages or modules"
    )
    options.add_argument("--cpu", type=int, default=60, help="CPU seconds after which a pattern is given up")
    options.add_argument("--verbose", action="store_true", help="list the linear ones too")
    chosen = options.parse_args()
    found = [one for module in chosen.modules for one in patterns(module)]
    worse = 0
    for one in found:
        growth = limited(one, chosen.cpu)
        worse += not growth.is_linear
        if chosen.verbose or not growth.is_linear:
            figures = "  ".join(f"{1000 * seconds:8.1f}" for seconds in growth.seconds) or "no end;"
            print(f"{one.name:<56} {figures} ms  {growth.text[:30]!r}...{growth.text[-4:]!r}", flush=True)
    print(f"{len(found)} patterns, {worse} of them worse than linear")
    return 1 if worse else 0


def limited(one: Found, cpu: int) -> Growth:
    """The growth of a pattern, measured in a process of its own; that of no text where it found no end."""
    fork = multiprocessing.get_context("fork")
    receiver, sender = fork.Pipe(duplex=False)
    child = fork.Process(target=_measure, args=(one, cpu, sender))
    child.start()
    sender.close()
    try:
        growth: Growth = receiver.recv()
    except EOFError:
        growth = Growth()
    child.join()
    return growth


def _measure(one: Found, cpu: int, sender: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    sender.send(worst(one))


def worst(one: Found) -> Growth:
    """The growth for the text that grows worst."""
    slowest: list[tuple[float, Attack]] = []
    for attack in attacks(one.pattern):
        slowest.append((one.clock(attack.text(TRIED)), attack))
        if slowest[-1][0] > NOTICEABLE and not (growth := grown(one, attack)).is_linear:
            return growth
    slowest.sort(key=lambda pair: -pair[0])
    tried = [grown(one, attack) for _, attack in slowest[:WORST]]
    return max(tried, key=lambda growth: (not growth.is_linear, growth.seconds[-1]))


def grown(one: Found, attack: Attack) -> Growth:
    """The growth over the sizes, up to the first that takes more than its length explains.

    What takes so little that even quadratic growth would not be noticed is not tried at the next size.
    """
    growth = Growth()
    for size in SIZES:
        text, before = attack.text(size), growth.seconds
        if before and before[-1] * QUADRATIC < NOTICEABLE:
            break
        growth = Growth(text=text, seconds=[*before, one.seconds(text)])
        if not growth.is_linear:
            growth = Growth(text=text, seconds=[*before, min(growth.seconds[-1], one.seconds(text))])
        if not growth.is_linear:
            break
    return growth


def patterns(package: str) -> Iterator[Found]:
    """The patterns of a package's or a module's code."""
    for module in modules(package):
        source = inspect.getsource(module)
        for name, value in vars(module).items():
            if _is_own(name, source):
                yield from (
                    Found(
                        name=f"{module.__name__}.{name}{'' if part == name else '.' + part}",
                        pattern=pattern,
                        anchored=_is_anchored(part, source),
                    )
                    for part, pattern in _within(name, value, module.__name__)
                    if isinstance(pattern.pattern, str)
                )
        yield from _written(module.__name__, source)


def modules(package: str) -> Iterator[ModuleType]:
    """A module and those below it."""
    top = importlib.import_module(package)
    yield top
    for one in pkgutil.walk_packages(getattr(top, "__path__", ()), f"{package}."):
        if not one.name.endswith("__main__"):
            yield importlib.import_module(one.name)


def _within(name: str, value: object, module: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """The patterns in a value, with the name of what holds each: a variable's, or that of an attribute.

    They are looked for in collections, in values of our own classes, and in what a function makes that takes
    nothing and remembers its answer.
    """
    if isinstance(value, re.Pattern):
        yield name, value
    elif hasattr(value, "cache_info"):
        yield from _made(name, value, module)
    else:
        for part, inner in _parts(name, value, module):
            yield from _within(part, inner, module)


def _parts(name: str, value: object, module: str) -> list[tuple[str, object]]:
    """What a collection holds, or a value of one of the module's classes."""
    if isinstance(value, Mapping):
        return [(name, item) for item in value.values()]
    if isinstance(value, list | tuple | set | frozenset):
        return [(name, item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [(field.name, getattr(value, field.name)) for field in dataclasses.fields(value)]
    return list(vars(value).items()) if type(value).__module__ == module else []


def _made(name: str, function: Any, module: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """What a function makes that takes nothing, or only what is true or false."""
    parameters = inspect.signature(function).parameters.values()
    if all(parameter.annotation in ("bool", bool) for parameter in parameters):
        for choice in (False, True) if parameters else (False,):
            made = function(**dict.fromkeys((one.name for one in parameters), choice))
            yield from _within(name, made, module)


def _is_own(name: str, source: str) -> bool:
    """True if a module makes what the name stands for, and does not import it."""
    return re.search(rf"^(?:def )?{name}\b(?:[^=\n]*=|\()", source, re.MULTILINE) is not None


def _is_anchored(name: str, source: str) -> bool:
    """True if a module uses a pattern of its own only where a text begins."""
    uses = set(re.findall(rf"\b{name}(?:\(\))?\.(\w+)\(", source))
    return name.startswith("_") and bool(uses) and uses <= ANCHORED


def _written(module: str, source: str) -> Iterator[Found]:
    """The patterns that are written into calls such as `re.sub(...)`."""
    for call in ast.walk(ast.parse(source)):
        match call:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="re"), attr=verb),
                args=[ast.Constant(value=str(text)), *_],
            ) if verb not in ("compile", "escape"):
                name = f"{module}, line {call.lineno}"
                yield Found(name=name, pattern=re.compile(text), anchored=verb in ANCHORED)


if __name__ == "__main__":
    sys.exit(main())
