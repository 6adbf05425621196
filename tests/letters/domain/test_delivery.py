"""A letter from the queue to the print service: once, whole, wherever a worker dies and whatever the storage says."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kontor.channels.print_folder import FolderStorage
from kontor.letters.domain import delivery, switch
from kontor.letters.domain.delivery import STALLED_AFTER, deliver
from kontor.letters.domain.results import WAITS
from kontor.letters.domain.retrying import count_as_handed_over, try_again
from kontor.letters.domain.sweeping import sweep
from kontor.letters.domain.troubles import trouble_in_words
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter, PostageClass
from kontor.letters.preferences import FILE_NAMES, OUTPUT_DIRECTORY, TRAY
from kontor.letters.rendering.failures import RenderFailed
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Notice, Ticket
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.letters import LINES, make_letter_template, make_outgoing_letter
from tests.factories.outgoing_letters import fresh
from tests.factories.stationery import make_postage, make_stylesheet
from tests.factories.texts import make_template
from tests.factories.tickets import make_ticket
from tests.support.jobs import run_jobs, waiting_jobs
from tests.support.letter_switch import letters_on
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The worker is gone: nothing after this point happens."""


@pytest.fixture(autouse=True)
def switched_on(db: None) -> None:
    letters_on()


@pytest.fixture
def sending(billing: Category, anna: User, frozen: Frozen) -> Ticket:
    """A ticket of Anna's whose answer is on its way."""
    return make_ticket(billing, owner=anna, state=TicketState.SENDING)


@pytest.fixture
def letter(sending: Ticket, anna: User) -> OutgoingLetter:
    return make_outgoing_letter(sending, anna)


def _files(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def _names(letter: OutgoingLetter) -> list[str]:
    """The two files that a letter consists of."""
    row = fresh(letter)
    return sorted([f"{row.directory}/{row.filename}", f"{row.directory}/{row.filename.removesuffix('.pdf')}.json"])


def _history(ticket: Ticket) -> list[str]:
    with everywhere():
        rows = HistoryEntry.objects.filter(ticket=ticket, action__startswith="letter_") | HistoryEntry.objects.filter(
            ticket=ticket, action__in=("delivery_failed", "closed_sent", "tried_again")
        )
        return list(rows.order_by("pk").values_list("action", flat=True))


def _state(ticket: Ticket) -> tuple[str, bool]:
    with everywhere():
        row = Ticket.objects.get(pk=ticket.pk)
        return row.state, row.delivery_failed


def _trouble(letter: OutgoingLetter) -> str:
    row = fresh(letter)
    return trouble_in_words(row.error_kind, row.error_values)


def test_a_letter_is_rendered_written_and_handed_to_print(
    letter: OutgoingLetter, sending: Ticket, letters_root: Path, nordlicht: Tenant, frozen: Frozen
) -> None:
    prefer(nordlicht, TRAY, "2")
    with in_scope(nordlicht):
        PostageClass.objects.create(tenant=nordlicht, name="Standardbrief", most_grams=20, price=Decimal("0.95"))

    assert run_jobs("deliver") == 1

    row = fresh(letter)
    pdf = (letters_root / row.directory / row.filename).read_bytes()
    manifest = json.loads((letters_root / row.directory / row.filename.replace(".pdf", ".json")).read_text())
    assert (row.state, row.handed_over_at, row.claim) == (LetterState.HANDED_OVER, frozen.at, None)
    assert (row.pages, row.sheets, row.grams, row.postage, row.price) == (1, 1, 10, "Standardbrief", Decimal("0.95"))
    assert pdf.startswith(b"%PDF-")
    assert hashlib.sha256(pdf).hexdigest() == row.sha256 == manifest["sha256"]
    assert manifest["tenant"] == nordlicht.code
    assert manifest["address"] == LINES
    assert (manifest["pages"], manifest["tray"], manifest["file"]) == (1, "2", row.filename.rpartition("/")[2])
    assert _files(letters_root) == _names(letter)
    assert _state(sending) == (TicketState.CLOSED, False)
    assert _history(sending) == ["letter_handed_over", "closed_sent"]


@pytest.mark.parametrize(
    ("country", "typed", "postage"),
    [
        ("DE", (("Standardbrief", False), ("Brief International", True)), "Standardbrief"),
        ("AT", (("Standardbrief", False), ("Brief International", True)), "Brief International"),
        ("AT", (("Standardbrief", False),), ""),
        ("DE", (("Brief International", True),), ""),
        ("", (("Standardbrief", False),), "Standardbrief"),
    ],
)
def test_postage_goes_by_the_country(
    ticket: Ticket, anna: User, nordlicht: Tenant, country: str, typed: tuple[tuple[str, bool], ...], postage: str
) -> None:
    for name, abroad in typed:
        make_postage(nordlicht, name, 20, abroad=abroad)
    letter = make_outgoing_letter(ticket, anna, country=country)

    run_jobs("deliver")

    assert fresh(letter).postage == postage


def test_a_letter_that_is_not_the_last_word_leaves_its_ticket_open(ticket: Ticket, anna: User) -> None:
    make_outgoing_letter(ticket, anna, final=False)
    run_jobs("deliver")

    assert _state(ticket)[0] == TicketState.QUEUED
    assert _history(ticket) == ["letter_handed_over"]


def test_a_letter_is_delivered_once(letter: OutgoingLetter, letters_root: Path, sending: Ticket) -> None:
    assert deliver(letter.tenant_id, letter.pk) == LetterState.HANDED_OVER
    assert deliver(letter.tenant_id, letter.pk) is None
    run_jobs("deliver")

    assert _history(sending) == ["letter_handed_over", "closed_sent"]


def test_a_letter_waits_for_its_time(sending: Ticket, anna: User, frozen: Frozen) -> None:
    letter = make_outgoing_letter(sending, anna, at=frozen.at + timedelta(seconds=30))
    assert deliver(letter.tenant_id, letter.pk) is None

    frozen.move(seconds=31)
    assert deliver(letter.tenant_id, letter.pk) == LetterState.HANDED_OVER


def test_nothing_is_written_while_letters_are_off(
    letter: OutgoingLetter, letters_root: Path, monkeypatch: pytest.MonkeyPatch, frozen: Frozen
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(delivery, "is_wanted", lambda system: False)
        run_jobs("deliver")
        assert (fresh(letter).state, _files(letters_root)) == (LetterState.QUEUED, [])

    frozen.move(minutes=3)
    assert sweep(letter.tenant_id) == 1
    run_jobs("deliver")
    assert fresh(letter).state == LetterState.HANDED_OVER


def _dying(name: str, target: Any, *, before: bool) -> Callable[[pytest.MonkeyPatch], None]:
    """The next call of this ends with the worker's death; the one after that does not."""

    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        real = getattr(target, name)

        def dying(*arguments: Any, **options: Any) -> Any:
            monkeypatch.setattr(target, name, real)
            if not before:
                real(*arguments, **options)
            raise Killed

        monkeypatch.setattr(target, name, dying)

    return patch


def _manifest_dies(*, before: bool) -> Callable[[pytest.MonkeyPatch], None]:
    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        real = FolderStorage.put

        def dying(self: FolderStorage, path: str, content: bytes) -> None:
            if not path.endswith(".json"):
                return real(self, path, content)
            monkeypatch.setattr(FolderStorage, "put", real)
            if not before:
                real(self, path, content)
            raise Killed

        monkeypatch.setattr(FolderStorage, "put", dying)

    return patch


DEATHS = {
    "before rendering": _dying("render", delivery, before=True),
    "after rendering": _dying("render", delivery, before=False),
    "before the PDF": _dying("put", FolderStorage, before=True),
    "after the PDF": _dying("put", FolderStorage, before=False),
    "before the manifest": _manifest_dies(before=True),
    "after the manifest": _manifest_dies(before=False),
}


@pytest.mark.parametrize("death", DEATHS)
def test_whoever_goes_on_after_a_death_writes_each_letter_once(
    letter: OutgoingLetter,
    sending: Ticket,
    letters_root: Path,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
    death: str,
) -> None:
    DEATHS[death](monkeypatch)
    with pytest.raises(Killed):
        deliver(letter.tenant_id, letter.pk)
    before = {name: (letters_root / name).read_bytes() for name in _files(letters_root)}
    assert sweep(letter.tenant_id) == 0

    frozen.move(seconds=STALLED_AFTER.total_seconds() + 1)
    assert sweep(letter.tenant_id) == 1
    run_jobs("deliver")

    assert fresh(letter).state == LetterState.HANDED_OVER
    assert _files(letters_root) == _names(letter)
    assert {name: (letters_root / name).read_bytes() for name in before} == before
    assert _history(sending) == ["letter_handed_over", "closed_sent"]


def _taken(letter: OutgoingLetter, root: Path, frozen: Frozen, monkeypatch: pytest.MonkeyPatch) -> None:
    """The print service takes both files before the worker, which dies, has written down that it put them there."""
    DEATHS["after the manifest"](monkeypatch)
    with pytest.raises(Killed):
        deliver(letter.tenant_id, letter.pk)
    for name in _files(root):
        (root / name).unlink()
    frozen.move(minutes=3)
    sweep(letter.tenant_id)
    run_jobs("deliver")


def test_what_the_print_service_took_already_is_not_written_again(
    letter: OutgoingLetter, letters_root: Path, frozen: Frozen, monkeypatch: pytest.MonkeyPatch, sven: User
) -> None:
    _taken(letter, letters_root, frozen, monkeypatch)

    assert (fresh(letter).state, fresh(letter).error_kind) == (LetterState.FAILED, "taken")
    assert _files(letters_root) == []
    assert _trouble(letter).startswith("The letter was written, and its files are gone since")
    with in_scope(letter.tenant_id):
        count_as_handed_over(letter, by=sven)
    assert (fresh(letter).state, _files(letters_root)) == (LetterState.HANDED_OVER, [])
    with in_scope(letter.tenant_id), refused():
        count_as_handed_over(letter, by=sven)


def test_a_person_may_have_it_written_again_all_the_same(
    letter: OutgoingLetter, letters_root: Path, frozen: Frozen, monkeypatch: pytest.MonkeyPatch, sven: User
) -> None:
    _taken(letter, letters_root, frozen, monkeypatch)
    with in_scope(letter.tenant_id):
        try_again(letter, by=sven)
    run_jobs("deliver")

    assert (fresh(letter).state, _files(letters_root)) == (LetterState.HANDED_OVER, _names(letter))


def test_a_worker_whose_letter_was_taken_over_writes_nothing_down(
    letter: OutgoingLetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = FolderStorage.put

    def slow(self: FolderStorage, path: str, content: bytes) -> None:
        real(self, path, content)
        with in_scope(letter.tenant_id):
            OutgoingLetter.objects.filter(pk=letter.pk).update(claim=uuid4())

    monkeypatch.setattr(FolderStorage, "put", slow)

    assert deliver(letter.tenant_id, letter.pk) is None
    assert (fresh(letter).state, fresh(letter).written_at) == (LetterState.WRITING, None)


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.ENOSPC, "full"), (errno.ENOENT, "gone"), (errno.EACCES, "rights"), (errno.EIO, "unreachable")],
)
def test_what_may_pass_is_tried_again_by_itself(
    letter: OutgoingLetter,
    sending: Ticket,
    letters_root: Path,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    kind: str,
) -> None:
    def fails(*arguments: object, **options: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fails)
        deliver(letter.tenant_id, letter.pk)

    row = fresh(letter)
    assert (row.state, row.error_kind, row.claim) == (LetterState.WRITING, kind, None)
    assert row.next_attempt_at == frozen.at + WAITS[0]
    assert _trouble(letter).endswith(".")
    assert (_files(letters_root), _state(sending)) == ([], (TicketState.SENDING, False))
    frozen.move(minutes=1)
    run_jobs("deliver")
    assert (fresh(letter).state, fresh(letter).error_kind) == (LetterState.HANDED_OVER, "")
    assert _state(sending)[0] == TicketState.CLOSED


def test_what_does_not_pass_is_given_up_and_told(
    letter: OutgoingLetter,
    sending: Ticket,
    anna: User,
    letters_root: Path,
    frozen: Frozen,
    settings: Any,
) -> None:
    settings.LETTERS_ROOT = str(letters_root / "not-mounted")
    for wait in WAITS:
        assert deliver(letter.tenant_id, letter.pk) == LetterState.WRITING
        frozen.move(seconds=wait.total_seconds())
    assert deliver(letter.tenant_id, letter.pk) == LetterState.FAILED

    assert (fresh(letter).state, fresh(letter).error_kind) == (LetterState.FAILED, "gone")
    assert _state(sending) == (TicketState.ASSIGNED, True)
    assert _history(sending) == ["delivery_failed"]
    with everywhere():
        assert Notice.objects.filter(user=anna, ticket=sending).count() == 1
    settings.LETTERS_ROOT = str(letters_root)
    with in_scope(letter.tenant_id):
        try_again(letter, by=anna)
    assert _state(sending) == (TicketState.ASSIGNED, False)
    run_jobs("deliver")
    assert (fresh(letter).state, _files(letters_root)) == (LetterState.HANDED_OVER, _names(letter))


def test_another_file_that_lies_there_is_left_alone(
    letter: OutgoingLetter, letters_root: Path, sending: Ticket, nordlicht: Tenant
) -> None:
    prefer(nordlicht, FILE_NAMES, "[tenant]")
    place = letters_root / nordlicht.code / f"{nordlicht.code}-{letter.pk}.pdf"
    place.parent.mkdir()
    place.write_bytes(b"somebody else's")
    run_jobs("deliver")

    assert (fresh(letter).state, fresh(letter).error_kind) == (LetterState.FAILED, "other_file")
    assert place.read_bytes() == b"somebody else's"
    assert _state(sending) == (TicketState.ASSIGNED, True)


def test_a_directory_outside_the_root_is_told_and_a_better_one_counts_at_once(
    letter: OutgoingLetter, letters_root: Path, nordlicht: Tenant, anna: User
) -> None:
    prefer(nordlicht, OUTPUT_DIRECTORY, "../elsewhere")
    run_jobs("deliver")
    assert (fresh(letter).state, fresh(letter).error_kind) == (LetterState.FAILED, "outside")

    prefer(nordlicht, OUTPUT_DIRECTORY, "print")
    with in_scope(nordlicht):
        try_again(letter, by=anna)
    run_jobs("deliver")
    assert fresh(letter).directory == f"{nordlicht.code}/print"
    assert _files(letters_root) == _names(letter)


def test_a_letter_that_cannot_be_rendered_comes_back_to_its_author(
    letter: OutgoingLetter, sending: Ticket, monkeypatch: pytest.MonkeyPatch, anna: User
) -> None:
    def fails(sheet: object) -> None:
        raise RenderFailed("pages", {"most": "200"})

    with monkeypatch.context() as patch:
        patch.setattr(delivery, "render", fails)
        run_jobs("deliver")
    assert (fresh(letter).state, fresh(letter).error_kind) == (LetterState.FAILED, "pages")
    assert "200" in _trouble(letter)
    assert _state(sending) == (TicketState.ASSIGNED, True)

    with in_scope(letter.tenant_id):
        try_again(letter, by=anna)
    run_jobs("deliver")
    assert fresh(letter).state == LetterState.HANDED_OVER


def test_an_address_outside_the_window_is_not_printed(sending: Ticket, anna: User) -> None:
    far = "Am Ende der langen Straße hinter dem Deich und noch viel weiter hinaus " * 3
    letter = make_outgoing_letter(sending, anna, address=["Käthe Kunde", far, "24103 Kiel"])

    run_jobs("deliver")

    row = fresh(letter)
    assert (row.state, row.error_kind, row.pdf_id) == (LetterState.FAILED, "window", None)
    assert _trouble(letter).startswith("The address does not lie fully in the window of the envelope:")
    assert _state(sending) == (TicketState.ASSIGNED, True)


def test_without_its_programs_a_letter_fails_at_once_and_says_which_command_helps(
    letter: OutgoingLetter, sending: Ticket, anna: User, monkeypatch: pytest.MonkeyPatch, letters_root: Path
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(switch, "_seen", (False, time.monotonic()))
        assert deliver(letter.tenant_id, letter.pk) == LetterState.FAILED
    assert (fresh(letter).error_kind, fresh(letter).attempts) == ("library", 1)
    assert "apt install" in _trouble(letter)
    assert _state(sending) == (TicketState.ASSIGNED, True)
    assert _history(sending) == ["delivery_failed"]

    with in_scope(letter.tenant_id):
        try_again(letter, by=anna)
    run_jobs("deliver")
    assert (fresh(letter).state, _files(letters_root)) == (LetterState.HANDED_OVER, _names(letter))


def test_a_program_that_goes_missing_while_rendering_is_no_different(
    letter: OutgoingLetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(sheet: object) -> None:
        raise RenderFailed("library")

    monkeypatch.setattr(delivery, "render", fails)

    assert deliver(letter.tenant_id, letter.pk) == LetterState.FAILED
    assert fresh(letter).error_kind == "library"


def test_making_that_breaks_off_again_and_again_is_given_up(letter: OutgoingLetter, frozen: Frozen) -> None:
    with in_scope(letter.tenant_id):
        OutgoingLetter.objects.filter(pk=letter.pk).update(attempts=2 * len(WAITS))
    run_jobs("deliver")

    assert (fresh(letter).state, fresh(letter).error_kind) == (LetterState.FAILED, "broke_off")


def test_a_letter_on_its_way_is_not_tried_again(letter: OutgoingLetter, anna: User) -> None:
    with in_scope(letter.tenant_id), refused("This letter has not failed."):
        try_again(letter, by=anna)


def test_the_templates_directory_comes_before_the_tenants(
    sending: Ticket, anna: User, nordlicht: Tenant, letters_root: Path
) -> None:
    template = make_template(nordlicht)
    make_letter_template(template, output_directory="contracts")
    prefer(nordlicht, OUTPUT_DIRECTORY, "print")
    letter = make_outgoing_letter(sending, anna, template=template)
    run_jobs("deliver")

    assert fresh(letter).directory == f"{nordlicht.code}/contracts"
    assert _files(letters_root) == _names(letter)


def test_two_tenants_answer_the_same_text_each_in_its_own_directory_and_design(
    billing: Category,
    claims: Category,
    anna: User,
    dora: User,
    nordlicht: Tenant,
    alpina: Tenant,
    letters_root: Path,
) -> None:
    styles = {
        tenant: make_stylesheet(tenant, css=f".subject {{ color: {colour} }}", is_default=True)
        for tenant, colour in ((nordlicht, "#00f"), (alpina, "#f00"))
    }
    prefer(nordlicht, OUTPUT_DIRECTORY, "north/out")
    letters = {
        tenant: make_outgoing_letter(make_ticket(category, owner=person, subject="Zähler"), person)
        for tenant, category, person in ((nordlicht, billing, anna), (alpina, claims, dora))
    }
    run_jobs("deliver")

    rows = {tenant: fresh(letter) for tenant, letter in letters.items()}
    assert [rows[tenant].directory for tenant in (nordlicht, alpina)] == [f"{nordlicht.code}/north/out", alpina.code]
    assert [rows[tenant].stylesheet_id for tenant in (nordlicht, alpina)] == [styles[nordlicht].pk, styles[alpina].pk]
    assert _files(letters_root) == sorted([*_names(letters[nordlicht]), *_names(letters[alpina])])
    manifests = [
        json.loads((letters_root / row.directory / row.filename.replace(".pdf", ".json")).read_text())
        for row in (rows[nordlicht], rows[alpina])
    ]
    assert [each["tenant"] for each in manifests] == [nordlicht.code, alpina.code]
    assert rows[nordlicht].sha256 != rows[alpina].sha256


def test_a_letter_whose_job_was_lost_has_one_again(letter: OutgoingLetter, frozen: Frozen) -> None:
    assert sweep(letter.tenant_id) == 0
    frozen.move(minutes=3)

    assert sweep(letter.tenant_id) == 1
    assert len(waiting_jobs("letters.tasks.deliver")) == 2
