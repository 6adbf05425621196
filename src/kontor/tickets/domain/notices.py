"""Notices to one person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from kontor.kernel import clock
from kontor.kernel.rows import write_rows
from kontor.live import notify
from kontor.people.models import User
from kontor.tickets.enums import NoticeKind
from kontor.tickets.models import Notice, Ticket


def notify_person(user_id: int, kind: NoticeKind, *, ticket: Ticket, **details: object) -> Notice:
    """A line in the person's list of notices, shown on their open pages at once."""
    return _write([_notice(user_id, kind, ticket, details)])[0]


def withdraw_notice(user_id: int, kind: NoticeKind, *, ticket: Ticket, since: datetime, **details: object) -> None:
    """The first such line written since then goes: what it tells was taken back."""
    rows = Notice.objects.filter(user_id=user_id, kind=kind, ticket=ticket, details=details, at__gte=since)
    first = rows.order_by("at", "id").first()
    if first:
        first.delete()
        notify.told(user_id, "notice")


def notify_owner(ticket: Ticket, kind: NoticeKind, **details: object) -> None:
    """Tell whoever has the ticket on their desk, if anybody."""
    notify_owners(kind, [(ticket, details)])


def notify_owners(kind: NoticeKind, tickets: Iterable[tuple[Ticket, dict[str, object]]]) -> None:
    """The same for several tickets, each with its details."""
    _write([_notice(ticket.owner_id, kind, ticket, details) for ticket, details in tickets if ticket.owner_id])


def notify_people(kind: NoticeKind, notices: Iterable[tuple[int, Ticket, dict[str, object]]]) -> None:
    """Lines for several people and tickets: person, ticket, details."""
    _write([_notice(user_id, kind, ticket, details) for user_id, ticket, details in notices])


def tell_people(user_ids: Iterable[int], kind: NoticeKind, *, tenants: Sequence[int], **details: object) -> None:
    """A line about no ticket in the lists of these people, in each of the tenants that they may be working for."""
    now = clock.now()
    _write(
        [
            Notice(tenant_id=tenant_id, user_id=user_id, kind=kind, details=details, at=now)
            for user_id in user_ids
            for tenant_id in tenants
        ]
    )


def _notice(user_id: int, kind: NoticeKind, ticket: Ticket, details: dict[str, object]) -> Notice:
    return Notice(
        tenant_id=ticket.tenant_id,
        lent_to_id=ticket.lent_to_id,
        user_id=user_id,
        ticket=ticket,
        kind=kind,
        details=details,
        at=clock.now(),
    )


def _write(notices: list[Notice]) -> list[Notice]:
    written = write_rows(notices)
    for notice in written:
        notify.told(notice.user_id, "notice", notice.pk)
    return written


def mark_read(user: User, notice_ids: list[int] | None = None) -> int:
    """Mark the person's notices as read: these, or all. Returns how many were new."""
    rows = Notice.objects.filter(user=user, read_at=None)
    if notice_ids is not None:
        rows = rows.filter(pk__in=notice_ids)
    count = rows.update(read_at=clock.now())
    notify.told(user.pk, "notice")
    return count


def mark_seen(user: User, ticket: Ticket) -> None:
    """The person has opened the ticket, which shows what they were told of; a review is shown elsewhere."""
    _read(Notice.objects.filter(user=user, ticket=ticket).exclude(kind=NoticeKind.REVIEWED), user)


def mark_reviews_seen(user: User) -> None:
    """The person has opened the list of their reviewed answers."""
    _read(Notice.objects.filter(user=user, kind=NoticeKind.REVIEWED), user)


def _read(notices: QuerySet[Notice], user: User) -> None:
    if notices.filter(read_at=None).update(read_at=clock.now()):
        notify.told(user.pk, "notice")


SENTENCES: dict[str, object] = {
    NoticeKind.NEW_MESSAGE: gettext_lazy("New message from %(sender)s"),
    NoticeKind.CALL_MISSED: gettext_lazy("Missed call from %(number)s"),
    NoticeKind.MOVED_HERE: gettext_lazy("%(by)s has moved messages from %(number)s to this ticket"),
    NoticeKind.ASSIGNED: gettext_lazy("%(by)s has assigned this ticket to you"),
    NoticeKind.RESUBMITTED: gettext_lazy("A resubmission is due"),
    NoticeKind.PASSED_ON: gettext_lazy("%(by)s has forwarded this ticket to you"),
    NoticeKind.TAKEN_BACK: gettext_lazy("%(by)s has taken this ticket back"),
    "loan_ended": gettext_lazy("%(number)s is back at %(lender)s, which had lent it to you"),
    NoticeKind.RETURNED: gettext_lazy("%(by)s returned your answer with a comment"),
    "returned_standing_in": gettext_lazy("%(by)s returned an answer of %(author)s, for whom you stand in"),
    NoticeKind.RELEASED: gettext_lazy("%(by)s released your answer"),
    NoticeKind.REVIEWED: gettext_lazy("%(by)s reviewed an answer of yours"),
    NoticeKind.INQUIRY_ANSWERED: gettext_lazy("%(sender)s has answered from outside"),
    NoticeKind.INQUIRY_OVERDUE: gettext_lazy("No answer yet from %(recipients)s"),
    "answer_passed_on": gettext_lazy("%(sender)s has answered; the answer goes to the customer"),
    "inquiry_answered_late": gettext_lazy("%(sender)s has answered when nobody waited any more"),
    NoticeKind.DELIVERY_FAILED: gettext_lazy("Your answer could not be delivered to %(recipients)s"),
    NoticeKind.ESCALATED: gettext_lazy("Escalation rule “%(rule)s”"),
    "escalated_many": gettext_lazy("Escalation rule “%(rule)s”: %(count)s tickets at once"),
    "standing_in": gettext_lazy("You stand in for %(absent)s and have this ticket now"),
    "standing_in_many": gettext_lazy("You stand in for %(absent)s and have got: %(numbers)s"),
    "assigned_by_rule": gettext_lazy("This ticket was assigned to you by an escalation rule"),
    NoticeKind.ACCOUNT_FAILING: gettext_lazy("The mailbox %(account)s cannot be used"),
    NoticeKind.ACCOUNT_WORKS: gettext_lazy("The mailbox %(account)s can be used again"),
    "delivery_failed_of": gettext_lazy("The answer of %(author)s could not be delivered to %(recipients)s"),
    "delivery_failed_automatic": gettext_lazy("An automatic mail could not be delivered to %(recipients)s"),
    "sending_fails": gettext_lazy("No mail can be sent through %(account)s; its mails wait"),
    "sender_refused": gettext_lazy(
        "%(account)s is not accepted as a sender; its mails wait. The server says: %(answer)s"
    ),
    "sending_works": gettext_lazy("Mail can be sent through %(account)s again"),
    "alarm_open": gettext_lazy("Alarm “%(name)s”: %(value)s open tickets"),
    "alarm_waiting": gettext_lazy("Alarm “%(name)s”: %(value)s waiting tickets"),
    "alarm_oldest": gettext_lazy("Alarm “%(name)s”: the oldest ticket waits for %(value)s minutes of working time"),
    "alarm_late_share": gettext_lazy("Alarm “%(name)s”: %(value)s percent are beyond their target"),
    "alarm_canary": gettext_lazy("Alarm “%(name)s”: for %(value)s minutes no canary has come in through an account"),
    "alarm_over": gettext_lazy("Alarm “%(name)s” is over"),
    "storm": gettext_lazy("%(count)s mails at once: outgoing mail is held back until you decide"),
    "batch_fails": gettext_lazy("Print batch %(number)s cannot be handed to print"),
    "batch_letter": gettext_lazy("The letter to %(recipients)s is not printed: print batch %(number)s has failed"),
    "batch_letters": gettext_lazy(
        "%(count)s letters are not printed, as print batch %(number)s has failed: %(numbers)s"
    ),
    "batch_works": gettext_lazy("Print batch %(number)s has been handed to print after all"),
    "printing_fails": gettext_lazy("Letters cannot be written to %(directory)s; they wait"),
    "printing_works": gettext_lazy("Letters can be written to %(directory)s again"),
    "delivery_unclear": gettext_lazy("It is unclear whether your answer to %(recipients)s was sent"),
    "delivery_unclear_of": gettext_lazy("It is unclear whether the answer of %(author)s to %(recipients)s was sent"),
    "delivery_unclear_automatic": gettext_lazy("It is unclear whether an automatic mail to %(recipients)s was sent"),
}
"""By kind; ``sentence`` among the details names another one."""


@dataclass(frozen=True)
class NoticeLine:
    """A notice in the reader's language."""

    notice: Notice
    text: str


def latest_notices(user: User, *, most: int = 100) -> list[NoticeLine]:
    """The person's notices within the scope, the newest first. What was told for several tenants is said once."""
    rows = Notice.objects.filter(user=user).select_related("ticket__tenant").order_by("-at", "-id")[:most]
    lines = [NoticeLine(notice, _sentence(notice)) for notice in rows]
    told: set[tuple[object, str]] = set()
    return [line for line in lines if line.notice.ticket_id or not _is_known(line, told)]


def _is_known(line: NoticeLine, told: set[tuple[object, str]]) -> bool:
    key = (line.notice.at, line.text)
    known = key in told
    told.add(key)
    return known


def _sentence(notice: Notice) -> str:
    text: str = str(SENTENCES[notice.details.get("sentence", notice.kind)]) % notice.details
    return text
