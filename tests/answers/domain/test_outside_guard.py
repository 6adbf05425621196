"""What the send guard says of mails to people outside: sender, spelling, files of other customers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from kontor.answers.domain.drafts import attach_file
from kontor.answers.domain.forward import send_forward
from kontor.answers.domain.guard import Case, GuardStopped, findings_of
from kontor.answers.domain.inquire import send_inquiry
from kontor.answers.domain.outside_drafts import open_outside_draft
from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft
from kontor.answers.preferences import GUARD_OTHER_CUSTOMER
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.spelling.preferences import BEFORE_SENDING, SPELL_CHECK
from kontor.tenants.models import Tenant
from kontor.tickets.domain.messages import NewFile
from kontor.tickets.models import Ticket
from kontor.tickets.preferences import ticket_chain
from tests.factories.answers import prefer
from tests.factories.customers import make_customer
from tests.factories.spelling import make_word
from tests.factories.tickets import make_message, make_ticket
from tests.spelling.needs import needs_dictionaries
from tests.support.scoping import in_scope

KINDS = pytest.mark.parametrize("kind", [DraftKind.INQUIRY, DraftKind.FORWARD])
Write = Callable[..., Draft]


@pytest.fixture
def mine(nordlicht: Tenant, billing: Category, customer: Any, nordlicht_account: MailAccount, anna: User) -> Ticket:
    prefer(nordlicht, BEFORE_SENDING, "off")
    return make_ticket(billing, customer=customer, account=nordlicht_account, owner=anna)


@pytest.fixture
def write(mine: Ticket, anna: User) -> Write:
    """``write(kind, "text")``: Anna's draft to the expert, in plain text."""

    def make(kind: DraftKind, text: str = "Stimmt das?") -> Draft:
        with in_scope(mine.tenant_id):
            draft = open_outside_draft(mine, kind, author=anna)
            draft.to, draft.rich, draft.text = [["Elke", "elke@experts.example"]], False, text
            draft.save()
            return draft

    return make


def _stopped(draft: Draft, by: User) -> list[tuple[str, str]]:
    """Code and words of what stops the sending; nothing has left."""
    send: Callable[..., object] = send_inquiry if draft.kind == DraftKind.INQUIRY else send_forward
    with in_scope(draft.tenant_id):
        draft = Draft.objects.select_related("ticket").get(pk=draft.pk)
        with pytest.raises(GuardStopped) as stopped, transaction.atomic():
            send(draft, by=by)
        assert not OutgoingMail.objects.exists()
    return [(finding.code, finding.remark.words) for finding in stopped.value.findings if finding.stops]


def _sent(draft: Draft, by: User) -> int:
    send: Callable[..., object] = send_inquiry if draft.kind == DraftKind.INQUIRY else send_forward
    with in_scope(draft.tenant_id):
        send(Draft.objects.select_related("ticket").get(pk=draft.pk), by=by)
        return OutgoingMail.objects.count()


@KINDS
def test_a_sender_of_another_tenant_stops(
    mine: Ticket,
    write: Write,
    alpina: Tenant,
    alpina_account: MailAccount,
    nordlicht_account: MailAccount,
    kind: DraftKind,
) -> None:
    draft = write(kind)
    with in_scope(mine.tenant_id, alpina.pk):
        ticket = Ticket.objects.select_related("tenant", "category").get(pk=mine.pk)
        found = findings_of(Case(ticket, draft, alpina_account), ticket_chain(ticket))
        own = findings_of(Case(ticket, draft, nordlicht_account), ticket_chain(ticket))

    assert [(finding.code, finding.stops) for finding in found] == [("sender", True)]
    assert own == []


@needs_dictionaries
@KINDS
def test_the_spelling_stops_as_the_tenant_sets_it(
    write: Write, anna: User, nordlicht: Tenant, alpina: Tenant, kind: DraftKind
) -> None:
    prefer(nordlicht, BEFORE_SENDING, "stop")
    make_word(nordlicht, "Wattuhrli")
    make_word(alpina, "Gletscherpolix")
    draft = write(kind, "Die Rechnugn liegt am Wattuhrli und am Gletscherpolix.")

    assert _stopped(draft, anna) == [("spelling", "Rechnugn")]
    prefer(nordlicht, SPELL_CHECK, False)
    assert _sent(draft, anna) == 1


@needs_dictionaries
def test_a_hint_about_spelling_stops_nothing(write: Write, anna: User, nordlicht: Tenant) -> None:
    prefer(nordlicht, BEFORE_SENDING, "hint")

    assert _sent(write(DraftKind.INQUIRY, "Die Rechnugn liegt vor."), anna) == 1


@KINDS
def test_a_file_of_another_customer_stops_and_those_of_the_request_go_along(
    mine: Ticket, write: Write, billing: Category, nordlicht: Tenant, claims: Category, anna: User, kind: DraftKind
) -> None:
    prefer(nordlicht, GUARD_OTHER_CUSTOMER, "stop")
    other = make_ticket(billing, customer=make_customer(nordlicht, "Otto Anders", email="otto@post.example"))
    for ticket, content in ((other, b"Ottos Ausweis"), (make_ticket(claims), b"Formular"), (mine, b"Mein Plan")):
        make_message(ticket, files=[NewFile("x.pdf", "application/pdf", content)])
    draft = write(kind)
    with in_scope(mine.tenant_id):
        assert len(draft.options["files"]) == 1
        files = [
            attach_file(draft, filename=name, content_type="application/pdf", content=content, by=anna)
            for name, content in (("b.pdf", b"Formular"), ("c.pdf", b"Mein Plan"), ("a.pdf", b"Ottos Ausweis"))
        ]

    assert _stopped(draft, anna) == [("other_customer", "a.pdf")]
    with in_scope(mine.tenant_id):
        files[-1].delete()
    assert _sent(draft, anna) == 1
