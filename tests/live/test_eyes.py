"""Streams of whoever looks through somebody else's eyes, under the real web server."""

from __future__ import annotations

from collections.abc import Callable

from kontor.live.notify import changed
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.live.test_web_server import OpenStream, cookie_of, open_streams
from tests.support.client import Browser
from tests.support.processes import web
from tests.support.scoping import in_scope


def test_they_hear_the_persons_tenants_and_end_with_the_look(
    committed_db: str,
    client_for: Callable[..., Browser],
    ada: User,
    anna: User,
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    claims: Category,
) -> None:
    """Ada has signed in for both tenants, Anna works in one of them."""
    browser = client_for(ada, nordlicht, alpina)

    with web(committed_db) as server, open_streams(server, cookie_of(browser), 1) as [own]:
        browser.post(f"/supervisor/users/{anna.pk}/look/", {"reason": "Schulung"})
        assert own.next() == b""
        with open_streams(server, cookie_of(browser), 1) as [theirs]:
            with in_scope(nordlicht, alpina):
                changed(alpina.pk, "ticket", 8)
                changed(nordlicht.pk, "ticket", 7)
            heard = theirs.next()
            browser.post("/eyes/end/")
            ended = theirs.next()
        again = OpenStream(server, cookie_of(browser))
        with in_scope(nordlicht, alpina):
            changed(alpina.pk, "ticket", 8)
        heard_again = again.next()
        again.close()

    assert (heard, ended) == (b'data: {"kind": "ticket", "id": 7}\n', b"")
    assert heard_again == b'data: {"kind": "ticket", "id": 8}\n'
