"""The ledger of received mail, and the mail that is held; what is done with several held ones at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kontor.intake.domain.deciding import leave_without_ticket, process_again
from kontor.intake.domain.ledger import REASONS, reason_in_words, with_outcome, within_days
from kontor.intake.enums import UNDECIDED, ArrivalState, Outcome
from kontor.intake.models import Arrival
from kontor.kernel.text import whole_number
from kontor.org.domain.category_queries import tenant_choices, tenant_choices_with
from kontor.org.middleware import DeskRequest
from kontor.supervisor import cells
from kontor.supervisor.arrivals.access import account_choices, account_choices_for, arrivals_of, get_arrivals, may_see
from kontor.supervisor.doors import need_anywhere
from kontor.ui.dates import time_in_figures
from kontor.ui.htmx import message, redirect
from kontor.ui.listing import Action, Choice, Column, Listing, selected

FOLDER = "supervisor/arrivals"
SPANS = (
    ("today", _("today")),
    ("yesterday", _("yesterday")),
    ("7", _("last 7 days")),
    ("30", _("last 30 days")),
)
SINGLE_DAYS = 14
HELD_REASONS = [(key, REASONS[key]) for key in ("no_category", "error", "crash", "unreadable", "too_large")]


def _days() -> list[tuple[str, Any]]:
    """The spans, then each of the last days."""
    today = timezone.localdate()
    days = [today - timedelta(days=back) for back in range(SINGLE_DAYS)]
    return [*SPANS, *((day.isoformat(), date_format(day, "SHORT_DATE_FORMAT")) for day in days)]


def _by_day(rows: QuerySet[Any], entered: str) -> QuerySet[Any]:
    if "-" in entered:
        return within_days(rows, date.fromisoformat(entered), date.fromisoformat(entered))
    today = timezone.localdate()
    if entered == "yesterday":
        return within_days(rows, today - timedelta(days=1), today - timedelta(days=1))
    days = (whole_number(entered) or 1) - 1
    return within_days(rows, today - timedelta(days=days), today)


def _outcome(arrival: Arrival) -> object:
    if arrival.state in UNDECIDED:
        return ArrivalState(arrival.state).label
    return arrival.get_outcome_display()


def _tenant_name(arrival: Arrival) -> object:
    return arrival.tenant.name if arrival.tenant else _("not filed yet")


def _tenants_here(request: DeskRequest) -> list[tuple[int, str]]:
    return tenant_choices_with(request.access, "intake.read")


STORED = Column(
    "stored",
    _("Received"),
    "stored_at",
    sort="id",
    filter=Choice(choices=_days, apply_with=_by_day),
    fixed=True,
    cell=cells.figures,
)
ACCOUNT = Column(
    "account",
    _("Account"),
    "account.address",
    sort="account__sort_key",
    filter=Choice("account_id", choices=account_choices, choices_for=account_choices_for),
)
TENANT = Column(
    "tenant",
    _("Tenant"),
    _tenant_name,
    sort="tenant__sort_key",
    filter=Choice("tenant_id", choices=tenant_choices, choices_for=_tenants_here),
    cell=cells.line,
)
OUTCOME = Column(
    "outcome",
    _("Outcome"),
    _outcome,
    sort=("state", "outcome"),
    filter=Choice(
        choices=[(ArrivalState.WAITING.value, ArrivalState.WAITING.label), *Outcome.choices], apply_with=with_outcome
    ),
    template=f"{FOLDER}/_outcome.html",
)
SIZE = Column("size", _("Size"), sort="size", template=f"{FOLDER}/_size.html", figure=True, visible=False)


def _colour(arrival: Arrival) -> int | None:
    return arrival.tenant.colour if arrival.tenant else None


def _link(arrival: Arrival) -> str:
    """A held mail is decided on, any other has its journey."""
    if arrival.state != ArrivalState.HELD:
        return reverse("supervisor:arrivals:journey", args=[arrival.pk])
    return reverse("supervisor:arrivals:show", args=[arrival.pk])


def _ledger(request: DeskRequest) -> Listing:
    """The ledger for this person: a request is named only to those who may read it, and linked where they work."""
    here = {tenant.id for tenant in request.tenants}

    def ticket(arrival: Arrival) -> dict[str, Any] | None:
        if arrival.ticket is None or not may_see(request, arrival.ticket):
            return None
        number = arrival.ticket.number
        linked = arrival.ticket.tenant_id in here
        return {"number": number, "url": reverse("desk:ticket:show", args=[str(number)]) if linked else ""}

    return Listing(
        "arrivals",
        _("Received mail"),
        columns=(
            STORED,
            ACCOUNT,
            TENANT,
            OUTCOME,
            Column("reason", _("Why"), reason_in_words, sort="reason", wide=True),
            Column("ticket", _("Ticket"), ticket, template=f"{FOLDER}/_ticket.html"),
            SIZE,
        ),
        default_sort=("-stored",),
        link=_link,
        colour=_colour,
    )


HELD = Listing(
    "held-mail",
    _("Held mail"),
    columns=(
        STORED,
        ACCOUNT,
        TENANT,
        Column("reason", _("Why"), reason_in_words, sort="reason", filter=Choice(choices=HELD_REASONS), wide=True),
        SIZE,
    ),
    default_sort=("-stored",),
    link=_link,
    colour=_colour,
    called=lambda arrival: f"{arrival.account.address}, {time_in_figures(arrival.stored_at)}",
    actions=(
        Action(_("Process again"), "supervisor:arrivals:again", icon="refresh", permission="intake.decide"),
        Action(_("Put to a ticket"), "supervisor:arrivals:place", icon="reply", permission="intake.decide"),
        Action(
            _("Leave without a ticket"),
            "supervisor:arrivals:leave",
            icon="x",
            permission="intake.decide",
            confirm=_("Leave the chosen mails without a ticket? Nobody will answer them."),
        ),
    ),
)


@require_GET
def arrivals(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "intake.read")
    context = {
        "empty_title": _("No mail yet"),
        "empty_text": _("Every mail that was seen on a mailbox stands here, with what became of it and why."),
    }
    return _ledger(request).answer(request, arrivals_of(request), f"{FOLDER}/list.html", context)


@require_GET
def held(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "intake.read")
    rows = arrivals_of(request).filter(state=ArrivalState.HELD)
    context = {
        "empty_title": _("No mail is held"),
        "empty_text": _("Mail that cannot be filed without a person waits here. Nothing is lost."),
    }
    return HELD.answer(request, rows, f"{FOLDER}/list.html", context)


@require_POST
def again(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "intake.decide")
    chosen = get_arrivals(request, selected(request), may="intake.decide")
    process_again(chosen, by=request.user)
    count = len(chosen)
    sentence = ngettext("%(count)s mail is processed again.", "%(count)s mails are processed again.", count)
    message(request, sentence % {"count": count})
    return redirect(request, reverse("supervisor:arrivals:held"))


@require_POST
def leave(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "intake.decide")
    chosen = get_arrivals(request, selected(request), may="intake.decide")
    leave_without_ticket(chosen, by=request.user)
    count = len(chosen)
    sentence = ngettext("%(count)s mail is left without a ticket.", "%(count)s mails are left without a ticket.", count)
    message(request, sentence % {"count": count})
    return redirect(request, reverse("supervisor:arrivals:held"))
