"""Files, throwing away, and others who look at it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kontor.answers.models import Draft, DraftFile
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.desk.compose.conftest import HtmxFor, post, typed
from tests.support.client import HtmxBrowser
from tests.support.scoping import in_scope


def test_files_are_put_to_the_draft_and_taken_off(window: HtmxBrowser, mine: Ticket) -> None:
    listed = post(window, "attach", mine, files=SimpleUploadedFile("Zähler.txt", b"4711", "text/plain"))
    with in_scope(mine.tenant_id):
        file = DraftFile.objects.get(draft__ticket=mine)
    without = window.post(reverse("desk:compose:detach", args=[mine.number, file.pk]))

    assert "Zähler.txt" in listed.content.decode()
    assert "Zähler.txt" not in without.content.decode()


def test_empty_file_is_refused(window: HtmxBrowser, mine: Ticket) -> None:
    response = post(window, "attach", mine, files=SimpleUploadedFile("leer.txt", b"", "text/plain"))

    assert response.status_code == 409
    assert "leer.txt" in response.content.decode()


def test_discard(window: HtmxBrowser, mine: Ticket) -> None:
    pane = post(window, "discard", mine).content.decode()

    assert 'id="editor"' not in pane
    with in_scope(mine.tenant_id):
        assert not Draft.objects.filter(ticket=mine).exists()


def test_colleague_may_read_and_not_write(
    bela: User, window: HtmxBrowser, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    browser = htmx_for(bela, nordlicht)

    assert post(browser, "send", mine, **typed()).status_code == 403
    assert post(browser, "save", mine, **typed()).status_code == 404


@pytest.mark.parametrize("name", ["reply", "save", "send", "seen", "discard", "attach"])
def test_ticket_of_another_tenant_is_not_found(
    name: str, carla: User, mine: Ticket, alpina: Tenant, htmx_for: HtmxFor
) -> None:
    assert post(htmx_for(carla, alpina), name, mine, **typed()).status_code == 404
