"""New requests of a category are answered or forwarded without anybody, or their history says why not (RFC 3834).

What may not be answered at all is known when a mail is filed; the rest is done by a job that is part of that
transaction, so that neither a template nor a slow rendering stands in the way of filing.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from procrastinate.contrib.django import app

from kontor.answers.domain.automatic_entries import FORWARDS
from kontor.answers.domain.automatic_writing import Writing, written
from kontor.answers.domain.budgets import Claim, Limits, claim_all, claim_share
from kontor.answers.domain.filed import FiledMail
from kontor.answers.domain.forward import forward, forward_letter
from kontor.answers.enums import AutomaticAction
from kontor.answers.models import AutomaticReply
from kontor.channels.domain.own_addresses import addresses_of_ours
from kontor.customers.domain.queries import undeliverable_addresses
from kontor.kernel.errors import Refused
from kontor.kernel.text import normalize_email
from kontor.outbox.domain.queueing import queue_mail
from kontor.preferences.domain.system import system_values
from kontor.tickets.domain.deadlines import answered
from kontor.tickets.domain.history import record, record_all
from kontor.tickets.domain.messages import lock_where_it_lies
from kontor.tickets.domain.states import change_state
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Message, Ticket

REPLY = "kontor.answers.tasks.reply_automatically"
ANSWERED, NOT_ANSWERED = "automatic", "not_automatic"
WAITING = (TicketState.CREATED, TicketState.QUEUED)


def reply_to_filed(mails: Sequence[FiledMail]) -> set[int]:
    """Enqueue the automatic answers to these mails, in the transaction that filed them.

    Only to what opened a ticket. Returns the messages that are answered so: nothing else acknowledges them. One
    statement where no category answers by itself.
    """
    opened = [mail for mail in mails if mail.opened and mail.ticket.state != TicketState.SPAM]
    if not opened:
        return set()
    rules = _rules_of({mail.ticket.category_id for mail in opened})
    wanted = [mail for mail in opened if mail.ticket.category_id in rules]
    stopped, going = [mail for mail in wanted if mail.never], [mail for mail in wanted if not mail.never]
    record_all((mail.ticket, None, NOT_ANSWERED, {"why": mail.never, "message": mail.message.pk}) for mail in stopped)
    if going:
        jobs = [{"tenant_id": mail.ticket.tenant_id, "message_id": mail.message.pk} for mail in going]
        app.configure_task(REPLY, queue="mail").batch_defer(*jobs)
    return {mail.message.pk for mail in wanted if rules[mail.ticket.category_id] not in FORWARDS}


@transaction.atomic(savepoint=False)
def reply_automatically(message_id: int) -> Message | None:
    """Answer the message as its ticket's category wishes; once, however often this runs.

    Nothing happens to a ticket that somebody took meanwhile, and when the rule is gone.
    """
    ticket = lock_where_it_lies(message_id)
    rule = AutomaticReply.objects.select_related("template").filter(category=ticket.category_id, active=True).first()
    if rule is None or _is_done(ticket, message_id):
        return None
    question = Message.objects.get(pk=message_id)
    if rule.action in FORWARDS:
        return _forward(ticket, question, rule)
    writing = Writing.begin(ticket, question, rule.template)
    why = _reason(ticket, question, writing)
    if why:
        record(ticket, NOT_ANSWERED, by=None, why=why, message=message_id)
        return None
    return _send(ticket, question, rule, writing)


def _send(ticket: Ticket, question: Message, rule: AutomaticReply, writing: Writing) -> Message:
    closes = rule.action == AutomaticAction.ANSWER_AND_CLOSE
    message = written(writing)
    assert writing.sender is not None
    queue_mail(message, account=writing.sender, no_reply=writing.no_reply, final=closes, automatic=True)
    if closes:
        change_state(ticket, TicketState.SENDING, unread=False)
    answered(ticket, message)
    record(ticket, ANSWERED, by=None, template=rule.template.name, message=question.pk)
    return message


def _forward(ticket: Ticket, question: Message, rule: AutomaticReply) -> Message | None:
    """To those outside whom the rule names. What cannot go is said in the history, and the ticket waits for people."""
    why = _why_not_forwarded(ticket, rule)
    if not why:
        letter = forward_letter(ticket, to=rule.forward_to, template=rule.template)
        closing = rule.action == AutomaticAction.FORWARD_AND_CLOSE
        try:
            with transaction.atomic():
                message = forward(ticket, letter, closing=closing, by=None)
        except Refused:
            why = "refused"
        else:
            record(ticket, ANSWERED, by=None, template=rule.template.name, message=question.pk)
            return message
    record(ticket, NOT_ANSWERED, by=None, why=why, message=question.pk)
    return None


def _why_not_forwarded(ticket: Ticket, rule: AutomaticReply) -> str:
    if ticket.state == TicketState.SPAM:
        return "spam"
    if ticket.state not in WAITING:
        return "taken"
    if not rule.template.active or rule.template.deleted_at:
        return "no_text"
    addresses = {normalize_email(address) for _name, address in rule.forward_to}
    if undeliverable_addresses(addresses, {ticket.tenant_id}):
        return "undeliverable"
    claim = Claim(ticket.tenant_id, next(iter(addresses), ""), ticket.pk, stranger=False)
    return claim_share(claim, Limits.of(system_values(), ticket.tenant))


def _rules_of(category_ids: set[int]) -> dict[int, str]:
    """What happens by itself in these categories. One statement."""
    rows = AutomaticReply.objects.filter(category_id__in=sorted(category_ids), active=True)
    return dict(rows.values_list("category_id", "action"))


def _is_done(ticket: Ticket, message_id: int) -> bool:
    done = HistoryEntry.objects.filter(ticket=ticket, action__in=[ANSWERED, NOT_ANSWERED])
    return done.filter(details__message=message_id).exists()


def _reason(ticket: Ticket, question: Message, writing: Writing) -> str:
    """Why it is not answered, a short code. Only what nothing else stops uses up a budget."""
    if ticket.state == TicketState.SPAM:
        return "spam"
    if ticket.state not in WAITING:
        return "taken"
    address = normalize_email(writing.address)
    if not address:
        return "no_address"
    if address in addresses_of_ours({address}):
        return "own_address"
    if undeliverable_addresses({address}, {ticket.tenant_id}):
        return "undeliverable"
    if not writing.is_ready:
        return "no_text"
    if writing.missing:
        return "missing_value"
    if writing.sender is None:
        return "no_sender"
    return _claimed(ticket, writing.address)


def _claimed(ticket: Ticket, address: str) -> str:
    known = ticket.customer_id and Ticket.objects.filter(customer_id=ticket.customer_id).exclude(pk=ticket.pk).exists()
    claim = Claim(ticket.tenant_id, address, ticket.pk, stranger=not known)
    return claim_all([claim], {ticket.tenant_id: Limits.of(system_values(), ticket.tenant)})[0]
