"""Letters of a day go to print together."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from kontor.letters.domain.batches import day_for, due_at, hand_over, hand_over_due, handover_at
from kontor.letters.domain.confirming import confirm_printed
from kontor.letters.domain.sweeping import sweep
from kontor.letters.enums import BatchState, LetterState
from kontor.letters.models import OutgoingLetter, PostageClass, PrintBatch
from kontor.letters.preferences import BATCH_FORM, CURRENCY, HANDOVER_HOUR, OUTPUT_DIRECTORY
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.letters import make_letter_template, make_outgoing_letter
from tests.factories.outgoing_letters import fresh, make_rendered_letter
from tests.factories.stationery import make_postage
from tests.factories.texts import make_template
from tests.factories.tickets import make_ticket
from tests.letters.domain.batches.conftest import MORNING, as_it_is, files_in, states_of
from tests.support.jobs import run_jobs
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import while_uncommitted

pytestmark = pytest.mark.django_db


def manifest_in(root: Path, batch: PrintBatch) -> dict[str, Any]:
    row = as_it_is(batch)
    found: dict[str, Any] = json.loads((root / row.directory / f"{row.filename}.json").read_text())
    return found


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 27, 15, 59, tzinfo=UTC), date(2026, 11, 27)),
        (datetime(2026, 11, 27, 16, 0, tzinfo=UTC), date(2026, 11, 28)),
        (datetime(2026, 11, 27, 23, 30, tzinfo=UTC), date(2026, 11, 28)),
    ],
)
def test_what_is_made_after_the_hour_goes_with_the_next_day(now: datetime, day: date) -> None:
    assert day_for(now, 17, "Europe/Berlin") == day


@pytest.mark.parametrize(
    ("day", "hour", "at"),
    [
        (date(2026, 11, 27), 17, datetime(2026, 11, 27, 16, tzinfo=UTC)),
        (date(2026, 7, 27), 17, datetime(2026, 7, 27, 15, tzinfo=UTC)),
        (date(2026, 3, 29), 2, datetime(2026, 3, 29, 1, tzinfo=UTC)),  # the clock goes from 2 to 3: at 3
        (date(2026, 10, 25), 2, datetime(2026, 10, 25, 0, tzinfo=UTC)),  # the hour comes twice: at the first
    ],
)
def test_the_hour_is_the_tenants_also_when_the_clocks_change(day: date, hour: int, at: datetime) -> None:
    assert handover_at(day, hour, "Europe/Berlin") == at
    assert day_for(at - timedelta(seconds=1), hour, "Europe/Berlin") == day
    assert day_for(at, hour, "Europe/Berlin") == day + timedelta(days=1)


def test_letters_of_a_day_wait_in_one_batch(
    letters: list[OutgoingLetter], batch: PrintBatch, letters_root: Path
) -> None:
    assert states_of(letters) == [LetterState.COLLECTED] * 3
    assert {fresh(letter).batch_id for letter in letters} == {batch.pk}
    row = as_it_is(batch)
    assert (row.letters, row.pages, row.sheets, row.grams) == (3, 3, 3, 30)
    assert [str(row), str(letters[0])] == [f"Batch {row.number}", f"Letter {letters[0].pk}"]
    assert (batch.number, batch.day, batch.state) == (1, date(2026, 11, 27), BatchState.OPEN)
    assert files_in(letters_root) == []


def test_at_the_hour_the_batch_goes_to_print(
    letters: list[OutgoingLetter], batch: PrintBatch, letters_root: Path, nordlicht: Tenant, frozen: Frozen
) -> None:
    with in_scope(nordlicht):
        PostageClass.objects.create(tenant=nordlicht, name="Standardbrief", most_grams=20, price=Decimal("0.95"))
        OutgoingLetter.objects.update(postage="Standardbrief", price=Decimal("0.95"))
    sweep(nordlicht.pk)
    assert as_it_is(batch).state == BatchState.OPEN

    frozen.at = due_at(batch)
    sweep(nordlicht.pk)
    run_jobs("write_batch")

    row = as_it_is(batch)
    assert (row.state, row.done, row.letters, row.pages, row.sheets) == (BatchState.HANDED_OVER, 3, 3, 3, 3)
    assert (row.grams, row.price, row.handed_over_at) == (30, Decimal("2.85"), frozen.at)
    assert states_of(letters) == [LetterState.HANDED_OVER] * 3
    names = [fresh(letter).filename.rpartition("/")[2] for letter in letters]
    folder = f"{nordlicht.code}/2026-11-27/batch-1"
    inside = sorted(f"{folder}/{name}" for name in ["cover.pdf", "list.csv", *names])
    assert files_in(letters_root) == sorted([*inside, f"{folder}.json"])
    manifest = manifest_in(letters_root, batch)
    assert (manifest["letters"], manifest["price"], manifest["form"]) == (3, "2.85", "many")
    assert [each["file"] for each in manifest["files"]] == names
    assert [each["sha256"] for each in manifest["files"]] == [fresh(letter).sha256 for letter in letters]
    assert [each["letter"] for each in manifest["contents"]] == [letter.pk for letter in letters]
    rows = list(csv.DictReader(io.StringIO((letters_root / folder / "list.csv").read_text("utf-8-sig")), delimiter=";"))
    assert [row["letter"] for row in rows] == [str(letter.pk) for letter in letters]
    assert all(fresh(letter).message.ticket.state == TicketState.CLOSED for letter in letters)


def test_a_batch_that_a_person_hands_over_at_its_hour_stops_no_sweep(
    committed_db: str, letters: list[OutgoingLetter], batch: PrintBatch, sven: User, frozen: Frozen
) -> None:
    frozen.at = due_at(batch)

    by_hand, by_itself = while_uncommitted(
        partial(in_scope, batch.tenant_id), partial(hand_over, batch, by=sven), partial(hand_over_due, batch.tenant_id)
    )

    assert isinstance(by_hand, PrintBatch), repr(by_hand)
    assert by_itself == 0
    assert as_it_is(batch).by == sven


def test_a_batch_may_be_one_pdf(
    letters: list[OutgoingLetter], batch: PrintBatch, letters_root: Path, nordlicht: Tenant, sven: User
) -> None:
    prefer(nordlicht, BATCH_FORM, "one")
    with in_scope(nordlicht):
        hand_over(batch, by=sven)
    run_jobs("write_batch")

    row = as_it_is(batch)
    folder = letters_root / row.directory / row.filename
    assert sorted(path.name for path in folder.iterdir()) == ["cover.pdf", "letters-001.pdf", "list.csv"]
    with pikepdf.open(folder / "letters-001.pdf") as joined:
        assert len(joined.pages) == 3
    assert [each["file"] for each in manifest_in(letters_root, batch)["files"]] == ["letters-001.pdf"]


def test_a_confirmation_beside_the_batch_confirms_its_letters(
    letters: list[OutgoingLetter], batch: PrintBatch, letters_root: Path, sven: User
) -> None:
    with in_scope(batch.tenant_id):
        hand_over(batch, by=sven)
    run_jobs("write_batch")
    row = as_it_is(batch)
    (letters_root / row.directory / f"{row.filename}.ok").touch()

    assert confirm_printed(batch.tenant_id) == 1
    assert confirm_printed(batch.tenant_id) == 0
    assert (as_it_is(batch).state, states_of(letters)) == (BatchState.CONFIRMED, [LetterState.CONFIRMED] * 3)


def test_letters_of_a_template_with_a_directory_have_a_batch_there(
    billing: Category, anna: User, nordlicht: Tenant, letters: list[OutgoingLetter], letters_root: Path, sven: User
) -> None:
    prefer(nordlicht, OUTPUT_DIRECTORY, "print")
    template, other = make_template(nordlicht), make_template(nordlicht)
    for each in (template, other):
        make_letter_template(each, output_directory="contracts")
    ticket = make_ticket(billing, owner=anna)
    apart = [make_rendered_letter(ticket, anna, template=each, final=False) for each in (template, other)]
    run_jobs("deliver")
    with everywhere():
        batches = {row.own_directory: row for row in PrintBatch.objects.select_related("tenant")}
    assert {name: row.letters for name, row in batches.items()} == {"": 3, "contracts": 2}
    for row in batches.values():
        with in_scope(nordlicht):
            hand_over(row, by=sven)
    run_jobs("write_batch")

    assert {fresh(letter).directory for letter in letters} == {f"{nordlicht.code}/print"}
    assert {fresh(letter).directory for letter in apart} == {f"{nordlicht.code}/contracts"}
    assert states_of([*letters, *apart]) == [LetterState.HANDED_OVER] * 5
    for name, directory, count in (("", "print", 3), ("contracts", "contracts", 2)):
        assert as_it_is(batches[name]).directory == f"{nordlicht.code}/{directory}"
        assert manifest_in(letters_root, batches[name])["letters"] == count


def test_a_batch_costs_what_the_tenant_pays_in(
    billing: Category, anna: User, nordlicht: Tenant, frozen: Frozen, letters_root: Path, sven: User
) -> None:
    frozen.at = MORNING
    prefer(nordlicht, CURRENCY, "CHF")
    make_postage(nordlicht, "Brief", 20, price=Decimal("1.20"))
    letter = make_outgoing_letter(make_ticket(billing, owner=anna), anna, final=False)
    run_jobs("deliver")
    batch = fresh(letter).batch
    assert batch is not None
    assert (batch.cost, fresh(letter).cost) == ("1.20\u00a0CHF", "1.20\u00a0CHF")

    prefer(nordlicht, CURRENCY, "EUR")
    second = make_outgoing_letter(make_ticket(billing, owner=anna), anna, final=False)
    run_jobs("deliver")
    assert (fresh(second).cost, as_it_is(batch).cost) == ("1.20\u00a0€", ""), "francs and euros make no sum"
    make_outgoing_letter(make_ticket(billing, owner=anna), anna, final=False)
    run_jobs("deliver")
    assert as_it_is(batch).cost == "", "nor does the last letter alone"
    with in_scope(nordlicht):
        hand_over(batch, by=sven)
    run_jobs("write_batch")
    manifest = manifest_in(letters_root, batch)
    assert (manifest["price"], manifest["currency"]) == (None, None)
    prices = [(each["price"], each["currency"]) for each in manifest["contents"]]
    assert prices == [("1.20", "CHF"), ("1.20", "EUR"), ("1.20", "EUR")]


def test_a_tenant_with_another_code_finds_what_it_handed_over_before(
    letters: list[OutgoingLetter], batch: PrintBatch, letters_root: Path, sven: User, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht):
        hand_over(batch, by=sven)
    run_jobs("write_batch")
    with everywhere():
        Tenant.objects.filter(pk=nordlicht.pk).update(code="neu")
    row = as_it_is(batch)
    (letters_root / row.directory / f"{row.filename}.ok").touch()

    assert confirm_printed(nordlicht.pk) == 1
    assert states_of(letters) == [LetterState.CONFIRMED] * 3


def test_after_a_batch_the_next_letter_begins_another(
    letters: list[OutgoingLetter], batch: PrintBatch, sven: User, anna: User, billing: Category
) -> None:
    with in_scope(batch.tenant_id):
        hand_over(batch, by=sven)
    late = make_rendered_letter(make_ticket(billing, owner=anna), anna)
    run_jobs("deliver")

    after = fresh(late).batch
    assert after is not None
    assert (after.number, after.day, after.state) == (2, batch.day, BatchState.OPEN)


def test_the_hour_that_is_set_counts(letters: list[OutgoingLetter], batch: PrintBatch, nordlicht: Tenant) -> None:
    prefer(nordlicht, HANDOVER_HOUR, 9)

    assert due_at(as_it_is(batch)) == datetime(2026, 11, 27, 8, tzinfo=UTC)
