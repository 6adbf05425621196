"""A lent ticket goes back."""

from __future__ import annotations

from kontor.people.models import User
from kontor.routing.enums import LoanEnd
from kontor.routing.models import Loan
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.desk.ticket.lending.conftest import ClientFor, address, now, text_of
from tests.support.client import Browser
from tests.support.scoping import everywhere


def test_handed_back_with_a_reason(carlas: Ticket, anna: User, nordlicht: Tenant, carlas_browser: Browser) -> None:
    url = address("ticket:hand-back", carlas)

    dialog, empty = carlas_browser.get(url), carlas_browser.post(url, {"reason": ""})
    done = carlas_browser.post(url, {"reason": "Das kennt nur Nordlicht."}, follow=True)

    assert (dialog.status_code, empty.status_code, done.status_code) == (200, 422, 200)
    assert (now(carlas).state, now(carlas).lent_to_id, now(carlas).owner_id) == (TicketState.QUEUED, None, None)
    assert carlas_browser.get(address("ticket:show", carlas)).status_code == 404


def test_the_lenders_supervisor_takes_it_back(
    carlas: Ticket, sven: User, anna: User, nordlicht: Tenant, client_for: ClientFor, carlas_browser: Browser
) -> None:
    url = address("ticket:end-loan", carlas)

    forbidden = [carlas_browser.post(url).status_code, client_for(anna, nordlicht).post(url).status_code]
    page = client_for(sven, nordlicht).post(url, follow=True)

    assert forbidden == [403, 403]
    assert page.status_code == 200
    assert now(carlas).lent_to_id is None
    with everywhere():
        assert Loan.objects.get(ticket=carlas).ended_by == LoanEnd.TAKEN_BACK


def test_closed_by_the_borrower_the_lender_reads_what_was_done(
    carlas: Ticket, carla: User, anna: User, nordlicht: Tenant, client_for: ClientFor, carlas_browser: Browser
) -> None:
    carlas_browser.post(address("ticket:note", carlas), {"text": "Erledigt am Telefon."})
    carlas_browser.post(address("ticket:close", carlas), {})

    page = text_of(client_for(anna, nordlicht).get(address("ticket:show", carlas)))

    assert (now(carlas).state, now(carlas).lent_to_id) == (TicketState.CLOSED, None)
    assert "Erledigt am Telefon." in page and carla.name in page
    assert carlas_browser.get(address("ticket:show", carlas)).status_code == 404
