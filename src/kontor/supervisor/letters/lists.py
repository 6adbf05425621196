"""The lists of outgoing letters and of batches."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kontor.letters.domain.queries import LOST, WAITS_AFTER_TROUBLE
from kontor.letters.domain.troubles import trouble_in_words
from kontor.letters.enums import BatchState, LetterState
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.org.domain.category_queries import tenant_choices, tenant_choices_with
from kontor.org.middleware import DeskRequest
from kontor.supervisor import cells
from kontor.supervisor.letters.access import READ, WRITE
from kontor.tickets.domain.numbers import parse_number
from kontor.ui.listing import Action, Choice, Column, Listing, Text

FOLDER = "supervisor/letters"
TROUBLE, DELAYED = "trouble", "delayed"


def _with_state(rows: QuerySet[Any], entered: str) -> QuerySet[Any]:
    if entered == TROUBLE:
        return rows.filter(LOST | WAITS_AFTER_TROUBLE)
    if entered == DELAYED:
        return rows.filter(WAITS_AFTER_TROUBLE)
    return rows.filter(state=entered)


def _tenants_here(request: DeskRequest) -> list[tuple[int, str]]:
    return tenant_choices_with(request.access, READ)


class TicketNumber(Text):
    """A ticket by its number, however it is written."""

    def apply(self, rows: QuerySet[Any], key: str, entered: str) -> QuerySet[Any]:
        number = parse_number(entered)
        return rows.filter(message__ticket__number=number) if number else rows.none()


def trouble_of(row: OutgoingLetter | PrintBatch) -> str:
    """What stands in its way, or why it came back."""
    if isinstance(row, OutgoingLetter) and row.state == LetterState.RETURNED:
        return row.returned_reason
    failed_batch = row.batch if isinstance(row, OutgoingLetter) and row.state == LetterState.WRITING else None
    source = failed_batch or row
    return trouble_in_words(source.error_kind, source.error_values)


def place_of(row: OutgoingLetter | PrintBatch) -> str:
    """Below the installation's folder; of an open batch the directory that it is for, where templates name one."""
    if not row.filename:
        return row.own_directory if isinstance(row, PrintBatch) else ""
    return f"{row.directory}/{row.filename}"


LETTERS = Listing(
    "letters",
    _("Letters"),
    columns=(
        Column(
            "made",
            _("Sent"),
            "created_at",
            sort=("created_at", "id"),
            fixed=True,
            cell=cells.figures,
        ),
        Column(
            "state",
            _("State"),
            lambda letter: letter.get_state_display(),
            sort=("state", "id"),
            filter=Choice(
                choices=(
                    (TROUBLE, _("with trouble")),
                    (DELAYED, _("waits after trouble")),
                    *LetterState.choices,
                ),
                apply_with=_with_state,
            ),
            template=f"{FOLDER}/_state.html",
        ),
        Column(
            "tenant",
            _("Tenant"),
            "tenant",
            sort=("tenant__sort_key", "id"),
            filter=Choice("tenant_id", choices=tenant_choices, choices_for=_tenants_here),
            cell=cells.tenant,
        ),
        Column(
            "ticket",
            _("Ticket"),
            "message.ticket",
            filter=TicketNumber(),
            template=f"{FOLDER}/_ticket.html",
        ),
        Column("address", _("Address"), lambda letter: ", ".join(letter.address), filter=Text(), wide=True),
        Column("pages", _("Pages"), "pages", sort=("pages", "id"), figure=True, labelled=True),
        Column("trouble", _("Trouble"), trouble_of, wide=True),
        Column("template", _("Template"), "template.name", visible=False),
        Column("postage", _("Envelope"), "postage", sort=("postage", "id"), filter=Text(), visible=False),
        Column("batch", _("Batch"), "batch.number", filter=Text("batch__number"), visible=False),
        Column("place", _("Lies at"), place_of, filter=Text("filename"), visible=False, wide=True),
    ),
    default_sort=("-made",),
    link="supervisor:letters:show",
    colour=lambda letter: letter.tenant.colour,
    actions=(
        Action(_("Try again"), "supervisor:letters:try-again", icon="refresh", permission=WRITE),
        Action(
            _("Recall"),
            "supervisor:letters:recall",
            icon="undo",
            permission=WRITE,
            confirm=_("Recall the chosen letters? Nobody prints them, and their tickets come back to the desk."),
        ),
    ),
)

BATCHES = Listing(
    "letter-batches",
    _("Print batches"),
    columns=(
        Column("day", _("Day"), "day", sort=("day", "id"), fixed=True, template=f"{FOLDER}/_day.html"),
        Column("number", _("Number"), "number", sort=("number", "id"), figure=True, labelled=True),
        Column(
            "tenant",
            _("Tenant"),
            "tenant",
            sort=("tenant__sort_key", "id"),
            filter=Choice("tenant_id", choices=tenant_choices, choices_for=_tenants_here),
            cell=cells.tenant,
        ),
        Column(
            "state",
            _("State"),
            lambda batch: batch.get_state_display(),
            sort=("state", "id"),
            filter=Choice(choices=BatchState.choices),
            template=f"{FOLDER}/_state.html",
        ),
        Column("letters", _("Letters"), "letters", sort=("letters", "id"), figure=True, labelled=True),
        Column("sheets", _("Sheets"), "sheets", sort=("sheets", "id"), figure=True, labelled=True),
        Column("grams", _("Grams"), "grams", sort=("grams", "id"), figure=True, labelled=True),
        Column("price", _("Postage"), "cost", sort=("price", "id"), figure=True, template=f"{FOLDER}/_price.html"),
        Column("trouble", _("Trouble"), trouble_of, wide=True),
    ),
    default_sort=("-day",),
    link="supervisor:letters:batch",
    colour=lambda batch: batch.tenant.colour,
)
