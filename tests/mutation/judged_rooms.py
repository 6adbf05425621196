"""Mutants that do the same as the code in whose place they stand, and why."""

from __future__ import annotations

EQUAL_BY_MAKING = "Both are made of the same rows: strict says so, and has nothing to refuse."
FOR_THE_TYPES = "Without a level there is no target either; the question tells mypy that."
IN_THE_SCOPE = "Row security shows the rows of this tenant alone: this table is lent to nobody."
ANEW_IF_GONE = "Which are kept is a matter of speed; what is not kept is computed anew."
KEPT_IN_MEMORY = "How many are kept moves by one; what is not kept is computed anew."
LOOKED_AT_BEFORE = "No instant outside the years that are known comes here: each was looked at before."
MORE_IS_LOOKED_AT = "More days are looked at than can reach into the year, and cut at its end."
MORE_IS_READ = "More rows are read; those that were not asked for are not looked at."
ORDER_OF_JOBS = "No job has a priority between the two."
BEYOND_A_DAY = "So many hours are beyond any day, with a minute less too; that says that it is no time."
NO_LEVEL = "Without a level what runs falls away (adapt) and nothing begins (begin)."
OF_ONE_KIND = "All rows are of one kind."
ITS_OWN_YEAR = "Years that are asked for later would be added; only days of its own year are."
SAME_MOMENT = "Differs only where the clock shows the very same number twice."
CLAIM_IS_TAKEN = "Whoever gives a mail another state takes its claim away."

ONE_IN_LINE = "A queue that waits for its turn is not put there twice."
ONLY_GENERAL_ONES = "In the scope of the installation row security shows the general accounts alone."

NO_DOMAIN = "A mail is written to no address whose domain cannot be one (can_be_written_to)."
NO_TENANT_HAS_NONE = "Rights are kept by tenants; under none nothing is kept."
ONLY_READ = "The row is only read from; nobody asks for its number."
ORDER_OF_SCOPES = "In which order tenants are named, or gone through one by one, changes nothing for any of them."
A_BASE = "A base; each that stands on it says this itself."
FOR_MIGRATIONS_ONLY = "Django calls it with both or not at all; the question tells mypy that."
OPENING_REFUSES_IT = "Whoever opens a ticket in a deleted category is refused with the same sentence."
NOTHING_HAS_NO_DOMAIN = "An empty address has an empty domain, which is none either."
IT_IS_THERE = "The statement that writes the lines leaves out those whose key is there."
NOBODY_IS_NAMED = "Of a mail that names no ticket nobody asks whether its sender is doubtful."
LENT_LEAVES_AT_HOME = (
    "What is lent here leaves through its lender's account, or one of all, whose queues all get a turn."
)
NONE_HAS_NO_ID = "Where nothing was merged further, what is asked for has no id, and is not there."
SOMETHING_IS_GATHERED = "Whoever hands over has begun to gather; the other tells mypy that."
THE_FIRST_ONE_LOCKS = "Its ticket is locked, so nobody else locks these rows in another order."
DROPPED_IF_UNUSED = "What a row still needs is not dropped, whatever is named."

EQUIVALENT: dict[tuple[str, str, str], str] = {
    ("intake/domain/arrivals.py", "_without_old", "continue → pass"): IT_IS_THERE,
    (
        "intake/domain/block_list.py",
        "read_value",
        "address and _DOMAIN.fullmatch(address.rpartition('@')[2]) → _DOMAIN.fullmatch(address.rpartition('@')[2])",
    ): NOTHING_HAS_NO_DOMAIN,
    (
        "intake/domain/concluding.py",
        "conclude_all",
        " for arrival, filed in outcomes if _moves(arrival, filed) →  for arrival, filed in outcomes",
    ): DROPPED_IF_UNUSED,
    (
        "intake/domain/deciding.py",
        "_require_fitting",
        "raise Refused(_('The category “%(name)s” is deleted.') % {'name': category.name}) → pass",
    ): OPENING_REFUSES_IT,
    (
        "intake/domain/lookups.py",
        "context_for",
        "bool(named) and trusted_results(mail, account).failed → trusted_results(mail, account).failed",
    ): NOBODY_IS_NAMED,
    (
        "intake/domain/lookups.py",
        "KnownTickets._learn_claims",
        "Message.objects.filter(pk__in=[claim.message_id for claim in new]) → Message.objects.filter()",
    ): MORE_IS_READ,
    (
        "intake/domain/lookups.py",
        "KnownTickets._learn_numbers",
        "Ticket.objects.filter(number__in=new) → Ticket.objects.filter()",
    ): MORE_IS_READ,
    (
        "intake/domain/lookups.py",
        "KnownTickets._learn_numbers",
        "Ticket.objects.filter(number__in=new) → Ticket.objects",
    ): MORE_IS_READ,
    (
        "intake/domain/lookups.py",
        "_with_targets",
        "Ticket.objects.filter(pk__in=wanted, erased_at=None) → Ticket.objects.filter(erased_at=None)",
    ): MORE_IS_READ,
    (
        "intake/domain/lookups.py",
        "_with_targets",
        " for row in rows.values() if row.merged_into_id →  for row in rows.values()",
    ): NONE_HAS_NO_ID,
    ("intake/domain/new_tickets.py", "_open", "True → False"): EQUAL_BY_MAKING,
    (
        "intake/domain/old_numbers.py",
        "_has_other_mail",
        "Arrival.objects.filter(account=account, key__in=list(names)) → Arrival.objects.filter(account=account)",
    ): MORE_IS_READ,
    (
        "org/domain/access.py",
        "Access.may",
        "tenant_id is not None and permission in self.tenant_wide.get(tenant_id, frozenset())"
        " → permission in self.tenant_wide.get(tenant_id, frozenset())",
    ): NO_TENANT_HAS_NONE,
    ("org/domain/access.py", "load_access", "1 → 0"): ONLY_READ,
    ("org/domain/access.py", "load_access", "1 → 2"): ONLY_READ,
    ("tenants/isolation.py", "_Deferred.statements", "raise NotImplementedError → pass"): A_BASE,
    ("tenants/isolation.py", "_Deferred.undo", "raise NotImplementedError → pass"): A_BASE,
    (
        "tenants/isolation.py",
        "_Deferred.remove_sql",
        "model is not None and schema_editor is not None → model is not None or schema_editor is not None",
    ): FOR_MIGRATIONS_ONLY,
    (
        "tenants/isolation.py",
        "_Deferred.remove_sql",
        "model is not None and schema_editor is not None → model is not None",
    ): FOR_MIGRATIONS_ONLY,
    (
        "tenants/isolation.py",
        "_Deferred._defer",
        "model is not None and editor is not None → model is not None",
    ): FOR_MIGRATIONS_ONLY,
    (
        "tenants/isolation.py",
        "_Deferred._defer",
        "model is not None and editor is not None → editor is not None",
    ): FOR_MIGRATIONS_ONLY,
    (
        "tenants/scope.py",
        "every_tenant",
        "Roster.objects.values_list('id', flat=True).order_by('id') → Roster.objects.values_list('id', flat=True)",
    ): ORDER_OF_SCOPES,
    ("tenants/scope.py", "_hand_over", "_gathered.get() or {} → _gathered.get()"): SOMETHING_IS_GATHERED,
    ("outbox/domain/composing.py", "_address", "ascii_domain(domain) or domain → ascii_domain(domain)"): NO_DOMAIN,
    ("outbox/domain/storms.py", "hold_back", "Storm.objects.filter(tenant_id=tenant_id) → Storm.objects.filter()"): (
        IN_THE_SCOPE
    ),
    (
        "outbox/domain/pausing.py",
        "try_anew",
        "OutgoingMail.objects.filter(tenant_id=each, account_id=account_id, state=DeliveryState.QUEUED)"
        " → OutgoingMail.objects.filter(account_id=account_id, state=DeliveryState.QUEUED)",
    ): LENT_LEAVES_AT_HOME,
    (
        "outbox/domain/storms.py",
        "release",
        "held.values_list('account_id', flat=True).distinct() → held.values_list('account_id', flat=True)",
    ): ONE_IN_LINE,
    (
        "outbox/domain/system_mail.py",
        "general_sender",
        "MailAccount.objects.living().filter(tenant=None, active=True)"
        " → MailAccount.objects.living().filter(active=True)",
    ): ONLY_GENERAL_ONES,
    ("outbox/domain/talks.py", "persistently", "time.monotonic() > end → time.monotonic() >= end"): SAME_MOMENT,
    (
        "outbox/domain/talks.py",
        "told_by",
        "mail.claim == claim and mail.state in (DeliveryState.SENDING, DeliveryState.UNCLEAR) → mail.claim == claim",
    ): CLAIM_IS_TAKEN,
    (
        "outbox/domain/withdrawing.py",
        "withdraw_unsent",
        "OutgoingMail.objects.filter(message=message).order_by('pk') → OutgoingMail.objects.filter(message=message)",
    ): THE_FIRST_ONE_LOCKS,
    ("sla/domain/compiling.py", "_keep", "False → True"): ANEW_IF_GONE,
    ("sla/domain/compiling.py", "_keep", "len(_kept) > MOST_KEPT → len(_kept) >= MOST_KEPT"): KEPT_IN_MEMORY,
    ("sla/domain/compiling.py", "compiled_many", "True → False"): EQUAL_BY_MAKING,
    ("sla/domain/public_holidays.py", "_named", "False → True"): ITS_OWN_YEAR,
    ("sla/domain/rows.py", "delete_rows", "0 → -1"): OF_ONE_KIND,
    (
        "sla/domain/terms.py",
        "_hours",
        "BusinessCalendar.objects.filter(pk__in=ids) → BusinessCalendar.objects",
    ): MORE_IS_READ,
    ("sla/domain/worktime/calendars.py", "Calendar.last_opening", "True → False"): EQUAL_BY_MAKING,
    ("sla/domain/worktime/hours.py", "clock_seconds", "0 → -1"): BEYOND_A_DAY,
    ("sla/domain/worktime/timeline.py", "Timeline._on_the_wall", "1 → 2"): MORE_IS_LOOKED_AT,
    ("sla/domain/worktime/timeline.py", "Timeline._on_the_wall", "2 → 1"): MORE_IS_LOOKED_AT,
    ("sla/domain/worktime/timeline.py", "Timeline._on_the_wall", "2 → 3"): MORE_IS_LOOKED_AT,
    ("sla/domain/worktime/timeline.py", "Timeline._on_the_wall", "3 → 2"): MORE_IS_LOOKED_AT,
    ("sla/domain/worktime/timeline.py", "Timeline._on_the_wall", "3 → 4"): MORE_IS_LOOKED_AT,
    ("sla/domain/worktime/timeline.py", "Timeline._on_the_wall", "day <= last → day < last"): MORE_IS_LOOKED_AT,
    ("sla/domain/worktime/timeline.py", "Timeline._with", "0 → -1"): LOOKED_AT_BEFORE,
    (
        "sla/domain/worktime/timeline.py",
        "Timeline._with",
        "raise ValueError(f'Working time is known from {FIRST_YEAR} to {LAST_YEAR}.') → pass",
    ): LOOKED_AT_BEFORE,
    (
        "sla/domain/worktime/timeline.py",
        "Timeline._with",
        "LAST_YEAR - FIRST_YEAR → LAST_YEAR + FIRST_YEAR",
    ): LOOKED_AT_BEFORE,
    (
        "tickets/domain/promises.py",
        "Promises.adapt",
        "terms.level is None or target is None → target is None",
    ): FOR_THE_TYPES,
    (
        "tickets/domain/promises.py",
        "ranked_again",
        "Promise.objects.filter(ticket__in=[ticket.pk for ticket in tickets], done_at=None)"
        " → Promise.objects.filter(done_at=None)",
    ): MORE_IS_READ,
    ("tickets/domain/recomputing.py", "_go_on", "5 → 4"): ORDER_OF_JOBS,
    (
        "tickets/domain/settling.py",
        "settle",
        "ticket.is_open and terms[ticket.category_id].level → ticket.is_open",
    ): NO_LEVEL,
}
"""By file, function and words."""
