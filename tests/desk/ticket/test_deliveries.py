"""What the desk says about a delivery, and what a person decides on one that did not arrive."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.channels.models import MailAccount
from kontor.customers.domain.reachability import mark_undeliverable
from kontor.customers.models import Address, Customer
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, MessageKind
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_message, make_ticket
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope

ClientFor = Callable[..., Browser]
KAETHE = "kaethe@post.example"
Made = Callable[..., OutgoingMail]


@pytest.fixture
def mine(billing: Category, customer: Customer, anna: User) -> Ticket:
    return make_ticket(billing, customer=customer, owner=anna)


@pytest.fixture
def sent(mine: Ticket, nordlicht: Tenant, nordlicht_account: MailAccount, anna: User) -> Made:
    """``sent(state=..., refused=...)``: a delivery of Anna's answer."""

    def make(**values: object) -> OutgoingMail:
        message = make_message(
            mine, direction=Direction.OUT, kind=MessageKind.REPLY, to=[["Käthe", KAETHE]], author=anna
        )
        with in_scope(nordlicht):
            return OutgoingMail.objects.create(
                tenant=nordlicht,
                message=message,
                account=nordlicht_account,
                account_owner=nordlicht_account.owner,
                next_attempt_at=clock.now(),
                **values,
            )

    return make


def _page(browser: Browser, ticket: Ticket) -> str:
    return " ".join(browser.get(reverse("desk:ticket:show", args=[ticket.number])).content.decode().split())


def _url(mail: OutgoingMail, ticket: Ticket, name: str = "") -> str:
    return reverse(f"desk:ticket:delivery{name}", args=[ticket.number, mail.pk])


def _fresh(mail: OutgoingMail) -> OutgoingMail:
    with everywhere():
        return OutgoingMail.objects.get(pk=mail.pk)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": "queued"}, ["Waiting to be sent"]),
        ({"state": "sent", "answer": "250 2.0.0 Ok: queued as 4711"}, ["Handed over", "queued as 4711"]),
        ({"state": "sent", "delayed": {KAETHE: "no answer"}}, ["Delayed: a mail server still tries", "no answer"]),
        ({"state": "queued", "attempts": 1, "delayed": {KAETHE: "450 later"}}, ["Delayed; next attempt", "450 later"]),
        ({"state": "bounced", "refused": {KAETHE: "550 unknown"}}, ["came back", "550 unknown"]),
        ({"state": "failed", "recipients": [KAETHE], "last_error": "554 spam"}, ["not delivered", "554 spam"]),
        ({"state": "unclear", "last_error": "It broke off."}, ["The server may have the mail", "It broke off."]),
        ({"state": "held"}, ["Held back: too many mails at once"]),
        ({"state": "queued", "corrected": {KAETHE: "k@post.example"}}, [f"To k@post.example instead of {KAETHE}"]),
    ],
)
def test_each_state_has_its_words(
    anna: User, nordlicht: Tenant, mine: Ticket, sent: Made, client_for: ClientFor, values: object, words: list[str]
) -> None:
    sent(**{"sent_at": clock.now(), **values})  # type: ignore[dict-item]

    page = _page(client_for(anna, nordlicht), mine)

    assert [word for word in words if word not in page] == []


def test_a_delivery_that_needs_a_person_stands_before_a_later_one(
    anna: User, nordlicht: Tenant, mine: Ticket, sent: Made, client_for: ClientFor
) -> None:
    first = sent(state=DeliveryState.BOUNCED, refused={"zwei@post.example": "550 unknown"})
    with in_scope(nordlicht):
        OutgoingMail.objects.create(
            tenant=nordlicht,
            message_id=first.message_id,
            account_id=first.account_id,
            account_owner=first.account_owner,
            state=DeliveryState.SENT,
            sent_at=clock.now(),
        )

    assert "550 unknown" in _page(client_for(anna, nordlicht), mine)


def test_the_dialog_shows_what_was_said(
    anna: User, nordlicht: Tenant, mine: Ticket, sent: Made, client_for: ClientFor
) -> None:
    talk = {"server": "mail.example:465", "size": 1200, "lines": [["MAIL FROM:<a@b.example>", 250, "ok"]]}
    mail = sent(state=DeliveryState.UNCLEAR, dialogue=[talk], last_error="It broke off.")

    page = client_for(anna, nordlicht).get(_url(mail, mine)).content.decode()

    assert "MAIL FROM:&lt;a@b.example&gt;" in page
    assert "It arrived" in page


def test_the_address_is_corrected_and_the_answer_goes_out_again(
    anna: User, nordlicht: Tenant, mine: Ticket, sent: Made, client_for: ClientFor
) -> None:
    mail = sent(state=DeliveryState.BOUNCED, refused={KAETHE: "550 unknown"}, sent_at=clock.now())

    values = {"old": KAETHE, "new": "kate@post.example", "contact": "on"}
    answer = client_for(anna, nordlicht).post(_url(mail, mine, "-correct"), values)

    assert answer.status_code == 302
    with in_scope(nordlicht):
        again = OutgoingMail.objects.latest("id")
        assert (again.recipients, again.corrected) == (["kate@post.example"], {KAETHE: "kate@post.example"})
        assert Address.objects.get(customer=mine.customer).normalized == "kate@post.example"


def test_the_contact_stays_as_it_is_unless_wished(
    anna: User, nordlicht: Tenant, mine: Ticket, sent: Made, client_for: ClientFor
) -> None:
    mail = sent(state=DeliveryState.BOUNCED, refused={KAETHE: "550 unknown"})

    client_for(anna, nordlicht).post(_url(mail, mine, "-correct"), {"old": KAETHE, "new": "kate@post.example"})

    with in_scope(nordlicht):
        assert Address.objects.get(customer=mine.customer).normalized == KAETHE


def test_a_correction_without_an_address_is_asked_for_again(
    anna: User, nordlicht: Tenant, mine: Ticket, sent: Made, client_for: ClientFor
) -> None:
    mail = sent(state=DeliveryState.BOUNCED, refused={KAETHE: "550 unknown"})

    answer = client_for(anna, nordlicht).post(_url(mail, mine, "-correct"), {"old": KAETHE, "new": ""})

    assert answer.status_code == 422
    assert _fresh(mail).state == DeliveryState.BOUNCED


@pytest.mark.parametrize(
    ("state", "name", "after"),
    [
        (DeliveryState.FAILED, "-again", DeliveryState.QUEUED),
        (DeliveryState.UNCLEAR, "-again", DeliveryState.QUEUED),
        (DeliveryState.UNCLEAR, "-arrived", DeliveryState.SENT),
        (DeliveryState.SENT, "-arrived", DeliveryState.SENT),
        (DeliveryState.SENT, "-again", DeliveryState.SENT),
    ],
)
def test_a_person_decides(
    anna: User,
    nordlicht: Tenant,
    mine: Ticket,
    sent: Made,
    client_for: ClientFor,
    state: DeliveryState,
    name: str,
    after: DeliveryState,
) -> None:
    mail = sent(state=state, recipients=[KAETHE], in_flight=[KAETHE])

    client_for(anna, nordlicht).post(_url(mail, mine, name))

    assert _fresh(mail).state == after


def test_a_delivery_of_another_ticket_is_not_there(
    anna: User, nordlicht: Tenant, billing: Category, sent: Made, client_for: ClientFor
) -> None:
    other = make_ticket(billing, owner=anna)

    assert client_for(anna, nordlicht).get(_url(sent(state="failed"), other)).status_code == 404


def test_a_colleague_may_look_but_not_decide(
    bela: User, nordlicht: Tenant, mine: Ticket, sent: Made, client_for: ClientFor
) -> None:
    mail = sent(state=DeliveryState.FAILED, recipients=[KAETHE])
    browser = client_for(bela, nordlicht)

    assert "Correct and resend" not in _page(browser, mine)
    assert browser.get(_url(mail, mine)).status_code == 403


def test_the_editor_warns_of_an_address_that_came_back(
    anna: User, nordlicht: Tenant, mine: Ticket, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    browser.post(reverse("desk:compose:reply", args=[mine.number]))
    before = _page(browser, mine)
    with in_scope(nordlicht):
        mark_undeliverable(nordlicht.pk, mine.customer.addresses.get().value, reason="gone")  # type: ignore[union-attr]

    after = _page(browser, mine)

    assert ("came back as undeliverable" in before, "came back as undeliverable" in after) == (False, True)


def test_the_mark_is_shown_at_the_contact_and_taken_away(
    anna: User, nordlicht: Tenant, customer: Customer, client_for: ClientFor
) -> None:
    with in_scope(nordlicht):
        address = customer.addresses.get()
        mark_undeliverable(nordlicht.pk, address.value, reason="550 unknown")
    browser = client_for(anna, nordlicht)

    page = browser.get(reverse("desk:contacts:show", args=[customer.pk])).content.decode()
    browser.post(reverse("desk:contacts:deliverable", args=[customer.pk, address.pk]))

    assert "550 unknown" in page
    with in_scope(nordlicht):
        assert Address.objects.get(pk=address.pk).undeliverable_since is None


def test_whoever_only_sees_failures_sends_nothing(
    sven: User,
    supervisor_role: Role,
    nordlicht: Tenant,
    mine: Ticket,
    sent: Made,
    client_for: ClientFor,
) -> None:
    mail = sent(state=DeliveryState.BOUNCED, refused={KAETHE: "550 unknown"})
    browser = client_for(sven, nordlicht)
    assert browser.get(_url(mail, mine)).status_code == 200
    with everywhere():
        supervisor_role.permissions = [right for right in supervisor_role.permissions if right != "tickets.answer"]
        supervisor_role.save()

    corrected = browser.post(_url(mail, mine, "-correct"), {"old": KAETHE, "new": "kate@post.example"})

    assert corrected.status_code == 403
    assert _fresh(mail).refused == {KAETHE: "550 unknown"}
    assert "550 unknown" in _page(browser, mine)
