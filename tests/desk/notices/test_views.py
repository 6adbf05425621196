from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.notices import notify_person, tell_people
from kontor.tickets.enums import NoticeKind
from kontor.tickets.models import Notice, Ticket
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
