"""It is agreed that the borrower signs: the customer reads its words and its name, and the next mail still finds the
ticket, which stays the lender's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.answers.domain.drafts import open_draft
from kontor.answers.domain.guard import Case
from kontor.answers.domain.guard.layout import find_layout
from kontor.answers.domain.outside_drafts import open_outside_draft
from kontor.answers.domain.proofreading import misspelt_in
from kontor.answers.domain.release import ask_release
from kontor.answers.domain.switching import find_template, take_template
from kontor.answers.domain.voice import template_of, voice_of_draft
from kontor.answers.domain.writing import write
from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.outbox.domain.delivery import deliver
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.routing.enums import Signs
from kontor.tenants.models import Tenant
from kontor.texts.enums import FilePurpose, IncludePart, TemplateKind
from kontor.texts.models import ReplyTemplate, TemplateFile
from kontor.tickets.domain.states import lock
from kontor.tickets.domain.tokens import read_message_id
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.channels import make_account
from tests.factories.loans import lend_ticket
from tests.factories.texts import make_include, make_library_file, make_module, make_template
from tests.factories.tickets import make_ticket
from tests.servers.smtp_sink import SmtpSink
from tests.support.client import Browser
from tests.support.letters import sending_through
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

WORDS = "Guten Tag Käthe Kunde,\n\nwir haben es geprüft und schreiben Ihnen den Betrag gut.\n"


@pytest.fixture
def northern(nordlicht: Tenant, billing: Category) -> ReplyTemplate:
    make_include(nordlicht, IncludePart.FOOTER, "<p>Nordlicht Energie, Kiel</p>")
    return make_template(nordlicht, "Nordlicht antwortet", html="<p>Moin von Nordlicht</p>", categories=(billing,))


@pytest.fixture
def alpine(alpina: Tenant, claims: Category) -> ReplyTemplate:
    make_include(alpina, IncludePart.FOOTER, "<p>${tenant.name}, Bern</p>")
    html = "<p>${customer.salutation}</p><p>Grüezi von ${tenant.name} wegen ${ticket.number}</p>"
    return make_template(alpina, "Alpina antwortet", html=html, categories=(claims,))


@pytest.fixture
def carlas(ticket: Ticket, claims: Category, carla: User, northern: ReplyTemplate, alpine: ReplyTemplate) -> Ticket:
    lend_ticket(ticket, claims, signs=Signs.BORROWER)
    with everywhere():
        Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.ASSIGNED, owner=carla)
        return Ticket.objects.get(pk=ticket.pk)


@pytest.fixture
def draft(carlas: Ticket, carla: User, alpina: Tenant) -> Draft:
    with in_scope(carlas.tenant_id, alpina):
        return open_draft(carlas, author=carla)


def test_the_customer_reads_the_borrower_and_answers_to_the_lender(
    billing: Category,
    claims: Category,
    customer: Customer,
    northern: ReplyTemplate,
    alpine: ReplyTemplate,
    nordlicht: Tenant,
    alpina: Tenant,
    carla: User,
    smtp_sink: SmtpSink,
    client_for: Callable[..., Browser],
) -> None:
    account = make_account(
        nordlicht, "service@nordlicht.example", sender_name="Nordlicht Service", **sending_through(smtp_sink)
    )
    make_account(alpina, "hilfe@alpina.example", sender_name="Alpina Hilfe", **sending_through(smtp_sink))
    ticket = make_ticket(billing, customer=customer, account=account)
    lend_ticket(ticket, claims, signs=Signs.BORROWER)
    browser = client_for(carla, alpina)

    browser.post(reverse("desk:inbox:next"))
    editor = browser.post(reverse("desk:compose:reply", args=[ticket.number]), follow=True).content.decode()
    assert "Grüezi von" in editor and "Moin" not in editor and "Alpina antwortet" in editor
    assert f"You answer as <strong>{alpina.name}</strong> &lt;service@nordlicht.example&gt;" in editor
    assert f"It is agreed that {alpina.name} signs" in editor
    data = {"version": 1, "to": "Käthe Kunde <kaethe@post.example>", "subject": "Re: Abrechnung"}
    data |= {"text": WORDS, "html": "<p>" + WORDS.replace("\n\n", "</p><p>") + "</p>", "rich": "1"}
    data |= {"final": "1", "confirm": ["recipient", "greeting", "spelling", "language"]}
    sent = browser.post(reverse("desk:compose:send", args=[ticket.number]), data, follow=True)
    assert "is on its way" in sent.content.decode()
    with everywhere():
        mail = OutgoingMail.objects.get()
    assert (mail.tenant_id, mail.account_id) == (nordlicht.pk, account.pk)
    assert deliver(mail.tenant_id, mail.pk) == DeliveryState.SENT

    (kept,) = smtp_sink.kept
    assert kept.mail["From"] == "Alpina Hilfe <service@nordlicht.example>"
    body = kept.mail.get_body(("html",))
    assert body is not None
    said = body.get_content()
    assert (f"{alpina.name}, Bern" in said, "Nordlicht" in said) == (True, False)
    claim = read_message_id(kept.mail["Message-ID"])
    assert claim is not None and claim.ticket_id == ticket.pk


def test_the_draft_names_the_borrowers_template_and_offers_no_other(
    draft: Draft, carla: User, northern: ReplyTemplate, alpine: ReplyTemplate, nordlicht: Tenant, alpina: Tenant
) -> None:
    with in_scope(nordlicht, alpina):
        kept = Draft.objects.get(pk=draft.pk)
        assert (kept.template_id, template_of(kept, voice_of_draft(kept))) == (None, alpine)
        assert find_template(kept, northern.pk) is None
        assert find_template(kept, alpine.pk) == alpine


def test_another_template_of_the_borrower_brings_its_files_along(
    draft: Draft, claims: Category, carla: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    other = make_template(alpina, "Mit Anhang", html="<p>Anbei.</p>", categories=(claims,), is_default=False)
    file = make_library_file(alpina, "Merkblatt", filename="merkblatt.pdf")
    with in_scope(alpina):
        TemplateFile.objects.create(tenant=alpina, template=other, file=file)

    with in_scope(nordlicht, alpina):
        take_template(draft, other, by=carla)
        kept = Draft.objects.get(pk=draft.pk)
        files = list(kept.files.select_related("blob"))
        again = take_template(kept, None, by=carla)

    assert [(file.filename, file.tenant_id, file.blob.tenant_id) for file in files] == [
        ("merkblatt.pdf", nordlicht.pk, nordlicht.pk)
    ]
    assert again.template is not None and again.template.name == "Alpina antwortet"
    with in_scope(nordlicht, alpina):
        assert list(Draft.objects.get(pk=draft.pk).files.all()) == []


def test_pictures_of_the_borrowers_letterhead_travel_as_the_lenders(
    draft: Draft, nordlicht: Tenant, alpina: Tenant
) -> None:
    picture = make_library_file(
        alpina,
        "Berg",
        filename="berg.png",
        content=b"\x89PNG berg",
        content_type="image/png",
        purpose=FilePurpose.PICTURE,
    )
    make_include(alpina, IncludePart.LETTERHEAD, f'<p><img src="picture:{picture.pk}" alt="Berg"></p>')

    with in_scope(nordlicht, alpina):
        written = write(Draft.objects.get(pk=draft.pk))
        owners = [file.blob and file.blob.tenant_id for file in written.files]

    assert ([file.filename for file in written.files], owners) == (["berg.png"], [nordlicht.pk])


def test_the_guard_stops_a_template_of_the_lender(
    draft: Draft, northern: ReplyTemplate, nordlicht: Tenant, alpina: Tenant, nordlicht_account: MailAccount
) -> None:
    with in_scope(nordlicht, alpina):
        draft.template = northern
        found = list(find_layout(Case(draft.ticket, draft, nordlicht_account)))  # type: ignore[arg-type]

    assert [remark.advice for remark in found] == [f"Choose a template of {alpina.name}."]


def test_text_modules_are_the_borrowers(
    draft: Draft,
    claims: Category,
    billing: Category,
    carla: User,
    alpina: Tenant,
    nordlicht: Tenant,
    client_for: Callable[..., Browser],
) -> None:
    own = make_module(alpina, "Baustein der Alpina", html="<p>Hoi</p>", categories=(claims,))
    strange = make_module(nordlicht, "Baustein von Nordlicht", html="<p>Moin</p>", categories=(billing,))
    browser = client_for(carla, alpina)

    found = browser.get(reverse("desk:draft:modules", args=[draft.pk]) + "?all=1").content.decode()
    put_in = [
        browser.post(reverse("desk:draft:module", args=[draft.pk, each.pk])).status_code for each in (own, strange)
    ]

    assert "Baustein der Alpina" in found and "Baustein von Nordlicht" not in found
    assert put_in == [200, 404]


def test_people_outside_are_asked_in_the_name_of_the_lender(
    carlas: Ticket, billing: Category, carla: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_template(nordlicht, kind=TemplateKind.INQUIRY, html="<p>Frage aus Kiel</p>", categories=(billing,))
    make_template(alpina, kind=TemplateKind.INQUIRY, html="<p>Frage aus Bern</p>", categories=())

    with in_scope(nordlicht, alpina):
        asked = open_outside_draft(carlas, DraftKind.INQUIRY, author=carla)
        assert (asked.html, voice_of_draft(asked).tenant) == ("<p>Frage aus Kiel</p>", nordlicht)


def test_outside_the_scope_of_both_nobody_speaks(draft: Draft, nordlicht: Tenant, alpina: Tenant) -> None:
    with in_scope(nordlicht), refused(f"{alpina.name} answers this ticket in its own name."):
        write(Draft.objects.get(pk=draft.pk))


def test_the_lender_releases_what_the_borrower_signs(
    draft: Draft,
    carlas: Ticket,
    carla: User,
    sven: User,
    nordlicht: Tenant,
    alpina: Tenant,
    nordlicht_account: MailAccount,
    client_for: Callable[..., Browser],
) -> None:
    with in_scope(nordlicht, alpina):
        clearance = ask_release(lock(carlas), draft, [], final=True, closing_code=None, by=carla)
    browser = client_for(sven, nordlicht)

    mail = browser.get(reverse("desk:clearance:mail", args=[clearance.pk])).content.decode()
    released = browser.post(reverse("desk:clearance:release", args=[clearance.pk]), follow=True)

    assert (f"{alpina.name}, Bern" in mail, "Nordlicht Energie, Kiel" in mail) == (True, False)
    assert "Released: the answer of Carla Conrad" in released.content.decode()
    with everywhere():
        assert OutgoingMail.objects.get().message.from_name == alpina.name


def test_the_name_of_whoever_signs_is_no_misspelt_word(carlas: Ticket, draft: Draft, alpina: Tenant) -> None:
    with in_scope(carlas.tenant_id, alpina):
        found = misspelt_in(carlas, draft, [f"Viele herzliche Grüße wünscht Ihnen {alpina.name}, Ihr Partnr"])

    assert [each.word for each in found] == ["Partnr"]
