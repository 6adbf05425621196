"""Ticket numbers: no collisions, no order, slips are found."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from kontor.tickets.domain.numbers import HOW_MANY, find_numbers, format_number, number_for, parse_number

KEY = b"a key for tests"


def test_twenty_thousand_numbers_differ_and_are_ten_digits() -> None:
    numbers = {number_for(value, key=KEY) for value in range(20_000)}

    assert len(numbers) == 20_000
    assert min(numbers) >= 1_000_000_000
    assert max(numbers) <= 9_999_999_999
    assert all(parse_number(str(number)) == number for number in random.Random(1).sample(sorted(numbers), 1_000))


@pytest.mark.slow
def test_a_million_numbers_differ() -> None:
    assert len({number_for(value, key=KEY) for value in range(1_000_000)}) == 1_000_000


def test_numbers_far_apart_in_the_sequence_differ_too() -> None:
    values = random.Random(2).sample(range(HOW_MANY), 20_000)

    assert len({number_for(value, key=KEY) for value in values}) == 20_000


def test_numbers_do_not_tell_their_order() -> None:
    numbers = [number_for(value, key=KEY) for value in range(2_000)]

    rising = sum(later > earlier for earlier, later in pairwise(numbers))

    assert 850 < rising < 1_150
    assert numbers != [number_for(value, key=b"another key") for value in range(2_000)]


@pytest.mark.parametrize("value", [-1, HOW_MANY])
def test_the_sequence_ends(value: int) -> None:
    with pytest.raises(ValueError, match="used up"):
        number_for(value, key=KEY)


def test_every_wrong_digit_is_found() -> None:
    for value in range(300):
        digits = str(number_for(value, key=KEY))
        for place in range(10):
            wrong = [digits[:place] + other + digits[place + 1 :] for other in "0123456789" if other != digits[place]]
            assert [parse_number(number) for number in wrong] == [None] * 9


def test_swapped_neighbours_are_found_almost_always() -> None:
    missed = total = 0
    for value in range(5_000):
        digits = str(number_for(value, key=KEY))
        for place in range(9):
            if digits[place] != digits[place + 1]:
                swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
                total += 1
                missed += parse_number(swapped) is not None

    assert missed / total < 0.025  # MOD 11,10 misses about one in forty-five


def test_format_and_parse() -> None:
    number = number_for(0, key=KEY)
    shown = format_number(number)

    assert [len(group) for group in shown.split("\u00a0")] == [4, 3, 3]
    for typed in (shown, f" #{number} ", shown.replace("\u00a0", " "), " ".join(str(number)), f"#\t{shown}\n"):
        assert parse_number(typed) == number
    for typed in ("", "abc", "12", "0123456789", "１２３４５６７８９０", f"{number}0", "-" + str(number)):
        assert parse_number(typed) is None


def test_find_numbers_in_subjects() -> None:
    one, two = number_for(1, key=KEY), number_for(2, key=KEY)
    grouped = format_number(one).replace("\u00a0", " ")

    assert find_numbers(f"AW: [#{one}] Ihre Anfrage") == [one]
    assert find_numbers(f"Re: {grouped} und {two}, nochmals {one}") == [one, two]
    assert find_numbers(f"Ihre Anfrage {format_number(two)} vom 3. Mai") == [two]
    assert find_numbers(f"Zähler 5 {grouped} 3 Stück") == [one]
    assert find_numbers(f"IBAN DE{one}12, {one}.50 €, 1{one}") == []
    assert find_numbers(f"{one + 1} {'1' * 5000}") == []
