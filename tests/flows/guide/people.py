"""What brings the tenant into use: its groups, an agent, and the question for which tenant they sign in."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.flows import browsing
from tests.flows.guide.walking import Walk

FIRST_PASSWORD = "first day at the harbour"
OWN_PASSWORD = "ferry leaves at eight sharp"


def system_group(walk: Walk) -> None:
    walk.go("Administration", "Gruppen", "Neu")
    walk.fill(name="Seewind")
    walk.choose("place", walk.tenant)
    walk.save()


def groups_below(walk: Walk) -> None:
    """They belong to the tenant without being asked."""
    for beside, kind, name in (
        ("Seewind", "Supervisorgruppe", "Leitung"),
        ("Leitung", "Agentengruppe", "Kundenservice"),
    ):
        walk.go("Gruppen")
        row = walk.page.get_by_role("row").filter(has=walk.page.get_by_role("link", name=beside))
        with walk.page.expect_navigation():
            row.get_by_role("link", name=kind).click()
        walk.fill(name=name)
        walk.save()


def agent(walk: Walk) -> None:
    walk.go("Administration", "Benutzer", "Neu")
    walk.fill(name="Emma Ebert", username="emma", email="emma@kontor.example", password=FIRST_PASSWORD)
    walk.tick("SEE · Kundenservice")
    walk.choose("role", "Agent")
    walk.save("Benutzer anlegen")


def first_sign_in(page: Page, name: str, password: str) -> None:
    """With the password that was given; an own one is demanded."""
    page.goto("/sign-in/")
    page.get_by_label("Benutzername oder E-Mail").fill(name)
    page.get_by_label("Kennwort", exact=True).fill(password)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url(re.compile("/profile/password/"))
    page.locator("input[autocomplete=current-password]").fill(password)
    for field in page.locator("input[autocomplete=new-password]").all():
        field.fill(OWN_PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Speichern", exact=True).click()


def one_tenant_at_a_time(walk: Walk) -> None:
    """For the whole installation; for a person it can be said otherwise."""
    walk.go("Administration", "Systemeinstellungen")
    walk.own("Agenten dürfen sich für alle ihre Mandanten gleichzeitig anmelden")
    walk.control("org-sign_in_for_all").uncheck()
    walk.save()


def offered(page: Page) -> list[str]:
    """What there is to choose from at sign-in."""
    page.goto("/sign-in/tenant/")
    return [" ".join(name.split()) for name in page.locator("label.choice .choice__name").all_inner_texts()]


def sign_in_for(page: Page, tenant: str) -> None:
    page.locator("label.choice").filter(has_text=tenant).click()
    page.get_by_role("button", name="Weiter").click()
    page.wait_for_url("**/desk/**")
    browsing.started(page)
