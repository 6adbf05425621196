"""A go-live test with real servers."""

from __future__ import annotations

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.intake.models import Arrival
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.readiness.domain.trials import ask_for_trial
from kontor.readiness.models import Trial
from kontor.tenants.models import Tenant
from kontor.tickets.models import Blob, HistoryEntry, Message, Notice, Ticket
from tests.support.scoping import everywhere, in_scope

TABLES = (Ticket, Message, HistoryEntry, Customer, OutgoingMail, Notice, Arrival, Blob)


def ask(account: MailAccount, tenant: Tenant, by: User) -> Trial:
    with in_scope(tenant):
        return ask_for_trial(tenant, account, language="en", by=by)


def counts() -> dict[str, int]:
    with everywhere():
        return {model.__name__: model.objects.count() for model in TABLES}
