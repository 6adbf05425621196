"""A word of the tenant: supervisors keep the list, agents propose."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.spelling.enums import WordState
from kontor.tenants.models import TenantOwned


class Word(TenantOwned):
    """``language`` empty: right in every language. Another tenant does not know the word."""

    word = models.CharField(_("word"), max_length=80)
    language = models.CharField(_("language"), max_length=8, blank=True)
    state = models.CharField(max_length=10, choices=WordState.choices, default=WordState.ACCEPTED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantOwned.Meta):
        ordering: ClassVar = ["word"]
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            models.UniqueConstraint(fields=["tenant", "language", "word"], name="spelling_word_once"),
        ]

    def __str__(self) -> str:
        return self.word
