"""The archive as tables: CSV, JSON lines, SQLite and Parquet, described by datapackage.json."""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from archive_repo.errors import StoreError
from archive_repo.records import Cause, ChangeClass, Outcome
from archive_repo.repository import Repository
from archiver.exchange.dataset import datapackage, files
from archiver.exchange.dataset.records import TABLES, UNIQUE, LookRecord
from archiver.report import spreadsheet
from tests.conftest import START, Done, Recorder

Run = Callable[..., Done]

POLICY = "# Privacy Policy\n\n## Use\n\nWe never sell your personal data.\n\n=cmd() is a formula.\n"
NAMES = {"versions", "changes", "sentences", "provisions", "looks"}


@pytest.fixture
def archive(tmp_path: Path, record: Recorder) -> Path:
    """Two platforms; three versions of a document, one of them a re-extraction, and a failed look."""
    record(POLICY)
    changed = POLICY.replace("never", "may").replace("=cmd() is a formula.", "@SUM is one, „quoted“, too.")
    record(changed)
    read_again = changed.replace("## Use", "## Uses")
    record(read_again, cause=Cause.REEXTRACTION, change_class=ChangeClass.FORMATTING)
    record.look(day=7, outcome=Outcome.FAILED, reason="HTTP 503")
    lumen = Recorder(Repository.create(tmp_path / "platforms" / "lumen.git"))
    lumen("# Terms\n\nAny dispute is resolved by binding arbitration.\n", "terms", title="Terms")
    return tmp_path


def export(run: Run, archive: Path, *words: str, kind: str = "jsonl", name: str = "data") -> Path:
    done = run("export", "dataset", "-o", str(archive / name), "--format", kind, *words)
    assert done.code == 0, done.err
    return archive / name


def lines(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]


def test_each_version_change_sentence_event_and_look_is_a_row(archive: Path, run: Run) -> None:
    folder = export(run, archive)
    versions = lines(folder, "versions")
    assert [(one["platform"], one["document"]) for one in versions] == [
        *[("example-inc", "privacy-policy")] * 3,
        ("lumen", "terms"),
    ]
    assert versions[0]["text"] == POLICY
    assert versions[0]["fetched_at"] == f"{START:%Y-%m-%dT%H:%M:%SZ}"
    changes = lines(folder, "changes")
    assert [one["change_class"] for one in changes] == ["words", "formatting"]
    sentences = [one for one in lines(folder, "sentences") if one["version"] == changes[0]["version"]]
    assert next((one["kind"], one["old"], one["new"]) for one in sentences) == (
        "amended",
        "We never sell your personal data.",
        "We may sell your personal data.",
    )
    (event, *_) = lines(folder, "provisions")
    assert event["category"] == "sale-or-sharing-of-data"
    (look,) = lines(folder, "looks")
    assert (look["outcome"], look["reason"], look["version"]) == (
        "failed",
        "HTTP 503",
        versions[2]["version"],
    )


def test_the_same_archive_gives_the_same_bytes_in_every_format(archive: Path, run: Run) -> None:
    for kind in ("jsonl", "csv", "sqlite"):
        one, other = (export(run, archive, kind=kind, name=name) for name in (f"{kind}1", f"{kind}2"))
        for file in sorted(path.name for path in one.iterdir()):
            assert (one / file).read_bytes() == (other / file).read_bytes(), file


def test_only_what_is_of_the_time_and_class_that_is_asked_for(archive: Path, run: Run) -> None:
    folder = export(run, archive, "--since", "2025-05-02", "--class", "words", "--platform", "example-inc")
    assert [len(lines(folder, name)) for name in ("versions", "changes", "looks")] == [2, 1, 1]
    assert {one["version"] for one in lines(folder, "sentences")} == {lines(folder, "changes")[0]["version"]}


def test_no_cell_of_a_csv_file_is_a_formula_and_every_other_text_is_as_it_was(
    archive: Path, run: Run
) -> None:
    folder = export(run, archive, kind="csv")
    for name in NAMES:
        with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            assert not [cell for row in csv.reader(file) for cell in row if cell[:1] in tuple("=+-@")]
    with (folder / "sentences.csv").open(newline="", encoding="utf-8") as file:
        old = [row["old"] for row in csv.DictReader(file)]
    assert "'=cmd() is a formula." in old
    with (folder / "versions.csv").open(newline="", encoding="utf-8") as file:
        assert next(csv.DictReader(file))["text"] == POLICY


def test_who_takes_one_apostrophe_away_from_a_cell_has_every_text_as_it_was() -> None:
    texts = ["=1+1", "- an item", "+", "@you", "'quoted'", "''", "plain", "it's"]
    (row,) = csv.reader([spreadsheet.line(texts)])
    assert [cell.removeprefix("'") for cell in row] == texts


def test_a_database_has_the_rows_that_json_lines_have(archive: Path, run: Run) -> None:
    told = export(run, archive)
    database = sqlite3.connect(export(run, archive, kind="sqlite", name="db") / files.DATABASE)
    database.row_factory = sqlite3.Row
    for name in NAMES:
        assert [dict(row) for row in database.execute(f"SELECT * FROM {name}")] == lines(told, name)
    database.close()


def test_a_columnar_file_has_the_rows_that_json_lines_have(archive: Path, run: Run) -> None:
    told, folder = export(run, archive), export(run, archive, kind="parquet", name="columns")
    assert {path.name for path in folder.iterdir()} == {*files.names("parquet").values(), datapackage.NAME}
    for name in ("versions", "sentences", "looks"):
        found = duckdb.sql(f"SELECT * FROM '{folder}/{name}.parquet'")
        assert found.columns == list(datapackage.columns(TABLES[name]))
        assert len(found.fetchall()) == len(lines(told, name))
    (first, *_) = duckdb.sql(f"SELECT text FROM '{folder}/versions.parquet'").fetchall()
    assert first == (POLICY,)


def test_parquet_without_duckdb_says_what_to_install(
    archive: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    done = run("export", "dataset", "-o", str(archive / "data"), "--format", "parquet")
    assert done.code == 2
    assert "policy-archiver[parquet]" in done.err
    assert not [path for path in archive.iterdir() if "data" in path.name]


@pytest.mark.parametrize("kind", list(files.FORMATS))
def test_every_column_is_described_and_typed(kind: str) -> None:
    told = datapackage.describe("policy-archive", kind, files.names(kind), title="A")
    assert {one["name"] for one in told["resources"]} == NAMES
    for resource in told["resources"]:
        described = resource["schema"]["fields"]
        assert [one["name"] for one in described] == list(datapackage.columns(TABLES[resource["name"]]))
        assert all(one["description"] and one["type"] for one in described)
        assert set(UNIQUE[resource["name"]]) <= {one["name"] for one in described}


def test_what_is_required_is_there_and_keys_are_unique(archive: Path, run: Run) -> None:
    folder = export(run, archive)
    versions = {one["version"] for one in lines(folder, "versions")}
    for resource in json.loads((folder / datapackage.NAME).read_text())["resources"]:
        rows, told = lines(folder, resource["name"]), resource["schema"]
        required = [one["name"] for one in told["fields"] if "constraints" in one]
        assert all(row[name] not in (None, "") for row in rows for name in required)
        if key := told.get("primaryKey"):
            assert len({tuple(row[name] for name in key) for row in rows}) == len(rows)
        if "foreignKeys" in told:
            assert {row["version"] for row in rows} <= versions


def test_a_dataset_is_replaced_and_other_folders_are_left_alone(archive: Path, run: Run) -> None:
    folder = export(run, archive)
    export(run, archive, kind="csv")
    assert {path.name for path in folder.iterdir()} == {*files.names("csv").values(), datapackage.NAME}
    (archive / "mine").mkdir()
    (archive / "mine" / "letter.txt").write_text("")
    done = run("export", "dataset", "-o", str(archive / "mine"))
    assert done.code == 2
    assert "letter.txt" in done.err
    assert (archive / "mine" / "letter.txt").exists()


def test_a_writer_that_fails_leaves_the_old_dataset_and_nothing_else(tmp_path: Path) -> None:
    with files.whole(tmp_path / "data") as part:
        (part / "versions.csv").write_text("old")

    def write() -> None:
        with files.whole(tmp_path / "data") as part:
            (part / "versions.csv").write_text("new")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write()
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    assert (tmp_path / "data" / "versions.csv").read_text() == "old"


def looks(count: int, *, reason: str = "") -> Iterator[files.Row]:
    for number in range(count):
        yield (
            "looks",
            LookRecord(
                platform="lumen",
                document="terms",
                looked_at=START + timedelta(days=number),
                outcome="failed",
                reason=reason or str(number),
                failures=number,
                version=None,
            ),
        )


def cut() -> Iterator[files.Row]:
    yield from looks(5)
    raise StoreError("cut")


def read(folder: Path, kind: str) -> list[tuple[object, ...]]:
    if kind == "sqlite":
        return sqlite3.connect(folder / files.DATABASE).execute("SELECT * FROM looks").fetchall()
    reader = {"jsonl": "read_json", "csv": "read_csv", "parquet": "read_parquet"}[kind]
    options = ", maximum_object_size = 99999999" if kind == "jsonl" else ""
    return duckdb.sql(f"SELECT * FROM {reader}('{folder}/looks.{kind}'{options})").fetchall()


@pytest.mark.parametrize("kind", list(files.FORMATS))
def test_a_document_that_cannot_be_read_to_its_end_leaves_no_row(tmp_path: Path, kind: str) -> None:
    with files.FORMATS[kind](tmp_path) as add:
        assert add(looks(2)) == {"looks": 2}
        with pytest.raises(StoreError):
            add(cut())
        assert add(looks(1)) == {"looks": 1}
    assert len(read(tmp_path, kind)) == 3


def test_columns_that_take_more_than_one_group_have_all_rows_in_order(tmp_path: Path) -> None:
    with files.parquet(tmp_path) as add:
        for number in range(12):
            add(looks(3, reason=random.Random(number).randbytes(files.GROUP_BYTES // 16).hex()))
        add(looks(1, reason="long" * files.LEAST_READ))
    written = duckdb.sql(f"SELECT reason, failures FROM '{tmp_path}/looks.parquet'").fetchall()
    assert [failures for _, failures in written] == [0, 1, 2] * 12 + [0]
    assert len({reason for reason, _ in written}) == 13
    metadata = f"SELECT max(row_group_id) FROM parquet_metadata('{tmp_path}/looks.parquet')"
    ((groups,),) = duckdb.sql(metadata).fetchall()
    assert groups > 1


def test_an_export_that_is_killed_leaves_no_half_dataset_and_can_be_repeated(archive: Path, run: Run) -> None:
    environment = {**os.environ, "ARCHIVER_ARCHIVE": str(archive)}
    part = archive / ".data.part"
    process = subprocess.Popen(
        (sys.executable, "-m", "archiver", "export", "dataset", "-o", str(archive / "data")), env=environment
    )
    while not part.exists() and process.poll() is None:
        time.sleep(0.001)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    whole = {*files.names("csv").values(), datapackage.NAME}
    assert not (archive / "data").exists() or {path.name for path in (archive / "data").iterdir()} == whole
    export(run, archive, kind="csv")
    assert not part.exists()


def test_a_look_without_a_version_has_no_value_there() -> None:
    assert datapackage.columns(LookRecord)["version"] == ("string", True)
