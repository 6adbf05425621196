"""The digests of a certificate can be worked out anew by whoever has the secret and a backup of before."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest

from kontor.org.models import Category
from kontor.people.models import User
from kontor.privacy.domain.asking import ask_erasure
from kontor.privacy.domain.certificates import checked
from kontor.tickets.models import Note
from tests.factories.customers import make_customer
from tests.factories.tickets import make_note, make_ticket
from tests.support.jobs import run_jobs
from tests.support.scoping import in_scope


@pytest.mark.django_db
def test_a_digest_is_worked_out_from_a_backup(billing: Category, anna: User, settings: Any) -> None:
    """Two notes, as they stood in the database; nothing of ours but the rows and the secret."""
    with in_scope(billing.tenant_id):
        customer = make_customer(billing.tenant)
    ticket = make_ticket(billing, customer=customer, state="closed")
    make_note(ticket, anna, "klingt verärgert")
    make_note(ticket, anna, "zweite")
    with in_scope(billing.tenant_id):
        backup = list(Note.objects.order_by("pk").values_list("pk", "at", "author_id", "lent_to_id", "text"))
        erasure = ask_erasure(customer, reason="Article 17", by=anna)

    run_jobs("privacy.tasks.erase")

    key = hashlib.sha256(b"kontor.privacy.tally" + settings.SECRET_KEY.encode()).digest()
    digest = ""
    for pk, at, author, _lent, text in backup:
        row = (
            f'{{"at": "{at}", "author_id": {author}, "lent_to_id": null, "pk": {pk}, '
            f'"tenant_id": {ticket.tenant_id}, "text": "{text}", "ticket_id": {ticket.pk}}}'
        )
        digest = hmac.new(key, f"{digest}tickets.Note{row}".encode(), hashlib.sha256).hexdigest()
    with in_scope(billing.tenant_id):
        erasure.refresh_from_db()
    [line] = [each for each in checked(erasure)["erased"] if each["table"] == "tickets.Note"]
    assert (line["rows"], line["digest"]) == (2, digest)
