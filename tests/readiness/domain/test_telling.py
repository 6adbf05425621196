from __future__ import annotations

import json
from typing import Any

import psycopg

from kontor.live.notify import CHANNEL
from kontor.org.models import AgentGroup
from kontor.people.models import User
from kontor.readiness.domain.telling import CHECKLIST, TRIAL, tell
from kontor.readiness.domain.trials import ask_for_trial, go_on
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.factories.org import make_grant
from tests.factories.people import make_role, make_user
from tests.support.notified import notified
from tests.support.scoping import in_scope


def told(listener: psycopg.Connection[Any]) -> set[tuple[Any, ...]]:
    payloads = [each.payload for each in listener.notifies(timeout=2, stop_after=1)]
    return {tuple(item) for payload in payloads for item in json.loads(payload)}


def listening(address: str) -> psycopg.Connection[Any]:
    listener = psycopg.connect(address, autocommit=True)
    listener.execute(f"LISTEN {CHANNEL}")
    return listener


def test_only_those_who_may_look_at_the_tenant_hear(
    committed_db: str,
    nordlicht: Tenant,
    alpina: Tenant,
    nordlicht_service: AgentGroup,
    anna: User,
    carla: User,
    ada: User,
) -> None:
    reader = make_user("Rita Roth")
    make_grant(reader, make_role("Leser", {"supervisor.access", "tenants.read"}), nordlicht_service)

    with listening(committed_db) as listener:
        with in_scope(nordlicht):
            tell(nordlicht.pk, CHECKLIST)
        heard = told(listener)

    assert heard == {("u", person.pk, "readiness", nordlicht.pk) for person in (ada, reader)}


def test_each_step_is_told_and_the_end_changes_the_list(committed_db: str, nordlicht: Tenant, ada: User) -> None:
    account = make_account(nordlicht, host="127.0.0.1", port=1, smtp_host="127.0.0.1", smtp_port=1)

    with listening(committed_db) as listener:
        with in_scope(nordlicht):
            trial = ask_for_trial(nordlicht, account, language="en", by=ada)
        asked = told(listener)
        go_on(nordlicht.pk, trial.pk)
        kinds = {item[2] for said in notified(listener) for item in said}

    assert asked == {("u", ada.pk, TRIAL, nordlicht.pk), ("u", ada.pk, CHECKLIST, nordlicht.pk)}
    assert kinds == {TRIAL, CHECKLIST}
