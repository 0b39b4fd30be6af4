"""Tables in print: the grids that a page's rules make, and the rows of text in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from archiver.extract import thresholds
from archiver.extract.pdf.printed import Cell, PrintedLine
from archiver.extract.pdf.rules import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The rules of a table, those across it and those down it, and its edges, in points."""

    page: int
    number: int
    across: tuple[Rule, ...]
    down: tuple[Rule, ...]
    left: float
    right: float
    top: float
    bottom: float

    def cell(self, x: float, y: float) -> Cell | None:
        """The cell around a point of the page, which may span several columns or rows; None outside."""
        if not (self.left <= x < self.right and self.top <= y < self.bottom):
            return None
        return Cell(
            self.page,
            self.number,
            _last(self.across, y, x, self.top),
            _last(self.down, x, y, self.left),
        )


def grids(rules: Sequence[Rule], page: int) -> list[Grid]:
    """What may be tables on a page: rules that touch, across it and down it."""
    merged = [*_merged(rule for rule in rules if rule.across), *_merged(r for r in rules if not r.across)]
    if len(merged) > thresholds.MAX_TABLE_RULES:
        return []
    found = (_grid(group, page, number) for number, group in enumerate(_touching(merged)))
    return [grid for grid in found if grid.across and grid.down]


def are_filled(cells: Collection[Cell]) -> bool:
    """True if these cells of a grid, which have text, make a table, and no boxes around lines of text."""
    filled = Counter(cell.top for cell in cells)
    rows = sum(count >= thresholds.MIN_DATA_COLUMNS for count in filled.values())
    return rows >= thresholds.MIN_TABLE_ROWS


def rows(lines: Sequence[PrintedLine], join: Callable[[str, str], str]) -> list[tuple[str, ...]]:
    """The cells of each row of one table, from the lines in it; without empty rows and columns."""
    texts: dict[tuple[float, float], str] = {}
    for line in lines:
        if line.cell is not None:
            place = line.cell.top, line.cell.left
            texts[place] = join(texts[place], line.text) if place in texts else line.text
    columns = columns_of(lines)
    return [
        tuple(texts.get((row, column), "") for column in columns) for row in sorted({row for row, _ in texts})
    ]


def columns_of(lines: Iterable[PrintedLine]) -> list[float]:
    """The left edges of the columns that lines in a table are in."""
    return sorted({line.cell.left for line in lines if line.cell is not None})


def are_alike(columns: Sequence[float], others: Sequence[float]) -> bool:
    """True if the columns of two tables stand at the same places."""
    return len(columns) == len(others) and all(
        abs(one - other) <= thresholds.RULES_TOUCH for one, other in zip(columns, others, strict=True)
    )


def _last(rules: Sequence[Rule], at: float, along: float, otherwise: float) -> float:
    """The place of the last rule up to a place, of those that reach as far as another along them."""
    slack = thresholds.RULES_TOUCH
    return next(
        (
            rule.at
            for rule in reversed(rules)
            if rule.at <= at and rule.start - slack <= along <= rule.end + slack
        ),
        otherwise,
    )


def _grid(rules: Sequence[Rule], page: int, number: int) -> Grid:
    """The grid that rules make which touch; where no rule closes it, it ends with those that cross there."""
    across, down = [rule for rule in rules if rule.across], [rule for rule in rules if not rule.across]
    xs = [*(rule.at for rule in down), *(end for rule in across for end in (rule.start, rule.end))]
    ys = [*(rule.at for rule in across), *(end for rule in down for end in (rule.start, rule.end))]
    return Grid(
        page=page,
        number=number,
        across=tuple(sorted(across, key=lambda rule: rule.at)),
        down=tuple(sorted(down, key=lambda rule: rule.at)),
        left=min(xs),
        right=max(xs),
        top=min(ys),
        bottom=max(ys),
    )


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Rules along one axis, those on one line that touch as one: each cell may have edges of its own."""
    found: list[Rule] = []
    at = None
    for rule in sorted(rules, key=lambda rule: rule.at):
        at = rule.at if at is None or rule.at - at > thresholds.RULES_TOUCH else at
        found.append(Rule(across=rule.across, at=at, start=rule.start, end=rule.end))
    joined: list[Rule] = []
    for rule in sorted(found, key=lambda rule: (rule.at, rule.start)):
        last = joined[-1] if joined else None
        if last is not None and last.at == rule.at and rule.start <= last.end + thresholds.RULES_TOUCH:
            joined[-1] = Rule(across=rule.across, at=rule.at, start=last.start, end=max(last.end, rule.end))
        else:
            joined.append(rule)
    return joined


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    """The rules in groups of those that cross or touch one another."""
    groups: list[list[Rule]] = []
    for rule in rules:
        near = [group for group in groups if any(_touch(rule, other) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([rule, *(other for group in near for other in group)])
    return groups


def _touch(one: Rule, other: Rule) -> bool:
    slack = thresholds.RULES_TOUCH
    return (
        one.across is not other.across
        and one.start - slack <= other.at <= one.end + slack
        and other.start - slack <= one.at <= other.end + slack
    )
