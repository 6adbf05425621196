"""The rules in their order: the list, moving one, deleting one."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.org.middleware import DeskRequest
from kontor.routing.domain.rules import delete_rule, label, move_rule, stands_at
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.rules.access import get_rule
from kontor.supervisor.rules.fallbacks import fallback_rows
from kontor.supervisor.rules.sets import rule_sets
from kontor.supervisor.saving import seen_id
from kontor.ui.htmx import fragment, message, redirect, wants_fragment


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
    sentence = _("The rule “%(name)s” is deleted. It counts until the changes are activated.")
    message(request, sentence % {"name": label(rule)})
    return redirect(request, reverse("supervisor:rules:list"))


def _move(request: DeskRequest, rule_id: int, *, up: bool) -> HttpResponse:
    rule = get_rule(request, rule_id, may="categories.write")
    seen, level = seen_id(request), "success"
    if seen is not None and not stands_at(rule, seen):
        level = "near"
        sentence = _("Somebody else has changed the order in the meantime. “%(name)s” was not moved.")
    elif move_rule(rule, up=up, by=request.user):
        sentence = _("“%(name)s” is tried earlier now.") if up else _("“%(name)s” is tried later now.")
    else:
        sentence = _("“%(name)s” is the first rule already.") if up else _("“%(name)s” is the last rule already.")
    message(request, sentence % {"name": label(rule)}, level)
    if wants_fragment(request):
        return _page(request)
    return redirect(request, reverse("supervisor:rules:list"))


def _page(request: DeskRequest) -> HttpResponse:
    may_write = request.access.may_anywhere("categories.write")
    context = {
        "rule_sets": rule_sets(request),
        "fallbacks": fallback_rows(request),
        "may_write": may_write,
        "new_url": reverse("supervisor:rules:new") if may_write else "",
    }
    return fragment(request, "supervisor/rules/list.html", context, partial="rules")
