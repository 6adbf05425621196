"""Why this ticket and why this agent, as sentences: from the facts that the history keeps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kontor.routing.domain.choosing import Why
from kontor.tickets.domain.numbers import format_number


def assignment_in_words(details: dict[str, Any]) -> dict[str, object]:
    """``because``: whole sentences, the ticket's first, then the agent's."""
    return {"because": " ".join([*_why_this_ticket(details), *_why_this_agent(details)])}


def _why_this_ticket(details: dict[str, Any]) -> Iterator[str]:
    if details.get("due"):
        yield _("It was the next one in the order of promises, due %(when)s.") % {"when": _moment(details["due"])}
        if details.get("used") is not None:
            yield _("%(used)s %% of the time for it was used.") % details
    elif details.get("rank"):
        yield _("It was the next one in the order of the queue.")


def _why_this_agent(details: dict[str, Any]) -> Iterator[str]:
    why = details.get("why")
    if why == Why.PREFERRED:
        yield _("%(name)s dealt with this customer before.") % {"name": details.get("to", "")}
    elif why == Why.BUNDLED:
        yield _("It goes along with %(number)s of the same customer.") % {
            "number": format_number(int(details.get("number", 0)))
        }
    elif why == Why.TURN:
        yield ngettext(
            "One person could have it.",
            "Of %(count)s people who could have it, %(name)s had most room, then waited longest.",
            int(details.get("fitting", 1)),
        ) % {"count": details.get("fitting", 1), "name": details.get("to", "")}
    if "capacity" in details:
        yield _("Now %(held)s of %(capacity)s lie on the desk.") % details
    yield from _skills(details)


def _skills(details: dict[str, Any]) -> Iterator[str]:
    if details.get("language"):
        yield _("Language: %(language)s.") % details
    if details.get("tags"):
        yield _("Tags: %(tags)s.") % {"tags": ", ".join(details["tags"])}
    if details.get("location"):
        yield _("Location: %(location)s.") % details


def _moment(value: str) -> str:
    moment = parse_datetime(value)
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else value
