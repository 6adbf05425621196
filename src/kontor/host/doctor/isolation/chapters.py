"""All checks, in the order of the report, each with what it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kontor.config import checks
from kontor.config.checks import Connection
from kontor.host.doctor.finding import Finding, Level, bad
from kontor.host.doctor.isolation import functions, keys, role, sample, tables

Check = Callable[[Connection], Iterator[Finding]]


class Chapter(NamedTuple):
    title: str | Promise
    about: str | Promise
    checks: tuple[Check, ...]


CHAPTERS = (
    Chapter(
        _("Row security"),
        _(
            "Each row names its tenant, and PostgreSQL itself hides the rows of all tenants that a piece of work has "
            "not entered. That holds whatever the program asks for. Compared are all tables and policies of this "
            "database with those that this version of Kontor declares."
        ),
        (tables.check_tables, tables.check_row_security, tables.check_policies),
    ),
    Chapter(
        _("Foreign keys"),
        _(
            "A foreign key between two tables of tenants holds the tenant too. So no row can name a row of another "
            "tenant, not even by mistake of the program."
        ),
        (keys.check_keys, keys.check_triggers),
    ),
    Chapter(
        _("The application's role"),
        _(
            "Row security does not count for superusers and for some roles, and owners may switch it off. So Kontor "
            "works with a role that has none of that."
        ),
        (role.check_role, role.check_grants, role.check_standing_settings, role.check_others),
    ),
    Chapter(
        _("Ways around"),
        _("Functions, views and rules may read with the rights of their owner. There must be none that do."),
        (functions.check_functions, functions.check_views),
    ),
    Chapter(
        _("Sample"),
        _(
            "Tried on the rows that are there: without a scope, in the scope of each of the first tenants and of the "
            "installation, and of two neighbouring tenants together; every table, up to a number of rows."
        ),
        (sample.check_sample,),
    ),
)


class Examined(NamedTuple):
    chapter: Chapter
    findings: list[Finding]

    @property
    def is_sound(self) -> bool:
        return all(finding.level != Level.BAD for finding in self.findings)


def examine(connection: Connection) -> list[Examined]:
    """Every chapter; only the first line where the database is of another version than this Kontor."""
    if missing := checks.missing_migrations(connection):
        return [Examined(CHAPTERS[0], [bad(missing[0], "kontor migrate")])]
    return [
        Examined(chapter, [finding for check in chapter.checks for finding in check(connection)])
        for chapter in CHAPTERS
    ]
