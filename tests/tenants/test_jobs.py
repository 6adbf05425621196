"""The scope in which a job runs."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from kontor.tenants.jobs import BY_HAND, by_hand, enter_scope
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, current, every_tenant
from tests.support.scoping import in_scope


@pytest.fixture(autouse=True)
def _connection_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the test's."""
    monkeypatch.setattr("kontor.tenants.jobs.close_old_connections", lambda: None)


def scope_of(task: str, tenant_id: int) -> tuple[int, ...]:
    context: Any = SimpleNamespace(job=SimpleNamespace(task_name=task, task_kwargs={"tenant_id": tenant_id}))
    return cast(tuple[int, ...], enter_scope(current, context, cast(Any, None)))


def test_a_job_sees_its_tenant_and_that_of_the_installation_all(nordlicht: Tenant, alpina: Tenant) -> None:
    assert scope_of("close", nordlicht.pk) == (nordlicht.pk,)
    assert scope_of("close", INSTALLATION) == (INSTALLATION, *every_tenant())
    assert {nordlicht.pk, alpina.pk} <= set(every_tenant())


def test_a_job_that_enters_scopes_by_itself_begins_in_none(nordlicht: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kontor.tenants.jobs.BY_HAND", set(BY_HAND))
    assert scope_of("send", nordlicht.pk) == (nordlicht.pk,)

    assert by_hand("send") == "send"

    assert scope_of("send", nordlicht.pk) == ()
    with in_scope(nordlicht):
        assert scope_of("send", nordlicht.pk) == (nordlicht.pk,)


def test_an_error_that_no_thread_can_hand_to_another_ends_the_job(nordlicht: Tenant) -> None:
    """The worker would wait for ever, and with it all that this job keeps from being done."""

    def stops() -> object:
        return next(iter(()))

    context: Any = SimpleNamespace(job=SimpleNamespace(task_name="close", task_kwargs={"tenant_id": nordlicht.pk}))

    with pytest.raises(RuntimeError, match="StopIteration"):
        enter_scope(stops, context, cast(Any, None))
