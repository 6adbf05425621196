"""A contact is erased: what goes, what stays, what waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kontor.channels.models import MailAccount
from kontor.customers.domain.queries import find_customers
from kontor.customers.models import Address, Customer, Expert
from kontor.intake.domain.processing import drain
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.outbox.domain.queueing import queue_mail
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.privacy.domain.asking import ask_erasure, cancel_erasure
from kontor.privacy.domain.certificates import checked
from kontor.privacy.domain.erasing import erase, remove_empty_contacts, take_step, wake_waiting
from kontor.privacy.domain.holds import hold_customer, hold_ticket, lift_hold
from kontor.privacy.enums import ErasureState
from kontor.privacy.models import Erasure
from kontor.routing.domain.fallback import set_fallback
from kontor.supervisor.privacy.words import not_reached_in_words
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.domain.messages import NewFile, write_message
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import Direction, MessageKind, TicketState
from kontor.tickets.models import Attachment, Blob, HistoryEntry, Message, Ticket
from tests.factories.customers import make_customer, make_expert
from tests.factories.intake import make_arrival, make_held
from tests.factories.loans import lend_ticket
from tests.factories.scans import make_letter
from tests.factories.tickets import make_message, make_note, make_ticket, new_message
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.refusal import refused, rolled_back
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def jana(nordlicht: Tenant) -> Customer:
    return make_customer(nordlicht, "Jana Petersen", email="jana@post.example", remarks="ruft gern an")


def closed(category: Category, customer: Customer, **values: Any) -> Ticket:
    return make_ticket(category, customer=customer, state=TicketState.CLOSED, closed_at=clock.now(), **values)


def erased(customer: Customer, by: User | None = None) -> Erasure:
    with in_scope(customer.tenant_id):
        erasure = ask_erasure(customer, reason="Article 17", by=by)
    run_jobs("privacy.tasks.erase")
    with in_scope(customer.tenant_id):
        erasure.refresh_from_db()
    return erasure


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


def test_an_open_ticket_waits_and_is_named(billing: Category, jana: Customer, anna: User) -> None:
    done, working = closed(billing, jana), make_ticket(billing, customer=jana, owner=anna)

    erasure = erased(jana, anna)

    assert (erasure.state, erasure.waits_for) == (
        ErasureState.WAITING,
        [{"code": "open", "tickets": [working.number]}],
    )
    with in_scope(jana.tenant_id):
        done.refresh_from_db()
        working.refresh_from_db()
        assert (done.erased_at is not None, working.erased_at) == (True, None)
        close_ticket(working, by=anna)
        wake_waiting(jana.tenant_id)
    run_jobs("privacy.tasks.erase")
    with in_scope(jana.tenant_id):
        erasure.refresh_from_db()
        working.refresh_from_db()
    assert (erasure.state, working.subject) == (ErasureState.DONE, "")


def test_what_is_on_its_way_waits(
    billing: Category, jana: Customer, anna: User, nordlicht_account: MailAccount
) -> None:
    ticket = closed(billing, jana)
    with in_scope(jana.tenant_id):
        mail = queue_mail(make_message(ticket, direction=Direction.OUT), account=nordlicht_account)

    erasure = erased(jana, anna)

    assert erasure.waits_for == [{"code": "open", "tickets": [ticket.number]}]
    with in_scope(jana.tenant_id):
        OutgoingMail.objects.filter(pk=mail.pk).update(state=DeliveryState.SENT)
        erase(jana.tenant_id, erasure.pk)
        mail.refresh_from_db()
        erasure.refresh_from_db()
    assert (erasure.state, mail.recipients) == (ErasureState.DONE, [])


def test_a_lent_ticket_waits_for_the_lender(billing: Category, claims: Category, jana: Customer, anna: User) -> None:
    ticket = make_ticket(billing, customer=jana)
    lend_ticket(ticket, claims)

    erasure = erased(jana, anna)

    assert erasure.waits_for == [{"code": "open", "tickets": [ticket.number]}]


def test_a_held_contact_is_refused_with_the_reason(jana: Customer, anna: User) -> None:
    with in_scope(jana.tenant_id):
        hold = hold_customer(jana, reason="Lawsuit 12", by=anna)
        with refused("This contact is on legal hold: Lawsuit 12."):
            ask_erasure(jana, reason="Article 17", by=anna)
        lift_hold(hold, by=anna)
        ask_erasure(jana, reason="Article 17", by=anna)


def test_a_hold_that_comes_meanwhile_stops_the_erasure(billing: Category, jana: Customer, anna: User) -> None:
    ticket = closed(billing, jana, subject="Mein Vertrag")
    with in_scope(jana.tenant_id):
        erasure = ask_erasure(jana, reason="Article 17", by=anna)
        hold_customer(jana, reason="Lawsuit 12", by=anna)
    run_jobs("privacy.tasks.erase")

    with in_scope(jana.tenant_id):
        erasure.refresh_from_db()
        ticket.refresh_from_db()
    assert (erasure.state, erasure.waits_for, ticket.subject) == (
        ErasureState.WAITING,
        [{"code": "held"}],
        "Mein Vertrag",
    )


def test_a_held_ticket_stays_and_the_others_go(billing: Category, jana: Customer, anna: User) -> None:
    held, other = closed(billing, jana, subject="Streit"), closed(billing, jana, subject="Frage")
    with in_scope(jana.tenant_id):
        hold_ticket(held, reason="Lawsuit 12", by=anna)

    erasure = erased(jana, anna)

    with in_scope(jana.tenant_id):
        held.refresh_from_db()
        other.refresh_from_db()
    assert (held.subject, other.subject) == ("Streit", "")
    assert erasure.waits_for == [{"code": "held_tickets", "tickets": [held.number]}]


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


def test_a_worker_that_dies_in_a_step_loses_nothing(billing: Category, jana: Customer, anna: User) -> None:
    tickets = [closed(billing, jana) for _number in range(3)]
    with in_scope(jana.tenant_id):
        erasure = ask_erasure(jana, reason="Article 17", by=anna)
        take_step(erasure, [])
    with in_scope(jana.tenant_id), rolled_back(RuntimeError):
        take_step(Erasure.objects.get(pk=erasure.pk), [])
        raise RuntimeError("killed")
    with in_scope(jana.tenant_id):
        assert Ticket.objects.filter(pk__in=[each.pk for each in tickets], erased_at=None).count() == 2

    run_jobs("privacy.tasks.erase")

    with in_scope(jana.tenant_id):
        erasure.refresh_from_db()
    counts = {line["table"]: line["rows"] for line in checked(erasure)["erased"]}
    assert (counts["tickets.Ticket"], counts["tickets.Message"]) == (3, 3)


def test_a_job_that_runs_again_changes_nothing(billing: Category, jana: Customer, anna: User) -> None:
    closed(billing, jana)
    erasure = erased(jana, anna)
    certificate, sha256 = erasure.certificate, erasure.sha256

    erase(jana.tenant_id, erasure.pk)

    with in_scope(jana.tenant_id):
        erasure.refresh_from_db()
    assert (erasure.certificate, erasure.sha256) == (certificate, sha256)


def test_a_contact_that_stands_in_the_address_book_goes_there_too(jana: Customer, anna: User) -> None:
    make_expert(jana.tenant, "Jana Petersen", address="Jana@Post.example")
    other = make_expert(jana.tenant)

    erasure = erased(jana, anna)

    with in_scope(jana.tenant_id):
        assert list(Expert.objects.values_list("pk", flat=True)) == [other.pk]
    assert {line["table"]: line["rows"] for line in checked(erasure)["erased"]}["customers.Expert"] == 1


def test_refused_without_a_reason_twice_and_again(jana: Customer, anna: User) -> None:
    with in_scope(jana.tenant_id):
        with refused("Say why the contact is erased"):
            ask_erasure(jana, reason="  ", by=anna)
        ask_erasure(jana, reason="Article 17", by=anna)
        with refused("This contact is being erased already."):
            ask_erasure(jana, reason="Article 17", by=anna)
    run_jobs("privacy.tasks.erase")
    with in_scope(jana.tenant_id), refused("This contact was erased before."):
        ask_erasure(jana, reason="Article 17", by=anna)


def test_canceled_nothing_more_goes(billing: Category, jana: Customer, anna: User) -> None:
    ticket = closed(billing, jana, subject="Mein Vertrag")
    with in_scope(jana.tenant_id):
        erasure = ask_erasure(jana, reason="Article 17", by=anna)
        cancel_erasure(erasure, by=anna)
    run_jobs("privacy.tasks.erase")

    with in_scope(jana.tenant_id):
        ticket.refresh_from_db()
        assert ticket.subject == "Mein Vertrag"
        with refused("This erasure is over already."):
            cancel_erasure(erasure, by=anna)


def test_waking_enqueues_what_waits_and_nothing_else(jana: Customer, anna: User) -> None:
    erased(jana, anna)
    with in_scope(jana.tenant_id):
        wake_waiting(jana.tenant_id)

    assert waiting_jobs("privacy.tasks.erase") == []


def test_the_certificate_says_that_scans_lie_in_the_scanners_folder(
    billing: Category, jana: Customer, nordlicht: Tenant
) -> None:
    """Of a contact that wrote letters; of others it would be a riddle."""
    otto = make_customer(nordlicht, "Otto Kruse", email="otto@post.example")
    make_letter(closed(billing, jana), "eine Seite")
    closed(billing, otto)

    codes = [[line["code"] for line in checked(erased(one))["not_reached"]] for one in (jana, otto)]

    assert codes == [["backups", "mailboxes", "scans"], ["backups", "mailboxes"]]
    assert len(not_reached_in_words([{"code": code} for code in codes[0]])) == 3
