from __future__ import annotations

import pytest

from kontor.audit.models import AuditEntry
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.domain.greetings import greetings_in, languages_with_greetings, set_greetings
from kontor.texts.enums import FormOfAddress
from tests.factories.texts import make_greeting
from tests.support.refusal import refused
from tests.support.scoping import in_scope

HELLO = "Moin ${customer.first_name},"


@pytest.fixture(autouse=True)
def _scope(nordlicht: Tenant) -> object:
    with in_scope(nordlicht):
        yield


def test_without_own_words_those_of_kontor_hold(nordlicht: Tenant) -> None:
    greetings = greetings_in(nordlicht, "de")

    assert {form.value: greetings.example(form) for form in FormOfAddress} == {
        "ms": "Sehr geehrte Frau Kunde,",
        "mr": "Sehr geehrter Herr Dr. Muster,",
        "named": "Guten Tag Kim Beispiel,",
        "unknown": "Sehr geehrte Damen und Herren,",
    }


def test_own_words_are_set_changed_and_given_up(nordlicht: Tenant, sven: User) -> None:
    none = greetings_in(nordlicht, "de")
    set_greetings(nordlicht, "de", {"named": f" {HELLO} ", "ms": ""}, version=none.version, by=sven)
    saved = greetings_in(nordlicht, "de")
    assert (dict(saved.own), saved.example(FormOfAddress.NAMED)) == ({"named": HELLO}, "Moin Kim,")

    set_greetings(nordlicht, "de", {"unknown": "Moin,"}, version=saved.version, by=sven)
    assert dict(greetings_in(nordlicht, "de").own) == {"unknown": "Moin,"}
    assert [entry.changes for entry in AuditEntry.objects.order_by("id")] == [
        {"greeting_named": ["", HELLO]},
        {"greeting_named": [HELLO, ""], "greeting_unknown": ["", "Moin,"]},
    ]


def test_other_languages_and_tenants_stay(nordlicht: Tenant, alpina: Tenant) -> None:
    make_greeting(nordlicht, "named", "Hi,", language="en")
    make_greeting(alpina, "named", "Grüezi,")

    set_greetings(nordlicht, "de", {}, version=greetings_in(nordlicht, "de").version, by=None)

    assert languages_with_greetings(nordlicht) == ["en"]
    with in_scope(alpina):
        assert dict(greetings_in(alpina, "de").own) == {"named": "Grüezi,"}


def test_what_somebody_else_changed_is_not_overwritten(nordlicht: Tenant) -> None:
    seen = greetings_in(nordlicht, "de").version
    set_greetings(nordlicht, "de", {"named": HELLO}, version=seen, by=None)

    with refused("Somebody else has changed these greetings in the meantime. Nothing was overwritten."):
        set_greetings(nordlicht, "de", {"named": "Hallo,"}, version=seen, by=None)


@pytest.mark.parametrize("text", ["Hallo ${agent.name},", "Hallo ${customer.last_name|du} ${NAME},"])
def test_unknown_placeholders_are_refused(nordlicht: Tenant, text: str) -> None:
    name = "agent.name" if "agent" in text else "NAME"

    with refused(
        f"In a greeting there is no ${{{name}}}. It may have ${{customer.first_name}}, ${{customer.last_name}}, "
        "${tenant.name}."
    ):
        set_greetings(nordlicht, "de", {"named": text}, version=greetings_in(nordlicht, "de").version, by=None)


def test_a_greeting_that_is_too_long_is_refused(nordlicht: Tenant) -> None:
    """As one in a template set may be, which no form has seen."""
    with refused("A greeting may have 200 characters."):
        set_greetings(nordlicht, "de", {"named": "x" * 201}, version=greetings_in(nordlicht, "de").version, by=None)
