"""The frame of dry runs: begun, walked through, canceled, begun anew; and nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import ClassVar

import pytest
from django.db import DatabaseError, connection

from kontor.escalations.domain import replaying
from kontor.escalations.domain.replay_result import MOST_LISTED, Hour, Otherwise, Result
from kontor.escalations.domain.replayers import REPLAYERS
from kontor.escalations.domain.replaying import KEPT, cancel, run, start
from kontor.escalations.enums import ReplayKind, ReplayState
from kontor.escalations.models import Replay
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tenants.scope import current
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.refusal import refused
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db


class Counting:
    """Looks at twice two tickets, and does in between what the test wants."""

    made: ClassVar[int] = 0
    between: ClassVar[list[Callable[[], object]]] = []

    def __init__(self, replay: Replay) -> None:
        type(self).made += 1
        self.replay = replay
        self.found = Result()

    @property
    def tenants(self) -> tuple[int, ...]:
        return (self.replay.tenant_id,)

    def total(self) -> int:
        return 4

    def steps(self) -> Iterator[int]:
        for _step in range(2):
            assert current() == self.tenants
            self.found.count("seen", 2)
            yield 2
            for call in self.between:
                call()

    def finish(self) -> Result:
        return self.found


@pytest.fixture(autouse=True)
def _counting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(REPLAYERS, ReplayKind.RULE, Counting)
    monkeypatch.setattr(Counting, "made", 0)
    monkeypatch.setattr(Counting, "between", [])


def _start(tenant: Tenant, subject: int | None = 7, by: User | None = None) -> Replay:
    with in_scope(tenant):
        return start(tenant, ReplayKind.RULE, subject, {"name": "new"}, by=by)


def _now(replay: Replay) -> Replay:
    with in_scope(replay.tenant_id):
        return Replay.objects.get(pk=replay.pk)


def test_a_run_counts_and_ends(nordlicht: Tenant, frozen: Frozen) -> None:
    replay = _start(nordlicht)
    assert (replay.state, replay.days, replay.percent) == (ReplayState.WAITING, 30, 0)

    run_jobs("run_replay")

    ended = _now(replay)
    assert (ended.state, ended.done, ended.total, ended.percent) == (ReplayState.DONE, 4, 4, 100)
    assert Result.from_json(ended.result).sums == {"seen": 4}
    assert ended.ended_at == frozen.at


def test_what_goes_on_is_never_all_done() -> None:
    states = (ReplayState.RUNNING, ReplayState.DONE)

    assert [Replay(state=state, done=4, total=4).percent for state in states] == [99, 100]


def test_a_run_can_write_nothing(committed_db: str, nordlicht: Tenant, ticket: Ticket) -> None:
    replay = _start(nordlicht)
    Counting.between.append(lambda: Ticket.objects.filter(pk=ticket.pk).update(priority=9))

    with pytest.raises(DatabaseError, match="read-only"):
        run(nordlicht.pk, replay.pk)

    with in_scope(nordlicht):
        assert Ticket.objects.get(pk=ticket.pk).priority == ticket.priority
    assert (_now(replay).state, _now(replay).result) == (ReplayState.FAILED, {})


def test_what_is_written_afterwards_is_written(nordlicht: Tenant, ticket: Ticket) -> None:
    """The transaction around it, if there is one, can write again."""
    _start(nordlicht)
    run_jobs()

    with in_scope(nordlicht), connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        assert cursor.fetchone() == ("off",)


def test_a_canceled_run_stops(nordlicht: Tenant) -> None:
    replay = _start(nordlicht)

    with in_scope(nordlicht):
        cancel(replay)
    run(nordlicht.pk, replay.pk)

    assert (_now(replay).state, _now(replay).done, Counting.made) == (ReplayState.CANCELED, 0, 0)
    with in_scope(nordlicht), refused("This dry run is over already."):
        cancel(replay)


def test_one_that_is_canceled_in_between_stops_at_the_next_step(
    nordlicht: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    replay = _start(nordlicht)
    reading = replaying._reading

    def then_canceled(*tenants: int) -> AbstractContextManager[None]:
        if _now(replay).done == 2:
            with in_scope(nordlicht):
                cancel(replay)
        return reading(*tenants)

    monkeypatch.setattr(replaying, "_reading", then_canceled)
    run(nordlicht.pk, replay.pk)

    assert (_now(replay).state, _now(replay).done, _now(replay).result) == (ReplayState.CANCELED, 2, {})


def test_a_killed_run_begins_anew_and_counts_once(committed_db: str, nordlicht: Tenant) -> None:
    replay = _start(nordlicht)

    class Killed(BaseException):
        """As a worker dies: nothing is caught."""

    def die() -> None:
        raise Killed

    Counting.between.append(die)
    with pytest.raises(Killed):
        run(nordlicht.pk, replay.pk)
    assert (_now(replay).state, _now(replay).done) == (ReplayState.RUNNING, 2)

    Counting.between.clear()
    run(nordlicht.pk, replay.pk)

    assert (_now(replay).state, _now(replay).done) == (ReplayState.DONE, 4)
    assert Result.from_json(_now(replay).result).sums == {"seen": 4}


def test_of_two_workers_the_first_stops(nordlicht: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was thought dead. The second one's result stays."""
    replay = _start(nordlicht)
    reading = replaying._reading
    second: list[object] = []

    def overtaken(*tenants: int) -> AbstractContextManager[None]:
        if _now(replay).done == 2 and not second:
            second.append(True)
            run(nordlicht.pk, replay.pk)
            second.append(_now(replay).result)
        return reading(*tenants)

    monkeypatch.setattr(replaying, "_reading", overtaken)
    run(nordlicht.pk, replay.pk)

    assert Counting.made == 2
    assert (_now(replay).state, _now(replay).result) == (ReplayState.DONE, second[1])


def test_a_run_that_is_over_is_not_run_again(nordlicht: Tenant) -> None:
    replay = _start(nordlicht)
    run(nordlicht.pk, replay.pk)
    run(nordlicht.pk, replay.pk)

    assert Counting.made == 1


def test_the_next_start_cancels_the_one_before(nordlicht: Tenant, sven: User, ada: User) -> None:
    first, other, second = _start(nordlicht), _start(nordlicht, 8), _start(nordlicht)
    new, others_new, newer = (_start(nordlicht, None, by) for by in (sven, ada, sven))

    assert [_now(each).state for each in (first, other, second)] == ["canceled", "waiting", "waiting"]
    assert [_now(each).state for each in (new, others_new, newer)] == ["canceled", "waiting", "waiting"]
    assert len(waiting_jobs("run_replay")) == 6


def test_only_the_newest_are_kept(nordlicht: Tenant, frozen: Frozen) -> None:
    other = _start(nordlicht, 8)
    made = []
    for _number in range(KEPT + 2):
        frozen.move(minutes=1)
        made.append(_start(nordlicht).pk)

    with in_scope(nordlicht):
        assert set(Replay.objects.values_list("pk", flat=True)) == {other.pk, *made[2:]}


def test_another_tenant_has_no_part_in_it(nordlicht: Tenant, alpina: Tenant) -> None:
    replay = _start(nordlicht)

    run(alpina.pk, replay.pk)

    assert (_now(replay).state, Counting.made) == (ReplayState.WAITING, 0)


def test_a_result_is_the_same_after_json(frozen: Frozen) -> None:
    result = Result()
    result.count("lent", 2)
    result.count_in_hour(frozen.at, 1, 2, before_of=3, after_of=4)
    result.count_in_hour(frozen.at, after=1)
    result.note(Otherwise(5, "lent", frozen.at, frozen.at))
    result.note(Otherwise(6, "kept", frozen.at))

    again = Result.from_json(result.to_json())

    assert again == result
    assert again.hours == [Hour(frozen.at.replace(minute=0, second=0, microsecond=0), 1, 3, 3, 4)]


def test_the_list_is_bounded_and_the_count_is_not(frozen: Frozen) -> None:
    result = Result()
    for number in range(MOST_LISTED + 3):
        result.note(Otherwise(number, "lent", frozen.at))

    assert (len(result.tickets), result.differences) == (MOST_LISTED, MOST_LISTED + 3)


def test_a_job_of_another_tenant_begins_nothing(nordlicht: Tenant, alpina: Tenant) -> None:
    replay = _start(nordlicht)

    run(alpina.pk, replay.pk)

    assert (_now(replay).state, Counting.made) == (ReplayState.WAITING, 0)
