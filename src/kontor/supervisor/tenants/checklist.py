"""The readiness of a tenant with the places where each step is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from kontor.org.domain.readiness import Step
from kontor.org.middleware import DeskRequest
from kontor.tenants.models import Tenant


@dataclass(frozen=True)
class Item:
    step: Step
    url: str
    is_next: bool


@dataclass(frozen=True)
class Checklist:
    items: list[Item]

    @property
    def done(self) -> int:
        return sum(item.step.done for item in self.items)

    @property
    def total(self) -> int:
        return len(self.items)

    @property
    def left(self) -> int:
        return self.total - self.done


PLACES = {
    "system_group": ("groups.write", "supervisor:groups:new-system-group", "tenant"),
    "people": ("groups.read", "supervisor:groups:tree", ""),
    "categories": ("categories.write", "supervisor:categories:new", "tenant"),
    "incoming": ("accounts.write", "supervisor:accounts:new", "tenant"),
    "sending": ("accounts.write", "supervisor:accounts:list", ""),
    "no_reply": ("tenants.write", "", ""),
}
"""Where each step is done: the right it takes, the page, and the parameter that names the tenant there."""


def checklist(request: DeskRequest, tenant: Tenant, steps: Sequence[Step]) -> Checklist:
    """Done steps stand quietly; the next one is marked; a link only for those who may do it."""
    following = next((step for step in steps if not step.done), None)
    return Checklist([Item(step, _place(request, tenant, step), step is following) for step in steps])


def accounts_url(request: DeskRequest, tenant: Tenant) -> str:
    """Where the tenant's mail accounts are; "" for those who may not see them."""
    if not request.access.may("accounts.read", tenant_id=tenant.pk):
        return ""
    return _reversed("supervisor:accounts:list")


def _place(request: DeskRequest, tenant: Tenant, step: Step) -> str:
    permission, name, parameter = PLACES.get(step.key, ("", "", ""))
    if step.done or not permission or not request.access.may(permission, tenant_id=tenant.pk):
        return ""
    if step.key == "no_reply":
        return reverse("supervisor:tenants:tab", args=[tenant.pk, "accounts"]) + "#no-reply"
    url = _reversed(name)
    return f"{url}?{parameter}={tenant.pk}" if url and parameter else url


def _reversed(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
