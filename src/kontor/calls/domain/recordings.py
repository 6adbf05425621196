"""Links to recordings that a telephone system keeps. Kontor records nothing itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from kontor.audit.domain.recording import record_change
from kontor.calls.models import Call, ReceivedEvent
from kontor.calls.preferences import KEEP_RECORDINGS
from kontor.channels.telephony.events import EventKind
from kontor.kernel import clock
from kontor.people.models import User
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.tenants.models import Tenant

LONGEST = 500
NONE = Q(pk__in=[])


def days_kept(tenant: Tenant) -> int:
    """For how many days the tenant keeps links to recordings; 0: it keeps none."""
    return KEEP_RECORDINGS.get(cast(Holder, system_values()), cast(Holder, tenant))


def is_web_address(told: str) -> bool:
    """An http or https address with a server; anything else that a telephone system tells is no link."""
    if len(told) > LONGEST or not told.isprintable() or " " in told:
        return False
    try:
        parts = urlsplit(told)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def link_kept(told: str, started_at: datetime, *, days: int) -> tuple[str, datetime | None]:
    """What is kept of a told link: the address and until when, or nothing: none told, not kept, or time is up."""
    until = started_at + timedelta(days=days)
    if not days or not is_web_address(told) or until <= clock.now():
        return "", None
    return told, until


@transaction.atomic(savepoint=False)
def open_recording(call: Call, *, by: User) -> str:
    """Where the recording is. That the person has opened it is written to the audit log."""
    record_change(
        "recording opened", call, by=by, tenant_id=call.tenant_id, label=f"{call.started_at:%Y-%m-%d %H:%M} UTC"
    )
    return call.recording_url


@transaction.atomic(savepoint=False)
def forget_recordings(tenant_id: int, *, held: Q = NONE) -> int:
    """Take away the links whose time is up by what the tenant's setting says today, in the ledger too.

    Calls that meet ``held`` keep theirs. How many calls had one.
    """
    before = clock.now() - timedelta(days=days_kept(Tenant.objects.get(pk=tenant_id)))
    told = ReceivedEvent.objects.filter(tenant_id=tenant_id, kind=EventKind.RECORDED, at__lte=before)
    kept = Call.objects.filter(held, tenant_id=tenant_id, system=OuterRef("system"), key=OuterRef("call_key"))
    told.exclude(Exists(kept)).delete()
    due = Call.objects.filter(tenant_id=tenant_id, recording_until__isnull=False, started_at__lte=before).exclude(held)
    return due.update(recording_url="", recording_until=None)
