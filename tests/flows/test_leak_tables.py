"""Every table of tenants has a row in the house of the leak tests, with a marker where people write.

What is looked at comes from the models themselves, so that a new table fails here until somebody gives it a row. The
other registries are looked at beside: addresses in ``test_leak.py`` and ``test_leak_errors.py``, tasks in
``test_leak_jobs.py``, headers of mails, files and exports in ``test_leak_handed_out.py``.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, models

from kontor.host.doctor.isolation.declared import owned_models
from tests.flows.house import House
from tests.support.scoping import in_scope

OF_NO_TENANT = {"calls_heldcall", "calls_refusedevent"}
"""Rows of the installation; a constraint says that they never have a tenant."""
AT_COMMIT = {"audit_chain"}
"""Written by the database when the transaction ends."""


def test_every_table_of_tenants_has_a_row_in_the_house_with_a_marker_where_people_write(theirs: House) -> None:
    """A table without a row cannot be met anywhere, so nothing would be proved about it."""
    looked_at = {table: model for table, model in owned_models().items() if table not in OF_NO_TENANT | AT_COMMIT}
    with in_scope(theirs.tenant), connection.cursor() as cursor:
        empty = {table for table in looked_at if not _has_row(cursor, table, theirs.tenant.pk)}
        bare = {table for table, model in looked_at.items() if _texts(model) and not _is_marked(cursor, table, model)}

    assert empty == set(), "Put a row with a marker into tests/flows/back_room.py, or into the room where it belongs."
    assert bare - set(WITHOUT_WORDS) == set(), "Mark a text of the table's row in the house, or say why there is none."
    assert set(WITHOUT_WORDS) - bare == set(), "It bears a marker now: take it out of the list."


def _has_row(cursor: Any, table: str, tenant_id: int) -> bool:
    column = "id" if table == "tenants_tenant" else "tenant_id"
    cursor.execute(f'SELECT 1 FROM "{table}" WHERE {column} = %s LIMIT 1', [tenant_id])
    return bool(cursor.fetchone())


WITHOUT_WORDS = {
    "answers_reviewrule": "the name of a finding, of a list of ours",
    "calls_callparty": "an extension",
    "calls_diallednumber": "a number",
    "calls_tenanttelephony": "digits before and after a number",
    "intake_arrival": "numbers, hashes and reasons of ours; the mail lies in a blob, which is marked",
    "intake_foldercheck": "numbers of mails",
    "privacy_disclosure": "counts and a hash; the file lies in a blob, which is marked",
    "reports_backlogsample": "figures",
    "routing_learnedmodel": "figures for hashed words",
    "sla_calendarversion": "hours and the country",
    "tickets_messagemove": "numbers of rows",
}


def _texts(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Columns into which somebody's words may come; what is chosen from a list of ours holds none."""
    kinds = (models.TextField, models.CharField, models.JSONField, models.BinaryField)
    return [field for field in model._meta.concrete_fields if isinstance(field, kinds) and not field.choices]


def _is_marked(cursor: Any, table: str, model: type[models.Model]) -> bool:
    columns = " || ' ' || ".join(
        f"coalesce(encode(\"{field.column}\", 'escape'), '')"
        if isinstance(field, models.BinaryField)
        else f"coalesce(\"{field.column}\"::text, '')"
        for field in _texts(model)
    )
    cursor.execute(f"SELECT 1 FROM \"{table}\" WHERE {columns} ILIKE '%%zqxgeh%%' LIMIT 1", [])
    return bool(cursor.fetchone())
