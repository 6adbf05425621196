"""A letter is rendered, written and handed to print."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from kontor.letters.domain.delivery import deliver
from kontor.letters.domain.sweeping import sweep
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter, PostageClass
from kontor.letters.preferences import OUTPUT_DIRECTORY, TRAY
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.letters import LINES, make_letter_template, make_outgoing_letter
from tests.factories.outgoing_letters import fresh
from tests.factories.stationery import make_postage, make_stylesheet
from tests.factories.texts import make_template
from tests.factories.tickets import make_ticket
from tests.letters.domain.delivery.conftest import files_in, history_of, names_in, state_of
from tests.support.jobs import run_jobs
from tests.support.letter_switch import letters_on
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db


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
    assert files_in(letters_root) == names_in(letter)
    assert state_of(sending) == (TicketState.CLOSED, False)
    assert history_of(sending) == ["letter_handed_over", "closed_sent"]


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

    assert state_of(ticket)[0] == TicketState.QUEUED
    assert history_of(ticket) == ["letter_handed_over"]


def test_a_letter_is_delivered_once(letter: OutgoingLetter, letters_root: Path, sending: Ticket) -> None:
    assert deliver(letter.tenant_id, letter.pk) == LetterState.HANDED_OVER
    assert deliver(letter.tenant_id, letter.pk) is None
    run_jobs("deliver")

    assert history_of(sending) == ["letter_handed_over", "closed_sent"]


def test_a_letter_waits_for_its_time(sending: Ticket, anna: User, frozen: Frozen) -> None:
    letter = make_outgoing_letter(sending, anna, at=frozen.at + timedelta(seconds=30))
    assert deliver(letter.tenant_id, letter.pk) is None

    frozen.move(seconds=31)
    assert deliver(letter.tenant_id, letter.pk) == LetterState.HANDED_OVER


def test_nothing_is_written_while_letters_are_off(letter: OutgoingLetter, letters_root: Path, frozen: Frozen) -> None:
    letters_on(False)
    run_jobs("deliver")
    assert (fresh(letter).state, files_in(letters_root)) == (LetterState.QUEUED, [])

    letters_on()
    frozen.move(minutes=3)
    assert sweep(letter.tenant_id) == 1
    run_jobs("deliver")
    assert fresh(letter).state == LetterState.HANDED_OVER


def test_the_templates_directory_comes_before_the_tenants(
    sending: Ticket, anna: User, nordlicht: Tenant, letters_root: Path
) -> None:
    template = make_template(nordlicht)
    make_letter_template(template, output_directory="contracts")
    prefer(nordlicht, OUTPUT_DIRECTORY, "print")
    letter = make_outgoing_letter(sending, anna, template=template)
    run_jobs("deliver")

    assert fresh(letter).directory == f"{nordlicht.code}/contracts"
    assert files_in(letters_root) == names_in(letter)


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
    assert files_in(letters_root) == sorted([*names_in(letters[nordlicht]), *names_in(letters[alpina])])
    manifests = [
        json.loads((letters_root / row.directory / row.filename.replace(".pdf", ".json")).read_text())
        for row in (rows[nordlicht], rows[alpina])
    ]
    assert [each["tenant"] for each in manifests] == [nordlicht.code, alpina.code]
    assert rows[nordlicht].sha256 != rows[alpina].sha256
