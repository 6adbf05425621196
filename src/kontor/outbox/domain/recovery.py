"""What a worker left behind that died: sent again only if the server cannot have it."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from kontor.channels.errors import DeliveryFailed
from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.kernel.errors import Failed
from kontor.outbox.domain.doubts import settle_by_what_came
from kontor.outbox.domain.pausing import standing_of
from kontor.outbox.domain.results import WAITS, apply_doubt, apply_failure, apply_result, locked
from kontor.outbox.domain.storms import discard_held
from kontor.outbox.domain.talks import result_of
from kontor.outbox.domain.turns import Queue, alone, line_up
from kontor.outbox.enums import DeliveryState, Phase
from kontor.outbox.models import OutgoingMail
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope
from kontor.tickets.domain.states import tell

STALLED_AFTER = timedelta(minutes=2)
GIVEN_UP_AFTER = timedelta(days=3)
"""A mail whose account could not be used for so long, or whose tenant was switched off or deleted, is reported to its
author. One that only lay there, because no worker was at work, leaves."""


def recover(queue: Queue) -> int:
    """See to the mails that somebody was sending. Only for whoever has the queue's turn: nobody is sending now."""
    with scope(queue.tenant_id):
        rows = OutgoingMail.objects.filter(
            tenant_id=queue.tenant_id, account_id=queue.account_id, state=DeliveryState.SENDING
        )
        ids = list(rows.order_by("id").values_list("id", flat=True))
    for outgoing_id in ids:
        with scope(queue.tenant_id):
            mail = locked(outgoing_id)
            if mail.state == DeliveryState.SENDING:
                _see_to(mail)
    return len(ids)


def sweep(tenant_id: int) -> int:
    """Queues that have something to do and nobody who does it get their turn. Enters short scopes by itself.

    Those of a tenant that is switched off or deleted get none before it works again.
    """
    now = clock.now()
    with scope(tenant_id):
        works = Tenant.objects.works(tenant_id)
        mine = OutgoingMail.objects.filter(tenant_id=tenant_id)
        late = mine.filter(state=DeliveryState.QUEUED, next_attempt_at__lt=now - STALLED_AFTER)
        ahead = mine.filter(clock.put_off_too_far(WAITS), state=DeliveryState.QUEUED)
        stalled = mine.filter(
            Q(claimed_at__lt=now - STALLED_AFTER) | Q(claimed_at__gt=now + clock.DIFFER), state=DeliveryState.SENDING
        )
        queues = {Queue(tenant_id, account_id) for rows in (late, ahead, stalled) for account_id in _accounts(rows)}
        ahead.update(next_attempt_at=now)
        too_old = list(late.filter(next_attempt_at__lt=now - GIVEN_UP_AFTER).values_list("id", flat=True)[:200])
    for queue in sorted(queues, key=lambda queue: queue.account_id):
        with alone(queue) as mine_now:
            if mine_now:
                recover(queue)
        if works:
            with scope(tenant_id):
                line_up(queue)
    for outgoing_id in too_old:
        _give_up(tenant_id, outgoing_id)
    settle_by_what_came(tenant_id)
    discard_held(tenant_id)
    return len(queues)


def _accounts(rows: object) -> list[int]:
    return list(rows.values_list("account_id", flat=True).distinct())  # type: ignore[attr-defined]


def _see_to(mail: OutgoingMail) -> None:
    if mail.phase == Phase.ACCEPTED:
        apply_result(mail, result_of(mail), mail.dialogue)
    elif mail.phase == Phase.TALKING and mail.attempts > 2 * len(WAITS):
        sentence = _("Sending this mail broke off again and again, for a reason that lies with Kontor.")
        apply_failure(mail, DeliveryFailed(sentence, permanent=True), mail.dialogue)
    elif mail.phase == Phase.TALKING:
        mail.state, mail.phase, mail.claim = DeliveryState.QUEUED, Phase.NONE, None
        mail.save(update_fields=["state", "phase", "claim"])
        tell(mail.message.ticket)
    else:
        apply_doubt(mail, _("Kontor was interrupted before the server's answer was written down."), mail.dialogue)


def _give_up(tenant_id: int, outgoing_id: int) -> None:
    with suppress(OutgoingMail.DoesNotExist), scope(tenant_id):  # its author may have taken it back
        mail = locked(outgoing_id)
        is_old = mail.state == DeliveryState.QUEUED and mail.next_attempt_at < clock.now() - GIVEN_UP_AFTER  # type: ignore[operator]
        if is_old and (why := _why_it_stays(mail)):
            apply_failure(mail, DeliveryFailed(why, permanent=True), mail.dialogue)


def _why_it_stays(mail: OutgoingMail) -> str:
    """Empty where it can leave."""
    if not Tenant.objects.works(mail.tenant_id):
        return _("The tenant was switched off or deleted before this mail had left.")
    if _cannot_be_used(mail.account):
        return mail.last_error or _("The account could not be used for a long time.")
    return ""


def _cannot_be_used(account: MailAccount) -> bool:
    try:
        account.smtp_server()
    except Failed:  # a stored secret cannot be read
        return True
    return standing_of(account).trouble is not None
