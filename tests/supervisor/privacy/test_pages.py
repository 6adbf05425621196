"""The pages of privacy: what was erased with its certificate, what is held, what the retention would erase."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from pypdfium2 import PdfDocument

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.org.models import AgentGroup, Category
from kontor.people.models import Role, User
from kontor.preferences.models import SystemValues
from kontor.privacy.domain.certificates import checked
from kontor.privacy.domain.data_map import DATA_MAP
from kontor.privacy.enums import ErasureKind, ErasureState
from kontor.privacy.models import Hold
from kontor.privacy.preferences import KEEP_CONTACTS_MONTHS, KEEP_GENERAL_MAIL_MONTHS, KEEP_MONTHS
from kontor.supervisor.privacy.pdf import document_of
from kontor.supervisor.privacy.tables import TABLES
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.ui.dates import exact_time
from tests.factories.answers import prefer
from tests.factories.customers import make_customer
from tests.factories.intake import make_held
from tests.factories.org import make_grant
from tests.factories.privacy import make_erasure, make_hold
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.letter_switch import letters_on
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

pytestmark = pytest.mark.django_db

ClientFor = Callable[..., Browser]


def general_mail_for(months: int) -> None:
    """So long the installation keeps mail that came to no tenant."""
    with everywhere():
        values = SystemValues.get()
        KEEP_GENERAL_MAIL_MONTHS.set_on(values, months)
        values.save()


def test_the_certificate_is_handed_out_as_its_hash_says(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    erasure = make_erasure(nordlicht, 4711)
    ada_here = client_for(ada, nordlicht)

    page = ada_here.get(reverse("supervisor:privacy:show", args=[erasure.pk]))
    file = ada_here.get(reverse("supervisor:privacy:certificate", args=[erasure.pk]))

    assert "Contact 4711" in page.content.decode()
    assert erasure.sha256 in page.content.decode()
    assert hashlib.sha256(file.content).hexdigest() == erasure.sha256
    assert json.loads(file.content)["contact"] == 4711


def test_digests_times_and_the_tenant_stand_on_the_page_in_full(
    client_for: ClientFor, ada: User, nordlicht: Tenant
) -> None:
    """It is printed, too: there is nothing to hover over, and five minutes ago says nothing."""
    erasure = make_erasure(nordlicht, 4711)

    page = client_for(ada, nordlicht).get(reverse("supervisor:privacy:show", args=[erasure.pk])).content.decode()

    certificate = page.split('<dl class="facts">')[1]
    assert f"<dd>{nordlicht.name}</dd>" in certificate
    assert f"<code>{'ab' * 16}<wbr>{'ab' * 16}</code>" in certificate
    assert erasure.ended_at is not None
    assert exact_time(erasure.ended_at) in certificate.replace(f'title="{exact_time(erasure.ended_at)}"', "")


def test_everything_that_can_be_erased_has_words() -> None:
    erasable = {table.label for table in DATA_MAP.values() if table.deletes or table.clears}

    assert erasable - TABLES.keys() == set()
    assert TABLES.keys() - erasable == set()


def test_the_certificate_as_a_pdf_where_letters_are_on(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    address = reverse("supervisor:privacy:certificate-pdf", args=[make_erasure(nordlicht).pk])
    ada_here = client_for(ada, nordlicht)
    ada_here.get(reverse("supervisor:privacy:list"))
    assert ada_here.get(address).status_code == 404
    letters_on()

    answer = ada_here.get(address)

    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")


def test_the_pdf_comes_in_the_language_that_is_chosen(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    """Whoever it is handed to may read another one than whoever saves it."""
    erasure = make_erasure(nordlicht, 4711)
    address = reverse("supervisor:privacy:certificate-pdf", args=[erasure.pk])
    letters_on()
    ada_here = client_for(ada, nordlicht)

    page = ada_here.get(reverse("supervisor:privacy:show", args=[erasure.pk])).content.decode()
    pdf = PdfDocument(ada_here.get(address, {"language": "de"}).content)

    assert [f'href="{address}?language={language}"' in page for language in ("de", "en")] == [True, True]
    assert "Bescheinigung über eine Löschung: Kontakt 4711" in pdf[0].get_textpage().get_text_bounded()
    assert ada_here.get(address, {"language": "xx"}).status_code == 404


def test_hashes_stand_in_the_pdf_without_a_hyphen(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    """Where a line ends, too: an auditor compares them letter by letter."""
    erasure = make_erasure(nordlicht)
    letters_on()

    pdf = client_for(ada, nordlicht).get(reverse("supervisor:privacy:certificate-pdf", args=[erasure.pk])).content

    page = PdfDocument(pdf)[0].get_textpage().get_text_bounded()
    words = "".join(page.split())
    assert [hashed in words for hashed in (erasure.sha256, "ab" * 32)] == [True, True]


def test_the_lengths_that_were_in_force_stand_on_the_page(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    lengths = [
        {"table": "tickets.Ticket", "category": "Abrechnung", "months": 24},
        {"table": "calls.Call", "months": 6},
    ]
    since = clock.now().isoformat()
    erasure = make_erasure(nordlicht, kind="retention", lengths=[{"since": since, "lengths": lengths}])

    page = client_for(ada, nordlicht).get(reverse("supervisor:privacy:show", args=[erasure.pk])).content.decode()

    assert [word in page for word in ("Closed tickets in Abrechnung", "Calls without a ticket")] == [True, True]


def test_what_it_waits_for_is_said_and_it_can_be_stopped(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    erasure = make_erasure(
        nordlicht, state=ErasureState.WAITING, waits_for=[{"code": "open", "tickets": [2647109358]}, {"code": "held"}]
    )
    ada_here = client_for(ada, nordlicht)

    page = ada_here.get(reverse("supervisor:privacy:show", args=[erasure.pk])).content.decode()
    ada_here.post(reverse("supervisor:privacy:cancel", args=[erasure.pk]))

    assert "These tickets are not done yet, or something of them is on its way: 2647" in page
    assert "The contact is on legal hold." in page
    with in_scope(nordlicht):
        erasure.refresh_from_db()
    assert erasure.state == ErasureState.CANCELED


def test_holds_are_lifted_from_their_list(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    hold = make_hold(make_customer(nordlicht), "Rechtsstreit 12")
    ada_here = client_for(ada, nordlicht)

    page = ada_here.get(reverse("supervisor:privacy:holds")).content.decode()
    ada_here.post(reverse("supervisor:privacy:lift"), {"selected": [hold.pk]})

    assert "Rechtsstreit 12" in page
    with in_scope(nordlicht):
        assert Hold.objects.get().lifted_by_id == ada.pk


def test_a_ticket_is_held_by_its_number(client_for: ClientFor, ada: User, nordlicht: Tenant, billing: Category) -> None:
    ticket = make_ticket(billing)
    address = reverse("supervisor:privacy:new-hold")
    ada_here = client_for(ada, nordlicht)

    wrong = ada_here.post(address, {"number": "4711", "reason": "Rechtsstreit 12"})
    ada_here.post(address, {"number": str(ticket.number), "reason": "Rechtsstreit 12"})
    again = ada_here.post(address, {"number": str(ticket.number), "reason": "noch einmal"})
    listed = ada_here.get(reverse("supervisor:privacy:holds")).content.decode()

    assert wrong.status_code == 422
    assert "There is no ticket with this number" in wrong.content.decode()
    assert (again.status_code, "on legal hold already" in again.content.decode()) == (422, True)
    assert reverse("desk:ticket:show", args=[ticket.number]) in listed
    with in_scope(nordlicht):
        assert Hold.objects.get().ticket_id == ticket.pk


def test_the_dry_run_says_what_would_go_also_with_another_length(
    client_for: ClientFor, ada: User, nordlicht: Tenant, billing: Category
) -> None:
    at = clock.now() - timedelta(days=500)
    ticket = make_ticket(billing, state=TicketState.CLOSED, closed_at=at)
    address = reverse("supervisor:privacy:retention", args=[nordlicht.pk])
    ada_here = client_for(ada, nordlicht)

    nothing = ada_here.get(address).content.decode()
    prefer(nordlicht, KEEP_MONTHS, 12)
    due = ada_here.get(address).content.decode()
    longer = ada_here.get(address, {"months": "24"}).content.decode()
    wrong = ada_here.get(address, {"months": "-1"})

    link = reverse("desk:ticket:show", args=[ticket.number])
    assert "Nothing is erased by itself" in nothing
    assert link in due
    assert link not in longer
    assert wrong.status_code == 422


def _figures(line: str) -> list[str]:
    return re.findall(r'<td class="is-figure"[^>]*>([^<]*)</td>', line)


def test_the_dry_run_names_what_hangs_on_no_ticket_too(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    customer = make_customer(nordlicht)
    with in_scope(nordlicht):
        Customer.objects.filter(pk=customer.pk).update(created_at=clock.now() - timedelta(days=500))
    address = reverse("supervisor:privacy:retention", args=[nordlicht.pk])
    ada_here = client_for(ada, nordlicht)

    for_ever = " ".join(ada_here.get(address).content.decode().split())
    prefer(nordlicht, KEEP_CONTACTS_MONTHS, 12)
    due = " ".join(ada_here.get(address).content.decode().split())

    assert for_ever.count("kept for ever") == 4
    assert due.count("kept for ever") == 2
    line = due.split("Contacts that no ticket and no call names</td>")[1].split("</tr>")[0]
    assert _figures(line)[:3] == ["12", "1", "0"]


def test_who_sees_the_installation_reads_what_of_no_tenant_would_go(
    client_for: ClientFor,
    ada: User,
    anna: User,
    nordlicht: Tenant,
    nordlicht_service: AgentGroup,
    administrator_role: Role,
    general_account: MailAccount,
) -> None:
    """An administrator of one tenant is led to its page as before."""
    make_grant(anna, administrator_role, nordlicht_service)
    make_held(general_account, received_at=clock.now() - timedelta(days=500))
    address = reverse("supervisor:privacy:tenants")
    ada_here = client_for(ada, nordlicht)

    for_ever = " ".join(ada_here.get(address).content.decode().split())
    general_mail_for(12)
    due = " ".join(ada_here.get(address).content.decode().split())
    theirs = client_for(anna, nordlicht).get(address)

    of_no_tenant = [page.split("Mail that became no ticket</td>")[1].split("</tr>")[0] for page in (for_ever, due)]
    assert "kept for ever" in of_no_tenant[0]
    assert _figures(of_no_tenant[1])[:3] == ["12", "1", "0"]
    assert (theirs.status_code, theirs["Location"]) == (
        302,
        reverse("supervisor:privacy:retention", args=[nordlicht.pk]),
    )


def test_the_certificate_of_the_installation_is_for_who_sees_the_installation(
    client_for: ClientFor,
    ada: User,
    anna: User,
    nordlicht: Tenant,
    nordlicht_service: AgentGroup,
    administrator_role: Role,
) -> None:
    make_grant(anna, administrator_role, nordlicht_service)
    erasure = make_erasure(None, kind=ErasureKind.RETENTION, contact=None)
    places = [reverse(f"supervisor:privacy:{name}", args=[erasure.pk]) for name in ("show", "certificate")]
    document = document_of(erasure, checked(erasure), language="en")
    ada_here, anna_here = client_for(ada, nordlicht), client_for(anna, nordlicht)

    subject = "End of retention: mail that came to no tenant"
    lists = [here.get(reverse("supervisor:privacy:list")).content.decode() for here in (ada_here, anna_here)]
    assert [subject in page for page in lists] == [True, False]
    assert [ada_here.get(place).status_code for place in places] == [200, 200]
    assert [anna_here.get(place).status_code for place in places] == [404, 404]
    assert document.running_head == f"The whole installation · Certificate of erasure: {subject}"


def test_the_list_asks_as_often_for_one_as_for_three(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    make_erasure(nordlicht, 1)
    ada_here = client_for(ada, nordlicht)
    ada_here.get(reverse("supervisor:privacy:list"))
    with statements() as one:
        ada_here.get(reverse("supervisor:privacy:list"))
    make_erasure(nordlicht, 2)
    make_erasure(nordlicht, 3)
    with statements() as three:
        ada_here.get(reverse("supervisor:privacy:list"))

    assert len(three) == len(one)
