"""An explanation written as text for a terminal, and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from archive_repo.format.message import plural
from archive_repo.records import Version
from archiver.provisions.detection import readable_languages
from archiver.provisions.excerpts.quotation import NAMED, Quote, Quoted
from archiver.provisions.explain import NOTE, Explanation, Shown
from archiver.provisions.regulations.laws import Article, ArticleKind
from archiver.provisions.text.folding import readable
from archiver.report import looks, own_documents, phrases, standing_words
from archiver.report.across import UNASKED
from archiver.report.clauses import Seen
from archiver.report.looks import LastLooks
from archiver.report.screen import Line, Role, hanging, text_of

OLD = timedelta(days=365)
"""Time between the last sight of a text and the archive's last look from which on the text may be old."""
METHOD = (
    "How it was found: by patterns that a lawyer can read, or by its words, which a model compared with "
    "those of other passages. Every quotation is verbatim; [...] marks what is left out. archiver is "
    "independent of the platforms, and none has a say in what it shows."
)
MARKS = "What was found stands between ** and **, among what stands around it; these marks are archiver's."
SAYS = "What does the text say?"
SINCE = "Since when, and what stood there before?"
OTHERS = "How do others put it?"
LAWS = "Which articles deal with this?"
GENERAL = "What is this category?"
OF_CATEGORY = "This is said of the category, and not of the text above."
OF_LAWS = "Articles on the same matter. Whether one holds for this text, and is met, is for a lawyer to say."
NO_LAWS = "None is named here: none is sure to deal with what is quoted."
LIKE = "Passages that are most like the one quoted first, by their words and by the kind of document:"
NONE_LIKE = (
    "None is quoted beside it: none that was found is like it in its words, its kind of document, its "
    "readers and its place."
)
UNSURE = "It is not certain that this is of the kind:"
NOT_LOOKED_FOR = "no such clause is looked for in documents of this kind"


def text(page: Explanation, seen: Seen, width: int) -> Iterator[Line]:
    """Lines for a terminal; `seen` has the looks at the documents that the page quotes."""
    for number, (title, body) in enumerate(_sections(page, seen)):
        if number:
            yield []
            yield [(title.upper(), Role.HEADING)]
        else:
            yield from hanging([(title, Role.HEADING)], width)
        for line in body:
            yield from _wrapped(line, width)


def _wrapped(line: str, width: int) -> Iterator[Line]:
    """A line of Markdown as lines of a terminal; quotations, list items and what follows are indented."""
    quoted = line.startswith(">")
    bare = line.removeprefix(">").removeprefix(" ") if quoted else line
    depth = len(bare) - len(bare.lstrip()) + (4 if quoted else 2)
    hangs = bare.lstrip().startswith(("- ", "+ ", "~ "))
    first, rest = " " * depth, " " * (depth + 2 * hangs)
    return hanging(bare.strip(), width, first, rest)


def markdown(page: Explanation, seen: Seen) -> Iterator[str]:
    """Lines of Markdown; `seen` has the looks at the documents that the page quotes."""
    for number, (title, body) in enumerate(_sections(page, seen)):
        yield f"{'#' if number == 0 else '##'} {title}"
        yield ""
        for line, below in zip(body, [*body[1:], ""], strict=True):
            yield line
            if not (line.startswith((">", "- ", "  ")) and below.startswith((">", "- ", "  "))):
                yield ""


def _sections(page: Explanation, seen: Seen) -> Iterator[tuple[str, list[str]]]:
    category, last = page.category, seen[page.platform, page.document]
    holds = [holds_for(page.first.holds_for)] if page.first and page.first.holds_for else []
    stale = [f"This is not known to be current: {looks.told(last)}."] if last.stale else _old(last, seen)
    sources = [f"Source: {one.url}" for one in page.version.sources[:1] if one.url]
    yield f"{page.name}: {category.title}", [headline(page), version(page, last), *holds, *stale, *sources]
    yield SAYS, list(_quotes(page))
    if page.stays or page.quoted:
        yield SINCE, list(_history(page, last))
    yield own_documents.TITLE, list(_own(page, seen))
    yield OTHERS, list(_others(page, seen))
    if page.quoted:
        yield LAWS, list(_laws(page))
    yield GENERAL, [OF_CATEGORY, *general(page)]
    yield "Note", [NOTE, METHOD, MARKS, f"To cite this page: `archiver explain {permalink(page)}`."]


def _old(last: LastLooks, seen: Seen) -> list[str]:
    """That a text was last seen long before the archive's last look at anything."""
    newest = max(filter(None, (one.last_looked_at for one in seen.values())), default=None)
    confirmed = last.last_confirmed_at
    if newest is None or confirmed is None or newest - confirmed < OLD:
        return []
    return [f"This is not known to be current: it was last seen {confirmed:%Y-%m-%d}."]


def headline(page: Explanation) -> str:
    """What was found, in a sentence: and how it is dated."""
    kind = f"of the kind “{page.category.title}”"
    where = f"{page.name}, {page.document_title}"
    if page.unread and not page.first:
        return f"{where}: a clause {kind} is not known of, since the text is in {page.unread}."
    if not page.is_looked_for and not page.first:
        return f"{where}: no clause {kind} is looked for in documents like this one."
    if not page.first:
        return f"{where}: no clause {kind} was found."
    found = "a clause" if page.is_sure else "a passage that may be a clause"
    if len(page.quoted) > 1 and not standing_words.are_as_old(page):
        return f"{where}: {found} {kind}."
    return f"{where}: {found} {kind}, {standing_words.since(page.first.dated)}."


def version(page: Explanation, last: LastLooks | None) -> str:
    """Which text was read, and how."""
    seen = f", {_last_seen(page.version, last)}" if last and last.last_confirmed_at else ""
    read = f"Read: version of {page.version.fetched_at:%Y-%m-%d}{seen}"
    effective = page.version.stated.effective
    if effective and effective > page.version.fetched_at.date():
        read = f"{read}, which by its own words takes effect on {effective}"
    return f"{read}; category {page.category.id} of taxonomy {page.taxonomy}."


def holds_for(words: str) -> str:
    """For whom a document says that it holds."""
    return f"For whom or what it holds, by its own words: “{words}”"


def permalink(page: Explanation) -> str:
    """What `archiver explain` has to be given to show this version's page again."""
    return f"{page.platform}/{page.document}@{page.version.id[:10]} {page.category.id}"


def nothing(page: Explanation) -> str:
    """What is said where nothing is quoted."""
    if page.unread:
        return f"Not known: the text is in {page.unread}, {readable_languages.how(page.unread)}."
    if not page.is_looked_for:
        return f"Not known: {NOT_LOOKED_FOR}."
    return f"No clause was found by taxonomy {page.taxonomy}. One in other words can be missed."


def _quotes(page: Explanation) -> Iterator[str]:
    if not page.first:
        yield nothing(page)
        return
    if not page.is_sure:
        yield UNSURE
    for one in page.quoted:
        yield from _section(one.quote)
        yield from [holds_for(one.holds_for)] if one.holds_for not in ("", page.first.holds_for) else []
        yield from _quotation(one.quote)
        yield from _left_out(one.quote)
    if any(one.quote.left_out for one in page.quoted):
        yield f"The whole text: `archiver show {page.platform}/{page.document}@{page.version.id[:10]}`."
    if told := more(page):
        yield told
    if page.unread:
        yield f"The text is in {page.unread}, {readable_languages.how(page.unread)}: more may stand there."


def unquoted(page: Explanation) -> int:
    """How many passages that may be of the kind are not quoted."""
    shown = [span for one in page.quoted for span in one.quote.spans]
    return sum(
        not all(any(start <= at and to <= end for start, end in shown) for at, to in one.finding.core_spans)
        for one in page.passages
    )


def more(page: Explanation) -> str:
    """Where the passages are that are not quoted; empty if all are."""
    rest, listed = unquoted(page), f"`archiver provisions {page.platform}/{page.document} --full`"
    return f"{listed} has {plural(rest, 'passage')} more that may be of this kind." if rest else ""


def _section(quote: Quote) -> Iterator[str]:
    """Where a quotation stands, which may say for whom it holds."""
    if quote.headings:
        yield f"Section: {' › '.join(quote.headings)}"


def _quotation(quote: Quote) -> Iterator[str]:
    for one in quote.lines:
        label = f"{one.label}: " if one.label else ""
        yield f"> {'- ' if one.is_item else ''}{label}{_marked(one)}"


def _marked(line: Quoted) -> str:
    return " ".join(f"**{part.text}**" if part.is_found else part.text for part in line.parts)


def left_out(quote: Quote) -> str:
    """What of the section of a quotation is not quoted; empty if all is."""
    if not quote.left_out:
        return ""
    told = f"Left out around it: {len(quote.left_out)} paragraphs, list items and rows"
    if len(quote.left_out) > NAMED:
        return f"{told}."
    return f"{told}: {', '.join(f'“{begins}”' for begins in quote.left_out)}."


def _left_out(quote: Quote) -> Iterator[str]:
    if told := left_out(quote):
        yield told


def _history(page: Explanation, last: LastLooks) -> Iterator[str]:
    for number, one in enumerate(page.quoted):
        if number == 0 or not standing_words.are_as_old(page):
            yield dates(page, number)
        if told := standing_words.before(one):
            yield told
        for sign, line in standing_words.changes(one):
            yield f"  {sign} {text_of(line)}"
        if told := standing_words.around(one):
            yield told
        for sign, line in standing_words.changes_around(one):
            yield f"  {sign} {text_of(line)}"
    if told := standing_words.of_kind(page, last):
        yield told
    for gone in page.last:
        yield "What was found last:"
        yield f"> {readable(gone.core)}"


def dates(page: Explanation, number: int) -> str:
    """Since when one of the quotations stands there, as a sentence; which one, if there are several."""
    told = phrases.capitalised(standing_words.since(page.quoted[number].dated))
    if len(page.quoted) == 1:
        return f"{told}."
    which = "Each passage" if standing_words.are_as_old(page) else f"Passage {number + 1}"
    return f"{which}: {told}."


def _own(page: Explanation, seen: Seen) -> Iterator[str]:
    for other in own_documents.quoted(page.siblings):
        if other.shown:
            yield f"{other.title} ({dated(other.shown, seen)}):"
            yield from _section(other.shown.quote)
            yield from [holds_for(other.shown.holds_for)] if other.shown.holds_for else []
            yield from _quotation(other.shown.quote)
    yield from own_documents.not_quoted(page)


def dated(one: Shown, seen: Seen) -> str:
    """Of which version a quotation is, and when that was last seen if it is not known to be current."""
    own = one.provision
    last = seen[own.platform, own.document]
    stale = [_last_seen(own.version, last)] if last.stale else []
    return ", ".join([f"version of {own.version.fetched_at:%Y-%m-%d}", *stale])


def _last_seen(version: Version, last: LastLooks) -> str:
    """When a text was last seen; where a page was missing when it was recorded, that is before."""
    whole = "whole " if version.stand_ins else ""
    return f"last seen {whole}{looks.day(last.last_confirmed_at)}"


def _others(page: Explanation, seen: Seen) -> Iterator[str]:
    if page.first:
        yield LIKE if page.beside else NONE_LIKE
    for one in page.beside:
        yield f"{one.provision.name}, {one.provision.document_title} ({dated(one, seen)}):"
        yield from _section(one.quote)
        yield from [holds_for(one.holds_for)] if one.holds_for else []
        yield from _quotation(one.quote)
    yield counts(page)
    yield f"`archiver compare {page.category.id}` shows them all."
    if page.unasked:
        yield f"{UNASKED}: {', '.join(page.unasked.values())}."


def counts(page: Explanation) -> str:
    """With how many of the other platforms a passage of the category was found."""
    found = (
        f"Passages filed under this category were found with {page.having} of {page.asked} other platforms"
    )
    return f"{found}; one in other words can be missed."


def _laws(page: Explanation) -> Iterator[str]:
    yield OF_LAWS if page.references else NO_LAWS
    for one in page.references:
        yield f"- {law(one)}"
        yield from [f"  {one.link}"] if one.link else []
    said = page.first.quote.text if page.first else ""
    cited = [one for one in page.cites if one.name in said]
    if cited:
        named = [f"{one.name} {one.number}" if one.number else one.name for one in cited]
        yield f"Named in what is quoted first: {', '.join(named)}."
    yield from sorted(
        {f"Last checked {one.checked:%Y-%m-%d} by {one.checked_by}." for one in page.references}
    )


def law(one: Article) -> str:
    """An article and what it says, in a line."""
    kind = " (guidance)" if one.kind is ArticleKind.GUIDANCE else ""
    return f"{one.label}{kind}, {one.jurisdiction}: {one.subject}. {one.requires}"


def general(page: Explanation) -> Iterator[str]:
    """What is said of the category."""
    yield f"“{page.category.title}”, of the group “{page.group}”: {phrases.lowered(page.category.mechanism)}"
    yield f"What a compliance team can ask of such clauses: {page.category.compliance}"
