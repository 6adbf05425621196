"""The rules of each tenant as the list shows them: in order, in words, with what is not in force yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.routing.domain.changes import changes_between
from kontor.routing.domain.conditions import conditions_from
from kontor.routing.domain.content import Content
from kontor.routing.domain.drafts import rule_content, set_content
from kontor.routing.domain.names import Names, names_for
from kontor.routing.domain.rule_queries import active_versions, administered_rules, keyword_sets_of, latest_dry_runs
from kontor.routing.models import CategoryRule, DryRun, KeywordSet, RuleVersion
from kontor.supervisor.rules.words import change_in_words, condition_lines
from kontor.tenants.models import Tenant


@dataclass(frozen=True)
class RuleRow:
    """A rule in its place among those of its tenant, its conditions in words."""

    rule: CategoryRule
    place: int
    first: bool
    last: bool
    lines: list[tuple[str, str]]


@dataclass(frozen=True)
class RuleSet:
    """``changes`` are the sentences of what is not in force yet, ``seen`` the digest of the draft they tell of."""

    tenant: Tenant
    rows: list[RuleRow]
    active: RuleVersion | None
    changes: list[str]
    seen: str
    dry_run: DryRun | None
    may_write: bool


def rule_sets(request: DeskRequest) -> list[RuleSet]:
    """Of every tenant that has rules, in the draft or in force; in as many statements for one as for many."""
    tenants = list(tenants_for(request.access, "categories.read"))
    ids = tuple(tenant.pk for tenant in tenants)
    rules = list(administered_rules(request.access))
    sets, versions = list(keyword_sets_of(ids)), active_versions(ids)
    drafts = {tenant.pk: _draft(tenant, rules, sets) for tenant in tenants}
    dry_runs = latest_dry_runs(ids)
    names = names_for(*drafts.values(), *(Content.from_json(version.content) for version in versions.values()))
    return [
        _rule_set(
            request, tenant, [rule for rule in rules if rule.tenant_id == tenant.pk], draft, active, names, dry_runs
        )
        for tenant in tenants
        for draft, active in [(drafts[tenant.pk], versions.get(tenant.pk))]
        if draft.rules or (active and active.content["rules"])
    ]


def rule_lines(rules: list[CategoryRule]) -> Iterator[tuple[CategoryRule, list[tuple[str, str]]]]:
    """Rules of one tenant, each with its conditions in words."""
    sets = {each.pk: each.name for each in keyword_sets_of((rules[0].tenant_id,))} if rules else {}
    return ((rule, condition_lines(conditions_from(rule.conditions), sets)) for rule in rules)


def _draft(tenant: Tenant, rules: list[CategoryRule], sets: list[KeywordSet]) -> Content:
    own = sorted((each for each in sets if each.tenant_id == tenant.pk), key=lambda each: each.pk)
    return Content(
        tuple(rule_content(rule) for rule in rules if rule.tenant_id == tenant.pk), tuple(map(set_content, own))
    )


def _rule_set(
    request: DeskRequest,
    tenant: Tenant,
    rules: list[CategoryRule],
    draft: Content,
    active: RuleVersion | None,
    names: Names,
    dry_runs: dict[int, DryRun],
) -> RuleSet:
    in_force = Content.from_json(active.content) if active else Content()
    changes = [change_in_words(change, names) for change in changes_between(in_force, draft)]
    rows = [
        RuleRow(rule, place, place == 1, place == len(rules), condition_lines(content.conditions, names.sets))
        for place, (rule, content) in enumerate(zip(rules, draft.rules, strict=True), start=1)
    ]
    may_write = request.access.may("categories.write", tenant_id=tenant.pk)
    return RuleSet(tenant, rows, active, changes, draft.digest, dry_runs.get(tenant.pk), may_write)
