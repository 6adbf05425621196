"""The versions of an escalation rule, what each changed, and what the rule has done."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.escalations.domain.content import Content
from kontor.escalations.domain.firings import firings_of
from kontor.escalations.domain.rules import READ, WRITE
from kontor.escalations.domain.versions import put_back_in_force, versions_of
from kontor.escalations.domain.words import effects_in_words
from kontor.escalations.models import EscalationVersion, Firing
from kontor.org.middleware import DeskRequest
from kontor.supervisor.escalations.access import get_rule, get_version
from kontor.supervisor.escalations.offers import names_for
from kontor.supervisor.escalations.words import changes_in_words, content_lines
from kontor.ui.htmx import fragment, message, redirect

SHOWN = 50
FIRINGS_SHOWN = 200


@dataclass(frozen=True)
class VersionRow:
    """A version in words, and what it changed against the one before."""

    version: EscalationVersion
    in_force: bool
    lines: list[tuple[str, list[str]]]
    changes: list[str]


@dataclass(frozen=True)
class FiringRow:
    firing: Firing
    effects: str


@require_GET
def versions(request: DeskRequest, escalation_id: int) -> HttpResponse:
    rule = get_rule(request, escalation_id, may=READ)
    found = list(versions_of(rule)[: SHOWN + 1])
    contents = [Content.from_json(version.content) for version in found]
    names = names_for([rule.tenant_id], contents)
    rows = [
        VersionRow(
            version,
            version.number == rule.number,
            content_lines(content, names),
            changes_in_words(before, content, names) if before else [],
        )
        for version, content, before in zip(found, contents, [*contents, None][1:], strict=True)
    ]
    context = {
        "rule": rule,
        "rows": rows[:SHOWN],
        "may_write": request.access.may(WRITE, tenant_id=rule.tenant_id),
    }
    return fragment(request, "supervisor/escalations/versions.html", context)


@require_POST
def put_back(request: DeskRequest, escalation_version_id: int) -> HttpResponse:
    """An earlier version counts again."""
    version = put_back_in_force(get_version(request, escalation_version_id, may=WRITE), by=request.user)
    sentence = _("Version %(number)s of the rule “%(name)s” is in force.")
    message(request, sentence % {"number": version.number, "name": version.name})
    return redirect(request, reverse("supervisor:escalations:versions", args=[version.rule_id]))


@require_GET
def firings(request: DeskRequest, escalation_id: int) -> HttpResponse:
    """The latest first."""
    rule = get_rule(request, escalation_id, may=READ)
    found = list(firings_of(rule)[: FIRINGS_SHOWN + 1])
    context = {
        "rule": rule,
        "rows": [FiringRow(firing, effects_in_words(firing.effects)) for firing in found[:FIRINGS_SHOWN]],
        "more": len(found) > FIRINGS_SHOWN,
        "shown": FIRINGS_SHOWN,
    }
    return fragment(request, "supervisor/escalations/firings.html", context)
