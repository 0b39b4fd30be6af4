"""No two modules of a package share a name, and none goes by another: a name says which one is meant."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ONE_PER_STAGE = frozenset({"thresholds"})
"""Names that each stage of the pipeline may use for its own."""


@pytest.mark.parametrize("package", ["archiver", "archive_repo"])
def test_no_two_modules_outside_the_command_line_share_a_name(package: str) -> None:
    files = [path.relative_to(ROOT / package) for path in (ROOT / package).rglob("*.py")]
    names = Counter(path.stem for path in files if path.parts[0] != "cli" and not path.stem.startswith("__"))
    assert names
    assert [name for name, count in names.items() if count > 1 and name not in ONE_PER_STAGE] == []


@pytest.mark.parametrize("package", ["archiver", "archive_repo"])
def test_nothing_is_imported_under_another_name(package: str) -> None:
    files = sorted((ROOT / package).rglob("*.py"))
    assert files
    assert [f"{path.relative_to(ROOT)}: {alias}" for path in files for alias in aliases(path)] == []


def test_no_command_imports_another() -> None:
    trees = {
        path.stem: ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "archiver" / "cli").glob("[!_]*.py"))
    }
    verbs = {name for name, tree in trees.items() if is_command(tree)}
    assert {"crawl", "demo"} <= verbs
    assert [f"{name}: {sorted(found)}" for name in verbs if (found := from_cli(trees[name]) & verbs)] == []


def is_command(tree: ast.Module) -> bool:
    return any(isinstance(one, ast.FunctionDef) and one.name == "command" for one in tree.body)


def from_cli(tree: ast.Module) -> set[str]:
    """The modules of the command line that a module imports, or imports something from."""
    found = set()
    for one in ast.walk(tree):
        if isinstance(one, ast.ImportFrom) and one.module == "archiver.cli":
            found |= {name.name for name in one.names}
        elif isinstance(one, ast.ImportFrom) and (one.module or "").startswith("archiver.cli."):
            found.add((one.module or "").split(".")[2])
    return found


def aliases(path: Path) -> list[str]:
    """The imports of a module that give what they import a name of their own."""
    imports = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    names = [name for one in imports if isinstance(one, ast.Import | ast.ImportFrom) for name in one.names]
    return [f"{name.name} as {name.asname}" for name in names if name.asname]
