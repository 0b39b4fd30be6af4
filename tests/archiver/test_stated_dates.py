from __future__ import annotations

from datetime import date

import pytest

from archive_repo.text.stated_dates import StatedDates, read


@pytest.mark.parametrize(
    ("line", "updated", "effective"),
    [
        ("Last updated: 3 March 2025", date(2025, 3, 3), None),
        ("Last Updated March 3rd, 2025", date(2025, 3, 3), None),
        ("Effective Date: 2025-03-03", None, date(2025, 3, 3)),
        ("These terms take effect on 03/13/2025.", None, date(2025, 3, 13)),
        ("Version of 3 Mar 2025, effective from 1 April 2025", date(2025, 3, 3), date(2025, 4, 1)),
        ("Stand: 3. März 2025", date(2025, 3, 3), None),
        ("Gültig ab 03.04.2025", None, date(2025, 4, 3)),
        ("Dernière mise à jour : 3 février 2025", date(2025, 2, 3), None),
        ("Última actualización: 3 de agosto de 2025", date(2025, 8, 3), None),
        ("Ultimo aggiornamento: 3 maggio 2025", date(2025, 5, 3), None),
        ("Ostatnia aktualizacja: 3 września 2025", date(2025, 9, 3), None),
        ("Last updated: 03/04/2025", date(2025, 3, 4), None),
        ("Dernière mise à jour : 03/04/2025", date(2025, 4, 3), None),
        ("Stand: 03.03.2025", date(2025, 3, 3), None),
        ("更新日期：2025年3月3日", date(2025, 3, 3), None),
        ("생효 시행일: 2025년 3월 3일", None, date(2025, 3, 3)),
    ],
)
def test_a_date_is_read_with_what_it_is_said_to_be(
    line: str, updated: date | None, effective: date | None
) -> None:
    text = f"# Terms\n\n{line}\n\nThese are the terms that apply to you.\n"
    assert read(text) == StatedDates(updated=updated, effective=effective)


def test_a_label_on_a_line_of_its_own_names_the_date_below_it() -> None:
    assert read("# Terms\n\nEffective\n\nMay 30, 2025\n").effective == date(2025, 5, 30)


def test_a_bare_date_below_the_title_is_when_it_was_written() -> None:
    assert read("# Guidelines\n\nFebruary 14, 2025\n\nWe own the marks.\n").updated == date(2025, 2, 14)


def test_a_date_in_a_sentence_about_something_else_is_left_alone() -> None:
    text = "# Terms\n\nWe were founded on 3 March 2015 by two people.\n"
    assert read(text) == StatedDates()


def test_a_date_in_a_sentence_in_the_middle_of_a_long_text_is_left_alone() -> None:
    middle = "\n\n".join(["We keep this."] * 60)
    told = "The list of partners was updated on 3 March 2015 for all."
    assert read(f"# Terms\n\n{middle}\n\n{told}\n\n{middle}\n") == StatedDates()


def test_of_several_policies_in_one_text_the_newest_date_is_the_documents() -> None:
    middle = "\n\n".join(["We keep this."] * 60)
    text = "\n\n".join(
        ["# Legal", "Updated: 4 May 2024", middle, "## Cookies", "Last updated: 3 March 2025", middle]
    )
    assert read(text).updated == date(2025, 3, 3)


@pytest.mark.parametrize(("more", "updated"), [(4, date(2025, 3, 3)), (5, None)])
def test_a_date_in_the_middle_has_a_line_of_up_to_eight_words(more: int, updated: date | None) -> None:
    line = f"Updated 3 March 2025{' again' * more}"
    assert read(text_of([*sentences(60), line, *sentences(60)])).updated == updated


def test_a_date_at_the_end_of_a_long_text_is_read() -> None:
    middle = "\n\n".join(["We keep this."] * 60)
    assert read(f"# Terms\n\n{middle}\n\nUpdated: 3 March 2015\n").updated == date(2015, 3, 3)


def test_of_several_pages_the_newest_date_is_the_documents() -> None:
    pages = ["Updated: 3 March 2025", "Updated: 4 May 2025\n\nEffective: 1 June 2025", "Updated: 1 May 2024"]
    assert read("\n\n---\n\n".join(pages)) == StatedDates(
        updated=date(2025, 5, 4), effective=date(2025, 6, 1)
    )


@pytest.mark.parametrize(
    "heading", ["Changelog", "12. Change log", "Version history", "Previous versions of this policy"]
)
def test_an_entry_of_a_changelog_is_no_stated_date(heading: str) -> None:
    log = f"## {heading}\n\n- Updated 3 March 2025: more rights\n- Updated 1 May 2024: first version\n"
    assert read(f"# Terms\n\nWe keep this.\n\n{log}") == StatedDates()
    assert read(f"# Terms\n\n{log}\n## Contact\n\nUpdated: 4 May 2025\n").updated == date(2025, 5, 4)


def test_a_section_on_changes_may_state_the_date() -> None:
    text = "# Terms\n\n## Changes to this policy\n\nLast updated: 3 March 2025\n"
    assert read(text).updated == date(2025, 3, 3)


def test_an_impossible_date_is_no_date() -> None:
    assert read("Last updated: 31 February 2025\n") == StatedDates()


def test_the_newest_of_both_dates_is_what_an_announcement_moves() -> None:
    assert read("Updated: 3 March 2025\n\nEffective: 1 April 2025\n").newest == date(2025, 4, 1)
    assert StatedDates().newest is None


DAY = date(2015, 3, 3)
STATED = "Updated: 3 March 2015"
LONG = f"{STATED}, the day of all these terms"


def sentences(count: int) -> list[str]:
    return ["We keep this."] * count


def text_of(lines: list[str]) -> str:
    return "\n\n".join(lines) + "\n"


@pytest.mark.parametrize(("before", "updated"), [(39, DAY), (40, None)])
def test_a_date_is_among_the_first_forty_lines(before: int, updated: date | None) -> None:
    assert read(text_of([*sentences(before), LONG, *sentences(60)])).updated == updated


@pytest.mark.parametrize(("after", "updated"), [(14, DAY), (15, None)])
def test_a_date_is_among_the_last_fifteen_lines(after: int, updated: date | None) -> None:
    assert read(text_of([*sentences(60), LONG, *sentences(after)])).updated == updated


@pytest.mark.parametrize(("more", "updated"), [(26, DAY), (27, None)])
def test_a_line_with_the_date_has_up_to_thirty_words(more: int, updated: date | None) -> None:
    line = f"{STATED}{' again' * more}"
    assert read(text_of(["# Terms", line, *sentences(3)])).updated == updated


@pytest.mark.parametrize(("before", "updated"), [(5, DAY), (6, None)])
def test_a_bare_date_is_among_the_first_six_lines(before: int, updated: date | None) -> None:
    assert read(text_of([*sentences(before), "3 March 2015", *sentences(3)])).updated == updated


@pytest.mark.parametrize(("more", "effective"), [(5, DAY), (6, None)])
def test_a_label_above_a_date_has_up_to_six_words(more: int, effective: date | None) -> None:
    label = f"Effective{' then' * more}"
    assert read(text_of(["# Terms", label, "3 March 2015", *sentences(3)])).effective == effective
