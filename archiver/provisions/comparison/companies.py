"""Which platforms are one company's: they have a contract in common, word for word.

Two products of one company have their privacy policy or their terms in common, or the processing agreement.
Nothing is declared of it, and the names of sites say little: many policies lie on hosts of others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import combinations

from archiver.provisions.comparison.compare import DocumentStory
from archiver.provisions.text.whole_text import essence

SAME = 0.5
"""Share of the longer one's provisions that two documents have in common from which on they are one contract.
Of 33 platforms, three pairs are one company's, and have .56 to 1 in common in one document or more; no two
documents of different companies have .2."""
ENOUGH = 6
"""Provisions that a document must have to be taken for a contract."""


def of(documents: Collection[DocumentStory]) -> Mapping[str, str]:
    """The company of each platform, by slug: the slug of the first of its platforms.

    A platform that has nothing in common with others is a company of its own.
    """
    slugs = list(dict.fromkeys(one.repository.platform for one in documents))
    company = {slug: slug for slug in slugs}
    for one, other in _same(documents):
        first, second = sorted((company[one], company[other]), key=slugs.index)
        if first != second:
            company = {slug: first if own == second else own for slug, own in company.items()}
    return company


def _same(documents: Collection[DocumentStory]) -> Iterator[tuple[str, str]]:
    """The platforms, two by two, of which a document of each is the same contract."""
    contracts = [(one.repository.platform, own) for one in documents if len(own := _passages(one)) >= ENOUGH]
    having: dict[str, list[int]] = {}
    for place, (_, words) in enumerate(contracts):
        for passage in words:
            having.setdefault(passage, []).append(place)
    common = Counter(pair for places in having.values() for pair in combinations(places, 2))
    for (one, other), count in common.items():
        (platform, words), (second, others) = contracts[one], contracts[other]
        if platform != second and count >= SAME * max(len(words), len(others)):
            yield platform, second


def _passages(one: DocumentStory) -> frozenset[str]:
    return frozenset(essence(finding.key) for finding in (*one.story.findings, *one.story.weak))
