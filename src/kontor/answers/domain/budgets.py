"""How much automatic mail may go out: to an address, of a ticket, of a tenant, to addresses never seen before.

Marks in a mail tell a machine only as long as nobody takes them off on the way. Budgets end a loop that shows none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import connection

from kontor.answers.enums import BudgetKind
from kontor.answers.models import AutomaticBudget
from kontor.answers.preferences import AUTOMATIC_PAUSE, AUTOMATIC_PER_HOUR, STRANGERS_PER_HOUR
from kontor.kernel import clock
from kontor.kernel.text import normalize_email
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.tenants.models import Tenant

GROWTH = (1, 6, 24, 168)
"""How many times as long as the first pause the pause is after the first, second, third and every further mail."""
WINDOWS = {"hour": (timedelta(hours=1), 1), "day": (timedelta(days=1), 6)}
"""The windows of a tenant: a day holds what six hours may."""


@dataclass(frozen=True)
class Limits:
    """What a tenant allows: the first pause for an address or ticket in minutes, and mails an hour."""

    pause: int
    per_hour: int
    strangers_per_hour: int

    @classmethod
    def of(cls, *chain: object) -> Limits:
        """The limits in force for the chain of system and tenant."""
        holders = cast(Sequence[Holder], chain)
        return cls(AUTOMATIC_PAUSE.get(*holders), AUTOMATIC_PER_HOUR.get(*holders), STRANGERS_PER_HOUR.get(*holders))

    @property
    def quiet(self) -> timedelta:
        """After so long without automatic mail the pauses begin with the first one anew."""
        return timedelta(minutes=self.pause * GROWTH[-1])


@dataclass(frozen=True)
class Claim:
    """An automatic mail that is to be sent. ``stranger``: the tenant never saw the address before."""

    tenant_id: int
    address: str
    ticket_id: int
    stranger: bool


def claim_all(claims: Sequence[Claim], limits: Mapping[int, Limits]) -> list[str]:
    """Of each claim "" if it may be sent, else why not: budget_address, budget_ticket, budget_tenant, budget_strangers.

    Three statements however many claims there are. The rows are locked until the transaction ends, those of addresses
    and tickets before those of tenants and each in the order of their keys: two workers never spend one share twice
    and never wait for each other crosswise. Who is stopped by a later budget has used the share of the earlier one.
    """
    if not claims:
        return []
    now = clock.now()
    begun = _begin_pauses(claims, limits, now)
    refused = [_paused(claim, begun) for claim in claims]
    going = [claim for claim, why in zip(claims, refused, strict=True) if not why]
    room = _Room.of(going, limits, now)
    refused = [why or room.take(claim) for claim, why in zip(claims, refused, strict=True)]
    room.write()
    return refused


def claim_share(claim: Claim, limits: Limits) -> str:
    """The same for a mail that can go out only once of its ticket, whatever the address got before: only the tenant's
    windows count."""
    room = _Room.of([claim], {claim.tenant_id: limits}, clock.now())
    refused = room.take(claim)
    room.write()
    return refused


def budget_key(address: str) -> str:
    """The address as budgets count it: what stands behind a plus sign opens no budget of its own."""
    local, _at, domain = normalize_email(address).rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"[:254]


def prune_budgets(tenant_id: int) -> int:
    """Rows that say nothing any more go: windows that ended, and addresses and tickets that were quiet for long.

    In the tenant's scope. Returns how many went.
    """
    now, limits = clock.now(), Limits.of(system_values(), Tenant.objects.get(pk=tenant_id))
    rows = AutomaticBudget.objects.filter(tenant_id=tenant_id)
    tenants = [BudgetKind.TENANT, BudgetKind.STRANGERS]
    over = rows.filter(kind__in=tenants, until__lt=now)
    quiet = rows.exclude(kind__in=tenants).filter(until__lt=now - limits.quiet)
    return over.delete()[0] + quiet.delete()[0]


# -- addresses and tickets: a pause that grows --------------------------------------------------

_Key = tuple[int, str, str]
"""Tenant, kind and key of a row."""


def _pauses(claim: Claim) -> tuple[_Key, _Key]:
    address = (claim.tenant_id, BudgetKind.ADDRESS.value, budget_key(claim.address))
    return address, (claim.tenant_id, BudgetKind.TICKET.value, str(claim.ticket_id))


def _begin_pauses(claims: Sequence[Claim], limits: Mapping[int, Limits], now: datetime) -> set[_Key]:
    """Begin the next pause of these addresses and tickets. Returns those whose last one is over."""
    wanted = sorted({key for claim in claims for key in _pauses(claim)})
    tenants, kinds, keys = map(list, zip(*wanted, strict=True))
    minutes = [limits[tenant_id].pause for tenant_id, _kind, _key in wanted]
    values: dict[str, Any] = {"now": now, "tenants": tenants, "kinds": kinds, "keys": keys, "minutes": minutes}
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, values)
        return {(tenant_id, kind, key) for tenant_id, kind, key in cursor.fetchall()}


def _paused(claim: Claim, begun: set[_Key]) -> str:
    """Why the claim must wait. Of two for one address the first one uses its pause up."""
    address, ticket = _pauses(claim)
    if address not in begun:
        return "budget_address"
    if ticket not in begun:
        return "budget_ticket"
    begun -= {address, ticket}
    return ""


# ``excluded.until - now`` is the first pause. An address that was quiet for as long as the longest one begins anew.
_BEGIN = """
INSERT INTO answers_automaticbudget AS known (tenant_id, kind, key, used, until)
SELECT tenant_id, kind, key, 1, %(now)s + make_interval(mins => minutes)
FROM unnest(%(tenants)s::bigint[], %(kinds)s::text[], %(keys)s::text[], %(minutes)s::int[])
    WITH ORDINALITY AS given(tenant_id, kind, key, minutes, place)
ORDER BY place
ON CONFLICT (tenant_id, kind, key) DO UPDATE SET
    used = CASE WHEN {quiet} THEN 1 ELSE known.used + 1 END,
    until = %(now)s + (excluded.until - %(now)s) * CASE WHEN {quiet} THEN 1 ELSE {growth} END
WHERE known.until <= %(now)s
RETURNING tenant_id, kind, key
""".format(
    quiet=f"known.until + (excluded.until - %(now)s) * {GROWTH[-1]} <= %(now)s",
    growth=f"(ARRAY{list(GROWTH)})[least(known.used + 1, {len(GROWTH)})]",
)


# -- tenants: windows of an hour and of a day ----------------------------------------------------


@dataclass
class _Window:
    """What is left of a tenant's window, and what was spent of it now."""

    left: int
    spent: int = 0


class _Room:
    """What tenants may still send, to anybody and to strangers, in the windows that are open."""

    def __init__(self, windows: dict[_Key, _Window]) -> None:
        self._windows = windows

    @classmethod
    def of(cls, claims: Sequence[Claim], limits: Mapping[int, Limits], now: datetime) -> _Room:
        """Locks the windows of the tenants; those that ended, or began while the clock was ahead, begin anew."""
        keys = sorted({key for claim in claims for key in _windows_of(claim)})
        if not keys:
            return cls({})
        ends = [now + WINDOWS[key][0] for _tenant, _kind, key in keys]
        tenants, kinds, names = map(list, zip(*keys, strict=True))
        common = {"now": now, "differ": clock.DIFFER}
        values: dict[str, Any] = {**common, "tenants": tenants, "kinds": kinds, "keys": names, "ends": ends}
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, values)
            used = {(tenant, kind, key): number for tenant, kind, key, number in cursor.fetchall()}
        return cls({key: _Window(_size(key, limits) - used[key]) for key in keys})

    def take(self, claim: Claim) -> str:
        """Spend one of each window that counts for the claim; "" or why that cannot be."""
        windows = {key: self._windows[key] for key in _windows_of(claim)}
        for (_tenant, kind, _key), window in windows.items():
            if window.left <= window.spent:
                return f"budget_{kind}"
        for window in windows.values():
            window.spent += 1
        return ""

    def write(self) -> None:
        spent = {key: window.spent for key, window in self._windows.items() if window.spent}
        if not spent:
            return
        tenants, kinds, names = map(list, zip(*spent, strict=True))
        values = {"tenants": tenants, "kinds": kinds, "keys": names, "spent": list(spent.values())}
        with connection.cursor() as cursor:
            cursor.execute(_SPEND, values)


def _windows_of(claim: Claim) -> list[_Key]:
    kinds = [BudgetKind.TENANT, BudgetKind.STRANGERS] if claim.stranger else [BudgetKind.TENANT]
    return [(claim.tenant_id, kind.value, key) for kind in kinds for key in WINDOWS]


def _size(key: _Key, limits: Mapping[int, Limits]) -> int:
    tenant_id, kind, window = key
    tenant = limits[tenant_id]
    per_hour = tenant.per_hour if kind == BudgetKind.TENANT else tenant.strangers_per_hour
    return per_hour * WINDOWS[window][1]


_LOCK = """
INSERT INTO answers_automaticbudget AS known (tenant_id, kind, key, used, until)
SELECT tenant_id, kind, key, 0, ends
FROM unnest(%(tenants)s::bigint[], %(kinds)s::text[], %(keys)s::text[], %(ends)s::timestamptz[])
    WITH ORDINALITY AS given(tenant_id, kind, key, ends, place)
ORDER BY place
ON CONFLICT (tenant_id, kind, key) DO UPDATE SET
    used = CASE WHEN {over} THEN 0 ELSE known.used END,
    until = CASE WHEN {over} THEN excluded.until ELSE known.until END
RETURNING tenant_id, kind, key, used
""".format(over="(known.until <= %(now)s OR known.until > excluded.until + %(differ)s)")

_SPEND = """
UPDATE answers_automaticbudget AS known SET used = known.used + given.spent
FROM unnest(%(tenants)s::bigint[], %(kinds)s::text[], %(keys)s::text[], %(spent)s::int[])
    AS given(tenant_id, kind, key, spent)
WHERE known.tenant_id = given.tenant_id AND known.kind = given.kind AND known.key = given.key
"""
