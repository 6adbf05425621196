from __future__ import annotations

from collections.abc import Callable

from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.enums import DryRunState
from kontor.routing.models import DryRun
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.routing import make_rule
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.jobs import waiting_jobs
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = "/supervisor/rules/"


def _run(tenant: Tenant, *changes: list[object], **values: object) -> DryRun:
    with everywhere():
        return DryRun.objects.get_or_create(
            tenant=tenant,
            defaults={
                "at": "2026-11-28T03:00Z",
                "content": {"rules": [], "sets": []},
                "changes": list(changes),
                **values,
            },
        )[0]


def test_start_watch_and_cancel(client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    make_rule(billing, "Rechnung", in_force=False)
    browser = client_for(sven, nordlicht)

    assert browser.post(f"{LIST}tenant/{nordlicht.pk}/dry-run/").status_code == 302
    run = _run(nordlicht)
    page = browser.get(f"{LIST}dry-runs/{run.pk}/").content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert "The last dry run" in browser.get(LIST).content.decode()
    assert len(waiting_jobs("try_rules")) == 1

    browser.post(f"{LIST}dry-runs/{run.pk}/cancel/")
    assert _run(nordlicht).state == DryRunState.CANCELED
    page = browser.get(f"{LIST}dry-runs/{run.pk}/").content.decode()
    assert "every 2s" not in page
    assert "No ticket would have gone elsewhere." in page


def test_result(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, moving: Category, ticket: Ticket
) -> None:
    change: list[object] = [ticket.pk, billing.pk, moving.pk, billing.pk, None]
    gone: list[object] = [ticket.pk + 9999, billing.pk, None, billing.pk, None]
    counts = {"seen": 40, "moved": 3, "better": 1, "worse": 2, "pairs": {f"{billing.pk}>{moving.pk}": 2}}
    run = _run(nordlicht, change, gone, state=DryRunState.DONE, total=41, counts=counts)

    page = client_for(sven, nordlicht).get(f"{LIST}dry-runs/{run.pk}/").content.decode()

    assert "40 of 41 tickets tried" in page
    assert f"/desk/ticket/{ticket.number}/" in page
    assert "a ticket that you may not read" in page
    assert "none, held" in page
    assert "1 more is counted, not listed." in page


def test_of_an_open_ticket_nothing_is_judged(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    lies, ended = make_ticket(billing), make_ticket(billing, state=TicketState.CLOSED)
    changes: list[list[object]] = [[each.pk, billing.pk, moving.pk, billing.pk, None] for each in (lies, ended)]
    run = _run(nordlicht, *changes, state=DryRunState.DONE)

    page = client_for(sven, nordlicht).get(f"{LIST}dry-runs/{run.pk}/").content.decode()

    assert [page.count(words) for words in ("lies in Abrechnung", "ended in Abrechnung", "worse")] == [1, 1, 1]


def test_what_waits_is_moved_to_where_the_rules_lead(
    client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant, billing: Category, moving: Category
) -> None:
    waits, gone_on = make_ticket(billing), make_ticket(moving)
    on_desk, closed = make_ticket(billing, owner=anna), make_ticket(billing, state=TicketState.CLOSED)
    tickets = (waits, gone_on, on_desk, closed)
    run = _run(
        nordlicht,
        *([each.pk, billing.pk, moving.pk, billing.pk, None] for each in tickets),
        state=DryRunState.DONE,
    )
    browser = client_for(sven, nordlicht)
    shown = browser.get(f"{LIST}dry-runs/{run.pk}/").content.decode()

    page = browser.post(f"{LIST}dry-runs/{run.pk}/move/", follow=True).content.decode()

    with everywhere():
        lie = [Ticket.objects.get(pk=each.pk).category_id for each in tickets]
    assert lie == [moving.pk, moving.pk, billing.pk, billing.pk]
    assert ("Move 1 waiting ticket there now" in shown, "Move 1" in page) == (True, False)
    assert "1 ticket is moved." in page


def test_another_tenants_dry_run_is_not_there(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    run = _run(alpina)
    browser = client_for(sven, nordlicht)

    assert browser.get(f"{LIST}dry-runs/{run.pk}/").status_code == 404
    assert browser.post(f"{LIST}dry-runs/{run.pk}/cancel/").status_code == 404
    assert browser.post(f"{LIST}dry-runs/{run.pk}/move/").status_code == 404
    assert browser.post(f"{LIST}tenant/{alpina.pk}/dry-run/").status_code == 404
    assert _run(alpina).state == DryRunState.WAITING


def test_result_needs_as_many_statements_for_three(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, moving: Category, ticket: Ticket
) -> None:
    change: list[object] = [ticket.pk, billing.pk, moving.pk, billing.pk, None]
    run = _run(nordlicht, change, state=DryRunState.DONE)
    browser = client_for(sven, nordlicht)
    url = f"{LIST}dry-runs/{run.pk}/"
    browser.get(url)
    with statements() as one:
        browser.get(url)
    with in_scope(nordlicht):
        DryRun.objects.filter(pk=run.pk).update(changes=[change] * 3)
    with statements() as three:
        browser.get(url)

    assert len(three) == len(one)
