"""The whole line of greeting (Anrede): by what is known of the person, in the words of the tenant or of Kontor."""

from __future__ import annotations

from collections.abc import Mapping

from kontor.customers.enums import Salutation
from kontor.tenants.models import Tenant
from kontor.texts.domain.names import LONGEST, PersonName, split_name
from kontor.texts.domain.syntax import filled_once, of_a_stranger
from kontor.texts.enums import FormOfAddress
from kontor.texts.models import Greeting

Key = tuple[str, str]
"""Language and form of address."""

KONTORS_OWN: Mapping[Key, str] = {
    ("de", FormOfAddress.MS): "Sehr geehrte Frau ${customer.last_name},",
    ("de", FormOfAddress.MR): "Sehr geehrter Herr ${customer.last_name},",
    ("de", FormOfAddress.NAMED): "Guten Tag ${customer.first_name} ${customer.last_name},",
    ("de", FormOfAddress.UNKNOWN): "Sehr geehrte Damen und Herren,",
    ("en", FormOfAddress.MS): "Dear Ms ${customer.last_name},",
    ("en", FormOfAddress.MR): "Dear Mr ${customer.last_name},",
    ("en", FormOfAddress.NAMED): "Dear ${customer.first_name} ${customer.last_name},",
    ("en", FormOfAddress.UNKNOWN): "Dear Sir or Madam,",
}
PLACES = ("customer.first_name", "customer.last_name", "tenant.name")
"""The placeholders that a greeting may have. A last name comes with the title that is said before it."""


def greetings_of(tenant: Tenant) -> dict[Key, str]:
    """The tenant's own greetings. One statement."""
    rows = Greeting.objects.filter(tenant=tenant).values_list("language", "form", "text")
    return {(language, form): text for language, form, text in rows}


def form_of(name: PersonName, salutation: str) -> FormOfAddress:
    """How somebody of this name is addressed: with Ms or Mr only where that is known, by name where it is whole."""
    if name.last and salutation == Salutation.MS:
        return FormOfAddress.MS
    if name.last and salutation == Salutation.MR:
        return FormOfAddress.MR
    return FormOfAddress.NAMED if name.is_whole else FormOfAddress.UNKNOWN


def greeting_for(
    name: str, salutation: str, language: str, *, own: Mapping[Key, str], tenant_name: str, otherwise: str = "en"
) -> str:
    """The greeting. A language without one takes the words of ``otherwise``, and at last English ones."""
    person = split_name(name)
    if not person.last and salutation in (Salutation.MS, Salutation.MR):
        person = PersonName("", name.strip())
    text = greeting_text(form_of(person, salutation), language, own=own, otherwise=otherwise)
    values = {
        "customer.first_name": of_a_stranger(person.first, LONGEST),
        "customer.last_name": of_a_stranger(" ".join(filter(None, [person.title, person.last])), LONGEST),
        "tenant.name": tenant_name,
    }
    return filled_once(text, lambda place, fallback: values.get(place) or fallback or "")


def greeting_text(form: FormOfAddress, language: str, *, own: Mapping[Key, str], otherwise: str) -> str:
    """The words with their placeholders: the tenant's, then Kontor's, language by language."""
    for each in dict.fromkeys([language, language.partition("-")[0], otherwise, "en"]):
        found = own.get((each, form)) or KONTORS_OWN.get((each, form))
        if found:
            return found
    return KONTORS_OWN["en", form]
