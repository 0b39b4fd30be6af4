"""Somebody else's archive is read as it is: by folder, in the order of recording, whatever it is called."""

from __future__ import annotations

import subprocess
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from archive_repo.errors import DamagedRepository, InvalidInput, NotFound
from archive_repo.git import foreign
from archive_repo.git.foreign import LARGEST
from archiver.exchange import collection, messages
from archiver.exchange.incoming import slugs
from archiver.exchange.messages import Kind
from tests.archiver.collections import START, Written, git

HEX = "0123456789abcdef0123456789abcdef01234567"
OTHER = "fedcba9876543210fedcba9876543210fedcba98"
MONGO = "5f9c1b2e8d4a3c0012ab34cd"


def small(folder: Path) -> Written:
    made = Written(folder / "small-versions.git")
    made.record("README.md", "# Versions\n", "Initial commit")
    made.record("Lumen/Privacy Policy.md", "We keep it.\n", "First record of Lumen Privacy Policy")
    made.record("Quill & Co/Terms of Service.md", "You may.\n", "Start tracking Quill & Co Terms of Service")
    made.record("Lumen/Privacy Policy.md", "We keep it all.\n", "Update Lumen Privacy Policy")
    return made


def test_a_collection_is_read_by_the_names_of_its_folders_in_the_order_of_recording(tmp_path: Path) -> None:
    made = small(tmp_path)
    with collection.opened(made.path) as found:
        assert found.name == "small"
        assert list(found.platforms) == ["Lumen", "Quill & Co"]
        assert [one.commit for one in found.platforms["Lumen"]] == [made.commits[1], made.commits[3]]
        assert [one.recorded_at - START for one in found.platforms["Lumen"]] == [
            timedelta(days=1),
            timedelta(days=3),
        ]
        with found.texts() as texts:
            assert texts.blob(found.platforms["Lumen"][1].text) == b"We keep it all.\n"


def test_a_bundle_and_a_clone_with_files_are_read_as_the_bare_repository_is(tmp_path: Path) -> None:
    made = small(tmp_path)
    bundle = made.bundle(tmp_path / "small-versions.bundle")
    subprocess.run(("git", "clone", "-q", str(made.path), str(tmp_path / "small")), check=True)
    with collection.opened(made.path) as bare:
        for path in (bundle, tmp_path / "small"):
            with collection.opened(path) as found:
                assert (found.name, found.platforms) == (bare.name, bare.platforms)


def test_the_order_of_recording_counts_and_not_the_dates(tmp_path: Path) -> None:
    made = Written(tmp_path / "v.git")
    first = made.record("A/Terms.md", "One.", "First record of A Terms", at=START + timedelta(days=9))
    second = made.record("A/Terms.md", "Two.", at=START)
    with collection.opened(made.path) as found:
        assert [one.commit for one in found.platforms["A"]] == [first, second]


def test_files_that_are_removed_keep_their_history(tmp_path: Path) -> None:
    made = small(tmp_path)
    git(
        made.path,
        "fast-import",
        "--quiet",
        given=b"commit refs/heads/main\ncommitter A <a@b> 1700000000 +0000\ndata 6\nDelete\n"
        b"from refs/heads/main^0\nD Lumen\n",
    )
    with collection.opened(made.path) as found:
        assert len(found.platforms["Lumen"]) == 2


@pytest.mark.parametrize(
    "name", ["DALL·E", 'The "Best"', "Société", "豆包", "it's", "a & b; c", "-x", "Tab\u00e9"]
)
def test_names_of_all_kinds_are_read_as_they_are(tmp_path: Path, name: str) -> None:
    made = Written(tmp_path / "v.git")
    made.record(f"{name}/Terms of {name}.md", "Text.", f"First record of {name}")
    with collection.opened(made.path) as found:
        assert found.platforms[name][0].terms_type == f"Terms of {name}"
        assert found.left_out == ()


@pytest.mark.parametrize("name", [b"\xff\xfe", b"\xe2\x80\xaeevil", b"\xc2\xb7\xc2\xb7", b"x" * 230])
def test_a_name_under_which_nothing_can_be_recorded_is_told_and_the_rest_is_read(
    tmp_path: Path, name: bytes
) -> None:
    made = small(tmp_path)
    made.record(name + b"/Terms.md", "Text.")
    with collection.opened(made.path) as found:
        assert list(found.platforms) == ["Lumen", "Quill & Co"]
        assert len(found.left_out) == 1
        assert found.left_out[0].isascii()
        assert "left out: the name" in found.left_out[0]


def test_files_at_the_root_and_deeper_ones_are_no_documents(tmp_path: Path) -> None:
    made = small(tmp_path)
    for file in ("Terms.md", "Lumen/a/Terms.md", ".github/Terms.md", "Lumen/README.md", "Lumen/Terms.txt"):
        made.record(file, "x")
    with collection.opened(made.path) as found:
        assert {one.terms_type for one in found.platforms["Lumen"]} == {"Privacy Policy"}
        assert list(found.platforms) == ["Lumen", "Quill & Co"]


def test_a_repository_of_something_else_is_refused_in_one_line(tmp_path: Path) -> None:
    made = Written(tmp_path / "v.git")
    made.record("docs/guide.md", "# Guide", "Write a guide")
    with pytest.raises(InvalidInput, match="not a collection"), collection.opened(made.path):
        pass


def test_what_is_no_repository_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("text")
    with pytest.raises(InvalidInput, match="not a git repository"), collection.opened(tmp_path / "folder"):
        pass
    with pytest.raises(DamagedRepository, match="cannot read it"), collection.opened(tmp_path / "file"):
        pass
    with pytest.raises(NotFound), collection.opened(tmp_path / "nothing"):
        pass


def test_an_empty_repository_is_refused_in_one_line(tmp_path: Path) -> None:
    made = Written(tmp_path / "v.git")
    with pytest.raises(InvalidInput, match="no commit"), collection.opened(made.path):
        pass


def test_a_pack_that_was_cut_is_refused_in_one_line(tmp_path: Path) -> None:
    made = small(tmp_path)
    git(made.path, "repack", "-adq")
    (pack,) = (made.path / "objects" / "pack").glob("*.pack")
    pack.chmod(0o644)
    pack.write_bytes(pack.read_bytes()[:60])
    with pytest.raises((DamagedRepository, InvalidInput)) as raised, collection.opened(made.path):
        pass
    assert "\n" not in str(raised.value)


def test_a_bundle_that_was_cut_is_refused_in_one_line(tmp_path: Path) -> None:
    bundle = small(tmp_path).bundle(tmp_path / "cut.bundle")
    bundle.write_bytes(bundle.read_bytes()[:-40])
    with pytest.raises(DamagedRepository) as raised, collection.opened(bundle):
        pass
    assert "\n" not in str(raised.value)


def test_a_text_that_is_missing_is_said_to_be(tmp_path: Path) -> None:
    made = small(tmp_path)
    with collection.texts(made.path) as texts, pytest.raises(DamagedRepository, match="cannot be read"):
        texts.blob(HEX)


def test_what_a_clones_configuration_names_is_not_run(tmp_path: Path) -> None:
    made = small(tmp_path)
    ran = tmp_path / "ran"
    git(made.path, "config", "diff.external", f"touch {ran}")
    git(made.path, "config", "core.fsmonitor", f"touch {ran}")
    git(made.path, "config", "core.pager", f"touch {ran}")
    with collection.opened(made.path):
        pass
    assert not ran.exists()


def dataset(file: Path, members: dict[str, str]) -> Path:
    with zipfile.ZipFile(file, "w") as made:
        for name, text in members.items():
            made.writestr(name, text)
    return file


def test_a_dataset_is_read_in_the_order_of_its_dates(tmp_path: Path) -> None:
    file = dataset(
        tmp_path / "small-dataset.zip",
        {
            "small-2024-01-01/README.md": "about",
            "small-2024-01-01/Lumen/Terms of Service/2023-01-02T03-04-05Z.md": "B",
            "small-2024-01-01/Lumen/Privacy Policy/2022-01-02T03-04-05Z.md": "A",
        },
    )
    with collection.opened(file) as found, found.texts() as texts:
        assert found.name == "small"
        assert [texts.blob(one.text) for one in found.platforms["Lumen"]] == [b"A", b"B"]
        assert found.platforms["Lumen"][0].commit == "2022-01-02T03-04-05Z"


def test_members_of_a_dataset_that_climb_out_are_told_and_left_out(tmp_path: Path) -> None:
    file = dataset(
        tmp_path / "d.zip",
        {
            "../Lumen/Terms/2022-01-02T03-04-05Z.md": "A",
            "/Lumen/Terms/2022-01-02T03-04-05Z.md": "A",
            "Lumen/Terms/2022-01-02T03-04-05Z.md": "A",
            "Lumen/Terms/2022-13-02T03-04-05Z.md": "A",
        },
    )
    with collection.opened(file) as found:
        assert [one.text for one in found.platforms["Lumen"]] == ["Lumen/Terms/2022-01-02T03-04-05Z.md"]
        assert sum("leads out" in one for one in found.left_out) == 2
        assert sum("not a date" in one for one in found.left_out) == 1


def test_a_dataset_that_was_cut_is_refused_in_one_line(tmp_path: Path) -> None:
    whole = dataset(tmp_path / "d.zip", {"Lumen/Terms/2021-08-01T01-03-12Z.md": "x" * 500})
    whole.write_bytes(whole.read_bytes()[:-60])
    with pytest.raises(DamagedRepository, match="cannot be read as a zip"), collection.opened(whole):
        pass


def test_a_zip_of_something_else_is_refused_in_one_line(tmp_path: Path) -> None:
    with (
        pytest.raises(InvalidInput, match="not a dataset"),
        collection.opened(dataset(tmp_path / "d.zip", {"a.md": "x"})),
    ):
        pass


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("First record of Lumen Privacy Policy", Kind.FIRST),
        ("Start tracking Lumen Privacy Policy", Kind.FIRST),
        ("Record new changes of Lumen Privacy Policy", Kind.CHANGE),
        ("Update Lumen Privacy Policy", Kind.CHANGE),
        ("Apply technical or declaration upgrade on Lumen Privacy Policy", Kind.UPGRADE),
        ("Refilter Lumen Privacy Policy", Kind.UPGRADE),
        ("Updated the readme", Kind.OTHER),
        ("Merge pull request #1", Kind.OTHER),
        ("", Kind.OTHER),
    ],
)
def test_the_beginning_of_a_subject_says_why_a_version_was_recorded(subject: str, kind: Kind) -> None:
    assert messages.parse(subject).kind is kind


SAID = "This version was recorded after"


@pytest.mark.parametrize(
    ("body", "ids"),
    [
        (f"{SAID} extracting from snapshot https://github.com/o/s/commit/{HEX}", (HEX,)),
        (f"{SAID} filtering snapshot https://github.com/o/s/commit/{HEX[:10]}", (HEX[:10],)),
        (f"{SAID} filtering snapshot {HEX}", (HEX,)),
        (f"{SAID} filtering snapshot {HEX}.", (HEX,)),
        (f"{SAID} filtering snapshot with Mongo ID {MONGO}", (MONGO,)),
        (f"{SAID} extracting from snapshot https://s.example/snapshots/{MONGO}", (MONGO,)),
        (
            f"{SAID} filtering and assembling the following snapshots from 2 pages:\n"
            f"- https://github.com/o/s/commit/{HEX}\n- https://github.com/o/s/commit/{OTHER}",
            (HEX, OTHER),
        ),
        (
            f"{SAID} extracting from and assembling the following snapshots from 2 source documents:\n"
            f"- https://github.com/o/s/commit/{HEX}\n- https://github.com/o/s/commit/undefined",
            (HEX, ""),
        ),
        (f"{SAID} filtering snapshot mongo://host/db/undefined", ()),
        (f"{SAID} filtering snapshot https://github.com/o/s/commit/true", ()),
        (f"{SAID} filtering snapshot https://github.com/o/s/commit/undefined", ()),
        (f"A fix for {HEX}", ()),
        ("", ()),
    ],
)
def test_snapshots_are_found_by_the_form_in_which_they_are_named(body: str, ids: tuple[str, ...]) -> None:
    assert messages.parse(f"Update Lumen Terms\n\n{body}\n").snapshots == ids


@pytest.mark.parametrize(("said", "version"), [("14.1.0", "14.1.0"), ("undefined", "")])
def test_the_engine_is_named_where_it_is_known(said: str, version: str) -> None:
    assert messages.parse(f"Update Lumen Terms\n\nX-engine-version: {said}\n").engine == version


def test_two_names_never_get_one_slug_and_the_first_has_the_plain_one() -> None:
    found = slugs.given(["Tp-link", "TP-Link", "tp link", "README", "con", "Société"])
    assert list(found.values()) == ["tp-link", "tp-link-2", "tp-link-3", "readme-2", "con-2", "societe"]
    assert dict(slugs.changed(found)) == {
        "TP-Link": "tp-link-2",
        "tp link": "tp-link-3",
        "README": "readme-2",
        "con": "con-2",
    }


def test_what_is_larger_than_any_text_is_not_read_and_the_next_one_is(tmp_path: Path) -> None:
    path = Written(tmp_path / "x-versions.git").path
    largest, larger, small = (
        git(path, "hash-object", "-w", "--stdin", given=b" " * size) for size in (LARGEST, LARGEST + 1, 1)
    )
    with foreign.Objects(path) as objects:
        assert len(objects.blob(largest)) == LARGEST
        with pytest.raises(DamagedRepository, match="too large for a text: 33,554,433 bytes"):
            objects.blob(larger)
        assert objects.blob(small) == b" "
