"""Pictures of the lender's library: the borrower's agent meets those that texts brought into the draft, no others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.urls import reverse

from kontor.answers.domain.drafts import find_draft, open_draft
from kontor.answers.domain.switching import take_template
from kontor.answers.domain.writing import write
from kontor.answers.models import Draft
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import FilePurpose
from kontor.texts.models import LibraryFile, TextModule
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.loans import lend_ticket
from tests.factories.texts import make_library_file, make_module, make_template
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope


@dataclass
class Library:
    of_template: LibraryFile
    of_module: LibraryFile
    secret: LibraryFile
    module: TextModule


def _picture(tenant: Tenant, name: str) -> LibraryFile:
    content = b"\x89PNG\r\n\x1a\n" + name.encode()
    return make_library_file(
        tenant, name, filename=f"{name}.png", content=content, content_type="image/png", purpose=FilePurpose.PICTURE
    )


def _shows(picture: LibraryFile) -> str:
    return f'<p>Sehen Sie: <img src="picture:{picture.pk}" alt="{picture.name}"></p>'


@pytest.fixture
def library(nordlicht: Tenant, billing: Category) -> Library:
    of_template, of_module, secret = (_picture(nordlicht, name) for name in ("Plan", "Siegel", "Geheimnis"))
    make_template(nordlicht, html=_shows(of_template), categories=(billing,))
    module = make_module(nordlicht, html=_shows(of_module), categories=(billing,))
    return Library(of_template, of_module, secret, module)


@pytest.fixture
def draft(ticket: Ticket, claims: Category, carla: User, library: Library) -> Draft:
    """Carla answers the ticket that Nordlicht has lent to her tenant."""
    lend_ticket(ticket, claims)
    with everywhere():
        Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.ASSIGNED, owner=carla)
    with in_scope(ticket.tenant_id, claims.tenant_id):
        return open_draft(Ticket.objects.get(pk=ticket.pk), author=carla)


def test_the_borrower_loads_the_pictures_that_texts_brought_and_no_others(
    draft: Draft, ticket: Ticket, library: Library, carla: User, alpina: Tenant, client_for: Callable[..., Browser]
) -> None:
    browser = client_for(carla, alpina)

    def seen() -> list[int]:
        pictures = (library.of_template, library.of_module, library.secret)
        urls = [reverse("desk:compose:library-picture", args=[ticket.number, picture.pk]) for picture in pictures]
        return [browser.get(url).status_code for url in urls]

    before = seen()
    browser.post(reverse("desk:draft:module", args=[draft.pk, library.module.pk]))

    assert before == [200, 404, 404]
    assert seen() == [200, 200, 404]


def test_a_picture_whose_number_was_typed_into_the_draft_is_not_sent(
    draft: Draft, ticket: Ticket, library: Library, carla: User, alpina: Tenant, client_for: Callable[..., Browser]
) -> None:
    html = _shows(library.of_template) + _shows(library.secret)
    values = {"version": draft.version, "to": "kaethe@post.example", "subject": "Re", "html": html, "rich": "1"}

    kept = client_for(carla, alpina).post(reverse("desk:compose:save", args=[ticket.number]), values | {"text": "x"})

    assert kept.status_code == 200
    with in_scope(ticket.tenant_id, alpina):
        saved = find_draft(ticket, carla)
        assert saved is not None and f"picture:{library.secret.pk}" in saved.html
        written = write(saved)
    assert [file.filename for file in written.files] == ["Plan.png"]
    assert 'alt="Geheimnis"' in written.html


def test_what_a_former_template_brought_stays_to_be_seen(
    draft: Draft, ticket: Ticket, library: Library, billing: Category, carla: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    other = make_template(nordlicht, html="<p>Ohne Bild</p>", categories=(billing,), is_default=False)

    with in_scope(nordlicht, alpina):
        take_template(draft, other, beside=True, by=carla)
        written = write(Draft.objects.get(pk=draft.pk))

    assert [file.filename for file in written.files] == ["Plan.png"]


def test_while_it_is_not_lent_every_picture_of_the_library_may_be_sent(
    ticket: Ticket, billing: Category, library: Library, anna: User, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht):
        draft = open_draft(ticket, author=anna)
        draft.html = _shows(library.secret)
        assert [file.filename for file in write(draft).files] == ["Geheimnis.png"]
