"""The subjects of phone tickets."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from kontor.calls.enums import Direction
from kontor.calls.models import Call
from kontor.calls.preferences import SUBJECT
from kontor.kernel.errors import Refused
from kontor.kernel.telephone import read
from kontor.kernel.text import one_line
from kontor.preferences.types import Holder

PLACEHOLDERS = ("name", "number", "direction", "date", "time")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check_subject(text: str) -> None:
    """Refused with a sentence when the template names what there is not, or has a brace that is not closed."""
    for name in _PLACEHOLDER.findall(text):
        if name not in PLACEHOLDERS:
            known = ", ".join(f"{{{each}}}" for each in PLACEHOLDERS)
            raise Refused(
                _("There is no placeholder %(name)s. These can be used: %(known)s.")
                % {"name": f"{{{name}}}", "known": known}
            )
    if set("{}") & set(_PLACEHOLDER.sub("", text)):
        raise Refused(_("A curly bracket is not closed, or not opened."))


def subject_of(call: Call) -> str:
    """In the tenant's language and time zone; by the tenant's template, or who has called whom."""
    with translation.override(call.tenant.language):
        return one_line(_filled(call, SUBJECT.get(holder(call)).strip() or _usual(call)))


def example_subject(template: str, *, language: str, time_zone: str, at: datetime) -> str:
    """What the template becomes for a call that somebody could make, to look at it. Refused as ``check_subject``."""
    check_subject(template)
    with translation.override(language):
        name, number = _("Erika Example"), "+49 30 123456"
        values = _values(name, number, Direction.IN, at, time_zone)
        return one_line(_fill(template.strip() or _("Call from {name}"), values))


def number_of(call: Call) -> str:
    """The other side's number as the tenant's people write it, or that it was withheld."""
    if not call.remote_normal:
        return call.remote or _("number withheld")
    try:
        return read(call.remote_normal, call.tenant.country).shown(call.tenant.country)
    except Refused:
        return call.remote_normal


def holder(call: Call) -> Holder:
    return call.tenant


def _usual(call: Call) -> str:
    if call.direction == Direction.OUT:
        return _("Call to {name}")
    return _("Missed call from {name}") if call.ended_at and not call.answered_at else _("Call from {name}")


def _filled(call: Call, template: str) -> str:
    number = number_of(call)
    name = call.customer.name if call.customer and call.customer.name else number
    return _fill(template, _values(name, number, Direction(call.direction), call.started_at, call.tenant.time_zone))


def _values(name: str, number: str, direction: Direction, at: datetime, time_zone: str) -> dict[str, str]:
    local = timezone.localtime(at, ZoneInfo(time_zone))
    return {
        "name": name,
        "number": number,
        "direction": str(direction.label),
        "date": formats.date_format(local, "SHORT_DATE_FORMAT"),
        "time": formats.time_format(local.time(), "TIME_FORMAT"),
    }


def _fill(template: str, values: dict[str, str]) -> str:
    """What was saved before a placeholder went away stays as it was written."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), template)
