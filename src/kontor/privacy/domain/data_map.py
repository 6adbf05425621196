"""What is kept of people, table by table: the declaration that export and erasure are made of.

Every table of the installation is declared, with the reason where it holds nothing of a contact. Of each, every column
that can hold text is either personal (``clears``, or the whole row goes) or named as ``plain``; a test fails for what
is missing, so that a new table or column cannot be forgotten.
"""

from __future__ import annotations

from django.apps import apps
from django.db import models

from kontor.privacy.domain.map_of_contacts import CONTACTS
from kontor.privacy.domain.map_of_others import OTHERS
from kontor.privacy.domain.tables import Table, textual_columns

DATA_MAP: dict[str, Table] = {table.label: table for table in (*CONTACTS, *OTHERS)}
"""By label, in the order in which rows are erased: what hangs on others first."""


def undeclared() -> list[str]:
    """What the map does not know: tables, and columns of tables. Empty, or a test fails."""
    return [
        *(model._meta.label for model in _tables() if model._meta.label not in DATA_MAP),
        *(
            f"{table.label}.{name}"
            for table in DATA_MAP.values()
            if not table.deletes
            for name in sorted(textual_columns(table.model) - table.plain - table.clears.keys())
        ),
    ]


def no_longer_there() -> list[str]:
    """What the map names and the models do not have."""
    labels = {model._meta.label for model in _tables()}
    known = {label: {each.name for each in apps.get_model(label)._meta.get_fields()} for label in labels}
    return [
        *(label for label in DATA_MAP if label not in labels),
        *(
            f"{table.label}.{name}"
            for table in DATA_MAP.values()
            for name in sorted(table.plain | table.clears.keys())
            if name not in known.get(table.label, set())
        ),
    ]


def _tables() -> list[type[models.Model]]:
    return [
        model for model in apps.get_models(include_auto_created=True) if model._meta.managed or not model._meta.proxy
    ]
