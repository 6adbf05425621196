"""Categories: agent groups that work them, the rules that choose them, and the fallback for what no rule claims."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kontor.channels.enums import AccountKind
from kontor.readiness.domain.checks.lines import Facts, Line, Named, line, listed, missing
from kontor.readiness.enums import LineState, Topic
from kontor.routing.models import AccountFallback, CategoryRule, RuleVersion


def categories(facts: Facts) -> Iterator[Line]:
    yield _present(facts)
    if facts.categories:
        yield _worked(facts)
        yield _rules(facts)
        yield _fallbacks(facts)


def _present(facts: Facts) -> Line:
    if facts.categories:
        sentence = _("The tenant has categories: %(count)s.") % {"count": len(facts.categories)}
        return line("categories", Topic.CATEGORIES, LineState.GREEN, sentence)
    sentence = _("The tenant has no category, so no mail becomes a ticket. Create one.")
    return missing("categories", Topic.CATEGORIES, sentence, place="new_category")


def _worked(facts: Facts) -> Line:
    idle = [Named(each.pk, each.name) for each in facts.categories if not each.is_worked]
    if not idle:
        return line("worked", Topic.CATEGORIES, LineState.GREEN, _("Every category has an agent group."))
    sentence = _("No agent group works on %(categories)s. Choose one, or tickets stay where nobody sees them.")
    words = {"categories": listed([each.name for each in idle])}
    return line("worked", Topic.CATEGORIES, LineState.WRONG, sentence % words, place="category_groups", rows=idle)


def _rules(facts: Facts) -> Line:
    version = RuleVersion.objects.filter(tenant=facts.tenant, active=True).values_list("number", flat=True).first()
    if version:
        sentence = _("Version %(number)s of the category rules is in force.") % {"number": version}
        return line("rules", Topic.CATEGORIES, LineState.GREEN, sentence)
    if CategoryRule.objects.filter(tenant=facts.tenant).exists():
        sentence = _("There are category rules, but none are in force yet. Activate them.")
        return line("rules", Topic.CATEGORIES, LineState.WRONG, sentence, place="rules")
    if len(facts.categories) == 1:
        sentence = _("With a single category no rules are needed.")
        return line("rules", Topic.CATEGORIES, LineState.GREEN, sentence)
    sentence = _("There are no category rules: every mail goes into the fallback category of its account.")
    first = [Named(each.pk, each.name) for each in facts.categories[:1]]
    return line("rules", Topic.CATEGORIES, LineState.OPEN, sentence, place="new_rule", rows=first)


def _fallbacks(facts: Facts) -> Line:
    incoming = [account for account in facts.own_accounts if account.kind == AccountKind.INCOMING]
    rows = AccountFallback.objects.filter(tenant=facts.tenant, category__deleted_at=None)
    named = set(rows.values_list("account_id", flat=True))
    without = [Named(each.pk, each.name) for each in incoming if each.pk not in named]
    if incoming and all(each.is_general for each in incoming):
        return _general_fallback(named, without)
    if not incoming:
        sentence = _("A fallback category is chosen as soon as there is an incoming account.")
        resting = [Named(each.pk, each.name) for each in facts.resting_accounts]
        place = "account_use" if resting else "new_account"
        return line("fallback", Topic.CATEGORIES, LineState.OPEN, sentence, place=place, rows=resting)
    if not without:
        sentence = _("Every incoming account has a fallback category.")
        return line("fallback", Topic.CATEGORIES, LineState.GREEN, sentence)
    sentence = _("Without a fallback category: %(accounts)s. Mail that no rule claims is held there.")
    words = {"accounts": listed([each.name for each in without])}
    return line("fallback", Topic.CATEGORIES, LineState.WRONG, sentence % words, place="fallback", rows=without)


def _general_fallback(named: set[int], without: list[Named]) -> Line:
    """Mail of general accounts is the tenant's by its rules, or by its category as their fallback."""
    if named:
        sentence = _("A category of the tenant is the fallback of a general account.")
        return line("fallback", Topic.CATEGORIES, LineState.GREEN, sentence)
    sentence = _("The tenant has general accounts only: its mail is known by its category rules alone.")
    return line("fallback", Topic.CATEGORIES, LineState.OPEN, sentence, place="fallback", rows=without)
