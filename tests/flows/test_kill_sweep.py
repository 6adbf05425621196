"""A process is killed while rules act: what it has done stays done, the next look does the rest, all once."""

from __future__ import annotations

from collections import Counter

from kontor.escalations.domain.content import Action
from kontor.escalations.domain.sweep import sweep
from kontor.escalations.enums import ActionKind
from kontor.escalations.models import Firing
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import HistoryEntry, Notice, Ticket
from tests.factories.escalations import TAGS, TELLS_SUPERVISORS, rule_in_force, waits
from tests.factories.tickets import make_ticket
from tests.support.processes import running_code, until
from tests.support.scoping import everywhere

SIZE, BATCH = 120, 5
CODE = """
import django
django.setup()
from kontor.escalations.domain import sweep
sweep.BATCH = {batch}
sweep.sweep({tenant})
"""


def _fired() -> int:
    with everywhere():
        return Firing.objects.count()


def test_a_look_that_is_killed_is_gone_on_with(
    committed_db: str, nordlicht: Tenant, billing: Category, moving: Category, sven: User
) -> None:
    moves = Action(ActionKind.RECATEGORIZE, values=(str(moving.pk),))
    rule_in_force(nordlicht, waits(0), do=(TAGS, moves, TELLS_SUPERVISORS))
    tickets = {make_ticket(billing).pk for _each in range(SIZE)}

    for share in (0.1, 0.5):  # killed twice: early, and half way
        with running_code(committed_db, CODE.format(batch=BATCH, tenant=nordlicht.pk)) as dying:
            until(lambda share=share: _fired() >= SIZE * share, "some rules have acted", worker=dying)
            dying.kill()
    left = SIZE - _fired()
    sweep(nordlicht.pk)

    assert left > 0, "It was killed too late to prove anything."
    once = dict.fromkeys(tickets, 1)
    with everywhere():
        assert Counter(Firing.objects.values_list("ticket_id", flat=True)) == once
        for action in ("escalated", "recategorized"):
            assert Counter(HistoryEntry.objects.filter(action=action).values_list("ticket_id", flat=True)) == once
        assert {tuple(tags) for tags in Ticket.objects.values_list("tags", flat=True)} == {("eilig",)}
        assert set(Ticket.objects.values_list("category_id", flat=True)) == {moving.pk}
        told = Notice.objects.filter(user=sven)
        single = told.exclude(ticket=None).count()
        many = sum(told.filter(ticket=None).values_list("details__count", flat=True))
        assert single + many == SIZE
