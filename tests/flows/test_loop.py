"""Two tenants that both acknowledge, and a forwarder between them: it ends, and the tickets say why.

Both mailboxes are a real Dovecot's; what is sent goes to a server that passes it on as forwarders do, the worst of them
included: it gives mails another Message-ID, sender and envelope, and takes off whatever could tell a machine.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from itertools import count

import pytest

from kontor.answers.preferences import STRANGERS_PER_HOUR
from kontor.channels.models import MailAccount
from kontor.intake.domain.fetching import fetch_account
from kontor.intake.domain.processing import drain
from kontor.intake.models import Arrival
from kontor.org.models import Category
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import sentence
from kontor.tickets.enums import MessageKind
from kontor.tickets.models import HistoryEntry, Message, Ticket
from tests.factories.answers import acknowledging, prefer
from tests.factories.channels import make_account
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_sink import SmtpSink
from tests.support.jobs import run_jobs
from tests.support.letters import letter, mailbox_of
from tests.support.scoping import everywhere, in_scope

MOST_ROUNDS = 40
TO_ALPINA, TO_NORDLICHT = "office@forwarder.example", "help@forwarder.example"


@dataclass
class Forwarder(SmtpSink):
    """``ways``: an address, and the mailbox that its mail goes on to. ``drops``: the headers that it takes off.

    Mail leaves it as from the other address of ``ways`` (so an answer comes back through it), numbered if ``numbers``.
    With ``envelope`` it gives mail an envelope sender of its own, as mailing lists do.
    """

    ways: dict[str, str] = field(default_factory=dict)
    drops: str = r"Auto-Submitted|Message-ID"
    envelope: bool = False
    numbers: bool = False
    _passed: count[int] = field(default_factory=lambda: count(1))

    def _pass_on(self, sender: str, recipients: list[str], raw: bytes) -> None:
        assert self.mailboxes is not None
        for recipient in recipients:
            known = re.sub(r"\d+@", "@", recipient)
            if known not in self.ways:
                continue
            mail = self._forwarded(raw, known)
            with smtplib.LMTP(self.mailboxes.host, self.mailboxes.ports["lmtp"]) as line:
                line.sendmail("bounces@forwarder.example" if self.envelope else sender, [self.ways[known]], mail)

    def _forwarded(self, raw: bytes, recipient: str) -> bytes:
        mail = message_from_bytes(raw, policy=policy.SMTP)
        for name in {name for name in mail if re.fullmatch(self.drops, name, re.IGNORECASE)}:
            del mail[name]
        number = next(self._passed)
        mail["Message-ID"] = f"<forwarded{number}.{id(self)}@forwarder.example>"
        local, _at, domain = next(address for address in self.ways if address != recipient).partition("@")
        mail.replace_header("From", f"{local}{number if self.numbers else ''}@{domain}")
        mail.replace_header("To", self.ways[recipient])
        return mail.as_bytes()


@dataclass
class House:
    """Both tenants with their mailboxes, and what stands between them."""

    nordlicht: MailAccount
    alpina: MailAccount
    forwarder: Forwarder
    server: Dovecot

    def write(self, account: MailAccount, sender: str) -> None:
        """Somebody writes to the account's mailbox."""
        self.server.deliver(account.address, letter("Frage", sender=sender, to=account.address), sender=sender)

    def run(self) -> int:
        """Fetch, file and send until nothing moves any more. Returns how many mails came in."""
        for _round in range(MOST_ROUNDS):
            came = sum(fetch_account(account.owner, account.pk) for account in (self.nordlicht, self.alpina))
            for account in (self.nordlicht, self.alpina):
                drain(account.owner)
            sent = run_jobs("deliver")
            if not came and not sent:
                with everywhere():
                    return Arrival.objects.count()
        raise AssertionError("It goes on and on.")


@pytest.fixture
def house(
    committed_db: str,
    mail_server: Dovecot,
    new_mailbox: Callable[[], str],
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    claims: Category,
) -> House:
    forwarder = Forwarder(mailboxes=mail_server)
    accounts = [_account(tenant, new_mailbox(), mail_server, forwarder) for tenant in (nordlicht, alpina)]
    for account, category in zip(accounts, (billing, claims), strict=True):
        with in_scope(account.owner):
            set_fallback(account, category, by=None)
        acknowledging(category)
    forwarder.ways = {
        TO_NORDLICHT: accounts[0].address,
        TO_ALPINA: accounts[1].address,
    }
    return House(accounts[0], accounts[1], forwarder, mail_server)


@pytest.fixture(autouse=True)
def _running(house: House) -> object:
    house.forwarder.start()
    yield
    house.forwarder.stop()


def _account(tenant: Tenant, address: str, server: Dovecot, forwarder: Forwarder) -> MailAccount:
    return make_account(
        tenant,
        address,
        **mailbox_of(server, address),
        smtp_host="127.0.0.1",
        smtp_port=forwarder.port,
        smtp_security="plain",
        smtp_without_sign_in=True,
        smtp_username="",
    )


def _acknowledged() -> list[str]:
    """The tenants that acknowledged, in order."""
    with everywhere():
        rows = Message.objects.filter(kind=MessageKind.ACKNOWLEDGEMENT).select_related("tenant")
        return [message.tenant.name for message in rows.order_by("id")]


def _whys() -> list[str]:
    """Why nothing was sent, of each ticket, in order."""
    with everywhere():
        rows = HistoryEntry.objects.filter(action="not_acknowledged").order_by("id")
        return [sentence(entry).partition(": ")[2] for entry in rows]


def test_tenants_of_one_house_do_not_answer_each_other_directly(house: House) -> None:
    house.write(house.nordlicht, house.alpina.address)

    assert house.run() == 1
    assert _acknowledged() == []
    assert _whys() == ["the sender's address is one of this desk"]


def test_forwarder_that_rewrites_the_message_id_and_drops_the_mark_of_a_machine(
    house: House, nordlicht: Tenant
) -> None:
    house.write(house.nordlicht, TO_ALPINA)

    assert house.run() == 2
    assert _acknowledged() == [nordlicht.name]
    assert _whys() == ["the mail is an automatic mail of this desk"]
    with everywhere():
        answered = Message.objects.get(kind=MessageKind.AUTO_REPLY)
        assert answered.ticket.tenant_id == house.alpina.tenant_id


def test_the_signed_header_alone_tells_it(house: House, nordlicht: Tenant) -> None:
    house.forwarder.drops = (
        r"Auto-Submitted|Message-ID|X-Auto-Response-Suppress|In-Reply-To|References|X-Kontor-Token|Return-Path"
    )
    house.forwarder.envelope = True
    house.write(house.nordlicht, TO_ALPINA)

    assert house.run() == 2
    assert _acknowledged() == [nordlicht.name]
    assert _whys() == ["the mail is an automatic mail of this desk"]


EVERYTHING = (
    r"Auto-Submitted|Message-ID|X-Auto-Response-Suppress|In-Reply-To|References|X-Kontor-.*|Return-Path|Precedence"
)


def test_forwarder_that_takes_every_mark_off_is_ended_by_the_budget(
    house: House, nordlicht: Tenant, alpina: Tenant
) -> None:
    house.forwarder.drops = EVERYTHING
    house.forwarder.envelope = True
    house.write(house.nordlicht, TO_ALPINA)

    assert house.run() == 3
    assert _acknowledged() == [nordlicht.name, alpina.name]
    assert _whys() == ["this address got automatic mail already a short while ago"]


def test_forwarder_that_writes_from_ever_new_addresses_is_ended_by_the_ceiling(
    house: House, nordlicht: Tenant, alpina: Tenant
) -> None:
    house.forwarder.drops = EVERYTHING
    house.forwarder.envelope = house.forwarder.numbers = True
    for tenant in (nordlicht, alpina):
        prefer(tenant, STRANGERS_PER_HOUR, 4)
    house.write(house.nordlicht, TO_ALPINA)

    assert house.run() == 9
    assert _acknowledged() == [nordlicht.name, alpina.name] * 4
    assert _whys() == ["too many unknown addresses are writing at present"]


def test_every_mail_of_a_loop_is_a_ticket_that_somebody_sees(house: House) -> None:
    house.forwarder.drops = EVERYTHING
    house.forwarder.envelope = True
    house.write(house.nordlicht, TO_ALPINA)
    arrived = house.run()

    with everywhere():
        assert Ticket.objects.queued().count() == arrived
        assert set(Arrival.objects.values_list("outcome", flat=True)) == {"new_ticket"}
