from __future__ import annotations

import re

from archive_repo.errors import ArchiveError
from archiver import errors


def drawn() -> set[tuple[str, str]]:
    """The (class, parent) pairs of the tree in the module's docstring."""
    pairs, above = set(), []
    for line in (errors.__doc__ or "").splitlines():
        if found := re.fullmatch(r"    ([│├└─ ]*)(\w+)", line):
            depth = len(found[1]) // 4
            del above[depth:]
            if above:
                pairs.add((found[2], above[-1]))
            above.append(found[2])
    return pairs


def defined() -> set[tuple[str, str]]:
    classes = [
        cls for cls in vars(errors).values() if isinstance(cls, type) and issubclass(cls, ArchiveError)
    ]
    return {(cls.__name__, cls.__bases__[0].__name__) for cls in classes if cls is not ArchiveError}


def test_the_tree_in_the_docstring_is_the_tree_of_the_classes():
    assert drawn() == defined()


def test_a_fetch_error_names_the_page_and_keeps_the_reason():
    error = errors.TimedOut("https://a.example/", "no complete response within 30 s")
    assert str(error) == "https://a.example/: no complete response within 30 s"
    assert error.reason == "no complete response within 30 s"


def test_only_what_may_pass_by_itself_is_worth_a_retry():
    retryable = {name for name, cls in vars(errors).items() if getattr(cls, "retryable", False)}
    assert retryable == {"ServerBusy", "ConnectionFailed", "TimedOut", "BodyCutShort"}


def test_settings_and_declarations_that_cannot_be_used_are_usage_errors():
    assert errors.SettingsError.exit_code == errors.DeclarationError.exit_code == 2
    assert errors.NotInCatalogue.exit_code == 2
