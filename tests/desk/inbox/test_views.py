from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import escape, unescape

import pytest
from django.urls import reverse

from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft
from kontor.customers.models import Customer
from kontor.desk import workplace
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]
LIST = reverse("desk:inbox:list")
MOST = 15


def test_inbox_shows_ones_own_tickets_only(
    anna: User, bela: User, billing: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    make_ticket(billing, subject="Mein Anliegen", owner=anna)
    make_ticket(billing, subject="Belas Anliegen", owner=bela)

    page = client_for(anna, nordlicht).get(LIST).content.decode()

    assert "Mein Anliegen" in page
    assert "Belas Anliegen" not in page


def test_queue_shows_what_waits_and_nothing_of_another_tenant(
    anna: User, ticket: Ticket, alpina_ticket: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    page = client_for(anna, nordlicht).get(LIST, {"folder": "queue"}).content.decode()

    assert ticket.subject in page
    assert alpina_ticket.subject not in page


def test_every_empty_folder_says_what_would_be_in_it(anna: User, nordlicht: Tenant, client_for: ClientFor) -> None:
    browser = client_for(anna, nordlicht)
    folders = ["mine", "resubmitted", "passed-on", "inquiries", "forwards", "drafts", "failed", "spam", "queue"]
    folders += ["waiting", "lent", "found:", "found:Küchenmesser"]

    pages = [browser.get(LIST, {"folder": folder}).content.decode() for folder in folders]
    said = [re.findall(r'empty__title">([^<]+)', page)[0] for page in pages]

    assert len(set(said)) == len(folders)


def test_every_line_of_the_folders_leads_somewhere(
    anna: User, ticket: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    lines = re.findall(r'<a class="nav__item[^"]*" href="([^"]+)"', browser.get(LIST).content.decode())

    others = {reverse(f"desk:{name}:list") for name in ("contacts", "notices", "upcoming")}
    assert others | {f"{LIST}?folder=queue"} < set(lines)
    assert {browser.get(unescape(line)).status_code for line in lines} == {200}


def test_figures_of_many_categories_come_by_themselves(
    anna: User, ticket: Ticket, nordlicht: Tenant, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workplace, "COUNTED_AT_ONCE", 1)
    at_once = client_for(anna, nordlicht).get(LIST).content.decode()
    monkeypatch.setattr(workplace, "COUNTED_AT_ONCE", 0)
    later = client_for(anna, nordlicht).get(LIST).content.decode()

    assert ('hx-trigger="load, live:ticket' in at_once, 'hx-trigger="load, live:ticket' in later) == (False, True)


def test_folders_of_several_tenants_stand_in_the_order_of_their_names(
    client_of_both: ClientFor, nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category
) -> None:
    first, second = sorted((nordlicht, alpina), key=lambda tenant: tenant.pk)
    with everywhere():
        Tenant.objects.filter(pk=first.pk).update(sort_key="zz")
        Tenant.objects.filter(pk=second.pk).update(sort_key="aa")

    groups = client_of_both("desk.access", "tickets.read").get(LIST).context["groups"]

    folders = [folder for group in groups for folder in group.folders if folder.tenant]
    assert list(dict.fromkeys(folder.tenant.id for folder in folders)) == [second.pk, first.pk]


def test_folder_of_another_tenants_category_is_not_found(
    anna: User, claims: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    response = client_for(anna, nordlicht).get(LIST, {"folder": f"category-{claims.pk}"})

    assert response.status_code == 404


def test_markup_in_names_and_subjects_stays_text(
    anna: User, bela: User, billing: Category, customer: Customer, nordlicht: Tenant, client_for: ClientFor
) -> None:
    markup = '<b onclick="x()">\'&{number}%(number)s'
    with in_scope(nordlicht):
        Customer.objects.update(name=f"customer {markup}")
        Category.objects.update(name=f"category {markup}")
        User.objects.filter(pk=bela.pk).update(name=f"owner {markup}")
        Tenant.objects.filter(pk=nordlicht.pk).update(name=f"tenant {markup}")
    make_ticket(billing, owner=bela, customer=customer, subject=f"subject {markup}", state=TicketState.QUEUED)

    page = client_for(anna, nordlicht).get(LIST, {"folder": "queue"}).content.decode()

    assert "<b onclick" not in page
    for field in ("customer", "category", "owner", "tenant", "subject"):
        assert f"{field} {escape(markup)}" in page


def test_inbox_without_sign_in_leads_to_it(anybody: Browser) -> None:
    assert anybody.get(LIST).headers["Location"].startswith(reverse("sign-in"))


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_list_needs_few_statements_however_long_it_is(
    rows: int, anna: User, billing: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    for number in range(rows):
        make_ticket(billing, subject=f"Frage {number}", owner=anna if number % 2 else None)
    browser = client_for(anna, nordlicht)

    for folder in ("mine", "queue"):
        with statements() as sent:
            browser.get(LIST, {"folder": folder})

        assert len(sent) <= MOST, sent


def test_long_list_goes_on_behind_its_last_row(
    anna: User, billing: Category, nordlicht: Tenant, client_for: ClientFor, htmx_for: HtmxFor
) -> None:
    start = clock.now() - timedelta(days=2)
    for number in range(52):
        make_ticket(billing, subject=f"Frage-{number:02}", received_at=start + timedelta(minutes=number))
    browser = htmx_for(anna, nordlicht)

    first = browser.get(LIST, {"folder": "queue"}).content.decode()
    after = first.split("after=")[1].split('"')[0]
    more = browser.get(f"{LIST}?folder=queue&after={after}").content.decode()

    assert [f"Frage-{number:02}" in first for number in (0, 49, 50)] == [True, True, False]
    assert [f"Frage-{number:02}" in more for number in (49, 50, 51)] == [False, True, True]
    assert "<nav" not in more


def test_renewed_list_is_as_long_as_it_was(anna: User, billing: Category, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    for number in range(52):
        make_ticket(billing, subject=f"Frage-{number:02}")

    page = htmx_for(anna, nordlicht).get(LIST, {"folder": "queue", "rows": "52"}).content.decode()

    assert page.count("data-row ") == 52


def test_folders_carry_their_figures_and_the_bell(
    anna: User, ticket: Ticket, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    response = htmx_for(anna, nordlicht).get(reverse("desk:inbox:folders"), {"folder": "queue"})

    page = response.content.decode()
    assert response.context["folder"].key == "queue"
    assert 'id="folders"' in page
    assert 'id="bell"' in page
    assert '<span class="count">1</span>' in page


def test_without_scripts_a_folder_of_the_list_is_that_folder(
    anna: User, ticket: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    page = client_for(anna, nordlicht).get(reverse("desk:inbox:folders"), {"folder": "queue"}).content.decode()

    assert ticket.subject in page
    assert 'id="folders"' in page


def test_next_ticket_is_put_on_the_desk(anna: User, ticket: Ticket, nordlicht: Tenant, client_for: ClientFor) -> None:
    response = client_for(anna, nordlicht).post(reverse("desk:inbox:next"))

    assert response.headers["Location"] == reverse("desk:ticket:show", args=[ticket.number])
    with in_scope(nordlicht):
        ticket.refresh_from_db()
    assert (ticket.state, ticket.owner) == (TicketState.ASSIGNED, anna)


def test_next_ticket_comes_into_the_open_desk_and_is_read_there(
    anna: User, ticket: Ticket, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    response = htmx_for(anna, nordlicht).post(reverse("desk:inbox:next"))

    assert response.headers["HX-Push-Url"] == reverse("desk:ticket:show", args=[ticket.number])
    page = response.content.decode()
    assert f'data-number="{ticket.number}"' in page
    assert 'id="folders"' not in page
    with in_scope(nordlicht):
        ticket.refresh_from_db()
    assert (ticket.state, ticket.owner, ticket.unread) == (TicketState.ASSIGNED, anna, False)


def test_next_ticket_of_an_empty_queue_is_said(anna: User, nordlicht: Tenant, client_for: ClientFor) -> None:
    page = client_for(anna, nordlicht).post(reverse("desk:inbox:next"), headers={"referer": ""}, follow=True)

    assert "No ticket waits in your categories" in page.content.decode()


@pytest.mark.parametrize("written", ["{0}", " {0} ", "#{1}"])
def test_number_typed_leads_to_the_ticket(
    written: str, anna: User, ticket: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    digits = str(ticket.number)
    typed = written.format(digits, f"{digits[:4]} {digits[4:7]} {digits[7:]}")

    response = client_for(anna, nordlicht).get(reverse("desk:inbox:jump"), {"number": typed})

    assert response.headers["Location"] == reverse("desk:ticket:show", args=[ticket.number])


def test_slip_in_a_number_is_said(anna: User, nordlicht: Tenant, client_for: ClientFor) -> None:
    page = client_for(anna, nordlicht).get(reverse("desk:inbox:jump"), {"number": "1234567890"}, follow=True)

    assert "This is not a ticket number" in page.content.decode()


@pytest.mark.parametrize(
    "after",
    [f"2026-01-01T00:00:00+00:00_{number}" for number in ("²", "9" * 19, "9" * 5000)] + ["_", "x_1"],
)
def test_a_place_that_makes_no_sense_begins_at_the_top(
    anna: User, ticket: Ticket, nordlicht: Tenant, client_for: ClientFor, after: str
) -> None:
    page = client_for(anna, nordlicht).get(LIST, {"folder": "queue", "after": after})

    assert page.status_code == 200


def test_a_list_goes_on_in_ones_inbox_where_no_folder_is_named(
    anna: User, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    rows = htmx_for(anna, nordlicht).get(LIST, {"after": "_"})

    assert rows.context["folder"].key == "mine"


def test_a_ticket_with_two_drafts_lies_in_the_folder_once_and_counts_once(
    anna: User, billing: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    ticket = make_ticket(billing, subject="Zweimal begonnen", owner=anna)
    with in_scope(nordlicht):
        for kind in (DraftKind.REPLY, DraftKind.INQUIRY):
            Draft.objects.create(
                tenant=nordlicht, ticket=ticket, author=anna, kind=kind, text="Gern.", changed_at=clock.now()
            )

    page = client_for(anna, nordlicht).get(LIST, {"folder": "drafts"})

    (folder,) = [one for group in page.context["groups"] for one in group.folders if one.key == "drafts"]
    assert (folder.count, [row.id for row in page.context["page"].tickets]) == (1, [ticket.pk])
