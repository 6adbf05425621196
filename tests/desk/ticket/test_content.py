"""What came in by mail does no harm: frames, pictures and files."""

from __future__ import annotations

import os
from collections.abc import Callable
from html import unescape

import pytest
from django.urls import reverse

from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.blobs import keep
from kontor.tickets.domain.messages import NewFile, write_message
from kontor.tickets.models import Attachment, Message, Ticket
from kontor.ui.downloads import LARGE
from tests.factories.tickets import make_message, make_ticket, new_message
from tests.support.client import Browser
from tests.support.scoping import in_scope

ClientFor = Callable[..., Browser]
PNG = b"\x89PNG\r\n\x1a\n and more"
HTML = (
    '<p onclick="steal()">Guten Tag</p><script>steal()</script><img src="cid:Logo%40post.example" alt="Logo">'
    '<img src="https://tracker.example/pixel.gif" alt=""><a href="https://post.example/">Link</a>'
)


@pytest.fixture
def mine(billing: Category, anna: User, customer: Customer) -> Ticket:
    return make_ticket(billing, owner=anna, customer=customer)


@pytest.fixture
def message(mine: Ticket, customer: Customer, nordlicht: Tenant) -> Message:
    """An HTML mail with an inline picture, a drawing that could carry scripts, and a document."""
    files = [
        NewFile("logo.png", "image/png", PNG, content_id="logo@post.example", inline=True),
        NewFile("zeichnung.svg", "image/svg+xml", b"<svg onload='steal()'/>"),
        NewFile('Zähler "neu".pdf', "application/pdf", b"%PDF-1.4"),
    ]
    with in_scope(nordlicht):
        raw = keep(b"Subject: Abrechnung\r\n\r\nGuten Tag", tenant_id=nordlicht.pk)
        return write_message(mine, new_message(customer, html=HTML, files=files, raw=raw))


def frame(ticket: Ticket, message: Message) -> str:
    return reverse("desk:ticket:message", args=[ticket.number, message.pk])


def _read(browser: Browser, ticket: Ticket) -> str:
    return unescape(browser.get(reverse("desk:ticket:show", args=[ticket.number])).content.decode())


def file(message: Message, ticket: Ticket, content_type: str) -> str:
    with in_scope(ticket.tenant_id):
        attachment = Attachment.objects.get(message=message, content_type=content_type)
    return reverse("desk:ticket:file", args=[ticket.number, attachment.pk])


def test_page_shows_the_mail_in_a_sandboxed_frame(
    anna: User, mine: Ticket, message: Message, nordlicht: Tenant, client_for: ClientFor
) -> None:
    response = client_for(anna, nordlicht).get(reverse("desk:ticket:show", args=[mine.number]))

    page = response.content.decode()
    assert f'src="{frame(mine, message)}" sandbox="allow-same-origin allow-popups' in page
    assert "allow-scripts" not in page
    assert "frame-src 'self'" in response.headers["Content-Security-Policy"]


def test_others_whom_the_mail_reached_are_named(
    anna: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    to = [["", "service@nordlicht.example"], ["Chefin", "chefin@firma.example"]]
    make_message(mine, to=to, cc=[["", "kopie@firma.example"]])

    words = _read(client_for(anna, nordlicht), mine)

    assert "To: <service@nordlicht.example>, Chefin <chefin@firma.example>" in words
    assert "CC: <kopie@firma.example>" in words


def test_only_our_own_address_is_not_named(anna: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor) -> None:
    make_message(mine, to=[["", "service@nordlicht.example"]])

    assert "To: " not in _read(client_for(anna, nordlicht), mine)


def test_hundreds_of_addressees_are_folded(anna: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor) -> None:
    make_message(mine, cc=[["", f"person{each}@firma.example"] for each in range(300)])

    seen, _sign, folded = _read(client_for(anna, nordlicht), mine).partition("and 297 more")

    assert "CC: <person0@firma.example>, <person1@firma.example>, <person2@firma.example> " in seen
    assert "person3@" not in seen
    assert folded.count("@firma.example>") == 300


def test_frame_runs_nothing_and_loads_nothing_from_elsewhere(
    anna: User, mine: Ticket, message: Message, nordlicht: Tenant, client_for: ClientFor
) -> None:
    response = client_for(anna, nordlicht).get(frame(mine, message))

    page, policy = response.content.decode(), response.headers["Content-Security-Policy"]
    assert "Guten Tag" in page
    assert [word for word in ("steal", "script", "tracker.example") if word in page] == []
    assert "1 remote picture is not loaded." in page
    assert f'src="{file(message, mine, "image/png")}?show=1"' in page
    assert "default-src 'none'" in policy
    assert "img-src 'self' data:;" in policy
    assert "frame-ancestors 'self'" in policy
    assert "sandbox" in policy
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_remote_pictures_are_loaded_once_when_asked_for(
    anna: User, mine: Ticket, message: Message, nordlicht: Tenant, client_for: ClientFor
) -> None:
    response = client_for(anna, nordlicht).get(frame(mine, message), {"images": "1"})

    assert "https://tracker.example/pixel.gif" in response.content.decode()
    assert "img-src 'self' data: https: http:;" in response.headers["Content-Security-Policy"]
    assert "script" not in response.content.decode()


def test_file_is_saved_under_its_name(
    anna: User, mine: Ticket, message: Message, nordlicht: Tenant, client_for: ClientFor
) -> None:
    response = client_for(anna, nordlicht).get(file(message, mine, "application/pdf"))

    assert response.content == b"%PDF-1.4"
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"] == (
        "attachment; filename=\"Z_hler _neu_.pdf\"; filename*=UTF-8''Z%C3%A4hler%20%22neu%22.pdf"
    )


def test_a_large_file_leaves_piece_by_piece(
    anna: User, mine: Ticket, message: Message, nordlicht: Tenant, client_for: ClientFor
) -> None:
    content = os.urandom(LARGE + 1)
    with in_scope(nordlicht):
        large = Attachment.objects.get(message=message, content_type="application/pdf")
        large.blob = keep(content, tenant_id=nordlicht.pk)
        large.save()

    response = client_for(anna, nordlicht).get(file(message, mine, "application/pdf"))

    assert (response.streaming, b"".join(response)) == (True, content)


@pytest.mark.parametrize(
    ("content_type", "shown"), [("image/png", True), ("image/svg+xml", False), ("application/pdf", False)]
)
def test_only_plain_pictures_are_shown_in_place(
    content_type: str, shown: bool, anna: User, mine: Ticket, message: Message, nordlicht: Tenant, client_for: ClientFor
) -> None:
    response = client_for(anna, nordlicht).get(file(message, mine, content_type), {"show": "1"})

    assert response.headers["Content-Type"] == (content_type if shown else "application/octet-stream")
    assert response.headers.get("Content-Disposition", "").startswith("attachment") is not shown
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_mail_can_be_saved_as_it_came(
    anna: User, mine: Ticket, message: Message, nordlicht: Tenant, client_for: ClientFor
) -> None:
    response = client_for(anna, nordlicht).get(reverse("desk:ticket:raw", args=[mine.number, message.pk]))

    assert response.content.startswith(b"Subject: Abrechnung")
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_nothing_of_it_is_found_by_strangers(
    carla: User, mine: Ticket, message: Message, alpina: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(carla, alpina)
    raw = reverse("desk:ticket:raw", args=[mine.number, message.pk])

    assert [browser.get(url).status_code for url in (frame(mine, message), file(message, mine, "image/png"), raw)] == [
        404
    ] * 3


def test_message_of_another_ticket_is_not_found(
    anna: User, mine: Ticket, ticket: Ticket, message: Message, nordlicht: Tenant, client_for: ClientFor
) -> None:
    browser = client_for(anna, nordlicht)
    other_file = file(message, mine, "image/png").replace(str(mine.number), str(ticket.number))

    assert browser.get(frame(ticket, message)).status_code == 404
    assert browser.get(other_file).status_code == 404
