"""The signed header of automatic mail."""

from __future__ import annotations

import pytest
from django.test import override_settings

from kontor.tickets.domain.automatic_mark import ACKNOWLEDGEMENT, AutomaticMark, make_mark, read_mark
from kontor.tickets.domain.tokens import make_token, read_token


def test_mark_says_kind_tenant_and_message() -> None:
    mark = make_mark(ACKNOWLEDGEMENT, 7, 4711)

    assert read_mark(mark) == AutomaticMark("acknowledgement", 7, 4711)


@pytest.mark.parametrize(
    ("old", "new"),
    [(".7.", ".8."), (".4711.", ".4712."), ("acknowledgement", "acknowledgemen")],
)
def test_mark_of_another_kind_tenant_or_message_is_none(old: str, new: str) -> None:
    mark = make_mark(ACKNOWLEDGEMENT, 7, 4711)

    assert read_mark(mark.replace(old, new)) is None


def test_mark_survives_change_of_case_and_words_around_it() -> None:
    mark = make_mark(ACKNOWLEDGEMENT, 7, 4711).upper()

    assert read_mark(f"  ({mark}) ") == AutomaticMark("acknowledgement", 7, 4711)


def test_mark_with_cut_signature_is_none() -> None:
    assert read_mark(make_mark(ACKNOWLEDGEMENT, 7, 4711)[:-1]) is None


@pytest.mark.parametrize("value", ["", "yes", "kontor-automatic.x.1.2.aaaaaaaaaaaaaaaa", "kontor-automatic." * 9_000])
def test_anything_else_is_none(value: str) -> None:
    assert read_mark(value) is None


def test_mark_of_older_key_counts_and_of_unknown_key_does_not() -> None:
    with override_settings(SECRET_KEY="old" * 20):
        mark = make_mark(ACKNOWLEDGEMENT, 7, 4711)

    assert read_mark(mark) is None
    with override_settings(SECRET_KEY_FALLBACKS=["old" * 20]):
        assert read_mark(mark) == AutomaticMark("acknowledgement", 7, 4711)


def test_mark_is_no_token_of_a_ticket() -> None:
    assert read_token(make_mark(ACKNOWLEDGEMENT, 7, 4711)) is None
    assert read_mark(make_token(7, 4711)) is None
