"""Looking through a person's eyes: files are read as the person reads them, and nothing is handed out in their name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.audit.models import AuditEntry
from kontor.customers.models import Customer
from kontor.org.models import Category, SystemGroup
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.messages import NewFile, write_message
from kontor.tickets.models import Attachment, Ticket
from tests.factories.org import make_grant
from tests.factories.people import make_role
from tests.factories.tickets import new_message
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope

EXPORTS = ("/supervisor/audit/export/", "/supervisor/calls/export/", "/supervisor/reply-templates/export/")


@pytest.fixture
def browser(client_for: Callable[..., Browser], ada: User, nordlicht: Tenant, billing: Category) -> Browser:
    return client_for(ada, nordlicht)


def look(browser: Browser, person: User) -> None:
    browser.post(f"/supervisor/users/{person.pk}/look/", {"reason": "Schulung"})


def written() -> list[str]:
    with everywhere():
        return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_a_file_of_a_ticket_is_read(
    browser: Browser, anna: User, ticket: Ticket, customer: Customer, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht):
        write_message(ticket, new_message(customer, files=[NewFile("zaehler.txt", "text/plain", b"4711")]))
        file = Attachment.objects.get(filename="zaehler.txt")
    look(browser, anna)
    before = written()

    answer = browser.get(f"/desk/ticket/{ticket.number}/file/{file.pk}/")

    assert (answer.status_code, b"".join(answer)) == (200, b"4711")
    assert written() == before


def test_nothing_is_exported_in_the_persons_name(browser: Browser, sven: User, nordlicht_system: SystemGroup) -> None:
    """Sven may export all of it, and Ada too."""
    make_grant(sven, make_role("Prüfer", frozenset({"audit.read", "audit.export"})), nordlicht_system)
    look(browser, sven)
    before = written()

    answers = [browser.post(url, {"format": "csv"}) for url in EXPORTS]

    assert [(answer.status_code, answer.streaming) for answer in answers] == [(302, False)] * 3
    assert written() == before
    browser.post("/eyes/end/")
    assert browser.post(EXPORTS[0], {"format": "csv"}).status_code == 200
