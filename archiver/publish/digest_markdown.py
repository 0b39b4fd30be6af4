"""A digest as Markdown, to be pasted into a newsletter; what a policy says is escaped."""

from __future__ import annotations

from collections.abc import Iterator

from archiver.publish import letters
from archiver.report import bounds, phrases
from archiver.report.digest_rows import Digest, ToldChange
from archiver.report.newsletter import escaped


def write(digest: Digest) -> Iterator[str]:
    """The lines."""
    yield f"# Digest of policies, {letters.days(digest)}"
    yield ""
    yield escaped(letters.counted(digest))
    yield from (f"\n*{escaped(phrases.sentence(warning))}*" for warning in digest.warnings)
    for title, rows in letters.parts(digest):
        yield from ("", f"## {title}", "")
        yield from (f"- {_change(row)}" for row in rows)
    if digest.unchanged:
        yield from ("", "## Looked at, and not changed", "")
        yield from (
            f"- {escaped(name)}: {escaped(', '.join(titles))}" for name, titles in letters.unchanged(digest)
        )


def _change(row: ToldChange) -> str:
    name = escaped(f"{row.platform_name}, {row.title}")
    head = f"[{name}]({row.page})" if row.page else name
    silent = " The date that the text states is still the old one." if row.silent else ""
    news = map(phrases.sentence, (*row.clauses, *row.parameters))
    told = " ".join([row.sentence, *news, bounds.change(row.since)])
    return f"**{head}**: {escaped(told)}{silent}"
