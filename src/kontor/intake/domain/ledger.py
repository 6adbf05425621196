"""Reading the ledger: what came in, what became of it and why, in words; and the sums of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kontor.channels.models import MailAccount
from kontor.intake.enums import UNDECIDED, ArrivalState, Outcome
from kontor.intake.models import Arrival

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

REASONS: dict[str, StrOrPromise] = {
    "too_large": _("The mail is too large; only its head was fetched."),
    "unreadable": _("The mail could not be read."),
    "no_category": _("No rule matches, and the account has no fallback category."),
    "crash": _("Several workers broke off while they processed it."),
    "error": _("It could not be processed after several attempts; the log says more."),
    "same_mail": _("The same mail came in on another account too; it is one message."),
    "renumbered": _("The server numbered its folder anew; this mail was taken before."),
    "blocked": _("Its sender is on the block list, and whoever put them there chose that their mail is ignored."),
    "erased": _("It was erased with the contact that wrote it."),
    "overdue": _("Its time was over before anybody decided on it."),
    "about_erased": _("It is about a mail of ours that was erased with its contact."),
    "about_system": _("It is a report about a mail of Kontor itself, such as an alarm or a new password."),
    "own_automatic": _("It is an automatic mail of this desk."),
    "own_mail": _("It is a mail of our own that came back."),
    "connection_test": _("It is the test mail of a connection test."),
    "trial": _("It is a test mail of a go-live test or a canary; it is removed by itself."),
    "token": _("It answers a mail of ours."),
    "references": _("It refers to a known mail."),
    "letter_code": _("It shows the barcode of a letter of ours."),
    "number": _("Its subject names the ticket's number, and the sender takes part in it."),
    "new": _("It belongs to no ticket that exists."),
    "decided": _("A person decided so."),
    "failed": _("A mail of ours could not be delivered."),
    "delayed": _("A mail of ours is on its way for longer than usual."),
    "delivered": _("A mail of ours was delivered."),
    "relayed": _("A mail of ours was passed on to another server."),
    "expanded": _("A mail of ours was handed out to a list."),
    "complaint": _("A mail provider passes on a complaint."),
    "auto_submitted": _("A program wrote it."),
    "responder": _("A responder wrote it."),
    "suppressed": _("Its sender wants no automatic answers."),
    "list": _("It was sent to a list."),
    "bulk": _("It was sent to many."),
    "empty_return_path": _("Its sender takes no delivery reports, so a program wrote it."),
    "no_reply": _("Its sender's address is one that must not be answered."),
    "exchange_absence": _("It says that somebody is out of office."),
    "read_receipt": _("It says that a mail of ours was read."),
    "subject": _("Its subject is that of an automatic reply."),
    "auto_replied": _("A program answered a mail of ours."),
}
READING: StrOrPromise = _("Its scan is being read.")
WAITING: StrOrPromise = _("It waits to be processed.")
TRIED: StrOrPromise = _("It could not be processed yet and is tried again.")


@dataclass(frozen=True)
class DayCounts:
    """What came in through an account on a day. ``received`` is the sum of the others, nothing is lost."""

    day: date
    received: int = 0
    tickets: int = 0
    follow_ups: int = 0
    reports: int = 0
    held: int = 0
    ignored: int = 0
    waiting: int = 0

    @property
    def unaccounted(self) -> int:
        """What ended in no outcome that there is: 0 as long as the desk does what it promises."""
        ended = self.tickets + self.follow_ups + self.reports + self.held + self.ignored
        return self.received - ended - self.waiting


def readable_arrivals(tenant_ids: Sequence[int], *, unfiled: bool) -> QuerySet[Arrival]:
    """The ledger of these tenants, and the unfiled mail of general accounts if wanted, with what a line shows.

    Row security shows unfiled mail with scope id 0 only, whatever is asked for here.
    """
    own = Q(tenant_id__in=tenant_ids)
    rows = Arrival.objects.filter(own | Q(tenant=None) if unfiled else own)
    return rows.select_related("account", "tenant", "ticket").order_by("-id")


def with_outcome(rows: QuerySet[Arrival], outcome: str) -> QuerySet[Arrival]:
    """Those with this outcome; "waiting": those without one yet."""
    if outcome == ArrivalState.WAITING:
        return rows.filter(state__in=UNDECIDED)
    return rows.filter(outcome=outcome).exclude(state__in=UNDECIDED)


def within_days(rows: QuerySet[Arrival], first: date, last: date) -> QuerySet[Arrival]:
    """Those written down between the beginning of the first and the end of the last day, local time."""
    return rows.filter(stored_at__gte=_midnight(first), stored_at__lt=_midnight(last + timedelta(days=1)))


def day_counts(account: MailAccount, day: date) -> DayCounts:
    """The sums of the account's day, in one statement."""
    return counts_by_day(account, day, day)[0]


def counts_by_day(account: MailAccount, first: date, last: date) -> list[DayCounts]:
    """The sums of each of these days, the latest first, in one statement. A day is one of the installation's clock."""
    rows = within_days(Arrival.objects.filter(account=account), first, last).order_by()
    rows = rows.annotate(day=TruncDate("stored_at", tzinfo=timezone.get_default_timezone()))
    found = {sums["day"]: DayCounts(**sums) for sums in rows.values("day").annotate(**_SUMS)}
    days = [last - timedelta(days=back) for back in range((last - first).days + 1)]
    return [found.get(day, DayCounts(day)) for day in days]


def _ended_as(outcome: Outcome) -> Count:
    return Count("id", filter=~Q(state__in=UNDECIDED) & Q(outcome=outcome))


_SUMS = {
    "received": Count("id"),
    "waiting": Count("id", filter=Q(state__in=UNDECIDED)),
    "tickets": _ended_as(Outcome.NEW_TICKET),
    "follow_ups": _ended_as(Outcome.FOLLOW_UP),
    "reports": _ended_as(Outcome.BOUNCE),
    "held": _ended_as(Outcome.HELD),
    "ignored": _ended_as(Outcome.IGNORED),
}


def reason_in_words(arrival: Arrival) -> str:
    """Why the mail became what it became; for one that waits, what it waits for."""
    if arrival.state == ArrivalState.READING:
        return str(READING)
    if arrival.state == ArrivalState.WAITING:
        return str(TRIED if arrival.attempts else WAITING)
    return str(REASONS.get(arrival.reason, arrival.reason))


def is_whole(arrival: Arrival) -> bool:
    """The whole mail is here; of one that was too large, or that the server could not give out, only the head is."""
    return arrival.raw is not None and arrival.raw.size == arrival.size


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())
