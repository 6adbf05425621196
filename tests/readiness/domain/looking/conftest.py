"""A tenant looked at."""

from __future__ import annotations

from typing import Any

from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.readiness.domain.checks import Line
from kontor.readiness.domain.looking import Readiness, look
from kontor.readiness.enums import LineState
from kontor.routing.models import AccountFallback
from kontor.tenants.models import Tenant
from tests.support.scoping import everywhere, in_scope

GREEN, OPEN, WRONG = LineState.GREEN, LineState.OPEN, LineState.WRONG


def looked(tenant: Tenant) -> Readiness:
    with in_scope(tenant):
        return look(Tenant.objects.get(pk=tenant.pk))


def found(tenant: Tenant, key: str) -> Line:
    return next(line for line in looked(tenant).lines if line.key == key)


def state(tenant: Tenant, key: str) -> LineState:
    return found(tenant, key).state


def fetched(account: MailAccount, **values: Any) -> None:
    with in_scope(account.owner):
        MailAccount.objects.filter(pk=account.pk).update(
            **{"fetched_at": clock.now(), "last_sent_at": clock.now(), **values}
        )


def fall_back(account: MailAccount, category: Category) -> None:
    with everywhere():
        AccountFallback.objects.create(
            tenant_id=category.tenant_id, account=account, account_owner=account.owner, category=category
        )
