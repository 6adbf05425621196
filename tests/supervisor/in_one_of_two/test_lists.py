"""What lists and their pages show to who has every right in one tenant and a part of them in another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from kontor.calls.enums import CallState
from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.routing.domain.keyword_sets import create_keyword_set
from kontor.tenants.models import Tenant
from tests.factories.call_records import connect_calls, make_record
from tests.factories.customers import make_customer, make_expert
from tests.factories.escalations import rule_in_force, waits
from tests.factories.outgoing_letters import make_batch
from tests.factories.reports import make_alarm
from tests.factories.routing import make_rule
from tests.factories.sla import make_service_level
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.letter_switch import letters_on
from tests.support.scoping import in_scope

Client = Callable[..., Browser]


def rows(response: Any) -> list[Any]:
    return [row.item for row in response.context["listing"].rows]


def test_deleted_things_are_listed_where_one_may_restore_them(
    client_of_both: Client, nordlicht: Tenant, alpina: Tenant
) -> None:
    for tenant in (nordlicht, alpina):
        make_alarm(tenant, "Zu viel", deleted_at=clock.now())
        make_expert(tenant, "Frau Fach", deleted_at=clock.now())
        make_service_level(tenant, "Schnell", deleted_at=clock.now())
    browser = client_of_both("board.read", "experts.read", "service_levels.read")

    areas = ("alarms", "experts", "service_levels")
    found = [[each.tenant_id for each in rows(browser.get(reverse(f"supervisor:{area}:deleted")))] for area in areas]

    assert found == [[nordlicht.pk]] * 3


def test_the_board_offers_no_choice_to_who_sees_one_tenant(client_of_both: Client) -> None:
    assert client_of_both("tickets.read").get("/supervisor/board/").context["choices"] == []


def test_the_board_shows_each_category_below_its_tenant(
    client_of_both: Client, nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category
) -> None:
    for category in (billing, claims):
        make_ticket(category)

    page = client_of_both("board.read", "tickets.read").get("/supervisor/board/")

    names = [row.label for row in page.context["by_age"].rows]
    assert names == [alpina.name, claims.name, nordlicht.name, billing.name]


def test_calls_name_customers_where_one_may_see_them(client_of_both: Client, nordlicht: Tenant, alpina: Tenant) -> None:
    connect_calls()
    for tenant, name in ((nordlicht, "Käthe Kunde"), (alpina, "Peter Police")):
        make_record(tenant, customer=make_customer(tenant, name))

    page = client_of_both("calls.read").get("/supervisor/calls/")

    cells = [{cell.column.key: cell.value for cell in row.cells} for row in page.context["listing"].rows]
    assert sorted(each["customer"] for each in cells) == ["", "Käthe Kunde"]
    assert page.context["call_for"] == {nordlicht.pk}
    assert 'id="sort-customer"' not in page.content.decode()


def test_calls_are_ordered_by_customer_when_all_that_are_shown_are_named(
    client_of_both: Client, nordlicht: Tenant
) -> None:
    connect_calls()
    make_record(nordlicht)

    page = client_of_both("tickets.read").get("/supervisor/calls/").content.decode()

    assert 'id="sort-customer"' in page


def test_a_call_is_ended_where_one_may_change_states(client_of_both: Client, nordlicht: Tenant, alpina: Tenant) -> None:
    connect_calls()
    calls = [make_record(tenant, state=CallState.TALKING) for tenant in (nordlicht, alpina)]
    browser = client_of_both("calls.read")

    pages = [browser.get(reverse("supervisor:calls:show", args=[call.pk])) for call in calls]

    assert [page.context["may_end"] for page in pages] == [True, False]


def test_escalation_rules_stand_with_their_tenant(client_of_both: Client, nordlicht: Tenant, alpina: Tenant) -> None:
    rules = [rule_in_force(tenant, waits(30), name=tenant.code).rule for tenant in (nordlicht, alpina)]
    browser = client_of_both("escalations.read")

    sets = browser.get("/supervisor/escalations/").context["rule_sets"]
    versions = [browser.get(reverse("supervisor:escalations:versions", args=[rule.pk])) for rule in rules]

    shown = {each.tenant: ([row.rule.name for row in each.rows], each.may_write) for each in sets}
    assert shown == {nordlicht: (["NORD"], True), alpina: (["ALPI"], False)}
    assert [page.context["may_write"] for page in versions] == [True, False]


def test_the_preview_of_hours_says_who_is_away_where_one_may_see_plans(
    client_of_both: Client, nordlicht: Tenant, alpina: Tenant
) -> None:
    browser = client_of_both("hours.read")

    pages = [browser.get("/supervisor/hours/preview/", {"tenant": tenant.pk}) for tenant in (nordlicht, alpina)]

    assert [page.context["shows_away"] for page in pages] == [True, False]


def test_what_is_learned_and_kept_is_looked_at_in_the_tenant_whose_categories_one_sees(
    client_of_both: Client, nordlicht: Tenant
) -> None:
    browser = client_of_both("tickets.read")

    answers = [browser.get(reverse(f"supervisor:{name}")) for name in ("learning:list", "privacy:tenants")]

    assert [answer.headers["Location"].split("/")[-3:] for answer in answers] == [
        ["learning", str(nordlicht.pk), ""],
        ["retention", str(nordlicht.pk), ""],
    ]


def test_batches_are_listed_where_one_may_see_letters(
    client_of_both: Client, nordlicht: Tenant, alpina: Tenant
) -> None:
    letters_on()
    batches = [make_batch(tenant) for tenant in (nordlicht, alpina)]

    assert rows(client_of_both("tickets.read").get("/supervisor/letters/batches/")) == batches[:1]


def test_a_batch_is_handed_over_and_explained_where_one_may(
    client_of_both: Client, nordlicht: Tenant, alpina: Tenant
) -> None:
    letters_on()
    browser = client_of_both("letters.read")
    batches = [make_batch(tenant) for tenant in (nordlicht, alpina)]

    pages = [browser.get(reverse("supervisor:letters:batch", args=[batch.pk])) for batch in batches]

    assert [page.context["may_hand_over"] for page in pages] == [True, False]
    assert [bool(page.context["cause_url"]) for page in pages] == [True, False]


def test_fallbacks_are_changed_where_one_may_write_categories(
    client_of_both: Client,
    nordlicht_account: MailAccount,
    alpina_account: MailAccount,
    billing: Category,
    claims: Category,
) -> None:
    page = client_of_both("categories.read").get("/supervisor/rules/")

    assert {row.account: row.may_write for row in page.context["fallbacks"]} == {
        nordlicht_account: True,
        alpina_account: False,
    }


def test_a_fallback_is_chosen_of_categories_that_one_may_see(
    client_of_both: Client, nordlicht_account: MailAccount, claims: Category
) -> None:
    url = reverse("supervisor:rules:fallback", args=[nordlicht_account.pk])

    assert client_of_both("tickets.read").post(url, {"category": claims.pk}).status_code == 404


def test_the_rules_of_a_tenant_know_its_own_lists_of_words(
    client_of_both: Client, nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category
) -> None:
    for tenant, category, name in ((nordlicht, billing, "Strom"), (alpina, claims, "Hagel")):
        make_rule(category, "Rechnung")
        with in_scope(tenant):
            create_keyword_set(tenant.pk, name=name, lines=["eins"], by=None)

    sets = client_of_both("categories.read").get("/supervisor/rules/").context["rule_sets"]

    told = {each.tenant: " ".join(each.changes) for each in sets}
    assert {tenant: ("Strom" in words, "Hagel" in words) for tenant, words in told.items()} == {
        nordlicht: (True, False),
        alpina: (False, True),
    }
