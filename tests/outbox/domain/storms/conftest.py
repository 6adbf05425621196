"""A tenant that may send four mails at once, two of them without anybody."""

from __future__ import annotations

from collections import Counter

import pytest

from kontor.outbox.models import OutgoingMail, Storm
from kontor.tenants.models import Tenant
from tests.support.scoping import everywhere, in_scope


@pytest.fixture(autouse=True)
def low_limits(nordlicht: Tenant) -> None:
    limits = {"outbox.storm_mails": 4, "outbox.storm_automatic": 2}
    with in_scope(nordlicht):
        Tenant.objects.filter(pk=nordlicht.pk).update(preferences=limits)


def states() -> Counter[str]:
    with everywhere():
        return Counter(OutgoingMail.objects.values_list("state", flat=True))


def storms() -> list[Storm]:
    with everywhere():
        return list(Storm.objects.order_by("id"))
