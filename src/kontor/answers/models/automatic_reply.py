"""What happens to new requests of a category without anybody (automatische Antwort, automatische Weiterleitung)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kontor.answers.enums import AutomaticAction
from kontor.org.models import Category
from kontor.tenants.isolation import SameTenant, TenantKey
from kontor.tenants.models import TenantOwned
from kontor.texts.models import ReplyTemplate


class AutomaticReply(TenantOwned):
    """One a category. ``forward_to`` holds [name, address] of those outside who get a forward."""

    category = TenantKey(Category, models.CASCADE, related_name="+", verbose_name=_("category"))
    action = models.CharField(_("what happens"), max_length=14, choices=AutomaticAction.choices)
    template = TenantKey(ReplyTemplate, models.PROTECT, related_name="+", verbose_name=_("template"))
    forward_to = models.JSONField(default=list)
    active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar = [
            *TenantOwned.Meta.constraints,
            SameTenant("category"),
            SameTenant("template"),
            models.UniqueConstraint(fields=["category"], name="answers_automaticreply_once"),
        ]
