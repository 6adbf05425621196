"""The way of a letter."""

from __future__ import annotations

from typing import Any

from kontor.channels.models import MailAccount
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.letters.enums import ScanState, TextSource
from kontor.letters.models import Scan
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.channels import make_account
from tests.factories.intake import make_arrival
from tests.supervisor.arrivals.journey.conftest import SEARCH, Clients, closed_off, text
from tests.support.scoping import in_scope


def test_a_scan_says_where_its_text_comes_from_what_it_shows_and_what_could_not_be_done(
    client_for: Clients, sven: User, nordlicht: Tenant
) -> None:
    account = make_account(nordlicht, protocol="folder", channel="letter")
    arrival = make_arrival(account)
    scan_of(
        arrival,
        text_source=TextSource.OCR,
        pages=3,
        codes=["KL.1.2.ABC", "4006381333931"],
        remarks=[{"kind": "page_broken", "page": 2}],
    )

    page = text(client_for(sven, nordlicht).get(f"{SEARCH}{arrival.pk}/"))

    assert "Read by Tesseract (OCR)" in page
    assert "<dt>Pages</dt><dd>3</dd>" in page
    assert "<code>KL.1.2.ABC</code>" in page
    assert "<code>4006381333931</code>" in page
    assert "Page 2 is damaged and could not be shown." in page


WRAPPED = b"Subject: 2026-11-27-0001\nMessage-ID: <0a1b2c@scan.invalid>\n\n"


def test_a_letter_from_a_folder_tells_of_its_file_and_not_of_the_mail_that_wraps_it(
    client_for: Clients, sven: User, nordlicht: Tenant
) -> None:
    account = make_account(nordlicht, protocol="folder", channel="letter", name="Poststelle")
    arrival = make_arrival(account, raw=WRAPPED, details={"connection": {"worker": "desk1:7"}})
    with in_scope(nordlicht):
        Arrival.objects.filter(pk=arrival.pk).update(key="0a1b2c:2026-11-27-0001.pdf")
    scan_of(arrival, pages=2)

    page = text(client_for(sven, nordlicht).get(f"{SEARCH}{arrival.pk}/"))

    assert "<title>What happened to this letter?" in page
    assert "<h1>Letter: 2026-11-27-0001</h1>" in page
    assert "<dt>File</dt><dd>2026-11-27-0001.pdf</dd>" in page
    assert "<dt>SHA-256</dt><dd><code>0a1b2c</code></dd>" in page
    assert "<dt>Incoming account</dt><dd>Poststelle</dd>" in page
    assert "<dt>Fetched by</dt><dd><code>desk1:7</code></dd>" in page
    told_of_mails = (
        "Fetched from the mailbox",
        "<dt>Message-ID",
        "Encryption",
        "<dt>From</dt>",
        "<dt>To</dt>",
        "header line",
    )
    assert [words for words in told_of_mails if words in page.partition("<main")[2]] == []


def test_a_letter_that_a_scan_service_mailed_still_says_who_sent_it(
    client_for: Clients, sven: User, nordlicht: Tenant, received: Arrival
) -> None:
    with in_scope(nordlicht):
        MailAccount.objects.filter(pk=received.account_id).update(channel="letter")
    scan_of(received)

    page = text(client_for(sven, nordlicht).get(f"{SEARCH}{received.pk}/"))

    assert "<title>What happened to this letter?" in page
    assert "<h1>Letter: " in page
    assert "<dt>From</dt>" in page
    assert "Fetched from the mailbox" in page


def test_of_a_scan_whose_request_may_not_be_read_nothing_is_told(
    client_for: Clients, sven: User, nordlicht: Tenant, received: Arrival
) -> None:
    with in_scope(nordlicht):
        MailAccount.objects.filter(pk=received.account_id).update(channel="letter")
    scan_of(received, codes=["GEHEIM"])
    address = f"{SEARCH}{received.pk}/"
    assert "GEHEIM" in text(client_for(sven, nordlicht).get(address))

    with in_scope(nordlicht):
        Ticket.objects.filter(pk=received.ticket_id).update(category=closed_off(nordlicht))

    assert "GEHEIM" not in text(client_for(sven, nordlicht).get(address))


def scan_of(arrival: Arrival, **values: Any) -> None:
    values = {"tenant_id": arrival.tenant_id, "state": ScanState.READ, "read_at": clock.now(), **values}
    with in_scope(arrival.tenant_id or 0):
        Scan.objects.update_or_create(arrival=arrival.pk, defaults=values)
