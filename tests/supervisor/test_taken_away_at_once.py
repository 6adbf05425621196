"""Two administrators take away the same at the same moment, or one of them presses twice."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

import pytest

from kontor.audit.models import AuditEntry
from kontor.org.models import Grant
from kontor.people.models import User
from kontor.routing.domain.leaving import withdraw_role
from kontor.tenants.models import Tenant
from kontor.texts.domain.module_groups import delete_group
from tests.factories.texts import make_module_group
from tests.support.scoping import everywhere
from tests.support.threads import while_uncommitted

Verb = Callable[..., object]


@pytest.mark.parametrize(
    ("make", "verb", "action"),
    [
        (lambda tenant, _user: make_module_group(tenant, "Grüße"), delete_group, "deleted"),
        (lambda _tenant, user: Grant.objects.get(user=user), withdraw_role, "role_taken"),
    ],
)
def test_it_goes_once_and_nobody_sees_an_error(
    committed_db: str, nordlicht: Tenant, anna: User, make: Callable[[Tenant, User], Any], verb: Verb, action: str
) -> None:
    with everywhere():
        row = make(nordlicht, anna)

    found = while_uncommitted(everywhere, lambda: verb(copy(row), by=None), lambda: verb(copy(row), by=None))

    assert found == [None, None]
    with everywhere():
        assert not type(row).objects.filter(pk=row.pk).exists()
        assert AuditEntry.objects.filter(action=action, object_id=row.pk).count() == 1
