"""What an agreement says and why it does what it does, in plain sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from kontor.escalations.domain.overflow import Outlook
from kontor.escalations.enums import BacklogMeasure
from kontor.escalations.models import Agreement
from kontor.escalations.models.agreement import Side
from kontor.routing.enums import Signs

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CONDITIONS: dict[str, StrOrPromise] = {
    BacklogMeasure.OPEN: ngettext_lazy(
        "at least %(limit)s ticket waits at %(lender)s", "at least %(limit)s tickets wait at %(lender)s", "limit"
    ),
    BacklogMeasure.OLDEST: ngettext_lazy(
        "the oldest ticket that waits at %(lender)s is at least %(limit)s minute of working time old",
        "the oldest ticket that waits at %(lender)s is at least %(limit)s minutes of working time old",
        "limit",
    ),
    BacklogMeasure.LATE_SHARE: gettext_lazy("at least %(limit)s percent of the open tickets of %(lender)s are late"),
    BacklogMeasure.FORECAST: ngettext_lazy(
        "%(lender)s will have %(forecast)s open tickets within %(limit)s minute of working time at the present speed",
        "%(lender)s will have %(forecast)s open tickets within %(limit)s minutes of working time at the present speed",
        "limit",
    ),
}
STANDING: dict[str, StrOrPromise] = {
    BacklogMeasure.OPEN: ngettext_lazy(
        "At %(lender)s %(value)s ticket waits; the limit is %(limit)s.",
        "At %(lender)s %(value)s tickets wait; the limit is %(limit)s.",
        "value",
    ),
    BacklogMeasure.OLDEST: ngettext_lazy(
        "At %(lender)s the oldest ticket has waited for %(value)s minute of working time; the limit is %(limit)s.",
        "At %(lender)s the oldest ticket has waited for %(value)s minutes of working time; the limit is %(limit)s.",
        "value",
    ),
    BacklogMeasure.LATE_SHARE: ngettext_lazy(
        "At %(lender)s %(value)s percent of the open tickets is late; the limit is %(limit)s.",
        "At %(lender)s %(value)s percent of the open tickets are late; the limit is %(limit)s.",
        "value",
    ),
    BacklogMeasure.FORECAST: ngettext_lazy(
        "%(lender)s will have %(forecast)s open tickets in %(value)s minute of working time; the limit is %(limit)s.",
        "%(lender)s will have %(forecast)s open tickets in %(value)s minutes of working time; the limit is %(limit)s.",
        "value",
    ),
}
BACK: dict[str, StrOrPromise] = {
    BacklogMeasure.OPEN: gettext_lazy("when fewer than %(below)s wait, with them"),
    BacklogMeasure.OLDEST: ngettext_lazy(
        "when the oldest is younger than %(below)s minute, with them",
        "when the oldest is younger than %(below)s minutes, with them",
        "below",
    ),
    BacklogMeasure.LATE_SHARE: gettext_lazy("when less than %(below)s percent are late, with them"),
    BacklogMeasure.FORECAST: gettext_lazy("when fewer than %(below)s are open, with them"),
}


class Reason(NamedTuple):
    """``holds``: nothing stands against lending here."""

    holds: bool
    sentence: str


def condition(agreement: Agreement) -> str:
    """When requests are lent, as one sentence."""
    backlog = CONDITIONS[agreement.measure] % _names(agreement)
    after = ngettext(
        "a ticket is at least %(after)s minute of working time old",
        "a ticket is at least %(after)s minutes of working time old",
        agreement.after,
    ) % {"after": agreement.after}
    return _("If %(backlog)s and %(age)s, it is lent to %(borrower)s.") % {
        "backlog": backlog,
        "age": after,
        "borrower": agreement.borrower_name,
    }


def terms(agreement: Agreement) -> list[tuple[str, str]]:
    """The rest of the terms, each with its name."""
    chosen = len(agreement.source_categories)
    return [
        (_("From"), _("%(count)s chosen categories") % {"count": chosen} if chosen else _("all categories")),
        (_("Into"), agreement.category_name),
        (_("Most an hour"), str(agreement.quota) if agreement.quota else _("no limit")),
        (_("Hours of acceptance"), agreement.accepts_name or _("round the clock")),
        (_("Handed back"), _back(agreement)),
        (_("Seen there"), _seen(agreement)),
        (_("The customer sees"), _signs(agreement)),
    ]


def reasons(outlook: Outlook, *, sees_lender: bool) -> list[Reason]:
    """Each thing that has to hold for requests to be lent now, and whether it does."""
    found = [_agreed(outlook.agreement), _switched_on(outlook.agreement)]
    if outlook.problem:
        found.append(Reason(False, outlook.problem))
    found += [_backlog(outlook, sees_lender=sees_lender), _hours(outlook), _quota(outlook)]
    return [*found, _eligible(outlook)] if sees_lender else found


def summary(outlook: Outlook) -> str:
    """What it does now."""
    if outlook.lends:
        return ngettext("Now %(count)s ticket is lent.", "Now %(count)s tickets are lent.", outlook.lends) % {
            "count": outlook.lends
        }
    if outlook.hands_back and outlook.closed:
        said = _("%(lender)s is switched off or deleted: what waits at %(borrower)s comes back.")
        return said % _names(outlook.agreement)
    if outlook.hands_back and outlook.deserted:
        return _("Nobody works at %(borrower)s: what waits there comes back.") % _names(outlook.agreement)
    if outlook.hands_back:
        return _("The backlog has fallen: what waits at %(borrower)s comes back.") % _names(outlook.agreement)
    return _("Nothing is being lent at the moment.")


def _agreed(agreement: Agreement) -> Reason:
    missing = [side.name for side, agrees in _agreeing(agreement) if not agrees]
    if missing:
        return Reason(False, _("To be confirmed by: %(tenants)s.") % {"tenants": ", ".join(missing)})
    return Reason(True, _("Both tenants have confirmed the terms."))


def _agreeing(agreement: Agreement) -> list[tuple[Side, bool]]:
    return [(agreement.lender, agreement.lender_agrees), (agreement.borrower, agreement.borrower_agrees)]


def _switched_on(agreement: Agreement) -> Reason:
    return Reason(agreement.active, _("It is switched on.") if agreement.active else _("It is switched off."))


def _backlog(outlook: Outlook, *, sees_lender: bool) -> Reason:
    agreement, met = outlook.agreement, outlook.measured.met
    names = _names(agreement)
    if not sees_lender:
        said = (
            _("The backlog of %(lender)s has reached the limit.") if met else _("The backlog of %(lender)s is lower.")
        )
        return Reason(met, said % names)
    if outlook.measured.value is None:
        said = _("%(lender)s does not come to %(forecast)s open tickets at the present speed.")
        return Reason(False, said % names)
    if agreement.measure == BacklogMeasure.FORECAST and not outlook.measured.value:
        said = ngettext(
            "%(lender)s has %(forecast)s open ticket already.",
            "%(lender)s has %(forecast)s open tickets already.",
            agreement.forecast_open or 0,
        )
        return Reason(met, said % names)
    return Reason(met, STANDING[agreement.measure] % (names | {"value": outlook.measured.value}))


def _hours(outlook: Outlook) -> Reason:
    names = _names(outlook.agreement)
    if outlook.accepts:
        return Reason(True, _("%(borrower)s accepts tickets now.") % names)
    return Reason(False, _("%(borrower)s does not accept tickets at this time.") % names)


def _quota(outlook: Outlook) -> Reason:
    facts = {"used": outlook.used, "quota": outlook.agreement.quota}
    if outlook.free is None:
        return Reason(True, _("Lent in the last hour: %(used)s; there is no limit.") % facts)
    return Reason(outlook.free > 0, _("Lent in the last hour: %(used)s of at most %(quota)s.") % facts)


def _eligible(outlook: Outlook) -> Reason:
    count = outlook.eligible
    sentence = ngettext(
        "%(count)s ticket has waited long enough and was not lent before.",
        "%(count)s tickets have waited long enough and were not lent before.",
        count,
    )
    return Reason(count > 0, sentence % {"count": count})


def _back(agreement: Agreement) -> str:
    if agreement.back_below is None:
        return _("only by hand or when it is switched off")
    return BACK[agreement.measure] % {"below": agreement.back_below}


def _seen(agreement: Agreement) -> str:
    if agreement.sees_notes and agreement.sees_history:
        return _("the whole ticket")
    if agreement.sees_notes:
        return _("the ticket without its earlier history")
    if agreement.sees_history:
        return _("the ticket without its earlier notes")
    return _("the ticket without its earlier notes and history")


def _signs(agreement: Agreement) -> str:
    if agreement.signs == Signs.LENDER:
        return agreement.lender_name
    said = _("%(borrower)s: name, templates and letterhead; the address stays that of %(lender)s")
    return said % _names(agreement)


def _names(agreement: Agreement) -> dict[str, object]:
    return {
        "lender": agreement.lender_name,
        "borrower": agreement.borrower_name,
        "limit": agreement.threshold,
        "forecast": agreement.forecast_open,
    }
