"""Scans that a mail brings."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.channels.enums import Channel
from kontor.channels.preferences import ENABLED_CHANNELS
from kontor.intake.domain.fetching import fetch_account
from kontor.intake.enums import Outcome
from kontor.letters.models import Scan
from kontor.org.models import Category
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tickets.enums import MessageChannel, MessageKind, TicketKind
from kontor.tickets.models import Message
from tests.factories.answers import prefer
from tests.factories.channels import make_account
from tests.intake.domain.conftest import seen, store
from tests.intake.domain.scans.conftest import FROM_LAYER, TEXT, only_row
from tests.servers.dovecot import Dovecot
from tests.support.jobs import run_jobs
from tests.support.letters import letter, letter_with_file, mailbox_of
from tests.support.scans import pdf_with_text
from tests.support.scoping import everywhere


def test_a_mail_that_brings_a_scan_is_not_from_whoever_sent_it(nordlicht, billing, db):
    account = make_account(nordlicht, channel=Channel.LETTER)
    with everywhere():
        set_fallback(account, billing, by=None)
    raw = letter_with_file("Scan vom Kopierer", "scan.pdf", pdf_with_text(TEXT))
    store(account, seen(raw.replace(b"Subject:", b"Auto-Submitted: auto-generated\r\nSubject:")))
    run_jobs()

    row = only_row()
    assert (row.outcome, row.ticket.customer, row.ticket.kind) == (Outcome.NEW_TICKET, None, TicketKind.LETTER)
    assert (row.message.text, row.message.kind) == (FROM_LAYER, MessageKind.CUSTOMER)


def test_a_mail_without_a_scan_stays_a_mail_and_makes_nobody_a_customer(nordlicht, billing, db):
    account = make_account(nordlicht, channel=Channel.LETTER)
    with everywhere():
        set_fallback(account, billing, by=None)
    store(account, seen(letter("Zustellung der Scans")))
    run_jobs()

    row = only_row()
    assert (row.outcome, row.ticket.customer, row.ticket.kind) == (Outcome.NEW_TICKET, None, TicketKind.MAIL)
    assert (row.message.from_address, row.message.channel) == ("kaethe@post.example", MessageChannel.MAIL)


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_a_scan_attached_to_a_mail_of_a_real_server_becomes_a_letter(
    protocol: str, mail_server: Dovecot, new_mailbox: Callable[[], str], nordlicht: Tenant, billing: Category
) -> None:
    mailbox = new_mailbox()
    made = make_account(
        nordlicht, mailbox, channel=Channel.LETTER, **mailbox_of(mail_server, mailbox, protocol=protocol)
    )
    prefer(nordlicht, ENABLED_CHANNELS, [Channel.MAIL.value, Channel.LETTER.value])
    with everywhere():
        set_fallback(made, billing, by=None)
    mail_server.deliver(
        mailbox, letter_with_file("Scan 17", "scan.pdf", pdf_with_text(TEXT), sender="scanner@post.example")
    )

    fetch_account(nordlicht.pk, made.pk)
    run_jobs()

    with everywhere():
        message = Message.objects.select_related("ticket").get()
        scan = Scan.objects.get()
    assert (message.channel, message.ticket.kind) == (MessageChannel.LETTER, TicketKind.LETTER)
    assert (scan.message_id, scan.text, scan.pages) == (message.pk, FROM_LAYER, 1)
    assert message.ticket.customer is None
