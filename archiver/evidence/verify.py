"""Check an evidence package: `python3 verify.py PACKAGE.wacz`. Python 3.9 or later, and nothing else.

It reads the package and nothing but the package: no network, no git, no other files. It says what it
checked, what that proves and what it does not prove, and ends with 0, or with 1 if anything is amiss.

The program that writes packages uses the functions here for whatever can be derived from other parts of one:
the zip file, the index of the WARC file, the list of pages, the times of the looks. So both mean the same.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import struct
import sys
import unicodedata
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

FORMAT = "archiver evidence 2"
"""Another number wherever a package says something in another way: each release checks its own format."""
PACKAGE, DIGEST = "datapackage.json", "datapackage-digest.json"
WARC, INDEX, PAGES = "archive/data.warc.gz", "indexes/index.cdx", "pages/pages.jsonl"
MANIFEST, HISTORY = "evidence/manifest.json", "evidence/history.bundle"
REPORT, CERTIFICATE = "evidence/report.html", "evidence/certificate.html"
LOAD_FILE, CHECKER = "evidence/load-file.dat", "evidence/verify.py"
ALWAYS = frozenset(
    {PACKAGE, DIGEST, WARC, INDEX, PAGES, MANIFEST, HISTORY, REPORT, CERTIFICATE, LOAD_FILE, CHECKER}
)
"""What every package has."""

PICTURE = "urn:fullPage:"
"""What the address of a page's picture begins with in the WARC file."""

MAIN, OBSERVATIONS = "refs/heads/main", "refs/heads/observations"
LARGEST = 1 << 30
"""Bytes of anything that is unpacked: a package from a stranger may unpack to any size."""
CLOCKS = timedelta(hours=1)
"""How far the clocks of those who fetched, recorded and exported may differ."""


class Fault(Exception):
    """Something is not as it should be; the message says what, in plain words."""


def needs(true: object, otherwise: str) -> None:
    """Raise Fault unless it is true."""
    if not true:
        raise Fault(otherwise)


# The file: a zip with nothing in it that could be different.

_LOCAL, _CENTRAL, _END = b"PK\3\4", b"PK\1\2", b"PK\5\6"
_FIELDS = "<HHHHHIIIHH"


def zipped(files: dict[str, bytes]) -> bytes:
    """The one zip file that holds these files: in this order, not compressed, without dates or comments."""
    entries, directory, at = [], [], 0
    for name, data in files.items():
        path = name.encode()
        told = struct.pack(
            _FIELDS, 20, 0x0800, 0, 0, 0x21, zlib.crc32(data), len(data), len(data), len(path), 0
        )
        entry = _LOCAL + told + path + data
        made_by, place = struct.pack("<H", 0x0314), struct.pack("<HHHII", 0, 0, 0, 0o100644 << 16, at)
        directory.append(_CENTRAL + made_by + told + place + path)
        entries.append(entry)
        at += len(entry)
    table = b"".join(directory)
    end = _END + struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(table), at, 0)
    return b"".join([*entries, table, end])


def unzipped(data: bytes) -> dict[str, bytes]:
    """The files of a zip file that `zipped` wrote. Raises Fault if a single bit of it is different."""
    files: dict[str, bytes] = {}
    places: list[tuple[int, str]] = []
    at = 0
    while data[at : at + 4] == _LOCAL and len(data) >= at + 30:
        told = struct.unpack_from(_FIELDS, data, at + 4)
        begin = at + 30 + told[8]
        name = data[at + 30 : begin].decode("utf-8", "replace")
        places.append((at, name))
        files[name] = data[begin : begin + told[7]]
        at = begin + told[7]
    needs(files, "it is not a package: it does not begin as a zip file does")
    try:
        again = zipped(files)
    except (struct.error, UnicodeError) as error:
        raise Fault("it is not the file that was exported: a header in it cannot be right") from error
    if again == data:
        return files
    differs = next((n for n, (one, other) in enumerate(zip(data, again)) if one != other), len(again))
    last = max((place for place in places if place[0] <= differs), default=(0, "the first file"))[1]
    raise Fault(
        "it is not, byte for byte, the file that was exported: it was changed, cut, added to or packed anew; "
        f"the first difference is at byte {differs:,}, in or after {last!r}"
    )


def digest(data: bytes) -> str:
    """The SHA-256, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def description(manifest: dict[str, Any], files: dict[str, bytes]) -> bytes:
    """WACZ's description of a package, with the digest of each of its other files."""
    first = manifest["versions"][-1]["pages"][0]
    told = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": f"{manifest['title']} of {manifest['platform']}",
        "description": f"Evidence of what a policy said; see {REPORT}",
        "created": manifest["made_at"].replace("+00:00", "Z"),
        "software": manifest["software"],
        "mainPageUrl": first["served_at"],
        "mainPageDate": f"{moment(first['fetched_at']):%Y-%m-%dT%H:%M:%SZ}",
        "resources": [
            {
                "name": path.rpartition("/")[2].lower(),
                "path": path,
                "hash": f"sha256:{digest(data)}",
                "bytes": len(data),
            }
            for path, data in files.items()
        ],
    }
    return f"{json.dumps(told, indent=1, ensure_ascii=False)}\n".encode()


def digest_file(package: bytes) -> bytes:
    """WACZ's file with the digest of the package's description."""
    told = {"path": PACKAGE, "hash": f"sha256:{digest(package)}"}
    return f"{json.dumps(told, indent=1)}\n".encode()


# The WARC file and what is derived from it.


@dataclass(frozen=True)
class Record:
    """A record of a WARC file."""

    offset: int
    length: int
    """Bytes of the gzip member."""
    headers: dict[str, str]
    """Names in lower case."""
    block: bytes

    @property
    def kind(self) -> str:
        """`response`, `revisit` and the like."""
        return self.headers.get("warc-type", "")

    @property
    def url(self) -> str:
        """What was asked for."""
        return self.headers.get("warc-target-uri", "")

    @property
    def date(self) -> datetime:
        """When."""
        return moment(self.headers.get("warc-date", ""))

    @property
    def status(self) -> str:
        """The status code of the answer."""
        return (self.block.split(b"\r\n", 1)[0].split(b" ") + [b"", b""])[1].decode("latin-1")

    @property
    def payload(self) -> bytes:
        """The body of the answer."""
        return self.block.partition(b"\r\n\r\n")[2]

    def http(self, name: str) -> str:
        """A header of the answer; empty without it."""
        return _headers(self.block.partition(b"\r\n\r\n")[0]).get(name, "")


def records(data: bytes) -> list[Record]:
    """The records of a WARC file, each a gzip member of its own. Raises Fault if it is not whole."""
    found, at, view = [], 0, memoryview(data)
    while at < len(data):
        whole, used = _inflated(view[at:], 31)
        head, _, rest = whole.partition(b"\r\n\r\n")
        headers = _headers(head)
        length = int(headers.get("content-length", "-1"))
        needs(head.startswith(b"WARC/1.1\r\n"), "the WARC file has something in it that is not a record")
        needs(rest[length:] == b"\r\n\r\n", "a record of the WARC file has not the length that it names")
        found.append(Record(at, used, headers, rest[:length]))
        at += used
    return found


def _inflated(data: memoryview, window: int) -> tuple[bytes, int]:
    """What the zlib or gzip stream at the beginning of these bytes unpacks to, and how long it is."""
    inflate, parts, at, size = zlib.decompressobj(window), [], 0, 0
    try:
        while not inflate.eof and at < len(data):
            part = inflate.decompress(data[at : at + 65536], LARGEST - size + 1)
            at, size = at + 65536, size + len(part)
            needs(size <= LARGEST, "a part of it unpacks to more than 1 GB")
            parts.append(part)
    except zlib.error as error:
        raise Fault(f"a compressed part of it is damaged ({error})") from error
    needs(inflate.eof, "a compressed part of it is cut short")
    return b"".join(parts), min(at, len(data)) - len(inflate.unused_data)


def _headers(head: bytes) -> dict[str, str]:
    lines = head.decode("utf-8", "replace").split("\r\n")[1:]
    return {name.lower(): text.strip() for name, _, text in (line.partition(":") for line in lines)}


def index(found: Sequence[Record]) -> bytes:
    """The index (CDXJ) of a WARC file's answers, by which a replay viewer finds them."""
    lines = sorted(_indexed(record) for record in found if record.kind in ("response", "revisit", "resource"))
    return "".join(f"{line}\n" for line in lines).encode()


def _indexed(record: Record) -> str:
    is_picture = record.kind == "resource"
    named = record.headers.get("content-type", "") if is_picture else record.http("content-type")
    mime = named.partition(";")[0].strip() or "unk"
    told = {
        "url": record.url,
        "mime": "warc/revisit" if record.kind == "revisit" else mime,
        "status": "200" if is_picture else record.status,
        "digest": record.headers.get("warc-payload-digest", ""),
        "length": str(record.length),
        "offset": str(record.offset),
        "filename": WARC.rpartition("/")[2],
    }
    return f"{sort_key(record.url)} {record.date:%Y%m%d%H%M%S} {json.dumps(told)}"


def sort_key(url: str) -> str:
    """An address as an index is sorted by it: `com,example)/path?query`; a name as it is."""
    if url.startswith("urn:"):
        return url.rstrip("/").lower()
    split = urlsplit(url)
    host = re.sub(r"^www\d*\.", "", (split.hostname or "").lower())
    port = f":{split.port}" if split.port not in (None, 80, 443) else ""
    query = f"?{'&'.join(sorted(split.query.split('&')))}" if split.query else ""
    path = split.path if split.path == "/" else split.path.rstrip("/") or "/"
    return f"{','.join(reversed(host.split('.')))}{port}){path}{query}".lower()


def pages(manifest: dict[str, Any]) -> bytes:
    """WACZ's list of the pages that a viewer offers: those of each version, oldest first."""
    lines: list[dict[str, str]] = [{"format": "json-pages-1.0", "id": "pages", "title": "Pages"}]
    for version in manifest["versions"]:
        for number, page in enumerate(version["pages"], start=1):
            ts = moment(page["fetched_at"]).strftime("%Y-%m-%dT%H:%M:%SZ")
            name = f"{version['title']} as fetched on {ts[:10]}"
            lines.append(
                {"id": f"{version['id'][:12]}-{number}", "url": page["served_at"], "ts": ts, "title": name}
            )
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines).encode()


def load_file(manifest: dict[str, Any], files: dict[str, bytes]) -> bytes:
    """The load file, by which a review platform takes the pages in: Concordance DAT, UTF-8, a row for each.

    Cells stand between thorns (U+00FE) and are apart by U+0014; rows end with CR LF.
    """
    rows = list(_load_file_rows(manifest, files))
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    return "".join(f"{_CELLS.join(map(_cell, line))}\r\n" for line in lines).encode("utf-8-sig")


_THORN, _CELLS = "\xfe", "\x14"


def _cell(text: str) -> str:
    """A cell in which nothing can be taken for a mark of the format."""
    return f"{_THORN}{' '.join(text.replace(_THORN, 'th').replace(_CELLS, ' ').split())}{_THORN}"


def _load_file_rows(manifest: dict[str, Any], files: dict[str, bytes]) -> Iterator[dict[str, str]]:
    for version in manifest["versions"]:
        for number, page in enumerate(version["pages"], start=1):
            name = f"{manifest['address'].replace('/', '-')}-{version['id'][:12]}-{number:03}"
            yield {
                "BEGDOC": name,
                "ENDDOC": name,
                "TITLE": version["title"],
                "AUTHOR": version["platform"],
                "URL": page["url"],
                "DATEFETCHED": shown(page["fetched_at"]),
                "FIRSTSEEN": shown(version["span"]["first_seen"]),
                "LASTSEEN": shown(version["span"]["last_seen"]),
                "VERSION": version["id"],
                "MIMETYPE": page["content_type"].partition(";")[0],
                "FILEEXT": page["file"].rpartition(".")[2],
                "FILESIZE": str(len(files[page["file"]])),
                "NATIVELINK": page["file"],
                "HASHSHA256": page["sha256"],
                "TEXTLINK": version["text"],
                "TEXTSHA256": version["text_sha256"],
            }


# Git: the bundle and its objects.


@dataclass(frozen=True)
class Bundle:
    """What a git bundle holds; every object is known by the SHA-1 of its bytes."""

    references: dict[str, str]
    objects: dict[str, tuple[str, bytes]]

    def read(self, object_id: str, kind: str) -> bytes:
        """The bytes of an object. Raises Fault where it is not there."""
        found = self.objects.get(object_id, ("", b""))
        needs(found[0] == kind, f"the history lacks the {kind} {object_id}")
        return found[1]

    def commit(self, commit_id: str) -> Commit:
        """A commit, decoded."""
        return commit(commit_id, self.read(commit_id, "commit"))

    def files(self, tree_id: str) -> dict[str, str]:
        """Names and ids of what is in a tree."""
        return tree(self.read(tree_id, "tree"))

    def chain(self, reference: str) -> list[Commit]:
        """The commits that lead to a reference, oldest first; none where the bundle lacks it."""
        found, at = [], self.references.get(reference, "")
        while at:
            found.append(self.commit(at))
            at = found[-1].parents[0] if found[-1].parents else ""
        return found[::-1]


@dataclass(frozen=True)
class Commit:
    """A commit of git."""

    id: str
    tree: str
    parents: tuple[str, ...]
    authored: datetime
    committed: datetime
    message: str
    signed: bool
    trailers: dict[str, list[str]] = field(default_factory=dict)
    """The lines `Name: value` at the end of the message, by their names."""


def commit(commit_id: str, data: bytes) -> Commit:
    """The commit in these bytes."""
    head, _, message = data.decode("utf-8", "replace").partition("\n\n")
    lines = [line.partition(" ") for line in head.split("\n") if not line.startswith(" ")]
    told = {name: value for name, _, value in lines}
    trailers: dict[str, list[str]] = {}
    for line in message.rstrip("\n").rpartition("\n\n")[2].split("\n"):
        name, _, value = line.partition(": ")
        trailers.setdefault(name, []).append(value)
    return Commit(
        id=commit_id,
        tree=told.get("tree", ""),
        parents=tuple(value for name, _, value in lines if name == "parent"),
        authored=_stamp(told.get("author", "")),
        committed=_stamp(told.get("committer", "")),
        message=message,
        signed="gpgsig" in told,
        trailers=trailers,
    )


def _stamp(person: str) -> datetime:
    return datetime.fromtimestamp(int(person.split(" ")[-2]), timezone.utc)


def tree(data: bytes) -> dict[str, str]:
    """Names and ids of what is in a tree, by its bytes."""
    found, at = {}, 0
    while at < len(data):
        end = data.index(b"\0", at)
        found[data[at:end].partition(b" ")[2].decode("utf-8", "replace")] = data[end + 1 : end + 21].hex()
        at = end + 21
    return found


def git_id(kind: str, data: bytes) -> str:
    """The id that git gives an object: the SHA-1 of its kind, its length and its bytes."""
    return hashlib.sha1(b"%s %d\0%s" % (kind.encode(), len(data), data)).hexdigest()


def bundle(data: bytes) -> Bundle:
    """The bundle in these bytes. Raises Fault if it is not whole."""
    head, _, pack = data.partition(b"\n\n")
    lines = head.decode("utf-8", "replace").split("\n")
    needs(lines[0] == "# v2 git bundle", "the history is not a git bundle of version 2")
    references = {name: one for one, _, name in (line.partition(" ") for line in lines[1:])}
    return Bundle(references, _packed(pack))


_KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
_BY_PLACE, _BY_ID = 6, 7


def _packed(pack: bytes) -> dict[str, tuple[str, bytes]]:
    """The objects of a pack, each under the id that its bytes have."""
    needs(pack[:8] == b"PACK\0\0\0\2", "the history is not a pack of version 2")
    needs(hashlib.sha1(pack[:-20]).digest() == pack[-20:], "the checksum of the history's pack is wrong")
    (count,) = struct.unpack(">I", pack[8:12])
    view, at = memoryview(pack)[:-20], 12
    found: dict[str, tuple[str, bytes]] = {}
    places: dict[int, str] = {}
    for _ in range(count):
        begin = at
        number, size, at = _entry(pack, at)
        base = ""
        if number == _BY_PLACE:
            back, at = _distance(pack, at)
            base = places.get(begin - back, "")
        elif number == _BY_ID:
            base, at = pack[at : at + 20].hex(), at + 20
        body, used = _inflated(view[at:], 15)
        at += used
        needs(len(body) == size, "an object of the history has not the length that it names")
        if number in (_BY_PLACE, _BY_ID):
            needs(base in found, "an object of the history is built on one that is not there")
            kind, body = found[base][0], _built(found[base][1], body)
        else:
            kind = _KINDS[number]
        places[begin] = git_id(kind, body)
        found[places[begin]] = kind, body
    needs(at == len(view), "there is something in the history's pack beside its objects")
    needs(len(found) == count, "an object is twice in the history's pack")
    return found


def _entry(pack: bytes, at: int) -> tuple[int, int, int]:
    """Kind and size of an entry of a pack, and where what follows begins."""
    byte, at = pack[at], at + 1
    number, size, shift = byte >> 4 & 7, byte & 15, 4
    while byte & 0x80:
        byte, at = pack[at], at + 1
        size, shift = size | (byte & 0x7F) << shift, shift + 7
    return number, size, at


def _distance(pack: bytes, at: int) -> tuple[int, int]:
    byte, at = pack[at], at + 1
    back = byte & 0x7F
    while byte & 0x80:
        byte, at = pack[at], at + 1
        back = (back + 1) << 7 | byte & 0x7F
    return back, at


def _built(base: bytes, delta: bytes) -> bytes:
    """The object that a delta makes of another: parts that are copied, and parts that it brings along."""
    _, at = _size(delta, 0)
    size, at = _size(delta, at)
    parts = []
    while at < len(delta):
        code, at = delta[at], at + 1
        if code & 0x80:
            numbers = []
            for bits in (code & 0x0F, code >> 4 & 0x07):
                number = shift = 0
                while bits:
                    if bits & 1:
                        number, at = number | delta[at] << shift, at + 1
                    bits, shift = bits >> 1, shift + 8
                numbers.append(number)
            parts.append(base[numbers[0] : numbers[0] + (numbers[1] or 0x10000)])
        else:
            parts.append(delta[at : at + code])
            at += code
    whole = b"".join(parts)
    needs(len(whole) == size, "an object of the history is not what it is built from")
    return whole


def _size(delta: bytes, at: int) -> tuple[int, int]:
    found = shift = 0
    while True:
        byte, at = delta[at], at + 1
        found, shift = found | (byte & 0x7F) << shift, shift + 7
        if not byte & 0x80:
            return found, at


# Looks: when a text was seen.

CONFIRMING = ("recorded", "unchanged")
"""Outcomes of looks that saw the text of the version that they name."""


def moment(text: str) -> datetime:
    """A time in ISO 8601, in UTC, to the second."""
    at = datetime.fromisoformat(re.sub("Z$", "+00:00", text))
    needs(at.tzinfo, f"{text!r} does not say which time zone it is in")
    return at.astimezone(timezone.utc).replace(microsecond=0)


def shown(text: str) -> str:
    """A time as a reader is told it."""
    return f"{moment(text):%Y-%m-%d %H:%M:%S} UTC"


def looks(history: Bundle, document: str) -> list[dict[str, Any]]:
    """All looks at a document, oldest first, as the branch of the observations has them.

    The bodies (SHA-256) are those that a look was answered with; of looks that did not see the text they are
    not noted there: what their entries have is remembered from the look before.
    """
    found, before = [], ("", "")
    for one in history.chain(OBSERVATIONS):
        blob = history.files(one.tree).get(f"{document}.json", before[0])
        again_at = unchanged_at(one, document)
        if blob and (blob, again_at) != before:
            told = json.loads(history.read(blob, "blob"))
            if again_at:
                told |= {"checked_at": again_at, "outcome": "unchanged"}
            found.append(
                {name: told.get(name, "") for name in ("checked_at", "outcome", "reason", "version")}
            )
            found[-1]["missing"] = [page["url"] for page in told.get("missing", ())]
            found[-1]["bodies"] = [
                page["sha256"]
                for page in told.get("sources", ())
                if found[-1]["outcome"] in CONFIRMING and page["url"] not in found[-1]["missing"]
            ]
            before = blob, again_at
    return found


def unchanged_at(commit: Commit, document: str) -> str:
    """When a commit of looks says that a document was found as its file says; empty if it does not."""
    told = (line.partition(" ") for line in commit.trailers.get("Unchanged", ()))
    return next((at for name, _, at in told if name == document), "")


def span(
    version: dict[str, Any],
    previous: dict[str, Any] | None,
    following: dict[str, Any] | None,
    every: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    """Between which looks a version came, was seen and went.

    The dictionaries are those of the manifest; of the versions before and after, `id`, `fetched_at` and
    `cause` are read.
    """
    stand_ins = {one["url"] for one in version["stand_ins"]}
    first = moment(version["fetched_at"])
    saw = [look for look in every if look["outcome"] in CONFIRMING and stand_ins.issuperset(look["missing"])]
    other = [look for look in saw if previous and look["version"] == previous["id"]]
    earlier = [moment(previous["fetched_at"])] if previous else []
    earlier += [moment(look["checked_at"]) for look in other]
    gone = moment(following["fetched_at"]) if following else None
    own = [first]
    for look in saw:
        at = moment(look["checked_at"])
        if look["version"] == version["id"] and at > first and (gone is None or at < gone):
            own.append(at)
    inside = [look["outcome"] for look in every if first < moment(look["checked_at"]) < own[-1]]
    before = max((at for at in earlier if at < first), default=None)
    return {
        "last_look_before": before.isoformat() if before and version["cause"] == "change" else "",
        "first_seen": first.isoformat(),
        "last_seen": own[-1].isoformat(),
        "next_look_after": gone.isoformat() if gone else "",
        "times_seen": len(own),
        "failed": inside.count("failed"),
        "held": inside.count("held"),
        "looks_since": 0 if gone else sum(moment(look["checked_at"]) > own[-1] for look in every),
    }


# Timestamps: what an authority dated.


def dated(token: bytes) -> tuple[bytes, datetime]:
    """The hash that an RFC 3161 answer is about, and its time. Whose signature it bears is not checked."""
    told = _inside(token, 0, 1, 1, 0, 2, 1, 0, 0)
    at = re.sub(r"\.\d+", "", _inside(told, 4).decode("ascii"))
    return _inside(told, 2, 1), datetime.strptime(at, "%Y%m%d%H%M%SZ").replace(tzinfo=timezone.utc)


def _inside(data: bytes, *path: int) -> bytes:
    """What is at a place in DER: the number of the part at each depth."""
    for number in path:
        at = 0
        for _ in range(number + 1):
            size, begin = data[at + 1], at + 2
            if size & 0x80:
                begin += size & 0x7F
                size = int.from_bytes(data[at + 2 : begin], "big")
            part, at = data[begin : begin + size], begin + size
        data = part
    return data


def heads(text: bytes, main: str) -> dict[str, str]:
    """The branches of the platform whose `main` is this commit, in a list of the heads of an archive."""
    rows = [line.split(" ") for line in text.decode().splitlines()[1:]]
    own = {row[0] for row in rows if row[1:] == ["main", main]}
    return {branch: commit_id for platform, branch, commit_id in rows if platform in own}


# What a reader is told: each fact has a name, by which the report and the certificate are held against it.


def facts(manifest: dict[str, Any]) -> dict[str, str]:
    """The facts of a package by name, as its report and its certificate show them."""
    told = {name: str(manifest[name]) for name in ("address", "platform", "title", "document", "software")}
    told["made"] = shown(manifest["made_at"])
    told["main"] = manifest["branches"].get(MAIN, "")
    told["observations"] = manifest["branches"].get(OBSERVATIONS, "none")
    told["history"] = manifest["history_sha256"]
    tokens = [token for one in manifest["timestamps"] for token in one["tokens"]]
    for number, token in enumerate(tokens, start=1):
        told[f"timestamp.{number}"] = stamped(token)
    for number, witness in enumerate(manifest["witnesses"], start=1):
        told[f"witness.{number}"] = witnessed(witness)
        for place, sentence in enumerate(_listed(witness["said"]), start=1):
            told[f"witness.{number}.{place}"] = sentence
    for version in manifest["versions"]:
        told.update({f"{version['id'][:12]}.{name}": text for name, text in _version_facts(version)})
    return told


def stamped(token: dict[str, str]) -> str:
    """What a token says, in words."""
    when = shown(token["at"]) if token["at"] else "a time that `ots verify` tells"
    return f"{when}, by {token['file']}"


_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
"""A link in a stored text, whose words are read, and not its address."""
SENTENCES_LISTED = 8
"""Of so many at most the report says one by one whether they were found; all are in the answer's file."""
SENTENCE_SHOWN = 240
"""Characters of such a sentence that the report shows."""


def witnessed(witness: dict[str, Any]) -> str:
    """What somebody else said of a version, in a few sentences."""
    said = witness["said"]
    asked = len(said["sentences"])
    question = (
        f"{_name(said['witness'])} was asked on {shown(witness['recorded_at'])} about "
        f"{_words(asked, 'sentence')} of version {said['version'][:12]}, as of {shown(said['at'])}."
    )
    if not said["captures"]:
        return f"{question} It has no capture near that time, which says nothing either way."
    found = asked - len(said["missing"])
    lacks = f"{found} of them, and lacks {asked - found}"
    count = "all of them" if found == asked else "none of them" if not found else lacks
    apart = abs(moment(said["captured_at"]) - moment(said["at"])).days
    near = "less than a day" if not apart else _words(apart, "day")
    way = "after" if moment(said["captured_at"]) > moment(said["at"]) else "before"
    return (
        f"{question} Its capture of {shown(said['captured_at'])} ({near} {way} that time) has {count}: "
        f"{', '.join(said['captures'])}."
    )


def _listed(said: dict[str, Any]) -> list[str]:
    """Sentences that were asked about, with what came of each: the missing ones first."""
    if not said["captures"]:
        return []
    missing = set(said["missing"])
    rest = [] if len(said["sentences"]) > SENTENCES_LISTED else said["sentences"]
    chosen = dict.fromkeys([*said["missing"][:SENTENCES_LISTED], *rest])
    return [f"“{_brief_line(one)}”: {'not found' if one in missing else 'found'}" for one in chosen]


def _brief_line(sentence: str) -> str:
    """A stored sentence without the marks of tables and links, cut where it is long."""
    plain = " ".join(_LINK.sub(r"\1", sentence).replace("|", " ").split())
    return plain if len(plain) <= SENTENCE_SHOWN else f"{plain[:SENTENCE_SHOWN].rpartition(' ')[0]} ..."


def _name(witness: str) -> str:
    """Who was asked: a web archive by its address, or a copy that somebody else made."""
    return witness if witness.startswith("http") else f"Another copy, kept at {witness},"


def _version_facts(version: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "id", version["id"]
    yield "text", version["text_sha256"]
    yield "snapshot", version["snapshot"]
    yield "extractor", version["extractor"]
    yield "recorded", shown(version["recorded_at"])
    yield "came", came(version)
    yield "seen", seen(version)
    yield "went", went(version)
    first, last = (shown(version["span"][name]) for name in ("first_seen", "last_seen"))
    yield "span", f"on {first}" if first == last else f"between {first} and {last}"
    yield "change", version["subject"]
    for number, page in enumerate(version["pages"], start=1):
        yield f"url.{number}", page["url"]
        yield f"body.{number}", page["sha256"]
        yield f"fetched.{number}", shown(page["fetched_at"])
        if page["peers"]:
            yield f"answered.{number}", _answered(page["peers"][-1])
        if page["screenshot"]:
            yield f"pictured.{number}", pictured(page["screenshot"], page["served_at"])
        if page["picture"]:
            yield f"picture.{number}", page["screenshot"]["sha256"]


def _answered(peer: dict[str, Any]) -> str:
    """Who answered, as the archive saw it."""
    known = [peer.get("address"), peer.get("tls"), peer.get("issuer") and f"certificate by {peer['issuer']}"]
    chain = [f"SHA-256 of the certificate {peer['certificates'][0]}"] if peer.get("certificates") else []
    return ", ".join([*filter(None, known), *chain])


def pictured(told: dict[str, Any], served_at: str = "") -> str:
    """What is said of the picture of a page, as a sentence."""
    if told["failure"]:
        return f"No picture was taken: {told['failure']}."
    at, size = shown(told["taken_at"]), f"{told['width']:,} x {told['height']:,} pixels"
    if told["separate"]:
        how = (
            f"Taken on {at} by {told['browser']}, which was given the stored bytes, and asked for the page's "
            "styles and scripts then, not for its images. The text was not read from what it showed"
        )
    else:
        how = (
            f"Taken on {at} by {told['browser']}, without images, of the very page that the stored bytes and "
            "the text were read from"
        )
    led = f". By then the page had led to {told['url']}" if served_at and told["url"] != served_at else ""
    below = told["page_height"] - told["height"]
    cut = f"; the page goes on below for {below:,} pixels" if below > 0 else ""
    return f"{how}{led}. It has {size}{cut}."


def came(version: dict[str, Any]) -> str:
    """Since when the text was there, as a sentence."""
    span, first = version["span"], shown(version["span"]["first_seen"])
    if version["cause"] == "re-extraction":
        return (
            f"Another reading, by other code, of a page that had been stored; it is dated {first}, and the "
            "page may have said this before."
        )
    if not span["last_look_before"]:
        return f"There since at least {first}: the archive of this document begins with it."
    return (
        f"First seen on {first}. The look before it, on {shown(span['last_look_before'])}, saw another text: "
        "the change was made between these two times."
    )


def seen(version: dict[str, Any]) -> str:
    """How often the text was seen, as a sentence."""
    span = version["span"]
    if span["times_seen"] == 1:
        return "One look saw it."
    told = f"Last seen on {shown(span['last_seen'])}; {span['times_seen']} looks saw it, these two included."
    missed = [f"{_words(span[name], 'look')} {said}" for name, said in _UNSEEN.items() if span[name]]
    return f"{told} Between them, {' and '.join(missed)}." if missed else told


_UNSEEN = {"failed": "failed", "held": "met a page that the archive held back"}


def went(version: dict[str, Any]) -> str:
    """Until when the text was there, as a sentence."""
    span = version["span"]
    if span["next_look_after"]:
        after = shown(span["next_look_after"])
        if version["next"]["cause"] == "re-extraction":
            return f"The page fetched on {after} was read by other code: that the text went is not said."
        return f"The next text was first seen on {after}: this one went between these two times."
    told = "What the page says since then is not known."
    if span["looks_since"]:
        return f"{_words(span['looks_since'], 'look')} after that did not see it, or not all of it. {told}"
    return f"That was the last look. {told}"


class _Marked(HTMLParser):
    """Collects what a page shows as facts: the text of each element with the attribute `data-fact`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a fact; facts hold text only."""
        self._open = dict(attrs).get("data-fact") or ""
        if self._open:
            self.found.append((self._open, ""))

    def handle_endtag(self, tag: str) -> None:
        """End it."""
        self._open = ""

    def handle_data(self, data: str) -> None:
        """Take its text."""
        if self._open:
            self.found[-1] = self._open, self.found[-1][1] + data


def marked(page: bytes) -> list[tuple[str, str]]:
    """The names and texts of the facts on a page."""
    parser = _Marked()
    parser.feed(page.decode())
    parser.close()
    return parser.found


# The checks. Each says what it found, or raises Fault.


@dataclass(frozen=True)
class Package:
    """A package whose file is as it was written."""

    files: dict[str, bytes]
    manifest: dict[str, Any]
    history: Bundle
    records: list[Record]

    @property
    def versions(self) -> list[dict[str, Any]]:
        """The versions that it is about, oldest first."""
        found: list[dict[str, Any]] = self.manifest["versions"]
        return found


def opened(files: dict[str, bytes]) -> Package:
    """The package of these files. Raises Fault if the main ones cannot be read."""
    for name in sorted(ALWAYS):
        needs(name in files, f"{name} is missing: this is not a package of evidence, or not a whole one")
    manifest = json.loads(files[MANIFEST])
    needs(
        manifest.get("format") == FORMAT,
        f"the package is of the format {manifest.get('format')!r}, and this program checks {FORMAT!r}; take "
        f"verify.py of the release that made it: {manifest.get('software')}",
    )
    needs(manifest["versions"], "the package is about no version")
    return Package(files, manifest, bundle(files[HISTORY]), records(files[WARC]))


def check_list(package: Package) -> str:
    """Every file has the digest of the list, and there is none more or less."""
    files, told = package.files, json.loads(package.files[PACKAGE])
    needs(files[DIGEST] == digest_file(files[PACKAGE]), f"{PACKAGE} has not the digest that {DIGEST} names")
    listed = {one["path"]: one for one in told["resources"]}
    there = set(files) - {PACKAGE, DIGEST}
    for name in sorted(there ^ set(listed)):
        raise Fault(f"{name} is {'not in the list of files' if name in there else 'listed, and not there'}")
    for name, one in listed.items():
        same = one["hash"] == f"sha256:{digest(files[name])}" and one["bytes"] == len(files[name])
        needs(same, f"{name} is not the file that is listed: its SHA-256 is another")
    for name in sorted(set(files) - ALWAYS - set(_parts(package))):
        raise Fault(f"{name} is in the package, and nothing in it says what it is")
    others = {name: files[name] for name in files if name not in (PACKAGE, DIGEST)}
    needs(files[PACKAGE] == description(package.manifest, others), f"{PACKAGE} does not fit the manifest")
    return f"{len(files)} files, each with the SHA-256 that the list gives it, none more and none less"


def _parts(package: Package) -> Iterator[str]:
    for version in package.versions:
        yield version["text"]
        yield from (version[name] for name in ("diff", "snapshot_commit", "snapshot_tree") if version[name])
        names = ("file", "metadata", "picture")
        yield from (page[name] for page in version["pages"] for name in names if page[name])
    for one in package.manifest["witnesses"]:
        yield from (one["commit"], one["tree"], one["answer"], *one["captures"])
    for one in package.manifest["timestamps"]:
        yield one["heads"]
        yield from (token["file"] for token in one["tokens"])


def check_history(package: Package) -> str:
    """The history is whole, and ends where the manifest says."""
    history, wanted = package.history, package.manifest["branches"]
    needs(history.references == wanted, "the branches of the history are not those of the manifest")
    needs(digest(package.files[HISTORY]) == package.manifest["history_sha256"], "the history is another one")
    reached = set[str]()
    for name in wanted:
        for one in history.chain(name):
            reached |= {one.id, one.tree}
            for blob in history.files(one.tree).values():
                history.read(blob, "blob")
                reached.add(blob)
    needs(reached == set(history.objects), "there are objects in the history that no branch leads to")
    count = sum(kind == "commit" for kind, _ in history.objects.values())
    return f"{len(reached)} git objects, {count} of them commits, have the ids by which they name each other"


def check_versions(package: Package) -> str:
    """Each version is a commit of the history, with its text, its trailers and its dates."""
    document = package.manifest["document"]
    own = versions(package.history, document)
    for version in package.versions:
        name = version["id"][:12]
        place = next((n for n, one in enumerate(own) if one.id == version["id"]), -1)
        needs(place >= 0, f"version {name} is not in the history")
        before, after = neighbours(own, place)
        _check_version(package, version, own[place])
        for key, one in (("previous", before), ("next", after)):
            needs(version[key] == brief(one), f"version {name}: the manifest names another {key} version")
        if before:
            _check_diff(package, version, before)
    newest, manifest = package.versions[-1], package.manifest
    same = (newest["title"], newest["platform"]) == (manifest["title"], manifest["platform"])
    needs(same, "the package is called after another document than its newest version's")
    pageless = {one.id for one in own if "Snapshot" not in one.trailers}
    needs(pageless.issuperset(manifest["without_pages"]), "a version that is left out has its pages")
    count = _words(len(package.versions), "version")
    return f"{count}: text, SHA-256, trailers, dates and neighbours are those of the commits"


def versions(history: Bundle, document: str) -> list[Commit]:
    """The commits that are versions of a document, oldest first."""
    return [
        one
        for one in history.chain(MAIN)
        if one.trailers.get("Document") == [document] and "Archive-Format" in one.trailers
    ]


def neighbours(own: Sequence[Commit], place: int) -> tuple[Commit | None, Commit | None]:
    """The nearest versions before and after one, oldest first, that are the document."""
    before, after = (
        next((one for one in some if one.trailers.get("Change-Class") != ["not-the-document"]), None)
        for some in (own[:place][::-1], own[place + 1 :])
    )
    return before, after


def brief(one: Commit | None) -> dict[str, str] | None:
    """The version before or after another one, as the manifest names it."""
    if one is None:
        return None
    cause = one.trailers.get("Cause", [""])[0]
    return {"id": one.id, "fetched_at": one.authored.isoformat(), "cause": cause}


def _check_version(package: Package, version: dict[str, Any], one: Commit) -> None:
    name, text = one.id[:12], package.files[version["text"]]
    blob = package.history.files(one.tree).get(f"{package.manifest['document']}.md", "")
    needs(git_id("blob", text) == blob, f"version {name}: the text is not the one that its commit holds")
    needs(digest(text) == version["text_sha256"], f"version {name}: the text has not its SHA-256")
    for trailer, told in {
        "Platform": _one(version["platform"]) if "Platform" in one.trailers else [],
        "Change-Class": _one(version["change_class"]),
        "Stated-Updated": _one(version["stated_updated"]),
        "Stated-Effective": _one(version["stated_effective"]),
        "Text-SHA256": [version["text_sha256"]],
        "Title": [version["title"]],
        "Cause": [version["cause"]],
        "Extractor": [version["extractor"]],
        "Snapshot": [version["snapshot"]],
        "Snapshot-SHA256": [page["sha256"] for page in version["pages"]],
        "Source": [page["url"] for page in version["pages"]],
        "Origin": _one(version["origin"]),
        "Stand-In": [f"{page['url']} last seen {page['last_seen']}" for page in version["stand_ins"]],
    }.items():
        needs(
            one.trailers.get(trailer, []) == told,
            f"version {name}: its commit says another {trailer} than the manifest",
        )
    needs(one.message.split("\n")[0] == version["subject"], f"version {name}: its subject is another")
    for told, at in ((version["fetched_at"], one.authored), (version["recorded_at"], one.committed)):
        needs(moment(told) == at, f"version {name}: its commit is of another time than the manifest says")


def _one(text: str) -> list[str]:
    return [text] if text else []


def _check_diff(package: Package, version: dict[str, Any], before: Commit) -> None:
    document = package.manifest["document"]
    old = package.history.read(package.history.files(before.tree)[f"{document}.md"], "blob").decode()
    new = patched(old.split("\n"), package.files[version["diff"]].decode().split("\n"))
    needs(
        "\n".join(new).encode() == package.files[version["text"]],
        f"version {version['id'][:12]}: the difference does not lead from the version before to its text",
    )


def patched(old: Sequence[str], diff: Sequence[str]) -> list[str]:
    """The lines that a unified diff makes of others. Raises Fault where it does not fit them."""
    new: list[str] = []
    at = 0
    for line in diff[2:]:
        if line.startswith("@@"):
            start, _, count = line.split(" ")[1][1:].partition(",")
            begin = int(start) - (count != "0")
            new += old[at:begin]
            at = begin
        elif line[:1] in (" ", "-"):
            needs(at < len(old) and old[at] == line[1:], "the difference does not fit the version before")
            new += [line[1:]] if line[0] == " " else []
            at += 1
        elif line[:1] == "+":
            new.append(line[1:])
    return [*new, *old[at:]]


def check_snapshots(package: Package) -> str:
    """The pages of each version are those that its snapshot's commit holds."""
    count = 0
    for version in package.versions:
        name = version["id"][:12]
        stored, table = (package.files[version[key]] for key in ("snapshot_commit", "snapshot_tree"))
        needs(git_id("commit", stored) == version["snapshot"], f"version {name}: its snapshot is another one")
        told = commit(version["snapshot"], stored)
        needs(git_id("tree", table) == told.tree, f"version {name}: the files of its snapshot are others")
        held = set(tree(table).values())
        for page in version["pages"]:
            body, metadata = package.files[page["file"]], package.files[page["metadata"]]
            there = {git_id("blob", body), git_id("blob", metadata)} <= held
            needs(there, f"version {name}: its snapshot does not hold {page['file']}")
            needs(digest(body) == page["sha256"], f"version {name}: {page['file']} has not its SHA-256")
            _check_page(name, page, json.loads(metadata))
            _check_picture(name, page, package, held)
            count += 1
    return f"{_words(count, 'page')}: the bytes are those of the snapshots that the commits name"


def _check_picture(name: str, page: dict[str, Any], package: Package, held: set[str]) -> None:
    """Hold the picture of a page against what is said of it, and the snapshot in which it is."""
    told, file = page["screenshot"], page["picture"]
    wanted = told["sha256"] if told else ""
    needs(
        bool(file) == bool(wanted), f"version {name}: a picture of {page['url']} is missing, or is too much"
    )
    if file:
        data = package.files[file]
        needs(git_id("blob", data) in held, f"version {name}: its snapshot does not hold {file}")
        needs(digest(data) == wanted, f"version {name}: {file} has not its SHA-256")


def _check_page(name: str, page: dict[str, Any], told: dict[str, Any]) -> None:
    for key in ("url", "sha256", "status", "content_type", "renderer", "redirects", "peers"):
        same = (told.get(key) or "") == (page[key] or "")
        needs(same, f"version {name}: the manifest has another {key} for {page['url']}")
    same = told.get("screenshot") == page["screenshot"]
    needs(same, f"version {name}: the manifest says something else of the picture of {page['url']}")
    at_once = moment(told["fetched_at"]) == moment(page["fetched_at"])
    needs(at_once, f"version {name}: {page['url']} was fetched at another time than the manifest says")
    served_at = told.get("final_url") or told["url"].partition("#")[0]
    needs(served_at == page["served_at"], f"version {name}: {page['url']} was served at another address")


def check_warc(package: Package) -> str:
    """The WARC file has the pages, and nothing that is neither a page, a redirect nor a look."""
    wanted = {
        (page["served_at"], moment(page["fetched_at"]), page["sha256"]): page
        for version in package.versions
        for page in version["pages"]
    }
    images = {
        (
            f"{PICTURE}{page['served_at']}",
            moment(page["screenshot"]["taken_at"]),
            page["screenshot"]["sha256"],
        )
        for page in wanted.values()
        if page["picture"]
    }
    found, drawn = [], []
    for number, record in enumerate(package.records):
        _check_digests(record)
        if record.kind == "resource":
            drawn.append((record.url, record.date, digest(record.block)))
        elif record.kind == "response" and not record.http("location"):
            found.append((record.url, record.date, digest(record.payload)))
            needs(
                found[-1] in wanted, f"the WARC file has a page of {record.url} that no version is read from"
            )
            _check_headers(record, wanted[found[-1]], package)
        else:
            known = _is_known(record, package) if number else record.kind == "warcinfo"
            needs(known, f"the WARC file has a {record.kind} of {record.url} that nothing in the history is")
    needs(sorted(wanted) == sorted(found), "a page is missing in the WARC file, or is there twice")
    needs(sorted(images) == sorted(drawn), "the WARC file has other pictures than the snapshots")
    needs(package.files[INDEX] == index(package.records), "the index of the WARC file is not its index")
    needs(package.files[PAGES] == pages(package.manifest), f"{PAGES} lists other pages than the versions'")
    count = _words(len(package.records) - 1, "record")
    return f"{count} of the WARC file with their digests: the pages, and looks that saw them"


def _check_digests(record: Record) -> None:
    named = record.headers.get("warc-block-digest", "")
    own = f"sha1:{base64.b32encode(hashlib.sha1(record.block).digest()).decode()}"
    needs(named in (own, _base32(record.block)), f"a WARC record of {record.url} has not its digest")
    if record.kind == "resource":
        needs(record.headers.get("content-type") == "image/png", f"{record.url} is not said to be an image")
        told = record.headers.get("warc-payload-digest")
        needs(
            told == _base32(record.block), f"the picture in a WARC record of {record.url} has not its digest"
        )
    if record.kind == "response":
        told = record.headers.get("warc-payload-digest")
        needs(
            told == _base32(record.payload), f"the page in a WARC record of {record.url} has not its digest"
        )


def _check_headers(record: Record, page: dict[str, Any], package: Package) -> None:
    """Hold the status and the headers of a page's record against those that were kept with the page."""
    told = json.loads(package.files[page["metadata"]])
    kept = {name.lower(): value for name, value in told.get("headers", {}).items()}
    kept.setdefault("content-type", page["content_type"])
    own = _headers(record.block.partition(b"\r\n\r\n")[0])
    own.pop("content-length", None)
    plain = {name for name, value in kept.items() if value.isascii()}  # others are written in another way
    same = (
        all(own.get(name, "").split() == kept[name].split() for name in plain) and own.keys() <= kept.keys()
    )
    status = record.status == str(page["status"] or 200)
    needs(
        same and status, f"the WARC file has another status or other headers of {record.url} than were kept"
    )


def _addresses(page: dict[str, Any]) -> list[str]:
    """The address that answered each request for a page, redirects first; empty where it is not known."""
    count = len(page["redirects"]) + 1
    known = page["peers"] if len(page["peers"]) == count else [{}] * count
    return [peer.get("address", "") for peer in known]


def _is_known(record: Record, package: Package) -> bool:
    """True if a record is a redirect that led to a page, or a look that saw a page once more."""
    for page in (page for version in package.versions for page in version["pages"]):
        again = {
            moment(look["checked_at"])
            for look in package.manifest["looks"]
            if page["sha256"] in look["bodies"]
        }
        if record.kind == "revisit" and record.url == page["served_at"] and record.date in again:
            return record.headers.get("warc-payload-digest") == _base32_of(page["sha256"])
        hops = [*(hop["url"] for hop in page["redirects"]), page["served_at"]]
        ways = zip(page["redirects"], hops[1:], _addresses(page))
        own = record.url, record.status, record.http("location"), record.headers.get("warc-ip-address", "")
        for hop, to, address in ways if record.kind == "response" else ():
            led = hop["url"], str(hop["status"]), to
            if own == (*led, address) and record.date == moment(page["fetched_at"]):
                return True
            if own == (*led, "") and record.date in again:
                return True
    return False


def _base32(data: bytes) -> str:
    return _base32_of(digest(data))


def _base32_of(sha256: str) -> str:
    return f"sha256:{base64.b32encode(bytes.fromhex(sha256)).decode()}"


def check_looks(package: Package) -> str:
    """The looks of the manifest, and what it says of them, are those of the history."""
    every = looks(package.history, package.manifest["document"])
    for version in package.versions:
        told = span(version, version["previous"], version["next"], every)
        needs(
            told == version["span"],
            f"version {version['id'][:12]}: the manifest says other times than the looks of the history",
        )
    needs(
        around(every, package.versions) == package.manifest["looks"],
        "the manifest has other looks than the history",
    )
    count = _words(len(package.manifest["looks"]), "look")
    return f"{count}: times, outcomes and what they saw are those of the history"


def around(every: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The looks that bear on some versions: from the last before the first of them to the next after them."""
    begin = found[0]["span"]["last_look_before"] or found[0]["span"]["first_seen"]
    end = found[-1]["span"]["next_look_after"]
    return [
        look
        for look in every
        if look["checked_at"]
        and moment(begin) <= moment(look["checked_at"])
        and (not end or moment(look["checked_at"]) <= moment(end))
    ]


def check_dates(package: Package) -> str:
    """The dates are in an order in which they can have come about."""
    made = moment(package.manifest["made_at"])
    for name in package.history.references:
        before = None
        for one in package.history.chain(name):
            late = one.authored > one.committed + CLOCKS
            needs(not late, f"commit {one.id[:12]} was recorded before what it records was fetched")
            after = before is None or one.committed >= before - CLOCKS
            needs(after, f"commit {one.id[:12]} was recorded before the one that it follows")
            needs(one.committed <= made + CLOCKS, f"commit {one.id[:12]} is later than the export")
            before = one.committed
    own = [one.authored for one in versions(package.history, package.manifest["document"])]
    needs(own == sorted(own), "a version was fetched before the version that it follows")
    return "fetched before recorded, recorded one after the other, exported last"


def check_timestamps(package: Package) -> str:
    """The tokens are about heads of an archive on which the versions hang."""
    history, count = package.history, 0
    main, observed = ([one.id for one in history.chain(name)] for name in (MAIN, OBSERVATIONS))
    for stamp in package.manifest["timestamps"]:
        text = package.files[stamp["heads"]]
        own = heads(text, stamp["main"])
        known = stamp["main"] in main and own.get("observations", "") in (*observed, "")
        needs(known, f"{stamp['heads']} lists heads that are not in the history")
        newest = package.versions[-1]["id"]
        needs(main.index(newest) <= main.index(stamp["main"]), f"{stamp['heads']} is older than the version")
        needs(own.get("observations", "") == stamp["observations"], f"{stamp['heads']} lists other looks")
        for token in stamp["tokens"]:
            count += 1
            if token["at"]:
                _check_token(package, token, text, history.commit(stamp["main"]))
    if not count:
        return "none in the package"
    return f"{_words(count, 'token')} about heads to which the versions lead; signatures are not checked here"


def _check_token(package: Package, token: dict[str, str], text: bytes, head: Commit) -> None:
    about, at = dated(package.files[token["file"]])
    needs(about == hashlib.sha256(text).digest(), f"{token['file']} is about something else")
    needs(at == moment(token["at"]), f"{token['file']} names another time than the manifest")
    needs(at >= head.committed - CLOCKS, f"{token['file']} is older than what it is about")


def check_witnesses(package: Package) -> str:
    """The answers and captures are those that the archive recorded, about sentences of these versions."""
    found = asked = 0
    for witness in package.manifest["witnesses"]:
        name, said = witness["answer"], witness["said"]
        stored, table = (package.files[witness[key]] for key in ("commit", "tree"))
        told = commit(witness["id"], stored)
        same = git_id("commit", stored) == witness["id"] and git_id("tree", table) == told.tree
        needs(same, f"{name}: the commit that recorded it is another one")
        needs(told.committed == moment(witness["recorded_at"]), f"{name} was recorded at another time")
        own = {path: package.files[path] for path in (name, *witness["captures"])}
        held = set(tree(table).values())
        needs(
            all(git_id("blob", one) in held for one in own.values()), f"{name}: its commit does not hold it"
        )
        needs(json.loads(own[name]) == said, f"{name}: the manifest says another answer")
        needs(said["document"] == package.manifest["document"], f"{name} is about another document")
        digests = [digest(own[path]) for path in witness["captures"]]
        needs(sorted(digests) == sorted(said["sha256s"]), f"{name}: a capture has not its SHA-256")
        version = next((one for one in package.versions if one["id"] == said["version"]), None)
        needs(version, f"{name} is about a version that is not in the package")
        needs(set(said["missing"]) <= set(said["sentences"]), f"{name}: what is missing was not asked about")
        text = _letters(package.files[version["text"]].decode()) if version else ""
        needs(
            all(_letters(one) in text for one in said["sentences"]), f"{name}: a sentence is not the text's"
        )
        asked += len(said["sentences"]) - len(said["missing"]) if said["captures"] else 0
        found += _found_again(package, witness)
    if not package.manifest["witnesses"]:
        return "none in the package"
    count = _words(len(package.manifest["witnesses"]), "answer")
    return (
        f"{count} with their captures are those that the archive recorded; of {_words(asked, 'sentence')} "
        f"that they are said to have, a plain reading of the captures finds {found}"
    )


def _found_again(package: Package, witness: dict[str, Any]) -> int:
    """How many of the sentences that a capture is said to have a plain reading of it finds too."""
    said = witness["said"]
    seen = [_seen(path, package.files[path]) for path in witness["captures"]]
    own = [one for one in said["sentences"] if one not in said["missing"]]
    return sum(any(_letters(one) in each for each in seen) for one in own)


def _seen(path: str, data: bytes) -> str:
    """The letters and digits that a capture shows; none for what is neither HTML nor text."""
    text = data.decode("utf-8", "replace")
    if path.endswith(".html"):
        parser = _Shown()
        parser.feed(text)
        parser.close()
        return _letters("".join(parser.found))
    return "" if path.endswith(".pdf") else _letters(text)


class _Shown(HTMLParser):
    """Collects the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin what is not shown."""
        self._hidden += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        """End it."""
        self._hidden -= tag in ("script", "style") and self._hidden > 0

    def handle_data(self, data: str) -> None:
        """Take what is shown."""
        if not self._hidden:
            self.found.append(data)


def _letters(text: str) -> str:
    """Letters and digits only, so that neither markup nor case nor typography makes a difference."""
    plain = unicodedata.normalize("NFKC", _LINK.sub(r"\1", text)).casefold()
    return "".join(filter(str.isalnum, plain))


def check_report(package: Package) -> str:
    """The report and the certificate say what the manifest says."""
    told, count = facts(package.manifest), 0
    for name, wanted in ((REPORT, set(told)), (CERTIFICATE, {"address", "made", "history"})):
        found = marked(package.files[name])
        for fact, text in found:
            needs(
                told.get(fact) == text,
                f"{name} is not of this package: it says {text!r} where the manifest has {told.get(fact)!r}",
            )
        missing = sorted(wanted - {fact for fact, _ in found})
        needs(not missing, f"{name} is not of this package, or not whole: it does not say {missing[:1]}")
        count += len(found)
    return f"{count} facts in the report and the certificate are those of the manifest"


def check_load_file(package: Package) -> str:
    """The load file is the one that belongs to the manifest."""
    own = load_file(package.manifest, package.files)
    needs(package.files[LOAD_FILE] == own, f"{LOAD_FILE} is not the one of this package")
    count = _words(sum(len(version["pages"]) for version in package.versions), "row")
    return f"{count}, leading to the pages and their texts, with their digests"


CHECKS: tuple[tuple[str, Callable[[Package], str]], ...] = (
    ("files", check_list),
    ("history", check_history),
    ("versions", check_versions),
    ("pages", check_snapshots),
    ("web archive", check_warc),
    ("looks", check_looks),
    ("dates", check_dates),
    ("timestamps", check_timestamps),
    ("witnesses", check_witnesses),
    ("report", check_report),
    ("load file", check_load_file),
)


def _words(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


# The program.


@dataclass(frozen=True)
class Result:
    """What came of the checks."""

    package: Package | None
    found: list[tuple[str, str]]
    """Of each check that a package passed, its name and what it found."""
    faults: list[tuple[str, str]]
    """Of each other check, its name and what is amiss."""


_UNREADABLE = (KeyError, IndexError, TypeError, ValueError, AttributeError, struct.error, binascii.Error)
"""What is raised where a file of a package does not say what it should."""


def check(data: bytes) -> Result:
    """Check the package in these bytes."""
    found: list[tuple[str, str]] = []
    faults: list[tuple[str, str]] = []
    package = None
    try:
        package = opened(unzipped(data))
        found.append(("file", "exactly the bytes of an export: nothing before, between or after its files"))
    except Fault as fault:
        faults.append(("file", str(fault)))
    except (*_UNREADABLE, RecursionError) as error:
        faults.append(("file", f"a main part of it cannot be read ({_why(error)})"))
    for name, one in CHECKS if package else ():
        try:
            found.append((name, one(package)))  # type: ignore[arg-type]
        except Fault as fault:
            faults.append((name, str(fault)))
        except (*_UNREADABLE, RecursionError) as error:
            faults.append((name, f"a part of it cannot be read ({_why(error)})"))
    return Result(package, found, faults)


def _why(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:120]}"


def proved(package: Package) -> Iterator[str]:
    """What a package that passed all checks proves, a sentence each."""
    manifest = package.manifest
    yield (
        f"The archive whose newest commits are {_tips(manifest)} recorded "
        f"{_words(len(package.versions), 'text')} of {manifest['title']!r} of {manifest['platform']} "
        f"({manifest['address']}). Not a letter has changed since, nor a byte of the pages that were read, "
        "nor anything that leads to these commits."
    )
    for version in package.versions:
        yield f"Version {version['id']}: {came(version)} {seen(version)} {went(version)}"
    for stamp in manifest["timestamps"]:
        for token in stamp["tokens"]:
            yield f"If its authority signed it, all was recorded before {stamped(token)}."
    for witness in manifest["witnesses"]:
        yield f"The archive recorded this answer of somebody else: {witnessed(witness)}"


def _tips(manifest: dict[str, Any]) -> str:
    return " and ".join(dict.fromkeys(tip for _, tip in sorted(manifest["branches"].items())))


def not_proved(package: Package) -> Iterator[str]:
    """What a package does not prove, a sentence each."""
    yield (
        "That this is the archive that you mean: who makes up a whole history can make a package of it. "
        f"Compare {_tips(package.manifest)} with a copy of the archive that was in other hands before the "
        "dispute."
    )
    yield (
        "That the platform's server sent these bytes at these times: that is the word of whoever ran the "
        "archive. Compare with other archives of the same address near these times."
    )
    yield (
        "When the archive was written: its clock says so. Only a timestamp of somebody else, or a commit id "
        "that was noted elsewhere, sets a latest date."
    )
    yield "That the text has all that the pages say: compare them, both are in the package."
    yield "What the page said between two looks, before the first one and after the last one."
    pages = [page for version in package.versions for page in version["pages"]]
    if any(page["renderer"] for page in pages):
        yield "What the server sent where a browser built the page: the stored bytes are what it had built."
    if any(page["picture"] for page in pages):
        yield PICTURES_SAY
    if any(version["origin"] for version in package.versions):
        yield "That this archive saw it: what was imported is the word of the collection that it came from."
    for version in package.versions:
        if version["change_class"] == "not-the-document":
            yield wall(version)
    if any(version["stand_ins"] for version in package.versions):
        yield "What the pages said that could not be read then; an older copy stands in their place."
    if package.manifest["witnesses"]:
        yield WITNESSES_SAY
    if any(commit_.signed for commit_ in package.history.chain(MAIN)):
        yield "Whose signature the commits carry; `git log --show-signature` on the bundle says that."
    if package.manifest["timestamps"]:
        yield (
            "That the timestamps are their authority's: `openssl ts -verify -data HEADS -in TOKEN -CAfile "
            "ROOTS` says that, `ots verify` of a proof by OpenTimestamps."
        )


PICTURES_SAY = (
    "That a picture shows what every visitor saw: a browser of the archive drew it, without images, and "
    "where the text was not read from that very page, the report says so."
)
WITNESSES_SAY = (
    "That the witnesses answered so, or that they do not depend on whoever runs this archive: it asked them, "
    "and kept what it got. Ask them again, at the addresses of their captures. A capture of another time "
    "that lacks a sentence does not contradict the text."
)


def wall(version: dict[str, Any]) -> str:
    """That a version is not the document, as a sentence of what is not proved."""
    return (
        f"That the document said this: version {version['id'][:12]} is recorded as another page in its "
        "place, such as an error page."
    )


def told(result: Result, data: bytes) -> Iterator[str]:
    """What the program prints."""
    yield f"SHA-256 of the package: {digest(data)}"
    yield ""
    for name, what in result.found:
        yield f"ok      {name}: {what}"
    for name, what in result.faults:
        yield f"FAULT   {name}: {what}"
    if result.package and result.package.files[CHECKER] != Path(__file__).read_bytes():
        yield f"note    {CHECKER} in the package is another program than this one; it was not run"
    yield ""
    if result.faults or not result.package:
        yield "This package proves nothing: it is not what was exported. Ask for it again."
        return
    yield "What this proves:"
    yield from (f"  - {line}" for line in proved(result.package))
    yield ""
    yield "What it does not prove:"
    yield from (f"  - {line}" for line in not_proved(result.package))


def main(arguments: Sequence[str]) -> int:
    """Check the package that is named; 0 if all is well, 1 if not."""
    if len(arguments) != 1:
        print("Usage: python3 verify.py PACKAGE.wacz", file=sys.stderr)
        return 1
    try:
        data = Path(arguments[0]).read_bytes()
    except OSError as error:
        print(f"{arguments[0]} cannot be read ({error.strerror})", file=sys.stderr)
        return 1
    result = check(data)
    for line in told(result, data):
        print(_printable(line))
    return 1 if result.faults else 0


def _printable(line: str) -> str:
    """A line that the terminal can show, and in which a package can write nothing that steers it."""
    plain = "".join(char if char.isprintable() else "?" for char in line)
    encoding = sys.stdout.encoding or "utf-8"
    return plain.encode(encoding, "replace").decode(encoding)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
