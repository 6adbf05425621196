"""Letters and batches as lists read them, what could not be delivered, what the print service is told of a letter."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import prefetch_related_objects

from kontor.answers.domain.queries import desk_counts
from kontor.channels.print_errors import PrintFailed, PrintTrouble
from kontor.kernel.errors import Failed
from kontor.letters.domain.batch_sheets import letters_list
from kontor.letters.domain.enclosing import WITH_ENCLOSURES
from kontor.letters.domain.manifest import letter_facts, letter_manifest
from kontor.letters.domain.queries import LOST, WAITS_AFTER_TROUBLE, batches_of, failed_letters, letters_of
from kontor.letters.domain.troubles import (
    BROKE_OFF,
    FILE_LOST,
    FILES_AWAY,
    NO_ROOM,
    TAKEN,
    LetterFailed,
    as_letter_failure,
    trouble_in_words,
)
from kontor.letters.enums import BatchState, LetterState
from kontor.letters.models import OutgoingLetter
from kontor.letters.rendering.failures import RenderFailed
from kontor.org.domain.access import load_access
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import FilesAway, Ticket
from tests.factories.letters import make_outgoing_letter
from tests.factories.org import make_grant
from tests.factories.outgoing_letters import fresh, make_batch
from tests.factories.people import make_role, make_user
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope
from tests.support.statements import statements


@pytest.fixture(autouse=True)
def inside(nordlicht: Tenant, alpina: Tenant) -> Iterator[None]:
    with in_scope(nordlicht, alpina):
        yield


def letter_of(category: Category, author: User | None, **values: Any) -> OutgoingLetter:
    letter = fresh(make_outgoing_letter(make_ticket(category), author, **values))
    prefetch_related_objects([letter], WITH_ENCLOSURES)
    return letter


def test_letters_are_those_of_these_tenants_with_the_newest_first(
    billing: Category, claims: Category, anna: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    first, second = letter_of(billing, anna), letter_of(billing, anna)
    other = letter_of(claims, None)

    with statements() as sent:
        found = [(row, row.tenant.code, row.message.ticket.category_id, row.by) for row in letters_of([nordlicht.pk])]

    assert found == [(second, "NORD", billing.pk, anna), (first, "NORD", billing.pk, anna)]
    assert len(sent) == 1
    assert list(letters_of([nordlicht.pk, alpina.pk])) == [other, second, first]
    assert list(letters_of([])) == []


def test_batches_stand_by_day_with_the_newest_first(nordlicht: Tenant, alpina: Tenant, frozen: Any) -> None:
    today = frozen.at.date()
    old = make_batch(nordlicht, day=today - timedelta(days=1))
    first, second = make_batch(nordlicht), make_batch(nordlicht, state=BatchState.FAILED)
    make_batch(alpina)

    with statements() as sent:
        assert [(row, row.tenant.name) for row in batches_of([nordlicht.pk])] == [
            (row, "Nordlicht Energie") for row in (second, first, old)
        ]
    assert len(sent) == 1


@pytest.mark.parametrize("state", LetterState)
def test_what_has_not_reached_the_customer_is_lost_until_it_is_on_its_way_again(
    billing: Category, anna: User, state: LetterState
) -> None:
    letter_of(billing, anna, state=state)

    assert OutgoingLetter.objects.filter(LOST).exists() is (state in (LetterState.FAILED, LetterState.RETURNED))


@pytest.mark.parametrize(("state", "lost"), [(BatchState.FAILED, True), (BatchState.WRITING, False)])
def test_what_waits_in_a_batch_that_has_failed_is_lost(
    billing: Category, anna: User, nordlicht: Tenant, state: BatchState, lost: bool
) -> None:
    letter = letter_of(billing, anna)
    make_batch(nordlicht, [letter], state=state)
    OutgoingLetter.objects.filter(pk=letter.pk).update(state=LetterState.WRITING)

    assert OutgoingLetter.objects.filter(LOST).exists() is lost


@pytest.mark.parametrize(
    ("state", "kind", "waits"),
    [
        (LetterState.QUEUED, "full", True),
        (LetterState.WRITING, "full", True),
        (LetterState.QUEUED, "", False),
        (LetterState.FAILED, "full", False),
    ],
)
def test_a_letter_with_trouble_that_is_tried_again_waits(
    billing: Category, anna: User, state: LetterState, kind: str, waits: bool
) -> None:
    letter_of(billing, anna, state=state, error_kind=kind)

    assert OutgoingLetter.objects.filter(WAITS_AFTER_TROUBLE).exists() is waits


def failed(user: User, *tenants: Tenant) -> list[OutgoingLetter]:
    return list(failed_letters(load_access(user, tuple(tenant.pk for tenant in tenants))))


def test_ones_own_failed_letters_lie_on_the_desk_and_those_of_others_do_not(
    billing: Category, anna: User, bela: User, nordlicht: Tenant
) -> None:
    own = letter_of(billing, anna, state=LetterState.FAILED)
    letter_of(billing, bela, state=LetterState.FAILED)
    letter_of(billing, anna, state=LetterState.QUEUED)

    assert failed(anna, nordlicht) == [own]


@pytest.mark.parametrize(("state", "lies"), [(BatchState.FAILED, True), (BatchState.WRITING, False)])
def test_what_waits_in_a_batch_that_has_failed_lies_on_the_desk_of_its_author(
    billing: Category, anna: User, bela: User, nordlicht: Tenant, state: BatchState, lies: bool
) -> None:
    letter = letter_of(billing, anna)
    make_batch(nordlicht, [letter], state=state)
    OutgoingLetter.objects.filter(pk=letter.pk).update(state=LetterState.WRITING)
    counts = [desk_counts(load_access(person, (nordlicht.pk,))).failed for person in (anna, bela)]

    assert (failed(anna, nordlicht), failed(bela, nordlicht)) == ([letter] if lies else [], [])
    assert counts == [int(lies), 0]


def test_who_looks_after_deliveries_sees_all_of_tickets_they_may_read(
    billing: Category, claims: Category, anna: User, bela: User, nordlicht: Tenant, nordlicht_service: AgentGroup
) -> None:
    watcher, blind = make_user("Wanda Wächter"), make_user("Bruno Blind")
    make_grant(watcher, make_role("Zustellung", {"deliveries.read", "tickets.read"}), nordlicht_service)
    make_grant(blind, make_role("Nur Zustellung", {"deliveries.read"}), nordlicht_service)
    letters = {letter_of(billing, author, state=LetterState.FAILED) for author in (anna, bela)}
    letter_of(claims, None, state=LetterState.FAILED)

    assert set(failed(watcher, nordlicht)) == letters
    assert failed(blind, nordlicht) == []


def test_what_came_back_stands_there_until_its_ticket_is_answered_again(
    billing: Category, anna: User, nordlicht: Tenant
) -> None:
    letter = letter_of(billing, anna, state=LetterState.RETURNED)
    assert failed(anna, nordlicht) == []

    Ticket.objects.filter(pk=letter.message.ticket_id).update(delivery_failed=True)

    assert failed(anna, nordlicht) == [letter]


def test_the_print_service_is_told_what_it_needs_of_a_letter(billing: Category, anna: User) -> None:
    values = {"filename": "2026-11-29/4711-1.pdf", "sha256": "ab", "pages": 3, "sheets": 2, "grams": 15}
    letter = letter_of(billing, anna, postage="Standard", price=Decimal("0.95"), tray="2", **values)
    facts = json.loads(letter_manifest(letter))

    assert (facts["kind"], facts["version"], facts["tenant"]) == ("letter", 1, "NORD")
    assert {key: facts[key] for key in ("letter", "file", "sha256", "pages", "sheets", "grams", "tray")} == {
        "letter": letter.pk,
        "file": "4711-1.pdf",
        "sha256": "ab",
        "pages": 3,
        "sheets": 2,
        "grams": 15,
        "tray": "2",
    }
    assert (facts["postage"], facts["price"], facts["currency"]) == ("Standard", "0.95", "EUR")
    assert (facts["template"], facts["stylesheet"], facts["paper"], facts["reprint_of"]) == (None, None, None, None)


def test_without_a_price_there_is_no_currency(billing: Category, anna: User) -> None:
    facts = letter_facts(letter_of(billing, anna))

    assert (facts["postage"], facts["price"], facts["currency"]) == (None, None, None)


def test_the_list_for_spreadsheets_has_a_line_a_letter(billing: Category, anna: User) -> None:
    letter = letter_of(billing, anna, price=Decimal("1.10"), postage="Standard", pages=2)

    raw = letters_list([letter])

    [row] = csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";")
    assert (row["letter"], row["pages"], row["price"], row["postage"]) == (str(letter.pk), "2", "1.10", "Standard")
    assert row["recipient"] == ", ".join(letter.address)
    assert letters_list([]).count(b"\r\n") == 1


@pytest.mark.parametrize(
    ("failure", "kind", "permanent"),
    [
        (LetterFailed("window", permanent=True), "window", True),
        (PrintFailed(PrintTrouble.FULL, path="/x"), "full", False),
        (RenderFailed("time"), "time", False),
        (RenderFailed("library"), "library", True),
        (Failed("a file is gone"), FILE_LOST, True),
        (FilesAway("the folder is not there"), FILES_AWAY, False),
    ],
)
def test_whatever_went_wrong_is_kept_as_a_kind_and_whether_trying_again_helps(
    failure: Failed, kind: str, permanent: bool
) -> None:
    found = as_letter_failure(failure)

    assert (found.kind, found.permanent) == (kind, permanent)
    assert trouble_in_words(found.kind, found.values)


@pytest.mark.parametrize("kind", [TAKEN, BROKE_OFF, FILE_LOST, FILES_AWAY, NO_ROOM])
def test_each_trouble_of_letters_is_a_whole_sentence(kind: str) -> None:
    assert trouble_in_words(kind, {}).endswith(".")
    assert trouble_in_words("", {}) == ""
