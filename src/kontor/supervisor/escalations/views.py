"""The rules of each tenant in their order: the list, moving one, switching one, deleting one."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.escalations.domain.content import Content
from kontor.escalations.domain.firings import counts_of
from kontor.escalations.domain.rules import READ, WRITE, delete_rule, move_rule, rules_for, stands_at, switch_rule
from kontor.escalations.models import EscalationRule
from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.escalations.access import get_rule
from kontor.supervisor.escalations.offers import Offers, names_for
from kontor.supervisor.escalations.words import content_lines
from kontor.supervisor.saving import seen_id
from kontor.tenants.models import Tenant
from kontor.ui.htmx import fragment, message, redirect, wants_fragment


@dataclass(frozen=True)
class RuleRow:
    """A rule in its place among those of its tenant, in words; ``times`` and ``last``: its firings."""

    rule: EscalationRule
    place: int
    first: bool
    last_one: bool
    lines: list[tuple[str, list[str]]]
    times: int
    last: object


@dataclass(frozen=True)
class RuleSet:
    tenant: Tenant
    rows: list[RuleRow]
    may_write: bool


@require_GET
def rules(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, READ)
    return _page(request)


@require_POST
def up(request: DeskRequest, escalation_id: int) -> HttpResponse:
    return _move(request, escalation_id, up=True)


@require_POST
def down(request: DeskRequest, escalation_id: int) -> HttpResponse:
    return _move(request, escalation_id, up=False)


@require_POST
def switch(request: DeskRequest, escalation_id: int) -> HttpResponse:
    """On or off, as the button says."""
    rule = get_rule(request, escalation_id, may=WRITE)
    on = request.POST.get("on") == "1"
    switch_rule(rule, on=on, by=request.user)
    sentence = _("The rule “%(name)s” is switched on.") if on else _("The rule “%(name)s” is switched off.")
    message(request, sentence % {"name": rule.name})
    return _answer(request)


@require_POST
def delete(request: DeskRequest, escalation_id: int) -> HttpResponse:
    rule = get_rule(request, escalation_id, may=WRITE)
    delete_rule(rule, by=request.user)
    message(request, _("The rule “%(name)s” is deleted and acts no more.") % {"name": rule.name})
    return redirect(request, reverse("supervisor:escalations:list"))


def _move(request: DeskRequest, escalation_id: int, *, up: bool) -> HttpResponse:
    rule = get_rule(request, escalation_id, may=WRITE)
    seen, level = seen_id(request), "success"
    if seen is not None and not stands_at(rule, seen):
        level = "near"
        sentence = _("Somebody else has changed the order in the meantime. “%(name)s” was not moved.")
    elif move_rule(rule, up=up, by=request.user):
        sentence = _("“%(name)s” is tried earlier now.") if up else _("“%(name)s” is tried later now.")
    else:
        sentence = _("“%(name)s” is the first rule already.") if up else _("“%(name)s” is the last rule already.")
    message(request, sentence % {"name": rule.name}, level)
    return _answer(request)


def _answer(request: DeskRequest) -> HttpResponse:
    if wants_fragment(request):
        return _page(request)
    return redirect(request, reverse("supervisor:escalations:list"))


def _page(request: DeskRequest) -> HttpResponse:
    sets = _sets(request)
    writable = [each.tenant for each in sets if each.may_write]
    new_url = f"{reverse('supervisor:escalations:new')}?tenant={writable[0].pk}" if writable else ""
    context = {"rule_sets": sets, "new_url": new_url}
    return fragment(request, "supervisor/escalations/list.html", context, partial="rules")


def _sets(request: DeskRequest) -> list[RuleSet]:
    """Of every tenant whose rules one may see; in as many statements for one as for many."""
    tenants = list(tenants_for(request.access, READ))
    found = rules_for(request.access)
    counts, rows = counts_of(found), list(found)
    names = names_for([tenant.pk for tenant in tenants], [Content.from_json(rule.content) for rule in rows])
    return [
        RuleSet(
            tenant,
            _rows([rule for rule in rows if rule.tenant_id == tenant.pk], names, counts),
            request.access.may(WRITE, tenant_id=tenant.pk),
        )
        for tenant in tenants
    ]


def _rows(rules: list[EscalationRule], names: Offers, counts: dict[int, tuple[int, object]]) -> list[RuleRow]:
    return [
        RuleRow(
            rule,
            place,
            place == 1,
            place == len(rules),
            content_lines(Content.from_json(rule.content), names),
            *counts.get(rule.pk, (0, None)),
        )
        for place, rule in enumerate(rules, start=1)
    ]
