"""Who gets the one renderer next."""

from __future__ import annotations

import threading

from kontor.letters.rendering.turns import Turns
from tests.support.settled import becomes

SLOW, OTHER, THIRD = 1, 2, 3


def test_a_tenant_whose_letters_take_long_delays_a_letter_of_another_by_one_of_its_own() -> None:
    turns, order = Turns(), list[int]()

    def wait(owner: int) -> None:
        with turns.turn(owner):
            order.append(owner)

    threads = [threading.Thread(target=wait, args=(owner,)) for owner in (SLOW, SLOW, OTHER, SLOW, THIRD)]
    with turns.turn(SLOW):
        for number, thread in enumerate(threads, start=1):
            thread.start()
            becomes(lambda: len(turns._waiting), number)
    for thread in threads:
        thread.join()

    assert order == [OTHER, THIRD, SLOW, SLOW, SLOW]


def test_who_waited_too_long_is_told_and_stands_in_nobodys_way() -> None:
    turns = Turns()
    with turns.turn(SLOW), turns.turn(OTHER, seconds=0.05) as mine:
        assert not mine

    with turns.turn(SLOW, seconds=5) as mine:
        assert mine
