"""Categories with the way of a mail into them, and the reply template with what stands around it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.flows.guide.walking import Walk

LAYOUT = '${letterhead}<div class="mail__sheet">${content}</div>${footer}'


def categories(walk: Walk) -> None:
    for name in ("Buchungen", "Beschwerden"):
        walk.go("Administration", "Kategorien", "Neu")
        walk.choose("tenant", walk.tenant)
        walk.fill(name=name)
        walk.save()
        walk.tick("Kundenservice (Leitung)")
        walk.save()


def rule(walk: Walk) -> None:
    """A word in the subject leads into the second category; it counts when the rules are activated."""
    walk.go("Administration", "Regeln", "Neu")
    walk.fill(name="Beschwerden")
    walk.choose("category", "Beschwerden")
    walk.page.get_by_role("button", name="Hinzufügen").click()
    walk.page.get_by_role("textbox", name="Wörter im Betreff").fill("Beschwerde")
    walk.save()
    walk.go("Regeln")
    walk.save(f"Aktivieren {walk.tenant}")


def fallback(walk: Walk, address: str) -> None:
    walk.go("Administration", "Regeln")
    walk.page.get_by_label(f"Auffangkategorie von {address}").select_option(label="Buchungen")
    walk.save(f"Speichern {address}")


def parts(walk: Walk) -> None:
    """Layout, letterhead and footer, each for all templates of the tenant."""
    for name, what, text in (
        ("Layout", "Layout", LAYOUT),
        ("Briefkopf", "Briefkopf", "Seewind Reisen, Am Kai 1"),
        ("Fußzeile", "Fußzeile", "Seewind Reisen GmbH, Amtsgericht Emden"),
    ):
        walk.go("Administration", "Vorlagen", "Neu")
        walk.choose("tenant", walk.tenant)
        walk.fill(name=name)
        walk.choose("what", what)
        walk.save()
        if name == "Layout":
            expect(walk.control("html")).to_have_value(text)
        else:
            _write(walk, text)
        walk.save()
        walk.tab("Allgemein")
        walk.control("is_default").check()
        walk.save()


def template(walk: Walk) -> None:
    """Suggested in both categories."""
    walk.go("Administration", "Vorlagen", "Neu")
    walk.choose("tenant", walk.tenant)
    walk.fill(name="Antwort")
    walk.save()
    _write(walk, "vielen Dank für Ihre Nachricht.")
    walk.save()
    walk.tab("Zuordnung")
    for category in ("Buchungen", "Beschwerden"):
        walk.page.get_by_label(category).select_option(label="vorgeschlagen")
    walk.save()


def _write(walk: Walk, text: str) -> None:
    walk.page.locator("main .tiptap").fill(text)
