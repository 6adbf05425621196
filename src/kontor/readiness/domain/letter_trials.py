"""Letters are tried by a job: a sample is rendered with the stylesheet in force, a small file written and removed."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import cast

from django.db import transaction
from django.utils import translation
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kontor.channels.enums import Channel
from kontor.channels.preferences import uses_channel
from kontor.channels.print_errors import PrintFailed
from kontor.channels.print_storage import probe
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.letters.domain.samples import Length, sample
from kontor.letters.domain.switch import is_wanted
from kontor.letters.preferences import OUTPUT_DIRECTORY
from kontor.letters.rendering.failures import RenderFailed
from kontor.letters.rendering.process import render
from kontor.letters.rendering.sheet import Sheet, to_wire
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.readiness.domain.telling import CHECKLIST, tell
from kontor.readiness.models import LetterTrial
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope

TRY = "kontor.readiness.tasks.try_letters"
DAY = datetime(2026, 1, 2, tzinfo=UTC)
"""Of the sample, so that the same settings make the same sheet."""


@dataclass(frozen=True)
class Tried:
    """What is tried: the letter that would be rendered now, and where it would be written."""

    sheet: Sheet
    directory: str

    @property
    def fingerprint(self) -> str:
        """Of everything the letter is made of: stylesheet, letterhead, pictures, sheet of paper."""
        header, files = to_wire(self.sheet)
        digest = sha256(json.dumps(header, sort_keys=True).encode())
        for content in files:
            digest.update(sha256(content).digest())
        return digest.hexdigest()


def writes_letters(tenant: Tenant) -> bool:
    """The installation works with letters, and so does the tenant."""
    return is_wanted() and uses_channel(tenant, Channel.LETTER)


def to_try(tenant: Tenant) -> Tried:
    """As the settings are now. In the tenant's scope."""
    directory = OUTPUT_DIRECTORY.get(cast(Holder, system_values()), cast(Holder, tenant))
    return Tried(sample(tenant, Length.SHORT, at=DAY), directory)


def ask_for_letter_trial(tenant: Tenant) -> None:
    """Have a worker try the tenant's letters; one job waits, however often it is asked for."""
    name = f"letter-trial:{tenant.pk}"
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(TRY, queue="letters", lock=name, queueing_lock=name).defer(tenant_id=tenant.pk)


def try_letters(tenant_id: int) -> None:
    """Render and write outside any scope, then note the result with its time. Nothing for who writes no letters."""
    with scope(tenant_id):
        tenant = Tenant.objects.working().filter(pk=tenant_id).first()
        if tenant is None or not writes_letters(tenant):
            return
        tried = to_try(tenant)
    with translation.override(tenant.language):
        found = {
            "sheet": tried.fingerprint,
            "directory": tried.directory,
            "stylesheet_trouble": _rendering(tried.sheet),
            "directory_trouble": _writing(tenant.code, tried.directory),
        }
    with scope(tenant_id):
        LetterTrial.objects.update_or_create(tenant=tenant, defaults={"tried_at": clock.now(), **found})
        tell(tenant_id, CHECKLIST)


def _rendering(sheet: Sheet) -> str:
    try:
        render(sheet)
    except RenderFailed as failure:
        return failure.sentence
    return ""


def _writing(code: str, directory: str) -> str:
    try:
        probe(code, directory)
    except Refused as refused:
        return str(refused)
    except PrintFailed as failure:
        return failure.sentence
    return ""
