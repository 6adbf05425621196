from __future__ import annotations

import pytest

from kontor.desk.compose.addresses import read_addresses, write_addresses


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("a@x.example; b@y.example\nc@z.example,,", [["", "a@x.example"], ["", "b@y.example"], ["", "c@z.example"]]),
        ("Anna Arndt <a@x.example>", [["Anna Arndt", "a@x.example"]]),
        ('"Arndt, Anna; Dr." <a@x.example>, b@y.example', [["Arndt, Anna; Dr.", "a@x.example"], ["", "b@y.example"]]),
    ],
)
def test_addresses_are_read_as_people_type_them(typed: str, read: list[list[str]]) -> None:
    assert read_addresses(typed) == read


@pytest.mark.parametrize(
    "typed",
    ["b@", "(hm", "a@x.example b@y.example", "Arndt <a@x.example", "Anna <>", "Meier [intern] a@x.example", '"open'],
)
def test_what_is_no_address_is_kept_as_it_was_typed(typed: str) -> None:
    assert read_addresses(f"k@post.example, {typed}") == [["", "k@post.example"], ["", typed]]


@pytest.mark.parametrize("name", ["Anna Arndt", "Käthe „K“ Kunde, geb. Groß", 'Anna "die" \\ Arndt', "Dr. A; B"])
def test_what_is_written_reads_the_same(name: str) -> None:
    pairs = [[name, "a@x.example"], ["", "b@y.example"]]

    assert read_addresses(write_addresses(pairs)) == pairs


@pytest.mark.parametrize(
    ("name", "written"),
    [("Käthe Kunde", "Käthe Kunde <a@x.example>"), ("Kunde, Käthe", '"Kunde, Käthe" <a@x.example>')],
)
def test_a_name_stands_in_quotes_where_it_must(name: str, written: str) -> None:
    assert write_addresses([[name, "a@x.example"]]) == written
