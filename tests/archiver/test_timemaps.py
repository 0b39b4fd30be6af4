"""TimeMaps: which addresses of a document have one, and under which number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archiver.publish.site import permalinks

VERSIONS = st.lists(st.lists(st.sampled_from("abcde"), max_size=3, unique=True), max_size=6)


def test_the_newest_text_s_first_address_has_number_0_and_others_their_place() -> None:
    assert permalinks.address_numbers([["a"], ["a", "b"], ["c", "b"]]) == {"a": 1, "b": 2, "c": 0}


def test_without_a_version_or_an_address_there_is_no_number() -> None:
    assert permalinks.address_numbers([]) == {}
    assert permalinks.address_numbers([["a"], []]) == {"a": 1}


@given(VERSIONS, st.lists(st.sampled_from("abcde"), max_size=3, unique=True))
def test_a_new_version_gives_no_number_but_0_to_another_address(
    read_from: list[list[str]], new: list[str]
) -> None:
    before, after = permalinks.address_numbers(read_from), permalinks.address_numbers([*read_from, new])
    owners = {number: url for url, number in before.items() if number}
    assert all(owners.get(number, url) == url for url, number in after.items() if number)
    assert len(set(after.values())) == len(after)
