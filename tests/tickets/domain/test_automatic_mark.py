"""The signed header of automatic mail."""

from __future__ import annotations

import pytest
from django.test import override_settings

from kontor.tickets.domain.automatic_mark import ACKNOWLEDGEMENT, AutomaticMark, make_mark, read_mark
from kontor.tickets.domain.tokens import make_token, read_token


def test_mark_says_kind_tenant_and_message() -> None:
    mark = make_mark(ACKNOWLEDGEMENT, 7, 4711)

    assert read_mark(mark) == AutomaticMark("acknowledgement", 7, 4711)


@pytest.mark.parametrize("other", [(ACKNOWLEDGEMENT, 8, 4711), (ACKNOWLEDGEMENT, 7, 4712), ("system", 7, 4711)])
def test_mark_of_another_kind_tenant_or_message_is_none(other: tuple[str, int, int]) -> None:
    signature = make_mark(ACKNOWLEDGEMENT, 7, 4711).rpartition(".")[2]

    assert read_mark(f"{make_mark(*other).rpartition('.')[0]}.{signature}") is None


def test_mark_tells_nobody_which_tenant_and_message_it_is() -> None:
    assert "4711" not in make_mark(ACKNOWLEDGEMENT, 7, 4711)
    assert ".7." not in make_mark(ACKNOWLEDGEMENT, 7, 4711)


def test_mark_that_a_version_before_gave_counts_still() -> None:
    with override_settings(SECRET_KEY="the key of these tests, long enough to be one"):
        assert read_mark("kontor-automatic.system.7.4711.vefk6omuhw576vq6") == AutomaticMark("system", 7, 4711)


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
