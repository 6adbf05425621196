"""Putting right what an earlier parser made of a mail, by choice, and taking that back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kontor.intake.domain.rereading import FIELDS, FILES, as_new, as_plain, file_mark, reread
from kontor.intake.models import ShadowDifference
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.people.models import User
from kontor.tickets.domain.history import record
from kontor.tickets.domain.messages import add_files
from kontor.tickets.domain.states import lock_all
from kontor.tickets.models import Attachment, Message


@transaction.atomic(savepoint=False)
def repair(chosen: Sequence[ShadowDifference], *, by: User | None) -> int:
    """Write what the present parser reads into the messages; returns how many there were.

    Nothing but the message's own fields changes: its ticket, state and times stay. Files that were not found before
    are added, none is taken away. Passed over is what is repaired already, or has no message. Refused when a message is
    not as it was when it was compared.
    """
    done = 0
    for difference in _locked(chosen):
        if difference.repaired_at or difference.message is None:
            continue
        difference.kept = _write(difference, difference.message)
        difference.repaired_at, difference.repaired_by = clock.now(), by
        difference.save(update_fields=["kept", "repaired_at", "repaired_by"])
        record(difference.message.ticket, "reread", by=by, sender=difference.message.from_address)
        done += 1
    return done


@transaction.atomic(savepoint=False)
def take_back(chosen: Sequence[ShadowDifference], *, by: User | None) -> int:
    """The messages are as they were before the repair; returns how many there were."""
    done = 0
    for difference in _locked(chosen):
        if not difference.repaired_at or difference.message is None:
            continue
        _restore(difference.message, difference.kept)
        difference.kept, difference.repaired_at, difference.repaired_by = {}, None, None
        difference.save(update_fields=["kept", "repaired_at", "repaired_by"])
        record(difference.message.ticket, "reread_undone", by=by, sender=difference.message.from_address)
        done += 1
    return done


def _locked(chosen: Sequence[ShadowDifference]) -> list[ShadowDifference]:
    """The tickets first, in the order of their ids; then the differences as they are now."""
    rows = ShadowDifference.objects.filter(pk__in=[one.pk for one in chosen])
    lock_all({ticket_id for ticket_id in rows.values_list("message__ticket_id", flat=True) if ticket_id})
    rows = rows.select_for_update(of=("self",)).select_related("message__ticket", "arrival__raw")
    return list(rows.order_by("id"))


def _write(difference: ShadowDifference, message: Message) -> dict[str, Any]:
    """Returns what stood there before."""
    changes = {name: pair for name, pair in difference.changes.items() if name in FIELDS}
    for name, (before, _after) in changes.items():
        if as_plain(getattr(message, name)) != before:
            raise Refused(_("A message has been changed since it was compared. Look at the period once more."))
    _set(message, {name: pair[1] for name, pair in changes.items()})
    kept: dict[str, Any] = {name: pair[0] for name, pair in changes.items()}
    if FILES in difference.changes:
        kept[FILES] = _add_missing_files(difference, message)
    return kept


def _add_missing_files(difference: ShadowDifference, message: Message) -> list[int]:
    known = set(difference.changes[FILES][0])
    new = as_new(difference.arrival, reread(difference.arrival), message)
    return [file.pk for file in add_files(message, [file for file in new.files if file_mark(file) not in known])]


def _restore(message: Message, kept: dict[str, Any]) -> None:
    _set(message, {name: value for name, value in kept.items() if name in FIELDS})
    Attachment.objects.filter(message=message, pk__in=kept.get(FILES, [])).delete()


def _set(message: Message, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(message, name, datetime.fromisoformat(value) if name == "sent_at" and value else value)
    if values:
        message.save(update_fields=list(values))
