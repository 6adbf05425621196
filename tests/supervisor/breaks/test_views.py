from __future__ import annotations

from collections.abc import Callable

from kontor.audit.models import AuditEntry
from kontor.people.models import BreakReason, User
from kontor.tenants.models import Tenant
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]
PAGE = "/supervisor/break-reasons/"


def test_reasons_are_added_and_deleted(client_for: ClientFor, ada: User) -> None:
    browser = client_for(ada)

    browser.post(PAGE, {"name": " Mittag "})
    browser.post(PAGE, {"name": "Besprechung"})
    names = list(BreakReason.objects.values_list("name", flat=True))
    browser.post(f"{PAGE}{BreakReason.objects.get(name='Mittag').pk}/delete/")

    page = browser.get(PAGE).content.decode()
    assert names == ["Besprechung", "Mittag"]
    assert "Delete “Besprechung”" in page
    assert "Delete “Mittag”" not in page
    with everywhere():
        actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["created", "created", "deleted"]


def test_a_name_is_needed_and_stands_there_once(client_for: ClientFor, ada: User) -> None:
    browser = client_for(ada)
    browser.post(PAGE, {"name": "Mittag"})

    twice = browser.post(PAGE, {"name": "mittag"})
    without = browser.post(PAGE, {"name": " "})

    assert (twice.status_code, without.status_code) == (422, 422)
    assert "“mittag” is on the list already." in twice.content.decode()
    assert BreakReason.objects.count() == 1


def test_a_deleted_name_may_come_again(client_for: ClientFor, ada: User) -> None:
    browser = client_for(ada)
    browser.post(PAGE, {"name": "Mittag"})
    first = BreakReason.objects.get().pk
    browser.post(f"{PAGE}{first}/delete/")

    browser.post(PAGE, {"name": "Mittag"})

    assert BreakReason.objects.filter(deleted_at=None).count() == 1
    assert browser.post(f"{PAGE}{first}/delete/").status_code == 404


def test_it_is_the_installations(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    browser = client_for(sven, nordlicht)

    assert browser.get(PAGE).status_code == 403
    assert browser.post(PAGE, {"name": "Mittag"}).status_code == 403
