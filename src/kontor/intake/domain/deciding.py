"""A person decides what becomes of held mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from kontor.audit.domain.recording import record_change
from kontor.channels.domain.own_addresses import own_addresses
from kontor.channels.enums import Channel
from kontor.customers.domain.recognition import customer_for_email
from kontor.customers.models import Customer
from kontor.intake.domain.concluding import conclude
from kontor.intake.domain.copies import free_identities
from kontor.intake.domain.judged import Filed
from kontor.intake.domain.ledger import is_whole
from kontor.intake.domain.messages import new_message
from kontor.intake.domain.paper import mail_of, scans_of
from kontor.intake.domain.visits import DRAIN
from kontor.intake.enums import ArrivalState, Filing, Outcome
from kontor.intake.models import Arrival
from kontor.intake.parsing.mail import ParsedMail
from kontor.intake.parsing.quotes import own_text
from kontor.kernel.errors import Refused
from kontor.kernel.language import detect_language
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tickets.domain.history import record
from kontor.tickets.domain.messages import NewFile, NewMessage, append_message
from kontor.tickets.domain.opening import open_ticket
from kontor.tickets.domain.states import lock_present
from kontor.tickets.enums import MessageKind, TicketKind, TicketState
from kontor.tickets.models import Ticket

DECIDED = "decided"
"""The reason in the ledger of what a person decided."""
KEPT_DETAILS = ("connection", "message_id")
"""What stays known of a mail that begins anew."""


@transaction.atomic(savepoint=False)
def process_again(arrivals: Sequence[Arrival], *, by: User | None) -> None:
    """Put held mail back into the queue as if it had just come in: for when a rule, a fallback or the program is
    another one now. All or none; refused for a mail of which only the head is here."""
    owners: set[int] = set()
    for arrival in _lock_held([arrival.pk for arrival in arrivals]):
        if not is_whole(arrival):
            raise Refused(
                _("Only the head of a mail of %(account)s is here. Make a ticket of it, or look at it on the server.")
                % {"account": arrival.account.address}
            )
        reason = arrival.reason
        arrival.state, arrival.outcome, arrival.reason = ArrivalState.WAITING, "", ""
        arrival.attempts, arrival.crashes, arrival.processed_at = 0, 0, None
        arrival.details = {name: value for name, value in arrival.details.items() if name in KEPT_DETAILS}
        arrival.save(update_fields=["state", "outcome", "reason", "attempts", "crashes", "processed_at", "details"])
        _record("processed again", arrival, by, {"state": [ArrivalState.HELD, ArrivalState.WAITING]}, reason)
        owners.add(arrival.tenant_id or 0)
    for owner in sorted(owners):
        app.configure_task(DRAIN, queue="intake").defer(tenant_id=owner)


@transaction.atomic(savepoint=False)
def file_as_ticket(arrival: Arrival, category: Category, *, by: User) -> Ticket:
    """Make a new ticket of held mail, in this category and its tenant. The mail of a general account moves there.

    Refused when it is decided on already, and for a category of another tenant than the account's.
    """
    [arrival] = _lock_held([arrival.pk])
    _require_fitting(arrival, category)
    mail = _parsed(arrival)
    [identity] = free_identities([mail], category.tenant_id)
    language = detect_language(own_text(mail.text, subject=mail.subject), hint=mail.language_hint)
    ticket, message = open_ticket(
        category=category,
        customer=_customer(mail, category, language) if arrival.account.channel == Channel.MAIL else None,
        subject=mail.subject or _("Mail without a readable subject"),
        account=arrival.account,
        message=_message(arrival, mail, category.tenant_id, identity),
        received_at=arrival.received_at,
        kind=TicketKind.LETTER if mail.paper else TicketKind.MAIL,
        channel=Channel.LETTER if mail.paper else Channel.MAIL,
        language=language,
        by=by,
    )
    record(ticket, "categorized", by=by, category=category.name, reason=_("chosen by %(name)s") % {"name": by.name})
    reason = arrival.reason
    conclude(arrival, Filed(Outcome.NEW_TICKET, DECIDED, ticket, message))
    _record("filed as ticket", arrival, by, {"ticket": ["", str(ticket.number)]}, reason)
    return ticket


@transaction.atomic(savepoint=False)
def file_to_ticket(arrivals: Sequence[Arrival], ticket: Ticket, *, by: User) -> Ticket:
    """Put held mail to a ticket that is open, as messages of the customer, in the order it came.

    Returns the ticket, which may be the one that the chosen one was merged into. Refused when the mail is decided on
    already or another tenant's, and for a ticket that is closed or spam: a new ticket is the way then.
    """
    held = _lock_held([arrival.pk for arrival in arrivals])
    mails = [_parsed(arrival) for arrival in held]
    identities = free_identities(mails, ticket.tenant_id)
    ticket = lock_present([ticket.pk])[ticket.pk]
    _require_open(ticket)
    for arrival, mail, identity in zip(held, mails, identities, strict=True):
        if arrival.tenant_id not in (None, ticket.tenant_id):
            raise Refused(_("The ticket belongs to another tenant than the account."))
        message = append_message(ticket, _message(arrival, mail, ticket.tenant_id, identity))
        reason = arrival.reason
        conclude(arrival, Filed(Outcome.FOLLOW_UP, DECIDED, ticket, message))
        _record("filed to ticket", arrival, by, {"ticket": ["", str(ticket.number)]}, reason)
    record(ticket, "filed_here", by=by, count=len(held))
    return ticket


def _require_open(ticket: Ticket) -> None:
    if ticket.state in (TicketState.CLOSED, TicketState.SPAM):
        state = TicketState(ticket.state).label
        raise Refused(_("This ticket is in the state “%(state)s”. Make a new ticket of the mail.") % {"state": state})


@transaction.atomic(savepoint=False)
def leave_without_ticket(arrivals: Sequence[Arrival], *, by: User | None) -> None:
    """Held mail that needs no answer ends as ignored. Its ledger row and its bytes stay."""
    for arrival in _lock_held([arrival.pk for arrival in arrivals]):
        reason = arrival.reason
        conclude(arrival, Filed(Outcome.IGNORED, DECIDED))
        _record("left without ticket", arrival, by, {"outcome": [Outcome.HELD, Outcome.IGNORED]}, reason)


def _lock_held(ids: Sequence[int]) -> list[Arrival]:
    rows = Arrival.objects.filter(pk__in=ids).select_related("account", "raw").select_for_update(of=("self",))
    arrivals = list(rows.order_by("id"))
    if len(arrivals) != len(set(ids)) or any(arrival.state != ArrivalState.HELD for arrival in arrivals):
        raise Refused(_("Somebody else has decided on this mail in the meantime."))
    return arrivals


def _require_fitting(arrival: Arrival, category: Category) -> None:
    if category.deleted_at is not None:
        raise Refused(_("The category “%(name)s” is deleted.") % {"name": category.name})
    if arrival.tenant_id not in (None, category.tenant_id):
        raise Refused(
            _("The category “%(name)s” belongs to another tenant than the account.") % {"name": category.name}
        )


def _parsed(arrival: Arrival) -> ParsedMail:
    return mail_of(arrival, scans_of([arrival]))


def _message(arrival: Arrival, mail: ParsedMail, tenant_id: int, identity: UUID | None) -> NewMessage:
    """The mail; of one that cannot be read, the file as it came, for whoever can make something of it."""
    evidence: dict[str, object] = {"filing": Filing.BY_HAND.value, "accounts": [arrival.account_id]}
    message = new_message(arrival, mail, MessageKind.CUSTOMER, tenant_id, evidence=evidence, identity=identity)
    if mail.is_readable:
        return message
    return replace(message, files=[NewFile("mail.eml", "message/rfc822", blob=message.raw)])


def _customer(mail: ParsedMail, category: Category, language: str) -> Customer | None:
    writer = mail.writer(own_addresses(category.tenant_id))
    if writer is None or not writer.normalized:
        return None
    return customer_for_email(writer.email, name=writer.name, tenant_id=category.tenant_id, language=language)


def _record(action: str, arrival: Arrival, by: User | None, changes: dict[str, list[str]], reason: str) -> None:
    label = f"{arrival.account.address} {arrival.key}"
    more = {**changes, "reason": [reason, arrival.reason]}
    record_change(action, arrival, by=by, tenant_id=arrival.tenant_id, changes=more, label=label)
