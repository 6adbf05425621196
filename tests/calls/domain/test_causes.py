from __future__ import annotations

import pytest
from django.utils.translation import override

from kontor.calls.domain.causes import CAUSES, cause_in_words


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (None, ""),
        (17, "The number is busy."),
        (28, "The number is incomplete or has a wrong form."),
        (99, "Cause 99 of the telephone network."),
    ],
)
def test_a_cause_in_words(cause: int | None, words: str) -> None:
    with override("en"):
        assert cause_in_words(cause) == words


def test_every_cause_is_a_sentence_in_german_too() -> None:
    with override("en"):
        english = {cause: cause_in_words(cause) for cause in CAUSES}
    with override("de"):
        german = {cause: cause_in_words(cause) for cause in CAUSES}

    assert all(sentence.endswith(".") for sentence in [*english.values(), *german.values()])
    assert [cause for cause in CAUSES if english[cause] == german[cause]] == []
