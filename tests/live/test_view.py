from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.support.client import Browser


def test_live_answers_with_an_event_stream(client_for: Callable[..., Browser], anna: User, nordlicht: Tenant) -> None:
    response = client_for(anna, nordlicht).get(reverse("live"))

    assert response.status_code == 200
    assert response["Content-Type"] == "text/event-stream"
    assert response["Cache-Control"] == "no-store"


def test_live_without_sign_in_answers_401(anybody: Browser) -> None:
    assert anybody.get(reverse("live")).status_code == 401


def test_live_accepts_reading_only(client_for: Callable[..., Browser], anna: User, nordlicht: Tenant) -> None:
    assert client_for(anna, nordlicht).post(reverse("live")).status_code == 405
