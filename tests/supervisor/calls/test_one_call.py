"""The page of one call, and its recording."""

from __future__ import annotations

import re

import pytest

from kontor.audit.models import AuditEntry
from kontor.calls.enums import CallState, Direction
from kontor.channels.telephony.events import EventKind
from kontor.org.models import Category, SystemGroup
from kontor.people.models import User
from kontor.people.permissions import PERMISSIONS
from kontor.tenants.models import Tenant
from tests.factories.call_records import make_party, make_record, tell
from tests.factories.org import make_grant
from tests.factories.people import make_role, make_user
from tests.factories.tickets import make_ticket
from tests.supervisor.calls.conftest import WHERE, Clients, url
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.scoping import in_scope
from tests.support.statements import statements

pytestmark = pytest.mark.usefixtures("connected")


def test_a_call_with_its_course(client_for: Clients, sven: User, anna: User, nordlicht: Tenant) -> None:
    call = make_record(nordlicht, agent=anna, extension="12", cause=16, trunk="nord", note="Ruft morgen an.")
    make_party(call, anna, "12", answered_at=call.answered_at)
    make_party(call, None, "13")
    tell(call, EventKind.ENDED, 45, cause=16)
    tell(call, EventKind.BEGUN, caller="040 1234567", dialled="5550")
    tell(call, EventKind.RINGING, 1, extension="13")
    tell(call, EventKind.ANSWERED, 5, extension="12")

    response = client_for(sven, nordlicht).get(url("show", call.pk), headers={"accept-language": "en"})

    assert [(step.title, step.text) for step in response.context["course"]] == [
        ("The call begins", "from 040 1234567 to 5550"),
        ("It rings", "extension 13"),
        ("Picked up", f"{anna.name} (extension 12)"),
        ("The call has ended", "The conversation was ended normally."),
    ]
    page = response.content.decode()
    assert "Call from 040 1234567" in page
    assert "Answered · The conversation was ended normally." in page
    assert "Ruft morgen an." in page


def test_its_number_is_called_for_its_ticket(
    client_for: Clients, nordlicht: Tenant, billing: Category, nordlicht_system: SystemGroup
) -> None:
    ticket = make_ticket(billing)
    call = make_record(nordlicht, ticket=ticket)
    person = make_user("Viola Vorn")
    make_grant(person, make_role(permissions=PERMISSIONS), nordlicht_system)

    page = client_for(person, nordlicht).get(url("show", call.pk)).content.decode()

    (form,) = re.findall(r'<form class="dial".*?</form>', page, re.DOTALL)
    sent = dict(re.findall(r'name="(number|tenant|ticket)" value="([^"]*)"', form))
    assert sent == {"number": "+49401234567", "tenant": str(nordlicht.pk), "ticket": str(ticket.number)}


def test_the_course_of_a_call_that_was_picked_up_outside(client_for: Clients, sven: User, nordlicht: Tenant) -> None:
    call = make_record(nordlicht)
    tell(call, EventKind.TRANSFERRED, dialled="0043123")
    tell(call, EventKind.ANSWERED, 5, far=True, direction="in")

    response = client_for(sven, nordlicht).get(url("show", call.pk), headers={"accept-language": "en"})

    assert [(step.title, step.text) for step in response.context["course"]] == [
        ("Transferred", "to 0043123"),
        ("Picked up outside", ""),
    ]


def test_every_kind_of_event_has_its_words(client_for: Clients, sven: User, nordlicht: Tenant) -> None:
    call = make_record(nordlicht, direction=Direction.OUT, shown_number="+49405550")
    for second, kind in enumerate(EventKind):
        tell(call, kind, second, shown="+49405550", trunk="nord", recording=WHERE, dialled="089 1", far=True)

    response = client_for(sven, nordlicht).get(url("show", call.pk), headers={"accept-language": "en"})

    titles = [step.title for step in response.context["course"]]
    assert len(set(titles)) == len(EventKind)
    assert "The called person sees 040 5550" in titles
    assert WHERE not in response.content.decode()


def test_a_call_that_never_ends_is_ended_by_who_may_change_states(
    client_for: Clients, sven: User, anna: User, nordlicht: Tenant, nordlicht_system: SystemGroup
) -> None:
    call = make_record(nordlicht, state=CallState.TALKING, agent=anna)
    tell(call, EventKind.BEGUN, direction="in", caller="040 1234567", dialled="5550")
    tell(call, EventKind.ANSWERED, 5, direction="in", extension="12")
    reader, browser = make_user("Uwe", username="uwe"), client_for(sven, nordlicht)
    make_grant(reader, make_role(permissions=["supervisor.access", "calls.read"]), nordlicht_system)
    reads = client_for(reader, nordlicht)

    assert url("over", call.pk) in browser.get(url("show", call.pk)).content.decode()
    assert url("over", call.pk) not in reads.get(url("show", call.pk)).content.decode()
    assert reads.post(url("over", call.pk)).status_code == 403
    answer = browser.post(url("over", call.pk))
    run_jobs("end_by_hand")

    assert (answer.status_code, answer.headers["Location"]) == (302, url("show", call.pk))
    page = browser.get(url("show", call.pk), headers={"accept-language": "en"})
    assert page.context["call"].state == CallState.ENDED
    last = page.context["course"][-1]
    assert (last.title, last.text) == ("The call is over", f"{sven.name} has said so.")
    assert url("over", call.pk) not in page.content.decode()
    browser.post(url("over", call.pk))
    assert waiting_jobs("end_by_hand") == []


def test_a_page_asks_the_same_however_much_was_told(client_for: Clients, sven: User, nordlicht: Tenant) -> None:
    call = make_record(nordlicht)
    browser = client_for(sven, nordlicht)

    def asked() -> int:
        make_party(call, sven, str(len(EventKind) + next(numbers)))
        tell(call, EventKind.RINGING, extension="12")
        with statements() as sent:
            browser.get(url("show", call.pk))
        return len(sent)

    numbers = iter(range(9))
    first = asked()
    asked()

    assert asked() == first


# Recordings


def test_a_recording_is_opened_with_its_right_and_written_down(
    client_for: Clients, ada: User, sven: User, nordlicht: Tenant
) -> None:
    call = make_record(nordlicht, recording_url=WHERE)
    address = url("recording", call.pk)

    page = client_for(ada, nordlicht).get(url("show", call.pk)).content.decode()
    response = client_for(ada, nordlicht).get(address)

    assert address in page
    assert WHERE not in page
    assert (response.status_code, response["Location"], response["Referrer-Policy"]) == (302, WHERE, "no-referrer")
    with in_scope(nordlicht):
        entry = AuditEntry.objects.get(action="recording opened")
    assert (entry.actor_id, entry.object_id) == (ada.pk, call.pk)
    assert client_for(sven, nordlicht).get(address).status_code == 403
    assert address not in client_for(sven, nordlicht).get(url("show", call.pk)).content.decode()


@pytest.mark.parametrize("told", ["", "javascript:alert(1)", "/var/spool/1.wav"])
def test_what_is_no_web_address_is_not_opened(client_for: Clients, ada: User, nordlicht: Tenant, told: str) -> None:
    call = make_record(nordlicht, recording_url=told)
    browser = client_for(ada, nordlicht)

    assert url("recording", call.pk) not in browser.get(url("show", call.pk)).content.decode()
    assert browser.get(url("recording", call.pk)).status_code == 404
    with in_scope(nordlicht):
        assert not AuditEntry.objects.filter(action="recording opened").exists()
