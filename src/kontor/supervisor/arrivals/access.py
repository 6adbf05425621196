"""The door to the ledger: not in your tenants is 404, not allowed is 403. Unfiled mail is for the installation."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import Http404

from kontor.channels.models import MailAccount
from kontor.intake.domain.candidates import find_candidates, likely_tickets
from kontor.intake.domain.ledger import readable_arrivals
from kontor.intake.domain.shadow import shadow_runs
from kontor.intake.models import Arrival, ShadowRun
from kontor.org.domain.category_queries import categories_to_choose
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category
from kontor.supervisor.doors import allowed, need
from kontor.tickets.models import Ticket
from kontor.tickets.rules import may_read


def arrivals_of(request: DeskRequest, *, may: str = "intake.read") -> QuerySet[Arrival]:
    """The ledger as far as the person may look at it."""
    access = request.access
    return readable_arrivals(access.tenants_with(may), unfiled=access.may(may, tenant_id=0))


def get_arrival(request: DeskRequest, arrival_id: int, *, may: str) -> Arrival:
    """A received mail with its account, tenant and bytes."""
    installation = request.access.may("intake.read", tenant_id=0)
    rows = readable_arrivals(request.access.tenants, unfiled=installation).select_related("account", "tenant", "raw")
    arrival = rows.filter(pk=arrival_id).first()
    if arrival is None:
        raise Http404
    need(request, may, tenant_id=arrival.tenant_id or 0)
    return arrival


def get_arrivals(request: DeskRequest, ids: list[int], *, may: str) -> list[Arrival]:
    """Those of the ids the person may look at; refused when the right is missing for one of them."""
    return allowed(request, arrivals_of(request).filter(pk__in=ids), may)


def get_account(request: DeskRequest, account_id: int, *, may: str) -> MailAccount:
    """An account whose ledger the person may look at. That of a general account is the installation's."""
    account = MailAccount.objects.select_related("tenant").filter(pk=account_id).first()
    if account is None:
        raise Http404
    need(request, may, tenant_id=account.owner)
    return account


def get_run(request: DeskRequest, run_id: int) -> ShadowRun:
    """A look at earlier mail, of a tenant the person decides for."""
    run = shadow_runs(request.access.tenants).filter(pk=run_id).first()
    if run is None:
        raise Http404
    need(request, "intake.decide", tenant_id=run.tenant_id)
    return run


def categories_for(request: DeskRequest, arrival: Arrival) -> QuerySet[Category]:
    """The categories of the mail's tenant; for unfiled mail those of all tenants the person decides for."""
    tenants = (arrival.tenant_id,) if arrival.tenant_id else request.access.tenants_with("intake.decide")
    return categories_to_choose(tenants)


def tickets_for(request: DeskRequest, arrivals: Sequence[Arrival], words: str) -> list[Ticket]:
    """The open tickets that the person may read and that all these mails may be put to: what was searched for, else the
    likely ones."""
    owners = {arrival.tenant_id for arrival in arrivals} - {None}
    decided = request.access.tenants_with("intake.decide")
    tenants = [tenant_id for tenant_id in decided if owners <= {tenant_id}]
    found = find_candidates(words, tenants) if words else likely_tickets(arrivals[0], tenants)
    return [ticket for ticket in found if may_see(request, ticket)]


def may_see(request: DeskRequest, ticket: Ticket) -> bool:
    return may_read(request.access, ticket)


def account_choices() -> list[tuple[int, str]]:
    """The living accounts of the scope, for filters."""
    return list(MailAccount.objects.living().order_by("sort_key").values_list("pk", "address"))


def account_choices_for(request: DeskRequest) -> list[tuple[int, str]]:
    """Those of them whose mail the person may look at; through the general ones mail of every tenant comes in."""
    owners = [0, *request.access.tenants_with("intake.read")]
    rows = MailAccount.objects.living().filter(owner_key__in=owners)
    return list(rows.order_by("sort_key").values_list("pk", "address"))


def account_of_choice(account_id: int) -> MailAccount:
    """One that ``account_choices_for`` has offered, as a form has checked."""
    return MailAccount.objects.living().get(pk=account_id)
