"""The panel of one's calls, on every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from kontor.calls.enums import CallState, Connector, DeviceState, Direction, Outcome, PartyState, Question
from kontor.calls.failures import Failure
from kontor.calls.models import Call, PhoneSystem
from kontor.calls.preferences import CONSENT_NOTE
from kontor.customers.enums import AddressKind
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.domain.availability import hang_up, talk
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.desk.phone.rows import REMOTE, ago, ended, integration, phone_of, ringing, talking
from tests.factories.answers import prefer
from tests.factories.customers import make_address, make_customer
from tests.factories.org import make_agent_group, make_category
from tests.factories.tickets import make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.jobs import waiting_jobs
from tests.support.scoping import in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]
CALLS = reverse("desk:phone:calls")
INBOX = reverse("desk:inbox:list")


@pytest.fixture(autouse=True)
def on(db: None) -> None:
    integration()


def panel(browser: Browser) -> str:
    return " ".join(browser.get(CALLS).content.decode().split())


def test_incoming_call_shows_whose_it_is_before_it_is_answered(
    anna: User, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    ringing(nordlicht, anna)

    page = panel(htmx_for(anna, nordlicht))

    assert "Call for <strong>Nordlicht Energie</strong>" in page
    assert f'data-tenant-colour="{nordlicht.colour}"' in page
    assert "040 1234567" in page
    assert 'data-said="Call for Nordlicht Energie: unknown caller, 040 1234567."' in page


def test_a_window_of_an_administrator_without_tenant_is_not_led_away(
    ada: User, client_for: ClientFor, htmx_for: HtmxFor
) -> None:
    """The masks show the panel too, and fetch it anew: what stands unsaved there would be lost."""
    phone_of(ada)

    mask = client_for(ada).get(reverse("supervisor:tenants:list"))
    anew = htmx_for(ada).get(CALLS)

    assert 'id="phone"' in mask.content.decode()
    assert (anew.status_code, "HX-Redirect" in anew.headers) == (200, False)
    assert 'id="phone"' in anew.content.decode()


@pytest.mark.usefixtures("nordlicht_service")
def test_masks_show_the_calls_of_the_tenants_one_has_signed_in_for(
    ada: User, nordlicht: Tenant, alpina: Tenant, client_for: ClientFor
) -> None:
    """A call is answered at the desk, which knows no others; one that only the masks know could never be renewed."""
    ours, other = ringing(nordlicht, ada), ringing(alpina, ada)

    mask = client_for(ada, nordlicht).get(reverse("supervisor:tenants:list")).content.decode()

    assert (f'id="call-{ours.pk}"' in mask, f'id="call-{other.pk}"' in mask) == (True, False)


def test_whom_one_calls_is_no_caller_and_a_test_call_becomes_nothing(
    anna: User, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    talking(nordlicht, anna, direction=Direction.OUT, is_test=True)

    page = panel(htmx_for(anna, nordlicht))

    assert '<p class="phone__name">unknown number</p>' in page
    assert [words for words in ("Create a contact", "Create the phone ticket", "Another ticket") if words in page] == []


def test_panel_speaks_german(anna: User, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    ringing(nordlicht, anna, question=Question.ASKED)

    page = htmx_for(anna, nordlicht).get(CALLS, headers={"accept-language": "de"}).content.decode()

    for words in ("Anruf für <strong>Nordlicht Energie</strong>", "unbekannter Anrufer", "Ja, anlegen", "klingelt"):
        assert words in page


def test_caller_is_the_contact_with_the_number_and_their_open_tickets_are_there(
    anna: User, nordlicht: Tenant, customer: Customer, ticket: Ticket, htmx_for: HtmxFor
) -> None:
    make_address(customer, REMOTE, kind=AddressKind.PHONE)
    ringing(nordlicht, anna, customer=customer)

    page = panel(htmx_for(anna, nordlicht))

    assert reverse("desk:contacts:show", args=[customer.pk]) in page
    assert ticket.subject in page
    assert "Create a contact" not in page


def test_several_contacts_with_the_number_are_a_choice(anna: User, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    call = ringing(nordlicht, anna)
    one, other = make_customer(nordlicht, "Karl Klein"), make_customer(nordlicht, "Klara Klein")
    for each, address in ((one, REMOTE), (other, f"{REMOTE};ext=12")):
        make_address(each, address, kind=AddressKind.PHONE)
    browser = htmx_for(anna, nordlicht)

    before = panel(browser)
    browser.post(reverse("desk:phone:customer", args=[call.pk]), {"customer": other.pk})
    after = panel(browser)

    assert ("several contacts" in before, "Karl Klein" in before, "Klara Klein" in before) == (True, True, True)
    assert ("Karl Klein" in after, "Klara Klein" in after) == (False, True)


def test_contacts_of_other_tenants_are_never_offered(
    bela: User, nordlicht: Tenant, alpina: Tenant, htmx_for: HtmxFor
) -> None:
    make_address(make_customer(alpina, "Alma Alm"), REMOTE, kind=AddressKind.PHONE)
    call = ringing(nordlicht, bela)
    stranger = make_customer(alpina, "Fritz Fremd")
    browser = htmx_for(bela, nordlicht, alpina)

    assert "Alma Alm" not in panel(browser)
    chosen = browser.post(reverse("desk:phone:customer", args=[call.pk]), {"customer": stranger.pk})
    assert (chosen.status_code, kept(call).customer) == (409, None)


def test_unknown_caller_becomes_a_contact(anna: User, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    call = ringing(nordlicht, anna)
    browser = htmx_for(anna, nordlicht)
    url = reverse("desk:phone:new-customer", args=[call.pk])

    assert browser.get(url).status_code == 200
    assert browser.post(url, {"name": ""}).status_code == 422
    assert browser.post(url, {"name": "Nora Neu"}).headers["HX-Trigger"] == "phone:refresh"

    customer = kept(call).customer
    assert customer is not None
    with in_scope(nordlicht):
        assert (customer.name, [row.kind for row in customer.addresses.all()]) == ("Nora Neu", [AddressKind.PHONE])
    assert browser.post(url, {"name": "Noch eine"}).status_code == 409


def test_anonymous_caller_has_no_number_and_makes_no_contact(anna: User, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    call = ringing(nordlicht, anna, anonymous=True, remote="", remote_normal="")
    browser = htmx_for(anna, nordlicht)

    page = panel(browser)

    assert ("number withheld" in page, "Create a contact" in page) == (True, False)
    assert browser.post(reverse("desk:phone:new-customer", args=[call.pk]), {"name": "X"}).status_code == 409


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

    assert "Shall there be a phone ticket for this call?" in page
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
    assert "The phone is not signed in at the telephone system." in away


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


def address(ticket: Ticket) -> str:
    return reverse("desk:ticket:show", args=[ticket.number])


def kept(call: Call) -> Call:
    with in_scope(call.tenant_id):
        return Call.objects.select_related("customer").get(pk=call.pk)


def change(call: Call, **values: Any) -> None:
    with in_scope(call.tenant_id):
        Call.objects.filter(pk=call.pk).update(**values)
