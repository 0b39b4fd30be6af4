"""An explanation written as text for a terminal, and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive_repo.format.message import plural
from archive_repo.records import Bounds
from archiver.provisions import facets, readable_languages
from archiver.provisions.compare import Provision
from archiver.provisions.explain import NOTE, Explanation
from archiver.provisions.findings import Finding
from archiver.provisions.folding import readable
from archiver.provisions.history import Event, EventKind, identity
from archiver.provisions.regulations.laws import ArticleKind
from archiver.provisions.senses import TURNED, Sense
from archiver.provisions.taxonomy import Category, Condition, Polarity
from archiver.report import bounds, clauses, excerpts, looks, own_documents, phrases, tenures
from archiver.report.across import UNASKED
from archiver.report.clauses import Seen
from archiver.report.looks import LastLooks
from archiver.report.screen import Line, Role, hanging, text_of

METHOD = (
    "How it was found: by patterns that a lawyer can read, or by its words, which a model compared with "
    "those of other passages; every quote is verbatim. archiver is independent of the platforms, and none "
    "has a say in what it shows."
)
PASSAGES_SHOWN = 6
"""Passages of the document that a page quotes; a category like liability has dozens."""
DOUBTFUL_SHOWN = 2
"""Less certain passages that a page quotes."""
DOUBT = "Less plainly of this kind, by the words of passages that people read"
"""Above such passages: a model weighs them, and some state the category all the same."""
GENERAL = "Clauses of this kind, in general"
IN_GENERAL = "This is said of clauses of this kind"
IN_WORDS = "what this one says is in the words that are quoted of it"
DO = "What they do"
UNTOLD = "which no change below shows"
"""Of a passage that came with no event: its page was read again, or its words had stood there before."""
AS_FAR = ", as far as its words reach"
"""Behind a denial in a headline: "we do not use cookies for profiling" denies no cookies."""
SEVERITY = "How severe, by what this passage states"
NOT_LOOKED_FOR = "no such clause is looked for in documents of this kind"
OTHERS_DATED = "Each date says since when that document has had a clause on it, as far as this archive knows."
EARLIER_SHOWN = 3
OF_DATA = frozenset(
    "ai-and-your-content collection lawful-basis-and-rights sharing-and-transfers retention-and-security"
    " children".split()
)
"""Groups whose clauses do something with data: a notice of a change has no purpose or lawful basis."""
LONGEST_DATA = 120
"""Characters of a cell of a table that a headline quotes."""
_OF_DATA = re.compile(r"\b(?:data|information)\b", re.IGNORECASE)
SAID = {
    Polarity.ASSERTS: "say so",
    Polarity.CONDITIONAL: "on a condition",
    Polarity.MUTUAL: "of both sides",
    Polarity.DENIES: "say it is not so",
    Polarity.EXCLUDES: "carve it out",
}
TOLD = {
    EventKind.INTRODUCED: "found again, in other words",
    EventKind.RESTORED: "found again",
    EventKind.REMOVED: "no longer found",
}
"""What is said of events after the first."""
SUPPOSED = {
    Condition.OPT_IN: "If you opt in",
    Condition.OPT_OUT: "Unless you use the way out",
    Condition.CONSENT: "If the consent is given",
}
"""What is supposed where something depends on the user; what a law asks for is often one case of several."""
CHANGES_SHOWN = 4
"""Passages shown of one event: the one that the page quotes first, if it came with it, before others."""


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
    depth = (len(line) - len(line.lstrip())) + 2
    hangs = line.lstrip().startswith(("> ", "- ", "+ ", "~ "))
    first, rest = " " * depth, " " * (depth + 2 * hangs)
    return hanging(line.strip().removeprefix("> "), width, first, rest)


def markdown(page: Explanation, seen: Seen) -> Iterator[str]:
    """Lines of Markdown; `seen` has the looks at the documents that the page quotes."""
    for number, (title, body) in enumerate(_sections(page, seen)):
        yield f"{'#' if number == 0 else '##'} {title}"
        yield ""
        for line in body:
            yield line
            if line and not line.startswith(("- ", "  ")):
                yield ""
        if body and body[-1].startswith(("- ", "  ")):
            yield ""


def _sections(page: Explanation, seen: Seen) -> Iterator[tuple[str, list[str]]]:
    category, last = page.category, seen[page.platform, page.document]
    stale = [f"This is not known to be current: {looks.told(last)}."] if last.stale else []
    sources = [f"Source: {one.url}" for one in page.version.sources[:1] if one.url]
    yield f"{page.name}: {category.title}", [headline(page), _finding(page, last), *stale, *sources]
    yield "What the text says", _quotes(page)
    yield GENERAL, list(_general(page))
    yield "Regulations that it touches", _regulations(page)
    yield "Since when, and how it changed", _history(page, last)
    yield own_documents.TITLE, list(_own(page, seen))
    yield "How others put it", _others(page, seen)
    yield "Questions and answers", _answers(page, last)
    yield "Note", [NOTE, METHOD, f"To cite this page: `archiver explain {permalink(page)}`."]


def _general(page: Explanation) -> Iterator[str]:
    yield in_general(page)
    for title, said in meaning(page):
        yield f"{title}: {said}"
    if page.excerpt:
        yield f"{SEVERITY}: {severity(page)}"


def in_general(page: Explanation) -> str:
    """The sentence above what belongs to the category: no clause carries all of it."""
    return f"{IN_GENERAL}; {IN_WORDS}." if page.excerpt else f"{IN_GENERAL}."


def meaning(page: Explanation) -> list[tuple[str, str]]:
    """What clauses of the category do, can mean and ask for, each under its title, if the text carries it.

    Of what was not found only what it would be is told.
    """
    category, best, sense = page.category, page.excerpt, page.sense
    if best is None or sense is None:
        return [(DO, category.mechanism)]
    own = f" This text {clauses.says(best)}." if best.condition or best.polarity in TURNED else ""
    told = [
        (DO, category.mechanism + own),
        ("What they can mean for you", _supposed(category, best, sense.effect)),
        ("What you can do", _with_way_out(sense)),
        ("What a compliance team should check", category.compliance),
    ]
    return [(title, said) for title, said in told if said]


def _supposed(category: Category, best: Finding, effect: str) -> str:
    """An effect with the condition under which it comes, if the user or the provider brings it about."""
    acts = (
        category.negatable or category.by_provider or best.condition in (Condition.OPT_IN, Condition.OPT_OUT)
    )
    is_told = any(best.condition and best.condition.value in one.needs for one in category.effect)
    if not (effect and acts and best.condition in SUPPOSED) or is_told:
        return effect
    return f"{SUPPOSED[best.condition]}: {phrases.lowered(effect)}"


def _with_way_out(sense: Sense) -> str:
    """The advice, with the way out that stands elsewhere in the document."""
    if not sense.way_out:
        return sense.action
    return f"{sense.action} The document says: “{finding_text(sense.way_out)}”".strip()


def severity(page: Explanation) -> str:
    """How severe it is, and by which criterion; what a text denies or leaves out is not rated."""
    if page.excerpt is None or page.sense is None:
        return ""
    level = page.sense.severity
    if not level:
        return f"Not rated: this text {clauses.says(page.excerpt)}."
    return f"{level.capitalize()}: {page.criteria[level]}"


def headline(page: Explanation, row: Sequence[tuple[str, str]] = ()) -> str:
    """The provision in a sentence, from the best passage: who, how, which data, for what, on which basis.

    `row` has what the passage leaves out of its row of a table, under the headings of its columns.
    """
    subject = phrases.lowered(page.category.title)
    if page.unread:
        return f"{page.name}: {subject} is not known, since the text is in {page.unread}."
    if page.excerpt is None and not page.is_looked_for:
        return f"{page.name}, {page.document_title}: {NOT_LOOKED_FOR}, on {subject}."
    if page.excerpt is None:
        return f"{page.name}, {page.document_title}: no clause on {subject} was found."
    said = clauses.says(page.excerpt)
    said += AS_FAR if page.excerpt.polarity in TURNED else ""
    own = facets.read(page.excerpt) if page.category.group in OF_DATA else facets.NONE
    named = [
        f"{name} “{words}”"
        for name, words in (("data", own.data or _data(row)), ("purpose", own.purpose), ("basis", own.basis))
        if words
    ]
    told = f"{page.name}, {page.document_title}: {subject}{f' ({said})' if said else ''}{_listed(named)}."
    return " ".join([told, *own_documents.otherwise(page)])


def _data(row: Sequence[tuple[str, str]]) -> str:
    """What stands under the heading that names data; empty if that is no short answer.

    Lines of a cell are stored as one: a list whose lines begin alike cannot be read in a sentence.
    """
    found = next((said for head, said in row if _OF_DATA.search(head)), "")
    runs_on = found.split(" ")[0] in found.split(" ")[1:] and not re.search(r"[,;•]", found)
    return found if len(found) <= LONGEST_DATA and not runs_on else ""


def _listed(named: list[str]) -> str:
    return f"; {', '.join(named)}" if named else ""


def permalink(page: Explanation) -> str:
    """What `archiver explain` has to be given to show this version's page again."""
    return f"{page.platform}/{page.document}@{page.version.id[:10]} {page.category.id}"


def _answers(page: Explanation, last: LastLooks) -> list[str]:
    """The page as questions and answers."""
    does = f"Not known: the text is in {page.unread}." if page.unread else "No matching clause was found."
    does = does if page.is_looked_for else f"Not known: {NOT_LOOKED_FOR}."
    if page.excerpt:
        does = f"It {clauses.says(page.excerpt) or 'says so'}: “{finding_text(page.excerpt)}”"
    asked = [f"Does {page.name} say so in its {page.document_title}? {does}"]
    if page.siblings or page.unrecorded or page.absent:
        asked.append(f"Do its other documents? {own_documents.answer(page)}")
    if page.stays:
        asked.append(f"Since when? {tenures.told(page.stays, last)}.")
    asked.append(f"Do others? {counts(page)}")
    if page.earlier:
        told = [f"{one.name} ({bounds.since(one.category_since)})" for one in page.earlier[:EARLIER_SHOWN]]
        rest = len(page.earlier) - len(told)
        more = f" and {plural(rest, 'more platform')}" if rest else ""
        asked.append(f"Who had it before, in this archive? {', '.join(told)}{more}.")
    return [f"- {one}" for one in asked]


def counts(page: Explanation) -> str:
    """How many of the other platforms have a clause on it, and how they put it."""
    having = sum(page.polarities.values())
    told = [f"{count} {SAID[said]}" for said, count in page.polarities.items()]
    how = f" ({', '.join(told)})" if told else ""
    among = having + len(page.without)
    found = f"A clause on it was found with {having} of {among} other platforms that are read{how}"
    return f"{found}; one in other words can be missed." if page.without else f"{found}."


def _finding(page: Explanation, last: LastLooks) -> str:
    where = f"The {page.document_title} of {page.name}, in the version of {page.version.fetched_at:%Y-%m-%d},"
    where += f" last seen {last.last_confirmed_at:%Y-%m-%d}," if last.last_confirmed_at else ""
    if page.unread:
        return (
            f"{where} is in {page.unread}, {readable_languages.how(page.unread)}: "
            "it may say something of this."
        )
    if page.excerpt is None and not page.is_looked_for:
        return f"{where} is of a kind in which it is not looked for (category {page.category.id})."
    if page.excerpt is None:
        return f"{where} has no matching clause that was found by taxonomy {page.taxonomy}."
    found = f"category {page.category.id}, group “{page.group}”, taxonomy {page.taxonomy}"
    return f"{where} {clauses.says(page.excerpt) or 'says so'} ({found})."


def _quotes(page: Explanation) -> list[str]:
    if page.unread:
        return [f"Not known: the text is in {page.unread}, {readable_languages.how(page.unread)}."]
    if page.excerpt is None and not page.is_looked_for:
        return [f"Not known: {NOT_LOOKED_FOR}."]
    if page.excerpt is None:
        none = f"No matching clause found by taxonomy {page.taxonomy}; this does not prove there is none."
        return [none, *_doubtful(page)]
    lines = []
    passages = apart(page)
    for one in passages[:PASSAGES_SHOWN]:
        lines += [f"> “{finding_text(one.finding)}”", *_under(one.finding)]
    rest = len(passages) - PASSAGES_SHOWN
    return [
        *lines,
        *([f"And {plural(rest, 'more passage')}: `archiver provisions --full`."] if rest > 0 else []),
        *_doubtful(page),
    ]


def apart(page: Explanation) -> list[Provision]:
    """The passages that are quoted: of two that say the same, one with the words of the other, the longer."""
    shown: list[Provision] = []
    for one in page.passages:
        same = [better for better in shown if _overlap(one, better)]
        place = shown.index(same[0]) if same else len(shown)
        shown = [better for better in shown if better not in same]
        shown.insert(place, max([*same, one], key=_length))
    return shown


def doubtful(page: Explanation) -> list[Finding]:
    """The less plain passages that are quoted: none whose words stand in one of the others."""
    told = [one.finding for one in page.passages]
    return [one for one in page.doubtful if not any(_within(one, other) for other in told)][:DOUBTFUL_SHOWN]


def _overlap(one: Provision, other: Provision) -> bool:
    return one.finding.stance == other.finding.stance and _within(one.finding, other.finding)


def _within(one: Finding, other: Finding) -> bool:
    return one.excerpt in other.excerpt or other.excerpt in one.excerpt


def _length(one: Provision) -> int:
    return len(one.finding.excerpt)


def _doubtful(page: Explanation) -> list[str]:
    lines = []
    for one in doubtful(page):
        lines += [f"> “{finding_text(one)}”", *_under(one)]
    return [f"{DOUBT}:", *lines] if lines else []


def finding_text(finding: Finding) -> str:
    """The excerpt without markup, on one line."""
    return readable(finding.excerpt)


def _under(finding: Finding) -> list[str]:
    """What a quotation says of the category, and where it stands."""
    return [" ".join([f"{phrases.capitalised(clauses.label(finding))}.", *_section(finding)])]


def _section(finding: Finding) -> list[str]:
    """Where a quotation stands, which may say for whom it holds."""
    return [f"Section: {' › '.join(finding.headings)}"] if finding.headings else []


def _regulations(page: Explanation) -> list[str]:
    if not page.references:
        return ["None that these passages touch with certainty.", *_cited(page)]
    lines = []
    for one in page.references:
        kind = " (guidance)" if one.kind is ArticleKind.GUIDANCE else ""
        lines += [f"- {one.label}{kind}, {one.jurisdiction}: {one.subject}. {one.requires}"]
        lines += [f"  For a lawyer: {phrases.lowered(one.question)}"]
        lines += [f"  {one.link}"] if one.link else []
    checked = {f"Last checked {one.checked:%Y-%m-%d} by {one.checked_by}." for one in page.references}
    return [*lines, *_cited(page), *sorted(checked)]


def _cited(page: Explanation) -> list[str]:
    """What the passages name themselves."""
    named = [f"{one.name} {one.number}" if one.number else one.name for one in page.cites]
    return [f"Named in these passages: {', '.join(named)}."] if named else []


def _history(page: Explanation, last: LastLooks) -> list[str]:
    if not page.events and not page.is_looked_for:
        return [f"Not known: {NOT_LOOKED_FOR}."]
    if not page.stays:
        return ["None was found in any recorded version."]
    told = tenures.told(page.stays, last)
    lines = [f"{told[0].upper()}{told[1:]}."]
    if page.passages and not _is_told(page.passages[0].finding, page):
        lines.append(f"The passage that is quoted first, {UNTOLD}: {clauses.dates(page.passages[0])}.")
    for event, between in page.events:
        lines.append(f"- {when(between)}: {_told(event, page)}")
        changes = [f"  {sign} {text_of(text)}" for sign, text in excerpts.changes(event, None)]
        if page.excerpt:
            quoted = f"  {excerpts.CAME} {finding_text(page.excerpt)}"
            changes.sort(key=quoted.__ne__)
        lines += changes[:CHANGES_SHOWN]
        if len(changes) > CHANGES_SHOWN:
            lines.append(f"  and {plural(len(changes) - CHANGES_SHOWN, 'more passage')}")
    return lines


def _is_told(finding: Finding, page: Explanation) -> bool:
    """True if an event shows that a passage came, or came to read as it does."""
    return any(identity(one) == identity(finding) for event, _ in page.events for one in came(event))


def came(event: Event) -> Iterator[Finding]:
    """The passages that came with an event, or were amended into what they are."""
    yield from event.after
    yield from (pair.after for pair in event.pairs)


def when(between: Bounds) -> str:
    """The looks between which an event took place."""
    if between.after is None or between.after.date() == between.by.date():
        return f"{between.by:%Y-%m-%d}"
    return f"Between {between.after:%Y-%m-%d} and {between.by:%Y-%m-%d}"


def _told(event: Event, page: Explanation) -> str:
    if event is page.events[0][0] and event.kind is EventKind.INTRODUCED:
        return "first found"
    return f"{TOLD.get(event.kind, event.kind.value)}{against(event, page)}"


def against(event: Event, page: Explanation) -> str:
    """What speaks against the platform's having taken out what is no longer found; empty if nothing does."""
    stay = next((one for one in page.stays if one.went and one.went.id == event.version), None)
    but = tenures.against(stay) if stay else ""
    return f" ({but})" if but else ""


def _own(page: Explanation, seen: Seen) -> Iterator[str]:
    """What the platform's other documents say, with a quotation each."""
    yield from own_documents.differences(page)
    for one in page.siblings:
        if one.best:
            yield own_documents.heading(one.best, seen[one.best.platform, one.document])
            yield f"> “{finding_text(one.best.finding)}”"
    yield from own_documents.silent(page)


def _others(page: Explanation, seen: Seen) -> list[str]:
    lines = [OTHERS_DATED] if page.beside else []
    for one in page.beside:
        dates = clauses.category_dates(one, seen[one.platform, one.document])
        lines.append(f"{one.name}, {one.document_title} ({dates}), which {clauses.label(one.finding)}:")
        lines.append(f"> “{finding_text(one.finding)}”")
        lines += _section(one.finding)
    lines.append(f"`archiver compare {page.category.id}` shows all, and where none was found.")
    if page.unasked:
        lines.append(f"{UNASKED}: {', '.join(page.unasked.values())}.")
    return lines
