"""What is installed: locked, allowed by pyproject.toml, and listed with its licence."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKED = {
    canonicalize_name(name): version
    for name, version in re.findall(
        r"^([\w.-]+)==(\S+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE
    )
}


def required() -> Iterator[Requirement]:
    """What pyproject.toml asks for, in all its lists."""
    lists = [
        PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"].values(),
        *PROJECT["dependency-groups"].values(),
    ]
    yield from (Requirement(line) for lines in lists for line in lines)


def brought() -> set[str]:
    """The packages that an installation brings: those that are required, and what they require here."""
    found: set[str] = set()
    extra = PROJECT["project"]["optional-dependencies"]
    chosen = [*extra["channels"], *extra["cluster"], *extra["render"], *extra["site"], *extra["xlsx"]]
    waiting = [*PROJECT["project"]["dependencies"], *chosen]
    while waiting:
        requirement = Requirement(waiting.pop())
        extras = [{"extra": extra} for extra in ("", *requirement.extras)]
        name = canonicalize_name(requirement.name)
        if name in found and not requirement.extras:
            continue
        found.add(name)
        waiting += [
            line
            for line in metadata.requires(name) or ()
            if (marker := Requirement(line).marker) is None or any(marker.evaluate(extra) for extra in extras)
        ]
    return found


def licences() -> dict[str, str]:
    """Packages and licences of docs/dependencies.md."""
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = [re.split(r"\s*\|\s*", line.strip("| ")) for line in re.findall(r"^\| .*$", page, re.MULTILINE)]
    return {row[0]: row[-1] for row in rows if row[0] != "package"}


@pytest.mark.parametrize("requirement", [*required()], ids=str)
def test_the_lock_holds_a_release_that_the_project_allows(requirement: Requirement) -> None:
    locked = LOCKED[canonicalize_name(requirement.name)]
    assert requirement.specifier.contains(locked), "scripts/lock chooses anew"


@pytest.mark.parametrize(
    ("package", "holed"), [("h2", "4.2.0"), ("h11", "0.14.0"), ("idna", "3.6"), ("lxml-html-clean", "0.3.1")]
)
def test_no_release_with_a_known_hole_is_allowed(package: str, holed: str) -> None:
    floors = [one.specifier for one in required() if canonicalize_name(one.name) == package]
    assert floors
    assert not any(floor.contains(holed) for floor in floors)


def test_each_file_that_is_locked_has_a_hash() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    locked = [line for line in lines if "==" in line and not line.lstrip().startswith("#")]
    assert len(locked) == len(LOCKED)
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", line) for line in locked)


@pytest.mark.parametrize("package", sorted(brought()))
def test_a_package_that_is_brought_along_is_locked_and_its_licence_listed(package: str) -> None:
    assert package in LOCKED
    listed = licences()[package]
    told = metadata.metadata(package).get("License-Expression")
    assert told in {None, listed}


def test_no_licence_is_listed_of_a_package_that_is_not_locked() -> None:
    assert licences().keys() <= LOCKED.keys()
