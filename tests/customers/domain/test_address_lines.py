from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from kontor.customers.domain.address_lines import lines_of, problems_of, region_names
from kontor.customers.domain.countries import countries, country_name
from kontor.customers.models import PostalAddress

HOME: dict[str, Any] = {
    "name": "Käthe Kunde",
    "street": "Am Kai 7",
    "postcode": "24103",
    "city": "Kiel",
    "country": "DE",
}


def address(**values: Any) -> PostalAddress:
    return PostalAddress(**{**HOME, **values})


@pytest.mark.parametrize(
    ("values", "from_country", "lines"),
    [
        ({}, "DE", ["Käthe Kunde", "Am Kai 7", "24103 Kiel"]),
        ({}, "AT", ["Käthe Kunde", "Am Kai 7", "24103 KIEL", "DEUTSCHLAND"]),
        ({}, "GB", ["Käthe Kunde", "Am Kai 7", "24103 KIEL", "GERMANY"]),
        (
            {"company": "Kunde & Co. KG", "additional": "c/o Möller"},
            "DE",
            ["Kunde & Co. KG", "Käthe Kunde", "c/o Möller", "Am Kai 7", "24103 Kiel"],
        ),
        ({"street": "Postfach 12 34"}, "DE", ["Käthe Kunde", "Postfach 12 34", "24103 Kiel"]),
        (
            {"country": "CH", "street": "Bahnhofstrasse 1", "postcode": "8001", "city": "Zürich"},
            "DE",
            ["Käthe Kunde", "Bahnhofstrasse 1", "8001 ZÜRICH", "SCHWEIZ"],
        ),
        (
            {"country": "SE", "street": "Drottninggatan 5", "postcode": "111 51", "city": "Stockholm"},
            "SE",
            ["Käthe Kunde", "Drottninggatan 5", "111 51 Stockholm"],
        ),
        (
            {"country": "GB", "street": "10 High Street", "postcode": "SW1A 1AA", "city": "London"},
            "DE",
            ["Käthe Kunde", "10 High Street", "LONDON", "SW1A 1AA", "VEREINIGTES KÖNIGREICH"],
        ),
        (
            {"country": "US", "street": "1 Main St", "postcode": "95014", "city": "Cupertino", "region": "CA"},
            "DE",
            ["Käthe Kunde", "1 Main St", "CUPERTINO, CA 95014", "VEREINIGTE STAATEN"],
        ),
        (
            {"country": "JP", "street": "2-1 Dogenzaka", "postcode": "150-0043", "city": "Shibuya", "region": "Tokyo"},
            "DE",
            ["Käthe Kunde", "2-1 Dogenzaka, Tokyo", "150-0043", "JAPAN"],
        ),
        (
            {"country": "HU", "street": "Fő utca 1", "postcode": "1011", "city": "Budapest"},
            "DE",
            ["Käthe Kunde", "BUDAPEST", "Fő utca 1", "1011", "UNGARN"],
        ),
        ({"street": "", "company": "Versand AG", "name": ""}, "DE", ["Versand AG", "24103 Kiel"]),
    ],
)
def test_an_address_reads_as_the_post_of_its_country_wants_it(
    values: dict[str, Any], from_country: str, lines: list[str]
) -> None:
    assert lines_of(address(**values), from_country=from_country) == lines


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({}, []),
        ({"country": "XX"}, [("country", True)]),
        ({"name": ""}, [("name", True)]),
        ({"name": "", "company": "Kunde AG"}, []),
        ({"street": ""}, [("street", True)]),
        ({"street": "", "company": "Kunde AG"}, [("street", False)]),
        ({"street": "Am Kai"}, [("street", False)]),
        ({"street": "Postfach"}, []),
        ({"city": "", "postcode": ""}, [("city", True), ("postcode", True)]),
        ({"postcode": "2410"}, [("postcode", True)]),
        ({"postcode": "2410", "country": "AT"}, []),
        ({"country": "US", "postcode": "95014"}, [("region", False)]),
        ({"country": "US", "postcode": "95014", "region": "Bavaria"}, [("region", False)]),
        ({"country": "US", "postcode": "95014", "region": "CA"}, []),
        ({"country": "IE", "postcode": ""}, []),
        ({"company": "K" * 61}, [("company", False)]),
        ({"street": "Am Kai", "name": ""}, [("name", True), ("street", False)]),
    ],
)
def test_what_is_wrong_with_an_address(values: dict[str, Any], problems: list[tuple[str, bool]]) -> None:
    found = problems_of(address(**values))

    assert [(problem.field, problem.stops) for problem in found] == problems


def test_a_wrong_postcode_is_told_with_an_example() -> None:
    with translation.override("en"):
        (problem,) = problems_of(address(postcode="K-24103"))

    assert problem.sentence == "This is not a postcode of this country; they look like 26133."


def test_countries_are_sorted_by_their_name_in_the_language() -> None:
    german = dict(countries("de"))
    names = [name for _code, name in countries("de")]

    assert (german["AT"], german["CH"], country_name("CH", "en")) == ("Österreich", "Schweiz", "Switzerland")
    assert names.index("Oman") < names.index("Österreich") < names.index("Pakistan")
    assert len(german) > 200


def test_every_country_that_can_be_chosen_can_be_written() -> None:
    for code, name in countries("de"):
        lines = lines_of(address(country=code, region="Region"), from_country="XX")

        assert lines[0] == "Käthe Kunde"
        assert "Am Kai 7" in " ".join(lines)
        assert "%" not in " ".join(lines), name


def test_regions_are_known_where_addresses_name_them() -> None:
    assert region_names("DE") == []
    assert "CA" in region_names("US")
    assert "California" in region_names("US")
