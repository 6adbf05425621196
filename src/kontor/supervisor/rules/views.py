"""The rules in their order: the list, moving one, deleting one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.org.middleware import DeskRequest
from kontor.routing.domain.rule_queries import administered_rules
from kontor.routing.domain.rules import delete_rule, label, move_rule
from kontor.routing.models import CategoryRule
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.rules.access import get_rule
from kontor.supervisor.rules.fallbacks import fallback_rows
from kontor.supervisor.rules.languages import language_names
from kontor.tenants.models import Tenant
from kontor.ui.htmx import fragment, message, redirect, wants_fragment


@dataclass(frozen=True)
class RuleRow:
    """A rule in its place among those of its tenant."""

    rule: CategoryRule
    place: int
    first: bool
    last: bool
    languages: list[str]


@dataclass(frozen=True)
class RuleSet:
    tenant: Tenant
    rows: list[RuleRow]
    may_write: bool


@require_GET
def rules(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, "categories.read")
    return _page(request)


@require_POST
def up(request: DeskRequest, rule_id: int) -> HttpResponse:
    return _move(request, rule_id, up=True)


@require_POST
def down(request: DeskRequest, rule_id: int) -> HttpResponse:
    return _move(request, rule_id, up=False)


@require_POST
def delete(request: DeskRequest, rule_id: int) -> HttpResponse:
    rule = get_rule(request, rule_id, may="categories.write")
    delete_rule(rule, by=request.user)
    message(request, _("The rule “%(name)s” is deleted.") % {"name": label(rule)})
    return redirect(request, reverse("supervisor:rules:list"))


def _move(request: DeskRequest, rule_id: int, *, up: bool) -> HttpResponse:
    rule = get_rule(request, rule_id, may="categories.write")
    if move_rule(rule, up=up, by=request.user):
        sentence = _("“%(name)s” is tried earlier now.") if up else _("“%(name)s” is tried later now.")
    else:
        sentence = _("“%(name)s” is the first rule already.") if up else _("“%(name)s” is the last rule already.")
    message(request, sentence % {"name": label(rule)})
    if wants_fragment(request):
        return _page(request)
    return redirect(request, reverse("supervisor:rules:list"))


def _page(request: DeskRequest) -> HttpResponse:
    may_write = request.access.may_anywhere("categories.write")
    context = {
        "rule_sets": list(_rule_sets(request)),
        "fallbacks": fallback_rows(request),
        "may_write": may_write,
        "new_url": reverse("supervisor:rules:new") if may_write else "",
    }
    return fragment(request, "supervisor/rules/list.html", context, partial="rules")


def _rule_sets(request: DeskRequest) -> Iterator[RuleSet]:
    for tenant, found in groupby(administered_rules(request.access), key=lambda rule: rule.tenant):
        own = list(found)
        rows = [
            RuleRow(rule, place, place == 1, place == len(own), language_names(rule.languages))
            for place, rule in enumerate(own, start=1)
        ]
        yield RuleSet(tenant, rows, request.access.may("categories.write", tenant_id=tenant.pk))
