"""Where each line of the checklist is put right: the page, the very field on it, and the right it takes."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from kontor.letters.preferences import OUTPUT_DIRECTORY
from kontor.org.middleware import DeskRequest
from kontor.readiness.domain.checks import Line
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.spelling.preferences import LANGUAGES
from kontor.supervisor.preference_form import field_name
from kontor.tenants.models import Tenant


@dataclass(frozen=True)
class Spot:
    """A page of the administration and a field on it.

    ``tenant`` stands for the tenant's id, ``row`` for that of the row and ``word`` for the line's word: as a part of
    ``args``, and in braces in ``query`` and ``field``.
    """

    permission: str
    name: str
    args: tuple[str, ...] = ()
    query: str = ""
    field: str = ""


LEVEL, HOURS = field_name(SERVICE_LEVEL), field_name(BUSINESS_HOURS)
TENANT, CATEGORY, ACCOUNT = "supervisor:tenants:tab", "supervisor:categories:tab", "supervisor:accounts:tab"
GROUP, TEMPLATE = "supervisor:groups:new", "supervisor:reply_templates"
SPOTS: dict[str, Spot] = {
    "system_group": Spot(
        "groups.write", "supervisor:groups:new-system-group", query="tenant={tenant}", field="id_place"
    ),
    "new_supervisor_group": Spot("groups.write", GROUP, ("supervisor",), query="parent={row}", field="id_name"),
    "new_agent_group": Spot("groups.write", GROUP, ("agent",), query="parent={row}", field="id_name"),
    "agent_group": Spot("groups.read", "supervisor:groups:edit", ("agent", "row"), field="members"),
    "new_agent": Spot("users.write", "supervisor:users:new", query="group={row}", field="id_name"),
    "new_category": Spot("categories.write", "supervisor:categories:new", query="tenant={tenant}", field="id_name"),
    "category_groups": Spot("categories.write", CATEGORY, ("row", "groups"), field="id_groups"),
    "rules": Spot("categories.read", "supervisor:rules:list", field="rules-of-{tenant}"),
    "new_rule": Spot("categories.write", "supervisor:rules:new", query="category={row}", field="id_category"),
    "fallback": Spot("categories.read", "supervisor:rules:list", field="fallback-of-{row}"),
    "new_account": Spot("accounts.write", "supervisor:accounts:new", query="tenant={tenant}", field="id_address"),
    "account_use": Spot("accounts.write", ACCOUNT, ("row", "general"), field="id_active"),
    "account_sending": Spot("accounts.write", ACCOUNT, ("row", "sending"), field="id_smtp_host"),
    "account_state": Spot("accounts.read", ACCOUNT, ("row", "state"), field="connection-test-{row}"),
    "tenant_use": Spot("tenants.write", "supervisor:tenants:edit", ("tenant",), field="id_active"),
    "no_reply": Spot("tenants.write", TENANT, ("tenant", "accounts"), field="no-reply"),
    "new_system_account": Spot(
        "accounts.write", "supervisor:accounts:new", query="type=system&tenant={tenant}", field="id_address"
    ),
    "new_template": Spot("templates.write", f"{TEMPLATE}:new", query="tenant={tenant}", field="id_name"),
    "new_include": Spot(
        "templates.write", f"{TEMPLATE}:new", query="tenant={tenant}&what=include-{word}", field="id_name"
    ),
    "assignment": Spot("templates.read", f"{TEMPLATE}:tab", ("row", "assignment"), field="id_category-{word}"),
    "template_part": Spot("templates.read", f"{TEMPLATE}:edit", ("row",), field="id_{word}"),
    "template_contents": Spot("templates.read", f"{TEMPLATE}:content", ("row", "word"), field="id_html"),
    "new_service_level": Spot(
        "service_levels.write", "supervisor:service_levels:new", query="tenant={tenant}", field="id_name"
    ),
    "new_business_hours": Spot("hours.write", "supervisor:hours:new", query="tenant={tenant}", field="id_name"),
    "service_level": Spot("tenants.write", TENANT, ("tenant", "settings"), field=f"id_{LEVEL}"),
    "business_hours": Spot("tenants.write", TENANT, ("tenant", "settings"), field=f"id_{HOURS}"),
    "category_service_level": Spot("categories.write", CATEGORY, ("row", "settings"), field=f"id_{LEVEL}"),
    "category_business_hours": Spot("categories.write", CATEGORY, ("row", "settings"), field=f"id_{HOURS}"),
    "spelling": Spot("tenants.write", TENANT, ("tenant", "settings"), field=f"id_{field_name(LANGUAGES)}"),
    "dials": Spot("tenants.write", TENANT, ("tenant", "call-connector"), field="id_system"),
    "prefix": Spot("tenants.write", TENANT, ("tenant", "call-connector"), field="id_prefix"),
    "called": Spot("phone_systems.write", "supervisor:phone-systems:tab", ("row", "numbers"), field="id_number"),
    "new_phone_system": Spot("phone_systems.write", "supervisor:phone-systems:new", field="id_name"),
    "test_call": Spot("tenants.write", TENANT, ("tenant", "call-connector"), field="test-call"),
    "letters": Spot("readiness.test", TENANT, ("tenant", "readiness"), field="try-letters"),
    "stylesheet": Spot("tenants.read", TENANT, ("tenant", "pdf"), field="stylesheets"),
    "directory": Spot("tenants.read", TENANT, ("tenant", "pdf"), field=f"id_{field_name(OUTPUT_DIRECTORY)}"),
    "trial": Spot("readiness.test", TENANT, ("tenant", "readiness"), field="go-live-test"),
    "overflow": Spot("overflow.read", "supervisor:overflow:show", ("row",), field="consent"),
}


def url_of(request: DeskRequest, tenant: Tenant, line: Line) -> str:
    """Where the line is put right; "" when there is nothing to do, or for those who may not do it."""
    return place_url(request, tenant, line.place, row=line.row, word=line.word)


def place_url(request: DeskRequest, tenant: Tenant, place: str, *, row: int | None = None, word: str = "") -> str:
    """The address of the very field; "" where there is no such place, or for those who may not go there."""
    spot = SPOTS.get(place)
    if spot is None or not request.access.may(spot.permission, tenant_id=tenant.pk):
        return ""
    values = {"tenant": tenant.pk, "row": row, "word": word}
    url = reverse(spot.name, args=[values.get(part, part) for part in spot.args])
    query = f"?{spot.query.format(**values)}" if spot.query else ""
    return f"{url}{query}#{spot.field.format(**values)}"
