"""New requests are acknowledged, or say why not."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from kontor.answers.preferences import (
    ACKNOWLEDGE,
    ACKNOWLEDGE_FOLLOW_UPS,
    AUTOMATIC_PER_HOUR,
    STRANGERS_PER_HOUR,
)
from kontor.channels.models import MailAccount
from kontor.intake.domain.processing import drain
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.outbox.domain.composing import compose, envelope_from
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.texts.enums import IncludePart
from kontor.tickets.domain.automatic_mark import make_mark
from kontor.tickets.domain.closing import close_after_sending
from kontor.tickets.domain.history import sentence
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.tokens import make_message_id, read_message_id
from kontor.tickets.enums import MessageKind, TicketState
from kontor.tickets.models import HistoryEntry, Message, Ticket
from tests.conftest import Frozen
from tests.factories import next_number
from tests.factories.answers import acknowledging, make_text, prefer
from tests.factories.channels import make_account, make_no_reply_address
from tests.factories.customers import make_customer
from tests.factories.org import make_category
from tests.factories.texts import make_include
from tests.factories.tickets import make_ticket
from tests.intake.domain.conftest import Receive, seen, store
from tests.support.jobs import waiting_jobs
from tests.support.letters import letter
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements


def _acknowledgements() -> list[Message]:
    with everywhere():
        rows = Message.objects.filter(kind=MessageKind.ACKNOWLEDGEMENT).select_related("ticket")
        return list(rows.order_by("id"))


def _reasons() -> list[str]:
    """Why not, of each ticket's mails in their order."""
    with everywhere():
        rows = HistoryEntry.objects.filter(action="not_acknowledged").order_by("id")
        return [entry.details["why"] for entry in rows]


def _mail() -> OutgoingMail:
    with everywhere():
        return OutgoingMail.objects.select_related("message", "account", "no_reply", "tenant").get()


# What is sent


def test_new_request_is_acknowledged_in_the_transaction_that_opens_it(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant
) -> None:
    acknowledging(billing)

    arrival = receive(account, letter("Abrechnung stimmt nicht", message_id="<1@post.example>"))

    (message,) = _acknowledgements()
    number = format_number(message.ticket.number).replace("\N{NO-BREAK SPACE}", " ")
    assert arrival.ticket == message.ticket
    assert (message.direction, message.author_id, message.to) == ("out", None, [["", "kaethe@post.example"]])
    assert message.subject == f"Ihre Anfrage [#{number}]"
    assert message.text.replace("\N{NO-BREAK SPACE}", " ") == (
        f"Guten Tag Käthe Kunde,\n\nIhre Mail „Abrechnung stimmt nicht“ ist bei {nordlicht.name} eingegangen.\n"
        f"Nummer: {number}"
    )
    claim = read_message_id(message.message_id)
    assert claim and (claim.ticket_id, claim.message_id) == (message.ticket_id, message.pk)
    assert [job.arguments["outgoing_id"] for job in waiting_jobs("deliver")] == [_mail().pk]


def test_it_travels_as_automatic_mail(receive: Receive, account: MailAccount, billing: Category) -> None:
    acknowledging(billing)
    receive(account, letter("Abrechnung", message_id="<1@post.example>", References="<0@post.example>"))
    mail = _mail()

    with everywhere():
        made = message_from_bytes(compose(mail), policy=policy.default)

    assert envelope_from(mail) == ""
    assert made["Auto-Submitted"] == "auto-replied"
    assert made["X-Auto-Response-Suppress"] == "All"
    assert made["In-Reply-To"] == "<1@post.example>"
    assert made["References"].split() == ["<0@post.example>", "<1@post.example>"]
    assert made["X-Kontor-Automatic"] == make_mark("acknowledgement", mail.tenant_id, mail.message_id)
    assert made["From"].addresses[0].addr_spec == account.address
    assert not mail.final


def test_it_comes_from_the_tenants_do_not_reply_address(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant
) -> None:
    acknowledging(billing)
    make_no_reply_address(nordlicht, "other@nordlicht.example")
    make_no_reply_address(nordlicht, "no-reply@nordlicht.example", display_name="Nordlicht", is_default=True)

    receive(account, letter())

    (message,) = _acknowledgements()
    assert (message.from_name, message.from_address) == ("Nordlicht", "no-reply@nordlicht.example")
    assert _mail().no_reply is not None


def test_it_goes_where_an_answer_goes(receive: Receive, account: MailAccount, billing: Category) -> None:
    acknowledging(billing)

    receive(account, letter(Reply_To="office@post.example"))

    assert _acknowledgements()[0].to == [["", "office@post.example"]]


def test_state_of_the_ticket_stays_as_without_it(receive: Receive, account: MailAccount, billing: Category) -> None:
    acknowledging(billing)

    ticket = receive(account, letter()).ticket

    assert ticket is not None
    assert (ticket.state, ticket.unread, ticket.owner) == (TicketState.QUEUED, True, None)
    with everywhere():
        actions = [entry.action for entry in ticket.history.all()]
    assert actions == ["received", "categorized", "acknowledged"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Please help me, my invoice is wrong and nobody has answered my letters for weeks.", "English"),
        ("Bitte helfen Sie mir, meine Abrechnung stimmt nicht und niemand antwortet mir.", "Deutsch"),
        ("Aidez-moi s'il vous plaît, ma facture est fausse et personne ne répond à mes lettres.", "Deutsch"),
    ],
)
def test_it_speaks_the_language_of_the_mail_else_the_tenants(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant, words: str, expected: str
) -> None:
    acknowledging(billing, language="de", text="Deutsch")
    make_text(nordlicht, language="en", text="English")

    receive(account, letter(text=words))

    assert [message.text for message in _acknowledgements()] == [expected]


def test_text_of_the_category_goes_before_the_tenants_in_the_same_language(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant
) -> None:
    acknowledging(billing, text="Mandant")
    make_text(nordlicht, billing, language="de", text="Kategorie")
    make_text(nordlicht, billing, language="en", text="Category")

    receive(account, letter(text="Bitte helfen Sie mir, meine Abrechnung stimmt nicht."))

    assert [message.text for message in _acknowledgements()] == ["Kategorie"]


def test_words_of_a_stranger_carry_no_links_and_no_placeholders(
    receive: Receive, account: MailAccount, billing: Category
) -> None:
    acknowledging(billing, subject="${ticket.subject}", text="${customer.name}|${ticket.subject}")

    receive(
        account,
        letter("Win now https://evil.example/x {tenant}", sender='"www.evil.example/buy Käthe" <kaethe@post.example>'),
    )

    (message,) = _acknowledgements()
    assert message.subject == "Win now … {tenant}"
    assert message.text == "… Käthe|Win now … {tenant}"


# When it is wished


@pytest.mark.parametrize("level", ["nowhere", "tenant", "category"])
def test_it_is_switched_on_for_tenant_or_category(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant, level: str
) -> None:
    make_text(nordlicht)
    if level != "nowhere":
        prefer(nordlicht if level == "tenant" else billing, ACKNOWLEDGE, True)

    receive(account, letter())

    assert len(_acknowledgements()) == (0 if level == "nowhere" else 1)
    assert _reasons() == []


def test_category_can_switch_off_what_the_tenant_wishes(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant
) -> None:
    make_text(nordlicht)
    prefer(nordlicht, ACKNOWLEDGE, True)
    prefer(billing, ACKNOWLEDGE, False)

    receive(account, letter())

    assert _acknowledgements() == []


def _answered(ticket: Ticket, **more: str) -> bytes:
    return letter("Re: Abrechnung", In_Reply_To=make_message_id(ticket.pk, 1, "nordlicht.example"), **more)


def test_follow_up_is_not_acknowledged(receive: Receive, account: MailAccount, billing: Category, anna: User) -> None:
    acknowledging(billing)
    ticket = make_ticket(billing, account=account, owner=anna)

    receive(account, _answered(ticket))

    assert (_acknowledgements(), _reasons()) == ([], [])


def test_follow_up_is_acknowledged_where_that_is_wished_with_growing_pauses(
    frozen: Frozen, receive: Receive, account: MailAccount, billing: Category, anna: User
) -> None:
    acknowledging(billing)
    prefer(billing, ACKNOWLEDGE_FOLLOW_UPS, True)
    ticket = make_ticket(billing, account=account, owner=anna)

    for sender in ("kaethe@post.example", "max@post.example"):
        receive(account, _answered(ticket, sender=sender))

    assert len(_acknowledgements()) == 1
    assert _reasons() == ["budget_ticket"]


def test_mail_to_two_addresses_of_a_tenant_is_acknowledged_once(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant
) -> None:
    acknowledging(billing)
    prefer(billing, ACKNOWLEDGE_FOLLOW_UPS, True)
    second = make_account(nordlicht, "second@nordlicht.example")
    mail = letter(to=f"{account.address}, {second.address}")

    receive(account, mail)
    receive(second, mail)

    assert (len(_acknowledgements()), _reasons()) == (1, [])


def test_acknowledgement_does_not_hide_that_the_customer_wrote_last(
    receive: Receive, account: MailAccount, billing: Category, anna: User
) -> None:
    acknowledging(billing)
    prefer(billing, ACKNOWLEDGE_FOLLOW_UPS, True)
    ticket = make_ticket(billing, account=account, owner=anna, state=TicketState.SENDING)
    receive(account, _answered(ticket))
    assert len(_acknowledgements()) == 1

    with in_scope(billing.tenant_id):
        assert close_after_sending(ticket).state == TicketState.ASSIGNED


# When it must not be


MACHINES = {
    "auto_submitted": letter(Auto_Submitted="auto-generated"),
    "suppressed": letter(X_Auto_Response_Suppress="OOF"),
    "list": letter(List_Id="<news.post.example>"),
    "bulk": letter(Precedence="bulk"),
    "empty_return_path": b"Return-Path: <>\r\n" + letter(),
    "no_reply": letter(sender="no-reply@post.example"),
    "not_addressed": letter(to="undisclosed@post.example"),
    "own_automatic": letter(X_Kontor_Automatic=make_mark("acknowledgement", 1, 2)),
    "auto_reply": letter("Abwesenheitsnotiz: bis Montag"),
}


@pytest.mark.parametrize("why", MACHINES)
def test_never_answered_mail_says_why(receive: Receive, account: MailAccount, billing: Category, why: str) -> None:
    acknowledging(billing)

    arrival = receive(account, MACHINES[why])

    assert arrival.outcome == "new_ticket"
    assert (_acknowledgements(), _reasons()) == ([], [why])


@pytest.mark.parametrize(("result", "why"), [("fail", ["not_verified"]), ("pass", [])])
def test_sender_who_failed_the_receiving_servers_check_is_not_answered(
    receive: Receive, account: MailAccount, billing: Category, result: str, why: list[str]
) -> None:
    acknowledging(billing)
    with in_scope(account.owner):
        MailAccount.objects.filter(pk=account.pk).update(trusted_authserv="mx.nordlicht.example")

    receive(account, f"Authentication-Results: mx.nordlicht.example; dmarc={result}\r\n".encode() + letter())

    assert (len(_acknowledgements()), _reasons()) == (1 - len(why), why)


def test_own_acknowledgement_that_comes_back_is_known_by_its_mark_alone(
    receive: Receive, account: MailAccount, billing: Category
) -> None:
    acknowledging(billing)

    arrival = receive(account, letter(sender=account.address, X_Kontor_Automatic=make_mark("acknowledgement", 1, 2)))

    assert (arrival.outcome, arrival.reason) == ("ignored", "own_mail")


def test_mark_of_somebody_else_hides_no_mail(receive: Receive, account: MailAccount, billing: Category) -> None:
    acknowledging(billing)
    signature = make_mark("acknowledgement", 1, 2).rpartition(".")[2]
    forged = f"{make_mark('acknowledgement', 1, 3).rpartition('.')[0]}.{signature}"

    arrival = receive(account, letter(X_Kontor_Automatic=forged))

    assert arrival.outcome == "new_ticket"
    assert len(_acknowledgements()) == 1


def test_reason_is_a_sentence_in_the_history(receive: Receive, account: MailAccount, billing: Category) -> None:
    acknowledging(billing)
    receive(account, MACHINES["list"])

    with everywhere():
        entry = HistoryEntry.objects.get(action="not_acknowledged")

    assert sentence(entry) == "No acknowledgement of receipt was sent: the mail was sent to a list"


@pytest.mark.parametrize("header", ["Delivered-To", "X-Original-To", "Cc"])
def test_mail_that_reached_us_by_another_way_is_addressed_to_us(
    receive: Receive, account: MailAccount, billing: Category, header: str
) -> None:
    acknowledging(billing)

    receive(account, f"{header}: {account.address}\r\n".encode() + letter(to="info@old.example"))

    assert len(_acknowledgements()) == 1


def test_addresses_of_this_and_every_other_tenant_are_not_answered(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant, alpina: Tenant
) -> None:
    acknowledging(billing)
    make_account(nordlicht, "second@nordlicht.example")
    make_account(alpina, "service@alpina.example")
    make_account(None, "desk@house.example")
    make_no_reply_address(alpina, "quiet@alpina.example")

    for sender in ("second@nordlicht.example", "Service@Alpina.example", "desk@house.example", "quiet@alpina.example"):
        receive(account, letter(sender=sender))

    assert (_acknowledgements(), _reasons()) == ([], ["own_address"] * 4)


def test_reply_to_one_of_our_addresses_is_not_answered(
    receive: Receive, account: MailAccount, billing: Category
) -> None:
    acknowledging(billing)

    receive(account, letter(Reply_To=account.address))

    assert (_acknowledgements(), _reasons()) == ([], ["own_address"])


def test_address_to_which_no_mail_arrives_is_not_answered(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant, alpina: Tenant
) -> None:
    acknowledging(billing)
    for tenant, address in ((nordlicht, "gone@post.example"), (alpina, "there@post.example")):
        customer = make_customer(tenant, email=address)
        with in_scope(tenant):
            customer.addresses.update(undeliverable_since=clock.now())

    receive(account, letter(Reply_To="gone@post.example"))
    receive(account, letter(Reply_To="there@post.example"))

    assert (len(_acknowledgements()), _reasons()) == (1, ["undeliverable"])


def test_missing_text_says_so(receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant) -> None:
    make_text(nordlicht, language="fr")
    prefer(billing, ACKNOWLEDGE, True)

    receive(account, letter())

    assert (_acknowledgements(), _reasons()) == ([], ["no_text"])


def test_missing_value_says_so(receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant) -> None:
    """Nobody looks at the mail before it goes: no customer reads a placeholder."""
    acknowledging(billing)
    with in_scope(nordlicht):
        make_include(nordlicht, IncludePart.FOOTER, "<p>Es schreibt ${agent.name}</p>")
    receive(account, letter())

    assert (_acknowledgements(), _reasons()) == ([], ["missing_value"])


def test_who_gives_no_name_reads_no_placeholder(receive: Receive, account: MailAccount, billing: Category) -> None:
    acknowledging(billing, text="Guten Tag ${customer.name}, Ihre Mail ist da.")

    receive(account, letter(sender="ohne-namen@post.example"))

    (message,) = _acknowledgements()
    assert "Guten Tag , Ihre Mail ist da." in message.text
    assert "${" not in message.text + message.html


def test_missing_sender_says_so(receive: Receive, account: MailAccount, billing: Category) -> None:
    acknowledging(billing)
    with in_scope(account.owner):
        MailAccount.objects.filter(pk=account.pk).update(smtp_host="")

    receive(account, letter())

    assert (_acknowledgements(), _reasons()) == ([], ["no_sender"])


def test_same_sender_waits_for_the_next_one(
    frozen: Frozen, receive: Receive, account: MailAccount, billing: Category
) -> None:
    acknowledging(billing)

    for _number in range(3):
        receive(account, letter())
        frozen.move(minutes=40)

    assert len(_acknowledgements()) == 2
    assert _reasons() == ["budget_address"]


def test_storm_of_strangers_ends_at_the_ceiling_while_known_customers_are_answered(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant
) -> None:
    receive(account, letter(sender="known@post.example"))
    acknowledging(billing)
    prefer(nordlicht, STRANGERS_PER_HOUR, 3)
    store(account, *(seen(letter(sender=f"s{number}@forged.example")) for number in range(10)))
    drain(account.owner)
    receive(account, letter(sender="known@post.example"))

    assert [message.to[0][1] for message in _acknowledgements()] == [
        "s0@forged.example",
        "s1@forged.example",
        "s2@forged.example",
        "known@post.example",
    ]
    assert _reasons() == ["budget_strangers"] * 7


def test_ceiling_of_the_tenant_counts_for_everybody(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant
) -> None:
    acknowledging(billing)
    prefer(nordlicht, AUTOMATIC_PER_HOUR, 2)

    store(account, *(seen(letter(sender=f"s{number}@post.example")) for number in range(3)))
    drain(account.owner)

    assert (len(_acknowledgements()), _reasons()) == (2, ["budget_tenant"])


# Tenants and costs


def test_texts_of_one_tenant_answer_nobody_of_another(
    receive: Receive, account: MailAccount, billing: Category, alpina: Tenant
) -> None:
    make_text(alpina)
    prefer(billing, ACKNOWLEDGE, True)

    receive(account, letter())

    assert (_acknowledgements(), _reasons()) == ([], [])


def test_mail_of_a_general_account_is_acknowledged_for_the_tenant_it_went_to(
    receive: Receive, general_account: MailAccount, claims: Category, billing: Category, nordlicht: Tenant
) -> None:
    acknowledging(claims, text="Alpina")
    make_text(nordlicht, text="Nordlicht")
    with everywhere():
        set_fallback(general_account, claims, by=None)

    receive(general_account, letter(to=general_account.address))

    (message,) = _acknowledgements()
    assert (message.tenant_id, message.text) == (claims.tenant_id, "Alpina")


def _cost(account: MailAccount, count: int) -> int:
    store(account, *(seen(letter(sender=f"c{next_number()}@post.example")) for _number in range(count)))
    with statements() as sent:
        drain(account.owner)
    return len(sent)


def test_automatic_mail_costs_two_statements_a_batch_where_it_is_not_wished(
    account: MailAccount, billing: Category, alpina: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    _cost(account, 1)
    with_it = _cost(account, 5)
    monkeypatch.setattr("kontor.intake.domain.processing.acknowledge_filed", lambda _mails: None)
    without = _cost(account, 5)

    assert with_it - without == 2


def test_it_costs_the_same_for_many_mails_as_for_one(account: MailAccount, billing: Category) -> None:
    acknowledging(billing)
    _cost(account, 1)

    assert _cost(account, 40) == _cost(account, 2)
    assert len(_acknowledgements()) == 43


def test_other_categories_of_the_tenant_stay_silent(
    receive: Receive, account: MailAccount, billing: Category, nordlicht_service: object
) -> None:
    other = make_category(nordlicht_service)  # type: ignore[arg-type]
    acknowledging(other)

    receive(account, letter())

    assert (_acknowledgements(), _reasons()) == ([], [])
