from __future__ import annotations

import re

import pytest

from kontor.tickets.domain.sealed import WORD, seal, unseal

KEY, OTHER = b"k" * 32, b"o" * 32
LARGEST = 2**63 - 1


@pytest.mark.parametrize("ids", [(0, 0), (1, 2), (2, 1), (LARGEST, LARGEST)])
def test_what_is_sealed_is_read_with_the_same_key_only(ids: tuple[int, int]) -> None:
    word = seal(*ids, KEY)

    assert re.fullmatch(WORD, word)
    assert unseal(word, KEY) == ids
    assert unseal(word, OTHER) != ids


def test_neighbours_look_nothing_alike() -> None:
    first, second = seal(1, 1, KEY), seal(1, 2, KEY)

    assert sum(one != other for one, other in zip(first, second, strict=True)) > 15


@pytest.mark.parametrize("ids", [(-1, 0), (0, 2**63)])
def test_only_ids_are_sealed(ids: tuple[int, int]) -> None:
    with pytest.raises(ValueError):
        seal(*ids, KEY)
