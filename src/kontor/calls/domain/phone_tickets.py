"""Calls become phone tickets: by the tenant's settings, or because somebody says so.

A verb locks the call first, then its ticket. ``by_itself`` may be called any number of times and at any moment.
"""

from __future__ import annotations

from typing import Any, cast

from django.db import connection, transaction
from django.utils.translation import gettext as _

from kontor.calls.domain.call_backs import note_missed, waiting_ticket_of
from kontor.calls.domain.callers import open_tickets_of
from kontor.calls.domain.considering import category_for, customers_of, facts_of, settings_of
from kontor.calls.domain.deciding import Decision, decide
from kontor.calls.domain.subjects import number_of, subject_of
from kontor.calls.enums import UNWANTED, Creation, Direction, Question
from kontor.calls.models import Call, CallParty
from kontor.channels.enums import Channel
from kontor.customers.domain.recognition import customer_for_number
from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.kernel.kept import Kept
from kontor.live import notify
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tickets.domain.attendance import is_there
from kontor.tickets.domain.deadlines import spoken
from kontor.tickets.domain.history import record
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.opening import open_ticket
from kontor.tickets.domain.settling import SPOKEN
from kontor.tickets.domain.states import change_state
from kontor.tickets.domain.states import lock as lock_ticket
from kontor.tickets.enums import TicketKind, TicketState
from kontor.tickets.models import Ticket

__all__ = ["asked_because", "attach", "by_itself", "category_for", "decline", "open_for"]

MISSED, PLACED = "missed", "placed"


@transaction.atomic(savepoint=False)
def by_itself(call: Call, *, locked: bool = False) -> None:
    """What the tenant has set is done with the call as it stands now: a phone ticket, a question, or nothing.

    What cannot be made (no category that phone tickets may have) is asked for instead. The ticket's history learns what
    became of the call. ``call`` is read anew, unless the caller has locked it and just written it (``locked``).
    """
    if not locked:
        lock(call)
    if not call.ticket_settled:
        _decide(call)
        if call.ended_at:
            _write(call, ticket_settled=True)
    _tell_ticket(call)


@transaction.atomic(savepoint=False)
def open_for(call: Call, user: User, *, category: Category | None, customer: Customer | None) -> Ticket:
    """A phone ticket of the call on the person's desk; the one that it has already, if somebody was quicker.

    Without a category that of the number or the tenant; refused where there is none, and for one that is not allowed
    for phone tickets. Without a customer the call's own.
    """
    lock(call)
    if call.ticket:
        return cast(Ticket, call.ticket)
    category = category or category_for(call)
    if category is None:
        raise Refused(_("Choose a category for the phone ticket."))
    _require_category(call, category)
    if customer and customer.tenant_id != call.tenant_id:
        raise Refused(_("This contact belongs to another tenant."))
    ticket = _open(call, category, customer or call.customer, owner=user, by=user)
    _tell_ticket(call)
    return ticket


@transaction.atomic(savepoint=False)
def attach(call: Call, ticket: Ticket, user: User) -> Ticket:
    """The call belongs to this open ticket. Refused if it belongs to another one already."""
    lock(call)
    if call.ticket_id == ticket.pk:
        return ticket
    if call.ticket:
        number = format_number(call.ticket.number)
        raise Refused(_("This call belongs to ticket %(number)s already.") % {"number": number})
    ticket = lock_ticket(ticket)
    if ticket.tenant_id != call.tenant_id:
        raise Refused(_("This ticket belongs to another tenant."))
    if not ticket.is_open:
        raise Refused(_("This ticket is closed. Reactivate it first, or create a new one."))
    _attach(call, ticket, by=user)
    _tell_ticket(call)
    return ticket


@transaction.atomic(savepoint=False)
def decline(call: Call, user: User) -> None:
    """No phone ticket is wanted. Refused when there is one by now."""
    lock(call)
    if call.ticket:
        number = format_number(call.ticket.number)
        raise Refused(_("This call belongs to ticket %(number)s already.") % {"number": number})
    _write(call, question=Question.NO)


def asked_because(call: Call) -> str:
    """Why somebody is asked although the tenant wants phone tickets to be made by themselves; empty if it does not."""
    settings, facts = settings_of(call.tenant), facts_of(call)
    wanted = settings.missed if facts.missed else settings.incoming
    if (settings.outgoing if call.direction == Direction.OUT else wanted) != Creation.ALWAYS:
        return ""
    if category_for(call) is None:
        return _("No category is set that phone tickets may have. Choose one.")
    return _("The caller has several open tickets.") if len(open_tickets_of(customers_of(call))) > 1 else ""


def lock(call: Call) -> None:
    """The same call as it is now, locked until the transaction ends."""
    rows = Call.objects.select_related("tenant", "customer", "ticket", "agent", "placed_by")
    call.refresh_from_db(from_queryset=rows.select_for_update(of=("self",)))


def _decide(call: Call) -> None:
    """Who calls, and what is open of theirs, is looked up only when something is to be done."""
    settings, facts, waiting = settings_of(call.tenant), facts_of(call), None
    at_first = decide(settings, facts)
    if at_first == Decision.NOTHING:
        return
    if facts.missed:
        _one_at_a_time(call)
    if facts.missed or call.direction == Direction.OUT:
        waiting = waiting_ticket_of(call)
    if at_first == Decision.ASK and not facts.missed and waiting is None:
        _ask(call)
        return
    tickets = open_tickets_of(customers_of(call))
    decision = decide(settings, facts_of(call, open_tickets=len(tickets), call_back_waits=waiting is not None))
    if decision == Decision.CREATE:
        _create(call)
    elif decision == Decision.ATTACH:
        ticket = lock_ticket(waiting or tickets[0])
        if not ticket.is_open:  # somebody has closed it since it was looked for
            _decide(call)
            return
        _attach(call, ticket, by=None)
    else:
        _ask(call)


def _one_at_a_time(call: Call) -> None:
    """Of two missed calls of one number the second finds the ticket of the first."""
    if call.remote_normal:
        with connection.cursor() as cursor:
            key = f"missed {call.tenant_id} {call.remote_normal}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _ask(call: Call) -> None:
    """Once: whoever has said no is not asked again."""
    if call.question == Question.NONE:
        _write(call, question=Question.ASKED)


def _create(call: Call) -> None:
    category = category_for(call)
    if category is None:
        _ask(call)
        return
    try:
        with transaction.atomic():
            _open(call, category, _caller(call), owner=_owner(call, category), by=None)
    except Refused:
        call.refresh_from_db()
        _ask(call)


def _caller(call: Call) -> Customer | None:
    """A caller whom nobody knows becomes a customer with this number. None is chosen among several."""
    known = customers_of(call)
    if call.anonymous or not call.remote_normal or len(known) > 1:
        return cast("Customer | None", call.customer)
    if known:
        return Customer.objects.get(pk=known[0])
    language = call.tenant.language
    return customer_for_number(number_of(call), call.remote_normal, tenant_id=call.tenant_id, language=language)


def _owner(call: Call, category: Category) -> User | None:
    """Who speaks with the customer, if the ticket may come to their desk by itself; nobody for the queue."""
    person = call.agent or call.placed_by
    speaks = person and (call.answered_at or call.direction == Direction.OUT)
    return person if speaks and _may_get(person, Ticket(tenant_id=call.tenant_id, category=category)) else None


def _may_get(person: User | None, ticket: Ticket) -> bool:
    return person is not None and is_there(person.pk, ticket)


def _require_category(call: Call, category: Category) -> None:
    if category.tenant_id != call.tenant_id:
        raise Refused(_("This category belongs to another tenant."))
    if not category.allowed_for_phone_tickets:
        raise Refused(_("The category “%(category)s” is not allowed for phone tickets.") % {"category": category.name})


def _open(call: Call, category: Category, customer: Customer | None, *, owner: User | None, by: User | None) -> Ticket:
    if customer:
        _write(call, customer=customer)
    ticket, _message = open_ticket(
        category=category,
        customer=customer,
        subject=subject_of(call),
        received_at=call.started_at,
        kind=TicketKind.PHONE,
        channel=Channel.PHONE,
        language=(customer and customer.language) or call.tenant.language,
        owner=owner,
        by=by,
    )
    record(ticket, "phone_ticket", by=by, number=number_of(call))
    _write(call, ticket=ticket, made_ticket=True, question=_said_yes(call))
    return ticket


def _attach(call: Call, ticket: Ticket, *, by: User | None) -> None:
    record(ticket, "call_attached", by=by, number=number_of(call))
    if ticket.customer and not call.customer:
        _write(call, customer=ticket.customer)
    _write(call, ticket=ticket, lent_to_id=ticket.lent_to_id, question=_said_yes(call))
    call.parties.update(lent_to_id=ticket.lent_to_id)


def _said_yes(call: Call) -> Question:
    return Question.NONE if call.question == Question.NONE else Question.YES


def _tell_ticket(call: Call) -> None:
    """What became of the call stands in the history of its ticket, and promises follow: once for each news."""
    news = _news(call)
    if not call.ticket or news in ("", call.ticket_knows):
        return
    ticket = lock_ticket(call.ticket)
    if news == SPOKEN:
        _note_spoken(call, ticket)
    elif news == MISSED:
        note_missed(call, ticket)
    else:
        record(ticket, "call_placed", by=call.placed_by or call.agent, number=number_of(call), outcome=call.outcome)
    _write(call, ticket_knows=news)


def _news(call: Call) -> str:
    if call.answered_at:
        return SPOKEN
    if not call.ended_at or call.outcome in UNWANTED:
        return ""
    return MISSED if call.direction == Direction.IN else PLACED


def _note_spoken(call: Call, ticket: Ticket) -> None:
    """A ticket that the call made before anybody had answered comes to whoever did."""
    record(ticket, SPOKEN, by=call.agent, number=number_of(call))
    if call.answered_at and ticket.is_open:
        spoken(ticket, call.answered_at, call.ended_at or clock.now())
    if call.made_ticket and ticket.state == TicketState.QUEUED and _may_get(call.agent, ticket):
        change_state(ticket, TicketState.ASSIGNED, owner=call.agent, assigned_at=clock.now())
        record(ticket, "taken", by=call.agent)


def _write(call: Call, **changes: Any) -> None:
    """Write columns of the locked call, and tell the open pages."""
    for name, value in changes.items():
        setattr(call, name, value)
    call.save(update_fields=list(changes))
    notify.changed(call.tenant_id, "call", call.pk)
    people = {call.agent_id, call.placed_by_id, *(party.user_id for party in _parties(call.pk))}
    for user_id in people - {None}:
        notify.told(cast(int, user_id), "call", call.pk)


_parties: Kept[CallParty] = Kept(lambda call_id: CallParty.objects.filter(call=call_id).only("user_id"))
