"""Questions, notes and buttons of a call."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from kontor.calls.enums import CallState, Question
from kontor.calls.preferences import CONSENT_NOTE
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.desk.phone.panel.conftest import HtmxFor, address, change, panel
from tests.desk.phone.rows import ago, ringing, talking
from tests.factories.answers import prefer
from tests.factories.org import make_agent_group, make_category
from tests.factories.tickets import make_ticket


def test_consent_note_is_shown_during_the_call_only(anna: User, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    prefer(nordlicht, CONSENT_NOTE, "Bitte fragen, ob aufgezeichnet werden darf.")
    call = talking(nordlicht, anna)
    browser = htmx_for(anna, nordlicht)

    during = panel(browser)
    change(call, state=CallState.ENDED, ended_at=ago(1), wrap_up_until=ago(-60), agent=anna)
    after = panel(browser)

    assert ("Bitte fragen" in during, "Bitte fragen" in after) == (True, False)


def test_question_is_asked_with_yes_and_no(anna: User, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    ringing(nordlicht, anna, question=Question.ASKED)

    page = panel(htmx_for(anna, nordlicht))

    assert "Create a phone ticket for this call?" in page
    assert ('data-hotkey="o"' in page, 'data-hotkey="h q"' in page) == (True, True)


def test_ticket_of_the_call_is_one_key_away(
    anna: User, nordlicht: Tenant, billing: Category, htmx_for: HtmxFor
) -> None:
    ticket = make_ticket(billing, owner=anna, subject="Telefonat zur Rechnung")
    call = talking(nordlicht, anna, ticket=ticket)
    browser = htmx_for(anna, nordlicht)

    assert f'href="{address(ticket)}" data-hotkey="o"' in panel(browser)
    opened = browser.post(reverse("desk:phone:ticket", args=[call.pk]))
    assert opened.headers["HX-Redirect"] == address(ticket)


def test_note_is_kept_while_it_is_typed(anna: User, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    call = talking(nordlicht, anna)
    browser = htmx_for(anna, nordlicht)
    url = reverse("desk:phone:note", args=[call.pk])

    saved = browser.post(url, {"note": "Ruft aus dem Zug an."})

    assert saved.status_code == 204
    assert browser.post(url, {"note": "x" * 5001}).status_code == 422
    assert "Ruft aus dem Zug an." in panel(browser)


def test_calls_of_others_are_not_there(
    anna: User, bela: User, carla: User, nordlicht: Tenant, alpina: Tenant, htmx_for: HtmxFor
) -> None:
    call = talking(nordlicht, anna, note="Geheim")
    names = ["hang-up", "hold", "resume", "transfer", "note", "finish", "ticket", "attach", "decline", "customer"]

    for browser in (htmx_for(bela, nordlicht), htmx_for(carla, alpina)):
        assert "Geheim" not in panel(browser)
        codes = {name: browser.post(reverse(f"desk:phone:{name}", args=[call.pk])).status_code for name in names}
        assert codes == dict.fromkeys(names, 404)


def test_call_of_a_tenant_one_has_not_chosen_is_not_there(
    bela: User, nordlicht: Tenant, alpina: Tenant, htmx_for: HtmxFor
) -> None:
    talking(alpina, bela, note="Geheim")

    assert "Geheim" not in panel(htmx_for(bela, nordlicht))
    assert "Geheim" in panel(htmx_for(bela, nordlicht, alpina))


def test_caller_who_belongs_to_a_ticket_that_one_may_not_see_names_no_ticket(
    anna: User, nordlicht: Tenant, nordlicht_supervisors: Any, customer: Customer, htmx_for: HtmxFor
) -> None:
    elsewhere = make_category(make_agent_group(nordlicht_supervisors, "Andere"), "Mahnungen")
    make_ticket(elsewhere, customer=customer, subject="Mahnung, vertraulich")
    ringing(nordlicht, anna, customer=customer)

    assert "vertraulich" not in panel(htmx_for(anna, nordlicht))
