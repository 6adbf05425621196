"""The way from a thing's mask to what was changed on it."""

from __future__ import annotations

from django.db.models import Model
from django.urls import reverse

from kontor.org.middleware import DeskRequest


def history_url(request: DeskRequest, thing: Model) -> str:
    """The audit log narrowed to this thing; "" for those who may not read it."""
    if not request.access.may_anywhere("audit.read"):
        return ""
    return reverse("supervisor:audit:of", args=[thing._meta.label_lower, thing.pk])
