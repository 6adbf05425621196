"""Scopes that no test misses, and what stands behind each of them. Each was read: every query that runs inside."""

from __future__ import annotations

NAMED = "Every query inside names the tenant as well; each of the two is enough."
KEYED = (
    "Inside rows are reached by the key of one that the tenant's own scope has given out before, and by nothing else."
)
NAMED_OR_KEYED = "Each query inside names the tenant, or goes by keys of rows that such a query has given out."
AFTER_THE_FIRST = (
    "The first of these scopes, which looks for what the job names, is missed by a test. Inside the others rows are "
    "reached by the key that it has given out, or a job is left and nothing else."
)
EVERYBODY = "These are all tenants that there are: it keeps nobody out."
SECTIONS = (
    "Each section of a file names the tenant in its queries, and so do the verbs that apply it: they are those of the "
    "masks, which administrators of the installation use in the scope of all."
)
OF_REPLAYERS = "The queries of each replayer name the replay's tenant, or go by keys of its tickets."
NOBODY_READ = "Nothing is read but the person, who is of no tenant; each row that is written names one."
BY_OWNER = "That of a job is missed by a test; elsewhere every query names the owner."
OF_A_REHEARSAL = (
    "The mail names no ticket; rules and fallback are the account's, the block list goes by tenant, and what "
    "would become another tenant's is refused."
)
IN_TURN = (
    "Every tenant has its turn in the same sweep, and what is done with a trial is done for its own tenant: it "
    "would be done more often."
)
ONLY_A_JOB = "Only a job is left inside."
ONLY_THE_LOG = "A row of the audit log is written inside, which names its tenant; nothing is read."
ITS_OWN_CATEGORY = "The ticket's own category is looked for among those that are found: others say nothing of it."

SCOPES: dict[tuple[str, str], str] = {
    ("answers/domain/reminders.py", "scope(tenant_id)"): NAMED,
    ("audit/domain/chains.py", "scope(chain)"): NAMED,
    ("audit/domain/retention.py", "scope(chain)"): NAMED,
    ("calls/domain/agent_states.py", "scope(INSTALLATION, *tenants)"): EVERYBODY,
    ("calls/domain/dialling.py", "scope(INSTALLATION, call.tenant_id)"): KEYED,
    ("calls/domain/events.py", "scope(INSTALLATION, *(every_tenant() if tenants is None else tenants))"): EVERYBODY,
    ("calls/domain/events.py", "scope(INSTALLATION, *around.tenants)"): EVERYBODY,
    ("calls/domain/looking_again.py", "scope(INSTALLATION, tenant.pk)"): NAMED,
    ("calls/domain/records.py", "scope(call.tenant_id)"): NAMED_OR_KEYED,
    ("channels/domain/connection_tests.py", "scope(tenant_id)"): AFTER_THE_FIRST,
    ("channels/domain/scan_folders.py", "scope(account.owner)"): KEYED,
    ("channels/domain/tokens.py", "scope(account.owner)"): KEYED,
    ("escalations/domain/agreements.py", "scope(agreement.tenant_id, agreement.lent_to_id)"): NAMED_OR_KEYED,
    ("escalations/domain/agreements.py", "scope(lender.pk, category.tenant_id)"): NAMED_OR_KEYED,
    ("escalations/domain/mails.py", "scope(tenant_id)"): NAMED,
    ("escalations/domain/overflow.py", "scope(lender, borrower)"): NAMED_OR_KEYED,
    ("escalations/domain/overflow.py", "scope(tenant_id)"): NAMED,
    (
        "escalations/domain/replaying.py",
        "scope(*tenants)",
    ): OF_REPLAYERS,
    ("escalations/domain/replaying.py", "scope(replay.tenant_id)"): KEYED,
    ("escalations/domain/sweep.py", "scope(tenant_id)"): NAMED_OR_KEYED,
    ("intake/domain/alarms.py", "scope(*_concerned(account.owner))"): NAMED_OR_KEYED,
    ("intake/domain/checking.py", "scope(*scope_of_queue(account.owner))"): KEYED,
    ("intake/domain/checking.py", "scope(account.owner)"): KEYED,
    ("intake/domain/checking.py", "scope(tenant_id)"): AFTER_THE_FIRST,
    ("intake/domain/claims.py", "scope(claim.tenant_id or INSTALLATION)"): KEYED,
    ("intake/domain/claims.py", "scope(*scope_of_queue(tenant_id))"): NAMED,
    ("intake/domain/leases.py", "scope(tenant_id)"): KEYED,
    ("intake/domain/old_numbers.py", "scope(*scope_of_queue(hold.tenant_id))"): KEYED,
    ("intake/domain/processing.py", "scope(*scope_of_queue(tenant_id))"): NAMED_OR_KEYED,
    ("intake/domain/rule_dry_runs.py", "scope(tenant_id)"): AFTER_THE_FIRST,
    ("intake/domain/scan_reading.py", "scope(tenant_id)"): AFTER_THE_FIRST,
    ("intake/domain/shadow.py", "scope(tenant_id)"): AFTER_THE_FIRST,
    ("intake/domain/visits.py", "scope(*scope_of_queue(self._hold.tenant_id))"): KEYED,
    ("intake/domain/visits.py", "scope(self._hold.tenant_id)"): KEYED,
    ("intake/domain/watching.py", "scope(account.owner)"): KEYED,
    ("intake/domain/watching.py", "scope(watch.hold.tenant_id)"): KEYED,
    ("intake/tasks.py", "scope(each)"): NAMED,
    ("letters/domain/alarms.py", "scope(INSTALLATION, tenant_id)"): NAMED_OR_KEYED,
    ("letters/domain/batch_writing.py", "scope(batch.tenant_id)"): KEYED,
    ("letters/domain/batch_writing.py", "scope(tenant_id)"): NAMED,
    ("letters/domain/confirming.py", "scope(tenant_id)"): NAMED_OR_KEYED,
    ("letters/domain/delivery.py", "scope(letter.tenant_id)"): NAMED_OR_KEYED,
    ("letters/domain/delivery.py", "scope(tenant_id)"): NAMED_OR_KEYED,
    ("letters/domain/enclosing.py", "scope(letter.tenant_id)"): KEYED,
    ("letters/domain/last_good.py", "scope(row.tenant_id)"): NAMED_OR_KEYED,
    ("letters/domain/last_good.py", "scope(tenant_id)"): KEYED,
    ("letters/domain/recalling.py", "scope(tenant_id)"): AFTER_THE_FIRST,
    ("letters/domain/sweeping.py", "scope(tenant_id)"): NAMED_OR_KEYED,
    ("org/domain/audit_retention.py", "scope(chain)"): KEYED,
    ("org/domain/group_tenant.py", "scope(old.pk, tenant.pk)"): NAMED_OR_KEYED,
    ("outbox/domain/copies.py", "scope(tenant_id)"): AFTER_THE_FIRST,
    ("outbox/domain/delivery.py", "scope(mail.tenant_id)"): KEYED,
    ("outbox/domain/delivery.py", "scope(queue.tenant_id)"): NAMED,
    ("outbox/domain/doubts.py", "scope(tenant_id)"): NAMED_OR_KEYED,
    ("outbox/domain/pausing.py", "scope(INSTALLATION, *([tenant_id] if tenant_id else every_tenant()))"): NAMED,
    ("outbox/domain/pausing.py", "scope(account.owner)"): KEYED,
    ("outbox/domain/recovery.py", "scope(queue.tenant_id)"): NAMED,
    ("outbox/domain/recovery.py", "scope(tenant_id)"): NAMED_OR_KEYED,
    ("outbox/domain/results.py", "scope(mails[0].tenant_id)"): KEYED,
    ("outbox/domain/storms.py", "scope(INSTALLATION, storm.tenant_id)"): NAMED,
    ("outbox/domain/storms.py", "scope(tenant_id)"): NAMED_OR_KEYED,
    ("outbox/domain/talks.py", "scope(self.tenant_id)"): KEYED,
    (
        "people/domain/looks.py",
        "scope(*tenants)",
    ): NOBODY_READ,
    ("privacy/domain/erasing.py", "scope(*_reach(tenant_id))"): AFTER_THE_FIRST,
    ("readiness/domain/canaries.py", "scope(canary.account_owner)"): KEYED,
    (
        "readiness/domain/canaries.py",
        "scope(owner)",
    ): BY_OWNER,
    ("readiness/domain/canaries.py", "scope(owner, tenant_id)"): NAMED,
    ("readiness/domain/cleaning.py", "scope(trial.account_owner)"): KEYED,
    ("readiness/domain/letter_trials.py", "scope(tenant_id)"): NAMED,
    (
        "readiness/domain/rehearsing.py",
        "scope(*scope_of_queue(trial.account_owner))",
    ): OF_A_REHEARSAL,
    (
        "readiness/domain/sweeping.py",
        "scope(tenant_id, INSTALLATION)",
    ): IN_TURN,
    ("readiness/domain/trial_mails.py", "scope(owner)"): AFTER_THE_FIRST,
    ("readiness/domain/trial_mails.py", "scope(sender.owner)"): KEYED,
    ("readiness/domain/trials.py", "scope(tenant_id)"): ONLY_A_JOB,
    ("readiness/domain/trials.py", "scope(trial.account_owner)"): KEYED,
    ("readiness/domain/trials.py", "scope(trial.tenant_id)"): NAMED_OR_KEYED,
    ("reports/domain/raising.py", "scope(INSTALLATION, alarm.tenant_id)"): NAMED_OR_KEYED,
    ("routing/domain/learned_examples.py", "scope(tenant_id)"): NAMED,
    ("routing/domain/learned_process.py", "scope(tenant_id)"): NAMED,
    ("routing/domain/learned_training.py", "scope(tenant_id)"): NAMED,
    ("routing/domain/loan_notices.py", "scope(loan.tenant_id, loan.lent_to_id)"): NAMED,
    ("supervisor/audit/exports.py", "scope(*chains)"): NAMED,
    ("supervisor/tenants/assistant/views.py", "scope(tenant.pk)"): NAMED,
    ("tenant_files/domain/applying.py", "scope(tenant.pk)"): KEYED,
    ("tenant_files/domain/applying.py", "scope(work.tenant.pk)"): SECTIONS,
    ("tenant_files/domain/copying.py", "scope(like.pk)"): SECTIONS,
    (
        "tenant_files/domain/copying.py",
        "scope(tenant.pk)",
    ): ONLY_THE_LOG,
    ("tenant_files/domain/differing.py", "scope(tenant.pk)"): SECTIONS,
    ("tenant_files/domain/planning.py", "scope(*([tenant.pk] if tenant else []))"): SECTIONS,
    (
        "tickets/domain/attendance.py",
        "scope(ticket.place_tenant_id)",
    ): ITS_OWN_CATEGORY,
    ("tickets/domain/recomputing.py", "scope(tenant_id)"): AFTER_THE_FIRST,
}
"""By file (below ``src/kontor``) and words; where the same words stand several times in a file, of all of them."""
