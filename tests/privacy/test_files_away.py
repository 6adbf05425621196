"""The folder of large files is not mounted: who wrote what lies there is not known, so nothing is decided by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kontor.channels.models import MailAccount
from kontor.intake.enums import ArrivalState, Outcome
from kontor.intake.models import Arrival
from kontor.kernel import clock
from kontor.privacy.domain.erasing import wake_waiting
from kontor.privacy.domain.retention import begin_retention
from kontor.privacy.enums import ErasureState
from kontor.privacy.preferences import KEEP_MAIL_MONTHS
from kontor.tenants.models import Tenant
from kontor.tickets.domain import blobs
from tests.factories.answers import prefer
from tests.factories.customers import make_customer
from tests.factories.intake import make_arrival
from tests.factories.privacy import make_hold
from tests.privacy.erasing.conftest import erased
from tests.support.jobs import run_jobs
from tests.support.scoping import in_scope

Mount = Callable[[bool], None]


@pytest.fixture
def mount(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mount:
    """All bytes are kept in a folder, which is there or is not."""
    monkeypatch.setattr(blobs, "IN_ROW", 0)

    def mount(there: bool) -> None:
        settings.MAIL_STORAGE = str(tmp_path / ("kept" if there else "not mounted"))

    mount(True)
    return mount


def _written_by(account: MailAccount, address: str) -> Arrival:
    """A mail that became no ticket, of long ago."""
    raw = f"From: {address}\r\nSubject: {address}\r\n\r\nx".encode()
    arrival = make_arrival(account, raw=raw, received_at=clock.now() - timedelta(days=400))
    with in_scope(account.owner):
        Arrival.objects.filter(pk=arrival.pk).update(state=ArrivalState.DONE, outcome=Outcome.IGNORED)
    return arrival


def test_nobody_is_erased_until_it_is_known_what_they_wrote(
    nordlicht: Tenant, nordlicht_account: MailAccount, mount: Mount
) -> None:
    jana = make_customer(nordlicht, "Jana Petersen", email="jana@post.example")
    mail = _written_by(nordlicht_account, "jana@post.example")

    mount(False)
    erasure = erased(jana)
    assert erasure.state != ErasureState.DONE

    mount(True)
    with in_scope(nordlicht):
        wake_waiting(nordlicht.pk)
    run_jobs("privacy.tasks.erase")
    with in_scope(nordlicht):
        erasure.refresh_from_db()
        mail.refresh_from_db()
    assert (erasure.state, mail.raw_id) == (ErasureState.DONE, None)


def test_what_somebody_who_is_held_may_have_written_stays(
    nordlicht: Tenant, nordlicht_account: MailAccount, mount: Mount
) -> None:
    prefer(nordlicht, KEEP_MAIL_MONTHS, 12)
    make_hold(make_customer(nordlicht, "Jana Petersen", email="jana@post.example"))
    theirs, others = (_written_by(nordlicht_account, f"{name}@post.example") for name in ("jana", "otto"))
    with in_scope(nordlicht):
        begin_retention(nordlicht.pk)

    kept = []
    for there in (False, True):
        mount(there)
        with in_scope(nordlicht):
            wake_waiting(nordlicht.pk)
        run_jobs("privacy.tasks.erase")
        with in_scope(nordlicht):
            kept.append([Arrival.objects.get(pk=mail.pk).raw_id is not None for mail in (theirs, others)])

    assert kept == [[True, True], [True, False]]
