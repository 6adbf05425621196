"""The sign-ins that are open: Django's sessions with their person, so that one can list and end them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.crypto import salted_hmac

from kontor.people.models.user import User

BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


class Session(AbstractBaseSession):
    """One browser's sign-in. ``tenants`` is the tenant choice; the middleware checks it on each request."""

    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="sessions")
    tenants = ArrayField(models.BigIntegerField(), default=list, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    browser = models.CharField(max_length=200, blank=True)

    class Meta(AbstractBaseSession.Meta):
        indexes: ClassVar = [models.Index(fields=["seen_at"], name="people_session_seen")]

    @property
    def mark(self) -> str:
        """Names the session on a page. The key itself is the cookie, so it is never shown."""
        return salted_hmac("kontor.people.session", self.session_key, algorithm="sha256").hexdigest()[:20]

    @property
    def device(self) -> str:
        """Browser and system, as far as the browser tells them: "Firefox, Linux"."""
        found = (_first_in(self.browser, BROWSERS), _first_in(self.browser, SYSTEMS))
        return ", ".join(word for word in found if word)

    @classmethod
    def get_session_store_class(cls):  # type: ignore[no-untyped-def]
        from kontor.people.sessions import SessionStore

        return SessionStore


def _first_in(text: str, words: tuple[tuple[str, str], ...]) -> str:
    """The name of the first mark that occurs in the text."""
    return next((name for mark, name in words if mark in text), "")
