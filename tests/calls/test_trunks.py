from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kontor.audit.models import AuditEntry
from kontor.calls.domain.phone_systems import create_system
from kontor.calls.domain.telephony import change_telephony, systems_for, telephony_of
from kontor.calls.domain.trunks import add_trunk, change_trunk, remove_trunk
from kontor.calls.enums import Connector
from kontor.calls.models import PhoneSystem, Trunk
from kontor.tenants.models import Tenant
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


@pytest.fixture(autouse=True)
def _scope(nordlicht: Tenant, alpina: Tenant) -> Iterator[None]:
    with everywhere():
        yield


@pytest.fixture
def system(_scope: None) -> PhoneSystem:
    return create_system(name="Zentrale", connector=Connector.PUSH, by=None)


def trunk(system: PhoneSystem, tenant: Tenant | None, prefix: str = "", **values: Any) -> Trunk:
    name = values.pop("pbx_name", f"trunk-{prefix or 'any'}")
    return add_trunk(system, tenant=tenant, pbx_name=name, prefix=prefix, by=None, **values)


def test_a_trunk_is_added_changed_and_removed(system: PhoneSystem, nordlicht: Tenant, alpina: Tenant) -> None:
    added = trunk(system, nordlicht, "71", signalled_number="040 1234567")

    change_trunk(added, version=1, tenant=alpina, prefix="72", by=None)
    remove_trunk(Trunk.objects.get(), by=None)

    assert not Trunk.objects.exists()
    rows = AuditEntry.objects.filter(kind="calls.trunk").order_by("id")
    assert [(row.action, row.tenant) for row in rows] == [("added", nordlicht), ("changed", None), ("removed", alpina)]
    assert rows[1].changes == {"tenant": ["Nordlicht Energie", "Alpina Versicherung"], "prefix": ["71", "72"]}


def test_a_trunk_is_called_like_in_the_telephone_system(system: PhoneSystem) -> None:
    assert trunk(system, None, pbx_name="trunk-a").name == "trunk-a"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"pbx_name": ""}, "needs the name that it has in the telephone system"),
        ({"prefix": "7a"}, "digits, * and # only"),
        ({"postfix": "7\r\n"}, None),
        ({"pbx_name": "taken"}, "“taken” has the name taken in the telephone system already"),
        ({"prefix": "70"}, "70… leads out over “taken” already"),
    ],
)
def test_what_is_no_trunk_is_refused(system: PhoneSystem, values: dict[str, Any], sentence: str | None) -> None:
    trunk(system, None, "70", pbx_name="taken")

    if sentence is None:
        assert add_trunk(system, **{"pbx_name": "other", **values}, by=None).postfix == "7"
    else:
        with refused(sentence):
            add_trunk(system, **{"pbx_name": "other", **values}, by=None)


def test_a_trunk_that_is_off_stands_in_nobodys_way(system: PhoneSystem) -> None:
    trunk(system, None, "70", active=False)

    assert trunk(system, None, "70", pbx_name="other").active


def test_a_tenant_never_calls_over_anothers_trunk(system: PhoneSystem, nordlicht: Tenant, alpina: Tenant) -> None:
    change_telephony(nordlicht, system=system, prefix="71", postfix="", version=0, by=None)

    with refused("Nordlicht Energie dials with 71…; over this trunk"):
        trunk(system, alpina, "71")

    trunk(system, alpina, "72")
    with in_scope(nordlicht), refused("72… leads out over the trunk of another tenant"):
        change_telephony(nordlicht, system=system, prefix="72", postfix="", version=1, by=None)


def test_a_system_that_does_not_serve_a_tenant_has_no_trunk_for_it(nordlicht: Tenant, alpina: Tenant) -> None:
    system = create_system(name="Nur Alpina", all_tenants=False, tenants=[alpina], by=None)

    with refused("“Nur Alpina” does not serve Nordlicht Energie"):
        trunk(system, nordlicht)


def test_two_do_not_overwrite_each_other(system: PhoneSystem) -> None:
    added = trunk(system, None)
    change_trunk(added, version=1, name="Amt", by=None)

    with refused("Nothing was overwritten"):
        change_trunk(added, version=1, name="Leitung", by=None)


def test_what_a_tenant_dials_with_is_saved_in_its_own_scope(system: PhoneSystem, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        assert (telephony_of(nordlicht).system, telephony_of(nordlicht).version) == (None, 0)
        change_telephony(nordlicht, system=system, prefix=" 71", postfix="#", version=0, by=None)

        saved = telephony_of(nordlicht)
        assert (saved.system, saved.prefix, saved.postfix, saved.version) == (system, "71", "#", 1)
        entry = AuditEntry.objects.get(action="telephony changed")
        assert entry.changes == {
            "telephone system": ["", "Zentrale"],
            "prefix": ["", "71"],
            "postfix": ["", "#"],
        }


def test_two_tenants_do_not_dial_alike_at_one_system(system: PhoneSystem, nordlicht: Tenant, alpina: Tenant) -> None:
    other = create_system(name="Zweite", connector=Connector.PUSH, by=None)
    change_telephony(alpina, system=system, prefix="71", postfix="", version=0, by=None)

    with in_scope(nordlicht):
        with refused("Another tenant dials with 71… at “Zentrale” already"):
            change_telephony(nordlicht, system=system, prefix="71", postfix="", version=0, by=None)
        assert change_telephony(nordlicht, system=system, prefix="71", postfix="1", version=0, by=None)
        assert change_telephony(nordlicht, system=other, prefix="71", postfix="", version=1, by=None)


def test_without_prefix_many_may_dial(system: PhoneSystem, nordlicht: Tenant, alpina: Tenant) -> None:
    for tenant in (nordlicht, alpina):
        assert change_telephony(tenant, system=system, prefix="", postfix="", version=0, by=None).version == 1


@pytest.mark.parametrize("entered", ["7a", "+49", "7 1"])
def test_a_prefix_is_diallable(system: PhoneSystem, nordlicht: Tenant, entered: str) -> None:
    with refused("digits, * and # only"):
        change_telephony(nordlicht, system=system, prefix=entered, postfix="", version=0, by=None)


def test_what_somebody_else_saved_stays(system: PhoneSystem, nordlicht: Tenant) -> None:
    change_telephony(nordlicht, system=system, prefix="71", postfix="", version=0, by=None)

    with refused("Nothing was overwritten"):
        change_telephony(nordlicht, system=system, prefix="72", postfix="", version=0, by=None)


def test_a_tenant_chooses_among_those_that_serve_it(nordlicht: Tenant, alpina: Tenant, system: PhoneSystem) -> None:
    closed = create_system(name="Nur Alpina", all_tenants=False, tenants=[alpina], by=None)
    create_system(name="Aus", active=False, by=None)

    with in_scope(nordlicht):
        assert list(systems_for(nordlicht)) == [system]
        with refused("“Nur Alpina” does not serve Nordlicht Energie"):
            change_telephony(nordlicht, system=closed, prefix="", postfix="", version=0, by=None)
