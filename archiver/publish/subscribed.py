"""What subscriptions ask for that can never come: platforms, documents and categories that are unknown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive_repo.errors import ArchiveError, meant
from archive_repo.records import ChangeClass, slug
from archiver import declarations
from archiver.declarations import Declaration
from archiver.provisions import taxonomy
from archiver.settings import AlertSettings


def problems(subscription: AlertSettings, declared: Sequence[Declaration]) -> Iterator[tuple[str, str]]:
    """Each key of a subscription that names something unknown, and what to write instead.

    `declared` has the platforms of the archive.
    """
    known = sorted(declarations.known_addresses(declared))
    for address in declarations.undeclared(declared, subscription.platforms):
        yield "platforms", f"{address!r} is not declared; {meant(address, known, 'declare it', most=1)}"
    titles = sorted({document.title for one in declared for document in one.documents})
    for title in subscription.types:
        if slug(title) not in map(slug, titles):
            hint = meant(title, titles, "name a title that is declared", most=1)
            yield "types", f"no document is called {title!r}; {hint}"
    for one in subscription.categories:
        try:
            taxonomy.load().named(one)
        except ArchiveError as error:
            yield "categories", str(error)
    for name in subscription.classes:
        if name not in set(ChangeClass):
            classes = [str(one) for one in ChangeClass]
            known_classes = f"there are {', '.join(classes)}"
            yield "classes", f"there is no class {name!r}; {meant(name, classes, known_classes, most=1)}"
