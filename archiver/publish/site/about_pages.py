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
from archiver.publish.site import data_files, permalinks
from archiver.publish.site.contents import Contents
from archiver.publish.site.deploy import Page
from archiver.publish.site.rendering import Frame, key

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
    ("last seen", "The last look that found this text, if only with other links, marks or order."),
    ("re-extraction", "The same page read again by better code. It is no change of the policy."),
)
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
ALL_PAGES = "sitemap.xml"
MOST_IN_SITEMAP = 50_000
"""Addresses in one file, by the protocol of sitemaps; of more, `sitemap.xml` names several files."""


def pages(contents: Contents, frame: Frame, made_by: str) -> Iterator[Page]:
    """Methodology, about, glossary, schemas, and the list of all documents for programs."""

    def page(path: str, template: str, told: Mapping[str, Any]) -> Page:
        return Page(path=path, key=key(made_by, told), make=lambda: frame.page(template, path, **told))

    yield page(permalinks.METHODOLOGY, "methodology.html", _methodology(contents))
    yield page(permalinks.ABOUT, "about.html", _about(contents, frame))
    yield page(permalinks.GLOSSARY, "glossary.html", _glossary())
    for kind in data_files.KINDS:
        path = f"{permalinks.SCHEMAS}{kind}.json"
        yield Page(path=path, key=made_by, make=partial(data_files.schema_of, kind, frame.url))
    listed = "".join(f'<li><a href="{kind}.json">{kind}.json</a></li>' for kind in data_files.KINDS)
    html = Markup(  # noqa: S704
        "<p>What each page's <code>index.json</code> and <code>platforms.json</code> hold."
        f" Each file names its schema in <code>$schema</code>.</p><ul>{listed}</ul>"
    )
    title = {"title": "JSON Schemas", "description": "The JSON Schemas of the data beside the pages."}
    yield page(permalinks.SCHEMAS, "page.html", {**title, "html": html})
    told = data_files.platforms(contents)
    path = data_files.PLATFORMS
    make = partial(data_files.of, "platforms", path, frame.url, told)
    yield Page(path=path, key=key(made_by, told), make=make)


def sitemap(paths: list[str], frame: Frame, made_by: str) -> Iterator[Page]:
    """The addresses of all pages, if it is known where they will be served, and what robots may read."""
    own = key(made_by, paths)
    if frame.url:
        yield from _sitemaps(paths, frame.url, own)
    where = f"Sitemap: {frame.url}{ALL_PAGES}\n" if frame.url else ""
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


def _sitemaps(paths: list[str], url: str, own: str) -> Iterator[Page]:
    parts = [paths[start : start + MOST_IN_SITEMAP] for start in range(0, len(paths), MOST_IN_SITEMAP)]
    if len(parts) <= 1:
        yield Page(path=ALL_PAGES, key=own, make=partial(_sitemap, "urlset", "url", paths, url))
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    yield Page(path=ALL_PAGES, key=own, make=partial(_sitemap, "sitemapindex", "sitemap", names, url))
    for name, part in zip(names, parts, strict=True):
        yield Page(path=name, key=key(own, name), make=partial(_sitemap, "urlset", "url", part, url))


def _sitemap(kind: str, each: str, paths: list[str], url: str) -> bytes:
    root = ElementTree.Element(kind, {"xmlns": SITEMAP})
    for path in paths:
        ElementTree.SubElement(ElementTree.SubElement(root, each), "loc").text = permalinks.uri(url + path)
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
        "distribution": {
            "@type": "DataDownload",
            "name": "All platforms, documents and versions, with the addresses of their texts",
            "encodingFormat": "application/json",
            "contentUrl": f"{frame.url}{data_files.PLATFORMS}",
        },
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


def _glossary() -> dict[str, Any]:
    return {"title": "Glossary", "description": "What the words on this site mean.", "words": WORDS}
