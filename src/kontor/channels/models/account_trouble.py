"""What stood in the way of an account, from when to when: what its page shows in plain words."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kontor.channels.enums import Direction
from kontor.channels.errors import sentence_of
from kontor.channels.models.account import MailAccount
from kontor.tenants.isolation import OwnOrShared, TenantKey
from kontor.tenants.models import InstallationOrTenant


class AccountTrouble(InstallationOrTenant):
    """A stretch of failures of one kind. That of a general account is seen with scope id 0 only.

    ``values`` fill the sentence of the kind in the language of whoever reads it. At most one a direction is going on.
    """

    account = TenantKey(MailAccount, models.CASCADE, related_name="+")
    account_owner = models.BigIntegerField(editable=False)
    direction = models.CharField(max_length=3, choices=Direction.choices)
    kind = models.CharField(max_length=30)
    values = models.JSONField(default=dict)
    began_at = models.DateTimeField()
    last_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)
    ended_at = models.DateTimeField(null=True)

    class Meta(InstallationOrTenant.Meta):
        ordering: ClassVar = ["-began_at", "-id"]
        constraints: ClassVar = [
            *InstallationOrTenant.Meta.constraints,
            OwnOrShared("account"),
            models.UniqueConstraint(
                fields=["account", "direction"],
                condition=models.Q(ended_at=None),
                name="channels_accounttrouble_one_going_on",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["account", "-began_at"], name="channels_trouble_account")]

    @property
    def sentence(self) -> str:
        return sentence_of(self.kind, self.values)

    @property
    def is_going_on(self) -> bool:
        return self.ended_at is None
