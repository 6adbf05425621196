"""Jobs of calls."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kontor.calls.domain import connection_tests, dialling, ending_by_hand, events, forgetting, lost_calls, wrapping_up
from kontor.calls.domain.placing import DIAL, ORDER
from kontor.tenants.jobs import by_hand


@app.task(name=by_hand(connection_tests.TASK), queue="channels")
def test_line(tenant_id: int, system_id: int, test_id: int) -> None:
    """Try out the line to a telephone system, step by step."""
    connection_tests.run_test(system_id, test_id)


@app.task(name="kontor.calls.tasks.end_wrap_ups", queue="clock")
def end_wrap_ups(tenant_id: int) -> None:
    wrapping_up.end_due(tenant_id)


@app.task(name=by_hand(DIAL), queue="calls", priority=10)
def dial(tenant_id: int, call_id: int) -> None:
    """Scope by hand: it talks to the telephone system."""
    dialling.dial(tenant_id, call_id)


@app.task(name=by_hand(ORDER), queue="calls", priority=10)
def give_order(tenant_id: int, call_id: int, user_id: int, to_id: int, order: str, asked_at: float) -> None:
    """Scope by hand, likewise."""
    dialling.give_order(tenant_id, call_id, user_id, to_id, order, asked_at)


@app.task(name=by_hand(ending_by_hand.END), queue="calls", priority=10)
def end_by_hand(tenant_id: int, call_id: int, user_id: int, asked_at: float) -> None:
    """Scope by hand: it is told to all tenants' records."""
    ending_by_hand.end_by_hand(tenant_id, call_id, user_id, asked_at)


@app.task(name=by_hand("kontor.calls.tasks.settle_late"), queue="clock")
def settle_late(tenant_id: int) -> None:
    """Calls whose worker was killed between writing down what it was told and settling it."""
    events.settle_late()


@app.task(name=by_hand("kontor.calls.tasks.look_after_records"), queue="clock")
def look_after_records(tenant_id: int) -> None:
    lost_calls.end_silent_calls()
    forgetting.forget_events()
