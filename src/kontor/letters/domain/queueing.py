"""A letter is put on its way: a row and a job, in the transaction of whoever sends."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kontor.customers.models import PostalAddress
from kontor.kernel import clock
from kontor.letters.domain.codes import make_code
from kontor.letters.models import OutgoingLetter
from kontor.people.models import User
from kontor.texts.models import ReplyTemplate
from kontor.tickets.models import Message

DELIVER = "kontor.letters.tasks.deliver"


def queue_letter(
    message: Message,
    *,
    postal_address: PostalAddress | None,
    address: Sequence[str],
    country: str,
    template: ReplyTemplate | None,
    language: str = "",
    final: bool = True,
    at: datetime | None = None,
    by: User | None,
) -> OutgoingLetter:
    """Queue the outgoing message as a letter to these lines. It is not rendered before ``at``."""
    letter = OutgoingLetter(
        tenant_id=message.tenant_id,
        lent_to_id=message.lent_to_id,
        message=message,
        postal_address=postal_address,
        address=list(address),
        country=country,
        template=template,
        template_version=template.version if template else None,
        language=language,
        final=final,
        next_attempt_at=at or clock.now(),
        by=by,
    )
    queue(letter)
    return letter


def queue(letter: OutgoingLetter) -> None:
    """Write the new row, with its code, and its job. The code is made of the row's number; it may have one already."""
    letter.pk = letter.pk or next_number()
    letter.code = make_code(letter.pk, letter.tenant_id)
    letter.save(force_insert=True)
    enqueue(letter)


def next_number() -> int:
    """The number of a letter that is no row yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('letters_outgoingletter_id_seq')")
        return int(cursor.fetchone()[0])


def enqueue(letter: OutgoingLetter, *, once: bool = False) -> None:
    """A job for a letter that is due, or for when it is; ``once``: unless such a job waits already."""
    due = letter.next_attempt_at
    at = due if due and due > clock.now() else None
    lock = f"letter:{letter.pk}" if once else None
    with suppress(AlreadyEnqueued), transaction.atomic():
        job = app.configure_task(DELIVER, queue="letters", schedule_at=at, queueing_lock=lock)
        job.defer(tenant_id=letter.tenant_id, letter_id=letter.pk)
