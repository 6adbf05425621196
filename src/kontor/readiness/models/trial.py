"""A go-live test: one mail through the whole chain, step by step, and its protocol."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kontor.channels.models import MailAccount
from kontor.readiness.enums import TrialState
from kontor.tenants.isolation import OwnOrShared, TenantKey
from kontor.tenants.models import TenantOwned


class Trial(TenantOwned):
    """Asked for in a request, run by workers, kept as protocol.

    ``steps`` maps the key of a step to its state, its sentence in the language of the person who asked, and when it
    ended. ``nonce`` is what its mails are known by. ``address`` is the mailbox that was tried, whatever becomes of the
    account. Nothing of a mail is kept.
    """

    account = TenantKey(MailAccount, models.CASCADE, related_name="+")
    account_owner = models.BigIntegerField(editable=False)
    address = models.CharField(max_length=254)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    language = models.CharField(max_length=8, blank=True)
    nonce = models.CharField(max_length=32)
    state = models.CharField(max_length=8, choices=TrialState.choices, default=TrialState.WAITING)
    steps = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    touched_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            OwnOrShared("account"),
            models.UniqueConstraint(
                fields=["tenant"], condition=models.Q(finished_at=None), name="readiness_trial_one_at_a_time"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["tenant", "-id"], name="readiness_trial_newest")]

    @property
    def is_over(self) -> bool:
        return self.finished_at is not None
