"""Four eyes: which answers are released before they go, and which are looked at afterwards."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.answers.enums import ClearanceState, ReviewPurpose, SampleState
from kontor.answers.models.draft import Draft
from kontor.org.models import Category, ClosingCode
from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantLendable, TenantOwned
from kontor.tickets.models import Message, Ticket


class ReviewRule(TenantOwned):
    """Answers in a category, of an agent, or with a finding of the send guard are released or sampled.

    What is empty does not matter. ``percent`` of them, by chance; a release rule mostly has 100.
    """

    purpose = models.CharField(_("purpose"), max_length=10, choices=ReviewPurpose.choices)
    category = TenantKey(Category, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("category"))
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("agent")
    )
    finding = models.CharField(_("finding"), max_length=40, blank=True)
    percent = models.PositiveSmallIntegerField(
        _("percent"), default=100, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("category"),
            models.UniqueConstraint(
                fields=["tenant", "purpose", "category", "agent", "finding"],
                nulls_distinct=False,
                name="answers_reviewrule_once",
            ),
            models.CheckConstraint(
                name="answers_reviewrule_percent", condition=models.Q(percent__gte=1, percent__lte=100)
            ),
        ]


class Clearance(TenantLendable):
    """An answer that waits for release, or waited. The draft stands still meanwhile; its ticket is in CLEARANCE.

    ``reasons`` are what asked for it: codes with ids. ``message`` is what was sent in the end.
    """

    ticket = TenantKey(Ticket, models.PROTECT, related_name="clearances")
    draft = TenantKey(Draft, models.SET_NULL, null=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ClearanceState.choices, default=ClearanceState.WAITING)
    reasons = models.JSONField(default=list)
    final = models.BooleanField(default=True)
    closing_code = TenantKey(ClosingCode, null=True, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    comment = models.TextField(blank=True)
    message = TenantKey(Message, null=True, related_name="+")

    class Meta(TenantLendable.Meta):
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("ticket"),
            SameTenant("draft"),
            SameTenant("closing_code"),
            SameTenant("message"),
            models.UniqueConstraint(
                fields=["ticket"], condition=models.Q(state=ClearanceState.WAITING), name="answers_clearance_one_waits"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["tenant", "asked_at"],
                condition=models.Q(state=ClearanceState.WAITING),
                name="answers_clearance_waiting",
            ),
            models.Index(fields=["author", "-decided_at"], name="answers_clearance_author"),
        ]


class QualitySample(TenantLendable):
    """A sent answer that was drawn for review. ``score`` from 1 (poor) to 5 (very good)."""

    ticket = TenantKey(Ticket, models.PROTECT, related_name="samples")
    message = TenantKey(Message, models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=SampleState.choices, default=SampleState.OPEN)
    reasons = models.JSONField(default=list)
    drawn_at = models.DateTimeField()
    score = models.PositiveSmallIntegerField(null=True)
    comment = models.TextField(blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    class Meta(TenantLendable.Meta):
        constraints: ClassVar = [
            *TenantLendable.Meta.constraints,
            SameTenant("ticket"),
            SameTenant("message"),
            models.UniqueConstraint(fields=["message"], name="answers_sample_once"),
            models.CheckConstraint(
                name="answers_sample_score", condition=models.Q(score=None) | models.Q(score__gte=1, score__lte=5)
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["tenant", "drawn_at"], condition=models.Q(state=SampleState.OPEN), name="answers_sample_open"
            ),
            models.Index(fields=["author", "-drawn_at"], name="answers_sample_author"),
        ]
