"""Ending sign-ins: the sessions go, and the open pages of the person lose their stream at once.

With the last sign-in the person is nothing any more, neither ready nor busy. Who looked through somebody else's eyes in
a sign-in looks no longer.
What becomes of the tickets on the person's desk is decided above, in ``routing.domain.leaving``.
"""

from __future__ import annotations

from django.db.models import QuerySet

from kontor.live.notify import told
from kontor.people.domain.availability import leave
from kontor.people.domain.looks import end_looks_of
from kontor.people.models import Session, User


def end_session(key: str) -> bool:
    """End one sign-in; False when it had ended already."""
    session = Session.objects.filter(session_key=key).select_for_update(of=("self",)).select_related("user").first()
    if session is None:
        return False
    end_looks_of([session])
    session.delete()
    if session.user_id:
        _gone(session.user_id)
    return True


def end_sessions(user: User, *, keep: str | None = None) -> int:
    """End the person's sign-ins everywhere, but ``keep``; returns how many."""
    ended = list(sessions_of(user).exclude(session_key=keep or "").select_for_update(of=("self",)))
    end_looks_of(ended)
    Session.objects.filter(session_key__in=[session.session_key for session in ended]).delete()
    if ended:
        _gone(user.pk)
    return len(ended)


def sessions_of(user: User) -> QuerySet[Session]:
    """The person's open sign-ins, the one used last first."""
    return Session.objects.filter(user=user).order_by("-seen_at")


def _gone(user_id: int) -> None:
    told(user_id, "rights")
    if not Session.objects.filter(user_id=user_id).exists():
        leave(user_id)
