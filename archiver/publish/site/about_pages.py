"""Pages about the archive itself, and the files that programs start from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from markupsafe import Markup

from archive_repo.format.message import plural
from archiver.provisions.explain import NOTE
from archiver.publish.site import permalinks
from archiver.publish.site.clause_values import CategoryPage, ProvisionPage
from archiver.publish.site.contents import Contents
from archiver.publish.site.deploy import Page
from archiver.publish.site.rendering import Frame, key
from archiver.report import schema, values
from archiver.report.changes import ChangeRow
from archiver.report.texts import TextRow

SCHEMAS: Mapping[str, Any] = {
    "text": TextRow,
    "change": ChangeRow,
    "provision": ProvisionPage,
    "category": CategoryPage,
}
"""What lies beside pages as `index.json`, by the kind of page."""

WORDS = (
    ("platform", "Who publishes a policy."),
    ("document", "One policy of a platform: its terms of service, its privacy policy."),
    ("version", "The clean text of a document as it was recorded at a time. Its id is that of a git commit."),
    ("look", "One request of a document's page, whatever came of it: recorded, unchanged, held or failed."),
    ("change", "Two versions in a row whose words differ."),
    ("silent change", "A change of words with which the date that the text gives for itself did not move."),
    (
        "provision",
        "A passage that states, permits or reserves something of a known kind; lawyers say clause.",
    ),
    ("held", "A text that the archive does not believe yet, such as an error page in the policy's place."),
    ("last seen", "The last look that found exactly this text."),
    ("re-extraction", "The same page read again by better code. It is no change of the policy."),
)
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def pages(contents: Contents, frame: Frame, made_by: str) -> Iterator[Page]:
    """Methodology, about, glossary, schemas, and the list of all documents for programs."""

    def page(path: str, template: str, told: Mapping[str, Any]) -> Page:
        return Page(path=path, key=key(made_by, told), make=lambda: frame.page(template, path, **told))

    yield page(permalinks.METHODOLOGY, "methodology.html", _methodology(contents))
    yield page(permalinks.ABOUT, "about.html", _about(contents, frame))
    yield page(permalinks.GLOSSARY, "glossary.html", _glossary())
    for name, kind in SCHEMAS.items():
        path = f"{permalinks.SCHEMAS}{name}.json"
        yield Page(path=path, key=made_by, make=partial(_schema, kind, name))
    listed = "".join(f'<li><a href="{name}.json">{name}.json</a></li>' for name in SCHEMAS)
    html = Markup(f"<p>What each page's <code>index.json</code> holds.</p><ul>{listed}</ul>")  # noqa: S704
    title = {"title": "JSON Schemas", "description": "The JSON Schemas of the data beside the pages."}
    yield page(permalinks.SCHEMAS, "page.html", {**title, "html": html})
    told = _platforms(contents)
    yield Page(path="platforms.json", key=key(told), make=partial(values.to_file, told))


def sitemap(paths: list[str], frame: Frame, made_by: str) -> Iterator[Page]:
    """The addresses of all pages, if it is known where they will be served, and what robots may read."""
    own = key(made_by, paths)
    if frame.url:
        yield Page(path="sitemap.xml", key=own, make=lambda: _sitemap(paths, frame.url))
    where = f"Sitemap: {frame.url}sitemap.xml\n" if frame.url else ""
    yield Page(path="robots.txt", key=own, make=lambda: f"User-agent: *\nAllow: /\n{where}".encode())
    yield Page(path=permalinks.NOT_FOUND, key=own, make=lambda: _not_found(frame))


def _not_found(frame: Frame) -> bytes:
    """What hosts show at addresses that lead nowhere, however deep: its links start at the host's root."""
    told, root = "There is no page at this address.", urlsplit(frame.url).path or "/"
    html = Markup('<p>{} <a href="{}">Start at the beginning</a>, or <a href="{}">search</a>.</p>').format(
        told, root, f"{root}{permalinks.SEARCH}"
    )
    return frame.page(
        "page.html", permalinks.NOT_FOUND, title="Not found", description=told, html=html, root=root
    )


def _sitemap(paths: list[str], url: str) -> bytes:
    root = ElementTree.Element("urlset", {"xmlns": SITEMAP})
    for path in paths:
        ElementTree.SubElement(ElementTree.SubElement(root, "url"), "loc").text = f"{url}{path}"
    body: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _methodology(contents: Contents) -> dict[str, Any]:
    return {
        "title": "Methodology",
        "description": "How the archive is made, what its dates say, and how provisions are found.",
        "taxonomy": contents.taxonomy.version,
        "count": len(contents.taxonomy.categories),
        "severities": contents.taxonomy.severities,
        "note": NOTE,
    }


def _about(contents: Contents, frame: Frame) -> dict[str, Any]:
    versions = sum(len(one.versions) for one in contents.documents.values())
    first = min((one.versions[0].fetched_at for one in contents.documents.values()), default=None)
    since = f", the first of {first:%Y-%m-%d}" if first else ""
    told = (
        f"{plural(versions, 'version')} of {plural(len(contents.documents), 'document')} of "
        f"{plural(len(contents.platforms), 'platform')}{since}."
    )
    dataset = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": frame.title,
        "description": f"What platforms' policies said and when: {told}",
        **({"url": frame.url} if frame.url else {}),
        **({"temporalCoverage": f"{first:%Y-%m-%d}/{contents.now:%Y-%m-%d}"} if first else {}),
    }
    # "<" could end the element that holds it
    text = json.dumps(dataset, ensure_ascii=False).replace("<", "\\u003c")
    return {
        "title": "About the data",
        "description": "What is in this archive, and how to use it.",
        "told": told,
        "dataset": Markup(text),  # noqa: S704
    }


def _schema(kind: Any, name: str) -> bytes:
    return values.to_file(schema.of(kind, name))


def _glossary() -> dict[str, Any]:
    return {"title": "Glossary", "description": "What the words on this site mean.", "words": WORDS}


def _platforms(contents: Contents) -> list[dict[str, Any]]:
    return [
        {
            "platform": one.slug,
            "platform_name": one.name,
            "page": one.address,
            "documents": [
                {
                    "document": document.slug,
                    "title": document.title,
                    "page": document.address,
                    "version": document.newest.id,
                    "sources": [url for url in document.newest.urls if url],
                    "versions": [
                        {"version": version.id, "fetched_at": version.fetched_at.isoformat(), "page": page}
                        for version, page in zip(document.versions, document.pages.values(), strict=True)
                    ],
                }
                for document in one.documents
            ],
        }
        for one in contents.platforms
    ]
