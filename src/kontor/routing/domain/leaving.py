"""People go: they sign out, are signed out, or lose rights. What they may not work on any more returns to the queue.

Ends the sign-ins (``people.domain.sign_out``), which ends the open streams, then returns tickets. Drafts stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from kontor.audit.domain.recording import record_change
from kontor.live.notify import told
from kontor.org.domain import groups, memberships
from kontor.org.domain.access import load_access
from kontor.org.domain.group_tree import AnyGroup, people_of
from kontor.org.models import AgentGroup, Grant
from kontor.org.preferences import IDLE_TIMEOUT
from kontor.people.domain import sign_out, users
from kontor.people.domain.sessions import ended_by_themselves
from kontor.people.models import Session, User
from kontor.preferences.domain.system import system_values
from kontor.routing.domain.assign import to_queue
from kontor.routing.domain.sign_out import Reason, return_tickets
from kontor.tenants.scope import INSTALLATION, every_tenant, scope
from kontor.tickets.domain.history import record
from kontor.tickets.domain.states import lock
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket


def end_session(user: User, key: str, *, reason: Reason, by: User | None = None) -> None:
    """End one sign-in. With the last one the tickets on the person's desk return to the queue.

    ``by`` is who ended it for the person: it stands in the audit log then. People who sign out themselves do not.
    """
    with scope():
        ended = sign_out.end_session(key)
        _return_unless_signed_in(user, reason)
        _record_signed_out(user, int(ended), by)


def end_sessions(user: User, *, reason: Reason, keep: str | None = None, by: User | None = None) -> int:
    """End the person's sign-ins everywhere (but ``keep``); returns how many. ``by`` as for one."""
    with scope():
        ended = sign_out.end_sessions(user, keep=keep)
        _return_unless_signed_in(user, reason)
        _record_signed_out(user, ended, by)
    return ended


def end_idle_sessions() -> int:
    """End the sign-ins that nobody used for as long as the setting says. Each in a transaction of its own."""
    minutes = IDLE_TIMEOUT.get(system_values())
    ended = 0
    for key, user_id in ended_by_themselves(minutes).values_list("session_key", "user_id"):
        with scope():
            gone = ended_by_themselves(minutes).filter(session_key=key).exists()  # used again a moment ago?
            if gone and sign_out.end_session(key) and user_id:
                _return_unless_signed_in(User.objects.get(pk=user_id), "idle")
                ended += 1
    return ended


def leave_tenants(user: User, left: Iterable[int], *, key: str, reason: Reason = "sign_out") -> int:
    """The tenant choice of the sign-in ``key`` became smaller: open streams end, so that they begin anew with less.

    Tickets of the tenants left return to the queue, unless another sign-in of the person covers them.
    """
    told(user.pk, "rights")
    with scope():
        others = sign_out.sessions_of(user).exclude(session_key=key)
        covered = {tenant_id for session in others for tenant_id in session.tenants}
        gone = tuple(tenant_id for tenant_id in left if tenant_id not in covered)
        return return_tickets(user, reason=reason, tenants=gone) if gone else 0


@transaction.atomic(savepoint=False)
def change_user(user: User, values: Mapping[str, Any], *, version: int, by: User | None) -> User:
    """Change a person; tickets of somebody who is switched off return to the queue."""
    changed = users.change_user(user, values, version=version, by=by)
    if user.active and not changed.active:
        return_tickets(changed, reason="rights")
    return changed


@transaction.atomic(savepoint=False)
def delete_user(user: User, *, by: User | None) -> User:
    """Delete a person (logically); their tickets return to the queue."""
    deleted = users.delete_user(user, by=by)
    return_tickets(deleted, reason="rights")
    return deleted


@transaction.atomic(savepoint=False)
def change_memberships(
    user: User, agent_groups: Iterable[AgentGroup], *, roles_too: bool = False, by: User | None, version: int
) -> None:
    """Set the person's agent groups, and take their roles on those they leave; tickets of categories they may not read
    any more return to the queue."""
    if memberships.set_memberships(user, agent_groups, roles_too=roles_too, by=by, version=version):
        return_unreachable(user)


@transaction.atomic(savepoint=False)
def take_out_members(group: AgentGroup, users: Iterable[User], *, roles_too: bool, by: User | None) -> int:
    """Take people out of an agent group, and their roles on it; tickets they may not read any more return to the queue.

    Returns how many people were members.
    """
    gone = memberships.take_out_members(group, users, roles_too=roles_too, by=by)
    for user in gone:
        return_unreachable(user)
    return len(gone)


@transaction.atomic(savepoint=False)
def withdraw_role(grant: Grant, *, by: User | None) -> None:
    """Take a role away; tickets of categories the person may not read any more return to the queue."""
    user = grant.user
    memberships.take_role(grant, by=by)
    return_unreachable(user)


@transaction.atomic(savepoint=False)
def delete_group(group: AnyGroup, *, by: User | None) -> None:
    """Delete a group (logically); tickets of categories that its people may not read any more return to the queue."""
    people = people_of(group)
    groups.delete_group(group, by=by)
    for user in User.objects.filter(pk__in=people).order_by("pk"):
        return_unreachable(user)


def return_unreachable(user: User) -> int:
    """Return the tickets on the person's desk that stand in categories they may not read any more."""
    with scope(*every_tenant()):
        access = load_access(user, every_tenant())
        allowed = list(access.category_ids("tickets.read"))
        on_desk = Ticket.objects.filter(owner=user, state=TicketState.ASSIGNED, closed_at=None)
        count = 0
        for ticket in on_desk.exclude(queue_category_id__in=allowed).order_by("id"):
            locked = lock(ticket)
            if locked.owner_id == user.pk and locked.state == TicketState.ASSIGNED:
                to_queue(locked)
                record(locked, "returned_rights", by=None, owner=user.name)
                count += 1
    return count


def _record_signed_out(user: User, ended: int, by: User | None) -> None:
    if not ended or by is None or by.pk == user.pk:
        return
    left = sign_out.sessions_of(user).count()
    with scope(INSTALLATION):
        changes = {"sign_ins": [left + ended, left]}
        record_change("signed out", user, by=by, tenant_id=None, changes=changes)


def _return_unless_signed_in(user: User, reason: Reason) -> None:
    if not Session.objects.filter(user=user).exists():
        return_tickets(user, reason=reason)
