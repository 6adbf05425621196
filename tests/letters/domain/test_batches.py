"""Letters of a day go to print together: at the tenant's hour, once, whatever happens in between."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from kontor.channels.print_folder import FolderStorage
from kontor.letters.domain import batch_writing, recalling, switch
from kontor.letters.domain.batch_writing import write_batch
from kontor.letters.domain.batches import day_for, due_at, hand_over, handover_at
from kontor.letters.domain.confirming import confirm_printed
from kontor.letters.domain.delivery import STALLED_AFTER
from kontor.letters.domain.recalling import recall_batch, recall_members, recalled_so_far
from kontor.letters.domain.retrying import try_batch_again
from kontor.letters.domain.sweeping import sweep
from kontor.letters.domain.troubles import trouble_in_words
from kontor.letters.enums import BatchState, LetterState
from kontor.letters.models import OutgoingLetter, PostageClass, PrintBatch
from kontor.letters.preferences import BATCH_FORM, CURRENCY, HANDOVER, HANDOVER_HOUR, OUTPUT_DIRECTORY
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.letters import make_letter_template, make_outgoing_letter
from tests.factories.outgoing_letters import fresh, make_rendered_letter
from tests.factories.stationery import make_postage
from tests.factories.texts import make_template
from tests.factories.tickets import make_ticket
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.letter_switch import letters_on
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 27, 9, tzinfo=UTC)


class Killed(BaseException):
    """The worker is gone: nothing after this point happens."""


@pytest.fixture(autouse=True)
def switched_on(nordlicht: Tenant) -> None:
    letters_on()
    prefer(nordlicht, HANDOVER, "daily")


@pytest.fixture
def letters(billing: Category, anna: User, frozen: Frozen) -> list[OutgoingLetter]:
    """Three letters that wait for their batch, each of a ticket that is being sent."""
    frozen.at = MORNING
    tickets = [make_ticket(billing, owner=anna, state=TicketState.SENDING) for _ in range(3)]
    made = [make_rendered_letter(ticket, anna) for ticket in tickets]
    run_jobs("deliver")
    return made


@pytest.fixture
def batch(letters: list[OutgoingLetter]) -> PrintBatch:
    found = fresh(letters[0]).batch
    assert found is not None
    return found


def _now(batch: PrintBatch) -> PrintBatch:
    with everywhere():
        return PrintBatch.objects.select_related("tenant").get(pk=batch.pk)


def _states(letters: list[OutgoingLetter]) -> list[str]:
    return [fresh(letter).state for letter in letters]


def _files(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def _handed_over(letters: list[OutgoingLetter]) -> int:
    with everywhere():
        return HistoryEntry.objects.filter(action="letter_handed_over").count()


def _manifest(root: Path, batch: PrintBatch) -> dict[str, Any]:
    row = _now(batch)
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
    assert _states(letters) == [LetterState.COLLECTED] * 3
    assert {fresh(letter).batch_id for letter in letters} == {batch.pk}
    row = _now(batch)
    assert (row.letters, row.pages, row.sheets, row.grams) == (3, 3, 3, 30)
    assert [str(row), str(letters[0])] == [f"Batch {row.number}", f"Letter {letters[0].pk}"]
    assert (batch.number, batch.day, batch.state) == (1, date(2026, 11, 27), BatchState.OPEN)
    assert _files(letters_root) == []


def test_at_the_hour_the_batch_goes_to_print(
    letters: list[OutgoingLetter], batch: PrintBatch, letters_root: Path, nordlicht: Tenant, frozen: Frozen
) -> None:
    with in_scope(nordlicht):
        PostageClass.objects.create(tenant=nordlicht, name="Standardbrief", most_grams=20, price=Decimal("0.95"))
        OutgoingLetter.objects.update(postage="Standardbrief", price=Decimal("0.95"))
    sweep(nordlicht.pk)
    assert _now(batch).state == BatchState.OPEN

    frozen.at = due_at(batch)
    sweep(nordlicht.pk)
    run_jobs("write_batch")

    row = _now(batch)
    assert (row.state, row.done, row.letters, row.pages, row.sheets) == (BatchState.HANDED_OVER, 3, 3, 3, 3)
    assert (row.grams, row.price, row.handed_over_at) == (30, Decimal("2.85"), frozen.at)
    assert _states(letters) == [LetterState.HANDED_OVER] * 3
    names = [fresh(letter).filename.rpartition("/")[2] for letter in letters]
    folder = f"{nordlicht.code}/2026-11-27/batch-1"
    inside = sorted(f"{folder}/{name}" for name in ["cover.pdf", "list.csv", *names])
    assert _files(letters_root) == sorted([*inside, f"{folder}.json"])
    manifest = _manifest(letters_root, batch)
    assert (manifest["letters"], manifest["price"], manifest["form"]) == (3, "2.85", "many")
    assert [each["file"] for each in manifest["files"]] == names
    assert [each["sha256"] for each in manifest["files"]] == [fresh(letter).sha256 for letter in letters]
    assert [each["letter"] for each in manifest["contents"]] == [letter.pk for letter in letters]
    rows = list(csv.DictReader(io.StringIO((letters_root / folder / "list.csv").read_text("utf-8-sig")), delimiter=";"))
    assert [row["letter"] for row in rows] == [str(letter.pk) for letter in letters]
    assert all(fresh(letter).message.ticket.state == TicketState.CLOSED for letter in letters)


def test_a_batch_may_be_one_pdf(
    letters: list[OutgoingLetter], batch: PrintBatch, letters_root: Path, nordlicht: Tenant, sven: User
) -> None:
    prefer(nordlicht, BATCH_FORM, "one")
    with in_scope(nordlicht):
        hand_over(batch, by=sven)
    run_jobs("write_batch")

    row = _now(batch)
    folder = letters_root / row.directory / row.filename
    assert sorted(path.name for path in folder.iterdir()) == ["cover.pdf", "letters-001.pdf", "list.csv"]
    with pikepdf.open(folder / "letters-001.pdf") as joined:
        assert len(joined.pages) == 3
    assert [each["file"] for each in _manifest(letters_root, batch)["files"]] == ["letters-001.pdf"]


def _put_dies(at: str, *, before: bool) -> Callable[[pytest.MonkeyPatch], None]:
    """The worker dies when it puts the file whose name ends so."""

    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        real = FolderStorage.put

        def dying(self: FolderStorage, path: str, content: bytes) -> None:
            if not path.endswith(at):
                return real(self, path, content)
            monkeypatch.setattr(FolderStorage, "put", real)
            if not before:
                real(self, path, content)
            raise Killed

        monkeypatch.setattr(FolderStorage, "put", dying)

    return patch


def _finishing_dies(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker dies before the second letter is written down as handed over."""
    real, calls = batch_writing.locked, []

    def dying(letter_id: int) -> OutgoingLetter:
        calls.append(letter_id)
        if len(calls) == 2:
            monkeypatch.setattr(batch_writing, "locked", real)
            raise Killed
        return real(letter_id)

    monkeypatch.setattr(batch_writing, "locked", dying)


DEATHS = {
    "at the first letter": _put_dies(".pdf", before=True),
    "after the list": _put_dies("list.csv", before=False),
    "after the cover sheet": _put_dies("cover.pdf", before=False),
    "before the manifest": _put_dies(".json", before=True),
    "after the manifest": _put_dies(".json", before=False),
}


@pytest.mark.parametrize("death", DEATHS)
def test_whoever_goes_on_after_a_death_hands_over_each_letter_once(
    letters: list[OutgoingLetter],
    batch: PrintBatch,
    letters_root: Path,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
    sven: User,
    death: str,
) -> None:
    with in_scope(batch.tenant_id):
        hand_over(batch, by=sven)
    DEATHS[death](monkeypatch)
    with pytest.raises(Killed):
        write_batch(batch.tenant_id, batch.pk)
    before = {name: (letters_root / name).read_bytes() for name in _files(letters_root)}
    assert write_batch(batch.tenant_id, batch.pk) is None

    frozen.move(seconds=STALLED_AFTER.total_seconds() + 1)
    sweep(batch.tenant_id)
    run_jobs("write_batch")

    assert (_now(batch).state, _states(letters)) == (BatchState.HANDED_OVER, [LetterState.HANDED_OVER] * 3)
    assert _handed_over(letters) == 3
    assert {name: (letters_root / name).read_bytes() for name in before} == before
    assert len(_files(letters_root)) == 6


def test_what_the_print_service_took_already_is_not_written_again(
    letters: list[OutgoingLetter],
    batch: PrintBatch,
    letters_root: Path,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
    sven: User,
) -> None:
    with in_scope(batch.tenant_id):
        hand_over(batch, by=sven)
    DEATHS["after the manifest"](monkeypatch)
    with pytest.raises(Killed):
        write_batch(batch.tenant_id, batch.pk)
    for name in _files(letters_root):
        (letters_root / name).unlink()
    frozen.move(minutes=3)

    assert write_batch(batch.tenant_id, batch.pk) == BatchState.FAILED
    assert (_now(batch).error_kind, _files(letters_root)) == ("taken", [])
    with in_scope(batch.tenant_id):
        try_batch_again(batch, by=sven)
    run_jobs("write_batch")
    assert (_now(batch).state, len(_files(letters_root))) == (BatchState.HANDED_OVER, 6)


def test_a_batch_without_room_waits_and_goes_on_where_it_was(
    letters: list[OutgoingLetter],
    batch: PrintBatch,
    letters_root: Path,
    settings: Any,
    frozen: Frozen,
    sven: User,
) -> None:
    with in_scope(batch.tenant_id):
        hand_over(batch, by=sven)
    settings.LETTERS_ROOT = str(letters_root / "gone")
    assert write_batch(batch.tenant_id, batch.pk) == BatchState.WRITING
    assert _now(batch).error_kind == "gone"

    settings.LETTERS_ROOT = str(letters_root)
    frozen.move(minutes=1)
    assert write_batch(batch.tenant_id, batch.pk) == BatchState.HANDED_OVER
    assert _now(batch).error_kind == ""


def test_a_directory_outside_the_root_fails_until_it_is_mended(
    letters: list[OutgoingLetter], batch: PrintBatch, letters_root: Path, nordlicht: Tenant, sven: User
) -> None:
    prefer(nordlicht, OUTPUT_DIRECTORY, "../elsewhere")
    with in_scope(nordlicht):
        hand_over(batch, by=sven)
    run_jobs("write_batch")
    assert (_now(batch).state, _now(batch).error_kind) == (BatchState.FAILED, "outside")

    prefer(nordlicht, OUTPUT_DIRECTORY, "print")
    with in_scope(nordlicht):
        try_batch_again(batch, by=sven)
    run_jobs("write_batch")
    assert (_now(batch).state, _now(batch).directory) == (BatchState.HANDED_OVER, f"{nordlicht.code}/print")
    assert all(name.startswith(f"{nordlicht.code}/print/2026-11-27/batch-1") for name in _files(letters_root))


def test_a_confirmation_beside_the_batch_confirms_its_letters(
    letters: list[OutgoingLetter], batch: PrintBatch, letters_root: Path, sven: User
) -> None:
    with in_scope(batch.tenant_id):
        hand_over(batch, by=sven)
    run_jobs("write_batch")
    row = _now(batch)
    (letters_root / row.directory / f"{row.filename}.ok").touch()

    assert confirm_printed(batch.tenant_id) == 1
    assert confirm_printed(batch.tenant_id) == 0
    assert (_now(batch).state, _states(letters)) == (BatchState.CONFIRMED, [LetterState.CONFIRMED] * 3)


def test_an_open_batch_is_recalled_with_its_letters(
    letters: list[OutgoingLetter], batch: PrintBatch, sven: User, letters_root: Path
) -> None:
    with in_scope(batch.tenant_id):
        recall_batch(batch, by=sven)
    run_jobs()

    assert (_now(batch).state, _states(letters)) == (BatchState.RECALLED, [LetterState.RECALLED] * 3)
    assert all(fresh(letter).message.ticket.state == TicketState.ASSIGNED for letter in letters)
    with in_scope(batch.tenant_id), refused("This batch is not open any more."):
        hand_over(batch, by=sven)


def test_a_batch_is_recalled_letter_by_letter_and_nobody_hands_it_over_meanwhile(
    letters: list[OutgoingLetter], batch: PrintBatch, sven: User, frozen: Frozen, letters_root: Path
) -> None:
    with in_scope(batch.tenant_id):
        recall_batch(batch, by=sven)
    assert (_now(batch).state, _states(letters)) == (BatchState.RECALLING, [LetterState.COLLECTED] * 3)
    with in_scope(batch.tenant_id), refused("This batch is not open any more."):
        hand_over(batch, by=sven)
    with in_scope(batch.tenant_id), refused():
        recall_batch(batch, by=sven)

    assert recall_members(batch.tenant_id, batch.pk) == 3
    assert recall_members(batch.tenant_id, batch.pk) == 0
    row = _now(batch)
    assert (row.state, row.recalled_at, row.letters, row.by) == (BatchState.RECALLED, frozen.at, 0, sven)
    with everywhere():
        told = HistoryEntry.objects.filter(action="letter_recalled")
        assert list(told.values_list("actor", flat=True)) == [sven.pk] * 3
    assert _files(letters_root) == []


def test_whoever_goes_on_after_a_death_recalls_the_rest(
    letters: list[OutgoingLetter], batch: PrintBatch, sven: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = recalling._recall_member, []

    def dying(tenant_id: int, batch_id: int, letter_id: int) -> bool:
        calls.append(letter_id)
        if len(calls) == 2:
            raise Killed
        return real(tenant_id, batch_id, letter_id)

    with in_scope(batch.tenant_id):
        recall_batch(batch, by=sven)
    with monkeypatch.context() as patch:
        patch.setattr(recalling, "_recall_member", dying)
        with pytest.raises(Killed):
            recall_members(batch.tenant_id, batch.pk)
    with in_scope(batch.tenant_id):
        assert recalled_so_far(_now(batch)) == 1

    for _minute in range(2):
        sweep(batch.tenant_id)
    assert len(waiting_jobs("recall_batch")) == 2  # the one of the verb, and one of both sweeps
    run_jobs("recall_batch")
    assert (_now(batch).state, _states(letters)) == (BatchState.RECALLED, [LetterState.RECALLED] * 3)
    with everywhere():
        assert HistoryEntry.objects.filter(action="letter_recalled").count() == 3


def test_sweeps_add_one_job_to_a_batch_that_nobody_writes(
    letters: list[OutgoingLetter], batch: PrintBatch, sven: User, frozen: Frozen
) -> None:
    with in_scope(batch.tenant_id):
        hand_over(batch, by=sven)
    frozen.move(minutes=3)
    for _minute in range(3):
        sweep(batch.tenant_id)

    assert len(waiting_jobs("write_batch")) == 2  # the one of the hand-over, and one of all sweeps


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
    assert _states([*letters, *apart]) == [LetterState.HANDED_OVER] * 5
    for name, directory, count in (("", "print", 3), ("contracts", "contracts", 2)):
        assert _now(batches[name]).directory == f"{nordlicht.code}/{directory}"
        assert _manifest(letters_root, batches[name])["letters"] == count


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
    assert (fresh(second).cost, _now(batch).cost) == ("1.20\u00a0€", "1.20\u00a0CHF")
    with in_scope(nordlicht):
        hand_over(batch, by=sven)
    run_jobs("write_batch")
    manifest = _manifest(letters_root, batch)
    assert (manifest["price"], manifest["currency"]) == (None, None), "francs and euros make no sum"
    assert [(each["price"], each["currency"]) for each in manifest["contents"]] == [("1.20", "CHF"), ("1.20", "EUR")]


def test_a_tenant_with_another_code_finds_what_it_handed_over_before(
    letters: list[OutgoingLetter], batch: PrintBatch, letters_root: Path, sven: User, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht):
        hand_over(batch, by=sven)
    run_jobs("write_batch")
    with everywhere():
        Tenant.objects.filter(pk=nordlicht.pk).update(code="neu")
    row = _now(batch)
    (letters_root / row.directory / f"{row.filename}.ok").touch()

    assert confirm_printed(nordlicht.pk) == 1
    assert _states(letters) == [LetterState.CONFIRMED] * 3


def test_a_batch_that_is_being_written_is_not_recalled(
    letters: list[OutgoingLetter], batch: PrintBatch, sven: User
) -> None:
    with in_scope(batch.tenant_id):
        hand_over(batch, by=sven)
        with refused():
            recall_batch(batch, by=sven)


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


def test_a_batch_whose_letters_were_recalled_ends_at_its_hour(
    letters: list[OutgoingLetter], batch: PrintBatch, frozen: Frozen
) -> None:
    with in_scope(batch.tenant_id):
        OutgoingLetter.objects.filter(batch=batch).update(state=LetterState.RECALLED)
    frozen.at = due_at(batch)
    sweep(batch.tenant_id)

    assert (_now(batch).state, _now(batch).letters) == (BatchState.RECALLED, 0)


def test_the_hour_that_is_set_counts(letters: list[OutgoingLetter], batch: PrintBatch, nordlicht: Tenant) -> None:
    prefer(nordlicht, HANDOVER_HOUR, 9)

    assert due_at(_now(batch)) == datetime(2026, 11, 27, 8, tzinfo=UTC)


def test_without_its_programs_a_batch_fails_at_once_and_says_which_command_helps(
    letters: list[OutgoingLetter],
    batch: PrintBatch,
    sven: User,
    letters_root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with in_scope(batch.tenant_id):
        hand_over(batch, by=sven)
    with monkeypatch.context() as patch:
        patch.setattr(switch, "_seen", (False, time.monotonic()))
        assert write_batch(batch.tenant_id, batch.pk) == BatchState.FAILED
    row = _now(batch)
    assert (row.error_kind, row.attempts, _files(letters_root)) == ("library", 1, [])
    assert "apt install" in trouble_in_words(row.error_kind, row.error_values)

    with in_scope(batch.tenant_id):
        try_batch_again(batch, by=sven)
    run_jobs("write_batch")
    assert (_now(batch).state, _states(letters)) == (BatchState.HANDED_OVER, [LetterState.HANDED_OVER] * 3)
