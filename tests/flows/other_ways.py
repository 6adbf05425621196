"""What comes to a house otherwise than by mail: calls and letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kontor.calls.domain.blocking import block_number
from kontor.calls.enums import CallState, Direction, Outcome, PartyState
from kontor.channels.preferences import ENABLED_CHANNELS
from kontor.channels.telephony.events import EventKind
from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.letters.enums import LetterState
from kontor.tickets.models import Message, Ticket
from tests.factories.answers import prefer
from tests.factories.call_records import connect_calls, make_party, make_record, tell
from tests.factories.customers import make_postal_address
from tests.factories.letters import make_letter_message, make_outgoing_letter
from tests.factories.scans import make_letter
from tests.support.letter_switch import letters_on
from tests.support.scoping import in_scope

if TYPE_CHECKING:
    from tests.flows.house import House


def fill_calls(house: House) -> None:
    """One that came in, with its ticket and its course; one that went out, one missed, and one that goes on."""
    mark, tenant, ticket = house.mark, house.tenant, house.tickets[0]
    connect_calls()
    with in_scope(tenant):
        customer = ticket.customer
    call = make_record(
        tenant,
        agent=house.agent,
        customer=customer,
        ticket=ticket,
        remote=mark("callnumber"),
        remote_normal="",
        dialled=mark("calldialled"),
        trunk=mark("calltrunk"),
        queue=mark("callqueue"),
        note=mark("callnote"),
        recording_url=f"https://{mark('callrecording').replace(' ', '-')}.example/1.wav",
        cause=16,
    )
    make_party(call, house.agent, "12", rang_at=call.started_at, answered_at=call.answered_at)
    tell(call, EventKind.BEGUN, caller=mark("callcaller"), dialled=mark("calltold"))
    tell(call, EventKind.ENDED, 45, cause=16)
    make_record(tenant, direction=Direction.OUT, shown_number=mark("callshown"), agent=house.agent)
    make_record(tenant, outcome=Outcome.MISSED, remote=mark("callmissed"), remote_normal="")
    house.places["call_id"] = call.pk
    goes_on = make_record(
        tenant,
        state=CallState.TALKING,
        answered_at=clock.now(),
        agent=house.agent,
        customer=customer,
        remote=mark("panelnumber"),
        remote_normal="",
        note=mark("panelnote"),
    )
    make_party(goes_on, house.agent, "13", state=PartyState.TALKING, answered_at=goes_on.answered_at)
    house.places["own_call_id"] = goes_on.pk
    with in_scope(tenant):
        blocked = block_number(tenant, "0431 1234567", reason=mark("blockedcaller"), by=None)
    house.places["blocked_number_id"] = blocked.pk


def fill_postal_addresses(house: House, customer: Customer) -> None:
    """Letters are on; the customer's came back."""
    letters_on()
    prefer(house.tenant, ENABLED_CHANNELS, ["mail", "letter"])
    mark = house.mark
    address = make_postal_address(
        customer,
        company=mark("postalcompany"),
        name=mark("postalname"),
        additional=mark("postaladditional"),
        street=mark("postalstreet"),
        city=mark("postalcity"),
        region=mark("postalregion"),
        undeliverable_since=clock.now(),
        undeliverable_reason=mark("postalreason"),
    )
    message = make_letter_message(house.tickets[0], house.agent)
    with in_scope(house.tenant):
        Message.objects.filter(pk=message.pk).update(postal=[mark("postalline")])
    letter = make_outgoing_letter(
        house.tickets[0],
        house.agent,
        address=[mark("letterline")],
        postal_address=address,
        message=message,
        state=LetterState.FAILED,
        error_kind="directory",
        error_values={"reason": mark("lettertrouble")},
    )
    house.places |= {"postal_id": address.pk, "letter_id": letter.pk}


def fill_scans(house: House, ticket: Ticket) -> None:
    """A letter came in; not all of it could be read."""
    mark = house.mark
    remarks = [{"kind": "broken", "file": mark("scanfile")}]
    scan = make_letter(ticket, mark("scanpage"), mark("scanpagetwo"), codes=[mark("scancode")], remarks=remarks)
    house.places |= {"scan_id": scan.pk, "page_number": 1}
