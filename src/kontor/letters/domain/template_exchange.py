"""What a template says of its letters travels along in a set of templates; the stylesheet by its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.channels.print_storage import checked_directory
from kontor.kernel.errors import Refused
from kontor.kernel.text import sort_key_german, strip_controls
from kontor.letters.domain.letter_templates import change_letter_template, letter_template_of
from kontor.letters.models import LetterTemplate, Stylesheet
from kontor.people.models import User
from kontor.texts.domain.exchange_parts import ExchangePart
from kontor.texts.models import ReplyTemplate

_NOTHING: Mapping[str, Any] = {"stylesheet": "", "output_directory": "", "information": True, "enclosures": []}
"""What holds where nothing is said."""


def _read(templates: Sequence[ReplyTemplate]) -> Mapping[int, Mapping[str, Any]]:
    rows = LetterTemplate.objects.filter(template__in=templates).select_related("stylesheet")
    return {row.template_id: _said(row) for row in rows if row.version}


def _said(row: LetterTemplate) -> Mapping[str, Any]:
    sheet = row.stylesheet
    return {
        "stylesheet": sheet.name if sheet and sheet.deleted_at is None else "",
        "output_directory": row.output_directory,
        "information": row.information,
        "enclosures": row.enclosures.splitlines(),
    }


def _check(given: Any) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise ValueError("not an object")
    directory, sheet = given.get("output_directory", ""), given.get("stylesheet", "")
    information, enclosures = given.get("information", True), given.get("enclosures", [])
    if not isinstance(information, bool) or not isinstance(enclosures, list):
        raise ValueError("values of another kind")
    if not all(isinstance(each, str) for each in (directory, sheet, *enclosures)):
        raise ValueError("values of another kind")
    try:
        place = checked_directory(directory)[:200]
    except Refused as refused:
        raise ValueError(str(refused)) from refused
    return {
        "stylesheet": strip_controls(sheet),
        "output_directory": place,
        "information": information,
        "enclosures": [strip_controls(each) for each in enclosures],
    }


def _take_in(template: ReplyTemplate, values: Mapping[str, Any], by: User | None) -> Sequence[str]:
    """The tenant's stylesheet of the same name; without one the letters look as the tenant says."""
    values = {**_NOTHING, **values}
    if values == {**_NOTHING, **_read([template]).get(template.pk, {})}:
        return []
    name = values["stylesheet"]
    rows = Stylesheet.objects.living().filter(tenant=template.tenant_id, sort_key=sort_key_german(name))
    sheet = rows.first() if name else None
    change_letter_template(
        template,
        stylesheet=sheet,
        output_directory=values["output_directory"],
        information=values["information"],
        enclosures="\n".join(values["enclosures"]),
        version=letter_template_of(template).version,
        by=by,
    )
    return [name] if name and sheet is None else []


def _words(values: Mapping[str, Any]) -> str:
    if not values:
        return ""
    said = [
        values["stylesheet"],
        values["output_directory"],
        "" if values["information"] else _("without information block"),
        ", ".join(values["enclosures"]),
    ]
    return "; ".join(filter(None, said))


LETTER = ExchangePart("letter", gettext_lazy("as a letter"), _read, _check, _take_in, _words)
