"""Overflow (Eskalation bei Engpässen): one tenant lends requests to another while it has too many."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.escalations.enums import BacklogMeasure
from kontor.org.models import Category
from kontor.routing.enums import Signs
from kontor.sla.models import BusinessCalendar
from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantLendable


class Side(NamedTuple):
    """A tenant as the other side is shown it."""

    id: int
    name: str
    code: str
    colour: int

    def __str__(self) -> str:
        return self.name


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def living(self) -> AgreementQuerySet:
        return self.filter(deleted_at=None)


class Agreement(TenantLendable):
    """``tenant`` lends, ``lent_to`` borrows; the supervisors of both see it and must confirm its terms.

    ``terms`` counts changes of what was agreed: confirmations count for the terms they name. ``after`` is in minutes of
    the lender's working time since receipt. ``accepts`` is a calendar of the borrower; without one it always accepts.
    ``flowing_since`` is set while the backlog has reached ``threshold`` and has not yet fallen below ``back_below``.
    Each side's own supervisors do not see the other tenant: they are shown its names as they were when it was saved.
    """

    kind_label = _("agreement")

    name = models.CharField(_("name"), max_length=120)
    sort_key = models.CharField(max_length=240, editable=False)
    source_categories = ArrayField(models.BigIntegerField(), default=list, blank=True)
    category = TenantKey(Category, models.PROTECT, related_name="+")
    lender_name = models.CharField(max_length=120)
    lender_code = models.CharField(max_length=8)
    lender_colour = models.PositiveSmallIntegerField(default=1)
    borrower_name = models.CharField(max_length=120)
    borrower_code = models.CharField(max_length=8)
    borrower_colour = models.PositiveSmallIntegerField(default=1)
    category_name = models.CharField(max_length=120)
    accepts_name = models.CharField(max_length=120, blank=True)
    measure = models.CharField(_("backlog"), max_length=12, choices=BacklogMeasure.choices, default=BacklogMeasure.OPEN)
    threshold = models.PositiveIntegerField(_("from"))
    forecast_open = models.PositiveIntegerField(_("number that is forecast"), null=True, blank=True)
    back_below = models.PositiveIntegerField(_("hand back below"), null=True, blank=True)
    after = models.PositiveIntegerField(_("minutes since receipt"), default=60)
    quota = models.PositiveIntegerField(_("most an hour"), null=True, blank=True)
    accepts = TenantKey(BusinessCalendar, models.PROTECT, null=True, blank=True, related_name="+")
    sees_notes = models.BooleanField(_("the borrower sees notes"), default=True)
    sees_history = models.BooleanField(_("the borrower sees the history"), default=True)
    signs = models.CharField(_("the customer sees"), max_length=8, choices=Signs.choices, default=Signs.LENDER)
    active = models.BooleanField(_("switched on"), default=False)
    terms = models.PositiveIntegerField(default=1)
    lender_confirmed = models.PositiveIntegerField(null=True)
    lender_confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lender_confirmed_at = models.DateTimeField(null=True)
    borrower_confirmed = models.PositiveIntegerField(null=True)
    borrower_confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    borrower_confirmed_at = models.DateTimeField(null=True)
    flowing_since = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta(TenantLendable.Meta):
        ordering: ClassVar = ["sort_key"]
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("category", tenant="lent_to"),
            SameTenant("accepts", tenant="lent_to"),
            models.UniqueConstraint(
                fields=["tenant", "sort_key"], condition=models.Q(deleted_at=None), name="escalations_agreement_once"
            ),
            models.CheckConstraint(
                condition=models.Q(lent_to__isnull=False) & ~models.Q(lent_to=models.F("tenant")),
                name="escalations_agreement_between_two",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def lender(self) -> Side:
        return Side(self.tenant_id, self.lender_name, self.lender_code, self.lender_colour)

    @property
    def borrower(self) -> Side:
        assert self.lent_to_id is not None
        return Side(self.lent_to_id, self.borrower_name, self.borrower_code, self.borrower_colour)

    @property
    def lender_agrees(self) -> bool:
        """To the terms as they are now."""
        return self.lender_confirmed == self.terms

    @property
    def borrower_agrees(self) -> bool:
        return self.borrower_confirmed == self.terms

    @property
    def is_agreed(self) -> bool:
        return self.lender_agrees and self.borrower_agrees

    @property
    def in_force(self) -> bool:
        return self.active and self.is_agreed and self.deleted_at is None
