"""The editor for people outside."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kontor.answers.domain.outside_drafts import find_outside_draft
from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft
from kontor.answers.preferences import GUARD_BANK
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.people.models import User
from kontor.spelling.preferences import BEFORE_SENDING
from kontor.tenants.models import Tenant
from kontor.tickets.enums import MessageKind, TicketState
from kontor.tickets.models import Message, Ticket
from tests.desk.ticket.outside.conftest import ClientFor, HtmxFor, address, now
from tests.factories.answers import prefer
from tests.factories.customers import make_expert
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope


def draft_of(ticket: Ticket, author: User, kind: DraftKind = DraftKind.INQUIRY) -> Draft:
    with in_scope(ticket.tenant_id):
        draft = find_outside_draft(ticket, kind, author)
    assert draft is not None
    return draft


def typed(draft: Draft, **more: Any) -> dict[str, Any]:
    values = {"version": draft.version, "to": "Elke Elektrik <elke@experts.example>", "subject": draft.subject}
    return {**values, "text": "Stimmt der Zähler?", "quote": "on", **more}


def test_an_inquiry_is_begun_kept_and_sent(anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant) -> None:
    browser = htmx_for(anna, nordlicht)

    editor = browser.post(address("begin", mine, "inquiry")).content.decode()
    draft = draft_of(mine, anna)
    kept = browser.post(address("save", mine, "inquiry"), typed(draft, text="Stimmt"))
    sent = browser.post(address("send", mine, "inquiry"), {**typed(draft), "version": kept.json()["version"]})

    assert "Send the inquiry" in editor and "You ask as <strong>Nordlicht Energie</strong>" in editor
    assert kept.json()["version"] == 2
    assert sent.status_code == 204 or "HX-Redirect" in sent.headers
    assert now(mine).state == TicketState.EXTERNAL_INQUIRED
    with in_scope(nordlicht):
        message = Message.objects.get(ticket=mine, kind=MessageKind.INQUIRY)
        assert message.to == [["Elke Elektrik", "elke@experts.example"]]
        assert "Stimmt der Zähler?" in message.text


def test_what_stops_it_is_said_and_the_draft_is_kept(
    anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant
) -> None:
    browser = htmx_for(anna, nordlicht)
    browser.post(address("begin", mine, "inquiry"))

    answer = browser.post(address("send", mine, "inquiry"), typed(draft_of(mine, anna), to=""))

    assert answer.status_code == 409
    assert "There is no recipient" in answer.content.decode()
    assert draft_of(mine, anna).text == "Stimmt der Zähler?"
    assert now(mine).state == TicketState.ASSIGNED


def test_findings_stand_in_the_editor_and_are_confirmed_there(
    anna: User, mine: Ticket, htmx_for: HtmxFor, client_for: ClientFor, nordlicht: Tenant
) -> None:
    prefer(nordlicht, BEFORE_SENDING, "off")
    prefer(nordlicht, GUARD_BANK, "confirm")
    browser = htmx_for(anna, nordlicht)
    browser.post(address("begin", mine, "inquiry"))
    text = "Gehört das Konto DE89 3704 0044 0532 0130 00 dem Kunden?"

    stopped = browser.post(address("send", mine, "inquiry"), typed(draft_of(mine, anna), text=text))
    page = client_for(anna, nordlicht).post(address("send", mine, "inquiry"), typed(draft_of(mine, anna), text=text))
    said = stopped.content.decode()
    key = said.split('name="confirm" value="')[1].split('"')[0]
    browser.post(address("send", mine, "inquiry"), typed(draft_of(mine, anna), text=text, confirm=key))

    assert (stopped.status_code, page.status_code) == (409, 409)
    assert "The answer holds a bank account number (DE89 … 00)." in said and 'id="draft-version"' in said
    assert key in page.content.decode() and text in page.content.decode()
    assert now(mine).state == TicketState.EXTERNAL_INQUIRED


def test_another_window_overwrites_nothing(anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant) -> None:
    browser = htmx_for(anna, nordlicht)
    browser.post(address("begin", mine, "inquiry"))
    draft = draft_of(mine, anna)
    browser.post(address("save", mine, "inquiry"), typed(draft, text="Im ersten Fenster"))

    second = browser.post(address("save", mine, "inquiry"), typed(draft, text="Im zweiten Fenster"))

    assert (second.status_code, draft_of(mine, anna).text) == (409, "Im ersten Fenster")
    assert "Im ersten Fenster" in second.content.decode()


def test_forwarding_with_and_without_closing(
    anna: User, mine: Ticket, billing: Category, nordlicht_account: MailAccount, htmx_for: HtmxFor, nordlicht: Tenant
) -> None:
    browser = htmx_for(anna, nordlicht)
    other = make_ticket(billing, account=nordlicht_account, owner=anna)
    for ticket, closing in ((mine, "0"), (other, "1")):
        browser.post(address("begin", ticket, "forward"))
        draft = draft_of(ticket, anna, DraftKind.FORWARD)
        browser.post(address("send", ticket, "forward"), typed(draft, closing=closing))

    assert (now(mine).state, now(other).state) == (TicketState.EXTERNAL_FORWARDED, TicketState.SENDING)


def test_without_scripts_it_is_a_page(anna: User, mine: Ticket, client_for: ClientFor, nordlicht: Tenant) -> None:
    browser = client_for(anna, nordlicht)

    browser.post(address("begin", mine, "inquiry"))
    page = browser.get(reverse("desk:ticket:show", args=[mine.number])).content.decode()
    stopped = browser.post(address("send", mine, "inquiry"), typed(draft_of(mine, anna), to="")).content.decode()

    assert "Send the inquiry" in page
    assert "There is no recipient" in stopped and "Stimmt der Zähler?" in stopped


def test_a_draft_is_thrown_away(anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant) -> None:
    browser = htmx_for(anna, nordlicht)
    browser.post(address("begin", mine, "inquiry"))

    browser.post(address("discard", mine, "inquiry"))

    with in_scope(nordlicht):
        assert not Draft.objects.filter(ticket=mine).exists()


def test_files_of_ones_own_go_along(anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant) -> None:
    browser = htmx_for(anna, nordlicht)
    browser.post(address("begin", mine, "inquiry"))
    for name in ("plan.pdf", "zuviel.pdf"):
        file = SimpleUploadedFile(name, b"%PDF", "application/pdf")
        listed = browser.post(address("attach", mine, "inquiry"), {"files": file}).content.decode()
    draft = draft_of(mine, anna)
    with in_scope(nordlicht):
        second = draft.files.get(filename="zuviel.pdf")
    browser.post(address("detach", mine, "inquiry", second.pk))

    browser.post(address("send", mine, "inquiry"), typed(draft))

    assert "plan.pdf" in listed and "zuviel.pdf" in listed
    with in_scope(nordlicht):
        message = Message.objects.get(ticket=mine, kind=MessageKind.INQUIRY)
        assert [file.filename for file in message.attachments.all()] == ["plan.pdf"]


def test_what_is_formatted_goes_out_formatted(anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant) -> None:
    browser = htmx_for(anna, nordlicht)
    browser.post(address("begin", mine, "inquiry"))
    html = "<p>Stimmt der <strong>Zähler</strong>?</p><script>alert(1)</script>"

    browser.post(address("send", mine, "inquiry"), typed(draft_of(mine, anna), html=html, rich="1"))

    with in_scope(nordlicht):
        message = Message.objects.get(ticket=mine, kind=MessageKind.INQUIRY)
        assert "<strong>Zähler</strong>" in message.html and "alert" not in message.html
        assert "Stimmt der Zähler?" in message.text


def test_the_address_book_is_searched_by_name_company_and_purpose(
    anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_expert(nordlicht, "Elke Elektrik", address="elke@experts.example", company="Zählerwerk", purposes=["Messung"])
    make_expert(nordlicht, "Otto Ohm", address="otto@experts.example", active=False, purposes=["Messung"])
    make_expert(alpina, "Fremde Fachfrau", address="fremd@experts.example", purposes=["Messung"])
    browser = htmx_for(anna, nordlicht)

    found = [
        browser.get(address("experts", mine), {"to": words}).content.decode()
        for words in ("elke", "zählerw", "messung", "otto@experts.example, mess", "nobody")
    ]

    assert ["elke@experts.example" in each for each in found] == [True, True, True, True, False]
    assert not any("otto@" in each or "fremd@" in each for each in found)


def test_one_goes_to_and_fro_between_reply_and_inquiry(
    anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant
) -> None:
    browser = htmx_for(anna, nordlicht)
    reply_url = reverse("desk:compose:reply", args=[mine.number])
    inquiry_url = address("begin", mine, "inquiry")

    alone = browser.post(reply_url).content.decode()
    inquiry = browser.post(inquiry_url).content.decode()
    browser.post(address("save", mine, "inquiry"), typed(draft_of(mine, anna)))
    reply = browser.post(reply_url).content.decode()
    again = browser.post(inquiry_url).content.decode()

    assert "data-other-drafts" not in alone
    assert f'formaction="{reply_url}"' in inquiry and "Send the inquiry" in inquiry
    assert f'hx-post="{reply_url}"' in inquiry and 'data-hotkey="r"' in inquiry
    assert f'formaction="{inquiry_url}"' in reply and "Send and close" in reply and "Send the inquiry" not in reply
    assert f'formaction="{reply_url}"' in again and "Stimmt der Zähler?" in again


def test_words_saved_late_do_not_bring_the_other_editor_back(
    anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant
) -> None:
    browser = htmx_for(anna, nordlicht)
    browser.post(address("begin", mine, "inquiry"))
    browser.post(reverse("desk:compose:reply", args=[mine.number]))

    browser.post(address("save", mine, "inquiry"), typed(draft_of(mine, anna)))
    page = browser.get(reverse("desk:ticket:show", args=[mine.number])).content.decode()

    assert "Send and close" in page and "Send the inquiry" not in page


def test_the_others_are_offered_until_they_are_gone(
    anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant
) -> None:
    browser = htmx_for(anna, nordlicht)
    for url in (address("begin", mine, "inquiry"), address("begin", mine, "forward")):
        browser.post(url)
    three = browser.post(reverse("desk:compose:reply", args=[mine.number])).content.decode()
    left = browser.post(address("discard", mine, "inquiry")).content.decode()
    alone = browser.post(address("discard", mine, "forward")).content.decode()

    assert "To the external inquiry" in three and "To the external forward" in three
    assert "To the external inquiry" not in left and "To the external forward" in left
    assert "data-other-drafts" not in alone and "Send and close" in alone
