"""People outside who have not answered are reminded: by the clock, and by hand."""

from __future__ import annotations

import logging
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from kontor.answers.domain.outside_drafts import in_template
from kontor.answers.domain.outside_writing import Letter, dressed, letter_facts, paragraphs, write_letter
from kontor.channels.domain.system_accounts import SystemSender, system_sender
from kontor.channels.enums import AccountKind
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.outbox.domain.queueing import queue_mail
from kontor.outbox.models import OutgoingMail
from kontor.outbox.models.outgoing_mail import FAILED
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope
from kontor.texts.domain.choosing import choose_template
from kontor.texts.domain.rendering import render_content, unresolved
from kontor.texts.enums import TemplateKind
from kontor.tickets.domain.history import record
from kontor.tickets.domain.inquiries import claim_reminder, due_reminders
from kontor.tickets.domain.states import lock
from kontor.tickets.enums import InquiryKind, InquiryState, MessageKind
from kontor.tickets.models import Inquiry, Message, Ticket
from kontor.tickets.preferences import REMIND_INQUIRIES_AFTER, ticket_chain

JUST_NOW = timedelta(minutes=2)
log = logging.getLogger("kontor.answers")
_ACCOUNTS = {InquiryKind.INQUIRY: AccountKind.SECOND_LEVEL, InquiryKind.FORWARD: AccountKind.REPLY}


def remind_due(tenant_id: int) -> int:
    """Remind of what is due at the tenant, each in a transaction of its own. Returns how many mails were written.

    Nothing is written for a tenant that is switched off or deleted: what was answered meanwhile is not read either.
    An error at one of them changes nothing there and keeps none of the others back; all errors are raised at the end.
    """
    with scope(tenant_id):
        works = Tenant.objects.works(tenant_id)
        ids = [inquiry.pk for inquiry in due_reminders(tenant_id)] if works else []
    written = 0
    errors: list[Exception] = []
    for inquiry_id in ids:
        try:
            with scope(tenant_id):
                written += _remind_in_time(inquiry_id)
        except Exception as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup(f"{len(errors)} of {len(ids)} reminders could not be written", errors)
    return written


def _remind_in_time(inquiry_id: int) -> bool:
    """The ticket is locked before its inquiry is looked at: an answer may be arriving."""
    ticket = lock(Ticket(pk=Inquiry.objects.values_list("ticket_id", flat=True).get(pk=inquiry_id)))
    inquiry = Inquiry.objects.select_related("message").get(pk=inquiry_id)
    inquiry.ticket = ticket
    if inquiry.state != InquiryState.OPEN or inquiry.remind_at is None:
        return False
    if not claim_reminder(inquiry, again_after=REMIND_INQUIRIES_AFTER.get(*ticket_chain(ticket)), by=None):
        return False
    try:
        with transaction.atomic():
            _write(ticket, inquiry, by=None)
    except Refused as refusal:
        log.warning("No reminder of inquiry %s could be written", inquiry.pk)
        record(ticket, "not_reminded", by=None, reason=str(refusal))
        return False
    return True


@transaction.atomic(savepoint=False)
def remind(inquiry: Inquiry, *, by: User) -> Message:
    """Remind by hand. Refused when nobody waits any more, when the question did not arrive at all, and when they were
    reminded a moment ago: somebody has clicked twice, or a colleague was quicker."""
    ticket = lock(inquiry.ticket)
    inquiry = Inquiry.objects.select_related("message").get(pk=inquiry.pk)
    inquiry.ticket = ticket
    is_open = inquiry.state == InquiryState.OPEN
    if is_open and inquiry.reminded_at and clock.now() - inquiry.reminded_at < JUST_NOW:
        raise Refused(_("They were reminded a moment ago. No second reminder was sent."))
    hours = REMIND_INQUIRIES_AFTER.get(*ticket_chain(ticket))
    if not is_open or not claim_reminder(inquiry, again_after=hours, by=by):
        raise Refused(_("This ticket does not wait for anybody outside any more."))
    return _write(ticket, inquiry, by=by)


def _write(ticket: Ticket, inquiry: Inquiry, *, by: User | None) -> Message:
    letter = _letter(ticket, inquiry, author=by or inquiry.asked_by)
    design = dressed(ticket, letter, author=by or inquiry.asked_by)
    if design.missing or unresolved(letter.html) or unresolved(letter.subject):
        raise Refused(_("The text of the reminder asks for values that are missing."))
    sender = _sender(ticket, inquiry)
    message = write_letter(
        ticket,
        MessageKind.REMINDER,
        letter,
        sender.account,
        author=by,
        answers=inquiry.message,
        design=design,
        evidence={"inquiry": inquiry.pk},
    )
    queue_mail(message, account=sender.account, reply_account=sender.reply_account, final=False, automatic=by is None)
    return message


def _sender(ticket: Ticket, inquiry: Inquiry) -> SystemSender:
    return system_sender(ticket.tenant_id, _ACCOUNTS[InquiryKind(inquiry.kind)], incoming_id=ticket.account_id)


def _letter(ticket: Ticket, inquiry: Inquiry, *, author: User | None) -> Letter:
    """To those whom the question reached, at the addresses that were put right since."""
    to = _reached(inquiry)
    language = ticket.tenant.language
    choice = choose_template(ticket.category, TemplateKind.REMINDER, language=language, otherwise=language)
    with override(language):
        subject = _("Reminder: %(subject)s") % {"subject": inquiry.message.subject}
        asked = date_format(localtime(inquiry.asked_at, ZoneInfo(ticket.tenant.time_zone)), "DATE_FORMAT")
        asking = _("we wrote to you on %(date)s and have no answer yet. Please answer this mail.") % {"date": asked}
        words = [_("Dear Sir or Madam,"), asking, _("Kind regards") + f"\n{ticket.tenant.name}"]
    letter = Letter(
        to=to, subject=subject, html=paragraphs("\n\n".join(words)), language=language, quoted=inquiry.message
    )
    if choice is None:
        return letter
    facts = letter_facts(ticket, language, author=author, to=to)
    return in_template(ticket, letter, render_content(choice.template, choice.content, facts))


def _reached(inquiry: Inquiry) -> list[list[str]]:
    """Refused when the question reached nobody."""
    mails = list(OutgoingMail.objects.filter(message=inquiry.message))
    lost = OutgoingMail.objects.filter(FAILED, message=inquiry.message).order_by("-id").first()
    corrected = {old: new for mail in mails for old, new in mail.corrected.items()}
    refused = set(lost.refused) if lost else set()
    to = [[name, corrected.get(address, address)] for name, address in inquiry.to]
    to = [pair for pair in to if pair[1] not in refused]
    if not to:
        raise Refused(_("The question did not arrive. Correct the address and send it again first."))
    return to
