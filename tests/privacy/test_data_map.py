"""Every table is declared, every column of text in it, and every way from a row to whose it is leads there."""

from __future__ import annotations

import pytest
from django.db import models

from kontor.customers.models import Customer
from kontor.privacy.domain import data_map
from kontor.privacy.domain.data_map import DATA_MAP, no_longer_there, undeclared
from kontor.privacy.domain.map_of_contacts import CONTACTS
from kontor.privacy.domain.tables import Table, Whose, textual_columns
from kontor.tickets.domain.lent import tables
from kontor.tickets.models import Blob, Message, Ticket

LEADS_TO = {"by_ticket": Ticket, "by_message": Message, "by_customer": Customer}


def test_every_table_and_every_column_of_text_is_declared() -> None:
    assert undeclared() == []


def test_nothing_is_declared_that_is_not_there() -> None:
    assert no_longer_there() == []


def test_a_forgotten_table_and_a_forgotten_column_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    note = DATA_MAP["customers.Customer"]
    forgetful = {**DATA_MAP, note.label: Table(note.label, note.whose, note.holds, clears={"name": ""})}
    del forgetful["tickets.Note"]
    monkeypatch.setattr(data_map, "DATA_MAP", forgetful)

    found = undeclared()

    columns = {f"customers.Customer.{name}" for name in textual_columns(Customer) - {"name"}}
    assert set(found) == {"tickets.Note", *columns}


@pytest.mark.parametrize("table", CONTACTS, ids=lambda table: table.label)
def test_every_way_leads_to_whose_the_row_is(table: Table) -> None:
    for kind, target in LEADS_TO.items():
        for way in getattr(table, kind):
            assert _end_of(table.model, way) is target, f"{table.label}: {way}"


@pytest.mark.parametrize("table", CONTACTS, ids=lambda table: table.label)
def test_rows_of_contacts_are_found_and_change(table: Table) -> None:
    assert table.by_ticket or table.by_message or table.by_customer or table.elsewhere
    assert table.deletes or table.clears


@pytest.mark.parametrize("table", CONTACTS, ids=lambda table: table.label)
def test_what_is_cleared_fits_its_column(table: Table) -> None:
    for name, value in table.clears.items():
        column = table.model._meta.get_field(name)
        assert isinstance(column, models.Field)
        assert value is not None or column.null, f"{table.label}.{name} may not be empty"


def test_what_hangs_on_a_ticket_and_can_hold_text_is_found_by_ticket() -> None:
    """The tables that a loan lends are known from the models; none of them is left out."""
    hanging = {model._meta.label for model in tables() if textual_columns(model) - DATA_MAP[model._meta.label].plain}

    by_ticket = {table.label for table in CONTACTS if table.by_ticket}
    assert hanging - by_ticket == {"routing.Loan"} & hanging


def test_kept_bytes_are_named_by_tables_whose_rows_let_go_of_them() -> None:
    naming = {
        table.label
        for table in DATA_MAP.values()
        if table.whose == Whose.CONTACT and any(key.related_model is Blob for key in table.model._meta.concrete_fields)
    }

    assert {label for label in naming if not DATA_MAP[label].blobs} == set()


def _end_of(model: type[models.Model], way: str) -> type[models.Model] | None:
    for name in way.split("__"):
        if name == "pk":
            return model
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    return model
