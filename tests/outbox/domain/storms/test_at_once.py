"""Several workers, or a person and a worker, at a storm at the same moment."""

from __future__ import annotations

from functools import partial
from threading import Event
from typing import cast

from kontor.answers.domain.taking_back import take_back_answer
from kontor.answers.preferences import UNDO_SECONDS
from kontor.outbox.domain.delivery import send_queue
from kontor.outbox.domain.storms import discard, discard_held, hold_back, release, storms_of
from kontor.outbox.domain.turns import Queue as Line
from kontor.outbox.enums import DeliveryState
from kontor.people.models import User
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.tenants.models import Tenant
from kontor.tickets.models import Notice
from tests.factories.answers import prefer
from tests.outbox.domain.conftest import Queue
from tests.outbox.domain.storms.conftest import states, storms
from tests.servers.smtp_sink import SmtpSink
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once, until_somebody_waits, while_uncommitted


def test_two_queues_that_see_the_same_storm_begin_one_and_tell_of_it_once(
    committed_db: str, queue: Queue, smtp_sink: SmtpSink, sven: User, nordlicht: Tenant
) -> None:
    for _mail in range(5):
        queue()
    hold = partial(hold_back, nordlicht.pk, cast(Holder, system_values()))

    assert while_uncommitted(partial(in_scope, nordlicht), hold, hold) == [None, None]

    assert (states(), len(storms())) == ({DeliveryState.HELD: 5}, 1)
    with everywhere():
        assert Notice.objects.filter(user=sven).count() == 1


def test_whoever_holds_back_while_the_storm_is_ended_leaves_nothing_behind(
    committed_db: str, queue: Queue, smtp_sink: SmtpSink, sven: User, nordlicht: Tenant
) -> None:
    mails = [queue() for _mail in range(5)]
    send_queue(Line(mails[0].tenant_id, mails[0].account_id))
    queue()
    holding, done = Event(), Event()

    def hold() -> None:
        with in_scope(nordlicht):
            hold_back(nordlicht.pk, cast(Holder, system_values()))
            holding.set()
            done.wait(1)

    def end() -> None:
        holding.wait(10)
        with in_scope(nordlicht):
            release(storms_of([nordlicht.pk]).get(), by=sven)
        done.set()

    at_once(hold, end)

    assert states() == {DeliveryState.QUEUED: 6}


def test_what_its_author_takes_back_while_all_are_being_discarded_holds_up_none(
    committed_db: str, queue: Queue, smtp_sink: SmtpSink, sven: User, anna: User, nordlicht: Tenant
) -> None:
    prefer(nordlicht, UNDO_SECONDS, 30)
    mails = [queue() for _mail in range(5)]
    with in_scope(nordlicht):
        hold_back(nordlicht.pk, cast(Holder, system_values()))
        discard(storms_of([nordlicht.pk]).get(), by=sven)
    taken = Event()

    def take_back() -> None:
        with in_scope(nordlicht):
            take_back_answer(mails[0].message, by=anna)
            taken.set()
            until_somebody_waits()

    def work() -> None:
        taken.wait(30)
        discard_held(nordlicht.pk)

    assert at_once(take_back, work) == [None, None]

    assert states() == {DeliveryState.CANCELLED: 4}
