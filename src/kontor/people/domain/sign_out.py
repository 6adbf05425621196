"""Ending sign-ins: the sessions go, and the open pages of the person lose their stream at once.

With the last sign-in the person is nothing any more, neither ready nor busy.
What becomes of the tickets on the person's desk is decided above, in ``routing.domain.leaving``.
"""

from __future__ import annotations

from django.db.models import QuerySet

from kontor.live.notify import told
from kontor.people.domain.availability import leave
from kontor.people.models import Session, User


def end_session(key: str) -> bool:
    """End one sign-in; False when it had ended already."""
    user_id = Session.objects.filter(session_key=key).values_list("user_id", flat=True).first()
    deleted, _by_model = Session.objects.filter(session_key=key).delete()
    if deleted and user_id:
        _gone(user_id)
    return bool(deleted)


def end_sessions(user: User, *, keep: str | None = None) -> int:
    """End the person's sign-ins everywhere, but ``keep``; returns how many."""
    ended, _by_model = sessions_of(user).exclude(session_key=keep or "").delete()
    if ended:
        _gone(user.pk)
    return ended


def sessions_of(user: User) -> QuerySet[Session]:
    """The person's open sign-ins, the one used last first."""
    return Session.objects.filter(user=user).order_by("-seen_at")


def _gone(user_id: int) -> None:
    told(user_id, "rights")
    if not Session.objects.filter(user_id=user_id).exists():
        leave(user_id)
