"""Whoever chooses another service level or other business hours, wherever that is done: deadlines follow."""

from __future__ import annotations

from kontor.answers.preferences import COPY_INCOMING_CC
from kontor.org.domain.category_changes import CategoryChange, change_categories, change_category_preferences
from kontor.org.domain.tenants import change_tenant_settings
from kontor.org.models import Category
from kontor.people.models import User
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL, WORKDAYS
from kontor.tenant_files.domain.applying import apply
from kontor.tenants.models import Tenant
from kontor.tickets.domain.settling import recompute
from kontor.tickets.enums import Cause
from kontor.tickets.models import Promise, Recomputation, Ticket
from tests.factories.sla import choose, make_calendar, make_service_level
from tests.factories.tickets import make_ticket
from tests.support.jobs import run_jobs
from tests.support.scoping import everywhere, in_scope

Runs = list[tuple[str, int, int]]


def _promised(*tickets: Ticket) -> list[bool]:
    """Which of them are due at some time, when all jobs are done."""
    run_jobs()
    with everywhere():
        return [Ticket.objects.get(pk=ticket.pk).due_at is not None for ticket in tickets]


def _runs(tenant: Tenant) -> Runs:
    with in_scope(tenant):
        return list(Recomputation.objects.order_by("pk").values_list("cause", "thing", "done"))


def test_a_tenants_choice_is_followed(nordlicht: Tenant, alpina: Tenant, billing: Category, ada: User) -> None:
    ticket = make_ticket(billing)
    level = make_service_level(nordlicht, first_response=60)
    with everywhere():
        change_tenant_settings(nordlicht, {SERVICE_LEVEL.key: level.pk}, version=nordlicht.version, by=ada)

    assert _promised(ticket) == [True]
    assert _runs(nordlicht) == [(Cause.TENANT, nordlicht.pk, 1)]


def test_a_categorys_choice_is_followed(nordlicht: Tenant, billing: Category, moving: Category, ada: User) -> None:
    tickets = [make_ticket(billing), make_ticket(moving)]
    level = make_service_level(nordlicht, first_response=60)
    with in_scope(nordlicht):
        change_category_preferences(billing, {SERVICE_LEVEL.key: level.pk}, version=billing.version, by=ada)

    assert _promised(*tickets) == [True, False]
    assert _runs(nordlicht) == [(Cause.CATEGORY, billing.pk, 1)]


def test_many_categories_that_choose_at_once_are_followed_in_one_go(
    nordlicht: Tenant, billing: Category, moving: Category, ada: User
) -> None:
    tickets = [make_ticket(billing), make_ticket(moving)]
    values = {SERVICE_LEVEL.key: make_service_level(nordlicht, first_response=60).pk}
    with in_scope(nordlicht):
        change_categories([CategoryChange(each, each.version, settings=values) for each in (billing, moving)], by=ada)

    assert _promised(*tickets) == [True, True]
    assert _runs(nordlicht) == [(Cause.TENANT, nordlicht.pk, 2)]


def test_a_file_that_chooses_is_followed(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    make_service_level(nordlicht, "Gold", first_response=60)
    tickets = [make_ticket(billing), make_ticket(moving)]
    head = f"format: 1\ntenant: {{name: {nordlicht.name}, code: {nordlicht.code}}}\n"

    apply(f"{head}settings: {{sla.service_level: Gold}}\n", by=None, file_name="nord.yaml")

    assert _promised(*tickets) == [True, True]


def test_what_is_chosen_already_and_other_settings_move_no_deadline(
    nordlicht: Tenant, billing: Category, ada: User
) -> None:
    make_ticket(billing)
    calendar = make_calendar(nordlicht)
    choose(nordlicht, BUSINESS_HOURS, calendar)
    same = {BUSINESS_HOURS.key: calendar.pk, WORKDAYS.key: ["0"]}
    with everywhere():
        change_tenant_settings(nordlicht, same, version=nordlicht.version, by=ada)
        change_category_preferences(billing, {COPY_INCOMING_CC.key: True}, version=billing.version, by=ada)

    assert _runs(nordlicht) == []


def test_another_level_that_promises_the_same_is_named(nordlicht: Tenant, billing: Category) -> None:
    """When it is due stays as it is; which pauses count and what it is called is the other's."""
    levels = [make_service_level(nordlicht, first_response=60) for _level in range(2)]
    choose(nordlicht, SERVICE_LEVEL, levels[0])
    ticket = make_ticket(billing)
    choose(nordlicht, SERVICE_LEVEL, levels[1])

    with in_scope(nordlicht):
        recompute([ticket.pk])

        assert Promise.objects.get(ticket=ticket).service_level == levels[1]
