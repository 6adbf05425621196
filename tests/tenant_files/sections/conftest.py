"""One section of a file is applied to a tenant, and looked at afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from kontor.people.models import User
from kontor.tenant_files.domain.applying import apply
from kontor.tenant_files.domain.planning import Plan, plan
from kontor.tenant_files.domain.problems import BadFile
from kontor.tenant_files.domain.reading import read
from kontor.tenant_files.domain.state import state_of
from kontor.tenants.models import Tenant
from tests.support.scoping import in_scope

HEAD = "format: 1\ntenant: {name: Nordlicht Energie, code: NORD}\n"


def put(text: str, *, by: User | None = None, **more: Any) -> Plan:
    """Applied to the first tenant; what was done."""
    return apply(HEAD + text, by=by, file_name="nord.yaml", **more)[1]


def there(tenant: Tenant, section: str) -> Any:
    """What the tenant has of the section now."""
    with in_scope(tenant):
        return state_of(tenant, [section])[section]


def settled(text: str) -> bool:
    """Applying it (again) changes nothing."""
    return plan(HEAD + text).is_empty


def misread(text: str) -> str:
    """The one mistake of the file itself."""
    with pytest.raises(BadFile) as caught:
        read(HEAD + text)
    [problem] = caught.value.problems
    return str(problem)


def mistake(text: str, *, by: User | None = None) -> str:
    """The one mistake that shows when it is applied."""
    with pytest.raises(BadFile) as caught, transaction.atomic():
        put(text, by=by)
    [problem] = caught.value.problems
    return str(problem)
