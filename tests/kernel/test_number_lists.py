from __future__ import annotations

from enum import IntEnum
from typing import Any

import pytest
from django.db import connection
from psycopg import DataError
from psycopg.adapt import PyFormat, Transformer

from kontor.kernel.number_lists import NumberListDumper


class Number(IntEnum):
    ONE = 1


LISTS: dict[str, tuple[list[Any], str]] = {
    "small": ([1, 2, 3], "smallint[]"),
    "large": ([1, 40_000], "integer[]"),
    "larger": ([-(2**40), 7], "bigint[]"),
    "beyond": ([2**70], "numeric[]"),
    "one": ([5], "smallint[]"),
    "with nothing": ([1, None, 3], "smallint[]"),
    "of lists": ([[1, 2], [3, 4]], "smallint[]"),
    "yes and no": ([True, False], "boolean[]"),
    "fractions": ([1.5, 2.0], "double precision[]"),
}


def of_database(values: list[Any], kind: str = "") -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s{kind and '::' + kind}", [values])
        (found,) = cursor.fetchone()
        return found


def test_lists_are_written_by_us(database: None) -> None:
    with connection.cursor() as cursor:
        dumper = cursor.cursor.adapters.get_dumper(list, PyFormat.AUTO)

    assert dumper is NumberListDumper


@pytest.mark.parametrize("name", LISTS)
def test_what_arrives_is_what_was_written_and_of_psycopgs_type(database: None, name: str) -> None:
    values, kind = LISTS[name]
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s AS found, pg_typeof(%s)::text", [values, values])
        found, of_kind = cursor.fetchone()

    assert found == values
    assert of_kind == kind


def test_words_keep_what_has_a_meaning_in_an_array(database: None) -> None:
    words = ["a", "{b}", 'c"', "null", "1,2", "\\"]

    assert of_database(words, "text[]") == words


def test_an_empty_list_takes_the_type_that_is_asked_for(database: None) -> None:
    assert of_database([], "bigint[]") == []


def test_numbers_with_names_are_their_numbers(database: None) -> None:
    assert of_database([Number.ONE], "bigint[]") == [1]


def test_numbers_and_words_in_one_list_are_refused() -> None:
    with pytest.raises(DataError):
        Transformer().get_dumper([1, "a"], PyFormat.AUTO)
