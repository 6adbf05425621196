"""A new process: begin, keep, send."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localtime

from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.enums import TemplateKind
from kontor.texts.models import TemplateContent
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import TicketKind, TicketState
from kontor.tickets.models import Ticket
from tests.factories.texts import make_template
from tests.factories.tickets import make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]
BEGIN = "/desk/new/"


@pytest.fixture
def page(anna: User, nordlicht: Tenant, nordlicht_account: MailAccount, client_for: ClientFor) -> Browser:
    return client_for(anna, nordlicht)


@pytest.fixture
def draft(page: Browser, billing: Category, customer: Customer, nordlicht: Tenant) -> Draft:
    """Anna's new process to Käthe."""
    make_template(
        nordlicht, "Neu", kind=TemplateKind.NEW, subject="Ihr Termin", html="<p>Hallo</p>", categories=(billing,)
    )
    page.post(BEGIN, {"category": billing.pk, "to": "Käthe Kunde <kaethe@post.example>"})
    return only(nordlicht)


def only(tenant: Tenant) -> Draft:
    with in_scope(tenant):
        return Draft.objects.select_related("category", "process", "customer").get()


def post(browser: Browser, name: str, draft: Draft, **data: Any) -> HttpResponse:
    return browser.post(reverse(f"desk:new:{name}", args=[draft.pk]), data)


def typed(draft: Draft, **changes: Any) -> dict[str, Any]:
    return {
        "version": draft.version,
        "to": "kaethe@post.example",
        "subject": "Ihr Termin",
        "text": "Wir kommen am Montag.",
        "category": draft.category_id,
    } | changes


def test_it_begins_with_the_template_and_remembers_the_category(
    page: Browser, draft: Draft, billing: Category, moving: Category, customer: Customer
) -> None:
    written = page.get(reverse("desk:new:write", args=[draft.pk])).content.decode()
    again = page.get(BEGIN).content.decode()

    assert (draft.text, draft.subject, draft.customer) == ("Hallo", "Ihr Termin", customer)
    assert "You write as <strong>Nordlicht Energie</strong> &lt;service@nordlicht.example&gt;" in written
    assert f'<option value="{billing.pk}" selected>' in again
    assert f'<option value="{moving.pk}" selected>' not in again


def test_an_address_and_a_category_are_needed(page: Browser, billing: Category, claims: Category) -> None:
    without = page.post(BEGIN, {"category": billing.pk, "to": "Käthe"})
    foreign = page.post(BEGIN, {"category": claims.pk, "to": "k@post.example"})

    assert (without.status_code, foreign.status_code) == (422, 422)
    assert "choose a contact from the list" in without.content.decode()


def test_without_a_category_that_allows_it_the_page_says_so(page: Browser, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        Category.objects.update(allowed_for_new_processes=False)

    assert "No categories are available" in page.get(BEGIN).content.decode()


def test_contacts_are_found_while_one_types_those_of_other_tenants_never(
    page: Browser, customer: Customer, alpina: Tenant, nordlicht: Tenant
) -> None:
    found = page.get(reverse("desk:new:recipients"), {"to": "käthe"}).content.decode()

    assert found.strip() == '<option value="Käthe Kunde &lt;kaethe@post.example&gt;"></option>'
    assert page.get(reverse("desk:new:recipients"), {"to": " "}).content.decode().strip() == ""


def test_it_is_begun_from_a_contact(page: Browser, customer: Customer, billing: Category) -> None:
    begun = page.get(BEGIN, {"customer": customer.pk}).content.decode()
    contact = page.get(reverse("desk:contacts:show", args=[customer.pk])).content.decode()

    assert "&lt;kaethe@post.example&gt;" in begun
    assert f"/desk/new/?customer={customer.pk}" in contact


def test_what_is_typed_is_kept_and_lies_under_drafts(
    page: Browser, draft: Draft, moving: Category, nordlicht: Tenant
) -> None:
    response = post(page, "save", draft, **typed(draft, category=moving.pk, subject="Anderer Betreff"))

    kept = only(nordlicht)
    folder = page.get("/desk/inbox/?folder=drafts").content.decode()
    assert response.json() == {"version": 2, "time": f"{localtime(kept.changed_at):%H:%M}"}
    assert (kept.subject, kept.category, kept.text) == ("Anderer Betreff", moving, "Wir kommen am Montag.")
    assert f'href="/desk/new/{draft.pk}/"' in folder and "Anderer Betreff" in folder


def test_another_window_was_quicker(page: Browser, draft: Draft) -> None:
    post(page, "save", draft, **typed(draft))

    response = post(page, "save", draft, **typed(draft, text="Aus dem zweiten Fenster"))

    assert response.status_code == 409
    assert "Wir kommen am Montag." in response.content.decode()


@pytest.mark.parametrize(("final", "state"), [("1", TicketState.SENDING), ("0", TicketState.ASSIGNED)])
def test_sending_makes_a_ticket_and_leads_to_it_or_to_the_list(
    page: Browser, draft: Draft, nordlicht: Tenant, anna: User, final: str, state: TicketState
) -> None:
    response = post(page, "send", draft, **typed(draft, final=final))

    with in_scope(nordlicht):
        ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.state, ticket.owner) == (TicketKind.PROCESS, state, anna)
    assert response.headers["Location"] == ("/desk/inbox/" if final == "1" else f"/desk/ticket/{ticket.number}/")


def test_a_process_number_is_explained_and_joins_the_process(
    page: Browser, draft: Draft, billing: Category, nordlicht: Tenant
) -> None:
    known = make_ticket(billing, subject="Zähler getauscht")
    number = format_number(known.number)
    means = page.get(reverse("desk:new:process", args=[draft.pk]), {"process": number}).content.decode()
    wrong = page.get(reverse("desk:new:process", args=[draft.pk]), {"process": "1234"}).content.decode()

    post(page, "send", draft, **typed(draft, process=number))

    with in_scope(nordlicht):
        ticket = Ticket.objects.get(kind=TicketKind.PROCESS)
        assert ticket.process == known
    assert "Continues “Zähler getauscht”." in means
    assert "There is no ticket with this number" in wrong


def test_a_wrong_process_number_stops_the_sending_and_the_words_are_kept(
    page: Browser, draft: Draft, nordlicht: Tenant, alpina_ticket: Ticket
) -> None:
    response = post(page, "send", draft, **typed(draft, process=str(alpina_ticket.number)))

    with in_scope(nordlicht):
        assert Ticket.objects.count() == 0
    assert response.status_code == 409
    assert "There is no ticket with this number" in response.content.decode()
    assert only(nordlicht).text == "Wir kommen am Montag."


def test_what_is_missing_is_said_in_the_editor(draft: Draft, anna: User, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    response = post(htmx_for(anna, nordlicht), "send", draft, **typed(draft, subject=""))

    assert response.status_code == 409
    assert "The new process has no subject." in response.content.decode()
    assert 'id="draft-version" value="2"' in response.content.decode()


def test_files_go_with_it_and_a_draft_is_thrown_away(page: Browser, draft: Draft, nordlicht: Tenant) -> None:
    attached = post(page, "attach", draft, files=SimpleUploadedFile("plan.pdf", b"%PDF")).content.decode()
    with in_scope(nordlicht):
        file = draft.files.get()
    page.post(reverse("desk:new:detach", args=[draft.pk, file.pk]))
    with in_scope(nordlicht):
        left = draft.files.count()
    post(page, "discard", draft)

    assert ("plan.pdf" in attached, left) == (True, 0)
    with in_scope(nordlicht):
        assert not Draft.objects.exists()


def test_another_recipient_gets_a_text_that_is_filled_in_anew(page: Browser, draft: Draft, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        TemplateContent.objects.update(html="<p>Für ${customer.name}</p>")
    html = "<p>Hallo</p><p>Meins</p>"

    changed = post(page, "readdress", draft, to='"Max Neu" <max@neu.example>', html=html).json()
    same = post(page, "readdress", draft, to="halb getippt", html=html).json()

    assert changed == {
        "html": "<p>Für Max Neu</p><p>Meins</p>",
        "text": "Für Max Neu",
        "language": "de",
        "subject": "Ihr Termin",
        "template": "Neu",
        "id": draft.template_id,
        "left": False,
    }
    assert same == {}


@pytest.mark.parametrize("name", ["write", "process"])
def test_the_new_processes_of_others_are_not_there(
    draft: Draft, bela: User, carla: User, nordlicht: Tenant, alpina: Tenant, client_for: ClientFor, name: str
) -> None:
    codes = [
        client_for(somebody, tenant).get(reverse(f"desk:new:{name}", args=[draft.pk])).status_code
        for somebody, tenant in ((bela, nordlicht), (carla, alpina))
    ]

    assert codes == [404, 404]


def test_the_page_takes_few_statements_however_many_drafts_there_are(
    page: Browser, draft: Draft, billing: Category
) -> None:
    counts = []
    for _round in range(2):
        page.post(BEGIN, {"category": billing.pk, "to": "max@post.example"})
        with statements() as sent:
            page.get("/desk/inbox/?folder=drafts")
        counts.append(len(sent))

    assert counts[0] == counts[1]
