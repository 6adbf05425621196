"""What a tenant's closed tickets have taught, and how the learning goes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kontor.routing.enums import LearnedVerdict, LearningEnd
from kontor.tenants.models import TenantOwned


class LearnedModel(TenantOwned):
    """A trained classifier, which knows hashes of words and no text, with its figures. At most one is in use."""

    trained_at = models.DateTimeField()
    mails = models.PositiveIntegerField()
    categories = models.JSONField(default=dict)
    """The id of each category, as text, with the number of mails it was learned from."""
    measure = models.JSONField(default=dict)
    verdict = models.CharField(max_length=10, choices=LearnedVerdict.choices)
    active = models.BooleanField(default=False)
    format = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["-trained_at", "-id"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant"], condition=models.Q(active=True), name="routing_learnedmodel_one_active"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["tenant", "-trained_at"], name="routing_learned_newest")]

    def __str__(self) -> str:
        return f"{self.trained_at:%Y-%m-%d %H:%M}"


class Learning(TenantOwned):
    """How far the training of a tenant is; one row a tenant."""

    asked_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, choices=LearningEnd.choices, blank=True)
    usable = models.PositiveIntegerField(default=0)
    """How many closed tickets there were to learn from, the last time."""
    learned_until = models.DateTimeField(null=True)
    """Tickets closed since then are new."""

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant"], name="routing_learning_once"),
        ]
