"""Held calls are settled again when it may have come to be known whose they are."""

from __future__ import annotations

from kontor.calls.models import HeldCall, ReceivedEvent
from kontor.tenants.scope import INSTALLATION, scope

MOST = 1000


def look_again(system_id: int) -> None:
    """Numbers, trunks or prefixes of the telephone system have changed: ``settle_late`` looks at its newest held calls.

    It does so within a minute or two, in jobs: here nothing but marks is written.
    """
    with scope(INSTALLATION):
        keys = HeldCall.objects.filter(system_id=system_id).values("call_key")[:MOST]
        ReceivedEvent.objects.filter(system_id=system_id, call_key__in=keys, tenant=None).update(settled=False)
