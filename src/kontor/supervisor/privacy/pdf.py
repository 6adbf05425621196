"""The certificate as a PDF, where the installation works with letters."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kontor.letters.rendering.sheet import Document
from kontor.privacy.models import Erasure
from kontor.supervisor.privacy.tables import table_in_words
from kontor.supervisor.privacy.words import lengths_in_words, not_reached_in_words, subject_of


def document_of(erasure: Erasure, certificate: dict[str, Any], *, language: str) -> Document:
    """What stands in the certificate, to be read and signed. The same certificate gives the same words."""
    title = _("Certificate of erasure: %(what)s") % {"what": subject_of(erasure)}
    owner = certificate["tenant"] or _("The whole installation")
    facts = [
        (_("Tenant") if erasure.tenant else _("Where"), owner),
        (_("Reason"), certificate["reason"]),
        (_("Asked for by"), certificate["asked_by"]),
        (_("Asked for"), _moment(certificate["asked_at"], erasure)),
        (_("Ended"), _moment(certificate["ended_at"], erasure)),
        (_("Files"), str(certificate["files"].get("count", 0))),
        (_("Hash of the certificate (SHA-256)"), Hash(erasure.sha256)),
    ]
    rows = [(_what(each["table"]), str(each["rows"]), Hash(each["digest"])) for each in certificate["erased"]]
    heads = (_("What was erased"), _("Rows"), _("Keyed digest"))
    left = "".join(f"<li>{escape(each)}</li>" for each in not_reached_in_words(certificate["not_reached"]))
    body = (
        f"<h1>{escape(title)}</h1>{_table(None, [fact for fact in facts if fact[1]])}{_table(heads, rows)}"
        f"{_lengths(certificate, erasure)}"
        f"<h2>{escape(_('What cannot be reached from here'))}</h2><ul>{left}</ul>"
    )
    return Document(
        body_html=body,
        made_at=erasure.ended_at or erasure.asked_at,
        title=title,
        author=owner,
        language=language,
        running_head=f"{owner} · {title}",
        page_words=(pgettext("page 1 of 3", "Page"), pgettext("page 1 of 3", "of")),
        picture_word=_("Picture"),
    )


def _lengths(certificate: dict[str, Any], erasure: Erasure) -> str:
    """Of an end of retention: what was kept for how long."""
    parts = []
    for place, (since, lines) in enumerate(lengths_in_words(certificate.get("lengths", []))):
        head = (
            _("Kept for how long, from %(at)s") % {"at": _moment(since, erasure)} if place else _("Kept for how long")
        )
        rows = [(what, str(months)) for what, months in lines]
        parts.append(f"<h2>{escape(head)}</h2>{_table((_('What'), _('Months')), rows)}")
    return "".join(parts)


def _what(label: str) -> str:
    return f"{table_in_words(label)} ({label})"


class Hash(str):
    """Stands in the table letter by letter: a hyphen at the end of a line would be read as part of it."""


def _cell(said: object) -> str:
    if not isinstance(said, Hash):
        return escape(str(said))
    half = len(said) // 2
    return f'<span lang="zxx">{escape(said[:half])}<br>{escape(said[half:])}</span>'


def _table(heads: tuple[str, ...] | None, rows: list[Any]) -> str:
    head = f"<tr>{''.join(f'<th>{escape(word)}</th>' for word in heads)}</tr>" if heads else ""
    lines = "".join(f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{head}{lines}</table>"


def _moment(written: str, erasure: Erasure) -> str:
    if not written:
        return ""
    zone = ZoneInfo(erasure.tenant.time_zone) if erasure.tenant else timezone.get_default_timezone()
    return date_format(datetime.fromisoformat(written).astimezone(zone), "DATETIME_FORMAT")
