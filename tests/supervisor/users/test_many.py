"""Several people changed at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from kontor.audit.models import AuditEntry
from kontor.org.models import Category, SystemGroup
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.org import make_grant
from tests.factories.people import make_role
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.scoping import everywhere
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST, CHANGE = reverse("supervisor:users:list"), reverse("supervisor:users:change")


def _post(browser: Browser, people: list[User], **entered: Any) -> HttpResponse:
    values = {"active": "keep", "language": "keep", "location": "", "tags": ""} | entered
    return browser.post(CHANGE, {"selected": [person.pk for person in people], "entered": "1", **values})


def _now(person: User) -> User:
    with everywhere():
        return User.objects.get(pk=person.pk)


def test_it_is_asked_first_and_nobody_is_changed(
    client_for: ClientFor, ada: User, anna: User, bela: User, nordlicht: Tenant
) -> None:
    browser = client_for(ada, nordlicht)

    offered = browser.get(LIST).content.decode()
    page = browser.post(CHANGE, {"selected": [anna.pk, bela.pk]}).content.decode()

    assert CHANGE in offered
    assert [f'name="selected" value="{person.pk}"' in page for person in (anna, bela, ada)] == [True, True, False]
    assert anna.name in page and bela.name in page
    assert [_now(person).version for person in (anna, bela)] == [anna.version, bela.version]


def test_what_is_chosen_becomes_so_for_all_and_the_rest_stays(
    client_for: ClientFor, ada: User, anna: User, bela: User, nordlicht: Tenant
) -> None:
    with everywhere():
        User.objects.filter(pk=anna.pk).update(languages=["de"], tags=["technik"], location="Kiel", language="en")
    both = [anna, bela]

    done = _post(client_for(ada, nordlicht), both, location="Jena", languages=["en"], tags="technik, retouren")

    assert done["Location"] == LIST
    one, other = map(_now, both)
    assert (one.location, one.languages, one.tags, one.language) == (
        "Jena",
        ["de", "en"],
        ["technik", "retouren"],
        "en",
    )
    assert (other.location, other.languages, other.tags) == ("Jena", [*bela.languages, "en"], ["technik", "retouren"])
    assert (one.active, other.active) == (True, True)
    with everywhere():
        changed = AuditEntry.objects.filter(kind="people.user", action="changed").values_list("object_id", flat=True)
        assert sorted(changed) == sorted(person.pk for person in both)


def test_who_is_switched_off_leaves_nothing_on_the_desk(
    client_for: ClientFor, ada: User, anna: User, bela: User, nordlicht: Tenant, billing: Any
) -> None:
    ticket = make_ticket(billing, owner=anna)
    client_for(anna, nordlicht)

    _post(client_for(ada, nordlicht), [anna, bela], active="no")

    with everywhere():
        ticket.refresh_from_db()
    assert [_now(person).active for person in (anna, bela)] == [False, False]
    assert (ticket.owner, ticket.state) == (None, "queued")


@pytest.mark.parametrize("entered", [{}, {"languages": ["xx"]}, {"tags": "x" * 41}])
def test_what_is_nothing_or_cannot_be_is_said(
    client_for: ClientFor, ada: User, anna: User, nordlicht: Tenant, entered: dict[str, Any]
) -> None:
    page = _post(client_for(ada, nordlicht), [anna], **entered)

    assert (page.status_code, _now(anna).version) == (422, anna.version)


def test_the_language_becomes_that_of_the_browser_again(
    client_for: ClientFor, ada: User, anna: User, nordlicht: Tenant
) -> None:
    browser = client_for(ada, nordlicht)

    _post(browser, [anna], language="de")
    before = _now(anna).language
    _post(browser, [anna], language="browser")

    assert (before, _now(anna).language) == ("de", "")


def test_when_one_is_refused_nobody_is_changed(client_for: ClientFor, ada: User, anna: User, nordlicht: Tenant) -> None:
    page = _post(client_for(ada, nordlicht), [anna, ada], active="no")

    assert page.status_code == 422
    assert [_now(person).active for person in (anna, ada)] == [True, True]


def test_who_also_works_elsewhere_is_not_changed_from_here(
    client_for: ClientFor, sven: User, anna: User, bela: User, nordlicht: Tenant, alpina_system: SystemGroup,
    nordlicht_system: SystemGroup,
) -> None:  # fmt: skip
    make_grant(sven, make_role(permissions=("supervisor.access", "users.read", "users.write")), nordlicht_system)
    make_grant(anna, make_role(permissions=("desk.access",)), alpina_system)

    _post(client_for(sven, nordlicht), [anna, bela], location="Jena")

    assert [_now(person).location for person in (anna, bela)] == [anna.location, bela.location]


def test_all_of_them_are_locked_before_anything_of_one(
    client_for: ClientFor, ada: User, anna: User, bela: User, nordlicht: Tenant, billing: Category
) -> None:
    """Else whoever holds a ticket of the first may wait for the second, who waits for the ticket."""
    make_ticket(billing, owner=anna)
    browser = client_for(ada, nordlicht)

    with statements() as sent:
        _post(browser, [bela, anna], active="no")

    first, *others = [each for each in sent if " FOR " in each and "UPDATE" in each.split(" FOR ")[-1]]
    assert '"people_user"' in first and all(str(person.pk) in first for person in (anna, bela))
    assert any('"tickets_ticket"' in each for each in others)
