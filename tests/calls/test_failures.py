"""Why a call came to nothing, in words."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from kontor.calls.failures import OF_OWN_PHONE, SENTENCES, Failure, failure_in_words
from kontor.calls.models import Call
from kontor.channels.errors import Kind


def words(kind: str, **values: object) -> str:
    return failure_in_words(Call(failure_kind=kind, failure_values=values))


def test_every_failure_has_a_sentence_in_both_languages() -> None:
    assert set(SENTENCES) == set(Failure)
    with override("de"):
        german = [words(kind) for kind in Failure]
    english = [words(kind) for kind in Failure]
    assert all(german) and not set(german) & set(english)


@pytest.mark.parametrize(
    ("kind", "values", "sentence"),
    [
        ("", {}, ""),
        (
            Failure.OWN_PHONE_OFF,
            {"extension": "1001"},
            "Your own phone, 1001, is not registered with the telephone system.",
        ),
        (Failure.PREFIX, {}, "The telephone system does not know the prefix “–” and puts nothing through with it."),
        (Kind.LOST, {"host": "pbx.example"}, "The connection to pbx.example broke off."),
        ("of another version", {}, ""),
    ],
)
def test_a_failure_in_words(kind: str, values: dict[str, object], sentence: str) -> None:
    assert words(kind, **values) == sentence


def test_causes_of_the_own_phone_are_failures_of_it() -> None:
    assert OF_OWN_PHONE[20] == Failure.OWN_PHONE_OFF
    assert OF_OWN_PHONE[28] == Failure.PREFIX
    assert 16 not in OF_OWN_PHONE
