"""The board as it hangs on the wall."""

from __future__ import annotations

import re
from collections.abc import Callable

from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.support.client import Browser

ClientFor = Callable[..., Browser]
BOARD = "/supervisor/board/"
WALL = "/supervisor/board/wall/"


def test_the_wallboard_shows_figures_and_no_people(
    client_for: ClientFor,
    ada: User,
    anna: User,
    nordlicht: Tenant,
    alpina: Tenant,
    ticket: Ticket,
    alpina_ticket: Ticket,
) -> None:
    browser = client_for(ada, nordlicht, alpina)

    both, one = (browser.get(url).content.decode() for url in (WALL, f"{WALL}?tenant={nordlicht.pk}"))

    assert ("Nordlicht Energie" in both, "Alpina Versicherung" in both) == (True, True)
    assert ("Nordlicht Energie" in one, "Alpina Versicherung" in one) == (True, False)
    assert "Anna Arndt" not in both and "Abrechnung" not in both
    assert "Kontor-Background" not in both


def test_only_the_wallboard_needs_a_wide_screen(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    page = client_for(sven, nordlicht).get(BOARD).content.decode()

    links = re.findall(r'<a class="([^"]*)" href="/supervisor/board/(wall|figures)/', page)
    assert {name: "only-wide" in classes for classes, name in links} == {"wall": True, "figures": False}
