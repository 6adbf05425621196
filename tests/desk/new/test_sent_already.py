"""A new process that was sent, asked for by a window that has not heard of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils.timezone import localtime

from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import Message, Ticket
from tests.desk.new.test_views import BEGIN, only, post, typed
from tests.support.client import HtmxBrowser
from tests.support.scoping import in_scope


@pytest.fixture
def window(
    anna: User,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    htmx_for: Callable[..., HtmxBrowser],
    billing: Category,
) -> HtmxBrowser:
    """Anna has begun a new process to Käthe."""
    browser = htmx_for(anna, nordlicht)
    browser.post(BEGIN, {"category": billing.pk, "to": "Käthe Kunde <kaethe@post.example>"})
    return browser


def test_it_is_told_when_it_was_sent_and_as_which_ticket(window: HtmxBrowser, nordlicht: Tenant) -> None:
    draft = only(nordlicht)
    post(window, "send", draft, **typed(draft))

    again = post(window, "send", draft, **typed(draft))
    kept = post(window, "save", draft, **typed(draft))

    with in_scope(nordlicht):
        number, at = format_number(Ticket.objects.get().number), localtime(Message.objects.get().at)
    said = f"This was sent at {at:%H:%M} as {number} and is not sent again. What was typed since then is not in it."
    assert (again.status_code, again.headers["HX-Retarget"], said in again.content.decode()) == (409, "#messages", True)
    assert (kept.status_code, kept.json()) == (422, {"sentence": said})  # type: ignore[attr-defined]


def test_whoever_loads_it_anew_comes_to_its_ticket(window: HtmxBrowser, nordlicht: Tenant) -> None:
    draft = only(nordlicht)
    post(window, "send", draft, **typed(draft))

    answer = window.get(reverse("desk:new:write", args=[draft.pk]))

    with in_scope(nordlicht):
        assert answer.headers["HX-Redirect"] == f"/desk/ticket/{Ticket.objects.get().number}/"


def test_what_was_thrown_away_is_nowhere(window: HtmxBrowser, nordlicht: Tenant) -> None:
    draft = only(nordlicht)
    post(window, "discard", draft)

    assert [post(window, verb, draft, **typed(draft)).status_code for verb in ("send", "save")] == [404, 404]
    assert window.get(reverse("desk:new:write", args=[draft.pk])).status_code == 404


def test_nobody_else_is_told(
    window: HtmxBrowser, nordlicht: Tenant, bela: User, htmx_for: Callable[..., HtmxBrowser]
) -> None:
    draft = only(nordlicht)
    post(window, "send", draft, **typed(draft))

    assert post(htmx_for(bela, nordlicht), "send", draft, **typed(draft)).status_code == 404
