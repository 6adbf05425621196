"""The draft of the rules tried on mail of the past. Changes nothing but the row that holds the result."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from kontor.channels.models import MailAccount
from kontor.intake.domain.rule_facts import facts_of_message, first_messages, knew_the_writer
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.routing.domain.categorize import RuleBook
from kontor.routing.domain.content import Content
from kontor.routing.domain.drafts import draft_content
from kontor.routing.domain.facts import MailFacts
from kontor.routing.domain.learned_seam import learned_for
from kontor.routing.domain.versions import active_version, lock_rules
from kontor.routing.enums import DryRunState
from kontor.routing.models import DryRun, RuleVersion
from kontor.tenants.scope import scope
from kontor.tickets.models import Ticket

TRY = "kontor.intake.tasks.try_rules"
DAYS = 30
TOGETHER, BATCHES = 50, 20
"""Tickets a transaction, and transactions a job; then it makes room for others."""
MOST_CHANGES = 500
"""Tickets that are listed; the sums count all."""
KEPT = 10
"""Dry runs of a tenant that can still be looked at."""
UNFINISHED = (DryRunState.WAITING, DryRunState.RUNNING)


@transaction.atomic(savepoint=False)
def start_dry_run(tenant_id: int, *, by: User | None, days: int = DAYS) -> DryRun:
    """Try the draft, as it is now, on the tenant's mail of the last days, compared with what is in force.

    Only the newest results are kept. Refused while another one of the tenant is running.
    """
    lock_rules(tenant_id)
    if DryRun.objects.filter(tenant_id=tenant_id, state__in=UNFINISHED).exists():
        raise Refused(_("A dry run is going on already. Wait for its end or cancel it."))
    active = active_version(tenant_id)
    run = DryRun(tenant_id=tenant_id, by=by, at=clock.now(), days=days, content=draft_content(tenant_id).to_json())
    run.against = active.number if active else 0
    run.total = _tickets(run).count()
    run.save()
    _forget_old(tenant_id)
    _go_on(run)
    return run


@transaction.atomic(savepoint=False)
def cancel_dry_run(run: DryRun) -> None:
    """Stop it; what was counted so far stays."""
    changed = DryRun.objects.filter(pk=run.pk, state__in=UNFINISHED).update(
        state=DryRunState.CANCELED, ended_at=clock.now()
    )
    if not changed:
        raise Refused(_("This dry run is over already."))


def try_rules(tenant_id: int, run_id: int) -> None:
    """Batch after batch, each in a transaction of its own; another job goes on when there is more.

    Enters scopes by itself. Doing it twice at once does no harm: the row is locked, and says how far it is.
    """
    for _batch in range(BATCHES):
        with scope(tenant_id):
            run = DryRun.objects.select_for_update(of=("self",)).filter(pk=run_id, state__in=UNFINISHED).first()
            if run is None or not _try_some(run):
                return
    with scope(tenant_id):
        run = DryRun.objects.filter(pk=run_id, state__in=UNFINISHED).first()
        if run:
            _go_on(run)


class _Books:
    """For each account the rules it is compared with and those of the draft, loaded once a batch."""

    def __init__(self, run: DryRun) -> None:
        self.tenant_id = run.tenant_id
        against = RuleVersion.objects.filter(tenant_id=run.tenant_id, number=run.against).first()
        self.before = Content.from_json(against.content) if against else Content()
        self.after = Content.from_json(run.content)
        self._by_account: dict[int, tuple[RuleBook, RuleBook]] = {}

    def of(self, account: MailAccount) -> tuple[RuleBook, RuleBook]:
        if account.pk not in self._by_account:
            learned = learned_for(account)
            self._by_account[account.pk] = (
                RuleBook.of_content(self.before, self.tenant_id, account, learned=learned),
                RuleBook.of_content(self.after, self.tenant_id, account, learned=learned),
            )
        return self._by_account[account.pk]


def _try_some(run: DryRun) -> bool:
    """False when there was nothing left to try."""
    tickets = list(
        _tickets(run)
        .filter(pk__gt=run.last_ticket or 0)
        .select_related("account__tenant", "customer")
        .order_by("pk")[:TOGETHER]
    )
    if not tickets:
        run.state, run.ended_at = DryRunState.DONE, clock.now()
        run.save(update_fields=["state", "ended_at"])
        return False
    books = _Books(run)
    messages = first_messages(tickets)
    for ticket in tickets:
        message = messages.get(ticket.pk)
        if message and ticket.account:
            facts = replace(facts_of_message(message, ticket.account), known_to=knew_the_writer(ticket))
            _try_one(run, ticket, facts, books.of(ticket.account))
    run.state, run.last_ticket = DryRunState.RUNNING, tickets[-1].pk
    run.save(update_fields=["state", "last_ticket", "counts", "changes"])
    return True


def _try_one(run: DryRun, ticket: Ticket, facts: MailFacts, books: tuple[RuleBook, RuleBook]) -> None:
    before, after = (book.decide(facts) for book in books)
    old, new = (decision.category.pk if decision.category else None for decision in (before, after))
    _count(run, "seen")
    if old == new:
        return
    _count(run, "moved")
    if new == ticket.category_id:
        _count(run, "better")
    elif old == ticket.category_id and not ticket.is_open:
        _count(run, "worse")
    pairs = run.counts.setdefault("pairs", {})
    pair = f"{old or 0}>{new or 0}"
    pairs[pair] = pairs.get(pair, 0) + 1
    if len(run.changes) < MOST_CHANGES:
        run.changes.append([ticket.pk, old, new, ticket.category_id, after.rule.id if after.rule else None])


def _count(run: DryRun, name: str) -> None:
    run.counts[name] = run.counts.get(name, 0) + 1


def _tickets(run: DryRun) -> QuerySet[Ticket]:
    """The tenant's own that came by mail within the time."""
    since = run.at - timedelta(days=run.days)
    return Ticket.objects.filter(
        tenant_id=run.tenant_id, received_at__gte=since, received_at__lte=run.at, account__isnull=False
    )


def _forget_old(tenant_id: int) -> None:
    newest = DryRun.objects.filter(tenant_id=tenant_id).order_by("-at", "-pk").values_list("pk", flat=True)[:KEPT]
    DryRun.objects.filter(tenant_id=tenant_id).exclude(pk__in=list(newest)).delete()


def _go_on(run: DryRun) -> None:
    app.configure_task(TRY, queue="upkeep", priority=-10).defer(tenant_id=run.tenant_id, run_id=run.pk)
