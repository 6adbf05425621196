from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from kontor.audit.domain.recording import MASK
from kontor.audit.models import AuditEntry
from kontor.calls.domain.devices import set_phones
from kontor.calls.domain.phone_systems import change_system, create_system, delete_systems, renew_token
from kontor.calls.domain.telephony import change_telephony
from kontor.calls.domain.trunks import add_trunk
from kontor.calls.enums import Connector
from kontor.calls.models import PhoneLink, PhoneSystem, SystemTenant
from kontor.people.models import User
from kontor.preferences.uses import InUse
from kontor.tenants.models import Tenant
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

ASTERISK = {
    "name": "Zentrale",
    "host": "pbx.example",
    "port": 5038,
    "username": "kontor",
    "secret": "a line of its own",
    "context": "kontor-out",
}


@pytest.fixture(autouse=True)
def _scope(nordlicht: Tenant, alpina: Tenant) -> Iterator[None]:
    with everywhere():
        yield


def push(name: str = "Provider", **values: Any) -> PhoneSystem:
    return create_system(name=name, connector=Connector.PUSH, by=None, **values)


def audited(action: str) -> list[dict[str, Any]]:
    return [entry.changes for entry in AuditEntry.objects.filter(action=action).order_by("id")]


def test_a_telephone_system_is_created_with_its_line(ada: User) -> None:
    system = create_system(**ASTERISK, area_code="040", by=ada)

    system.refresh_from_db()
    assert (system.name, system.area_code, system.version) == ("Zentrale", "40", 1)
    assert system.secret == "a line of its own"
    assert PhoneLink.objects.get(system=system).state == "down"
    assert audited("created")[-1]["secret"] == [None, MASK]
    assert "a line of its own" not in str(audited("created"))


def test_of_one_name_there_is_one(ada: User) -> None:
    create_system(**ASTERISK, by=ada)

    with refused("There is a telephone system called “zentrale” already"):
        create_system(**{**ASTERISK, "name": "zentrale"}, by=ada)


def test_a_tenant_administrator_sets_none_up(nordlicht: Tenant) -> None:
    with in_scope(nordlicht), refused("Only administrators of the installation"):
        create_system(**ASTERISK, by=None)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": " \r\n"}, "needs a name"),
        ({"technology": "PJSIP/x\r\nAction"}, "one word, like PJSIP"),
        ({"context": "out,1"}, "The context is one word"),
        ({"host": "pbx.example:5038"}, "without port and slashes"),
        ({"secret": "one\r\nAction: Originate"}, "A password is one line"),
        ({"outside_line": "0w"}, "digits for an outside line"),
        ({"area_code": "(040)"}, "area code with digits only"),
    ],
)
def test_what_could_never_work_is_refused(values: dict[str, Any], sentence: str) -> None:
    with refused(sentence):
        create_system(**{**ASTERISK, **values}, by=None)


def test_a_change_is_written_down_and_keeps_the_secret() -> None:
    system = create_system(**ASTERISK, by=None)

    change_system(system, version=1, name="Hauptanlage", secret="", by=None)

    system.refresh_from_db()
    assert (system.name, system.secret, system.version) == ("Hauptanlage", "a line of its own", 2)
    assert audited("changed") == [{"name": ["Zentrale", "Hauptanlage"]}]


def test_a_stored_password_goes_nowhere_else() -> None:
    system = create_system(**ASTERISK, by=None)

    with refused("it would go another way: evil.example"):
        change_system(system, version=1, host="evil.example", by=None)
    with refused("Enter the password again"):
        change_system(system, version=1, tls=True, by=None)

    change_system(system, version=1, host="new.example", secret="known", by=None)
    system.refresh_from_db()
    assert (system.host, system.secret) == ("new.example", "known")


def test_two_people_do_not_overwrite_each_other() -> None:
    system = create_system(**ASTERISK, by=None)
    change_system(system, version=1, name="Hauptanlage", by=None)

    with refused("Nothing was overwritten"):
        change_system(system, version=1, name="Nebenanlage", by=None)


def test_it_serves_those_that_are_chosen(nordlicht: Tenant, alpina: Tenant) -> None:
    system = push(all_tenants=False, tenants=[nordlicht])

    change_system(system, version=1, tenants=[alpina], by=None)

    assert [row.tenant for row in SystemTenant.objects.filter(system=system)] == [alpina]
    assert audited("changed") == [{"tenants": [["Nordlicht Energie"], ["Alpina Versicherung"]]}]


def test_it_goes_on_serving_whoever_dials_over_it(nordlicht: Tenant, alpina: Tenant) -> None:
    system = push()
    change_telephony(nordlicht, system=system, prefix="71", postfix="", version=0, by=None)
    add_trunk(system, tenant=alpina, pbx_name="alpina", by=None)

    with refused("Alpina Versicherung, Nordlicht Energie: a prefix, a number or a trunk"):
        change_system(system, version=1, all_tenants=False, tenants=[], by=None)


def test_it_is_not_deleted_while_somebody_uses_it(nordlicht: Tenant, anna: User) -> None:
    system = push()
    change_telephony(nordlicht, system=system, prefix="71", postfix="", version=0, by=None)
    set_phones(anna, system, ["201"], seen=[], by=None)

    with pytest.raises(InUse) as refusal, transaction.atomic():
        delete_systems([system], by=None)

    assert "tenant: Nordlicht Energie" in str(refusal.value)
    assert f"phone of: {anna}" in str(refusal.value)
    assert PhoneSystem.objects.living().filter(pk=system.pk).exists()


def test_a_deleted_system_has_no_token_any_more() -> None:
    system = push()
    renew_token(system, by=None)

    assert delete_systems([system], by=None) == 1

    system.refresh_from_db()
    assert (system.token_hash, system.deleted_at is not None) == ("", True)
    assert push(name=system.name).pk != system.pk


def test_a_token_is_told_once_and_replaces_the_old_one() -> None:
    system = push()

    first, second = renew_token(system, by=None), renew_token(system, by=None)

    system.refresh_from_db()
    assert first != second
    assert system.token_hash == hashlib.sha256(second.encode()).hexdigest()
    assert audited("token renewed") == [{}, {}]


def test_an_asterisk_has_no_token() -> None:
    system = create_system(**ASTERISK, by=None)

    with refused("needs a token"):
        renew_token(system, by=None)


def test_the_secret_of_the_signature_is_kept_replaced_and_taken_away() -> None:
    system = push(signing_secret="first")

    change_system(system, version=1, signing_secret="", by=None)
    assert PhoneSystem.objects.get(pk=system.pk).signing_secret == "first"
    change_system(system, version=2, signing_secret="second", by=None)
    assert PhoneSystem.objects.get(pk=system.pk).signing_secret == "second"
    change_system(system, version=3, unsigned=True, by=None)
    assert PhoneSystem.objects.get(pk=system.pk).signing_secret == ""

    assert "second" not in str(audited("changed"))
