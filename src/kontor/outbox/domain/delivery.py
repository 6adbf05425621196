"""Delivery of outgoing mail: claim, talk to the server, record. The network is never inside a transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from email.errors import MessageError
from typing import cast
from uuid import uuid4

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from kontor.channels.domain.tokens import ready
from kontor.channels.errors import About, ConnectionFailed, DeliveryFailed, Kind
from kontor.channels.models import MailAccount
from kontor.channels.smtp import Connection, SendResult, open_connection
from kontor.kernel import clock
from kontor.kernel.errors import Failed
from kontor.outbox.domain.composing import compose_signed, envelope_from
from kontor.outbox.domain.pausing import PAUSES, Standing, account_failed, account_works, standing_of
from kontor.outbox.domain.recovery import recover
from kontor.outbox.domain.results import apply_doubt, apply_failure, apply_result, locked, put_back
from kontor.outbox.domain.storms import hold_back
from kontor.outbox.domain.talks import ClaimLost, Talk, need_not_be_flushed, persistently, told_by
from kontor.outbox.domain.turns import Queue, alone, is_lined_up, line_up, others_wait, place_at
from kontor.outbox.enums import DeliveryState, Phase
from kontor.outbox.models import OutgoingMail
from kontor.outbox.preferences import DOMAIN_PLACES
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.tenants.scope import scope

MOST_IN_A_TURN = 200
PLACE_WAIT = timedelta(seconds=5)
NO_ACCESS = frozenset({530, 534, 535, 538})
"""Answers to a mail that mean the account: it must sign in, or sign in otherwise."""


@dataclass(frozen=True)
class Letter:
    """A claimed mail with everything the network needs, read while the scope was open. None for what cannot be one."""

    mail: OutgoingMail
    envelope_from: str = ""
    content: bytes | None = None
    failed: DeliveryFailed | None = None


@dataclass
class Turn:
    """A queue that has its turn, over one connection. ``states``: what became of the mails. ``left``: no more now.

    ``sent``: something went out, and nobody has noted yet that the account works.
    """

    account: MailAccount
    queue: Queue
    standing: Standing
    places: int
    states: dict[int, DeliveryState]
    stack: ExitStack
    handled: int = 0
    losses: int = 0
    sent: bool = False
    left: bool = False
    line: Connection | None = field(default=None, repr=False)

    def connection(self) -> tuple[Connection, bool]:
        """The connection, a new one where there is none or the last one broke; and whether it was used before."""
        if self.line is not None and not self.line.is_broken:
            return self.line, True
        self.line = self.stack.enter_context(open_connection(ready(self.account).smtp_server()))
        return self.line, False


def deliver(tenant_id: int, outgoing_id: int) -> DeliveryState | None:
    """Deliver a mail that is due, and what waits with it for the same account. May be called twice.

    Returns the mail's new state, or None if this call did not come to it: somebody else does.
    """
    with scope(tenant_id):
        row = OutgoingMail.objects.filter(pk=outgoing_id, state=DeliveryState.QUEUED)
        account_id = row.filter(next_attempt_at__lte=clock.now()).values_list("account_id", flat=True).first()
    if account_id is None:
        return None
    queue = Queue(tenant_id, account_id)
    return None if is_lined_up(queue) else send_queue(queue).get(outgoing_id)


def send_queue(queue: Queue) -> dict[int, DeliveryState]:
    """The queue's turn: as many mails as the account's weight, and on and on while no other queue waits.

    One worker at a time. Whoever comes meanwhile leaves: the one who has the turn looks again after it has ended.
    """
    states: dict[int, DeliveryState] = {}
    while True:
        with alone(queue) as mine:
            if not mine or not _take_turn(queue, states):
                return states
        with scope(queue.tenant_id):
            if not _due(queue).exists():
                return states


def _take_turn(queue: Queue, states: dict[int, DeliveryState]) -> bool:
    """Whether everything that was due has been seen to; False where the queue must wait."""
    recover(queue)
    try:
        return _work(queue, states)
    except Failed as failure:  # a stored secret cannot be read: nothing can be sent until somebody changes that
        with scope(queue.tenant_id):
            _due(queue).update(last_error=str(failure))
            line_up(queue, at=clock.now() + PAUSES[-1])
        return False


def _work(queue: Queue, states: dict[int, DeliveryState]) -> bool:
    with scope(queue.tenant_id):
        account = MailAccount.objects.get(pk=queue.account_id)
        standing = standing_of(account)
        system = cast(Holder, system_values())
        hold_back(queue.tenant_id, system)
    if standing.paused:
        return False
    with ExitStack() as stack:
        turn = Turn(account, queue, standing, DOMAIN_PLACES.get(system), states, stack)
        most = max(account.weight_out, 1)
        claimed = most
        while claimed == most and not turn.left:
            letters = _claim(queue, most)
            claimed = len(letters)
            _send_all(turn, letters)
            if claimed == most and not turn.left and (turn.handled >= MOST_IN_A_TURN or others_wait(queue)):
                line_up(queue)
                turn.left = True
        _note_that_it_works(turn)
    return not turn.left


def _claim(queue: Queue, most: int) -> list[Letter]:
    """These mails are ours to send: committed before anything can go wrong with them."""
    now, claim = clock.now(), uuid4()
    with scope(queue.tenant_id):
        need_not_be_flushed()  # a claim that a crash of the database undoes is lost, and nothing is sent then
        first = _due(queue).order_by("next_attempt_at", "id").select_for_update(skip_locked=True, of=("self",))
        ids = list(first.values_list("id", flat=True)[:most])
        if not ids:
            return []
        OutgoingMail.objects.filter(pk__in=ids).update(
            state=DeliveryState.SENDING,
            phase=Phase.TALKING,
            claim=claim,
            claimed_at=now,
            attempts=F("attempts") + 1,
        )
        rows = OutgoingMail.objects.filter(pk__in=ids).select_related("message", "account", "no_reply", "tenant")
        return [_letter(mail) for mail in rows.order_by("next_attempt_at", "id")]


def _due(queue: Queue) -> QuerySet[OutgoingMail]:
    """Of a tenant that is switched off or deleted nothing is due: it waits, as ``recovery.py`` says."""
    return OutgoingMail.objects.filter(
        tenant__active=True,
        tenant__deleted_at=None,
        tenant_id=queue.tenant_id,
        account_id=queue.account_id,
        state=DeliveryState.QUEUED,
        next_attempt_at__lte=clock.now(),
    )


def _letter(mail: OutgoingMail) -> Letter:
    try:
        return Letter(mail, envelope_from(mail), compose_signed(mail))
    except DeliveryFailed as failure:
        return Letter(mail, failed=failure)
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError, MessageError, Failed):
        return Letter(mail)


def _send_all(turn: Turn, letters: Sequence[Letter]) -> None:
    """One after the other. Trouble with the account stops all of them, trouble with a mail that mail alone.

    A server that leaves two in a row in doubt is left: people would have to decide on each mail that waits.
    """
    for place, letter in enumerate(letters):
        with place_at(letter.mail.recipients, turn.places) as free:
            if not free:
                put_back([letter.mail], wait=PLACE_WAIT)
                line_up(turn.queue, at=clock.now() + PLACE_WAIT)
                continue
            try:
                state = _send(turn, letter)
            except ConnectionFailed as failure:
                _leave(turn, letters[place:], failure)
                return
        turn.handled += 1
        if state:
            turn.states[letter.mail.pk] = state
        if turn.losses > 1:
            _leave(turn, letters[place + 1 :], _lost(turn))
            return


def _leave(turn: Turn, rest: Sequence[Letter], failure: ConnectionFailed) -> None:
    """The account cannot be used: what is left of its mails waits, having lost no attempt.

    Where mail went out before, the trouble of before has ended, and this one begins.
    """
    turn.left = True
    _note_that_it_works(turn)
    put_back([letter.mail for letter in rest], failure.sentence)
    line_up(turn.queue, at=account_failed(turn.account, failure))
    turn.states |= dict.fromkeys((letter.mail.pk for letter in rest), DeliveryState.QUEUED)


def _note_that_it_works(turn: Turn) -> None:
    if turn.sent:
        account_works(turn.account, turn.standing)
        turn.sent = False


def _lost(turn: Turn) -> ConnectionFailed:
    server = turn.account.smtp_server()
    return ConnectionFailed(Kind.LOST, host=server.host, port=server.port)


def _send(turn: Turn, letter: Letter) -> DeliveryState | None:
    """Hand over one mail and write down what became of it. Raises ConnectionFailed where no mail would go out now."""
    mail, content = letter.mail, letter.content
    if content is None:
        failed = letter.failed or DeliveryFailed(_("The mail could not be written."), permanent=True)
        return _note(mail, lambda row: apply_failure(row, failed, mail.dialogue))
    talk, outcome = _talk(turn, letter, content)
    if isinstance(outcome, SendResult) and _wants_sign_in(outcome):
        raise ConnectionFailed(Kind.SIGN_IN, host=talk.host, port=talk.port)
    if isinstance(outcome, SendResult):
        turn.sent, turn.losses = True, 0
        return _note(mail, lambda row: apply_result(row, outcome, talk.dialogue))
    if outcome is None:
        return None
    talk.broke_off(str(outcome))
    if outcome.uncertain:
        turn.losses += 1
        return _note(mail, lambda row: apply_doubt(row, str(outcome), talk.dialogue))
    turn.losses = 0 if outcome.code else turn.losses + 1
    if outcome.code in NO_ACCESS or turn.losses > 1:
        raise ConnectionFailed(Kind.LOST if turn.losses else Kind.SIGN_IN, host=talk.host, port=talk.port)
    if outcome.about == About.SENDER or (outcome.about == About.WRITER and not mail.no_reply):
        raise ConnectionFailed(
            Kind.SENDER, host=talk.host, port=talk.port, sender=turn.account.address, detail=outcome.answer
        )
    return _note(mail, lambda row: apply_failure(row, outcome, talk.dialogue))


def _wants_sign_in(result: SendResult) -> bool:
    """Some servers ask for it only when the recipients are named, and refuse each of them."""
    codes = {code for code, _answer in result.refused.values()}
    return bool(codes) and not result.accepted and codes <= NO_ACCESS


def _talk(turn: Turn, letter: Letter, content: bytes) -> tuple[Talk, SendResult | DeliveryFailed | None]:
    """The talk and what came of it; None when somebody else has taken the mail over.

    A connection that carried mails before may have been closed meanwhile; then there is a second try on a new one.
    Of a server that takes nothing without a sender an automatic mail has its account as one.
    """
    sender = letter.envelope_from
    while True:
        line, is_used = turn.connection()
        talk = Talk(letter.mail, line.server)
        recipients = list(letter.mail.recipients)
        try:
            return talk, line.send(envelope_from=sender, recipients=recipients, message=content, watch=talk)
        except ClaimLost:
            return talk, None
        except DeliveryFailed as failure:
            if failure.about == About.SENDER and not sender:
                sender = turn.account.address
            elif not (is_used and line.is_broken and talk.is_silent):
                return talk, failure


def _note(mail: OutgoingMail, apply: Callable[[OutgoingMail], None]) -> DeliveryState | None:
    """Write it down, if this talk still has the mail. The database is waited for: nobody else knows."""

    def write() -> DeliveryState | None:
        with scope(mail.tenant_id):
            need_not_be_flushed()  # what the talk came to is written down for good already
            row = locked(mail.pk)
            if not told_by(mail.claim, row):
                return None
            apply(row)
            return DeliveryState(row.state)

    return persistently(write)
