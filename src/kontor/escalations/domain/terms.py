"""What can be agreed: each thing that is wrong with the terms of an agreement is refused with a sentence."""

from __future__ import annotations

from typing import TypedDict

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from kontor.escalations.enums import BacklogMeasure
from kontor.escalations.models import Agreement
from kontor.kernel.errors import Refused
from kontor.org.models import Category, Membership
from kontor.sla.models import BusinessCalendar
from kontor.tenants.models import Tenant

LONGEST = 60 * 24 * 28
"""Minutes: four weeks of working time."""

PERCENT = 100


class Terms(TypedDict, total=False):
    """What an agreement says. ``name`` is no term: whoever changes it alone takes no confirmation back."""

    name: str
    source_categories: list[int]
    category: Category
    measure: str
    threshold: int
    forecast_open: int | None
    back_below: int | None
    after: int
    quota: int | None
    accepts: BusinessCalendar | None
    sees_notes: bool
    sees_history: bool
    signs: str


def require_possible(agreement: Agreement, lender: Tenant, borrower: Tenant) -> None:
    """Refused with a sentence that says what to change. Within the scope of both tenants."""
    if lender == borrower:
        raise Refused(_("Overflow goes into another tenant. Choose a category of one."), about="category")
    for tenant in (lender, borrower):
        if tenant.deleted_at is not None or not tenant.active:
            raise Refused(_("The tenant “%(tenant)s” is switched off or deleted.") % {"tenant": tenant.name})
    _require_target(agreement.category, borrower)
    _require_sources(agreement, lender)
    _require_figures(agreement)
    _require_hours(agreement, borrower)


def _require_target(category: Category, borrower: Tenant) -> None:
    names = {"category": category.name, "tenant": borrower.name}
    if category.deleted_at is not None or category.tenant_id != borrower.pk:
        raise Refused(_("The tenant “%(tenant)s” has no category “%(category)s” any more.") % names, about="category")
    if not category.recategorization_destination:
        raise Refused(
            _("Tickets may not be moved into the category “%(category)s” of “%(tenant)s”.") % names, about="category"
        )
    if not category.answer_allowed:
        raise Refused(
            _("Tickets in the category “%(category)s” of “%(tenant)s” may not be answered.") % names, about="category"
        )
    if not someone_works(category):
        raise Refused(
            _("Nobody works the category “%(category)s” of “%(tenant)s”. Assign an agent group with members to it.")
            % names,
            about="category",
        )


def possible_targets(categories: QuerySet[Category]) -> QuerySet[Category]:
    """Those of the living categories into which may be lent."""
    fitting = categories.filter(recategorization_destination=True, answer_allowed=True)
    return fitting.filter(Exists(_working().filter(agent_group__categories=OuterRef("pk"))))


def someone_works(category: Category) -> bool:
    """A living agent group with somebody who can sign in works the category."""
    return _working().filter(agent_group__categories=category).exists()


def _working() -> QuerySet[Membership]:
    return Membership.objects.filter(user__deleted_at=None, user__active=True, agent_group__deleted_at=None)


def is_deserted(agreement: Agreement) -> bool:
    """The borrower is switched off or deleted, or nobody works the target there: what is lent would lie for ever."""
    borrower = agreement.lent_to
    assert borrower is not None
    return not borrower.active or borrower.is_deleted or not someone_works(agreement.category)


def _require_sources(agreement: Agreement, lender: Tenant) -> None:
    wanted = set(agreement.source_categories)
    found = list(Category.objects.living().filter(pk__in=wanted, tenant=lender))
    if len(found) != len(wanted):
        sentence = _("A chosen category of “%(tenant)s” is not there any more.") % {"tenant": lender.name}
        raise Refused(sentence, about="source_categories")
    if kept := [each.name for each in found if not each.recategorization_source]:
        raise Refused(
            _("Tickets may not be moved out of: %(names)s. Take these categories from the choice.")
            % {"names": ", ".join(kept)},
            about="source_categories",
        )


def _require_figures(agreement: Agreement) -> None:
    if not agreement.threshold:
        raise Refused(_("Say from which backlog on tickets are lent; it is at least 1."), about="threshold")
    if agreement.measure == BacklogMeasure.LATE_SHARE and agreement.threshold > PERCENT:
        raise Refused(_("A share is at most 100 percent."), about="threshold")
    if agreement.measure == BacklogMeasure.FORECAST and not agreement.forecast_open:
        raise Refused(_("Say for which number of tickets the forecast is made."), about="forecast_open")
    if agreement.after > LONGEST:
        raise Refused(_("The time since receipt is at most four weeks of working time."), about="after")
    if agreement.quota == 0:
        raise Refused(
            _("With none an hour nothing would ever be lent. Leave the field empty for no limit."), about="quota"
        )
    limit = agreement.forecast_open if agreement.measure == BacklogMeasure.FORECAST else agreement.threshold
    if agreement.back_below is not None and limit is not None and not 0 < agreement.back_below <= limit:
        raise Refused(
            _("Tickets are handed back below a backlog that is at least 1 and not above %(limit)s.") % {"limit": limit},
            about="back_below",
        )


def _require_hours(agreement: Agreement, borrower: Tenant) -> None:
    hours = agreement.accepts
    if hours and (hours.tenant_id != borrower.pk or hours.deleted_at is not None):
        sentence = _("The tenant “%(tenant)s” does not have these business hours.") % {"tenant": borrower.name}
        raise Refused(sentence, about="accepts")
