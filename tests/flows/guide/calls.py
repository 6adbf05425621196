"""Telephony: the telephone system of the installation, the tenant's prefix at it, and the tickets of calls."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.flows.guide.walking import Walk
from tests.servers.telephony.asterisk import NORTH, USER, Asterisk

TABS = ["Call Connector App", "Telefonticket Konfiguration"]


def switched_on(walk: Walk, asterisk: Asterisk) -> None:
    """Only with call integration the tenant's mask has the two tabs. Trunk and prefix belong together."""
    walk.mask("Allgemein")
    names = walk.page.locator("nav.tabs a").all_inner_texts()
    assert not set(TABS) & set(names)
    walk.go("Systemeinstellungen")
    walk.tab("Anrufe")
    walk.own("Call-Integration")
    walk.control("calls-integration").check()
    walk.save()
    walk.go("Telefonanlagen", "Neu")
    walk.fill(name="Anlage")
    walk.save()
    walk.fill(host=asterisk.host, port=str(asterisk.port), username=USER, secret=asterisk.secret, context="kontor-out")
    walk.save()
    walk.tab("Trunks")
    walk.fill(pbx_name="north", prefix="71", signalled_number=NORTH)
    walk.choose("tenant", walk.tenant)
    walk.save()
    walk.tab("Zustand")  # it is renewed until a worker has connected the line
    expect(walk.page.locator("#line-state .badge")).to_have_text("verbunden")


def connector(walk: Walk) -> None:
    walk.mask(TABS[0])
    walk.choose("system", "Anlage")
    walk.fill(prefix="71")
    expect(walk.page.locator("#dialled")).to_contain_text(NORTH)
    walk.save()


def phone_tickets(walk: Walk) -> None:
    walk.mask(TABS[1])
    walk.page.locator("[name='calls-ticket_in'][value=always]").check()
    walk.save()


def test_call(walk: Walk, asterisk: Asterisk) -> None:
    """The administrator's own phone rings first; then whoever is called sees the tenant's number."""
    walk.go("Administration", "Benutzer")
    walk.open("Administrator")
    walk.tab("Telefone")
    walk.page.get_by_label("Anlage").fill("1001")
    walk.save()
    walk.mask(TABS[0])
    walk.page.get_by_label("Anzurufende Nummer").fill("0170 1234567")
    walk.page.get_by_role("button", name="Testanruf starten").click()
    expect(walk.page.locator("#test-call")).to_contain_text("im Gespräch")
    asterisk.hang_up("north")
    expect(walk.page.locator("#test-call")).to_contain_text("Angenommen")
    assert [seen.shown for seen in asterisk.phones.invites("north")] == [NORTH]
