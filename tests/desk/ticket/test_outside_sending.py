"""A mail to people outside from the desk: its pictures and spelling, taking it back, and its release."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kontor.answers.domain.outside_drafts import find_outside_draft
from kontor.answers.enums import DraftKind
from kontor.answers.models import Clearance, Draft
from kontor.answers.preferences import SHOW_CLEARANCE, UNDO_SECONDS
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.spelling.preferences import SPELL_CHECK
from kontor.tenants.models import Tenant
from kontor.tickets.domain.messages import NewFile, add_files
from kontor.tickets.enums import MessageKind, TicketState
from kontor.tickets.models import Message, Ticket
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.org import make_closing_code
from tests.factories.reviews import make_review_rule
from tests.factories.tickets import make_ticket
from tests.spelling.needs import needs_dictionaries
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import in_scope

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]
PNG = b"\x89PNG\r\n\x1a\n and some bytes"
KINDS = pytest.mark.parametrize("kind", ["inquiry", "forward"])


@pytest.fixture
def mine(billing: Category, customer: Customer, nordlicht_account: MailAccount, anna: User) -> Ticket:
    return make_ticket(billing, customer=customer, account=nordlicht_account, owner=anna, subject="Zähler defekt")


def at(name: str, ticket: Ticket, *more: object) -> str:
    return reverse(f"desk:outside:{name}", args=[ticket.number, *more])


def draft_of(ticket: Ticket, author: User, kind: str = "inquiry") -> Draft:
    with in_scope(ticket.tenant_id):
        draft = find_outside_draft(ticket, DraftKind(kind), author)
    assert draft is not None
    return draft


def typed(draft: Draft, **more: Any) -> dict[str, Any]:
    values = {"version": draft.version, "to": "Elke Elektrik <elke@experts.example>", "subject": draft.subject}
    return {**values, "text": "Stimmt der Zähler?", "quote": "on", **more}


def _begun_and_sent(browser: Browser, ticket: Ticket, author: User, kind: str = "inquiry") -> None:
    browser.post(at("begin", ticket, kind))
    browser.post(at("send", ticket, kind), typed(draft_of(ticket, author, kind)))


@KINDS
def test_the_next_page_offers_to_take_it_back_and_then_the_draft_is_there(
    frozen: Frozen, anna: User, bela: User, mine: Ticket, client_for: ClientFor, nordlicht: Tenant, kind: str
) -> None:
    prefer(nordlicht, UNDO_SECONDS, 20)
    browser = client_for(anna, nordlicht)
    browser.post(reverse("desk:compose:reply", args=[mine.number]))
    _begun_and_sent(browser, mine, anna, kind)
    with in_scope(nordlicht):
        message = Message.objects.get(ticket=mine, kind=kind)
    url = reverse("desk:compose:take-back", args=[mine.number, message.pk])

    said = browser.get(reverse("desk:inbox:list")).content.decode()
    strangers = client_for(bela, nordlicht).post(url).status_code
    frozen.move(seconds=1)
    page = browser.post(url, follow=True).content.decode()

    assert "leaves in 20 seconds." in said and f'action="{url}?stays=20"' in said
    assert strangers == 404
    assert "It is taken back. Nothing was sent; your draft is here again." in page
    assert 'id="outside-text"' in page and "Stimmt der Zähler?</textarea>" in page
    with in_scope(nordlicht):
        assert (OutgoingMail.objects.count(), Ticket.objects.get(pk=mine.pk).state) == (0, TicketState.ASSIGNED)


def test_a_forward_that_closes_keeps_its_closing_code_when_it_is_taken_back(
    frozen: Frozen, anna: User, mine: Ticket, client_for: ClientFor, nordlicht: Tenant
) -> None:
    prefer(nordlicht, UNDO_SECONDS, 20)
    code = make_closing_code(mine.category, "done", "Erledigt")
    browser = client_for(anna, nordlicht)
    browser.post(at("begin", mine, "forward"))
    sent = typed(draft_of(mine, anna, "forward"), closing="1", closing_code=code.pk)
    browser.post(at("send", mine, "forward"), sent)
    with in_scope(nordlicht):
        message = Message.objects.get(ticket=mine, kind="forward")

    page = browser.post(reverse("desk:compose:take-back", args=[mine.number, message.pk]), follow=True)

    assert f'<option value="{code.pk}" selected>Erledigt' in page.content.decode()


def test_under_a_rule_it_waits_and_the_releaser_sees_the_mail_as_it_goes(
    anna: User, sven: User, mine: Ticket, client_for: ClientFor, nordlicht: Tenant
) -> None:
    make_review_rule(nordlicht, category=mine.category)
    prefer(nordlicht, SHOW_CLEARANCE, True)
    with in_scope(nordlicht):
        add_files(mine.messages.get(), [NewFile("zaehler.pdf", "application/pdf", b"%PDF")])
    browser, releasers = client_for(anna, nordlicht), client_for(sven, nordlicht)
    announced = browser.post(at("begin", mine, "inquiry"), follow=True).content.decode()
    draft = draft_of(mine, anna)
    with in_scope(nordlicht):
        files = draft.options["files"]
    sent = browser.post(at("send", mine, "inquiry"), typed(draft, along=files), follow=True).content.decode()
    with in_scope(nordlicht):
        clearance = Clearance.objects.get()
    place = f"/desk/clearance/{clearance.pk}/"

    page, mail = (releasers.get(f"{place}{part}").content.decode() for part in ("", "mail/"))
    returned = releasers.post(f"{place}return/", {"comment": "Bitte kürzer."})
    again = browser.get(reverse("desk:ticket:show", args=[mine.number])).content.decode()

    assert "will wait for release" in announced
    assert "waits for release." in sent
    assert "The ticket waits for the answer from outside." in page and "zaehler.pdf" in page
    assert "External inquiry" in page and "Elke Elektrik" in page
    assert "Stimmt der Zähler?" in mail and "meine Abrechnung stimmt nicht" in mail
    assert returned.status_code == 302
    assert "has returned this answer:" in again and "Bitte kürzer." in again


def test_a_released_inquiry_leaves(
    anna: User, sven: User, mine: Ticket, client_for: ClientFor, nordlicht: Tenant
) -> None:
    make_review_rule(nordlicht, category=mine.category)
    _begun_and_sent(client_for(anna, nordlicht), mine, anna)
    with in_scope(nordlicht):
        clearance = Clearance.objects.get()

    client_for(sven, nordlicht).post(f"/desk/clearance/{clearance.pk}/release/")

    with in_scope(nordlicht):
        message = Message.objects.get(ticket=mine, kind=MessageKind.INQUIRY)
        assert (message.author, Ticket.objects.get(pk=mine.pk).state) == (anna, TicketState.EXTERNAL_INQUIRED)


def test_what_waits_for_release_is_not_saved_over(
    anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant
) -> None:
    make_review_rule(nordlicht, category=mine.category)
    browser = htmx_for(anna, nordlicht)
    _begun_and_sent(browser, mine, anna)

    late = browser.post(at("save", mine, "inquiry"), typed(draft_of(mine, anna), text="Zu spät."))

    assert (late.status_code, late.json()["sentence"][:31]) == (422, "This answer waits for release. ")
    assert draft_of(mine, anna).text == "Stimmt der Zähler?"


@KINDS
def test_pictures_are_kept_shown_and_sent(
    anna: User, bela: User, mine: Ticket, client_for: ClientFor, htmx_for: HtmxFor, nordlicht: Tenant, kind: str
) -> None:
    browser = htmx_for(anna, nordlicht)
    browser.post(at("begin", mine, kind))
    given = SimpleUploadedFile("zaehler.png", PNG, "image/png")

    kept = browser.post(at("picture", mine, kind), {"picture": given}).json()
    refused = browser.post(at("picture", mine, kind), {"picture": SimpleUploadedFile("x.png", b"text", "image/png")})
    name = kept["src"].removeprefix("cid:")
    shown = browser.get(at("shown-picture", mine, kind, name))
    editor = browser.get(reverse("desk:ticket:show", args=[mine.number])).content.decode()
    html = f'<p>Hier: <img src="{kept["src"]}" alt="zaehler"></p>'
    browser.post(at("send", mine, kind), typed(draft_of(mine, anna, kind), html=html, rich="1"))

    assert (shown.status_code, shown["Content-Type"], refused.status_code) == (200, "image/png", 422)
    assert "zaehler.png" not in editor
    with in_scope(nordlicht):
        message = Message.objects.get(ticket=mine, kind=kind)
        assert [(file.filename, file.inline) for file in message.attachments.all()] == [("zaehler.png", True)]
    assert client_for(bela, nordlicht).get(at("shown-picture", mine, kind, name)).status_code in (403, 404)


@needs_dictionaries
def test_the_spelling_is_checked_as_the_tenant_says(
    anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant
) -> None:
    browser = htmx_for(anna, nordlicht)
    editor = browser.post(at("begin", mine, "forward")).content.decode()

    def wrong(*paragraphs: str) -> list[str]:
        found = browser.post(at("spelling", mine, "forward"), {"paragraph": list(paragraphs)}).json()["words"]
        return [word["word"] for word in found]

    before = wrong("Die Rechnugn liegt am Wattuhrli.")
    word = {"word": "Rechnugn", "language": "de"}
    offered = browser.post(at("suggest-spelling", mine, "forward"), word).json()["suggestions"]
    browser.post(at("ignore-word", mine, "forward"), word)
    proposed = browser.post(at("propose-word", mine, "forward"), {"word": "Wattuhrli", "language": "de"})
    after = wrong("Die Rechnugn liegt am Wattuhrli.")
    prefer(nordlicht, SPELL_CHECK, False)
    off = browser.get(reverse("desk:ticket:show", args=[mine.number])).content.decode()

    assert (before, after, wrong("Rechnunng")) == (["Rechnugn", "Wattuhrli"], [], [])
    assert "Rechnung" in offered and proposed.status_code == 200
    assert ('id="editor-spelling"' in editor, 'id="editor-spelling"' in off) == (True, False)
    assert f'data-check="{at("spelling", mine, "forward")}"' in editor
