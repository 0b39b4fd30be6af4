"""What documents are called in headings: the title that a declaration gives them, or another name for it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from archive_repo.text import kinds
from archive_repo.text.words import fold
from archiver.extract import thresholds

_SMALL_WORDS = frozenset({"a", "and", "for", "of", "our", "the", "to"})
_POINTING = frozenset({"our", "these", "this", "to", "your"})
"""Words of a heading that speaks of a document: `Changes to this policy`."""
_ONE_FORM = {
    "use": "service", "services": "service", "policies": "policy", "cookies": "cookie", "trackers": "tracker",
    "rules": "rule", "standards": "standard", "guidelines": "guideline", "claims": "claim",
}  # fmt: skip
"""`Terms of Use` are the `Terms of Service`."""

_NAMES = (
    ("Terms of Service", "Terms and Conditions", "User Agreement", "Service Agreement", "Customer Agreement"),
    ("Privacy Policy", "Privacy Notice", "Privacy Statement", "Data Policy", "Data Protection Policy"),
    ("Trackers Policy", "Cookie Policy", "Cookie Notice", "Cookie Statement", "Cookie Declaration"),
    (
        "Data Processor Agreement", "Data Processing Agreement", "Data Processing Addendum",
        "Data Protection Agreement", "Data Protection Addendum", "Data Processing Terms", "DPA",
    ),
    ("Acceptable Use Policy", "Usage Policy", "Prohibited Use Policy", "Fair Use Policy", "Content Policy"),
    ("Community Guidelines", "Community Standards", "Community Rules", "Code of Conduct"),
    ("Copyright Claims Policy", "Copyright Policy", "DMCA Policy", "DMCA Takedown Policy"),
    ("Developer Terms", "API Terms", "API Terms of Service", "Developer Agreement", "Developer Policy"),
    ("Commercial Terms", "Business Terms", "Enterprise Terms", "Terms of Sale", "Enterprise Agreement"),
    ("Brand Guidelines", "Trademark Guidelines", "Trademark Policy", "Brand Policy"),
    ("Service Level Agreement", "Service Level Terms", "SLA"),
    ("Imprint", "Impressum", "Legal Notice", "Mentions légales"),
    (
        "Vulnerability Disclosure Policy", "Responsible Disclosure Policy", "Security Policy",
        "Coordinated Vulnerability Disclosure Policy",
    ),
    ("Law Enforcement Guidelines", "Law Enforcement Policy", "Government Requests Policy"),
    ("Accessibility Statement", "Accessibility Policy"),
)  # fmt: skip
"""The types of terms that are declared, each with the names that it goes by."""


def alike(heading: str, title: str) -> float:
    """Jaccard's index of the words that distinguish a heading and a title, or another name for it, 0..1."""
    found = _words(heading)
    if not found:
        return 0.0
    return max(len(found & wanted) / len(found | wanted) for wanted in _names(title))


def begins_another(heading: str, title: str) -> bool:
    """True if a heading below the one with a document's title begins another document.

    It is no section, such as `Changes to this privacy policy`, and no supplement: a longer title of the same
    kind, as `California Resident Privacy Notice`.
    """
    if len(heading.split()) <= thresholds.MAX_TITLE_WORDS:
        return kinds.names_document(heading)
    words = fold(heading)
    return (
        len(words) <= thresholds.MAX_LONG_TITLE_WORDS
        and kinds.names_document(words[-1])
        and _POINTING.isdisjoint(words)
        and kinds.of(heading) is not kinds.of(title)
    )


@cache
def _names(title: str) -> tuple[frozenset[str], ...]:
    """The words of a title, and those of the other names of its type."""
    own = _words(title)
    others = next((names for names in _NAMES if own in map(_words, names)), ())
    return own, *(_words(name) for name in others if _words(name) != own)


@lru_cache(maxsize=2_000)
def _words(title: str) -> frozenset[str]:
    return frozenset(_distinguishing(title))


def _distinguishing(title: str) -> Iterator[str]:
    for word in fold(title):
        if word not in _SMALL_WORDS:
            yield _ONE_FORM.get(word, word)
