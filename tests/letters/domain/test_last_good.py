"""A stylesheet that breaks with another version of the renderer: the last one that works takes its place."""

from __future__ import annotations

import pytest

from kontor.letters.domain import delivery, last_good
from kontor.letters.domain.last_good import flaw_in_words, give_way
from kontor.letters.domain.stylesheets import change_stylesheet
from kontor.letters.enums import LetterState
from kontor.letters.models import Stylesheet, StylesheetVersion
from kontor.letters.rendering.failures import RenderFailed
from kontor.letters.rendering.process import render
from kontor.letters.rendering.sheet import Rendered, Sheet
from kontor.letters.rendering.supplied import supplied_css
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.letters import make_outgoing_letter
from tests.factories.outgoing_letters import fresh
from tests.factories.stationery import make_stylesheet
from tests.support.jobs import run_jobs
from tests.support.letter_switch import letters_on
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db
GOOD, BROKEN = ".subject { color: #063 }", ".address__line { letter-spacing: 30mm }"


@pytest.fixture(autouse=True)
def switched_on(db: None) -> None:
    letters_on()


@pytest.fixture
def stylesheet(nordlicht: Tenant) -> Stylesheet:
    """Version 1 works, version 2 did when it was saved."""
    row = make_stylesheet(nordlicht, "Haus", GOOD, is_default=True)
    with in_scope(nordlicht):
        Stylesheet.objects.filter(pk=row.pk).update(css=BROKEN, version=2)
        old = StylesheetVersion.objects.get(stylesheet=row)
        StylesheetVersion.objects.create(
            tenant=nordlicht, stylesheet=row, number=2, at=old.at, name=row.name, css=BROKEN
        )
    return row


def now(row: Stylesheet) -> Stylesheet:
    with in_scope(row.tenant_id):
        return Stylesheet.objects.select_related("tenant").get(pk=row.pk)


def test_the_letter_goes_out_as_the_last_good_version_says(
    stylesheet: Stylesheet, ticket: Ticket, anna: User, frozen: Frozen
) -> None:
    letters = [make_outgoing_letter(ticket, anna, final=False) for _ in range(2)]
    run_jobs("deliver")

    assert [fresh(letter).state for letter in letters] == [LetterState.HANDED_OVER] * 2
    assert [fresh(letter).stylesheet_version for letter in letters] == [1, 1]
    row = now(stylesheet)
    assert (row.css, row.css_in_force, row.version_in_force, row.broken_at) == (BROKEN, GOOD, 1, frozen.at)
    assert flaw_in_words(row) == "The address does not lie fully in the window of the envelope."


def test_where_no_version_works_kontors_own_layout_stands_in(nordlicht: Tenant, ticket: Ticket, anna: User) -> None:
    row = make_stylesheet(nordlicht, "Haus", BROKEN, is_default=True)
    letter = make_outgoing_letter(ticket, anna, final=False)
    run_jobs("deliver")

    assert (fresh(letter).state, fresh(letter).stylesheet_version) == (LetterState.HANDED_OVER, None)
    assert now(row).css_in_force == supplied_css("classic")


def test_a_letter_that_is_to_blame_itself_changes_nothing(nordlicht: Tenant, ticket: Ticket, anna: User) -> None:
    row = make_stylesheet(nordlicht, "Haus", GOOD, is_default=True)
    long = ["Käthe Kunde", "Am Ende der langen Straße hinter dem Deich und noch viel weiter hinaus " * 3, "24103 Kiel"]
    letter = make_outgoing_letter(ticket, anna, address=long, final=False)
    run_jobs("deliver")

    assert (fresh(letter).state, fresh(letter).error_kind) == (LetterState.FAILED, "window")
    assert now(row).broken_at is None


def test_what_the_renderer_refuses_altogether_gives_way_too(
    stylesheet: Stylesheet, ticket: Ticket, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def strict(sheet: Sheet) -> Rendered:
        if sheet.css == BROKEN:
            raise RenderFailed("stylesheet", {"reason": "ValueError"})
        return render(sheet)

    for module in (delivery, last_good):
        monkeypatch.setattr(module, "render", strict)
    letter = make_outgoing_letter(ticket, anna, final=False)
    run_jobs("deliver")

    assert (fresh(letter).state, now(stylesheet).version_in_force) == (LetterState.HANDED_OVER, 1)
    assert "ValueError" in flaw_in_words(now(stylesheet))


def test_a_server_that_has_too_much_to_do_says_nothing_about_the_stylesheet(
    stylesheet: Stylesheet, ticket: Ticket, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(sheet: Sheet) -> Rendered:
        raise RenderFailed("time")

    monkeypatch.setattr(delivery, "render", slow)
    monkeypatch.setattr(last_good, "render", slow)
    letter = make_outgoing_letter(ticket, anna, final=False)
    delivery.deliver(letter.tenant_id, letter.pk)

    assert (fresh(letter).state, fresh(letter).error_kind) == (LetterState.QUEUED, "time")
    assert now(stylesheet).broken_at is None


def test_it_is_in_force_again_once_it_is_mended(stylesheet: Stylesheet, ada: User) -> None:
    tenant_id = stylesheet.tenant_id
    assert give_way(tenant_id, stylesheet.pk)
    assert not give_way(tenant_id, stylesheet.pk), "nothing is different the second time"

    mended = ".subject { color: #036 }"
    with in_scope(tenant_id):
        change_stylesheet(now(stylesheet), name="Haus", css=mended, version=2, by=ada)
    row = now(stylesheet)
    assert (row.css_in_force, row.version_in_force, row.broken_at, flaw_in_words(row)) == (mended, 3, None, "")


def test_it_is_in_force_again_once_the_renderer_can_do_it(
    stylesheet: Stylesheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert give_way(stylesheet.tenant_id, stylesheet.pk)
    monkeypatch.setattr(last_good, "USELESS", frozenset())

    assert give_way(stylesheet.tenant_id, stylesheet.pk)
    assert (now(stylesheet).css_in_force, now(stylesheet).broken_at) == (BROKEN, None)
