"""A delivery report came back: which mail of ours it means, and what follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kontor.customers.domain.reachability import mark_undeliverable
from kontor.kernel.text import normalize_email
from kontor.outbox.domain.bounce_kinds import is_wrong_address
from kontor.outbox.domain.doubts import settle_by_report
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.tenants.scope import current
from kontor.tickets.domain.closing import mark_failure, tell_of_failure
from kontor.tickets.domain.messages import lock_where_it_lies
from kontor.tickets.models import Message


@dataclass(frozen=True)
class Reported:
    """What a report says about one recipient; "" for one that it does not name. ``action`` after RFC 3464.

    ``original``: to whom the mail went before it was passed on to ``address``.
    """

    address: str
    action: str = "failed"
    status: str = ""
    diagnostic: str = ""
    original: str = ""

    @property
    def reason(self) -> str:
        return self.diagnostic or self.status


def sent_message(message_ids: Iterable[str]) -> Message | None:
    """Our outgoing message with one of these Message-IDs, within the scope."""
    wanted = [message_id for message_id in message_ids if message_id]
    if not wanted:
        return None
    rows = Message.objects.filter(tenant_id__in=current(), message_id__in=wanted, direction="out")
    return rows.select_related("ticket", "author").first()


def record_report(message: Message, reported: Sequence[Reported]) -> list[int]:
    """What the report says is written to the mail's row. Returns who has got a notice.

    Failed: the mail came back. Its author gets a notice, an open ticket comes back, and an address that does not exist
    is marked. Delayed: it is only noted. Whatever it says, the mail was taken, which settles a doubt. A report that
    names no recipient counts for all of them; one about somebody to whom we never wrote marks nobody and is never
    sent to. A mail that is still on its way to others stays so.
    """
    ticket = lock_where_it_lies(message.pk)  # before the mail's row, as whoever delivers does
    rows = OutgoingMail.objects.filter(message=message).select_for_update(of=("self",)).order_by("-id")
    mails = list(rows.select_related("message__ticket", "message__author", "account"))
    named = {normalize_email(address) for mail in mails for address in (*recipients_of(mail), *mail.corrected)}
    failed: dict[str, str] = {}
    for mail in mails:
        known = _told_about(mail, reported, named)
        if known and mail.state == DeliveryState.UNCLEAR:
            settle_by_report(mail, _("A mail server has reported on it."))
        failed |= _note(mail, known)
    strangers = [one for one in reported if one.action == "failed"] if not failed else []
    if strangers and mails and mails[0].state == DeliveryState.SENT:
        mails[0].state, mails[0].last_error = DeliveryState.BOUNCED, _named(strangers)
        mails[0].save(update_fields=["state", "last_error"])
    if failed or strangers:
        recipients = ", ".join(failed or [one.address for one in strangers if one.address])
        reason = next((why for why in failed.values() if why), "") or _named(strangers)
        ticket = mark_failure(ticket, author=message.author, recipients=recipients, reason=reason)
        return tell_of_failure(ticket, message.author, recipients)
    return []


def recipients_of(mail: OutgoingMail) -> list[str]:
    """Everybody this delivery is for: those of its message, or those whose address was corrected for it."""
    if mail.corrected:
        return list(mail.corrected.values())
    message = mail.message
    return [address for _name, address in (*message.to, *message.cc, *message.bcc)]


def _told_about(mail: OutgoingMail, reported: Sequence[Reported], named: set[str]) -> dict[str, Reported]:
    """The mail's own recipients and the worst that is said about them. A single one is meant by any name, for mail is
    passed on; except by those of the message's other recipients, and by an address that was corrected. What is said
    about nobody counts for those about whom nothing is said."""
    ours = {normalize_email(address): address for address in recipients_of(mail)}
    known: dict[str, Reported] = {}
    for one in sorted(reported, key=_rank):
        address = ours.get(normalize_email(one.address)) or ours.get(normalize_email(one.original))
        if address is not None:
            known[address] = one
        elif not one.address or (len(ours) == 1 and normalize_email(one.address) not in named):
            known |= dict.fromkeys(ours.values(), one)
    return known


def _rank(one: Reported) -> tuple[bool, bool, bool]:
    """Who is named counts more than nobody, and then the worst."""
    return one.address != "", one.action == "failed", one.action == "delayed"


def _note(mail: OutgoingMail, known: dict[str, Reported]) -> dict[str, str]:
    """Writes it down; returns who was not reached, and why."""
    failed = {address: one.reason for address, one in known.items() if one.action == "failed"}
    delayed = {address: one.reason for address, one in known.items() if one.action == "delayed"}
    ended = known.keys() - delayed.keys()
    before = {address: reason for address, reason in mail.delayed.items() if address not in ended}
    mail.delayed = {**before, **{address: why for address, why in delayed.items() if address not in mail.refused}}
    mail.refused = {**mail.refused, **failed}
    if failed and mail.state == DeliveryState.SENT:
        mail.state = DeliveryState.BOUNCED
    if known:
        mail.save(update_fields=["state", "refused", "delayed"])
    for address, one in known.items():
        if one.action == "failed" and is_wrong_address(one.status, one.diagnostic):
            mark_undeliverable(mail.tenant_id, address, reason=one.reason)
    return failed


def _named(strangers: Sequence[Reported]) -> str:
    return "; ".join(f"{one.address}: {one.reason}".strip(": ") for one in strangers)
