from __future__ import annotations

from typing import Any

from django.utils import timezone

from kontor.channels.fetched import Batch, FetchedMail
from kontor.channels.models import MailAccount
from kontor.intake.domain.arrivals import store_arrivals
from kontor.intake.enums import ShadowState
from kontor.intake.models import Arrival, ShadowRun
from kontor.kernel import clock
from kontor.tenants.models import Tenant
from tests.factories import next_number
from tests.support.scoping import in_scope

RAW = """From: Käthe Kunde <kaethe@post.example>
To: {to}
Subject: {subject}
Message-ID: <{number}@post.example>
Date: Tue, 24 Nov 2026 10:00:00 +0100
Content-Type: text/plain; charset=utf-8

{text}
"""


def make_arrival(
    account: MailAccount,
    *,
    subject: str = "Abrechnung",
    text: str = "Guten Tag, die Abrechnung stimmt nicht.",
    raw: bytes | None = None,
    problem: str = "",
    **values: Any,
) -> Arrival:
    """A mail as it stands in the ledger, stored by the verb: waiting, or held with its head only for a ``problem``.

    Further values (``state``, ``reason`` …) are written over what the verb has set.
    """
    number = next_number()
    raw = raw if raw is not None else RAW.format(to=account.address, subject=subject, number=number, text=text).encode()
    key = f"1:{number}"
    mail = FetchedMail(key, 1, number, len(raw), raw)
    if problem:
        mail = FetchedMail(key, 1, number, 60_000_000, None, headers=raw, problem=problem)
    with in_scope(account.owner):
        store_arrivals(account, Batch(1, number, (mail,)))
        rows = Arrival.objects.filter(account=account, key=key)
        if values:
            rows.update(**values)
        return rows.select_related("account").get()


def make_held(account: MailAccount, *, reason: str = "no_category", **values: Any) -> Arrival:
    """Held mail whose bytes are here."""
    return make_arrival(account, **{"state": "held", "outcome": "held", "reason": reason, **values})


def make_shadow_run(tenant: Tenant, **values: Any) -> ShadowRun:
    """A look at today's mail of the tenant that is over."""
    today = timezone.localdate()
    usual = {"first_day": today, "last_day": today, "state": ShadowState.DONE, "asked_at": clock.now()}
    with in_scope(tenant):
        return ShadowRun.objects.create(tenant=tenant, **{**usual, **values})
