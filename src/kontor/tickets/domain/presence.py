"""Who else reads or writes a ticket."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from kontor.kernel import clock
from kontor.live import notify
from kontor.people.models import User
from kontor.tickets.enums import PresenceMode
from kontor.tickets.models import Presence, Ticket

FADES_AFTER = timedelta(seconds=60)


def show_presence(ticket: Ticket, user: User, mode: PresenceMode) -> list[Presence]:
    """Say that the person reads or writes the ticket now. Returns who else does. Tells others only on a change."""
    now = clock.now()
    before = Presence.objects.filter(ticket=ticket, user=user).first()
    Presence.objects.update_or_create(
        ticket=ticket,
        user=user,
        defaults={"tenant_id": ticket.tenant_id, "lent_to_id": ticket.lent_to_id, "mode": mode, "seen_at": now},
    )
    if before is None or before.mode != mode or before.seen_at < now - FADES_AFTER:
        tell_presence(ticket)
    return others(ticket, user)


def leave(ticket: Ticket, user: User) -> None:
    """The person turned away from the ticket."""
    if Presence.objects.filter(ticket=ticket, user=user).delete()[0]:
        tell_presence(ticket)


def others(ticket: Ticket, user: User) -> list[Presence]:
    """Who else is at the ticket, writers first."""
    rows = Presence.objects.filter(ticket=ticket, seen_at__gte=clock.now() - FADES_AFTER).exclude(user=user)
    return sorted(rows.select_related("user"), key=lambda row: (row.mode != PresenceMode.WRITING, row.user.name))


def present_people(ticket_ids: Collection[int]) -> dict[int, set[int]]:
    """Who is at these tickets now, by ticket."""
    rows = Presence.objects.filter(ticket__in=ticket_ids, seen_at__gte=clock.now() - FADES_AFTER)
    found: dict[int, set[int]] = {}
    for ticket_id, user_id in rows.values_list("ticket_id", "user_id"):
        found.setdefault(ticket_id, set()).add(user_id)
    return found


def tell_presence(ticket: Ticket) -> None:
    for tenant_id in filter(None, (ticket.tenant_id, ticket.lent_to_id)):
        notify.changed(tenant_id, "presence", ticket.pk)
