from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.urls import reverse

from kontor.audit.domain import source
from kontor.audit.domain.recording import record_change
from kontor.audit.domain.source import coming_from, where_from, works_as
from kontor.audit.models import AuditEntry
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope


def test_a_request_comes_before_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "_process", "")
    works_as("worker")

    with coming_from("192.0.2.7"):
        assert where_from() == "192.0.2.7"
    assert where_from() == "worker"


@pytest.mark.django_db
def test_a_row_says_from_where_and_why(nordlicht: Tenant) -> None:
    with in_scope(nordlicht), coming_from("192.0.2.7"):
        record_change("one", nordlicht, by=None, tenant_id=nordlicht.pk, reason="weil " * 200)
        record_change("two", nordlicht, by=None, tenant_id=nordlicht.pk, source="file tenant.yaml")

        found = list(AuditEntry.objects.order_by("id").values_list("source", "reason"))
        assert found == [("192.0.2.7", ("weil " * 200)[:500]), ("file tenant.yaml", "")]


def test_a_change_on_a_page_has_the_clients_address(
    client_for: Callable[..., Browser], ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That of the browser: a proxy is believed when the settings name it."""
    monkeypatch.setattr(settings, "TRUSTED_PROXIES", ["10.0.0.1"], raising=False)
    browser, before = client_for(ada), where_from()

    browser.post(reverse("supervisor:breaks:list"), {"name": "Kaffee"}, REMOTE_ADDR="192.0.2.7")
    browser.post(
        reverse("supervisor:breaks:list"),
        {"name": "Tee"},
        REMOTE_ADDR="10.0.0.1",
        headers={"x-forwarded-for": "198.51.100.3"},
    )

    with everywhere():
        found = AuditEntry.objects.filter(kind="people.breakreason").order_by("id").values_list("source", flat=True)
        assert list(found) == ["192.0.2.7", "198.51.100.3"]
    assert where_from() == before
