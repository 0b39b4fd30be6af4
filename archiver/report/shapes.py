"""What each command prints with --json: the type of its value, from which its schema is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from archive_repo.verify.problem import Problem
from archiver.report.archive_size import ArchiveSize
from archiver.report.articles import ArticlePage, ArticleRow
from archiver.report.changes import ChangeRow
from archiver.report.checklist_rows import ChecklistRow
from archiver.report.clauses import CategoryComparison, ClauseRow, EventRow
from archiver.report.difference.record import DifferenceRow
from archiver.report.digest_rows import Digest
from archiver.report.documents import DocumentRow
from archiver.report.explained import ExplanationRow
from archiver.report.matches import AppearanceRow, MatchRow
from archiver.report.matrix import CategoryRow, Cell
from archiver.report.operations import (
    Addition,
    AlertRow,
    CatalogueRow,
    Crawled,
    DatedArchive,
    HeldRow,
    ImportedRow,
    MovedRow,
    PlayedRow,
    ProblemRow,
    RereadRow,
    TidiedRow,
    WitnessRow,
)
from archiver.report.origins import OriginRow
from archiver.report.parameter_rows import ParameterRow
from archiver.report.quotations import Quotation
from archiver.report.sides_compared import BesideRow
from archiver.report.standing import StandingRow
from archiver.report.stretches import LookStretch
from archiver.report.texts import TextRow
from archiver.report.versions import VersionRow

SHAPES: Mapping[str, Any] = {
    "init --list": list[CatalogueRow],
    "add": Addition,
    "crawl": Crawled,
    "status": list[StandingRow],
    "seen": list[LookStretch],
    "quarantine list": list[HeldRow],
    "reextract": list[RereadRow],
    "validate": list[ProblemRow],
    "import open-terms-archive": list[ImportedRow],
    "import warc": list[PlayedRow],
    "alerts": list[AlertRow],
    "digest": Digest,
    "push": list[MovedRow],
    "timestamp": DatedArchive,
    "corroborate": list[WitnessRow],
    "pull": list[MovedRow],
    "clone": list[MovedRow],
    "verify": list[Problem],
    "stats": ArchiveSize,
    "gc": list[TidiedRow],
    "list": list[DocumentRow],
    "changes": list[ChangeRow],
    "log": list[VersionRow],
    "show": TextRow,
    "diff": DifferenceRow,
    "diff PLATFORM": list[DifferenceRow],
    "blame": list[OriginRow],
    "grep": list[MatchRow],
    "grep --history": list[AppearanceRow],
    "quote": Quotation,
    "provisions": list[ClauseRow],
    "provisions --since": list[EventRow],
    "compare": list[CategoryRow],
    "compare CATEGORY": CategoryComparison,
    "compare PLATFORM PLATFORM": list[BesideRow],
    "compare --matrix": list[Cell],
    "compare --parameters": list[ParameterRow],
    "regulations": list[ArticleRow],
    "regulations REFERENCE": list[ArticlePage],
    "explain": ExplanationRow,
    "checklist": ChecklistRow,
}
"""By the command, with the option or argument if that changes what is printed."""
