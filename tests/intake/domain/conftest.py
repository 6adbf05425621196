"""Mail in the ledger without a server: stored as a fetch stores it, then filed as a worker files it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.channels.fetched import Batch, FetchedMail
from kontor.channels.models import MailAccount
from kontor.intake.domain.arrivals import store_arrivals
from kontor.intake.domain.processing import drain
from kontor.intake.models import Arrival
from kontor.org.models import Category
from kontor.routing.domain.fallback import set_fallback
from tests.factories import next_number
from tests.support.scoping import everywhere, in_scope

Receive = Callable[..., Arrival]


def seen(raw: bytes | None, *, key: str = "", **values: object) -> FetchedMail:
    """A mail as a mailbox hands it over."""
    uid = next_number()
    size = len(raw) if raw is not None else 60_000_000
    return FetchedMail(key or f"1:{uid}", 1, uid, size, raw, **values)  # type: ignore[arg-type]


def store(account: MailAccount, *mails: FetchedMail, renumbered: bool = False) -> int:
    with in_scope(account.owner):
        return store_arrivals(account, Batch(1, 1, mails, renumbered))


def newest() -> Arrival:
    with everywhere():
        rows = Arrival.objects.select_related("ticket__category", "ticket__customer", "message", "raw", "account")
        return rows.order_by("-id")[0]


@pytest.fixture
def receive(database: None) -> Receive:
    """``receive(account, raw)``: the mail comes in and is filed; returns its row in the ledger."""

    def make(account: MailAccount, raw: bytes) -> Arrival:
        store(account, seen(raw))
        drain(account.owner)
        return newest()

    return make


@pytest.fixture
def account(nordlicht_account: MailAccount, billing: Category) -> MailAccount:
    """An account of the first tenant whose mail goes into ``billing``."""
    with in_scope(nordlicht_account.owner):
        set_fallback(nordlicht_account, billing, by=None)
    return nordlicht_account
