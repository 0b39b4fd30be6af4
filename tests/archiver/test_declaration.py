from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest

from archive_repo.records import slug
from archiver import declarations
from archiver.declarations import Document, Range, Source, names
from archiver.errors import DeclarationError

URL = "https://acme.example/privacy"
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(declared: Any, name: str = "acme.json") -> Path:
        path = tmp_path / name
        text = declared if isinstance(declared, str) else json.dumps(declared)
        path.write_text(text, encoding="utf-8")
        return path

    return written


def terms(**keys: Any) -> dict[str, Any]:
    return {"name": "Acme", "terms": {"Privacy Policy": keys}}


def test_an_address_alone_is_a_document(write: Write):
    read = declarations.read(write(terms(fetch=URL)))
    expected = Document(
        platform="acme",
        title="Privacy Policy",
        slug="privacy-policy",
        sources=(Source(url=URL, browser_if_refused=True),),
    )
    assert (read.name, read.slug, read.documents, read.notes) == ("Acme", "acme", (expected,), ())


def test_selectors_are_texts_ranges_and_lists_of_both(write: Write):
    read = declarations.read(
        write(terms(fetch=URL, select=["main", {"startAfter": "h1", "endBefore": "footer"}], remove="nav"))
    )
    (source,) = read.documents[0].sources
    span = Range(start="h1", start_after=True, end="footer", end_before=True)
    assert source.select == ("main", span)
    assert source.remove == ("nav",)


def test_a_range_can_begin_before_and_end_after_its_matches(write: Write):
    read = declarations.read(write(terms(fetch=URL, select={"startBefore": "#a", "endAfter": "#b"})))
    assert read.documents[0].sources[0].select == (
        Range(start="#a", start_after=False, end="#b", end_before=False),
    )


def test_a_part_s_own_value_replaces_the_default_entirely(write: Write):
    declared = terms(
        select=["main", "aside"],
        executeClientScripts=True,
        combine=[
            {"fetch": URL},
            {"fetch": URL + "#more", "select": "article", "executeClientScripts": False},
        ],
    )
    first, second = declarations.read(write(declared)).documents[0].sources
    assert (first.select, first.execute_client_scripts) == (("main", "aside"), True)
    assert (second.select, second.execute_client_scripts) == (("article",), False)
    assert (first.fragment, second.fragment) == ("", "more")


def test_the_older_key_documents_is_read_too(write: Write):
    declared = {"name": "Acme", "documents": {"Imprint": {"fetch": URL}}, "importedFrom": "elsewhere"}
    assert declarations.read(write(declared)).documents[0].slug == "imprint"


def test_query_parameters_are_the_one_filter_that_is_used(write: Write):
    declared = terms(fetch=URL, filter=[{"removeQueryParams": ["utm_source", "gclid"]}, "dropShareLinks"])
    read = declarations.read(write(declared))
    assert read.documents[0].sources[0].remove_query_params == ("utm_source", "gclid")
    assert read.notes == (
        "acme.json: terms.Privacy Policy.filter: JavaScript filters are not run: dropShareLinks",
    )


@pytest.mark.parametrize("form", [["tidy"], "tidy", [{"tidy": {"deep": True}}], {"tidy": []}])
def test_a_javascript_filter_is_noted_in_each_of_its_forms(write: Write, form: Any):
    assert "not run: tidy" in declarations.read(write(terms(fetch=URL, filter=form))).notes[0]


@pytest.mark.parametrize("form", ["ref", ["ref"]])
def test_query_parameters_may_be_one_name_or_a_list(write: Write, form: Any):
    read = declarations.read(write(terms(fetch=URL, filter={"removeQueryParams": form})))
    assert read.documents[0].sources[0].remove_query_params == ("ref",)
    assert read.notes == ()


def test_a_key_that_is_null_is_as_good_as_none(write: Write):
    declared = terms(fetch=URL, select=None, remove=None, filter=None, executeClientScripts=None)
    (source,) = declarations.read(write(declared)).documents[0].sources
    assert (source.select, source.remove, source.execute_client_scripts) == ((), (), False)


@pytest.mark.parametrize(
    ("given", "expected"),
    [({"executeClientScripts": True}, (True, False)), ({"executeClientScripts": False}, (False, False)),
     ({"executeClientScripts": None}, (False, True)), ({}, (False, True))],
)  # fmt: skip
def test_a_browser_is_used_always_never_or_where_plain_requests_are_refused(
    write: Write, given: dict[str, Any], expected: tuple[bool, bool]
):
    (source,) = declarations.read(write(terms(fetch=URL, **given))).documents[0].sources
    assert (source.execute_client_scripts, source.browser_if_refused) == expected
    assert "if_refused" not in repr(source), "it is no part of how a page is read"


@pytest.mark.parametrize(
    ("declared", "url"),
    [
        (f" {URL} ", URL),
        ("https://acme.example/our terms", "https://acme.example/our%20terms"),
        ("https://acme.example ", "https://acme.example"),
    ],
)
def test_spaces_of_an_address_are_read_as_a_browser_reads_them(write: Write, declared: str, url: str):
    assert declarations.read(write(terms(fetch=declared))).documents[0].sources[0].url == url


def test_a_service_that_has_ended_declares_nothing(write: Write):
    read = declarations.read(write({"name": "Acme", "terms": {}}))
    assert read.documents == ()
    assert read.notes == ("acme.json: terms: no document; declare one, or delete the file",)


def test_query_parameters_without_a_name_are_those_that_are_well_known(write: Write):
    read = declarations.read(write(terms(fetch=URL, filter=["removeQueryParams"])))
    assert (read.documents[0].sources[0].remove_query_params, read.notes) == ((), ())


def test_histories_and_scripts_beside_a_declaration_are_no_declarations(write: Write, tmp_path: Path):
    write(terms(fetch=URL))
    write({"Privacy Policy": [{"fetch": URL, "validUntil": "2024-01-01"}]}, "acme.history.json")
    write("export function tidy() {}", "acme.filters.js")
    assert [one.slug for one in declarations.read_all(tmp_path)] == ["acme"]
    assert declarations.problems(tmp_path) == []


WRONG = [
    ("{", r"^acme\.json: not valid JSON: line 1, column 2"),
    ('{"name": "A", "name": "B"}', r"^acme\.json: 'name' is declared twice"),
    ([], r"^acme\.json: must be an object"),
    ("[" * 100_000, r"^acme\.json: not valid JSON: it is nested too deeply"),
    ({"terms": {}}, r"^acme\.json: name: must be the platform's name"),
    ({"name": "·", "terms": {}}, r"^acme\.json: name: '·' has no letter or digit"),
    ({"name": "A\nB", "terms": {}}, r"^acme\.json: name: .* has the control character U\+000A"),
    ({"name": "A\u202eB", "terms": {}}, r"^acme\.json: name: .* has the control character U\+202E"),
    ({"name": "A\ud800", "terms": {}}, r"^acme\.json: name: .* has the control character U\+D800"),
    ({"name": "CON", "terms": {}}, r"^acme\.json: name: 'CON' is the name of a special file"),
    ({"name": "a" * 201, "terms": {}}, r"^acme\.json: name: .* is longer than 200 characters"),
    ({"name": "豆" * 67, "terms": {}}, r"^acme\.json: name: .* makes a file name longer than 200 bytes"),
    ('{"name": "A", "terms": {"T": {"fetch": ' + "1" * 5_000 + "}}}", r"a number has too many digits"),
    ({"name": "Acme", "terms": {"README": {"fetch": URL}}}, r"title 'README' is the name of a special file"),
    ({"name": "Acme"}, r"^acme\.json: terms: missing; it is an object"),
    ({"name": "Acme", "terms": []}, r"^acme\.json: terms: must be an object with an entry per document"),
    ({"name": "Acme", "documents": []}, r"^acme\.json: documents: must be an object with an entry per"),
    ({"name": "Acme", "terms": {}, "documents": {}}, r"^acme\.json: has both terms and documents; move all"),
    ({"name": "Acme", "terms": {}, "url": URL}, r"^acme\.json: unknown key 'url'"),
    ({"name": "Acme", "terms": {"—": {"fetch": URL}}}, r"the title '—' has no letter or digit"),
    (terms(), r"^acme\.json: terms\.Privacy Policy\.fetch: missing"),
    (terms(fetch=[URL]), r"terms\.Privacy Policy\.fetch: must be an address"),
    (terms(fetch="ftp://a.example/x"), r"Privacy Policy\.fetch: must start with https://"),
    (terms(fetch="https:///x"), r"Privacy Policy\.fetch: must start with https:// or http:// and a host"),
    (terms(fetch="https://a.example:port/"), r"Privacy Policy\.fetch: .* is not a valid address"),
    (terms(fetch="https://me:secret@a.example/"), r"fetch: must hold no user name or password"),
    (terms(fetch=URL, selct="main"), r"Privacy Policy: unknown key 'selct'; did you mean select\?"),
    (terms(fetch=URL, combine=[]), r"Privacy Policy: has both fetch and combine; make fetch a page of"),
    (terms(combine=[]), r"Privacy Policy\.combine: must be a list of at least one page"),
    (
        terms(combine=[{"fetch": URL}, {"fetch": "mailto:a@b.example"}]),
        r"^acme\.json: terms\.Privacy Policy\.combine\[1\]\.fetch: must start with",
    ),
    (terms(combine=["x"]), r"Privacy Policy\.combine\[0\]: must be an object"),
    (terms(fetch=URL, select=["main", 3]), r"Privacy Policy\.select\[1\]: must be a CSS selector or a range"),
    (terms(fetch=URL, select=" "), r"Privacy Policy\.select: must be a CSS selector or a range"),
    (terms(fetch=URL, remove={"startAfter": "h1"}), r"remove: a range has either endBefore or endAfter"),
    (
        terms(fetch=URL, select={"startAfter": "a", "startBefore": "b", "endAfter": "c"}),
        r"select: a range has either startBefore or startAfter",
    ),
    (terms(fetch=URL, select={"startAfter": "", "endAfter": "c"}), r"select\.startAfter: must be a CSS"),
    (terms(fetch=URL, executeClientScripts="yes"), r"executeClientScripts: must be true or false"),
    (terms(fetch=URL, filter=[3]), r"Privacy Policy\.filter: must name filters"),
    (terms(fetch=URL, filter=[{"removeQueryParams": 3}]), r"removeQueryParams takes names"),
]


@pytest.mark.parametrize(("declared", "said"), WRONG, ids=[said for _, said in WRONG])
def test_what_cannot_be_used_is_refused_with_file_and_key(
    write: Write, tmp_path: Path, declared: Any, said: str
):
    with pytest.raises(DeclarationError, match=said):
        declarations.read(write(declared))
    assert len(declarations.problems(tmp_path)) == 1


def test_all_problems_of_a_folder_are_found_at_once(write: Write, tmp_path: Path):
    write({"name": "A", "terms": {"One": {"fetch": "x"}, "Two": {}, "Three": {"fetch": URL}}}, "a.json")
    write("{", "b.json")
    said = [str(problem) for problem in declarations.problems(tmp_path)]
    assert [one.split(": ")[:2] for one in said] == [
        ["a.json", "terms.One.fetch"],
        ["a.json", "terms.Two.fetch"],
        ["b.json", "not valid JSON"],
    ]


def test_two_platforms_of_the_same_slug_are_refused(write: Write, tmp_path: Path):
    write({"name": "Acme AI", "terms": {}}, "Acme AI.json")
    write({"name": "acme-ai", "terms": {}}, "acme-ai.json")
    with pytest.raises(DeclarationError, match=r"acme-ai\.json: has the same slug as Acme AI\.json: acme-ai"):
        declarations.read_all(tmp_path)
    assert len(declarations.problems(tmp_path)) == 1


def test_two_documents_of_the_same_slug_are_refused(write: Write, tmp_path: Path):
    path = write({"name": "A", "terms": {"Terms of Use": {"fetch": URL}, "Terms-of-Use": {"fetch": URL}}})
    with pytest.raises(DeclarationError, match=r"terms\.Terms-of-Use: has the same slug"):
        declarations.read(path)
    assert len(declarations.problems(tmp_path)) == 1


def test_selectors_are_checked_where_a_folder_is_validated(write: Write, tmp_path: Path):
    write(terms(combine=[{"fetch": URL, "select": ["main", "div["]}, {"fetch": URL, "remove": "::nope("}]))
    said = [str(problem) for problem in declarations.problems(tmp_path)]
    assert said[0].startswith(
        "acme.json: terms.Privacy Policy.combine[0].select: 'div[' is not a CSS selector"
    )
    assert said[1].startswith("acme.json: terms.Privacy Policy.combine[1].remove: '::nope('")


@pytest.mark.parametrize("where", ["select", "combine"])
def test_an_empty_selection_is_found_where_a_folder_is_validated(write: Write, tmp_path: Path, where: str):
    part = {"fetch": URL, "select": []}
    write(terms(**part) if where == "select" else terms(combine=[{"fetch": URL}, part]))
    place = "" if where == "select" else ".combine[1]"
    assert [str(one) for one in declarations.problems(tmp_path)] == [
        f"acme.json: terms.Privacy Policy{place}.select: is empty; name what to read, or leave the key out"
    ]


@pytest.mark.parametrize("name", ["typo.jsn", "Acme.JSON", "acme.json.txt", "acme.yaml"])
def test_a_file_whose_name_is_none_of_a_declaration_is_told(write: Write, tmp_path: Path, name: str):
    write(terms(fetch=URL), name)
    said = [f"{name} is not read: the name of a declaration ends in .json"]
    assert list(declarations.notes(tmp_path)) == said


@pytest.mark.parametrize(
    "name", ["acme.json", "acme.history.json", "acme.filters.js", "README.md", ".gitkeep"]
)
def test_a_file_that_belongs_beside_declarations_is_not_told(write: Write, tmp_path: Path, name: str):
    write("", name)
    assert list(declarations.notes(tmp_path)) == []


def test_both_ends_of_a_range_are_checked(write: Write, tmp_path: Path):
    write(terms(fetch=URL, select={"startAfter": "h1[", "endBefore": "p:first-child"}))
    assert "'h1[' is not a CSS selector" in str(declarations.problems(tmp_path)[0])


def test_a_folder_that_is_missing_is_said_so(tmp_path: Path):
    with pytest.raises(DeclarationError, match="no such folder"):
        declarations.read_all(tmp_path / "declarations")
    assert len(declarations.problems(tmp_path / "declarations")) == 1


def test_names_may_hold_any_letters(write: Write):
    declared = {"name": "豆包", "terms": {"Conditions d’utilisation": {"fetch": URL}}}
    read = declarations.read(write(declared, "豆包.json"))
    assert (read.slug, read.documents[0].slug) == ("豆包", "conditions-d-utilisation")


@pytest.mark.real_pages
def test_the_declarations_of_a_real_collection_are_read(write: Write, tmp_path: Path):
    real = Path(__file__).parents[2].parent / "shared" / "replay" / "declarations.json"
    if not real.exists():
        pytest.skip("the recorded pages are missing")
    for number, (name, rounds) in enumerate(json.loads(real.read_text()).items()):
        latest = {
            title: pages[0] if len(pages) == 1 else {"combine": pages}
            for title, pages in rounds[-1]["terms"].items()
        }
        write({"name": name, "terms": latest}, f"{number}.json")
    assert declarations.problems(tmp_path) == []
    assert len(declarations.read_all(tmp_path)) > 20


def test_a_platform_is_known_by_the_name_of_its_file_and_shown_by_its_own(write: Write):
    read = declarations.read(write({"name": "Acme™ Inc.", "terms": {"Terms": {"fetch": URL}}}, "Acme.json"))
    assert (read.slug, read.name, read.documents[0].platform) == ("acme", "Acme™ Inc.", "acme")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_accents_are_transliterated_however_they_are_written(form: Literal["NFC", "NFD"]):
    assert slug(unicodedata.normalize(form, "Société Générale Ångström")) == "societe-generale-angstrom"


def test_a_name_may_be_as_long_as_said_and_no_longer():
    assert names.problem("a" * names.MAX_LENGTH) == ""
    assert names.problem("a" * (names.MAX_LENGTH + 1))
    assert names.problem("豆" * (names.MAX_SLUG_BYTES // 3)) == ""
    assert names.problem("豆" * (names.MAX_SLUG_BYTES // 3 + 1))


def test_a_selector_may_be_as_long_as_said_and_no_longer(write: Write, tmp_path: Path):
    longest = "main " * 400
    write(terms(fetch=URL, select=longest))
    assert not declarations.problems(tmp_path)
    write(terms(fetch=URL, select=longest + "p"))
    assert "longer than" in str(declarations.problems(tmp_path)[0])


def test_broken_declarations_are_named_and_the_others_read(write: Write, tmp_path: Path):
    write(terms(fetch=URL), "acme.json")
    write("{", "broken.json")
    write(terms(fetch=URL), "ACME.json")
    read, broken = declarations.read_sound(tmp_path)
    assert [one.slug for one in read] == ["acme"]
    assert len(broken) == 2


@pytest.mark.parametrize(("over", "count"), [(0, 0), (1, 1)])
def test_an_address_has_up_to_2_000_characters(write: Write, tmp_path: Path, over: int, count: int):
    write(terms(fetch=URL + "x" * (2_000 - len(URL) + over)))
    assert len(declarations.problems(tmp_path)) == count


@pytest.mark.parametrize(("documents", "count"), [(100, 0), (101, 1)])
def test_a_page_holds_up_to_100_documents(write: Write, tmp_path: Path, documents: int, count: int):
    named = {f"Policy {number}": {"fetch": f"{URL}#{number}"} for number in range(documents)}
    write({"name": "Acme", "terms": named})
    assert len(declarations.problems(tmp_path)) == count
