"""The same letter on paper reaches two tenants, and both answer: each in its own folder and its own design."""

from __future__ import annotations

import json
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from kontor.answers.domain.drafts import DraftValues, open_draft, save_draft
from kontor.answers.domain.send import send_answer
from kontor.channels.enums import Channel, Protocol
from kontor.channels.preferences import ENABLED_CHANNELS
from kontor.intake.domain.fetching import fetch_account
from kontor.letters.domain.composing import compose
from kontor.letters.domain.letter_templates import change_letter_template
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter
from kontor.letters.preferences import OUTPUT_DIRECTORY
from kontor.letters.rendering.process import pictures, render
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.assign import assign_ticket
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.texts.models import ReplyTemplate
from kontor.tickets.domain.whose import set_customer
from kontor.tickets.enums import MessageChannel
from kontor.tickets.models import Ticket
from tests.factories.answers import prefer
from tests.factories.channels import make_account
from tests.factories.customers import make_customer, make_postal_address
from tests.factories.letters import make_stationery
from tests.factories.stationery import make_asset, make_stylesheet
from tests.factories.texts import make_template
from tests.letters.rendering.measuring import pages_of, text_of
from tests.support.jobs import run_jobs
from tests.support.letter_switch import letters_on
from tests.support.refusal import refused
from tests.support.scans import pdf_with_text
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.django_db
SCAN = pdf_with_text("Betreff: Zähler\n\nSehr geehrte Damen und Herren,\nder Zähler steht auf 4711.")
ANSWER = DraftValues(
    to=[], cc=[], bcc=[], subject="Ihr Zähler", text="", html="<p>Guten Tag,</p><p>danke.</p>", rich=True
)
Colour = tuple[int, int, int]
SEAL: Colour = (255, 165, 0)


@dataclass(frozen=True)
class Side:
    """A tenant that answers letters: what it looks like, and where its letters and scans lie."""

    tenant: Tenant
    category: Category
    author: User
    directory: str
    ink: Colour
    mark: Colour

    @property
    def sender(self) -> str:
        return f"{self.tenant.name} am Platz 1"

    @property
    def folder(self) -> str:
        return f"{self.tenant.code}/{self.directory}".rstrip("/")


@pytest.fixture
def print_root(db: None, tmp_path: Path, settings: Any) -> Path:
    letters_on()
    root = tmp_path / "print"
    root.mkdir()
    settings.LETTERS_ROOT, settings.LETTERS_STORAGE = str(root), None
    settings.SCANS_ROOT, settings.SCANS_PATIENCE = tmp_path / "scans", 0
    return root


@pytest.fixture
def sides(
    print_root: Path, nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category, anna: User, carla: User
) -> tuple[Side, Side]:
    both = (
        Side(nordlicht, billing, anna, "aus/nord", (0, 0, 255), (0, 160, 0)),
        Side(alpina, claims, carla, "post", (255, 0, 0), (255, 0, 255)),
    )
    for side in both:
        _furnish(side)
    return both


def _furnish(side: Side) -> None:
    """A design of its own, a directory of its own, and a writer that the tenant knows."""
    make_stationery(side.tenant, sender=side.sender, logo=make_asset(side.tenant, "logo", _block(side.mark)))
    make_stylesheet(side.tenant, css=f".subject {{ color: rgb{side.ink}; font-size: 30pt }}", is_default=True)
    prefer(side.tenant, OUTPUT_DIRECTORY, side.directory)
    prefer(side.tenant, ENABLED_CHANNELS, ["mail", "letter"])


def _block(colour: Colour) -> bytes:
    drawn = f'<rect width="90" height="30" fill="rgb{colour}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30">{drawn}</svg>'.encode()


def _scan_arrives(side: Side, scans: Path) -> Ticket:
    """The same bytes, in the tenant's own folder, become a ticket of the tenant."""
    folder = scans / side.tenant.code
    folder.mkdir(parents=True)
    (folder / "brief.pdf").write_bytes(SCAN)
    values = {"channel": Channel.LETTER, "protocol": Protocol.FOLDER, "folder": "", "host": "", "username": ""}
    account = make_account(side.tenant, **values)
    with everywhere():
        set_fallback(account, side.category, by=None)
    fetch_account(account.owner, account.pk)
    run_jobs()
    with in_scope(side.tenant):
        return Ticket.objects.select_related("category").get()


def _answer(side: Side, ticket: Ticket) -> None:
    """As a person does it: whose letter it is, and the answer on paper."""
    customer = make_customer(side.tenant, "Käthe Kunde")
    make_postal_address(customer)
    with in_scope(side.tenant):
        assign_ticket(ticket, to=side.author, by=None)
        set_customer(ticket, customer, by=side.author)
        begun = open_draft(Ticket.objects.get(pk=ticket.pk), author=side.author)
        assert begun.channel == MessageChannel.LETTER
        send_answer(save_draft(begun, ANSWER, version=begun.version, by=side.author), by=side.author)


def _colours(pdf: bytes) -> set[Colour]:
    [page, *_more] = pictures(pdf, dpi=60)
    with Image.open(BytesIO(page.content)) as picture:
        return {colour for _count, colour in picture.convert("RGB").getcolors(1 << 24) or []}  # type: ignore[misc]


def test_the_same_scan_is_answered_by_two_tenants_each_in_its_own_design_and_directory(
    sides: tuple[Side, Side], print_root: Path, tmp_path: Path
) -> None:
    tickets = {side: _scan_arrives(side, tmp_path / "scans") for side in sides}
    for side, ticket in tickets.items():
        _answer(side, ticket)
    run_jobs()

    for side, other in (sides, sides[::-1]):
        ticket = tickets[side]
        with in_scope(side.tenant):
            letter = OutgoingLetter.objects.get()
        assert (ticket.tenant_id, ticket.subject, ticket.category) == (side.tenant.pk, "Zähler", side.category)
        assert (letter.state, letter.directory) == (LetterState.HANDED_OVER, side.folder)
        written = sorted(path for path in (print_root / side.tenant.code).rglob("*") if path.is_file())
        assert [path.suffix for path in written] == [".json", ".pdf"]
        assert all(path.is_relative_to(print_root / side.folder) for path in written)
        assert json.loads(written[0].read_text())["tenant"] == side.tenant.code
        pdf = written[1].read_bytes()
        words, colours = text_of(pages_of(pdf)[0]), _colours(pdf)
        assert (side.sender in words, other.sender in words) == (True, False)
        assert {side.ink, side.mark} <= colours
        assert not {other.ink, other.mark} & colours
    assert sorted(path.name for path in print_root.iterdir()) == sorted(side.tenant.code for side in sides)


def _composed(side: Side, template: ReplyTemplate | None, css: str | None = None) -> bytes:
    values: dict[str, Any] = {"subject": "Ihr Zähler", "html": "<p>Danke.</p>", "language": "de", "css": css}
    sheet = compose(side.tenant, address=["Käthe Kunde", "24103 Kiel"], template=template, **values)
    return render(sheet).pdf


def test_a_template_is_never_rendered_with_what_another_tenant_owns(sides: tuple[Side, Side]) -> None:
    """Everybody's rows are in sight, as for the system itself, and still nothing of the other comes along."""
    ours, theirs = sides
    make_asset(theirs.tenant, "seal", _block(SEAL))
    template, foreign = make_template(ours.tenant), make_template(theirs.tenant)
    naming = ".text { background: url(asset:seal); min-height: 60mm }"

    with everywhere():
        theirs_shown = _colours(_composed(theirs, None, naming))
        ours_shown = _colours(_composed(ours, template, naming))
        with pytest.raises(ValueError, match="another tenant"):
            _composed(theirs, template)
        with pytest.raises(ValueError, match="another tenant"):
            _composed(ours, foreign)
    chosen = make_stylesheet(theirs.tenant)
    as_letter: dict[str, Any] = {
        "output_directory": "",
        "information": True,
        "enclosures": "",
        "version": 0,
        "by": None,
    }
    with in_scope(ours.tenant), refused("The chosen stylesheet is not there any more. Choose another one."):
        change_letter_template(template, stylesheet=chosen, **as_letter)

    assert (SEAL in theirs_shown, SEAL in ours_shown) == (True, False)
