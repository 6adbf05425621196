"""The folder of what somebody has sent themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.urls import reverse

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, MessageKind, TicketState
from kontor.tickets.models import Message, Ticket
from tests.conftest import Frozen
from tests.factories.tickets import make_message, make_ticket
from tests.support.client import Browser
from tests.support.scoping import everywhere
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = reverse("desk:inbox:list")
FOLDER = {"folder": "sent"}


def _sent(author: User | None, ticket: Ticket, *, minutes_ago: int = 5) -> Message:
    at = clock.now() - timedelta(minutes=minutes_ago)
    return make_message(ticket, author=author, direction=Direction.OUT, kind=MessageKind.REPLY, at=at)


def _subjects(browser: Browser) -> list[str]:
    return [row.subject for row in browser.get(LIST, FOLDER).context["page"].tickets]


def test_what_one_sent_for_lies_there_once_the_latest_first(
    anna: User, bela: User, billing: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    closed = make_ticket(billing, subject="Erledigt", state=TicketState.CLOSED, closed_at=clock.now())
    twice, others, automatic = (make_ticket(billing, subject=subject) for subject in ("Zweimal", "Bélas", "Von selbst"))
    make_ticket(billing, subject="Nichts gesendet", owner=anna)
    _sent(anna, twice, minutes_ago=90)
    _sent(anna, closed, minutes_ago=60)
    _sent(anna, twice, minutes_ago=30)
    _sent(bela, others)
    _sent(None, automatic)

    assert _subjects(client_for(anna, nordlicht)) == ["Zweimal", "Erledigt"]


def test_it_says_when_it_was_sent(
    frozen: Frozen, anna: User, billing: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    ticket = make_ticket(billing, received_at=frozen.at - timedelta(days=9), due_at=frozen.at + timedelta(hours=1))
    sent = _sent(anna, ticket, minutes_ago=42)

    page = client_for(anna, nordlicht).get(LIST, FOLDER).content.decode()

    rows = page.split('id="inbox-rows"')[1].split("</ul>")[0]
    assert [moment.split('"')[0] for moment in rows.split('<time datetime="')[1:]] == [
        sent.at.isoformat(timespec="minutes")
    ]


def test_nothing_of_a_category_that_one_may_no_longer_read_or_of_another_tenant_lies_there(
    anna: User, agent_role: Role, billing: Category, claims: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    _sent(anna, make_ticket(billing, subject="Früher meine"))
    _sent(anna, make_ticket(claims, subject="Beim anderen Mandanten"))
    browser = client_for(anna, nordlicht)
    before = _subjects(browser)
    with everywhere():
        agent_role.permissions = [right for right in agent_role.permissions if right != "tickets.read"]
        agent_role.save(update_fields=["permissions"])

    assert [before, _subjects(browser)] == [["Früher meine"], []]


def test_of_two_tenants_it_holds_what_one_may_read(
    billing: Category, claims: Category, client_of_both: Callable[..., Browser]
) -> None:
    browser = client_of_both("desk.access")
    person = User.objects.get(name="Uwe Unruh")
    _sent(person, make_ticket(billing, subject="Lesbar"))
    _sent(person, make_ticket(claims, subject="Nicht lesbar"))
    _sent(person, make_ticket(claims, subject="Auf dem Tisch", owner=person), minutes_ago=9)

    assert _subjects(browser) == ["Lesbar", "Auf dem Tisch"]


def test_an_empty_folder_says_what_it_is_for(anna: User, nordlicht: Tenant, client_for: ClientFor) -> None:
    assert "Nothing sent yet" in client_for(anna, nordlicht).get(LIST, FOLDER).content.decode()


def test_it_takes_as_many_statements_for_three_as_for_one(
    anna: User, billing: Category, nordlicht: Tenant, client_for: ClientFor
) -> None:
    _sent(anna, make_ticket(billing))
    browser = client_for(anna, nordlicht)
    browser.get(LIST, FOLDER)
    counts = []
    for _more in range(2):
        with statements() as told:
            browser.get(LIST, FOLDER)
        counts.append(len(told))
        _sent(anna, make_ticket(billing))
        _sent(anna, make_ticket(billing))

    assert counts[0] == counts[1] <= 15
