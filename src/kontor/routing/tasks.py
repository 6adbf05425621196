"""Jobs of routing."""

from __future__ import annotations

from procrastinate import JobContext
from procrastinate.contrib.django import app

from kontor.people.domain.availability import end_wrap_ups
from kontor.people.domain.sign_in import forget_old_attempts
from kontor.routing.domain import distribute as distributing
from kontor.routing.domain import learned_models, learned_process, leaving, standing_in, untouched, waiting
from kontor.tenants.jobs import by_hand
from kontor.tenants.scope import scope


@app.task(name=by_hand("kontor.routing.tasks.end_idle_sessions"), queue="upkeep")
def end_idle_sessions(tenant_id: int) -> None:
    """Scope by hand: each sign-in is ended in a transaction of its own. ``tenant_id`` is 0, the installation."""
    leaving.end_idle_sessions()
    forget_old_attempts()


@app.task(
    name=by_hand("kontor.routing.tasks.learn"), queue="learning", lock="learning", priority=-10, pass_context=True
)
def learn(context: JobContext, tenant_id: int) -> None:
    """Scope by hand: the training is a process of its own, for minutes. One at a time in the whole installation.

    A worker that is told to stop ends it.
    """
    learned_process.learn(tenant_id, should_stop=context.should_abort)


@app.task(name="kontor.routing.tasks.learn_nightly", queue="upkeep")
def learn_nightly(tenant_id: int) -> None:
    learned_models.train_if_worthwhile(tenant_id)


@app.task(name="kontor.routing.tasks.deliver_waiting", queue="clock")
def deliver_waiting(tenant_id: int) -> None:
    waiting.deliver_waiting(tenant_id)


@app.task(name=by_hand("kontor.routing.tasks.begin_absences"), queue="clock")
def begin_absences(tenant_id: int) -> None:
    """Scope by hand: each absence begins in a transaction of its own, over all tenants. ``tenant_id`` is 0."""
    standing_in.begin_absences()


@app.task(name=by_hand(distributing.DISTRIBUTE), queue="clock", lock="distribute")
def distribute(tenant_id: int) -> None:
    """Scope by hand: over all tenants, a transaction for some hundred tickets each. ``tenant_id`` is 0."""
    with scope():
        end_wrap_ups()
    untouched.return_untouched()
    distributing.distribute()
