"""The ways from an account to its ledger."""

from __future__ import annotations

from django.urls import reverse

from kontor.channels.models import MailAccount
from kontor.org.middleware import DeskRequest


def ledger_url(request: DeskRequest, account: MailAccount, *, day: str = "today") -> str:
    """The ledger narrowed to this account and day; "" for those who may not read it."""
    if not request.access.may("intake.read", tenant_id=account.owner):
        return ""
    return f"{reverse('supervisor:arrivals:list')}?filter=1&filter-account={account.pk}&filter-stored={day}"


def days_url(request: DeskRequest, account: MailAccount) -> str:
    """The sums of the account's days; "" for those who may not read them."""
    if not request.access.may("intake.read", tenant_id=account.owner):
        return ""
    return reverse("supervisor:arrivals:days", args=[account.pk])
