"""The session store: Django's database sessions on our own table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import DatabaseError, IntegrityError, transaction

from kontor.kernel import clock
from kontor.kernel.kept import Kept
from kontor.people.models import Session

MIRRORED = ["session_data", "expire_date", "user", "tenants", "address", "browser"]


class SessionStore(DatabaseStore):
    """Keeps person, tenant choice, address and browser as columns beside Django's session data.

    ``seen_at`` lives in its column only (``people.domain.sessions`` writes it), so that a request which merely
    looks does not write the whole session.
    """

    seen_at: datetime | None = None
    """When the session was last used, as it was when this request loaded it."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session: Session = super().create_model_instance(data)  # type: ignore[assignment]
        session.user_id = int(data["_auth_user_id"]) if data.get("_auth_user_id") else None
        session.tenants = list(data.get("tenants", []))
        session.address = data.get("address")
        session.browser = data.get("browser", "")
        return session

    def save(self, must_create: bool = False) -> None:
        """As Django's, but an existing row keeps when it began and was last used."""
        if self.session_key is None:
            self.create()
            return
        row = self.create_model_instance(self._get_session(no_load=must_create))  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                if must_create:
                    row.seen_at = clock.now()
                    row.save(force_insert=True)
                else:
                    row.save(update_fields=MIRRORED)
        except IntegrityError:
            if must_create:
                raise CreateError from None
            raise
        except DatabaseError:
            if not must_create:
                raise UpdateError from None
            raise

    def _get_session_from_db(self) -> Session | None:
        found = _by_key(self.session_key) if self.session_key else []
        row = found[0] if found and found[0].expire_date > clock.now() else None
        self.seen_at = row.seen_at if row else None
        if row is None:
            self._session_key = None
        return row


_by_key = Kept(lambda key: Session.objects.filter(session_key=key), str)
