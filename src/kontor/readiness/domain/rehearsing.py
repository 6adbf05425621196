"""A trial mail is filed and answered like a customer's, by the very verbs, in a transaction that is taken back.

What a go-live test needs to know (category, request, template, the bytes of the answer) is carried out; of all the
rows not one is ever committed. So no list, queue, board, report, export, search or live page can show any of it, and a
worker that is killed in the middle leaves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from kontor.answers.domain.drafts import open_draft
from kontor.answers.domain.send import dispatch
from kontor.channels.models import MailAccount
from kontor.intake.domain.claims import scope_of_queue
from kontor.intake.domain.filing import file_mails
from kontor.intake.domain.judged import Desk, Filed, JudgedMail
from kontor.intake.domain.ledger import REASONS
from kontor.intake.domain.lookups import KnownTickets
from kontor.intake.domain.paper import mail_of
from kontor.intake.domain.verdicts import Verdict
from kontor.intake.enums import Outcome, VerdictKind
from kontor.intake.models import Arrival
from kontor.kernel.errors import Failed, Refused
from kontor.outbox.domain.composing import compose_signed
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.readiness.models import Trial
from kontor.tenants.scope import scope
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.states import change_state, lock
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket


class StepFailed(Failed):
    """A step of a trial came to nothing. ``key`` names the step, ``str()`` is a sentence for people."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key


@dataclass(frozen=True)
class Rehearsal:
    """What the mail would have become. ``template`` is "" where greeting and signature stood alone."""

    category: str
    number: str
    template: str
    sender: MailAccount
    content: bytes


class _TakenBack(Exception):
    """Carries the result out of the transaction that it rolls back."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        super().__init__()
        self.rehearsal = rehearsal


def rehearse(trial: Trial, arrival_id: int) -> Rehearsal:
    """File the trial's mail, answer it as the person who asked, compose the answer; nothing of it stays.

    Raises StepFailed with the step that stood in the way. Numbers of requests that were drawn are not given out again.
    """
    try:
        with transaction.atomic(), scope(*scope_of_queue(trial.account_owner)):
            rehearsal = _rehearse(trial, arrival_id)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as a commit would look at them
            raise _TakenBack(rehearsal)
    except _TakenBack as taken_back:
        return taken_back.rehearsal


def _rehearse(trial: Trial, arrival_id: int) -> Rehearsal:
    arrival = Arrival.objects.select_related("account", "raw").get(pk=arrival_id)
    ticket = _opened(trial, _filed(arrival))
    change_state(lock(ticket), TicketState.ASSIGNED, owner=trial.by)
    try:
        mail, template = _answered(Ticket.objects.get(pk=ticket.pk), trial.by)
    except Refused as refused:
        raise StepFailed("reply", str(refused)) from refused
    return Rehearsal(ticket.category.name, format_number(ticket.number), template, mail.account, compose_signed(mail))


def _filed(arrival: Arrival) -> Filed:
    """As a new request, whatever automatic marks the mail bears; nothing acknowledges it."""
    desk = Desk.load(arrival.account, KnownTickets())
    verdict = Verdict(VerdictKind.NEW, "new", may_auto_answer=False)
    return file_mails([JudgedMail(arrival, mail_of(arrival, {}), verdict, desk)])[0]


def _opened(trial: Trial, filed: Filed) -> Ticket:
    if filed.outcome == Outcome.HELD:
        raise StepFailed("category", str(REASONS.get(filed.reason, filed.reason)))
    if filed.ticket is None:
        raise StepFailed("category", _("The mail became no ticket: its sender is blocked."))
    if filed.ticket.tenant_id != trial.tenant_id:
        raise StepFailed("category", _("The mail went into a category of another tenant."))
    if filed.ticket.state == TicketState.SPAM:
        raise StepFailed("ticket", _("The ticket was put into the spam folder: the server marks the mail as spam."))
    return filed.ticket


def _answered(ticket: Ticket, author: User) -> tuple[OutgoingMail, str]:
    """The suggested reply, as it is suggested, on its way."""
    draft = open_draft(ticket, author=author)
    template = draft.template.name if draft.template else ""
    message = dispatch(lock(ticket), draft, final=True, closing_code=None, findings=[])
    rows = OutgoingMail.objects.select_related("account", "tenant", "message", "no_reply", "reply_account")
    return rows.get(message=message), template
