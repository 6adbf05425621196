"""Mail that is held: looked at, filed, left."""

from __future__ import annotations

from typing import Any

from kontor.channels.models import MailAccount
from kontor.intake.models import Arrival
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.intake import make_arrival, make_held
from tests.factories.org import make_grant
from tests.factories.people import make_role, make_user
from tests.supervisor.arrivals.conftest import Clients, url
from tests.support.jobs import waiting_jobs
from tests.support.scoping import everywhere, in_scope


def test_held_mail_is_shown_as_plain_text(
    client_for: Clients, sven: User, nordlicht: Tenant, nordlicht_account: MailAccount
) -> None:
    raw = (
        b"From: a@b.example\nSubject: <b>Hallo</b>\nContent-Type: text/html\n\n<p>Text</p><img src=http://x.example/a>"
    )
    held = make_held(nordlicht_account, raw=raw)

    page = client_for(sven, nordlicht).get(url("show", held.pk)).content.decode()

    assert "No rule matches, and the account has no fallback category." in page
    assert "&lt;b&gt;Hallo&lt;/b&gt;" in page
    assert "x.example" not in page


def test_held_mail_becomes_a_request(
    client_for: Clients, sven: User, nordlicht: Tenant, nordlicht_account: MailAccount, billing: Category
) -> None:
    held = make_held(nordlicht_account)

    response = client_for(sven, nordlicht).post(url("ticket", held.pk), {"category": billing.pk})

    assert response["Location"] == url("held")
    with in_scope(nordlicht):
        ticket = Ticket.objects.get()
        assert (ticket.category, Arrival.objects.get().ticket) == (billing, ticket)


def test_the_category_must_be_chosen_and_ones_own(
    client_for: Clients, ada: User, nordlicht_account: MailAccount, claims: Category
) -> None:
    held = make_held(nordlicht_account)
    browser = client_for(ada)

    none = browser.post(url("ticket", held.pk), {})
    theirs = browser.post(url("ticket", held.pk), {"category": claims.pk})

    assert none.status_code == theirs.status_code == 422
    assert "Choose the category of the new ticket." in none.content.decode()


def test_unfiled_mail_can_go_to_any_tenant(
    client_for: Clients, ada: User, general_account: MailAccount, billing: Category, claims: Category
) -> None:
    held = make_held(general_account)
    browser = client_for(ada)

    page = browser.get(url("show", held.pk))
    browser.post(url("ticket", held.pk), {"category": claims.pk})

    with everywhere():
        assert set(page.context["form"].fields["category"].queryset) == {billing, claims}
    with in_scope(claims.tenant_id):
        assert Arrival.objects.get().tenant_id == claims.tenant_id


def test_chosen_mails_are_processed_again_or_left(
    client_for: Clients, ada: User, nordlicht_account: MailAccount
) -> None:
    one, two = make_held(nordlicht_account), make_held(nordlicht_account)
    browser = client_for(ada)

    browser.post(url("again"), {"selected": [one.pk]})
    browser.post(url("leave"), {"selected": [two.pk]})

    with everywhere():
        assert [arrival.state for arrival in Arrival.objects.order_by("id")] == ["waiting", "done"]
    assert [job.arguments["tenant_id"] for job in waiting_jobs("drain")][-1] == nordlicht_account.tenant_id


def test_what_another_decided_is_said(
    client_for: Clients, htmx_for: Clients, ada: User, nordlicht_account: MailAccount, billing: Category
) -> None:
    gone = make_arrival(nordlicht_account, state="done", outcome="ignored", reason="decided")

    shown = client_for(ada).get(url("show", gone.pk))
    late = client_for(ada).post(url("ticket", gone.pk), {"category": billing.pk})
    again = htmx_for(ada).post(url("again"), {"selected": [gone.pk]})

    assert shown["Location"] == url("held")
    assert "Somebody else has decided on this mail" in late.content.decode()
    assert again.status_code == 409


def test_who_may_only_read_may_not_decide(
    client_for: Clients, nordlicht: Tenant, nordlicht_account: MailAccount, nordlicht_service: Any, billing: Category
) -> None:
    reader = make_user("Lea Leser")
    make_grant(reader, make_role("Leser", {"supervisor.access", "intake.read"}), nordlicht_service)
    held = make_held(nordlicht_account)
    browser = client_for(reader, nordlicht)

    assert "You may see held mail, but not decide on it." in browser.get(url("show", held.pk)).content.decode()
    assert browser.post(url("ticket", held.pk), {"category": billing.pk}).status_code == 403
    assert browser.post(url("again"), {"selected": [held.pk]}).status_code == 403
    assert browser.post(url("leave"), {"selected": [held.pk]}).status_code == 403
