from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import override

from kontor.audit.models import AuditEntry
from kontor.escalations.domain.content import Action, Content
from kontor.escalations.domain.rules import create_rule
from kontor.escalations.enums import ActionKind
from kontor.org.models import Category
from kontor.people.models import User
from kontor.preferences.types import REGISTRY
from kontor.routing.domain.conditions import sender_is, subject_has
from kontor.routing.domain.rules import change_rule
from kontor.sla.domain.calendars import create_calendar, save_week
from kontor.supervisor.audit.changes import Change, changes_of
from kontor.supervisor.escalations.words import in_words
from kontor.tenants.models import Tenant
from tests.factories.escalations import TAGS, waits
from tests.factories.routing import make_rule
from tests.support.scoping import in_scope


def test_conditions_stand_in_words(billing: Category, ada: User) -> None:
    rule = make_rule(billing, "Rechnung")
    with in_scope(billing.tenant_id):
        change_rule(rule, version=1, conditions=[subject_has("Mahnung", negated=True), sender_is("@a.example")], by=ada)
        [change] = changes_of(AuditEntry.objects.latest("id")).changes

    assert (change.field, change.old, change.new) == (
        "conditions",
        "Words in the subject: Rechnung",
        "Not: Words in the subject: Mahnung; Sender address or domain: @a.example",
    )


def test_what_is_noted_as_a_structure_stands_in_words(nordlicht: Tenant, billing: Category, ada: User) -> None:
    moves = Action(ActionKind.RECATEGORIZE, values=(str(billing.pk),))
    with in_scope(nordlicht.pk):
        create_rule(nordlicht, "Eilt", Content((waits(30),), (TAGS, moves)), by=ada)
        rule = changes_of(AuditEntry.objects.latest("id")).changes
    settings = {"preferences": [None, {"routing.capacity": 15}]}

    said = [in_words(waits(30), {}), "Set the tag: eilig", "Move into the category: …", "Once a ticket and version"]
    assert Change("what it says", "–", "; ".join(said)) in rule
    label = REGISTRY["routing.capacity"].label
    assert of_person(settings) == [Change("settings", "–", f"{label}: 15")]
    assert of_person({"preferences": [None, {"gone": 1}]}) == [Change("settings", "–", "gone: 1")]


def test_a_week_stands_in_words_and_from_which_day_on_it_holds(nordlicht: Tenant, ada: User) -> None:
    week = {"mon": [["08:00", "12:00"], ["13:00", "18:00"]], "sat": []}
    rest = {"country": "DE", "subdivision": "HH", "catholic": False, "holidays_worked": []}
    with in_scope(nordlicht.pk):
        hours = create_calendar(nordlicht, name="Büro", time_zone="Europe/Berlin", by=ada, week={}, **rest)
        save_week(hours, date(2027, 1, 4), version=hours.version, by=ada, week=week, **rest)
        entry = AuditEntry.objects.latest("id")
    with override("de"):
        changes = {change.field: change.new for change in changes_of(entry).changes}

    assert changes["Zeiten der Woche (2027-01-04)"] == "Mo 08:00–12:00, 13:00–18:00"
    assert changes["Region (2027-01-04)"] == "HH"


def of_person(changes: dict[str, Any]) -> list[Change]:
    return changes_of(AuditEntry(kind="people.user", action="created", changes=changes)).changes
