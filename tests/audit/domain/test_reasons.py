"""For which deeds a reason is asked, of whom, and where it is kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps

from kontor.audit.domain import source
from kontor.audit.domain.reasons import DEEDS, because, reason_for
from kontor.audit.models import AuditEntry
from kontor.kernel.errors import ReasonNeeded
from kontor.org.domain.memberships import give_role
from kontor.org.domain.tenants import delete_tenants
from kontor.org.preferences import REASONS
from kontor.people.models import Role, User
from kontor.preferences.domain.system import change_system_values, system_values
from kontor.sla.domain.calendars import delete_calendars
from kontor.sla.models import BusinessCalendar
from kontor.supervisor.audit.words import ACTIONS
from kontor.tenants.models import Tenant
from tests.factories.sla import make_calendar
from tests.factories.tenants import make_tenant
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

QUESTION = "Say why. For this a reason is asked: Deleting a tenant."


@pytest.fixture
def asked(database: None) -> None:
    ask("tenants")


@pytest.fixture
def process() -> Iterator[None]:
    """What the process is goes back to what it was."""
    before = source._process
    yield
    source.works_as(before)


def ask(*deeds: str) -> None:
    with everywhere():
        change_system_values({REASONS.key: list(deeds)}, version=system_values().version)


def reasons(thing: Tenant) -> list[str]:
    with everywhere():
        rows = AuditEntry.objects.filter(kind="tenants.tenant", object_id=thing.pk, action="deleted")
        return list(rows.values_list("reason", flat=True))


def test_without_the_setting_nobody_is_asked(ada: User) -> None:
    tenant = make_tenant("Fort")
    with everywhere():
        delete_tenants([tenant], by=ada)

    assert reasons(tenant) == [""]


def test_a_verb_without_a_reason_is_refused_and_does_nothing(asked: None, ada: User) -> None:
    tenant = make_tenant("Fort")
    with everywhere(), refused(QUESTION):
        delete_tenants([tenant], by=ada)

    with everywhere():
        assert Tenant.objects.living().filter(pk=tenant.pk).exists()
    assert reasons(tenant) == []


def test_the_reason_is_kept_at_each_row(asked: None, ada: User) -> None:
    tenants = [make_tenant("Fort"), make_tenant("Weg", code="WEG")]
    with everywhere(), because(lambda: "  Vertrag beendet "):
        delete_tenants(tenants, by=ada)

    assert [reasons(tenant) for tenant in tenants] == [["Vertrag beendet"], ["Vertrag beendet"]]


def test_blanks_are_no_reason(asked: None, ada: User) -> None:
    with everywhere(), because(lambda: "   "), refused(QUESTION):
        delete_tenants([make_tenant("Fort")], by=ada)


def test_other_deeds_are_not_asked(asked: None, ada: User, anna: User, administrator_role: Role) -> None:
    with everywhere():
        give_role(anna, administrator_role, None, by=ada)


def test_the_worker_and_kontor_itself_are_not_asked(asked: None, ada: User, process: None) -> None:
    with everywhere():
        delete_tenants([make_tenant("Fort")], by=None)
        source.works_as(source.WORKER)
        delete_tenants([make_tenant("Weg", code="WEG")], by=ada)


def test_a_command_that_takes_a_reason_asks_for_it_whoever_types(asked: None, process: None) -> None:
    tenant = make_tenant("Fort")
    source.works_as(f"{source.COMMAND_LINE}: tenant")
    with everywhere(), because(lambda: ""), refused(QUESTION):
        delete_tenants([tenant], by=None)

    with everywhere():
        delete_tenants([tenant], by=None)  # no command line that could have been given one


def test_the_question_is_a_refusal_of_its_own_kind(asked: None, ada: User) -> None:
    with pytest.raises(ReasonNeeded), everywhere():
        delete_tenants([make_tenant("Fort")], by=ada)


def test_who_ends_the_asking_is_asked_too(database: None, ada: User) -> None:
    ask("settings")
    settings = "Say why. For this a reason is asked: Changing settings of the whole installation."
    with everywhere(), refused(settings):
        change_system_values({REASONS.key: []}, version=system_values().version, by=ada)

    with everywhere(), because(lambda: "Umstellung"):
        change_system_values({REASONS.key: []}, version=system_values().version, by=ada)

    with everywhere():
        rows = AuditEntry.objects.filter(action="settings changed", actor=ada)
        assert list(rows.values_list("reason", flat=True)) == ["Umstellung"]
        change_system_values({REASONS.key: ["users"]}, version=system_values().version, by=ada)


@pytest.mark.parametrize(
    ("deed", "act"),
    [
        ("rules", ("activated", "routing.ruleversion")),
        ("rules", ("put in force", "escalations.escalationrule")),
        ("hours", ("deleted", "sla.businesscalendar")),
        ("hours", ("deleted", "sla.servicelevel")),
        ("stylesheets", ("deleted", "letters.stylesheet")),
        ("phone_systems", ("deleted", "calls.phonesystem")),
        ("hours_changed", ("changed", "sla.businesscalendar")),
        ("hours_changed", ("changed", "sla.servicelevel")),
        ("stylesheets_changed", ("created", "letters.stylesheet")),
        ("stylesheets_changed", ("made default", "letters.stylesheet")),
        ("tenant_settings", ("settings changed", "tenants.tenant")),
        ("calls", ("calls exported", "tenants.tenant")),
        ("calls", ("recording opened", "calls.call")),
        ("configuration", ("configuration exported", "tenants.tenant")),
        ("disclosures", ("disclosure opened", "privacy.disclosure")),
    ],
)
def test_each_deed_is_asked_for(database: None, ada: User, deed: str, act: tuple[str, str]) -> None:
    assert reason_for(*act, ada) == ""
    ask(deed)

    with everywhere(), refused(f"Say why. For this a reason is asked: {DEEDS[deed].label}."):
        reason_for(*act, ada)


def test_business_hours_stay_without_a_reason(database: None, nordlicht: Tenant, ada: User) -> None:
    ask("hours")
    with in_scope(nordlicht):
        hours = make_calendar(nordlicht, "Sommer")
        with refused(f"Say why. For this a reason is asked: {DEEDS['hours'].label}."):
            delete_calendars([hours], by=ada)

        assert BusinessCalendar.objects.living().filter(pk=hours.pk).exists()
        with because(lambda: "Sommer vorbei"):
            delete_calendars([hours], by=ada)
        row = AuditEntry.objects.get(kind="sla.businesscalendar", object_id=hours.pk, action="deleted")
    assert row.reason == "Sommer vorbei"


def test_every_deed_is_one_that_is_written_down() -> None:
    acts = {act for deed in DEEDS.values() for act in deed.acts}

    assert {action for action, _kind in acts} <= set(ACTIONS)
    assert all(apps.get_model(kind) for _action, kind in acts)
    assert list(REASONS.choices or ()) == list(DEEDS)
