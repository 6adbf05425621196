"""A notice leads to a page of its tenant for whoever has the right there; one in another tenant opens none."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from kontor.desk.notices.links import address_of
from kontor.org.domain.access import Access
from kontor.tickets.enums import NoticeKind
from kontor.tickets.models import Notice

OURS, THEIRS = 1, 2
QUEUE = f"{reverse('desk:inbox:list')}?folder=queue"


@pytest.mark.parametrize(
    ("right", "kind", "details", "leads", "otherwise"),
    [
        ("board.read", NoticeKind.BACKLOG_ALARM, {}, f"{reverse('supervisor:board:show')}?tenant={THEIRS}", ""),
        (
            "escalations.read",
            NoticeKind.ESCALATED,
            {"rule_id": 7},
            reverse("supervisor:escalations:firings", args=[7]),
            QUEUE,
        ),
        (
            "accounts.read",
            NoticeKind.ACCOUNT_FAILING,
            {"account_id": 7, "general": False},
            reverse("supervisor:accounts:tab", args=[7, "state"]),
            "",
        ),
        (
            "letters.read",
            NoticeKind.NEW_MESSAGE,
            {"sentence": "batch_fails", "batch_id": 7},
            reverse("supervisor:letters:batch", args=[7]),
            "",
        ),
    ],
)
def test_it_leads_on_where_the_right_is_of_its_tenant(
    right: str, kind: NoticeKind, details: dict[str, Any], leads: str, otherwise: str
) -> None:
    notice = Notice(tenant_id=THEIRS, kind=kind, details=details)

    there, elsewhere = (
        Access(1, (OURS, THEIRS), tenant_wide={tenant_id: frozenset({right})}) for tenant_id in (THEIRS, OURS)
    )

    assert (address_of(notice, there), address_of(notice, elsewhere)) == (leads, otherwise)


def test_a_general_account_belongs_to_the_installation() -> None:
    notice = Notice(tenant_id=THEIRS, kind=NoticeKind.ACCOUNT_WORKS, details={"account_id": 7, "general": True})
    right = frozenset({"accounts.read"})

    of_tenant = Access(1, (THEIRS,), tenant_wide={THEIRS: right})
    of_installation = Access(1, (THEIRS,), installation=right)

    ways = [address_of(notice, access) for access in (of_tenant, of_installation)]
    assert ways == ["", reverse("supervisor:accounts:tab", args=[7, "state"])]


@pytest.mark.parametrize(
    ("kind", "leads"),
    [
        (NoticeKind.NEW_MESSAGE, ""),
        (NoticeKind.ACCOUNT_FAILING, ""),
        (NoticeKind.ESCALATED, QUEUE),
        (NoticeKind.PASSED_ON, f"{reverse('desk:inbox:list')}?folder=mine"),
    ],
)
def test_one_that_names_nothing_leads_nowhere_or_to_the_list(kind: NoticeKind, leads: str) -> None:
    everything = frozenset({"accounts.read", "escalations.read", "letters.read"})

    assert address_of(Notice(tenant_id=OURS, kind=kind), Access(1, (OURS,), tenant_wide={OURS: everything})) == leads
