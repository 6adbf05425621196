"""Filters that no test misses, and what stands behind each of them."""

from __future__ import annotations

from tests.mutation.judged_scopes import SCOPES

CHOSEN = (
    "The form or the address has narrowed the tenant to those with this very right before (tenants_for); asked again."
)
EVERYWHERE = "The door has asked for this very right in the installation: whoever has it there has it in every tenant."
ENTERED = "The scope of this very tenant is entered with it: rows of others are not in there."
BY_TENANT = "What is found is kept by its tenant, and looked up by the tenant that it is for."

BEHIND: dict[tuple[str, str], str] = SCOPES | {
    ("answers/domain/acknowledgement_writing.py", "tenant_id__in={way[0] for way in ways}"): BY_TENANT,
    (
        "desk/ticket/actions.py",
        "request.access.may('tickets.hand_over', tenant_id=category.tenant_id)",
    ): CHOSEN,
    ("intake/domain/leases.py", "hold.tenant_id == tenant_id"): ENTERED,
    ("supervisor/alarms/views.py", "need(request, WRITE, tenant_id=tenant.pk)"): CHOSEN,
    ("supervisor/arrivals/shadow.py", "need(request, 'intake.decide', tenant_id=entered['tenant'])"): CHOSEN,
    ("supervisor/automatic/views.py", "need(request, WRITE, tenant_id=category.tenant_id)"): CHOSEN,
    ("supervisor/blocked_numbers/views.py", "need(request, BLOCK, tenant_id=values['tenant'].pk)"): CHOSEN,
    ("supervisor/blocks/views.py", "need(request, WRITE, tenant_id=values['tenant'].pk)"): CHOSEN,
    ("supervisor/escalations/masks.py", "need(request, WRITE, tenant_id=tenant.pk)"): CHOSEN,
    ("supervisor/experts/views.py", "need(request, WRITE, tenant_id=tenant.pk)"): CHOSEN,
    ("supervisor/groups/views.py", "need(request, 'groups.write', tenant_id=values['place'].pk)"): CHOSEN,
    (
        "supervisor/groups/views.py",
        "need(request, 'groups.write', tenant_id=place.pk if isinstance(place, Tenant) else place.tenant_id)",
    ): CHOSEN,
    ("supervisor/library/views.py", "need(request, WRITE, tenant_id=values['tenant'].pk)"): CHOSEN,
    ("supervisor/modules/groups.py", "need(request, WRITE, tenant_id=tenant.pk)"): CHOSEN,
    ("supervisor/modules/views.py", "need(request, WRITE, tenant_id=tenant.pk)"): CHOSEN,
    ("supervisor/reply_templates/exchange.py", "need(request, WRITE, tenant_id=tenant.pk)"): CHOSEN,
    ("supervisor/reply_templates/views.py", "need(request, WRITE, tenant_id=tenant.pk)"): CHOSEN,
    ("supervisor/reviews/views.py", "need(request, WRITE, tenant_id=tenant.pk)"): CHOSEN,
    ("supervisor/rules/keywords.py", "need(request, 'categories.write', tenant_id=values['tenant'].pk)"): CHOSEN,
    ("supervisor/tenants/assistant/access.py", "request.access.tenants_with(WRITE)"): EVERYWHERE,
    ("supervisor/tenants/like/access.py", "request.access.tenants_with(CREATE)"): EVERYWHERE,
    ("supervisor/words/views.py", "need(request, WRITE, tenant_id=values['tenant'].pk)"): CHOSEN,
}
"""By file (below ``src/kontor``) and words. Scopes stand in ``judged_scopes.py``."""
