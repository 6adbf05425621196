"""A ticket printed, and a mail for the archive: what is in the PDF, and what must not be."""

from __future__ import annotations

import base64
import io
from datetime import timedelta

import pikepdf
import pytest
from PIL import Image

from kontor.kernel import clock
from kontor.letters.domain import printed_scans
from kontor.letters.domain.printing import archive_of, print_of
from kontor.letters.rendering.process import render
from kontor.letters.rendering.sheet import Document
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.messages import NewFile
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import Message, Ticket
from tests.factories.scans import make_letter
from tests.factories.tickets import make_message, make_note, make_ticket
from tests.letters.rendering.measuring import pages_of, text_of
from tests.support.scoping import in_scope
from tests.support.statements import statements


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 20), "#0a5c8a").save(file, "PNG")
    return file.getvalue()


def pictures_in(pdf: bytes) -> set[str]:
    """The names of the pictures on all pages."""
    return {name for page in pikepdf.open(io.BytesIO(pdf)).pages for name in page.get_images()}


def words_of(document: Document) -> str:
    return " ".join(text_of(page) for page in pages_of(render(document).pdf))


def printed(ticket: Ticket, by: User, **values: object) -> Document:
    with in_scope(ticket.tenant_id):
        given = {"notes": [], "at": clock.now(), "language": "de", **values}
        return print_of(Ticket.objects.get(pk=ticket.pk), by=by, **given)  # type: ignore[arg-type]


@pytest.fixture
def message(ticket: Ticket) -> Message:
    html = (
        "<h1>Guten Tag</h1><p onclick='x()'>Mein Zähler <b>steht</b>.</p><script>GEHEIM</script>"
        '<img src="cid:logo@x" alt="Logo"><img src="http://x.example/p.gif" alt="fern">'
        f'<img src="data:image/png;base64,{base64.b64encode(picture()).decode()}" alt="drin">'
    )
    files = [
        NewFile("logo.png", "image/png", picture(), content_id="logo@x", inline=True),
        NewFile("Zähler.pdf", "application/pdf", b"%PDF-1.4"),
    ]
    return make_message(ticket, html=html, files=files)


def test_a_printed_ticket_has_its_facts_and_messages_in_order(ticket: Ticket, anna: User):
    make_message(ticket, text="Zweite Nachricht", at=clock.now() + timedelta(minutes=5))

    words = words_of(printed(ticket, anna))

    assert ticket.subject in words and format_number(ticket.number).replace("\u00a0", " ") in words
    assert ticket.category.name in words and f"von {anna.name}" in words and "Seite 1 von 1" in words
    assert words.index("meine Abrechnung stimmt nicht") < words.index("Zweite Nachricht")


def test_only_the_chosen_notes_are_printed(ticket: Ticket, anna: User):
    chosen, other = make_note(ticket, anna, "Bitte <b>anrufen</b>."), make_note(ticket, anna, "Nur für uns.")

    words = words_of(printed(ticket, anna, notes=[chosen]))

    assert "Bitte <b>anrufen</b>." in words and f"Notiz von {anna.name}" in words
    assert other.text not in words
    assert chosen.text not in words_of(printed(ticket, anna))


def test_a_note_of_another_ticket_is_not_printed(ticket: Ticket, billing: Category, anna: User):
    other = make_note(make_ticket(billing), anna)

    with pytest.raises(ValueError, match="another ticket"):
        printed(ticket, anna, notes=[other])


def test_what_came_in_is_shown_without_what_it_fetches_or_runs(ticket: Ticket, message: Message, anna: User):
    document = printed(ticket, anna)
    rendered = render(document)
    words = " ".join(text_of(page) for page in pages_of(rendered.pdf))

    assert "Mein Zähler steht." in words and "Zähler.pdf" in words and "GEHEIM" not in words
    assert "x.example" not in document.body_html and [asset.content for asset in document.assets] == [picture()]
    pictures = sum(len(page.get_images()) for page in pikepdf.open(io.BytesIO(rendered.pdf)).pages)
    assert pictures == 2, "the one beside it and the one inside it"


def test_a_mail_for_the_archive_is_tagged_and_the_same_at_any_time(
    ticket: Ticket, message: Message, nordlicht: Tenant, frozen
):
    with in_scope(nordlicht):
        first = render(archive_of(message, language="de")).pdf
        frozen.move(hours=30)
        again = render(archive_of(message, language="de")).pdf

    opened = pikepdf.open(io.BytesIO(first))
    assert first == again
    assert b"<pdfaid" in opened.Root.Metadata.read_bytes() or b"pdfaid:part" in opened.Root.Metadata.read_bytes()
    assert opened.Root.MarkInfo.Marked and str(opened.Root.Lang) == "de"


def test_an_archived_mail_says_who_wrote_to_whom_and_what_lay_beside(
    ticket: Ticket, message: Message, nordlicht: Tenant
):
    message.to, message.cc = [["Service", "service@nordlicht.example"]], [["", "chef@post.example"]]
    with in_scope(nordlicht):
        words = words_of(archive_of(message, language="de"))

    assert "Service <service@nordlicht.example>" in words and "chef@post.example" in words
    assert message.from_address in words and "Zähler.pdf" in words and "logo.png" not in words


def test_a_letter_shows_its_address(ticket: Ticket, nordlicht: Tenant):
    message = make_message(ticket)
    message.postal = ["Jana Petersen", "Am Hafen 1", "24103 Kiel"]
    with in_scope(nordlicht):
        assert "Jana Petersen, Am Hafen 1, 24103 Kiel" in words_of(archive_of(message, language="de"))


def test_a_long_ticket_takes_no_more_statements(ticket: Ticket, anna: User):
    def count() -> int:
        with in_scope(ticket.tenant_id):
            fresh = Ticket.objects.select_related("tenant", "category", "customer").get(pk=ticket.pk)
            with statements() as sent:
                print_of(fresh, notes=[], by=anna, at=clock.now(), language="de")
        return len(sent)

    before = count()
    for _each in range(3):
        make_message(ticket)

    assert count() == before


def test_a_letter_that_came_in_is_printed_with_its_pages(
    ticket: Ticket, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_letter(ticket, "Seite eins", "Seite zwei", "Seite drei")
    whole = printed(ticket, anna)
    monkeypatch.setattr(printed_scans, "MOST", 1)
    cut = printed(ticket, anna, language="en")
    with in_scope(ticket.tenant_id):
        archived = archive_of(Message.objects.get(ticket=ticket, scans__isnull=False), language="de")

    assert len(whole.assets) == 3 and whole.body_html.count('src="asset:page-') == 3
    assert (len(cut.assets), "2 more pages are not printed." in cut.body_html) == (1, True)
    assert len(archived.assets) == 1
    rendered = render(whole)
    assert rendered.remarks == ()
    assert len(pictures_in(rendered.pdf)) == 3
