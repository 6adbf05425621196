"""Filters that no test misses, and what stands behind each of them."""

from __future__ import annotations

CHOSEN = (
    "The form or the address has narrowed the tenant to those with this very right before (tenants_for); asked again."
)
NAMED = "Every query inside names the tenant as well; each of the two is enough."
KEYED = (
    "Inside rows are reached by the key of one that the tenant's own scope has given out before, and by nothing else."
)
EVERYWHERE = "The door has asked for this very right in the installation: whoever has it there has it in every tenant."

BEHIND: dict[tuple[str, str], str] = {
    ("answers/domain/reminders.py", "scope(tenant_id)"): NAMED,
    ("audit/domain/chains.py", "scope(chain)"): NAMED,
    ("audit/domain/retention.py", "scope(chain)"): NAMED,
    ("calls/domain/dialling.py", "scope(INSTALLATION, call.tenant_id)"): KEYED,
    ("channels/domain/scan_folders.py", "scope(account.owner)"): KEYED,
    ("channels/domain/tokens.py", "scope(account.owner)"): KEYED,
    (
        "desk/ticket/actions.py",
        "request.access.may('tickets.hand_over', tenant_id=category.tenant_id)",
    ): CHOSEN,
    ("escalations/domain/mails.py", "scope(tenant_id)"): NAMED,
    ("escalations/domain/replaying.py", "scope(replay.tenant_id)"): KEYED,
    ("intake/domain/checking.py", "scope(account.owner)"): KEYED,
    ("intake/domain/checking.py", "scope(*scope_of_queue(account.owner))"): KEYED,
    ("intake/domain/claims.py", "scope(claim.tenant_id or INSTALLATION)"): KEYED,
    ("intake/domain/old_numbers.py", "scope(*scope_of_queue(hold.tenant_id))"): KEYED,
    ("intake/domain/visits.py", "scope(self._hold.tenant_id)"): KEYED,
    ("intake/domain/visits.py", "scope(*scope_of_queue(self._hold.tenant_id))"): KEYED,
    ("intake/domain/watching.py", "scope(account.owner)"): KEYED,
    ("intake/domain/watching.py", "scope(watch.hold.tenant_id)"): KEYED,
    ("letters/domain/batch_writing.py", "scope(batch.tenant_id)"): KEYED,
    ("letters/domain/enclosing.py", "scope(letter.tenant_id)"): KEYED,
    ("org/domain/audit_retention.py", "scope(chain)"): KEYED,
    ("outbox/domain/delivery.py", "scope(mail.tenant_id)"): KEYED,
    ("outbox/domain/delivery.py", "scope(queue.tenant_id)"): NAMED,
    ("outbox/domain/pausing.py", "scope(account.owner)"): KEYED,
    ("outbox/domain/recovery.py", "scope(queue.tenant_id)"): NAMED,
    ("outbox/domain/results.py", "scope(mails[0].tenant_id)"): KEYED,
    ("outbox/domain/talks.py", "scope(self.tenant_id)"): KEYED,
    ("readiness/domain/canaries.py", "scope(canary.account_owner)"): KEYED,
    ("supervisor/alarms/views.py", "need(request, WRITE, tenant_id=tenant.pk)"): CHOSEN,
    ("supervisor/arrivals/shadow.py", "need(request, 'intake.decide', tenant_id=entered['tenant'])"): CHOSEN,
    ("supervisor/audit/exports.py", "scope(*chains)"): NAMED,
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
    ("supervisor/hours/views.py", "scope(after.tenant_id)"): NAMED,
    ("supervisor/library/views.py", "need(request, WRITE, tenant_id=values['tenant'].pk)"): CHOSEN,
    ("supervisor/modules/groups.py", "need(request, WRITE, tenant_id=tenant.pk)"): CHOSEN,
    ("supervisor/modules/views.py", "need(request, WRITE, tenant_id=tenant.pk)"): CHOSEN,
    ("supervisor/recomputations/choices.py", "scope(after.pk)"): NAMED,
    ("supervisor/recomputations/choices.py", "scope(after.tenant_id)"): NAMED,
    ("supervisor/reply_templates/exchange.py", "need(request, WRITE, tenant_id=tenant.pk)"): CHOSEN,
    ("supervisor/reply_templates/views.py", "need(request, WRITE, tenant_id=tenant.pk)"): CHOSEN,
    ("supervisor/reviews/views.py", "need(request, WRITE, tenant_id=tenant.pk)"): CHOSEN,
    ("supervisor/rules/keywords.py", "need(request, 'categories.write', tenant_id=values['tenant'].pk)"): CHOSEN,
    ("supervisor/service_levels/views.py", "scope(changed.tenant_id)"): NAMED,
    ("supervisor/tenants/assistant/access.py", "request.access.tenants_with(WRITE)"): EVERYWHERE,
    ("supervisor/tenants/assistant/views.py", "scope(tenant.pk)"): NAMED,
    ("supervisor/tenants/like/access.py", "request.access.tenants_with(CREATE)"): EVERYWHERE,
    ("supervisor/words/views.py", "need(request, WRITE, tenant_id=values['tenant'].pk)"): CHOSEN,
}
"""By file (below ``src/kontor``) and words."""
