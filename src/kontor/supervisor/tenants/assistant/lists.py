"""What a tenant has already of what a step makes, each with the way to its mask."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from kontor.channels.models import MailAccount, NoReplyAddress
from kontor.org.models import AgentGroup, Category, SupervisorGroup, SystemGroup
from kontor.sla.models import BusinessCalendar, ServiceLevel
from kontor.tenants.models import Tenant
from kontor.texts.models import ReplyTemplate

MOST = 8


@dataclass(frozen=True)
class Thing:
    name: str
    url: str


Found = tuple[Iterable[Any], Callable[[Any], Thing]]
"""The rows, and what is shown of each."""


@dataclass(frozen=True)
class There:
    """The first ones by name, and how many there are besides."""

    things: list[Thing]
    more: int


def _groups(model: Any, level: str) -> Callable[[Tenant], Found]:
    def found(tenant: Tenant) -> Found:
        rows = model.objects.living().filter(tenant=tenant).order_by("sort_key")
        return rows, lambda row: Thing(row.name, reverse("supervisor:groups:edit", args=[level, row.pk]))

    return found


def _accounts(tenant: Tenant) -> Found:
    rows = MailAccount.objects.living().filter(tenant=tenant).order_by("sort_key")
    return rows, lambda row: Thing(row.address, reverse("supervisor:accounts:tab", args=[row.pk, "state"]))


def _no_reply(tenant: Tenant) -> Found:
    rows = NoReplyAddress.objects.filter(tenant=tenant).order_by("address_key")
    url = reverse("supervisor:tenants:tab", args=[tenant.pk, "accounts"]) + "#no-reply"
    return rows, lambda row: Thing(row.address, url)


def _categories(tenant: Tenant) -> Found:
    rows = Category.objects.living().filter(tenant=tenant).order_by("sort_key")
    return rows, lambda row: Thing(row.name, reverse("supervisor:categories:edit", args=[row.pk]))


def _templates(tenant: Tenant) -> Found:
    rows = ReplyTemplate.objects.living().filter(tenant=tenant).order_by("sort_key", "id")
    return rows, lambda row: Thing(row.name, reverse("supervisor:reply_templates:tab", args=[row.pk, "contents"]))


def _service_levels_and_hours(tenant: Tenant) -> Found:
    levels = ServiceLevel.objects.living().filter(tenant=tenant).order_by("sort_key")
    calendars = BusinessCalendar.objects.living().filter(tenant=tenant).order_by("sort_key")
    names = {ServiceLevel: "supervisor:service_levels:edit", BusinessCalendar: "supervisor:hours:edit"}
    return [*levels, *calendars], lambda row: Thing(row.name, reverse(names[type(row)], args=[row.pk]))


def named_agent_groups(tenant: Tenant) -> list[tuple[int, str]]:
    return list(AgentGroup.objects.living().filter(tenant=tenant).order_by("sort_key").values_list("id", "name"))


def first_category(tenant: Tenant) -> int | None:
    rows = Category.objects.living().filter(tenant=tenant).order_by("sort_key")
    return rows.values_list("id", flat=True).first()


def templates_in_use(tenant: Tenant) -> list[tuple[int, str, str]]:
    """Id, name and, of one that is a part of others, which."""
    rows = ReplyTemplate.objects.living().filter(tenant=tenant, active=True).order_by("sort_key", "id")
    return list(rows.values_list("id", "name", "part"))


LISTS = {
    "times": _service_levels_and_hours,
    "account": _accounts,
    "no-reply": _no_reply,
    "system-group": _groups(SystemGroup, "system"),
    "supervisor-group": _groups(SupervisorGroup, "supervisor"),
    "agent-group": _groups(AgentGroup, "agent"),
    "category": _categories,
    "template": _templates,
}


def there(tenant: Tenant, step: str) -> There | None:
    """None for a step that makes nothing."""
    if step not in LISTS:
        return None
    rows, thing = LISTS[step](tenant)
    found = list(rows)
    return There([thing(row) for row in found[:MOST]], max(0, len(found) - MOST))
