"""The ledger and the held mail: where a row leads, order and filters, the ways from an account; what is said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from kontor.channels.models import MailAccount
from kontor.intake.enums import ArrivalState
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.channels import make_account
from tests.factories.intake import make_arrival, make_held
from tests.supervisor.arrivals.conftest import Clients, ids, url
from tests.supervisor.listed import column, offered, ordered, said
from tests.support.client import Browser
from tests.support.scoping import everywhere


@pytest.fixture
def browser(client_for: Clients, ada: User) -> Browser:
    return client_for(ada)


def test_a_held_mail_leads_to_its_decision_and_any_other_to_its_journey(
    browser: Browser, nordlicht: Tenant, nordlicht_account: MailAccount, general_account: MailAccount
) -> None:
    waiting, held, unfiled = make_arrival(nordlicht_account), make_held(nordlicht_account), make_held(general_account)

    rows = browser.get(url("list")).context["listing"].rows

    assert [(row.item.pk, row.url, row.colour) for row in rows] == [
        (unfiled.pk, url("show", unfiled.pk), None),
        (held.pk, url("show", held.pk), nordlicht.colour),
        (waiting.pk, url("journey", waiting.pk), nordlicht.colour),
    ]


def test_mail_that_no_tenant_has_yet_says_so(
    browser: Browser, nordlicht_account: MailAccount, general_account: MailAccount
) -> None:
    for account in (nordlicht_account, general_account):
        make_held(account)

    page = browser.get(url("held"))

    assert column(page, "account") == ["info@kontor.example", "service@nordlicht.example"]
    assert [str(name) for name in column(page, "tenant")] == ["not filed yet", "Nordlicht Energie"]
    assert offered(page) == ["Process again", "Put to a ticket", "Leave without a ticket"]


def test_the_name_of_a_tenant_stands_on_one_line(browser: Browser, nordlicht_account: MailAccount) -> None:
    make_held(nordlicht_account)

    for name in ("list", "held"):
        page = browser.get(url(name)).content.decode()
        assert '<span class="table__line" title="Nordlicht Energie">Nordlicht Energie</span>' in page


def test_mail_is_ordered_by_arrival_account_and_reason(browser: Browser, nordlicht: Tenant) -> None:
    accounts = [make_account(nordlicht, f"{name}@nordlicht.example") for name in "bca"]
    reasons = ("too_large", "error", "no_category")
    for account, reason in zip(accounts, reasons, strict=True):
        make_held(account, reason=reason)

    assert ordered(browser, url("held"), "", "stored", "account", "reason", key="account") == {
        "": ["a@nordlicht.example", "c@nordlicht.example", "b@nordlicht.example"],
        "stored": ["b@nordlicht.example", "c@nordlicht.example", "a@nordlicht.example"],
        "account": ["a@nordlicht.example", "b@nordlicht.example", "c@nordlicht.example"],
        "reason": ["c@nordlicht.example", "a@nordlicht.example", "b@nordlicht.example"],
    }


def test_held_mail_is_found_by_why_it_is_held(browser: Browser, nordlicht_account: MailAccount) -> None:
    broken, _other = make_held(nordlicht_account, reason="error"), make_held(nordlicht_account)

    assert ids(browser.get(url("held"), {"filter-reason": "error"})) == [broken.pk]


@pytest.mark.parametrize(
    ("span", "days"),
    [("today", [0]), ("yesterday", [1]), ("7", [0, 1, 6]), ("30", [0, 1, 6, 7, 29])],
)
def test_a_span_of_days_ends_today(
    browser: Browser, nordlicht_account: MailAccount, frozen: Frozen, span: str, days: list[int]
) -> None:
    mails = {
        day: make_arrival(nordlicht_account, stored_at=clock.now() - timedelta(days=day)).pk
        for day in (0, 1, 6, 7, 29, 30)
    }

    found = ids(browser.get(url("list"), {"filter-stored": span}))

    assert sorted(found) == sorted(mails[day] for day in days)


def test_each_of_the_last_days_can_be_chosen(browser: Browser, nordlicht_account: MailAccount) -> None:
    mail = make_arrival(nordlicht_account, stored_at=clock.now() - timedelta(days=3))
    make_arrival(nordlicht_account)
    day = (timezone.localdate() - timedelta(days=3)).isoformat()

    page = browser.get(url("list"), {"filter-stored": day})

    (filters,) = [cell for cell in page.context["listing"].filters if cell.column.key == "stored"]
    assert (ids(page), filters.entered, len(filters.options)) == ([mail.pk], day, 4 + 14)


@pytest.mark.parametrize(
    ("verb", "sentences", "state"),
    [
        ("again", ("1 mail is processed again.", "2 mails are processed again."), ArrivalState.WAITING),
        ("leave", ("1 mail is left without a ticket.", "2 mails are left without a ticket."), ArrivalState.DONE),
    ],
)
def test_with_how_many_something_was_done_is_said(
    browser: Browser, nordlicht_account: MailAccount, verb: str, sentences: tuple[str, str], state: ArrivalState
) -> None:
    one, *two, left = [make_held(nordlicht_account).pk for _ in range(4)]

    answers = [browser.post(url(verb), {"selected": chosen}) for chosen in (one, two)]

    assert tuple(said(answer)[0] for answer in answers) == sentences
    assert {answer["Location"] for answer in answers} == {url("held")}
    with everywhere():
        assert set(Arrival.objects.exclude(pk=left).values_list("state", flat=True)) == {state}
        assert Arrival.objects.get(pk=left).state == ArrivalState.HELD


@pytest.mark.parametrize(
    ("count", "sentence"),
    [(1, "1 mail belongs to ticket {} now."), (2, "2 mails belong to ticket {} now.")],
)
def test_how_many_mails_belong_to_a_ticket_now_is_said(
    browser: Browser,
    client_for: Clients,
    sven: User,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    ticket: Ticket,
    count: int,
    sentence: str,
) -> None:
    chosen = [make_held(nordlicht_account).pk for _ in range(count)]

    answer = client_for(sven, nordlicht).post(url("place"), {"selected": chosen, "number": str(ticket.number)})

    assert [each.replace(" ", "") for each in said(answer)] == [sentence.format(ticket.number).replace(" ", "")]
    assert answer["Location"] == url("held")


def test_who_may_only_look_decides_nothing(
    client_of_both: Clients, nordlicht_account: MailAccount, alpina_account: MailAccount
) -> None:
    own, other = make_held(nordlicht_account), make_held(alpina_account)
    browser = client_of_both("intake.read")

    answers = [browser.post(url(verb), {"selected": [own.pk, other.pk]}) for verb in ("again", "leave", "place")]

    assert ["Nothing was changed." in said(answer)[0] for answer in answers] == [True] * 3
    with everywhere():
        assert set(Arrival.objects.values_list("state", flat=True)) == {ArrivalState.HELD}


def test_an_account_leads_to_its_ledger_and_its_days_for_who_may_read_them(
    client_of_both: Clients, nordlicht_account: MailAccount, alpina_account: MailAccount
) -> None:
    make_arrival(nordlicht_account)
    browser = client_of_both("accounts.read")

    own = browser.get(url("days", nordlicht_account.pk))
    lines = [line for line in own.context["lines"] if line.url]

    assert [line.url for line in lines] == [
        f"{url('list')}?filter=1&filter-account={nordlicht_account.pk}&filter-stored={timezone.localdate().isoformat()}"
    ]
    assert len(own.context["lines"]) == 14
    assert browser.get(url("days", alpina_account.pk)).status_code == 403
    assert browser.get(url("days", 999_999_999)).status_code == 404
