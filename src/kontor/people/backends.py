"""Who a sign-in belongs to, looked up on every request."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from kontor.kernel.kept import Kept
from kontor.people.models import User


class DeskBackend(ModelBackend):
    """Django's, with a look-up that is quick."""

    def get_user(self, user_id: int) -> User | None:
        found = _by_id(user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None


_by_id = Kept(lambda user_id: User.objects.filter(pk=user_id))
