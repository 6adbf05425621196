"""What goes, and what stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.audit.domain.recording import record_change
from kontor.audit.models import AuditEntry
from kontor.calls.models import BlockedNumber
from kontor.channels.models import MailAccount
from kontor.customers.domain.queries import find_customers
from kontor.customers.enums import AddressKind
from kontor.customers.models import Address, Customer, Expert
from kontor.intake.domain.processing import drain
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.privacy.domain.certificates import checked
from kontor.privacy.domain.erasing import remove_empty_contacts
from kontor.privacy.enums import ErasureState
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tickets.domain.messages import NewFile, write_message
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import Direction, MessageKind, TicketState
from kontor.tickets.models import Attachment, Blob, HistoryEntry, Message
from tests.factories.customers import make_address, make_expert
from tests.factories.intake import make_arrival, make_held
from tests.factories.tickets import make_message, make_note, make_ticket, new_message
from tests.privacy.erasing.conftest import closed, erased
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db


def test_the_ticket_stays_for_the_figures_and_its_content_goes(billing: Category, jana: Customer, anna: User) -> None:
    ticket = closed(billing, jana, subject="Mein Vertrag", text="Meine IBAN")
    make_note(ticket, anna, "klingt verärgert")
    before = (ticket.number, ticket.category_id, ticket.received_at, ticket.closed_at, ticket.state)

    erasure = erased(jana, anna)

    assert erasure.state == ErasureState.DONE
    with in_scope(billing.tenant_id):
        ticket.refresh_from_db()
        assert (ticket.number, ticket.category_id, ticket.received_at, ticket.closed_at, ticket.state) == before
        assert (ticket.subject, ticket.customer_id) == ("", None)
        assert ticket.erased_at is not None
        message = ticket.messages.get()
        assert (message.text, message.subject, message.from_address, message.raw_id) == ("", "", "", None)
        assert ticket.notes.count() == 0
        steps = list(HistoryEntry.objects.filter(ticket=ticket).values_list("action", "details"))
    assert steps[-1] == ("erased", {})
    assert all(details == {} for _action, details in steps)


def test_the_contact_is_found_no_more_and_its_empty_row_goes_a_day_later(jana: Customer, anna: User) -> None:
    erased(jana, anna)

    with in_scope(jana.tenant_id):
        jana.refresh_from_db()
        assert (jana.name, jana.remarks, jana.erased_at is not None) == ("", "", True)
        assert not Address.objects.filter(customer=jana).exists()
        assert find_customers("", [jana.tenant_id]) == []
        assert remove_empty_contacts(jana.tenant_id) == 0
        Customer.objects.filter(pk=jana.pk).update(erased_at=clock.now() - timedelta(days=2))
        assert remove_empty_contacts(jana.tenant_id) == 1
        assert not Customer.objects.filter(pk=jana.pk).exists()


def test_an_empty_row_that_a_ticket_names_again_stays(billing: Category, jana: Customer, anna: User) -> None:
    erased(jana, anna)
    make_ticket(billing, customer=jana)

    with in_scope(jana.tenant_id):
        Customer.objects.filter(pk=jana.pk).update(erased_at=clock.now() - timedelta(days=2))
        assert remove_empty_contacts(jana.tenant_id) == 0


def test_bytes_that_another_ticket_names_too_stay(billing: Category, jana: Customer, anna: User) -> None:
    logo, own = NewFile("logo.png", "image/png", b"the same logo"), NewFile("id.png", "image/png", b"a passport")
    mine, others = closed(billing, jana), make_ticket(billing)
    with in_scope(jana.tenant_id):
        write_message(mine, new_message(jana, files=[logo, own]))
        write_message(others, new_message(others.customer, files=[logo]))

    erasure = erased(jana, anna)

    with in_scope(jana.tenant_id):
        assert [one.blob.content for one in Attachment.objects.select_related("blob")] == [b"the same logo"]
        assert not any(blob.content == b"a passport" for blob in Blob.objects.all())
    assert (erasure.files["count"], erasure.files["bytes"]) == (1, len(b"a passport"))


def test_what_was_written_on_tickets_of_others_goes_and_their_words_stay(
    billing: Category, jana: Customer, anna: User
) -> None:
    others = make_ticket(billing, text="Bitte helfen Sie meiner Nachbarin", state=TicketState.CLOSED)
    theirs = make_message(others, text="Ich bin die Nachbarin")
    answer = make_message(others, text="Liebe beide")
    only_to_her = make_message(others, text="Nur an Sie")
    with in_scope(jana.tenant_id):
        Message.objects.filter(pk=theirs.pk).update(from_address="Jana@post.example", from_name="Jana Petersen")
        out = {"direction": Direction.OUT, "kind": MessageKind.REPLY, "from_address": "service@nordlicht.example"}
        Message.objects.filter(pk=answer.pk).update(
            to=[["", "karl@post.example"]], cc=[["Jana", "jana@post.example"]], **out
        )
        Message.objects.filter(pk=only_to_her.pk).update(to=[["Jana", "jana@post.example"]], **out)

    erasure = erased(jana, anna)

    assert erasure.state == ErasureState.DONE
    with in_scope(jana.tenant_id):
        texts = list(others.messages.order_by("pk").values_list("text", flat=True))
        answer.refresh_from_db()
        others.refresh_from_db()
        last = HistoryEntry.objects.filter(ticket=others).order_by("-id").values_list("action", flat=True)[0]
    assert texts == ["Bitte helfen Sie meiner Nachbarin", "", "Liebe beide", ""]
    assert (answer.to, answer.cc) == ([["", "karl@post.example"]], [])
    assert (last, others.erased_at) == ("partly_erased", None)


def test_mail_that_became_no_ticket_goes_and_that_of_others_stays(
    jana: Customer, anna: User, nordlicht_account: MailAccount
) -> None:
    hers = make_held(nordlicht_account, raw=b"From: Jana <JANA@post.example>\r\nSubject: x\r\n\r\nhello")
    others = make_held(nordlicht_account, raw=b"From: karl@post.example\r\nSubject: jana@post.example\r\n\r\nhello")

    erased(jana, anna)

    with in_scope(jana.tenant_id):
        hers.refresh_from_db()
        others.refresh_from_db()
    assert (hers.raw_id, hers.state, hers.reason) == (None, "done", "erased")
    assert (others.raw_id is not None, others.state) == (True, "held")


def test_what_the_audit_log_says_of_a_number_goes_with_its_contact_alone(
    nordlicht: Tenant, jana: Customer, anna: User
) -> None:
    make_address(jana, "+494311234", kind=AddressKind.PHONE)
    with in_scope(nordlicht):
        theirs, other = (
            BlockedNumber.objects.create(tenant=nordlicht, number=number, normalized=number)
            for number in ("+494311234", "+494315678")
        )
        said = [record_change("created", row, by=anna, tenant_id=nordlicht.pk) for row in (theirs, other)]
    before = said[1].label

    erased(jana, anna)

    with in_scope(nordlicht):
        assert list(BlockedNumber.objects.all()) == [other]
        assert [AuditEntry.objects.get(pk=entry.pk).label for entry in said] == ["", before]
    assert before


def test_a_mail_to_an_erased_ticket_opens_a_new_one(
    billing: Category, jana: Customer, anna: User, nordlicht_account: MailAccount
) -> None:
    ticket = closed(billing, jana)
    with in_scope(jana.tenant_id):
        set_fallback(nordlicht_account, billing, by=None)
    erased(jana, anna)
    subject = f"Re: [{format_number(ticket.number)}] noch etwas"
    arrival = make_arrival(nordlicht_account, subject=subject, raw=None)

    drain(jana.tenant_id)

    with in_scope(jana.tenant_id):
        arrival = Arrival.objects.get(pk=arrival.pk)
        ticket.refresh_from_db()
        assert arrival.ticket_id is not None
        assert arrival.ticket_id != ticket.pk
        assert ticket.messages.exclude(text="").count() == 0


def test_a_contact_that_stands_in_the_address_book_goes_there_too(jana: Customer, anna: User) -> None:
    make_expert(jana.tenant, "Jana Petersen", address="Jana@Post.example")
    other = make_expert(jana.tenant)

    erasure = erased(jana, anna)

    with in_scope(jana.tenant_id):
        assert list(Expert.objects.values_list("pk", flat=True)) == [other.pk]
    assert {line["table"]: line["rows"] for line in checked(erasure)["erased"]}["customers.Expert"] == 1
