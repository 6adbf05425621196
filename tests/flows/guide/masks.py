"""The tenant's mask, tab by tab, and what has to exist before a tab can name it."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import expect

from tests.flows.guide.walking import Walk
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.postfix import Postfix


@dataclass(frozen=True)
class Mailboxes:
    """At which servers, and the three addresses the tenant has there."""

    dovecot: Dovecot
    postfix: Postfix
    service: str
    inquiries: str
    forwards: str

    @property
    def no_reply(self) -> str:
        return f"nicht-antworten@{self.service.partition('@')[2]}"


def general(walk: Walk) -> None:
    walk.go("Administration", "Mandanten", "Neu")
    expect(walk.page.locator("nav.tabs a")).to_have_count(1)
    walk.fill(name="Seewind Reisen", code="SEE", description="Fähren und Inseln")
    walk.save()
    expect(walk.page.locator("h1")).to_have_text("Seewind Reisen")
    walk.tenant, walk.home = "Seewind Reisen", walk.page.url


def promises(walk: Walk) -> None:
    """A service level and business hours, which the settings of the tenant choose from."""
    walk.go("Administration", "Servicelevel", "Neu")
    walk.choose("tenant", walk.tenant)
    walk.fill(name="Standard", first_response="8:00")
    walk.save()
    walk.go("Administration", "Geschäftszeiten", "Neu")
    walk.choose("tenant", walk.tenant)
    walk.fill(name="Büro")
    walk.save()


def settings(walk: Walk) -> None:
    walk.mask("Einstellungen")
    copies = "Eingegangene CC-Adressen in den Antwortvorschlag übernehmen"
    spelling = "Die Rechtschreibung von Antworten prüfen"
    for label in (copies, spelling, "Servicelevel", "Standardgeschäftszeit", "Genutzte Kanäle"):
        walk.own(label)
    walk.control("answers-copy_incoming_cc").check()
    walk.control("spelling-check").check()
    walk.choose("sla-service_level", "Standard")
    walk.choose("sla-business_hours", "Büro")
    walk.tick("E-Mail")
    walk.save()


def accounts(walk: Walk, mailboxes: Mailboxes) -> None:
    """The account customers write to, and the two to which answers of people outside come."""
    walk.go("Administration", "Eingangskonten", "Neu")
    _account(walk, mailboxes, mailboxes.service, sender_name="Seewind Service")
    for address, kind in ((mailboxes.inquiries, "second_level"), (mailboxes.forwards, "reply")):
        walk.go("Administration", "Systemkonten", "Neu")
        walk.page.locator(f"[name=kind][value={kind}]").check()
        _account(walk, mailboxes, address, sender_name="Seewind Service")


def _account(walk: Walk, mailboxes: Mailboxes, address: str, **more: str) -> None:
    """Received by IMAP and sent over TLS; then the connections are tested, which a worker does meanwhile."""
    walk.choose("tenant", walk.tenant)
    walk.choose("security", "TLS von Anfang an")
    walk.choose("smtp_security", "TLS von Anfang an")
    outgoing = mailboxes.postfix.server(address)
    values = {
        "address": address,
        "host": mailboxes.dovecot.host,
        "port": str(mailboxes.dovecot.ports["imaps"]),
        "username": address,
        "password": PASSWORD,
        "ca_file": mailboxes.dovecot.ca_file,
        "smtp_host": outgoing.host,
        "smtp_port": str(outgoing.port),
    }
    walk.fill(**values, **more)
    walk.save()
    walk.page.get_by_role("button", name="Verbindung prüfen").click()


def account_settings(walk: Walk, mailboxes: Mailboxes) -> None:
    walk.mask("Konteneinstellungen")
    walk.fill(**{"no-reply-address": mailboxes.no_reply})
    walk.save("Adresse hinzufügen")
    walk.choose("incoming", mailboxes.service)
    walk.choose("sending", mailboxes.service)
    walk.choose("inquiries", mailboxes.inquiries)
    walk.choose("forwards", mailboxes.forwards)
    walk.save()


def app_settings(walk: Walk) -> None:
    """Nothing is asked for here."""
    walk.mask("Eigene Einstellungen")
    expect(walk.page.get_by_role("button", name="Speichern", exact=True)).to_have_count(0)


def letters_switched_on(walk: Walk) -> None:
    """Only then the tenant's mask has the tab for letters."""
    expect(walk.page.locator("nav.tabs").get_by_role("link", name="PDF")).to_have_count(0)
    walk.go("Administration", "Systemeinstellungen")
    walk.tab("Briefe")
    walk.own("Briefe (PDF)")
    walk.control("letters-letters").check()
    walk.save()
    walk.mask("Einstellungen")
    walk.tick("Brief")
    walk.save()


def pdf(walk: Walk) -> None:
    walk.mask("PDF")
    walk.own("Standard-Ausgabeverzeichnis")
    walk.fill(**{"letters-output_directory": "briefe"})
    walk.save()
    with walk.page.expect_navigation():
        walk.page.get_by_role("link", name="Neues Stylesheet").click()
    walk.fill(name="Hausstil")
    walk.save("Anlegen")
    walk.fill(css=".sender { color: navy }")
    walk.save()
    walk.mask("Betriebsbereitschaft")
    walk.save("Briefe jetzt erproben")
