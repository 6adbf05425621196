"""New processes and calls of who has every right in one tenant and a part of them in another."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from tests.desk.phone.rows import integration, phone_of, talking
from tests.factories.customers import make_customer
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope

Client = Callable[..., Browser]
READ = ("desk.access", "tickets.read")
TO = "kunde@post.example"


def user() -> User:
    return User.objects.get(name="Uwe Unruh")


def drafts_of(browser: Browser, *categories: Category) -> list[Draft]:
    """A new process begun in each of them."""
    for category in categories:
        browser.post(reverse("desk:new:begin"), {"category": category.pk, "to": TO})
    with everywhere():
        return list(Draft.objects.order_by("pk"))


def test_recipients_are_found_where_one_sees_contacts(
    client_of_both: Client, nordlicht: Tenant, alpina: Tenant
) -> None:
    for tenant in (nordlicht, alpina):
        make_customer(tenant, "Kai Kunde", email=f"kai@{tenant.code}.example")

    found = client_of_both(*READ).get(reverse("desk:new:recipients"), {"to": "Kai"})

    assert [line.partition("@")[2] for line in found.context["lines"]] == ["NORD.example>"]


def test_a_new_process_stays_in_the_tenant_that_writes(
    client_of_both: Client,
    billing: Category,
    claims: Category,
    nordlicht_account: MailAccount,
    alpina_account: MailAccount,
) -> None:
    browser = client_of_both(*READ, "tickets.create", "tickets.answer")
    drafts = drafts_of(browser, billing, claims)

    shown = [browser.get(reverse("desk:new:write", args=[draft.pk])).context for draft in drafts]
    kept = browser.post(
        reverse("desk:new:save", args=[drafts[0].pk]),
        {"category": claims.pk, "to": TO, "subject": "Neu", "html": "<p>Neu</p>", "version": drafts[0].version},
    )

    assert [[one.pk for one in page["categories"]] for page in shown] == [[billing.pk], [claims.pk]]
    assert [[one.id for one in page["module_categories"]] for page in shown] == [[billing.pk], [claims.pk]]
    assert [page["may_propose_words"] for page in shown] == [True, False]
    assert kept.status_code == 422


def test_a_new_process_is_left_where_one_may_begin_none_any_more(
    client_of_both: Client,
    alpina: Tenant,
    billing: Category,
    claims: Category,
    nordlicht_account: MailAccount,
    alpina_account: MailAccount,
) -> None:
    browser = client_of_both(*READ, "tickets.create")
    drafts = drafts_of(browser, billing, claims)
    with in_scope(alpina):
        Role.objects.filter(grants__user=user(), grants__tenant=alpina).update(permissions=sorted(READ))

    answers = [browser.get(reverse("desk:new:write", args=[draft.pk])) for draft in drafts]

    assert [answer.status_code for answer in answers] == [200, 403]


@pytest.fixture
def caller(client_of_both: Client, billing: Category, claims: Category) -> Browser:
    browser = client_of_both(*READ, "contacts.read")
    integration()
    phone_of(user())
    return browser


def test_one_calls_for_the_tenants_where_one_may(caller: Browser, nordlicht: Tenant) -> None:
    page = caller.get(reverse("desk:phone:dial"))

    with everywhere():
        assert list(page.context["form"].fields["tenant"].queryset) == [nordlicht]


def test_nobody_is_called_for_a_ticket_or_contact_of_another(caller: Browser, alpina: Tenant, claims: Category) -> None:
    ticket, customer = make_ticket(claims), make_customer(alpina, "Alma Alm")

    answers = [
        caller.post(reverse("desk:phone:dial"), {"number": "040 1234567", **purpose})
        for purpose in ({"ticket": ticket.number}, {"customer": customer.pk})
    ]

    assert [answer.status_code for answer in answers] == [403, 403]


def test_a_call_is_noted_where_one_may_take_calls(caller: Browser, nordlicht: Tenant, alpina: Tenant) -> None:
    calls = [talking(tenant, user()) for tenant in (nordlicht, alpina)]

    answers = [caller.post(reverse("desk:phone:note", args=[call.pk]), {"note": "Ruft zurück"}) for call in calls]

    assert [answer.status_code for answer in answers] == [204, 403]
