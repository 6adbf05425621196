"""Filters that no test misses, and what stands behind each of them."""

from __future__ import annotations

CHOSEN = (
    "The form or the address has narrowed the tenant to those with this very right before (tenants_for); asked again."
)
NAMED = "Every query inside names the tenant as well; each of the two is enough."

BEHIND: dict[tuple[str, str], str] = {
    ("audit/domain/chains.py", "scope(chain)"): NAMED,
    ("audit/domain/retention.py", "scope(chain)"): NAMED,
    ("supervisor/alarms/views.py", "need(request, WRITE, tenant_id=tenant.pk)"): CHOSEN,
    ("supervisor/arrivals/shadow.py", "need(request, 'intake.decide', tenant_id=entered['tenant'])"): CHOSEN,
    ("supervisor/blocked_numbers/views.py", "need(request, BLOCK, tenant_id=values['tenant'].pk)"): CHOSEN,
    ("supervisor/blocks/views.py", "need(request, WRITE, tenant_id=values['tenant'].pk)"): CHOSEN,
    ("supervisor/escalations/masks.py", "need(request, WRITE, tenant_id=tenant.pk)"): CHOSEN,
    ("supervisor/experts/views.py", "need(request, WRITE, tenant_id=tenant.pk)"): CHOSEN,
    ("supervisor/library/views.py", "need(request, WRITE, tenant_id=values['tenant'].pk)"): CHOSEN,
    ("supervisor/modules/groups.py", "need(request, WRITE, tenant_id=tenant.pk)"): CHOSEN,
    ("supervisor/modules/views.py", "need(request, WRITE, tenant_id=tenant.pk)"): CHOSEN,
    ("supervisor/reply_templates/exchange.py", "need(request, WRITE, tenant_id=tenant.pk)"): CHOSEN,
    ("supervisor/reply_templates/views.py", "need(request, WRITE, tenant_id=tenant.pk)"): CHOSEN,
    ("supervisor/reviews/views.py", "need(request, WRITE, tenant_id=tenant.pk)"): CHOSEN,
    ("supervisor/rules/keywords.py", "need(request, 'categories.write', tenant_id=values['tenant'].pk)"): CHOSEN,
    ("supervisor/words/views.py", "need(request, WRITE, tenant_id=values['tenant'].pk)"): CHOSEN,
}
"""By file (below ``src/kontor``) and words."""
