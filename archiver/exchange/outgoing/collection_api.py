"""A collection's API as files: what a server of the engine answers, byte for byte on a disk.

    metadata  services  service/ID  versions/ID/TYPE  version/ID/TYPE/DATE  version/ID/TYPE/latest
    feed/index.xml  feed/ID/index.xml  feed/ID/TYPE/index.xml

A date is that of a version, to the second. What a server says of any other date, files cannot.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from archive_repo.git.foreign import Objects
from archiver.declarations import terms
from archiver.exchange.collection import Collection, Entry
from archiver.exchange.messages import Kind
from archiver.exchange.outgoing import engine_messages
from archiver.exchange.outgoing.described import replace

NEWEST = 100
"""Entries of a feed, as the engine has it unless told otherwise."""

ATOM = "http://www.w3.org/2005/Atom"
AUTHORITY = "archiver,2026"
"""Names the feeds and their entries (RFC 4151)."""

Json = dict[str, Any]
Recorded = Sequence[tuple[str, Entry]]
"""Entries with their services, newest first."""


def write(
    folder: Path,
    found: Collection,
    objects: Objects,
    declared: Sequence[Path],
    told: Json,
    url: str,
) -> None:
    """Write the files that differ from those that are there.

    `declared` are sound declarations, `told` is the metadata, `url` where the folder will be served.
    """
    services = [_service(file) for file in declared]
    count = sum(len(one["terms"]) for one in services)
    _json(folder / "metadata", {**told, "totalServices": len(services), "totalTerms": count})
    _json(folder / "services", [_listed(one) for one in services])
    for one in services:
        _json(folder / "service" / one["id"], one)
    everything: list[tuple[str, Entry]] = []
    for service, entries in found.platforms.items():
        own: dict[str, list[Entry]] = {}
        for entry in entries:
            own.setdefault(entry.terms_type, []).append(entry)
        for title, recorded in own.items():
            _versions(folder, objects, service, title, recorded)
            newest = [(service, entry) for entry in recorded[::-1]]
            address = f"feed/{quote(service)}/{quote(title)}"
            _feed(folder / "feed" / service / title, address, newest, told, url)
        newest = [(service, entry) for entry in entries[::-1]]
        _feed(folder / "feed" / service, f"feed/{quote(service)}", newest, told, url)
        everything += newest[:NEWEST]
    everything.sort(key=lambda one: one[1].recorded_at, reverse=True)
    _feed(folder / "feed", "feed", everything, told, url)


def _service(file: Path) -> Json:
    """A declaration as the engine gives it out."""
    declared = json.loads(file.read_text(encoding="utf-8-sig"))
    named = declared.get("terms") or declared.get("documents") or {}
    return {
        "id": file.stem,
        "name": declared["name"],
        "terms": [
            {"type": title, "sourceDocuments": [_source(part) for _, part in terms.parts(title, one)]}
            for title, one in named.items()
        ],
    }


def _source(part: Mapping[str, Any]) -> Json:
    names = {
        "location": "fetch",
        "contentSelectors": "select",
        "insignificantContentSelectors": "remove",
        "executeClientScripts": "executeClientScripts",
        "filters": "filter",
    }
    made = {name: part[key] for name, key in names.items() if key in part}
    if "filters" in made:  # a filter with arguments is an object of one key
        made["filters"] = [one if isinstance(one, str) else next(iter(one), "") for one in made["filters"]]
    return made


def _listed(service: Json) -> Json:
    return {**service, "terms": [{"type": one["type"]} for one in service["terms"]]}


def _versions(folder: Path, objects: Objects, service: str, title: str, entries: Sequence[Entry]) -> None:
    """The versions of one document, in the order of recording."""
    place = folder / "version" / service / title
    of_second = {_date(entry): entry for entry in entries}
    for date, entry in of_second.items():
        if not _is_there(place / date, entry):
            _json(place / date, _version(service, entry) | {"content": _text(objects, entry)})
    ids = [entry.commit for entry in entries]
    links = {"first": ids[0], "prev": ids[-2] if len(ids) > 1 else None, "next": None, "last": ids[-1]}
    newest = _version(service, entries[-1]) | {"content": _text(objects, entries[-1]), "links": links}
    _json(place / "latest", newest)
    listed = [_version(service, entry) for entry in entries[::-1]]
    _json(folder / "versions" / service / title, {"data": listed, "count": len(listed)})


def _is_there(file: Path, entry: Entry) -> bool:
    """True if the file holds this version: it begins with its id."""
    begin = f'{{"id": "{entry.commit}"'.encode()
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        return stream.read(len(begin)) == begin


def _version(service: str, entry: Entry) -> Json:
    return {
        "id": entry.commit,
        "serviceId": service,
        "termsType": entry.terms_type,
        "fetchDate": _date(entry),
        "isFirstRecord": entry.said.kind is Kind.FIRST,
        "isTechnicalUpgrade": entry.said.kind is Kind.UPGRADE,
    }


def _text(objects: Objects, entry: Entry) -> str:
    return objects.blob(entry.text).decode(errors="replace")


def _date(entry: Entry) -> str:
    return f"{entry.recorded_at:%Y-%m-%dT%H:%M:%SZ}"


def _feed(folder: Path, address: str, entries: Recorded, told: Json, url: str) -> None:
    """An Atom feed of the newest versions, at `address` below `url`."""
    root = ElementTree.Element("feed", {"xmlns": ATOM})
    scope = address.partition("/")[2].replace("/", ":")
    _tag(root, "id", ":".join(filter(None, (f"tag:{AUTHORITY}:feed", told["id"], scope))))
    _tag(root, "title", told["name"])
    _tag(root, "subtitle", told["tagline"])
    _tag(root, "updated", _date(entries[0][1]))
    ElementTree.SubElement(root, "link", {"rel": "self", "href": f"{url}{address}"})
    _tag(ElementTree.SubElement(root, "author"), "name", told["name"])
    for service, entry in entries[:NEWEST]:
        _entry(ElementTree.SubElement(root, "entry"), service, entry, told["id"], url)
    folder.mkdir(parents=True, exist_ok=True)
    replace(folder / "index.xml", ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(element: ElementTree.Element, service: str, entry: Entry, collection: str, url: str) -> None:
    words, kind = _KINDS.get(entry.said.kind, _KINDS[Kind.CHANGE])
    place = "/".join(map(quote, (service, entry.terms_type, _date(entry))))
    _tag(element, "id", f"tag:{AUTHORITY}:version:{collection}:git:{entry.commit}")
    _tag(element, "title", f"{words} {service} {entry.terms_type}")
    _tag(element, "updated", _date(entry))
    ElementTree.SubElement(element, "link", {"rel": "alternate", "href": f"{url}version/{place}"})
    for scheme, term in (("service", service), ("terms-type", entry.terms_type), ("record-type", kind)):
        ElementTree.SubElement(
            element, "category", {"term": term, "scheme": f"tag:{AUTHORITY}:scheme:{scheme}"}
        )


_KINDS = {
    Kind.FIRST: (engine_messages.FIRST, "First record"),
    Kind.CHANGE: (engine_messages.CHANGE, "Change"),
    Kind.UPGRADE: (engine_messages.UPGRADE, "Technical upgrade"),
}


def _tag(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text


def _json(file: Path, value: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    replace(file, json.dumps(value, ensure_ascii=False).encode())
