"""The guide "Mandant anlegen", sentence by sentence, in German: from an empty installation to the answered test mail.

What the guide tells its reader to do, in its order, and the step that does it here:

=============================  =====================================================================================
the list of tenants, "Neu"     ``masks.general``: by the menu of the administration, with the button above the list
Allgemein                      ``masks.general``: name and description
Einstellungen                  ``masks.settings``: CC addresses, spelling, service level, hours, channels; what they
                               choose from is made before (``masks.promises``)
Konteneinstellungen            ``masks.accounts`` and ``masks.account_settings``: do-not-reply address, accounts by IMAP
Eigene Einstellungen           ``masks.app_settings``: nothing is asked for
PDF                            ``masks.letters_switched_on`` brings the tab; ``masks.pdf``: directory and stylesheet
Call Connector App             ``calls.switched_on`` brings the tab and has the trunk; ``calls.connector``: the prefix;
                               ``calls.test_call``: the number that belongs to it is seen
Telefonticket Konfiguration    ``calls.phone_tickets``
a system group                 ``people.system_group``; what is below belongs to the tenant (``people.groups_below``)
agents of several tenants      ``people.agent``; asked for the tenant at sign-in, all at once until that is switched off
new categories                 ``texts.categories``, ``texts.rule``, ``texts.fallback``
reply templates                ``texts.parts``: design, letterhead, footer; ``texts.template``: assigned to categories
Eskalation bei Engpässen       ``overflow.agreement`` and ``overflow.switched_on``: into a category of another tenant
=============================  =====================================================================================

After each topic the lines of the checklist that belong to it have turned green. The file beside the steps says the same
as a customer would write it, and makes the same tenant.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Template

import pytest
from playwright.sync_api import Browser, Page, expect

from kontor.calls.enums import Connector
from kontor.host import administrator, tenant
from kontor.people.models import Role, User
from kontor.readiness.domain.looking import look
from kontor.readiness.enums import LineState
from kontor.tenant_files.domain.applying import apply
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.call_records import connect_calls
from tests.factories.people import make_user
from tests.factories.phone_systems import make_phone_system
from tests.flows import browsing
from tests.flows.guide import calls, masks, overflow, people, texts
from tests.flows.guide.masks import Mailboxes
from tests.flows.guide.walking import Walk
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.postfix import Postfix
from tests.servers.smtp_sink import Kept, SmtpSink
from tests.servers.telephony.asterisk import Asterisk
from tests.support.chromium import chromium
from tests.support.letter_switch import letters_on
from tests.support.letters import letter
from tests.support.processes import until, web, worker
from tests.support.scoping import everywhere

FOLDER = Path(__file__).with_name("guide")
TO_BE_TRIED = {"fetched", "sent", "stylesheet", "called", "test_call", "overflow", "trial"}
"""What a file cannot do: try servers, letters and calls, enter a line at a telephone system, and agree for others."""

SUBJECT = "Wann fährt die Fähre?"


@pytest.fixture
def mailboxes(mail_server: Dovecot, postfix_server: Postfix, new_mailbox: Callable[[], str]) -> Mailboxes:
    return Mailboxes(mail_server, postfix_server, new_mailbox(), new_mailbox(), new_mailbox())


@pytest.fixture
def window(django_db_setup: None, committed_db: str) -> Iterator[Callable[[], Page]]:
    """Opens windows of different people, with web server and worker at work."""
    with chromium() as browser, web(committed_db) as site, worker(committed_db):
        yield lambda: _page(browser, site.url)


def _page(browser: Browser, url: str) -> Page:
    context = browser.new_context(base_url=url, locale="de", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    return page


def _is(state: TicketState) -> bool:
    with everywhere():
        return Ticket.objects.filter(subject=SUBJECT, state=state).exists()


@pytest.mark.browser
def test_the_guide_sentence_by_sentence(
    mailboxes: Mailboxes, asterisk: Asterisk, world: SmtpSink, window: Callable[[], Page], tmp_path: Path
) -> None:
    password = administrator.create()
    walk = Walk(window())
    people.first_sign_in(walk.page, "admin", password)

    masks.general(walk)
    assert walk.look()["system_group"] == "open"
    masks.promises(walk)
    masks.settings(walk)
    walk.turn_green("service_level", "business_hours")
    masks.accounts(walk, mailboxes)
    masks.account_settings(walk, mailboxes)
    masks.app_settings(walk)
    walk.turn_green("fetched", "sent", "no_reply", "inquiries", "forwards")
    masks.letters_switched_on(walk)
    masks.pdf(walk)
    walk.turn_green("stylesheet", "directory")
    calls.switched_on(walk, asterisk)
    calls.connector(walk)
    calls.test_call(walk, asterisk)
    calls.phone_tickets(walk)
    walk.turn_green("dials", "called", "test_call")

    people.system_group(walk)
    walk.turn_green("system_group")
    people.groups_below(walk)
    people.agent(walk)
    walk.turn_green("agents")
    with everywhere():
        apply((FOLDER / "bergwind.yaml").read_bytes(), by=None, file_name="bergwind.yaml", secrets={})
    emma = window()
    people.first_sign_in(emma, "emma", people.FIRST_PASSWORD)
    assert people.offered(emma) == ["Bergwind Touren BERG", "Seewind Reisen SEE", "Alle Mandanten"]
    people.one_tenant_at_a_time(walk)
    assert people.offered(emma) == ["Bergwind Touren BERG", "Seewind Reisen SEE"]

    texts.categories(walk)
    texts.rule(walk)
    texts.fallback(walk, mailboxes.service)
    walk.turn_green("categories", "worked", "rules", "fallback")
    texts.parts(walk)
    texts.template(walk)
    walk.turn_green("templates", "language_de", "layout", "letterhead", "footer")
    overflow.agreement(walk)
    assert walk.look()["overflow"] == "open"
    overflow.switched_on(walk)
    walk.green -= {"overflow"}
    walk.turn_green("overflow")

    _go_live(walk)
    _answer(emma, mailboxes, world)
    assert _tenant_command("diff", "SEE", str(_file(mailboxes, tmp_path)), "--check") == 0


def _go_live(walk: Walk) -> None:
    """The page tries the whole way of a mail, and then there is nothing left to do."""
    walk.look()
    walk.page.get_by_role("button", name="Betriebstest starten").click()
    test = walk.page.locator("#go-live-test")
    expect(test).to_contain_text("Das Postfach ist, wie es war", timeout=120_000)
    walk.turn_green("trial")
    assert set(walk.look().values()) == {"green"}
    expect(walk.page.locator("#readiness-title")).to_have_text("Alles ist in Ordnung")


def _answer(emma: Page, mailboxes: Mailboxes, world: SmtpSink) -> None:
    """A customer writes to the real server; the agent answers; the answer leaves with all that was set up."""
    mailboxes.dovecot.deliver(
        mailboxes.service, letter(SUBJECT, text="Am Freitag?", to=mailboxes.service, Cc="Kai <kai@post.example>")
    )
    until(lambda: _is(TicketState.QUEUED), "the mail is a request", seconds=120)
    people.offered(emma)
    people.sign_in_for(emma, "Seewind Reisen")
    emma.get_by_role("button", name="Nächste Anfrage").click()
    expect(emma.locator("#subject")).to_have_text(SUBJECT)
    browsing.started(emma)
    emma.get_by_role("button", name="Antworten").first.click()
    expect(emma.locator("#editor .tiptap")).to_contain_text("vielen Dank für Ihre Nachricht.")
    emma.get_by_role("button", name="Senden und abschließen").click()
    until(lambda: _is(TicketState.CLOSED), "the answer is out", seconds=120)
    until(lambda: bool(_answers(world)), "the answer is delivered")
    (kept,) = _answers(world)
    assert kept.mail["From"] == f"Seewind Service <{mailboxes.service}>"
    assert sorted(kept.recipients) == ["kaethe@post.example", "kai@post.example"]
    text = kept.mail.get_body(("html",))
    assert text is not None
    for words in ("Seewind Reisen, Am Kai 1", "vielen Dank für Ihre Nachricht.", "Amtsgericht Emden"):
        assert words in text.get_content()


def _answers(world: SmtpSink) -> list[Kept]:
    return [kept for kept in world.kept if "kaethe@post.example" in kept.recipients]


def _file(mailboxes: Mailboxes, folder: Path) -> Path:
    """The file as the customer has written it, with the servers of the test."""
    outgoing = mailboxes.postfix.server(mailboxes.service)
    values = {
        "service": mailboxes.service,
        "inquiries": mailboxes.inquiries,
        "forwards": mailboxes.forwards,
        "no_reply": mailboxes.no_reply,
        "host": mailboxes.dovecot.host,
        "port": mailboxes.dovecot.ports["imaps"],
        "ca_file": mailboxes.dovecot.ca_file,
        "smtp_host": outgoing.host,
        "smtp_port": outgoing.port,
    }
    path = folder / "seewind.yaml"
    path.write_text(Template((FOLDER / "seewind.yaml").read_text()).substitute(values))
    return path


def _tenant_command(*words: str) -> int:
    parser = ArgumentParser()
    tenant.add_arguments(parser)
    return tenant.perform(parser.parse_args(words))


@pytest.mark.django_db
def test_the_same_tenant_by_its_file(
    mailboxes: Mailboxes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, emma: User
) -> None:
    """In another installation, which has the people and the telephone system already."""
    path = _file(mailboxes, tmp_path)
    monkeypatch.setenv("SEEWIND_PASSWORD", PASSWORD)
    for name in (str(FOLDER / "bergwind.yaml"), str(path)):
        assert _tenant_command("apply", name) == 0

    assert _tenant_command("diff", "SEE", str(path), "--check") == 0
    assert _tenant_command("plan", str(path), "--check") == 0
    with everywhere():
        lines = look(Tenant.objects.get(code="SEE")).lines
    assert {line.key for line in lines if line.state != LineState.GREEN} == TO_BE_TRIED


@pytest.fixture
def emma(agent_role: Role) -> User:
    """An agent, a telephone system, and letters and calls switched on: what the file names and does not create."""
    make_phone_system("Anlage", connector=Connector.ASTERISK, all_tenants=True)
    letters_on()
    connect_calls()
    return make_user("Emma Ebert", username="emma")
