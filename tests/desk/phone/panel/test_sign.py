"""The sign of the own phone, and pages without it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kontor.calls.enums import Connector, DeviceState, Direction, Outcome, PartyState
from kontor.calls.failures import Failure
from kontor.calls.models import PhoneSystem
from kontor.customers.models import Customer
from kontor.people.domain.availability import hang_up, talk
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from tests.desk.phone.panel.conftest import CALLS, ClientFor, HtmxFor, change, panel
from tests.desk.phone.rows import ago, ended, integration, phone_of, talking
from tests.support.jobs import waiting_jobs
from tests.support.scoping import in_scope
from tests.support.statements import statements

INBOX = reverse("desk:inbox:list")


def test_sign_says_how_the_own_phone_stands(anna: User, nordlicht: Tenant, client_for: ClientFor) -> None:
    browser = client_for(anna, nordlicht)
    none = browser.get(INBOX).content.decode()
    device = phone_of(anna, state=DeviceState.FREE)
    free = browser.get(INBOX).content.decode()
    device.state = DeviceState.UNREACHABLE
    device.save()
    away = browser.get(INBOX).content.decode()

    assert "You have no phone" in none
    assert f"Extension {device.extension}" in free
    assert ("Your phone: ready" in free, "Your phone: fails" in away) == (True, True)
    assert "The phone is not registered with the telephone system." in away


def test_every_page_has_the_panel_for_those_who_may_telephone_while_it_is_on(
    anna: User, agent_role: Role, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    pages = [INBOX, reverse("desk:contacts:show", args=[customer.pk]), reverse("profile")]

    assert ['id="phone"' in browser.get(page).content.decode() for page in pages] == [True] * 3
    agent_role.permissions = [one for one in agent_role.permissions if one != "calls.place"]
    agent_role.save()
    assert ['id="phone"' in browser.get(page).content.decode() for page in pages] == [False] * 3


def test_nothing_is_there_and_nothing_asked_while_it_is_off(
    anna: User, nordlicht: Tenant, client_for: ClientFor, htmx_for: HtmxFor
) -> None:
    call = talking(nordlicht, anna)
    browser, part = client_for(anna, nordlicht), htmx_for(anna, nordlicht)
    browser.get(INBOX)
    with statements() as with_calls:
        browser.get(INBOX)
    integration(False)

    with statements() as sent:
        page = browser.get(INBOX).content.decode()

    assert 'id="phone"' not in page
    assert [statement for statement in sent if "calls_" in statement] == []
    assert len(sent) < len(with_calls)
    assert part.get(CALLS).status_code == 204
    assert part.post(reverse("desk:phone:note", args=[call.pk]), {"note": "x"}).status_code == 404
    assert part.get(reverse("desk:phone:dial")).status_code == 404


def test_outgoing_call_says_for_whom_one_calls(anna: User, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    talking(nordlicht, anna, direction=Direction.OUT)
    ended(nordlicht, anna, wrap_up_until=ago(-40))

    page = panel(htmx_for(anna, nordlicht))

    assert "Calling for <strong>Nordlicht Energie</strong>" in page
    assert page.count("data-finish") == 1
    assert page.count("data-until=") == 1


def test_call_that_came_to_nothing_says_why(anna: User, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    why = {"failure_kind": Failure.PREFIX, "failure_values": {"prefix": "99"}}
    ended(nordlicht, anna, direction=Direction.OUT, outcome=Outcome.FAILED, answered_at=None, talk_seconds=0, **why)

    page = panel(htmx_for(anna, nordlicht))

    assert "does not know the prefix “99”" in page
    assert ('data-phase="over"' in page, "Not put through" in page) == (True, True)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (Failure.HOLD, "The call could not be put on hold: no such channel"),
        (Failure.RESUME, "The call could not be taken back: no such channel"),
        (Failure.TRANSFER, "The call could not be transferred: no such channel"),
        (Failure.HANG_UP, "The call could not be ended: no such channel"),
    ],
)
def test_order_that_failed_is_told_while_the_call_goes_on(
    anna: User, nordlicht: Tenant, htmx_for: HtmxFor, kind: Failure, sentence: str
) -> None:
    talking(nordlicht, anna, failure_kind=kind, failure_values={"detail": "no such channel"})

    page = panel(htmx_for(anna, nordlicht))

    assert 'data-phase="talking"' in page
    assert sentence in page


def test_who_passed_a_call_on_finishes_the_wrap_up_and_has_no_buttons_for_the_call(
    anna: User, bela: User, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    browser = htmx_for(anna, nordlicht)
    call = talking(nordlicht, anna)
    talk(anna)
    with in_scope(nordlicht):
        call.parties.update(state=PartyState.LEFT, left_at=ago(1))
    change(call, agent=bela)
    hang_up(anna, 60)

    page = panel(browser)

    assert (page.count("data-finish"), page.count("data-until=")) == (1, 1)
    assert [name for name in ("hang-up", "hold", "transfer") if f'data-action="{name}"' in page] == []
    browser.post(reverse("desk:phone:finish", args=[call.pk]), {"note": ""})
    assert "data-finish" not in panel(browser)


def test_a_call_that_kontor_cannot_hang_up_is_said_to_be_over(anna: User, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    call = talking(nordlicht, anna)
    browser = htmx_for(anna, nordlicht)
    over = reverse("desk:phone:over", args=[call.pk])
    assert over not in panel(browser)

    PhoneSystem.objects.update(connector=Connector.PUSH)
    page = panel(browser)

    assert (over in page, "The call is over" in page) == (True, True)
    assert reverse("desk:phone:hang-up", args=[call.pk]) not in page
    browser.post(over)
    assert [job.arguments["call_id"] for job in waiting_jobs("end_by_hand")] == [call.pk]
