"""Canaries: every few minutes a mail of each account to itself, found, removed, and its age told."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta
from typing import cast

from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kontor.channels.enums import AccountKind, Protocol
from kontor.channels.errors import ConnectionFailed, DeliveryFailed
from kontor.channels.models import MailAccount
from kontor.channels.trial_mark import CANARY, new_nonce
from kontor.kernel import clock
from kontor.preferences.domain.system import system_values
from kontor.preferences.types import Holder
from kontor.readiness.domain.trial_mails import arrived, clean, send_to_mailbox, write_mail
from kontor.readiness.models import Canary
from kontor.readiness.preferences import CANARY_EVERY, OFF
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

FLY = "kontor.readiness.tasks.fly"
LATE = timedelta(minutes=10)
"""A mail to oneself that takes longer is lost."""


def look_after_canaries() -> None:
    """Have those fly that are due, and those looked for that are on their way. Runs every minute.

    One job an account at most waits, however slow its server is. Where canaries are switched off, what is known of
    them goes.
    """
    for owner in (INSTALLATION, *every_tenant()):
        with scope(owner):
            every = _every(owner)
            accounts = _accounts(owner) if every else MailAccount.objects.none()
            ids = list(accounts.values_list("pk", flat=True))
            Canary.objects.filter(account_owner=owner).exclude(account__in=ids).delete()
            for account_id in _due(ids, every):
                _enqueue(owner, account_id)


def fly(owner: int, account_id: int) -> None:
    """Look for the account's mail that is on its way; send another one when it is time. Short scopes.

    A worker that is killed after sending leaves a mail whose name is known: it is found and removed by the next job.
    """
    with scope(owner):
        account = MailAccount.objects.fetching().filter(pk=account_id).first()
        every = _every(owner)
        if account is None or not every:
            return
        canary, _made = Canary.objects.get_or_create(
            account=account,
            defaults={"tenant_id": account.tenant_id, "account_owner": owner, "begun_at": clock.now()},
        )
        language = account.tenant.language if account.tenant else ""
    with translation.override(language or None):
        if canary.nonce:
            _look_for(canary, account)
        elif _is_time(canary, every):
            _send(canary, account)


def canaries_of(tenant_ids: Collection[int], *, general: bool = False) -> QuerySet[Canary]:
    """Those of the tenants' own accounts, the one that came in longest ago first; with ``general``, which takes the
    scope of the installation, those of general accounts too."""
    wanted = Q(tenant_id__in=tenant_ids) | (Q(tenant=None) if general else Q())
    return Canary.objects.filter(wanted).select_related("account", "tenant").order_by(_success(), "id")


def canary_of(account: MailAccount) -> Canary | None:
    """None where none flies; that of a general account is seen with the scope of the installation only."""
    return Canary.objects.filter(account=account).first()


def minutes_since_success(tenant_id: int) -> int:
    """How long ago the last success of the worst of the tenant's canaries is; 0 where there are none.

    A tenant without an incoming account of its own is served by the general ones, so it is theirs that count.
    """
    owner = tenant_id if _accounts(tenant_id).exists() else INSTALLATION
    with scope(owner, tenant_id):
        oldest = Canary.objects.filter(account_owner=owner).aggregate(at=Min(_success()))["at"]
    return (clock.now() - oldest) // timedelta(minutes=1) if oldest else 0


def _success() -> Coalesce:
    """When the last one came in, else since when one waits for the first."""
    return Coalesce("came_at", "begun_at")


def _every(owner: int) -> timedelta | None:
    chain = [cast(Holder, system_values())]
    if owner != INSTALLATION:
        chain.append(cast(Holder, Tenant.objects.get(pk=owner)))
    chosen = CANARY_EVERY.get(*chain)
    return None if chosen == OFF else timedelta(minutes=int(chosen))


def _accounts(owner: int) -> QuerySet[MailAccount]:
    """Those that write to themselves: their mailbox is read, and they can send."""
    rows = MailAccount.objects.fetching().filter(owner_key=owner, kind=AccountKind.INCOMING)
    return rows.exclude(smtp_host="").exclude(protocol=Protocol.FOLDER)


def _due(account_ids: list[int], every: timedelta | None) -> list[int]:
    known = {canary.account_id: canary for canary in Canary.objects.filter(account__in=account_ids)}
    return [pk for pk in account_ids if pk not in known or known[pk].nonce or _is_time(known[pk], every)]


def _is_time(canary: Canary, every: timedelta | None) -> bool:
    return bool(every) and (canary.sent_at is None or clock.now() >= canary.sent_at + cast(timedelta, every))


def _enqueue(owner: int, account_id: int) -> None:
    name = f"canary:{account_id}"
    with suppress(AlreadyEnqueued), transaction.atomic():
        job = app.configure_task(FLY, queue="mailboxes", lock=name, queueing_lock=name)
        job.defer(tenant_id=owner, account_id=account_id)


def _send(canary: Canary, account: MailAccount) -> None:
    """Its name is written down before it leaves."""
    nonce, now = new_nonce(), clock.now()
    with scope(canary.account_owner):
        Canary.objects.filter(pk=canary.pk).update(nonce=nonce, sent_at=now)
    subject, text = _("Canary of Kontor"), _("This mail tries the way through this account and removes itself.")
    content = write_mail(CANARY, account, nonce, sender=account, subject=subject, text=text)
    try:
        send_to_mailbox(account, account, content)
    except (ConnectionFailed, DeliveryFailed) as failure:
        _fail(canary, str(failure))


def _look_for(canary: Canary, account: MailAccount) -> None:
    with scope(canary.account_owner):
        arrival = arrived(account, CANARY, canary.nonce)
    assert canary.sent_at is not None
    if arrival is None:
        if clock.now() - canary.sent_at > LATE:
            _fail(canary, account.error or _("The mail to itself did not come in."))
        return
    if not clean(canary.account_owner, account.pk, nonce=canary.nonce):
        return
    seconds = max(0, round((arrival.stored_at - canary.sent_at).total_seconds()))
    with scope(canary.account_owner):
        Canary.objects.filter(pk=canary.pk, nonce=canary.nonce).update(
            nonce="", came_at=arrival.stored_at, seconds=seconds, failing_since=None, error=""
        )


def _fail(canary: Canary, sentence: str) -> None:
    with scope(canary.account_owner):
        since = canary.failing_since or clock.now()
        Canary.objects.filter(pk=canary.pk).update(nonce="", failing_since=since, error=sentence)
