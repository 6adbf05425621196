from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.kernel import clock
from kontor.letters.domain import stylesheet_checks
from kontor.letters.domain.stylesheets import default_stylesheet, stylesheets_of
from kontor.letters.models import Stylesheet
from kontor.letters.rendering.sheet import Rendered, Sheet
from kontor.letters.rendering.supplied import supplied_css
from kontor.org.preferences import REASONS
from kontor.people.models import User
from kontor.preferences.domain.system import change_system_values, system_values
from kontor.tenants.models import Tenant
from kontor.tenants.scope import current
from tests.factories.stationery import make_asset, make_stylesheet
from tests.supervisor.tenants.pdf.pages import at, content
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

Clients = Callable[..., Browser]
GOOD = ".subject { color: #0b5a7d }"
BAD = ".subject { color: red }\n.text { colr: red }"


def now(sheet: Stylesheet) -> Stylesheet:
    with everywhere():
        return Stylesheet.objects.get(pk=sheet.pk)


def test_a_new_one_begins_as_a_supplied_one_or_as_a_copy(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    browser = client_for(ada)
    address = at("stylesheet-new", nordlicht.pk)

    made = browser.post(address, {"name": "Haus", "start": "supplied-modern"})
    with in_scope(nordlicht):
        sheet = stylesheets_of(nordlicht).get()
    copied = browser.post(address, {"name": "Mahnung", "start": f"own-{sheet.pk}"})
    taken = browser.post(address, {"name": "Haus", "start": "supplied-plain"})

    assert made["Location"] == at("stylesheet", nordlicht.pk, sheet.pk)
    assert (sheet.css, sheet.supplied, sheet.is_default) == (supplied_css("modern"), "modern", True)
    assert (copied.status_code, taken.status_code) == (302, 422)
    assert "There is a stylesheet “Haus” already." in content(taken)
    tab = content(browser.get(reverse("supervisor:tenants:tab", args=[nordlicht.pk, "pdf"])))
    assert all(name in tab for name in ("Haus", "Mahnung"))


def test_errors_are_named_by_line_and_what_was_typed_is_kept(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    sheet = make_stylesheet(nordlicht, "Haus", GOOD)
    browser = client_for(ada)
    page = at("stylesheet", nordlicht.pk, sheet.pk)

    refused = browser.post(page, {"name": "Haus", "css": BAD, "version": "1"})
    saved = browser.post(page, {"name": "Haus", "css": GOOD + "\r\n.text { color: #111 }", "version": "1"})
    old = browser.post(page, {"name": "Haus", "css": GOOD, "version": "1"})

    assert (refused.status_code, saved.status_code, old.status_code) == (422, 302, 409)
    said = content(refused)
    assert 'data-css-line="2">Line 2</a>: There is no such property: colr' in said
    assert "Nothing was saved: letters look as they did before." in said
    assert ".text { colr: red }" in said
    assert now(sheet).css == GOOD + "\n.text { color: #111 }"


def test_a_stylesheet_that_makes_no_letters_any_more_says_which_version_is_in_force(
    client_for: Clients, ada: User, nordlicht: Tenant
) -> None:
    sheet = make_stylesheet(nordlicht, "Haus", GOOD)
    browser = client_for(ada)
    page, tab = at("stylesheet", nordlicht.pk, sheet.pk), reverse("supervisor:tenants:tab", args=[nordlicht.pk, "pdf"])
    broken = {"broken_at": clock.now(), "broken_kind": "window", "good_css": GOOD, "good_version": 1}
    with everywhere():
        Stylesheet.objects.filter(pk=sheet.pk).update(css=".address { display: none }", version=2, **broken)

    said = content(browser.get(page))
    assert "What is saved here makes no letters any more." in said
    assert "The address does not lie fully in the window of the envelope." in said
    assert "Letters look as in version 1 until you save a mended one." in said
    assert "makes no letters" in content(browser.get(tab))

    assert browser.post(page, {"name": "Haus", "css": GOOD, "version": "2"}).status_code == 302
    assert "makes no letters" not in content(browser.get(page)) + content(browser.get(tab))


def test_saving_renders_while_no_scope_is_open_and_sees_what_others_did_meanwhile(
    client_for: Clients, ada: User, nordlicht: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = make_stylesheet(nordlicht, "Haus", GOOD)
    page, typed = at("stylesheet", nordlicht.pk, sheet.pk), {"name": "Haus", "css": GOOD + " p { color: #222 }"}
    scopes: list[tuple[int, ...]] = []
    real = stylesheet_checks.render

    def slow(letter: Sheet) -> Rendered:
        scopes.append(current())
        return real(letter)

    def slower(letter: Sheet) -> Rendered:
        with everywhere():
            Stylesheet.objects.filter(pk=sheet.pk).update(version=3)
        return real(letter)

    monkeypatch.setattr(stylesheet_checks, "render", slow)
    saved = client_for(ada).post(page, {**typed, "version": "1"})
    monkeypatch.setattr(stylesheet_checks, "render", slower)
    late = client_for(ada).post(page, {**typed, "css": GOOD, "version": "2"})

    assert (saved.status_code, late.status_code, scopes) == (302, 409, [()])
    assert (now(sheet).css, now(sheet).version) == (typed["css"], 3)


def test_whoever_gives_no_reason_is_asked_for_one_once_the_letter_was_made(
    client_for: Clients, ada: User, nordlicht: Tenant
) -> None:
    sheet = make_stylesheet(nordlicht, "Haus", GOOD)
    with everywhere():
        change_system_values({REASONS.key: ["stylesheets_changed"]}, version=system_values().version)
    page, typed = at("stylesheet", nordlicht.pk, sheet.pk), {"name": "Haus", "css": GOOD + " p { color: #222 }"}
    browser = client_for(ada)

    asked = browser.post(page, {**typed, "version": "1"})
    left_alone = now(sheet).css
    saved = browser.post(page, {**typed, "version": "1", "audit-reason": "Neue Farben"})

    assert (asked.status_code, saved.status_code) == (409, 302)
    assert "Say why." in content(asked)
    assert (left_alone, now(sheet).css) == (GOOD, typed["css"])


def test_the_preview_is_a_real_letter(
    client_for: Clients, htmx_for: Clients, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    sheet = make_stylesheet(nordlicht, "Haus", GOOD)
    make_asset(alpina, "gipfel")
    browser = htmx_for(sven, nordlicht)
    address = at("stylesheet-preview", nordlicht.pk, sheet.pk)

    good = content(browser.post(address, {"css": GOOD, "length": "short"}))
    many = content(browser.post(address, {"css": GOOD, "length": "many"}))
    bad = content(browser.post(address, {"css": BAD + "\n.logo { background: url(asset:gipfel) }"}))
    pdf = client_for(sven, nordlicht).post(address, {"css": GOOD, "as": "pdf"})

    assert good.count('src="data:image/png;base64,') == 1
    assert many.count('src="data:image/png;base64,') > 2
    assert ">Line 2</a>: There is no such property: colr" in bad
    assert ">Line 3</a>: The tenant has no file of this name: gipfel" in bad
    assert 'src="data:image/png' in bad
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert now(sheet).css == GOOD


def test_default_deletion_and_restoring(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    first = make_stylesheet(nordlicht, "Haus", is_default=True)
    second = make_stylesheet(nordlicht, "Mahnung")
    browser = client_for(ada)

    browser.post(at("stylesheet-default", nordlicht.pk, second.pk))
    refused = browser.post(at("stylesheet-delete", nordlicht.pk, second.pk), follow=True)
    browser.post(at("stylesheet-delete", nordlicht.pk, first.pk))

    with in_scope(nordlicht):
        assert default_stylesheet(nordlicht) == second
    assert "“Mahnung” is the default. Make another one the default first." in content(refused)
    assert now(first).deleted_at is not None
    browser.post(at("stylesheet-restore", nordlicht.pk, first.pk))
    assert now(first).deleted_at is None


def test_versions_are_compared_taken_back_and_reset(client_for: Clients, ada: User, nordlicht: Tenant) -> None:
    sheet = make_stylesheet(nordlicht, "Haus", GOOD, supplied="plain")
    browser = client_for(ada)
    page = at("stylesheet", nordlicht.pk, sheet.pk)
    browser.post(page, {"name": "Haus", "css": ".subject { color: #222 }", "version": "1"})

    compared = content(browser.get(at("stylesheet-compare", nordlicht.pk, sheet.pk, 1)))
    assert f"<del>{GOOD}</del>" in compared
    assert "<ins>.subject { color: #222 }</ins>" in compared
    assert browser.get(at("stylesheet-compare", nordlicht.pk, sheet.pk, 9)).status_code == 404

    browser.post(at("stylesheet-take-back", nordlicht.pk, sheet.pk, 1), {"version": "2"})
    assert (now(sheet).css, now(sheet).version) == (GOOD, 3)
    browser.post(at("stylesheet-reset", nordlicht.pk, sheet.pk), {"version": "3"})
    assert now(sheet).css == supplied_css("plain")


def test_who_may_look_changes_nothing(client_for: Clients, sven: User, nordlicht: Tenant) -> None:
    sheet = make_stylesheet(nordlicht, "Haus", GOOD)
    browser = client_for(sven, nordlicht)
    page = at("stylesheet", nordlicht.pk, sheet.pk)

    assert "You may see this stylesheet, but not change it." in content(browser.get(page))
    assert browser.post(page, {"name": "x", "css": "", "version": "1"}).status_code == 403


def test_a_stylesheet_of_another_tenant_is_not_there(
    client_for: Clients, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    foreign = make_stylesheet(alpina, "Gipfel", "/* Geheimnis */")
    browser = client_for(ada)

    for name in ("stylesheet", "stylesheet-compare"):
        more = [1] if name == "stylesheet-compare" else []
        assert browser.get(at(name, nordlicht.pk, foreign.pk, *more)).status_code == 404
    assert browser.post(at("stylesheet-preview", nordlicht.pk, foreign.pk), {}).status_code == 404
    copied = browser.post(at("stylesheet-new", nordlicht.pk), {"name": "x", "start": f"own-{foreign.pk}"})
    assert copied.status_code == 422


def test_the_editor_needs_as_many_statements_for_three_versions(
    client_for: Clients, ada: User, nordlicht: Tenant
) -> None:
    sheet = make_stylesheet(nordlicht, "Haus", GOOD)
    browser = client_for(ada)
    page = at("stylesheet", nordlicht.pk, sheet.pk)
    counts = []
    for number in (1, 2, 3):
        browser.get(page)
        with statements() as sent:
            browser.get(page)
        counts.append(len(sent))
        browser.post(page, {"name": "Haus", "css": f".text {{ color: #11111{number} }}", "version": str(number)})

    assert counts[0] == counts[1] == counts[2]
