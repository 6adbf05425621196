"""Trying the rules on a mail: which one wins, and what each of the others says."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from kontor.org.middleware import DeskRequest
from kontor.routing.domain.categorize import MailFacts, RuleBook
from kontor.routing.domain.explaining import explain, explain_decision, explain_match, learned_evidence
from kontor.routing.enums import LearnedOrder
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.rules.trial_form import TrialForm
from kontor.ui.htmx import fragment


@require_http_methods(["GET", "POST"])
def test(request: DeskRequest) -> HttpResponse:
    """Changes nothing and stores nothing; POST because mails are long and no business of an address bar."""
    need_anywhere(request, "categories.read")
    form = TrialForm(request, request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        book, facts = form.book(), form.facts()
        decision = book.decide(facts)
        trials = [(trial, explain_match(trial.match)) for trial in book.trials(facts)]
        context |= {"decision": decision, "explanation": explain_decision(decision), "trials": trials}
        context["winner"] = decision.rule.id if decision.rule else 0
        context["learned"] = _learned(book, facts)
    status = 422 if form.is_bound and form.errors else 200
    return fragment(request, "supervisor/rules/test.html", context, partial="trial", status=status)


def _learned(book: RuleBook, facts: MailFacts) -> dict[str, Any] | None:
    """What the learned classifier thinks, and whether it would count."""
    opinion = book.opinion(facts)
    if opinion is None or book.learned is None:
        return None
    return {
        "category": book.categories.get(opinion.category_id),
        "explanation": explain(learned_evidence(opinion)),
        "order": LearnedOrder(book.learned.order).label,
        "sure": opinion.confidence >= book.learned.threshold,
    }
