"""A worker that dies while it sends."""

from __future__ import annotations

from kontor.outbox.domain.turns import Queue as Line
from kontor.outbox.models import OutgoingMail
from tests.support.scoping import everywhere


def as_it_is(mail: OutgoingMail) -> OutgoingMail:
    with everywhere():
        return OutgoingMail.objects.select_related("message__ticket").get(pk=mail.pk)


def line_to(mail: OutgoingMail) -> Line:
    return Line(mail.tenant_id, mail.account_id)
