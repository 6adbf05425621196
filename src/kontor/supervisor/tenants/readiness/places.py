"""Where each line of the checklist is put right: the page, the field on it, and the right it takes."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from kontor.org.middleware import DeskRequest
from kontor.readiness.domain.checks import Line
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.spelling.preferences import LANGUAGES
from kontor.supervisor.preference_form import field_name
from kontor.tenants.models import Tenant


@dataclass(frozen=True)
class Spot:
    """A page of the administration. ``tenant`` stands for the tenant's id in ``args``, ``row`` for that of the row."""

    permission: str
    name: str
    args: tuple[str, ...] = ()
    query: str = ""
    field: str = ""


LEVEL, HOURS = field_name(SERVICE_LEVEL), field_name(BUSINESS_HOURS)
SPOTS: dict[str, Spot] = {
    "system_group": Spot("groups.write", "supervisor:groups:new-system-group", query="tenant", field="id_place"),
    "groups": Spot("groups.read", "supervisor:groups:tree"),
    "agent_group": Spot("groups.read", "supervisor:groups:edit", ("agent", "row")),
    "new_category": Spot("categories.write", "supervisor:categories:new", query="tenant", field="id_name"),
    "category_groups": Spot("categories.write", "supervisor:categories:tab", ("row", "groups"), field="id_groups"),
    "rules": Spot("categories.read", "supervisor:rules:list"),
    "new_account": Spot("accounts.write", "supervisor:accounts:new", query="tenant", field="id_address"),
    "account_sending": Spot("accounts.write", "supervisor:accounts:tab", ("row", "sending"), field="id_smtp_host"),
    "account_state": Spot("accounts.read", "supervisor:accounts:tab", ("row", "state"), field="connection-test-{row}"),
    "no_reply": Spot("tenants.write", "supervisor:tenants:tab", ("tenant", "accounts"), field="no-reply"),
    "inquiries": Spot("tenants.write", "supervisor:tenants:tab", ("tenant", "accounts"), field="id_inquiries"),
    "forwards": Spot("tenants.write", "supervisor:tenants:tab", ("tenant", "accounts"), field="id_forwards"),
    "templates": Spot("templates.read", "supervisor:reply_templates:list"),
    "template": Spot("templates.read", "supervisor:reply_templates:edit", ("row",)),
    "template_contents": Spot("templates.read", "supervisor:reply_templates:tab", ("row", "contents")),
    "service_level": Spot("tenants.write", "supervisor:tenants:tab", ("tenant", "settings"), field=f"id_{LEVEL}"),
    "business_hours": Spot("tenants.write", "supervisor:tenants:tab", ("tenant", "settings"), field=f"id_{HOURS}"),
    "category_service_level": Spot(
        "categories.write", "supervisor:categories:tab", ("row", "settings"), field=f"id_{LEVEL}"
    ),
    "category_business_hours": Spot(
        "categories.write", "supervisor:categories:tab", ("row", "settings"), field=f"id_{HOURS}"
    ),
    "spelling": Spot(
        "tenants.write", "supervisor:tenants:tab", ("tenant", "settings"), field=f"id_{field_name(LANGUAGES)}"
    ),
    "dials": Spot("tenants.write", "supervisor:tenants:tab", ("tenant", "call-connector"), field="id_system"),
    "prefix": Spot("tenants.write", "supervisor:tenants:tab", ("tenant", "call-connector"), field="id_prefix"),
    "called": Spot("phone_systems.write", "supervisor:phone-systems:list"),
    "test_call": Spot("tenants.write", "supervisor:tenants:tab", ("tenant", "call-connector"), field="test-call"),
    "letters": Spot("tenants.read", "supervisor:tenants:tab", ("tenant", "pdf")),
    "stylesheet": Spot("tenants.read", "supervisor:tenants:tab", ("tenant", "pdf")),
    "directory": Spot("tenants.read", "supervisor:tenants:tab", ("tenant", "pdf"), field="directory"),
    "trial": Spot("readiness.test", "supervisor:tenants:tab", ("tenant", "readiness"), field="go-live-test"),
    "overflow": Spot("overflow.read", "supervisor:overflow:show", ("row",)),
}


def url_of(request: DeskRequest, tenant: Tenant, line: Line) -> str:
    """The address of the very field; "" when there is nothing to do, or for those who may not do it."""
    spot = SPOTS.get(line.place)
    if spot is None or not request.access.may(spot.permission, tenant_id=tenant.pk):
        return ""
    values = {"tenant": tenant.pk, "row": line.row}
    url = reverse(spot.name, args=[values.get(part, part) for part in spot.args])
    query = f"?{spot.query}={tenant.pk}" if spot.query else ""
    field = spot.field.format(row=line.row)
    return f"{url}{query}{f'#{field}' if field else ''}"
