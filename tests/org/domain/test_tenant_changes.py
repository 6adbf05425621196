"""Tenants: free names, codes and colours, what is refused and at which field, what is told and written down."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.audit.models import AuditEntry
from kontor.kernel import clock
from kontor.org.domain.tenants import (
    MOST_COLOURS,
    change_tenant,
    change_tenant_settings,
    create_tenant,
    delete_tenants,
    free_colour,
    require_free,
    restore_tenant,
)
from kontor.org.models import SystemGroup
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.factories.org import make_system_group
from tests.factories.tenants import make_tenant
from tests.support.hearing import heard
from tests.support.refusal import refused
from tests.support.scoping import everywhere


def audited(tenant: Tenant) -> list[tuple[str, dict[str, Any]]]:
    with everywhere():
        rows = AuditEntry.objects.filter(tenant=tenant, kind="tenants.tenant").order_by("id")
        return list(rows.values_list("action", "changes"))


def fresh(tenant: Tenant) -> Tenant:
    with everywhere():
        return Tenant.objects.get(pk=tenant.pk)


@pytest.mark.parametrize(
    ("name", "code", "about", "sentence"),
    [
        ("  ", "NEU", "name", "A tenant needs a name."),
        (
            "nordlicht ENERGIE",
            "NEU",
            "name",
            "There is a tenant called “nordlicht ENERGIE” already. Choose another name.",
        ),
        ("Neu", " nord ", "code", "The short code NORD belongs to “Nordlicht Energie”. Choose another one."),
        (
            "Neu",
            "weg",
            "code",
            "The short code WEG stays reserved for the deleted tenant “Weg”. Choose another one.",
        ),
    ],
)
def test_what_is_not_free_is_said_at_its_field_before_and_when_it_is_made(
    nordlicht: Tenant, name: str, code: str, about: str, sentence: str
) -> None:
    make_tenant("Weg", code="WEG", deleted=True)

    for verb in (lambda: require_free(name, code), lambda: create_tenant(name=name, code=code, by=None)):
        with everywhere(), refused(sentence, about=about):
            verb()


def test_what_is_free_passes(nordlicht: Tenant) -> None:
    require_free("Nordlicht", "NOR")


def test_a_new_tenant_gets_a_colour_that_none_has(db: None) -> None:
    assert free_colour() == 1
    for colour in (1, 2, 4):
        make_tenant(colour=colour)

    assert free_colour() == 3


@pytest.mark.parametrize("code", ["N", "NORDLICHT", "N-V", "../NV", "NÖ", "N V", ""])
def test_a_short_code_names_folders_and_is_letters_and_digits(db: None, code: str) -> None:
    for verb in (lambda: require_free("Neu", code), lambda: create_tenant(name="Neu", code=code, by=None)):
        with refused("2 to 8 letters (A to Z) or digits", about="code"):
            verb()


def test_a_deleted_tenants_colour_is_free_and_with_all_in_use_a_rare_one_is_taken(db: None) -> None:
    make_tenant(colour=1, deleted=True)
    assert free_colour() == 1

    for colour in range(1, MOST_COLOURS + 1):
        for _each in range(1 if colour == 7 else 2):
            make_tenant(colour=colour)
    assert free_colour() == 7


def test_a_tenant_keeps_its_own_name_in_other_letters(nordlicht: Tenant) -> None:
    changed = change_tenant(nordlicht, name=" NORDLICHT\n Energie ", version=1, by=None)

    assert (changed.name, changed.name_key, changed.sort_key) == (
        "NORDLICHT Energie",
        "nordlicht energie",
        "nordlicht energie",
    )


def test_only_what_is_given_changes(nordlicht: Tenant) -> None:
    changed = change_tenant(nordlicht, colour=9, version=1, by=None)

    assert (changed.name, changed.code, changed.colour) == ("Nordlicht Energie", "NORD", 9)
    assert audited(nordlicht) == [("changed", {"colour": [1, 9]})]


def test_a_deleted_tenant_is_not_changed(nordlicht: Tenant) -> None:
    with everywhere():
        Tenant.objects.filter(pk=nordlicht.pk).update(deleted_at=clock.now())
    sentence = "“Nordlicht Energie” is deleted. Restore the tenant before you change it."

    with refused(sentence):
        change_tenant(nordlicht, colour=9, version=1, by=None)
    with refused(sentence):
        change_tenant_settings(nordlicht, {}, version=1, by=None)


def test_settings_that_somebody_else_saved_are_not_overwritten(nordlicht: Tenant) -> None:
    change_tenant_settings(nordlicht, {"answers.copy_incoming_cc": True}, version=1, by=None)

    with refused("Somebody else has changed the tenant in the meantime. Nothing was overwritten."):
        change_tenant_settings(nordlicht, {"answers.copy_incoming_cc": False}, version=1, by=None)

    assert fresh(nordlicht).preferences == {"answers.copy_incoming_cc": True}


def test_several_are_deleted_together_and_each_log_says_so(nordlicht: Tenant, alpina: Tenant, frozen: Frozen) -> None:
    third = make_tenant("Dritter")

    delete_tenants([nordlicht, alpina], by=None)

    assert [fresh(each).deleted_at for each in (nordlicht, alpina, third)] == [frozen.at, frozen.at, None]
    assert [audited(each) for each in (nordlicht, alpina, third)] == [[("deleted", {})], [("deleted", {})], []]
    assert fresh(nordlicht).version == 2


def test_what_is_deleted_already_is_not_deleted_again(nordlicht: Tenant, frozen: Frozen) -> None:
    delete_tenants([nordlicht], by=None)
    gone = frozen.at
    frozen.move(days=1)

    delete_tenants([nordlicht], by=None)

    assert (fresh(nordlicht).deleted_at, len(audited(nordlicht))) == (gone, 1)


def test_groups_that_choose_a_tenant_are_named_and_deleted_ones_do_not_count(nordlicht: Tenant, alpina: Tenant) -> None:
    first, second = make_system_group(nordlicht, "Nord"), make_system_group(alpina, "Süd")

    with refused(
        "Nothing was deleted: these system groups still choose a tenant: Nord (Nordlicht Energie), "
        "Süd (Alpina Versicherung). Give them another tenant or delete them first."
    ):
        delete_tenants([nordlicht, alpina], by=None)
    with everywhere():
        SystemGroup.objects.filter(pk__in=[first.pk, second.pk]).update(deleted_at=clock.now())
    delete_tenants([nordlicht, alpina], by=None)

    assert fresh(alpina).is_deleted


def test_what_lives_is_not_restored(nordlicht: Tenant) -> None:
    with refused("“Nordlicht Energie” is not deleted."):
        restore_tenant(nordlicht, by=None)


def test_a_tenant_whose_name_was_taken_says_what_to_do(nordlicht: Tenant) -> None:
    delete_tenants([nordlicht], by=None)
    make_tenant("Nordlicht energie", code="N2")

    with refused("Another tenant is called “Nordlicht Energie” by now. Rename it first, then restore this one."):
        restore_tenant(nordlicht, by=None)


def test_each_step_is_told_to_the_pages_of_this_tenant(nordlicht: Tenant, alpina: Tenant) -> None:
    with heard() as told, everywhere():
        change_tenant(nordlicht, colour=9, version=1, by=None)
    with heard() as settings, everywhere():
        change_tenant_settings(nordlicht, {"answers.copy_incoming_cc": True}, version=2, by=None)
    with heard() as deleted, everywhere():
        delete_tenants([nordlicht], by=None)
    with heard() as restored, everywhere():
        back = restore_tenant(nordlicht, by=None)

    assert told == settings == deleted == restored == [("t", nordlicht.pk, "tenant", nordlicht.pk)]
    assert (back.deleted_at, back.version) == (None, 5)


def test_who_works_for_a_tenant_that_is_switched_off_loses_the_stream(nordlicht: Tenant) -> None:
    with heard() as off, everywhere():
        change_tenant(nordlicht, active=False, version=1, by=None)
    with heard() as still_off, everywhere():
        change_tenant(nordlicht, active=False, colour=9, version=2, by=None)
    with heard() as on, everywhere():
        change_tenant(nordlicht, active=True, version=3, by=None)

    tenant = ("t", nordlicht.pk, "tenant", nordlicht.pk)
    assert off == [tenant, ("t", nordlicht.pk, "rights", nordlicht.pk)]
    assert still_off == on == [tenant]
