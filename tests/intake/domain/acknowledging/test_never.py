"""What is never acknowledged, and that the history says why."""

from __future__ import annotations

import pytest

from kontor.answers.preferences import (
    ACKNOWLEDGE,
    AUTOMATIC_PER_HOUR,
    STRANGERS_PER_HOUR,
)
from kontor.channels.models import MailAccount
from kontor.intake.domain.processing import drain
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.tenants.models import Tenant
from kontor.texts.enums import IncludePart
from kontor.tickets.domain.automatic_mark import make_mark
from kontor.tickets.domain.history import sentence
from kontor.tickets.models import HistoryEntry
from tests.conftest import Frozen
from tests.factories.answers import acknowledging, make_text, prefer
from tests.factories.channels import make_account, make_no_reply_address
from tests.factories.customers import make_customer
from tests.factories.texts import make_include
from tests.intake.domain.acknowledging.conftest import acknowledgements, reasons
from tests.intake.domain.conftest import Receive, seen, store
from tests.support.letters import letter
from tests.support.scoping import everywhere, in_scope

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
    assert (acknowledgements(), reasons()) == ([], [why])


@pytest.mark.parametrize(("result", "why"), [("fail", ["not_verified"]), ("pass", [])])
def test_sender_who_failed_the_receiving_servers_check_is_not_answered(
    receive: Receive, account: MailAccount, billing: Category, result: str, why: list[str]
) -> None:
    acknowledging(billing)
    with in_scope(account.owner):
        MailAccount.objects.filter(pk=account.pk).update(trusted_authserv="mx.nordlicht.example")

    receive(account, f"Authentication-Results: mx.nordlicht.example; dmarc={result}\r\n".encode() + letter())

    assert (len(acknowledgements()), reasons()) == (1 - len(why), why)


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
    assert len(acknowledgements()) == 1


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

    assert len(acknowledgements()) == 1


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

    assert (acknowledgements(), reasons()) == ([], ["own_address"] * 4)


def test_reply_to_one_of_our_addresses_is_not_answered(
    receive: Receive, account: MailAccount, billing: Category
) -> None:
    acknowledging(billing)

    receive(account, letter(Reply_To=account.address))

    assert (acknowledgements(), reasons()) == ([], ["own_address"])


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

    assert (len(acknowledgements()), reasons()) == (1, ["undeliverable"])


def test_missing_text_says_so(receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant) -> None:
    make_text(nordlicht, language="fr")
    prefer(billing, ACKNOWLEDGE, True)

    receive(account, letter())

    assert (acknowledgements(), reasons()) == ([], ["no_text"])


def test_missing_value_says_so(receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant) -> None:
    """Nobody looks at the mail before it goes: no customer reads a placeholder."""
    acknowledging(billing)
    with in_scope(nordlicht):
        make_include(nordlicht, IncludePart.FOOTER, "<p>Es schreibt ${agent.name}</p>")
    receive(account, letter())

    assert (acknowledgements(), reasons()) == ([], ["missing_value"])


def test_who_gives_no_name_reads_no_placeholder(receive: Receive, account: MailAccount, billing: Category) -> None:
    acknowledging(billing, text="Guten Tag ${customer.name}, Ihre Mail ist da.")

    receive(account, letter(sender="ohne-namen@post.example"))

    (message,) = acknowledgements()
    assert "Guten Tag , Ihre Mail ist da." in message.text
    assert "${" not in message.text + message.html


def test_missing_sender_says_so(receive: Receive, account: MailAccount, billing: Category) -> None:
    acknowledging(billing)
    with in_scope(account.owner):
        MailAccount.objects.filter(pk=account.pk).update(smtp_host="")

    receive(account, letter())

    assert (acknowledgements(), reasons()) == ([], ["no_sender"])


def test_same_sender_waits_for_the_next_one(
    frozen: Frozen, receive: Receive, account: MailAccount, billing: Category
) -> None:
    acknowledging(billing)

    for _number in range(3):
        receive(account, letter())
        frozen.move(minutes=40)

    assert len(acknowledgements()) == 2
    assert reasons() == ["budget_address"]


def test_storm_of_strangers_ends_at_the_ceiling_while_known_customers_are_answered(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant
) -> None:
    receive(account, letter(sender="known@post.example"))
    acknowledging(billing)
    prefer(nordlicht, STRANGERS_PER_HOUR, 3)
    store(account, *(seen(letter(sender=f"s{number}@forged.example")) for number in range(10)))
    drain(account.owner)
    receive(account, letter(sender="known@post.example"))

    assert [message.to[0][1] for message in acknowledgements()] == [
        "s0@forged.example",
        "s1@forged.example",
        "s2@forged.example",
        "known@post.example",
    ]
    assert reasons() == ["budget_strangers"] * 7


def test_ceiling_of_the_tenant_counts_for_everybody(
    receive: Receive, account: MailAccount, billing: Category, nordlicht: Tenant
) -> None:
    acknowledging(billing)
    prefer(nordlicht, AUTOMATIC_PER_HOUR, 2)

    store(account, *(seen(letter(sender=f"s{number}@post.example")) for number in range(3)))
    drain(account.owner)

    assert (len(acknowledgements()), reasons()) == (2, ["budget_tenant"])
