"""WARC and WACZ files, in and out."""

from __future__ import annotations

import gzip
import json
import re
import threading
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.records import Outcome
from archiver.crawl.workers import directly
from archiver.declarations import Declaration, Document, Source
from archiver.exchange.warc import recorded, timeline, writing
from archiver.exchange.warc.recorded import Recorded, gather
from archiver.exchange.warc.timeline import Played
from archiver.settings import FetchSettings
from tests.archiver.conftest import Answer, Web
from tests.archiver.policies import Pages, declaration, page, reworded
from tests.conftest import Done

URL = "https://lumen.example/privacy"
DAY = datetime(2024, 3, 1, 8, 30, 15, tzinfo=UTC)
OLD, NEW = page(), page(reworded("Who receives it", "We never sell it", "We may sell it"))
Write = Callable[..., Path]


def at(days: int) -> datetime:
    return DAY + timedelta(days=days)


class Warc:
    """A file that is written record by record."""

    def __init__(self, *, zipped: bool = True) -> None:
        self.stream = BytesIO()
        self.writer = WARCWriter(self.stream, gzip=zipped, warc_version="1.1")

    def add(
        self,
        body: bytes = OLD,
        *,
        day: int = 0,
        url: str = URL,
        kind: str = "response",
        status: str = "200 OK",
        headers: Sequence[tuple[str, str]] = (("Content-Type", "text/html; charset=utf-8"),),
        told: dict[str, str] | None = None,
    ) -> Warc:
        http = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1") if kind != "resource" else None
        self.writer.write_record(
            self.writer.create_warc_record(
                url,
                kind,
                payload=BytesIO(body),
                length=len(body),
                http_headers=http,
                warc_content_type="text/html" if kind == "resource" else "",
                warc_headers_dict={"WARC-Date": f"{at(day):%Y-%m-%dT%H:%M:%SZ}", **(told or {})},
            )
        )
        return self

    def save(self, path: Path) -> Path:
        path.write_bytes(self.stream.getvalue())
        return path


@pytest.fixture
def bodies(tmp_path: Path) -> Path:
    folder = tmp_path / "bodies"
    folder.mkdir()
    return folder


def declared(*urls: str) -> Declaration:
    document = Document(
        platform="lumen",
        title="Privacy Policy",
        slug="privacy-policy",
        sources=tuple(Source(url=url) for url in urls or (URL,)),
    )
    return Declaration(name="Lumen", slug="lumen", documents=(document,))


def play(archive: Archive, found: Recorded, one: Declaration | None = None) -> Played:
    return timeline.play(
        archive,
        one or declared(),
        found,
        compute=directly,
        stop=threading.Event(),
        settings=FetchSettings(),
    )


def test_each_record_is_a_look_at_its_own_time(tmp_path: Path, bodies: Path) -> None:
    file = Warc().add(OLD).add(OLD, day=10).add(NEW, day=40).save(tmp_path / "a.warc.gz")
    archive = Archive(tmp_path)
    played = play(archive, gather([file], [URL], bodies))
    assert played.looks == {Outcome.RECORDED: 2, Outcome.UNCHANGED: 1}
    repository = archive.repository("lumen")
    assert [one.fetched_at for one in history.each(repository, "privacy-policy")] == [at(40), at(0)]
    assert [one.checked_at for one in history.observations(repository, "privacy-policy")] == [
        at(40),
        at(10),
        at(0),
    ]


def test_a_snapshot_names_the_record_that_it_came_from(tmp_path: Path, bodies: Path) -> None:
    file = Warc().add(told={"WARC-Record-ID": "<urn:uuid:1>"}).save(tmp_path / "a.warc.gz")
    archive = Archive(tmp_path)
    play(archive, gather([file], [URL], bodies))
    repository = archive.repository("lumen")
    [snapshot] = history.snapshots(repository, "privacy-policy")
    [body] = repository.bodies(snapshot.id, "privacy-policy")
    assert (body.fetched.origin, body.data) == ("urn:uuid:1", OLD)


@pytest.mark.parametrize("zipped", [True, False])
def test_files_are_read_gzipped_or_not(tmp_path: Path, bodies: Path, *, zipped: bool) -> None:
    file = Warc(zipped=zipped).add().save(tmp_path / "a.warc")
    assert len(gather([file], [URL], bodies).of(URL)) == 1


def test_a_wacz_is_read(tmp_path: Path, bodies: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as packed:
        packed.writestr("datapackage.json", "{}")
        packed.writestr("archive/data.warc.gz", Warc().add().stream.getvalue())
    assert len(gather([tmp_path / "a.wacz"], [URL], bodies).of(URL)) == 1


def test_a_revisit_is_the_page_that_it_repeats_at_its_own_time(tmp_path: Path, bodies: Path) -> None:
    digest = {"WARC-Payload-Digest": "sha1:AAAA"}
    file = Warc().add(told=digest).add(b"", day=5, kind="revisit", told=digest).save(tmp_path / "a.warc.gz")
    found = gather([file], [URL], bodies)
    first, second = found.of(URL)
    assert (second.at, found.body(second), second.status) == (at(5), OLD, 200)
    assert second.headers == first.headers


def test_a_revisit_without_a_digest_is_found_by_what_it_refers_to(tmp_path: Path, bodies: Path) -> None:
    told = {"WARC-Refers-To-Target-URI": URL, "WARC-Refers-To-Date": f"{DAY:%Y-%m-%dT%H:%M:%SZ}"}
    file = Warc().add(OLD).add(NEW, day=3).add(b"", day=5, kind="revisit", told=told)
    found = gather([file.save(tmp_path / "a.warc.gz")], [URL], bodies)
    assert found.body(found.of(URL)[2]) == OLD


def test_a_revisit_of_other_bytes_than_it_refers_to_is_told(tmp_path: Path, bodies: Path) -> None:
    refers = {"WARC-Refers-To-Target-URI": URL, "WARC-Refers-To-Date": f"{DAY:%Y-%m-%dT%H:%M:%SZ}"}
    for digest, is_taken in ((f"sha1:{'A' * 32}", False), ("sha256:" + "a" * 64, True)):
        told = {**refers, "WARC-Payload-Digest": digest}
        file = Warc().add(OLD).add(b"", day=5, kind="revisit", told=told)
        found = gather([file.save(tmp_path / "a.warc.gz")], [URL], bodies)
        assert (len(found.of(URL)) == 2) is is_taken
        assert bool(found.notes) is not is_taken


def test_a_revisit_of_a_page_that_is_nowhere_is_told(tmp_path: Path, bodies: Path) -> None:
    told = {"WARC-Payload-Digest": "sha1:NOWHERE"}
    file = Warc().add(b"", kind="revisit", told=told).save(tmp_path / "a.warc.gz")
    found = gather([file], [URL], bodies)
    assert not found.of(URL)
    assert "repeats a page that is not in the files" in found.notes[0]


def test_a_resource_is_a_page_without_headers(tmp_path: Path, bodies: Path) -> None:
    file = Warc().add(kind="resource").save(tmp_path / "a.warc.gz")
    [record] = gather([file], [URL], bodies).of(URL)
    assert (record.status, record.headers) == (200, (("content-type", "text/html"),))


def test_a_redirect_is_followed_within_the_files(tmp_path: Path, bodies: Path) -> None:
    moved = (("Location", "/legal/privacy"),)
    file = Warc().add(url="https://lumen.example/legal/privacy")
    file.add(b"", status="301 Moved Permanently", headers=moved)
    archive = Archive(tmp_path)
    played = play(archive, gather([file.save(tmp_path / "a.warc.gz")], [URL], bodies))
    assert played.looks == {Outcome.RECORDED: 1}
    [seen] = archive.repository("lumen").last_observations().values()
    assert seen.sources[0].final_url == "https://lumen.example/legal/privacy"


def test_relative_links_lead_from_the_address_as_it_was_recorded(tmp_path: Path, bodies: Path) -> None:
    linked = OLD.replace(b"</p>", b' We say <a href="uses">how we use it</a> in full.</p>', 1)
    file = Warc().add(linked, url=f"{URL}/").save(tmp_path / "a.warc.gz")
    archive = Archive(tmp_path)
    play(archive, gather([file], [URL], bodies))
    repository = archive.repository("lumen")
    [version] = history.each(repository, "privacy-policy")
    assert f"[how we use it]({URL}/uses)" in repository.text(version)
    [seen] = repository.last_observations().values()
    assert (seen.sources[0].url, seen.sources[0].final_url) == (URL, f"{URL}/")


def test_a_compressed_body_is_stored_as_it_was_meant(tmp_path: Path, bodies: Path) -> None:
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    file = Warc().add(gzip.compress(OLD), headers=headers).save(tmp_path / "a.warc.gz")
    found = gather([file], [URL], bodies)
    assert found.body(found.of(URL)[0]) == OLD
    assert found.of(URL)[0].headers == headers[:1]


def test_an_error_page_is_a_look_that_failed(tmp_path: Path, bodies: Path) -> None:
    file = Warc().add(b"gone", status="503 Service Unavailable").save(tmp_path / "a.warc.gz")
    assert play(Archive(tmp_path), gather([file], [URL], bodies)).looks == {Outcome.FAILED: 1}


def test_addresses_that_are_not_declared_are_left_out(tmp_path: Path, bodies: Path) -> None:
    file = Warc().add(url="https://lumen.example/").add().save(tmp_path / "a.warc.gz")
    assert set(gather([file], [URL], bodies).records) == {recorded.key(URL)}


def test_brought_in_again_nothing_is_added(tmp_path: Path, bodies: Path) -> None:
    file = Warc().add(OLD).add(NEW, day=9).save(tmp_path / "a.warc.gz")
    archive, found = Archive(tmp_path), gather([file], [URL], bodies)
    play(archive, found)
    before = history.versions(archive.repository("lumen"), "privacy-policy")
    again = play(archive, found)
    assert (dict(again.looks), again.passed_over) == ({}, 2)
    assert history.versions(archive.repository("lumen"), "privacy-policy") == before


def test_only_what_is_newer_than_the_last_look_is_added(tmp_path: Path, bodies: Path) -> None:
    archive = Archive(tmp_path)
    play(archive, gather([Warc().add(OLD, day=5).save(tmp_path / "a.warc.gz")], [URL], bodies))
    later = Warc().add(OLD).add(NEW, day=9).save(tmp_path / "b.warc.gz")
    played = play(archive, gather([later], [URL], bodies))
    assert (played.looks, played.passed_over) == ({Outcome.RECORDED: 1}, 1)


def test_the_same_files_give_the_same_ids(tmp_path: Path, bodies: Path) -> None:
    file = Warc().add(OLD).add(NEW, day=9).save(tmp_path / "a.warc.gz")
    found = gather([file], [URL], bodies)
    archives = [Archive(tmp_path / name) for name in ("one", "two")]
    for archive in archives:
        play(archive, found)
    one, two = (history.versions(archive.repository("lumen"), "privacy-policy") for archive in archives)
    assert [version.id for version in one] == [version.id for version in two]


def test_pages_of_one_document_recorded_within_an_hour_are_one_look(tmp_path: Path, bodies: Path) -> None:
    other = "https://lumen.example/cookies"
    cookies = page({"Cookies": "We set one cookie for your language, which this policy explains. " * 20})
    soon = {"WARC-Date": f"{DAY + timedelta(minutes=59):%Y-%m-%dT%H:%M:%SZ}"}
    file = Warc().add(OLD).add(cookies, url=other, told=soon)
    found = gather([file.save(tmp_path / "a.warc.gz")], [URL, other], bodies)
    assert play(Archive(tmp_path), found, declared(URL, other)).looks == {Outcome.RECORDED: 1}


def test_nothing_is_looked_at_before_each_page_of_a_document_was_recorded(
    tmp_path: Path, bodies: Path
) -> None:
    other = "https://lumen.example/cookies"
    cookies = page({"Cookies": "We set one cookie for your language, which this policy explains. " * 20})
    file = Warc().add(OLD).add(OLD, day=3).add(cookies, url=other, day=6)
    found = gather([file.save(tmp_path / "a.warc.gz")], [URL, other], bodies)
    assert play(Archive(tmp_path), found, declared(URL, other)).looks == {Outcome.RECORDED: 1}


@pytest.mark.parametrize("zipped", [True, False])
def test_a_file_that_is_cut_gives_what_comes_before_and_says_so(
    tmp_path: Path, bodies: Path, zipped: bool
) -> None:
    whole = Warc(zipped=zipped).add(OLD).add(NEW, day=9).stream.getvalue()
    (tmp_path / "a.warc").write_bytes(whole[: len(whole) - 200])
    found = gather([tmp_path / "a.warc"], [URL], bodies)
    assert [found.body(one) for one in found.of(URL)] == [OLD]
    assert "record 2: left out, as it has fewer bytes than it says" in found.notes[0]


def test_a_file_that_is_cut_within_another_page_says_so_too(tmp_path: Path, bodies: Path) -> None:
    whole = Warc().add(OLD).add(NEW, day=9, url="https://elsewhere.example/").stream.getvalue()
    (tmp_path / "a.warc.gz").write_bytes(whole[: len(whole) - 200])
    found = gather([tmp_path / "a.warc.gz"], [URL], bodies)
    assert len(found.of(URL)) == len(found.notes) == 1


@pytest.mark.parametrize("length", [b"99999999", b"-5", b"many"])
@pytest.mark.parametrize("zipped", [True, False])
def test_a_record_that_lies_about_its_length_is_no_page(
    tmp_path: Path, bodies: Path, zipped: bool, length: bytes
) -> None:
    lying = re.sub(
        rb"(?<=\r\nContent-Length: )\d+(?=\r\n)", length, Warc(zipped=False).add(OLD).stream.getvalue()
    )
    lying = gzip.compress(lying) if zipped else lying
    (tmp_path / "a.warc").write_bytes(lying + Warc(zipped=zipped).add(NEW, day=9).stream.getvalue())
    found = gather([tmp_path / "a.warc"], [URL], bodies)
    assert OLD not in [found.body(one) for one in found.of(URL)]
    assert found.notes


@pytest.mark.parametrize("by", [-700, -1, 500])
def test_a_record_in_a_row_that_lies_is_no_page_and_what_it_swallows_is_told(
    tmp_path: Path, bodies: Path, capsys: pytest.CaptureFixture[str], by: int
) -> None:
    lying = re.sub(
        rb"(?<=\r\nContent-Length: )\d+(?=\r\n)",
        lambda length: str(int(length[0]) + by).encode(),
        Warc(zipped=False).add(OLD, day=5).stream.getvalue(),
        count=1,
    )
    before, after = (Warc(zipped=False).add(NEW, day=day).stream.getvalue() for day in (1, 9))
    (tmp_path / "a.warc").write_bytes(before + lying + after)
    found = gather([tmp_path / "a.warc"], [URL], bodies)
    assert [found.body(one) for one in found.of(URL)] in ([NEW], [NEW, NEW])
    assert "record 2: left out, as it does not end where it says" in found.notes[0]
    assert capsys.readouterr().err == ""


def test_a_file_that_is_packed_as_one_piece_says_how_to_unpack_it(tmp_path: Path, bodies: Path) -> None:
    both = Warc(zipped=False).add(OLD).add(NEW, day=9).stream.getvalue()
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(both))
    found = gather([tmp_path / "a.warc.gz"], [URL], bodies)
    assert [found.body(one) for one in found.of(URL)] == [OLD]
    assert found.notes[0].endswith("packed as one piece; unpack it with gunzip, and name what comes out")


@pytest.mark.parametrize("content", [b"<html>not a file of records</html>", b"PK\x03\x04 not a zip"])
def test_what_is_no_such_file_is_said_in_one_line(tmp_path: Path, bodies: Path, content: bytes) -> None:
    (tmp_path / "a.warc").write_bytes(content)
    with pytest.raises(InvalidInput, match="not a WARC file"):
        gather([tmp_path / "a.warc"], [URL], bodies)


def test_a_zip_without_warc_files_is_refused(tmp_path: Path, bodies: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as packed:
        packed.writestr("x.txt", "")
    with pytest.raises(InvalidInput, match="a zip file with no WARC file in it"):
        gather([tmp_path / "a.wacz"], [URL], bodies)


def test_a_file_that_is_missing_is_said_in_one_line(tmp_path: Path, bodies: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        gather([tmp_path / "nowhere.warc"], [URL], bodies)


BEGIN = b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: " + URL.encode() + b"\r\n"
ANSWER = b"WARC-Date: 2024-03-02T00:00:00Z\r\nContent-Length: 99999999\r\n\r\nHTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize("long", [BEGIN + b"X: ", BEGIN + ANSWER + b"X: "], ids=["record", "answer"])
@pytest.mark.parametrize("line", [b"", b"\r\nX: "], ids=["one", "many"])
def test_a_small_file_that_unpacks_to_endless_headers_gives_what_comes_before(
    tmp_path: Path, bodies: Path, long: bytes, line: bytes
) -> None:
    file = Warc().add().save(tmp_path / "a.warc.gz")
    with file.open("ab") as stream:
        stream.write(gzip.compress(long + (b"x" * 1000 + line) * 3000))
    found = gather([file], [URL], bodies)
    assert len(found.of(URL)) == 1
    assert "the headers of a record are too long" in found.notes[0]


def test_long_headers_of_many_records_are_each_within_the_limit(tmp_path: Path, bodies: Path) -> None:
    file = Warc()
    for day in range(5):
        file.add(day=day, headers=[(f"X-{number}", "x" * 3000) for number in range(100)])
    found = gather([file.save(tmp_path / "a.warc.gz")], [URL], bodies)
    assert (len(found.of(URL)), found.notes) == (5, ())


@pytest.mark.parametrize("harm", ["corrupt", "encrypted", "unknown method"])
def test_a_zip_that_cannot_be_unpacked_is_said_in_one_line(tmp_path: Path, bodies: Path, harm: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.wacz", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.warc", Warc(zipped=False).add().stream.getvalue())
    data = bytearray((tmp_path / "a.wacz").read_bytes())
    listed = data.rindex(b"PK\1\2")
    if harm == "corrupt":
        data[60:64] = b"\xff" * 4
    elif harm == "encrypted":
        data[6] |= 1
        data[listed + 8] |= 1
    else:
        data[8] = data[listed + 10] = 99
    (tmp_path / "a.wacz").write_bytes(data)
    with pytest.raises(InvalidInput, match=r"a\.wacz/a\.warc: (cannot be unpacked|not a WARC file)"):
        gather([tmp_path / "a.wacz"], [URL], bodies)


@pytest.mark.parametrize(
    "date", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1969-12-31T23:59:59Z"]
)
def test_a_date_that_cannot_be_stored_is_passed_over_and_told(
    tmp_path: Path, bodies: Path, date: str
) -> None:
    file = Warc().add(told={"WARC-Date": date}).add(day=1).save(tmp_path / "a.warc.gz")
    found = gather([file], [URL], bodies)
    assert [one.at for one in found.of(URL)] == [at(1)]
    assert "has no date that can be read" in found.notes[0]


@pytest.mark.parametrize(("until", "count"), [(at(1) - timedelta(seconds=1), 1), (at(1), 2)])
def test_a_record_of_the_future_is_passed_over_and_told(
    tmp_path: Path, bodies: Path, until: datetime, count: int
) -> None:
    file = Warc().add().add(day=1).save(tmp_path / "a.warc.gz")
    found = gather([file], [URL], bodies, until=until)
    assert len(found.of(URL)) == count
    assert [note.partition(", record")[2] for note in found.notes] == (
        [f" 2: {URL} is dated in the future, {at(1):%Y-%m-%d}"] if count == 1 else []
    )


@pytest.mark.parametrize(
    ("kind", "status", "told"),
    [("response", "9" * 5000, {}), ("revisit", "200 OK", {"WARC-Refers-To-Target-URI": "http://["})],
)
def test_an_odd_record_does_not_cost_those_behind_it(
    tmp_path: Path, bodies: Path, kind: str, status: str, told: dict[str, str]
) -> None:
    file = Warc().add(kind=kind, status=status, told=told).add(day=1).save(tmp_path / "a.warc.gz")
    assert gather([file], [URL], bodies).of(URL)[-1].at == at(1)


def test_a_record_without_a_date_is_passed_over_and_told(tmp_path: Path, bodies: Path) -> None:
    file = Warc().add(told={"WARC-Date": "soon"}).add(day=1).save(tmp_path / "a.warc.gz")
    found = gather([file], [URL], bodies)
    assert [record.at for record in found.of(URL)] == [at(1)]
    assert "has no date that can be read" in found.notes[0]


@pytest.fixture
def exported(tmp_path: Path, bodies: Path) -> Path:
    """An archive brought in from a file, written out again: a page, twice the same, another one."""
    moved = (("Location", "https://lumen.example/legal/privacy"),)
    file = Warc()
    for day, body in ((0, OLD), (3, OLD), (9, NEW)):
        file.add(b"", day=day, status="302 Found", headers=moved)
        file.add(body, day=day, url="https://lumen.example/legal/privacy")
    archive = Archive(tmp_path)
    play(archive, gather([file.save(tmp_path / "a.warc.gz")], [URL], bodies))
    with (tmp_path / "out.warc.gz").open("wb") as stream:
        writing.write(stream, archive.repository("lumen"), ["privacy-policy"], software="archiver")
    return tmp_path / "out.warc.gz"


def test_what_is_written_has_valid_digests(exported: Path) -> None:
    with exported.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            record.content_stream().read()


def test_pages_redirects_and_repeated_looks_are_records(exported: Path) -> None:
    with exported.open("rb") as stream:
        kinds = [
            (one.rec_type, one.http_headers.get_statuscode() if one.http_headers else "")
            for one in ArchiveIterator(stream)
        ]
    assert kinds[0] == ("warcinfo", "")
    assert kinds.count(("response", "302")) == 3
    assert kinds.count(("response", "200")) == 2
    assert kinds.count(("revisit", "200")) == 1


def test_a_record_names_the_address_that_answered_where_it_is_known(tmp_path: Path, serve: Web) -> None:
    archive, pages = Archive(tmp_path), Pages(serve, {URL: page()})
    pages.crawl(archive, [declaration()])
    pages.now += timedelta(days=1)
    pages.crawl(archive, [declaration()])
    with (tmp_path / "out.warc.gz").open("wb") as stream:
        writing.write(stream, archive.repository("lumen"), ["privacy-policy"], software="archiver")
    with (tmp_path / "out.warc.gz").open("rb") as stream:
        told = {one.rec_type: one.rec_headers.get("WARC-IP-Address") for one in ArchiveIterator(stream)}
    assert told == {"warcinfo": None, "response": "127.0.0.1", "revisit": None}


def test_a_round_trip_changes_no_version_date_text_or_body(exported: Path, tmp_path: Path) -> None:
    (tmp_path / "again-bodies").mkdir()
    again = Archive(tmp_path / "again")
    play(again, gather([exported], [URL], tmp_path / "again-bodies"))
    repositories = [Archive(tmp_path).repository("lumen"), again.repository("lumen")]
    one, two = (
        [(v.fetched_at, v.text_sha256) for v in history.each(r, "privacy-policy")] for r in repositories
    )
    assert one == two
    one_looks, two_looks = (
        [
            (look.checked_at, look.outcome, look.sources[0].sha256)
            for look in history.observations(r, "privacy-policy")
        ]
        for r in repositories
    )
    assert one_looks == two_looks


def test_the_same_archive_gives_the_same_file(exported: Path, tmp_path: Path) -> None:
    with (tmp_path / "twice.warc.gz").open("wb") as stream:
        writing.write(stream, Archive(tmp_path).repository("lumen"), ["privacy-policy"], software="archiver")
    assert gzip.decompress((tmp_path / "twice.warc.gz").read_bytes()) == gzip.decompress(
        exported.read_bytes()
    )


Run = Callable[..., Done]


@pytest.fixture
def declaring(tmp_path: Path) -> Path:
    """An archive that declares the recorded page."""
    (tmp_path / "declarations").mkdir()
    (tmp_path / "declarations" / "lumen.json").write_text(
        json.dumps({"name": "Lumen", "terms": {"Privacy Policy": {"fetch": URL}}})
    )
    return tmp_path


def test_the_command_brings_in_what_is_declared_and_counts_it(run: Run, declaring: Path) -> None:
    file = Warc().add(OLD).add(NEW, day=9).save(declaring / "a.warc.gz")
    done = run("import", "warc", str(file))
    assert (done.code, done.err) == (0, "lumen: 2 looks: 2 recorded\n")
    assert "1 sentence amended" in run("log", "lumen/privacy-policy").out
    again = run("import", "warc", str(file), "--json")
    assert again.json == [{"platform": "lumen", "outcomes": {}, "passed_over": 2, "problem": None}]


def test_a_live_crawl_goes_on_where_the_files_end(run: Run, declaring: Path, serve: Web) -> None:
    settings = "[fetch]\nallow_private_addresses = true\ndelay_seconds = 0.0\n"
    (declaring / "archive.toml").write_text(settings)
    (declaring / "declarations" / "lumen.json").write_text(
        json.dumps({"name": "Lumen", "terms": {"Privacy Policy": {"fetch": serve.url("/privacy")}}})
    )
    serve.pages["/privacy"] = Answer(body=NEW, headers={"Content-Type": "text/html; charset=utf-8"})
    run("import", "warc", str(Warc().add(OLD, url=serve.url("/privacy")).save(declaring / "a.warc.gz")))
    assert "1 recorded" in run("crawl").err
    assert "1 sentence amended" in run("log", "lumen/privacy-policy").out


def test_files_without_a_declared_address_are_said_to_hold_none(run: Run, declaring: Path) -> None:
    file = Warc().add(url="https://other.example/").save(declaring / "a.warc.gz")
    assert "No record of a declared address was found" in run("import", "warc", str(file)).err


def test_the_command_writes_a_file(run: Run, declaring: Path) -> None:
    run("import", "warc", str(Warc().add(OLD).add(NEW, day=9).save(declaring / "a.warc.gz")))
    done = run("export", "warc", "lumen", "-o", str(declaring / "out.warc.gz"))
    assert (done.code, done.err) == (0, f"{declaring}/out.warc.gz: 2 records\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import", "warc", "nowhere.warc"), "cannot be read"),
        (("export", "warc", "nobody", "-o", "x.warc.gz"), "no such platform"),
        (("export", "warc", "lumen/cookies", "-o", "x.warc.gz"), "no such document"),
        (("export", "warc", "lumen", "-o", "nowhere/x.warc.gz"), "cannot be written"),
    ],
)
def test_bad_input_is_one_line(
    run: Run, declaring: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(declaring)
    run("import", "warc", str(Warc().add(OLD).save(declaring / "a.warc.gz")))
    done = run(*arguments)
    assert done.code in (1, 2)
    assert (done.out, done.err.count("\n")) == ("", 1)
    assert said in done.err
