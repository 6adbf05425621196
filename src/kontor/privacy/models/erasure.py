"""What is erased, how far that is, and the certificate of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kontor.privacy.enums import UNFINISHED, ErasureKind, ErasureState
from kontor.tenants.models import InstallationOrTenant


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def unfinished(self) -> ErasureQuerySet:
        return self.filter(state__in=UNFINISHED)


class Erasure(InstallationOrTenant):
    """``contact`` is the number of the contact, which is all that is left of it. One without a tenant is the end of
    retention of mail that came to none.

    ``waits_for`` says in codes what it waits for. ``counts`` has, by table, how many rows were erased and a keyed
    digest of what stood in them; ``files`` the same of kept bytes, and ``left`` the ids of bytes to be looked at again.
    ``lengths`` are those of the retention that were in force, with since when; more than one where they were changed
    meanwhile. ``position`` is the last row of the ledger that was looked at. The ``certificate`` is made at the end and
    never changes; ``sha256`` (hex) is its hash.
    """

    kind = models.CharField(max_length=10, choices=ErasureKind.choices)
    contact = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=ErasureState.choices, default=ErasureState.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    waits_for = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    files = models.JSONField(default=dict)
    left = models.JSONField(default=list)
    lengths = models.JSONField(default=list)
    position = models.BigIntegerField(default=0)
    certificate = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = ErasureQuerySet.as_manager()

    class Meta(InstallationOrTenant.Meta):
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [
            *InstallationOrTenant.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "contact"],
                condition=models.Q(kind=ErasureKind.CONTACT, state__in=UNFINISHED),
                name="privacy_erasure_one_of_contact",
            ),
            models.UniqueConstraint(
                fields=["tenant"],
                condition=models.Q(kind=ErasureKind.RETENTION, state__in=UNFINISHED),
                nulls_distinct=False,
                name="privacy_erasure_one_retention",
            ),
            models.CheckConstraint(
                name="privacy_erasure_contact_of_tenant",
                condition=models.Q(kind=ErasureKind.RETENTION) | models.Q(tenant__isnull=False),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["tenant", "-asked_at"], name="privacy_erasure_newest")]
