"""The report for an auditor: what was looked at, when, by which version, and what was found. Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from kontor import __version__
from kontor.config.checks import Connection
from kontor.host.doctor.finding import Finding, Level
from kontor.host.doctor.isolation import declared
from kontor.host.doctor.isolation.chapters import Examined
from kontor.kernel import clock


class Facts(NamedTuple):
    """Of what and when the report speaks."""

    at: datetime
    kontor: str
    server: str
    database: str
    role: str
    tenants: int


def facts(connection: Connection) -> Facts:
    row = connection.execute(
        "SELECT current_setting('server_version'), current_database(), current_user, "
        "(SELECT count(*) FROM tenants_roster)"
    ).fetchone()
    assert row is not None
    return Facts(clock.now(), __version__, *row)


def as_markdown(examined: Sequence[Examined], known: Facts) -> str:
    """In the language that is active."""
    return "\n".join([*_head(examined, known), *_chapters(examined), *_tables(), *_not_looked_at()]) + "\n"


def _head(examined: Sequence[Examined], known: Facts) -> Iterator[str]:
    yield "# " + _("Kontor: are the tenants kept apart?")
    yield ""
    if all(each.is_sound for each in examined):
        yield "**" + _("Result: every check is passed.") + "**"
    else:
        count = sum(finding.level == Level.BAD for each in examined for finding in each.findings)
        yield "**" + _("Result: NOT passed. Findings: %(count)d.") % {"count": count} + "**"
    yield ""
    yield from _table(
        (_("What"), _("Value")),
        [
            (_("Made at"), f"{known.at:%Y-%m-%d %H:%M:%S} UTC"),
            (_("Made by"), "`kontor doctor --isolation`"),
            (_("Version of Kontor"), known.kontor),
            (_("Address"), settings.PUBLIC_URL or "–"),
            (_("PostgreSQL"), known.server),
            (_("Database"), known.database),
            (_("Role of the application"), known.role),
            (_("Number of tenants"), str(known.tenants)),
        ],
    )


def _chapters(examined: Iterable[Examined]) -> Iterator[str]:
    for number, (chapter, findings) in enumerate(examined, 1):
        yield f"## {number}. {chapter.title}"
        yield ""
        yield str(chapter.about)
        yield ""
        yield from _table((_("Result"), _("What was found")), [_line(finding) for finding in findings])


def _line(finding: Finding) -> tuple[str, str]:
    words = {Level.GOOD: _("passed"), Level.WARNING: _("to be looked at"), Level.BAD: _("NOT PASSED")}
    said = f"{finding.sentence} {finding.advice}" if finding.advice else finding.sentence
    return words[finding.level], said


def _tables() -> Iterator[str]:
    """What an auditor holds against the database: the declaration."""
    yield "## " + _("Tables of tenants")
    yield ""
    yield _("In the scope of a tenant these rows are visible, and no others:")
    yield ""
    yield from _table((_("Table"), _("Visible")), [(f"`{table}`", meaning) for table, meaning in _visible()])
    yield "## " + _("Tables without tenant")
    yield ""
    yield from _table(
        (_("Table"), _("Why")),
        [(f"`{table}`", str(reason)) for table, reason in sorted(declared.WITHOUT_TENANT.items())],
    )


def _visible() -> Iterator[tuple[str, str]]:
    for table, model in declared.owned_models().items():
        policy = declared.policy_of(model)
        assert policy is not None
        yield table, str(declared.MEANINGS[policy.using])


def _not_looked_at() -> Iterator[str]:
    yield "## " + _("Not looked at here")
    yield ""
    yield "- " + _("Superusers of the database, and whoever can read its files or its backups, see everything.")
    yield "- " + _("What people may see within a tenant is decided by their roles, not by row security.")
    yield "- " + _("Files that were handed out: exports, printed letters, mails in mailboxes.")
    yield "- " + _("The sample shows this moment and the rows that it read; the other checks hold for all rows.")


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield _row(heads)
    yield _row(("---",) * len(heads))
    yield from map(_row, rows)
    yield ""


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"
