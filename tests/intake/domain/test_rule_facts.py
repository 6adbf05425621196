from __future__ import annotations

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.intake.domain.processing import drain
from kontor.intake.domain.rule_facts import facts_of_raw
from kontor.org.models import Category
from kontor.routing.domain.conditions import Condition
from kontor.routing.domain.facts import AttachmentFacts
from kontor.routing.enums import MailKind, Part
from kontor.tickets.domain.history import sentence
from kontor.tickets.models import HistoryEntry
from tests.factories.routing import make_rule
from tests.intake.domain.conftest import Receive, seen, store
from tests.support.letters import letter
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

RAW = b"""Received: from outside.example by mx.nordlicht.example; Sat, 28 Nov 2026 03:00:00 +0000
Authentication-Results: mx.nordlicht.example; spf=pass; dmarc=fail
X-Spam-Flag: YES
X-Spam-Status: Yes, score=7.5
X-Priority: =?utf-8?q?h=C3=B6chste?=
Delivered-To: service@nordlicht.example
From: =?utf-8?q?K=C3=A4the?= <KAETHE@Post.Example>
To: Service <info@Nordlicht.example>, other@nordlicht.example
Cc: cc@post.example
Subject: Meine Rechnung
Auto-Submitted: auto-generated
Precedence: bulk
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain; charset=utf-8

Die Rechnung ist leider nicht richtig, bitte pruefen Sie das noch einmal.

Am 1. November schrieb Service:
> Ihre Kuendigung
--x
Content-Type: application/pdf
Content-Disposition: attachment; filename="Rechnung.pdf"

%PDF
--x--
"""


def test_facts_of_a_mail(nordlicht_account: MailAccount) -> None:
    facts = facts_of_raw(RAW, nordlicht_account)

    assert facts.recipient_keys == (
        "info@nordlicht.example",
        "other@nordlicht.example",
        "cc@post.example",
        "service@nordlicht.example",
    )
    assert (facts.sender_key, facts.subject, facts.language) == ("kaethe@post.example", "Meine Rechnung", "de")
    assert "Kuendigung" in facts.whole_text
    assert "Kuendigung" not in facts.text
    assert list(facts.headers("x-priority")) == ["höchste"]
    assert list(facts.headers("x-other")) == []
    assert facts.attachments == (AttachmentFacts("Rechnung.pdf", "application/pdf", facts.attachments[0].size),)
    assert facts.size == len(RAW)
    assert facts.kinds == {MailKind.AUTOMATIC, MailKind.LIST}


def test_only_servers_that_the_account_trusts_are_believed(nordlicht_account: MailAccount) -> None:
    nobody = facts_of_raw(RAW, nordlicht_account)
    nordlicht_account.trusted_authserv = "mx.nordlicht.example"
    trusted = facts_of_raw(RAW, nordlicht_account)

    assert (nobody.authentication, nobody.spam_flag, nobody.spam_score) == (frozenset(), False, None)
    assert trusted.authentication == {"spf=pass", "dmarc=fail"}
    assert (trusted.spam_flag, trusted.spam_score) == (True, 7.5)


def test_whether_the_writer_is_a_customer_already(
    account: MailAccount, billing: Category, moving: Category, customer: Customer, receive: Receive
) -> None:
    make_rule(moving, conditions=[Condition(Part.KNOWN_CUSTOMER)])

    known = receive(account, letter("Hallo"))
    new = receive(account, letter("Hallo", sender="neu@post.example"))
    again = receive(account, letter("Hallo wieder", sender="neu@post.example"))

    categories = [arrival.ticket.category_id for arrival in (known, new, again) if arrival.ticket]
    assert categories == [moving.pk, billing.pk, moving.pk]


def test_customers_are_asked_for_once_a_batch(account: MailAccount, moving: Category, customer: Customer) -> None:
    make_rule(moving, conditions=[Condition(Part.KNOWN_CUSTOMER)])

    def cost(mails: int) -> int:
        store(account, *(seen(letter(f"Hallo {mails} {number}")) for number in range(mails)))
        with statements() as sent:
            drain(account.owner)
        return len(sent)

    cost(1)

    assert cost(2) == cost(10)


def test_the_history_says_why_in_the_readers_language(account: MailAccount, moving: Category, receive: Receive) -> None:
    rule = make_rule(moving, "Umzug", name="Umzüge")

    arrival = receive(account, letter("Mein Umzug"))

    with everywhere():
        entry = HistoryEntry.objects.get(action="categorized")
        assert arrival.ticket is not None
        assert entry.details == {
            "category": "Umzug",
            "chosen_by": "rule",
            "rule": rule.pk,
            "name": "Umzüge",
            "version": 1,
            "hits": [{"part": "subject", "values": ["Umzug"], "hit": "Umzug"}],
        }
        assert sentence(entry) == "Category Umzug: The subject contains “Umzug” (rule “Umzüge”, version 1)"


def test_older_steps_keep_their_sentence(account: MailAccount, moving: Category, receive: Receive) -> None:
    arrival = receive(account, letter("Mein Umzug"))
    assert arrival.ticket is not None
    with in_scope(account.owner):
        old = HistoryEntry(action="categorized", details={"category": "Umzug", "reason": "Der Betreff enthält „Umzug“"})

        assert sentence(old) == "Category Umzug: Der Betreff enthält „Umzug“"
