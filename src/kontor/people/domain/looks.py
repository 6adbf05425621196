"""A look through somebody else's eyes ends: with the sign-in in which it began, or before. Written down either way.

Who may look at all is decided above, in ``org.domain.eyes``.
"""

from __future__ import annotations

from collections.abc import Iterable

from kontor.audit.domain.recording import record_change
from kontor.live.notify import told
from kontor.people.models import Session, User
from kontor.tenants.scope import scope

EYES = "eyes"
"""In the session: {"user": whose, "tenants": where it was begun, "token": of one's own forms}. It ends with the
session."""
CLOSED = "eyes closed"


def end_looking(person_id: int, tenants: Iterable[int], *, by: User) -> None:
    """Write down that ``by`` looks no longer; what is open on their screen hears no more of the person's.

    Stands in a scope of its own: it also ends where one may look no more.
    """
    told(by.pk, "rights")
    with scope(*tenants):
        person = User.objects.get(pk=person_id)
        for tenant_id in tenants:
            record_change(CLOSED, person, by=by, tenant_id=tenant_id, label=person.name)


def end_looks_of(sessions: Iterable[Session]) -> None:
    """The looks that end with these sign-ins, which are about to go."""
    for session in sessions:
        looked = session.get_decoded().get(EYES)
        if looked and session.user:
            end_looking(looked["user"], looked["tenants"], by=session.user)
