from __future__ import annotations

from collections.abc import Callable

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import record
from kontor.tickets.models import Ticket
from tests.factories.routing import make_rule
from tests.support.client import Browser
from tests.support.scoping import in_scope

ClientFor = Callable[..., Browser]


def _categorized(ticket: Ticket, rule_id: int) -> None:
    hits = [{"part": "subject", "values": ["Rechnung"], "hit": "Rechnung"}]
    details = {
        "category": "Abrechnung",
        "chosen_by": "rule",
        "rule": rule_id,
        "name": "Rechnungen",
        "version": 3,
        "hits": hits,
    }
    with in_scope(ticket.tenant_id):
        record(ticket, "categorized", by=None, **details)


def test_the_history_leads_supervisors_to_the_rule(
    client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant, billing: Category, ticket: Ticket
) -> None:
    rule = make_rule(billing, "Rechnung", name="Rechnungen")
    _categorized(ticket, rule.pk)
    url, link = f"/desk/ticket/{ticket.number}/context/", f'href="/supervisor/rules/{rule.pk}/"'
    sentence = "Category Abrechnung: The subject contains “Rechnung” (rule “Rechnungen”, version 3)"

    theirs = client_for(anna, nordlicht).get(url).content.decode()

    assert sentence in theirs
    assert link not in theirs
    assert link in client_for(sven, nordlicht).get(url).content.decode()
