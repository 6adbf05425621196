"""Versions of a tenant's rules: activating the draft, giving it up, looking at versions, going back to one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kontor.org.middleware import DeskRequest
from kontor.routing.domain.changes import changes_between
from kontor.routing.domain.content import Content, RuleContent
from kontor.routing.domain.drafts import draft_content
from kontor.routing.domain.names import Names, names_for
from kontor.routing.domain.rule_queries import versions_of
from kontor.routing.domain.versions import LeftOut, activate_draft, activate_version, discard_draft, load_into_draft
from kontor.routing.models import RuleVersion
from kontor.supervisor.rules.access import get_tenant, get_version
from kontor.supervisor.rules.words import change_in_words, condition_lines
from kontor.ui.htmx import fragment, message, redirect

SHOWN = 50


@dataclass(frozen=True)
class VersionRow:
    """A version, and in words what it changed against the one before."""

    version: RuleVersion
    changes: list[str]


@dataclass(frozen=True)
class RuleInVersion:
    """A rule as a version has it. ``passed_over``: what it leads into is deleted."""

    rule: RuleContent
    name: str
    category: str
    account: str
    lines: list[tuple[str, str]]
    passed_over: bool


@require_GET
def versions(request: DeskRequest, tenant_id: int) -> HttpResponse:
    tenant = get_tenant(request, tenant_id, may="categories.read")
    found = list(versions_of(tenant.pk)[: SHOWN + 1])
    contents = [Content.from_json(version.content) for version in found]
    names = names_for(*contents)
    older = [*contents[1:], Content()] if len(found) <= SHOWN else contents[1:]
    rows = [
        VersionRow(version, _in_words(before, content, names))
        for version, content, before in zip(found, contents, older, strict=False)
    ]
    context = {"tenant": tenant, "rows": rows, "may_write": _may_write(request, tenant.pk)}
    return fragment(request, "supervisor/rules/versions.html", context)


@require_GET
def show(request: DeskRequest, version_id: int) -> HttpResponse:
    """What the version says, and what is different from it in the draft."""
    version = get_version(request, version_id, may="categories.read")
    content, draft = Content.from_json(version.content), draft_content(version.tenant_id)
    names = names_for(content, draft)
    context: dict[str, Any] = {
        "version": version,
        "rules": [_in_version(rule, names) for rule in content.rules],
        "sets": content.sets,
        "changes": _in_words(content, draft, names),
        "may_write": _may_write(request, version.tenant_id),
    }
    return fragment(request, "supervisor/rules/version.html", context)


@require_POST
def activate(request: DeskRequest, tenant_id: int) -> HttpResponse:
    tenant = get_tenant(request, tenant_id, may="categories.write")
    seen = request.POST.get("seen") or None
    version = activate_draft(tenant.pk, by=request.user, note=request.POST.get("note", ""), seen=seen)
    message(request, _in_force(version))
    return redirect(request, reverse("supervisor:rules:list"))


@require_POST
def discard(request: DeskRequest, tenant_id: int) -> HttpResponse:
    tenant = get_tenant(request, tenant_id, may="categories.write")
    left_out = discard_draft(tenant.pk, by=request.user)
    message(request, _("The changes are discarded. The rules are again as they are in force."))
    _say_left_out(request, left_out)
    return redirect(request, reverse("supervisor:rules:list"))


@require_POST
def roll_back(request: DeskRequest, version_id: int) -> HttpResponse:
    """An earlier version counts again; the draft stays."""
    version = activate_version(get_version(request, version_id, may="categories.write"), by=request.user)
    message(request, _in_force(version))
    return redirect(request, reverse("supervisor:rules:versions", args=[version.tenant_id]))


@require_POST
def load(request: DeskRequest, version_id: int) -> HttpResponse:
    version = get_version(request, version_id, may="categories.write")
    left_out = load_into_draft(version, by=request.user)
    message(request, _("The draft says now what version %(number)s says.") % {"number": version.number})
    _say_left_out(request, left_out)
    return redirect(request, reverse("supervisor:rules:list"))


def _in_force(version: RuleVersion) -> str:
    return _("Version %(number)s is in force for mail that arrives from now on.") % {"number": version.number}


def _say_left_out(request: DeskRequest, left_out: LeftOut) -> None:
    if left_out.names:
        sentence = _("Left out, because their category or account is gone: %(names)s.")
        message(request, sentence % {"names": ", ".join(left_out.names)}, "near")


def _in_words(before: Content, after: Content, names: Names) -> list[str]:
    return [change_in_words(change, names) for change in changes_between(before, after)]


def _in_version(rule: RuleContent, names: Names) -> RuleInVersion:
    return RuleInVersion(
        rule,
        names.rule(rule),
        names.category(rule.category),
        names.account(rule.account) if rule.account else "",
        condition_lines(rule.conditions, names.sets),
        rule.category in names.gone or rule.category not in names.categories,
    )


def _may_write(request: DeskRequest, tenant_id: int) -> bool:
    return request.access.may("categories.write", tenant_id=tenant_id)
