"""Signed Message-IDs."""

from __future__ import annotations

from collections import Counter

import pytest
from pytest_django import Settings

from kontor.tickets.domain.tokens import TokenClaim, make_message_id, make_token, read_message_id, read_token


@pytest.fixture(autouse=True)
def _key(settings: Settings) -> None:
    settings.SECRET_KEY = "the key of these tests, long enough to be one"
    settings.SECRET_KEY_FALLBACKS = []


@pytest.mark.parametrize(("ticket", "message"), [(1, 1), (0, 0), (255, 256), (2**40, 2**63 - 1)])
def test_round_trip(ticket: int, message: int) -> None:
    made = make_message_id(ticket, message, "North.Example")

    assert made.startswith("<kontor.")
    assert made.endswith("@north.example>")
    assert made == made.lower()
    assert read_message_id(made) == TokenClaim(ticket, message)
    assert read_token(make_token(ticket, message)) == TokenClaim(ticket, message)


def test_case_and_surroundings_do_not_matter() -> None:
    made = make_message_id(17, 4, "north.example")

    assert read_message_id(made.upper()) == TokenClaim(17, 4)
    assert read_message_id(f"  {made.strip('<>')} ") == TokenClaim(17, 4)
    assert read_message_id(made.replace("north", "relay")) == TokenClaim(17, 4)


def test_a_changed_token_is_no_token() -> None:
    made = make_message_id(17, 4, "north.example")
    local = made.strip("<>").partition("@")[0]
    for place, char in enumerate(local):
        if char == ".":
            continue
        changed = f"<{local[:place]}{'a' if char != 'a' else 'b'}{local[place + 1 :]}@north.example>"
        assert read_message_id(changed) is None
    assert read_message_id(f"<{local}x@north.example>") is None
    assert read_message_id(f"<{local[:-1]}@north.example>") is None


@pytest.mark.parametrize(
    "value",
    [
        "",
        "<x@y.example>",
        "<kontor.a.b.c@y>",
        "kontor." * 1000,
        "<kontor.ö.ö.ö@y>",
        f"<kontor.{'a' * 26}.{'a' * 15}\u017f@y.example>",  # which is an "s" without regard to case
        f"<kontor.{'a' * 26}.{'a' * 15}\u212a@y.example>",  # and this a "k"
        f"<kontor.a.b.{'a' * 15}\u017f@y.example>",
    ],
)
def test_strangers_ids_say_nothing(value: str) -> None:
    assert read_message_id(value) is None


def test_another_key_and_an_older_key(settings: Settings) -> None:
    made = make_message_id(17, 4, "north.example")
    older = settings.SECRET_KEY
    settings.SECRET_KEY = "another key, just as long as the one before"

    assert read_message_id(made) is None
    settings.SECRET_KEY_FALLBACKS = [older]
    assert read_message_id(made) == TokenClaim(17, 4)


def test_nobody_reads_out_of_an_id_how_many_tickets_and_messages_there_are() -> None:
    words = [make_token(4711, message).split(".")[1] for message in range(90_000, 90_050)]

    assert len(set(words)) == 50
    assert {len(word) for word in words} == {26}
    assert max(Counter("".join(signs)).most_common(1)[0][1] for signs in zip(*words, strict=True)) < 25


def test_an_id_that_a_version_before_gave_finds_its_ticket_still() -> None:
    assert read_message_id("<kontor.cjtq.aecuu.etweu7wada5mrjg6@north.example>") == TokenClaim(4711, 66_890)


@pytest.mark.parametrize(
    "changed", ["cjtr.aecuu.etweu7wada5mrjg6", "cjtq.aecuv.etweu7wada5mrjg6", "cjtq.aecuu.etweu7wada5mrjg7"]
)
def test_an_id_of_a_version_before_that_was_changed_says_nothing(changed: str) -> None:
    assert read_message_id(f"<kontor.{changed}@north.example>") is None


def test_an_id_of_a_version_before_needs_its_key(settings: Settings) -> None:
    written, older = "<kontor.cjtq.aecuu.etweu7wada5mrjg6@north.example>", settings.SECRET_KEY
    settings.SECRET_KEY = "another key, just as long as the one before"

    assert read_message_id(written) is None
    settings.SECRET_KEY_FALLBACKS = [older]
    assert read_message_id(written) == TokenClaim(4711, 66_890)


def test_a_token_alone_is_no_message_id() -> None:
    token = make_token(17, 4)

    assert (read_token(token), read_message_id(token)) == (TokenClaim(17, 4), None)


def test_behind_a_token_of_somebody_else_ours_is_found() -> None:
    theirs = make_token(17, 4)[:-1] + "2"
    ours = make_token(18, 5)

    assert read_token(f"<{theirs}@a.example> <{ours}@b.example>") == TokenClaim(18, 5)
