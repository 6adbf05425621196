"""The fields of an address by country."""

from __future__ import annotations

import pytest
from django.utils import translation

from kontor.customers.domain.address_form import place_fields


@pytest.mark.parametrize(
    ("country", "fields"),
    [
        ("DE", [("postcode", "Postcode"), ("city", "City")]),
        ("CH", [("postcode", "Postcode"), ("city", "City")]),
        ("GB", [("city", "City"), ("postcode", "Postcode")]),
        ("US", [("city", "City"), ("region", "State"), ("postcode", "ZIP code")]),
        ("IT", [("postcode", "Postcode"), ("city", "City"), ("region", "Province")]),
        ("IE", [("city", "City"), ("region", "County"), ("postcode", "Eircode")]),
        ("IN", [("city", "City"), ("postcode", "PIN code"), ("region", "State")]),
        ("AE", [("region", "Emirate")]),
        ("", [("postcode", "Postcode"), ("city", "City"), ("region", "Region")]),
    ],
)
def test_each_country_asks_for_its_own_fields(country: str, fields: list[tuple[str, str]]) -> None:
    with translation.override("en"):
        assert [(each.name, str(each.label)) for each in place_fields(country)] == fields
