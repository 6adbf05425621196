"""The editor in Chromium: formatting, what is pasted and dropped, what survives a reload, and what arrives."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable

import pytest
from django.utils.timezone import localtime
from playwright.sync_api import Page, expect

from kontor.answers.models import Draft
from kontor.answers.preferences import UNDO_SECONDS
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.outbox.domain.delivery import deliver
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.answers import prefer
from tests.factories.channels import make_account
from tests.factories.texts import make_library_file
from tests.factories.tickets import make_ticket
from tests.servers.smtp_sink import SmtpSink
from tests.support.letters import sending_through
from tests.support.routes import hear
from tests.support.scoping import in_scope
from tests.support.settled import becomes

pytestmark = pytest.mark.browser
Window = Callable[..., Page]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d4944415478da636460f85f0f0002870180eb47ba920000000049454e44ae426082"
)
ITEM = "<p class=MsoListParagraph style='mso-list:l0 level{} lfo1'><span style='mso-list:Ignore'>{}</span>{}</p>"
WORD = (
    "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><style>p.MsoNormal{margin:0}</style></head><body>"
    "<!--StartFragment--><p class=MsoNormal style='mso-margin-top-alt:auto;color:red'><b>Fett</b> aus Word<o:p></o:p>"
    "</p><!--[if !supportLists]-->"
    + ITEM.format(1, "·", "eins")
    + ITEM.format(2, "1.", "zwei")
    + "<img src='https://evil.example/pixel.png'><span style='font-weight:bold'>auch fett</span><!--EndFragment-->"
    "</body></html>"
)
PASTE = """([element, type, content]) => {
  const clipboardData = new DataTransfer(); clipboardData.setData(type, content);
  const paste = new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true});
  document.querySelector(element).dispatchEvent(paste);
}"""
DROP = """([element, name, type, bytes]) => {
  const data = new DataTransfer(); data.items.add(new File([new Uint8Array(bytes)], name, {type}));
  const target = document.querySelector(element), box = target.getBoundingClientRect();
  for (const kind of ["dragover", "drop"]) target.dispatchEvent(new DragEvent(kind, {
    dataTransfer: data, bubbles: true, cancelable: true, clientX: box.x + 40, clientY: box.y + 10}));
}"""
TEXT = "#reply-text"


@pytest.fixture
def mine(
    billing: Category, anna: User, customer: Customer, nordlicht: Tenant, smtp_sink: SmtpSink, committed_db: str
) -> Ticket:
    prefer(nordlicht, UNDO_SECONDS, 0)
    account = make_account(nordlicht, "service@nordlicht.example", **sending_through(smtp_sink))
    return make_ticket(billing, owner=anna, customer=customer, account=account, subject="Zähler getauscht")


def writing(page: Page, ticket: Ticket) -> Page:
    """The editor is open, the cursor where the answer is written."""
    page.goto(f"/desk/ticket/{ticket.number}/")
    page.wait_for_selector("html[data-started]")
    if not page.locator(TEXT).count():
        page.keyboard.press("r")
    page.wait_for_selector(f"{TEXT}.tiptap")
    return page


def html(page: Page) -> str:
    return page.locator("#editor [name=html]").input_value()


def holds(page: Page, piece: str) -> None:
    becomes(lambda: piece in html(page), True)


def until(page: Page, condition: str) -> None:
    """The page's policy allows no eval, which Playwright's own waiting needs."""
    editor = f"document.querySelector('{TEXT}').kontorEditor"
    becomes(lambda: bool(page.evaluate(f"(() => {{ const editor = {editor}; return {condition} }})()")), True)


def saved(page: Page, ticket: Ticket) -> Draft:
    """What the server holds, once it holds what stands in the editor. The clock is that of 24 hours, as everywhere."""
    expect(page.locator("[data-draft-status]")).to_have_text(re.compile(r"Saved (just now|\d\d:\d\d)\s*$"))
    until(page, "editor.memory.more?.unsaved === false")
    with in_scope(ticket.tenant_id):
        return Draft.objects.get(ticket=ticket)


def test_who_comes_back_to_a_draft_writes_where_the_answer_is_written_and_it_is_said_when_it_was_kept(
    anna: User, nordlicht: Tenant, mine: Ticket, window: Window
) -> None:
    page = writing(window(anna, nordlicht), mine)
    gap = page.locator(f"{TEXT} p").evaluate_all("all => all.findIndex((each) => !each.textContent)")
    writing(page, mine)
    # The time is that of the time zone of all other times.
    page.context.new_cdp_session(page).send("Emulation.setTimezoneOverride", {"timezoneId": "Asia/Kolkata"})

    page.keyboard.press("r")
    page.keyboard.type("Wir schicken Ersatz.")

    expect(page.locator(f"{TEXT} p").nth(gap)).to_have_text("Wir schicken Ersatz.")
    holds(page, "Wir schicken Ersatz.")
    draft = saved(page, mine)
    assert page.locator("[data-draft-status]").inner_text() == f"Saved {localtime(draft.changed_at):%H:%M}"


def test_writing_formatting_pasting_and_sending(
    anna: User, nordlicht: Tenant, mine: Ticket, window: Window, smtp_sink: SmtpSink
) -> None:
    page = writing(window(anna, nordlicht), mine)
    expect(page.locator(TEXT)).to_be_focused()
    expect(page.locator(TEXT)).to_have_attribute("aria-label", "Answer")
    expect(page.locator(TEXT)).to_have_attribute("lang", "de")

    page.keyboard.press("Control+b")
    page.keyboard.type("Wichtig")
    page.keyboard.press("Control+b")
    page.keyboard.type(" ist das hier")
    holds(page, "<p><strong>Wichtig</strong> ist das hier</p>")
    page.keyboard.press("Home")
    until(page, "editor.cursor().from === 0")
    page.keyboard.press("Control+Delete")
    until(page, "!editor.getHTML().includes('Wichtig') && editor.getHTML().includes('ist das hier</p>')")
    page.keyboard.press("Control+z")
    until(page, "editor.getHTML().includes('<p><strong>Wichtig</strong> ist das hier</p>')")
    page.keyboard.press("End")
    until(page, "editor.cursor().from === 20")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("in zwei Zeilen")
    holds(page, "ist das hier<br>in zwei Zeilen</p>")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Shift+Digit2")
    holds(page, "<h2></h2>")
    page.keyboard.press("Control+Shift+Digit0")
    becomes(lambda: "<h2>" in html(page), False)

    page.evaluate(PASTE, [TEXT, "text/html", WORD])
    expect(page.locator(".toast")).to_contain_text("A picture from the internet was left out")
    for piece in ("Fett</strong> aus Word</p>", "<ul><li><p>eins</p><ol", "<li><p>zwei</p></li></ol></li></ul>"):
        holds(page, piece)
    holds(page, "<strong>auch fett</strong>")
    for trace in ("mso", "class=", "color", "evil.example", "<!--"):
        assert trace not in html(page).casefold()

    page.keyboard.press("Alt+F10")
    expect(page.get_by_role("button", name="Bold")).to_be_focused()
    page.get_by_role("button", name="Table", exact=True).click()
    expect(page.get_by_role("button", name="Row below")).to_be_disabled()
    page.get_by_role("button", name="Insert a table").click()
    page.keyboard.type("Zelle")
    becomes(lambda: html(page).count("<th"), 3)
    page.get_by_role("button", name="Table", exact=True).click()
    page.get_by_role("button", name="Row below").click()
    becomes(lambda: html(page).count("<tr"), 4)

    page.evaluate(DROP, [TEXT, "zaehler.png", "image/png", list(PNG)])
    expect(page.locator(f"{TEXT} img[alt=zaehler]")).to_have_js_property("naturalWidth", 1)
    page.evaluate(DROP, ["#reply-to", "beleg.pdf", "application/pdf", [37, 80, 68, 70]])
    expect(page.locator("#draft-files")).to_contain_text("beleg.pdf")
    expect(page.locator("#editor")).not_to_have_attribute("data-dropping", "")
    page.evaluate(DROP, [TEXT, "skizze.svg", "image/svg+xml", [60]])
    expect(page.locator("#draft-files")).to_contain_text("skizze.svg")

    saved(page, mine)
    page.locator(TEXT).press("Control+Enter")
    expect(page.locator(".toast").last).to_contain_text("is on its way")
    with in_scope(nordlicht):
        outgoing = OutgoingMail.objects.get()
    deliver(nordlicht.pk, outgoing.pk)
    mail = smtp_sink.kept[-1].mail
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
        "application/pdf", "image/svg+xml",
    ]  # fmt: skip
    assert "Wichtig ist das hier" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Wichtig</strong> ist das hier" in mail.get_body(("html",)).get_content()  # type: ignore[union-attr]


def test_undoing_survives_a_reload_and_nothing_typed_is_lost(
    anna: User, nordlicht: Tenant, mine: Ticket, window: Window
) -> None:
    page = writing(window(anna, nordlicht), mine)
    before = page.evaluate(f"document.querySelector('{TEXT}').kontorEditor.getHTML()")
    page.keyboard.type("erst")
    page.keyboard.press("Enter")
    page.wait_for_timeout(600)
    page.keyboard.type("dann")
    first = saved(page, mine)
    assert "<p>erst</p><p>dann</p>" in first.html
    page.keyboard.press("Control+z")
    page.keyboard.type(" und nicht gespeichert")

    writing(page, mine)
    holds(page, "und nicht gespeichert")
    expect(page.locator("#editor-guard")).to_be_empty()
    page.focus(TEXT)
    for _ in range(12):
        page.keyboard.press("Control+z")
    becomes(lambda: html(page), before)
    writing(page, mine)
    until(page, f"editor.getHTML() === {before!r}")
    page.locator(TEXT).press("Control+y")
    holds(page, "erst")


def test_plain_text_is_asked_about_and_placeholders_are_reached_by_a_key(
    anna: User, nordlicht: Tenant, mine: Ticket, window: Window
) -> None:
    make_library_file(nordlicht, "Allgemeine Bedingungen", filename="agb.pdf")
    page = writing(window(anna, nordlicht, width=390), mine)
    page.keyboard.type("Ihre ${process.number} am ${process.date}, fett: ")
    page.keyboard.press("Control+b")
    page.keyboard.type("ja")
    expect(page.locator(f"{TEXT} .placeholder")).to_have_text(["${process.number}", "${process.date}"])
    still_open = page.locator("[data-open-placeholders]")
    expect(still_open.locator("[data-count]")).to_have_text("2")
    page.keyboard.press("F8")
    page.keyboard.press("F8")
    page.keyboard.type("Montag")
    still_open.click()
    page.keyboard.type("4711")
    expect(still_open).to_be_hidden()
    expect(page.locator(f"{TEXT} .placeholder")).to_have_count(0)

    page.get_by_role("button", name="Plain text or formatted").click()
    page.get_by_role("button", name="Keep the formatting").click()
    holds(page, "<strong>ja</strong>")
    page.get_by_role("button", name="Plain text or formatted").click()
    page.get_by_role("button", name="Plain text", exact=True).click()
    draft = saved(page, mine)
    assert (draft.rich, draft.html) == (False, "")
    assert "Ihre 4711 am Montag, fett: ja" in draft.text
    page.evaluate(PASTE, [TEXT, "text/plain", "Zeile eins\r\nZeile zwei"])
    until(page, "editor.getText().includes('Zeile eins\\nZeile zwei')")

    page.get_by_role("button", name="Attach a file of the library").click()
    page.get_by_label("Name of the file").fill("beding")
    page.get_by_role("button", name="Allgemeine Bedingungen").press("Enter")
    expect(page.locator("#draft-files")).to_contain_text("agb.pdf")


def test_links_and_pictures_are_put_in_or_it_is_said_why_not(
    anna: User, nordlicht: Tenant, mine: Ticket, window: Window
) -> None:
    page = writing(window(anna, nordlicht), mine)
    page.keyboard.type("Siehe ")
    page.keyboard.press("Control+Shift+l")
    expect(page.get_by_label("Address of the link")).to_be_focused()
    page.keyboard.type("dort")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is neither a web address")).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.type("service@nordlicht.example")
    page.keyboard.press("Enter")
    holds(page, '<p>Siehe <a href="mailto:service@nordlicht.example">service@nordlicht.example</a></p>')

    page.keyboard.press("Alt+F10")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Italic")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("button", name="Bold")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(TEXT)).to_be_focused()

    picture = page.locator("[data-picture-file]")
    hear(page, "**/reply/picture/", lambda route: route.abort())
    picture.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": PNG})
    expect(page.locator(".toast--near")).to_have_text("The picture was not stored: no connection. Try again.")
    page.unroute("**/reply/picture/")
    picture.set_input_files({"name": "b.png", "mimeType": "image/png", "buffer": b"nothing to see"})
    expect(page.locator(".toast--near")).to_have_count(2)
    picture.set_input_files({"name": "c.png", "mimeType": "image/png", "buffer": PNG})
    expect(page.locator(f"{TEXT} img[alt=c]")).to_have_count(1)
    inline = f"<p>a<img alt='d' src='data:image/png;base64,{b64encode(PNG).decode()}'></p>"
    page.evaluate(PASTE, [TEXT, "text/html", inline])
    expect(page.locator(f"{TEXT} img[alt=d]")).to_have_count(1)
