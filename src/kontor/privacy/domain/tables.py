"""The words in which a table is declared: whose it is, how a contact's rows are found, what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db import models

from kontor.tickets.models import Blob


class Whose(StrEnum):
    """Of whom a table tells: of contacts, of the people who work here, of others outside, or of nobody."""

    CONTACT = "contact"
    STAFF = "staff"
    OUTSIDE = "outside"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Table:
    """One table. ``by_ticket``, ``by_message`` and ``by_customer`` are the ways from a row to whose it is.

    ``clears`` maps columns to what stands there after erasure; with ``deletes`` the row goes. ``elsewhere`` says what
    else finds and erases rows of a contact, where it is none of the three ways.
    """

    label: str
    whose: Whose
    holds: str
    plain: frozenset[str] = frozenset()
    by_ticket: tuple[str, ...] = ()
    by_message: tuple[str, ...] = ()
    by_customer: tuple[str, ...] = ()
    clears: Mapping[str, Any] = field(default_factory=dict)
    deletes: bool = False
    elsewhere: str = ""

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)

    @property
    def blobs(self) -> tuple[str, ...]:
        """The columns that name kept bytes and are let go: those of a row that goes, or those that are cleared."""
        keys = [key for key in self.model._meta.concrete_fields if key.related_model is Blob]
        return tuple(key.attname for key in keys if self.deletes or key.name in self.clears)


def of_contacts(label: str, holds: str, *, plain: str = "", **ways: Any) -> Table:
    return Table(label, Whose.CONTACT, holds, frozenset(plain.split()), **ways)


def without_contacts(label: str, whose: Whose, holds: str, plain: str = "", **more: Any) -> Table:
    return Table(label, whose, holds, frozenset(plain.split()), **more)


TEXTUAL = (
    "CharField",
    "TextField",
    "JSONField",
    "ArrayField",
    "BinaryField",
    "EncryptedTextField",
    "GenericIPAddressField",
)
"""Kinds of columns that can hold something of a person."""


def textual_columns(model: type[models.Model]) -> set[str]:
    """The columns that could hold something of a person, by their kind."""
    fields = model._meta.local_concrete_fields
    return {each.name for each in fields if any(base.__name__ in TEXTUAL for base in type(each).__mro__)}
