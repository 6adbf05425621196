from __future__ import annotations

import re
from collections.abc import Callable

from django.urls import reverse

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.notices import notify_person, tell_people
from kontor.tickets.enums import NoticeKind
from kontor.tickets.models import Notice, Ticket
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.scoping import in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = reverse("desk:notices:list")


def tell(user: User, ticket: Ticket, sender: str) -> None:
    with in_scope(ticket.tenant_id):
        notify_person(user.pk, NoticeKind.NEW_MESSAGE, ticket=ticket, sender=sender)


def test_notices_are_ones_own(anna: User, bela: User, ticket: Ticket, nordlicht: Tenant, client_for: ClientFor) -> None:
    tell(anna, ticket, "Käthe")
    tell(bela, ticket, "Norbert")

    page = client_for(anna, nordlicht).get(LIST).content.decode()

    assert "New message from Käthe" in page
    assert "Norbert" not in page


def test_notices_of_another_tenant_wait_until_one_works_for_it(
    bela: User, alpina_ticket: Ticket, nordlicht: Tenant, alpina: Tenant, client_for: ClientFor
) -> None:
    tell(bela, alpina_ticket, "Käthe")

    assert "Käthe" not in client_for(bela, nordlicht).get(LIST).content.decode()
    assert "Käthe" in client_for(bela, nordlicht, alpina).get(LIST).content.decode()


def test_all_are_marked_as_read(
    anna: User, bela: User, ticket: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    tell(anna, ticket, "Käthe")
    tell(bela, ticket, "Käthe")

    response = client_for(anna, nordlicht).post(reverse("desk:notices:read"))

    assert response.headers["Location"] == LIST
    with in_scope(nordlicht):
        assert [notice.user for notice in Notice.objects.filter(read_at=None)] == [bela]


def new_ones(tenant: Tenant) -> set[tuple[str, str, str]]:
    """To whom, of which kind, about what."""
    with in_scope(tenant):
        rows = Notice.objects.filter(read_at=None).values_list("user__name", "kind", "ticket__subject")
        return set(rows)


def told_of(page: str) -> str:
    """Where the first notice of the page leads."""
    return re.findall(r'data-row href="([^"]*)"', page)[0]


def test_whoever_follows_a_notice_has_read_it(
    anna: User, bela: User, ticket: Ticket, billing: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    other = make_ticket(billing, subject="Ein anderes")
    for user, told in ((anna, other), (bela, ticket), (anna, ticket)):
        tell(user, told, "Käthe")
    browser = client_for(anna, nordlicht)

    assert browser.get(told_of(browser.get(LIST).content.decode())).status_code == 200

    assert new_ones(nordlicht) == {
        (bela.name, NoticeKind.NEW_MESSAGE, ticket.subject),
        (anna.name, NoticeKind.NEW_MESSAGE, "Ein anderes"),
    }


def test_whoever_reads_a_ticket_of_their_own_has_read_what_they_were_told_of_it(
    anna: User, bela: User, billing: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    mine = make_ticket(billing, owner=anna, unread=True)
    for user in (anna, bela):
        tell(user, mine, "Käthe")

    client_for(bela, nordlicht).get(reverse("desk:ticket:show", args=[mine.number]))
    assert {name for name, _kind, _subject in new_ones(nordlicht)} == {anna.name, bela.name}

    client_for(anna, nordlicht).get(reverse("desk:ticket:show", args=[mine.number]))
    assert {name for name, _kind, _subject in new_ones(nordlicht)} == {bela.name}


def test_a_review_is_read_where_it_is_shown(
    anna: User, bela: User, billing: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    mine = make_ticket(billing, owner=anna, unread=True)
    with in_scope(nordlicht):
        for user in (anna, bela):
            notify_person(user.pk, NoticeKind.REVIEWED, ticket=mine, by="Sven")
    browser = client_for(anna, nordlicht)

    browser.get(reverse("desk:ticket:show", args=[mine.number]))
    assert {name for name, _kind, _subject in new_ones(nordlicht)} == {anna.name, bela.name}

    browser.get(reverse("desk:reviews:list"))
    assert {name for name, _kind, _subject in new_ones(nordlicht)} == {bela.name}


def test_notices_need_as_many_statements_for_three_rows(
    anna: User, ticket: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    tell(anna, ticket, "Käthe")
    with statements() as one:
        browser.get(LIST)
    for sender in ("Ute", "Per"):
        tell(anna, ticket, sender)
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)


def _told(user: User, tenant: Tenant, kind: NoticeKind, **details: object) -> None:
    with in_scope(tenant):
        tell_people([user.pk], kind, tenants=[tenant.pk], **details)


def test_an_alarm_leads_to_the_board_of_its_tenant(sven: User, nordlicht: Tenant, client_for: ClientFor) -> None:
    _told(sven, nordlicht, NoticeKind.BACKLOG_ALARM, sentence="alarm_open", name="Zu viel", value=80)
    browser = client_for(sven, nordlicht)

    page = browser.get(LIST).content.decode()

    board = f"{reverse('supervisor:board:show')}?tenant={nordlicht.pk}"
    assert f'href="{board}"' in page
    assert browser.get(board).status_code == 200


def test_many_tickets_lead_to_what_the_rule_did_or_to_the_queue(
    sven: User, anna: User, nordlicht: Tenant, client_for: ClientFor
) -> None:
    for person in (sven, anna):
        _told(person, nordlicht, NoticeKind.ESCALATED, sentence="escalated_many", rule="Wartet", rule_id=7, count=30)

    pages = [client_for(person, nordlicht).get(LIST).content.decode() for person in (sven, anna)]

    firings, queue = reverse("supervisor:escalations:firings", args=[7]), "/desk/inbox/?folder=queue"
    assert [(firings in page, queue in page) for page in pages] == [(True, False), (False, True)]


def test_alarms_of_letters_lead_to_the_batch_or_to_what_has_trouble(
    sven: User, anna: User, nordlicht: Tenant, client_for: ClientFor
) -> None:
    for person in (sven, anna):
        _told(person, nordlicht, NoticeKind.DELIVERY_FAILED, sentence="batch_fails", number=7, batch_id=4711)
        _told(person, nordlicht, NoticeKind.DELIVERY_FAILED, sentence="printing_fails", directory="nordlicht")

    pages = [client_for(person, nordlicht).get(LIST).content.decode() for person in (sven, anna)]

    batch = reverse("supervisor:letters:batch", args=[4711])
    letters = f"{reverse('supervisor:letters:list')}?filter-state=trouble"
    assert [(batch in page, letters in page) for page in pages] == [(True, True), (False, False)]
