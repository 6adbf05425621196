"""Trying the rules on a mail: which one wins, and why each earlier one did not."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from kontor.org.middleware import DeskRequest
from kontor.routing.domain.categorize import RuleBook
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.rules.forms import test_mail_form
from kontor.ui.htmx import fragment


@require_http_methods(["GET", "POST"])
def test(request: DeskRequest) -> HttpResponse:
    """Changes nothing and stores nothing; POST because mails are long and no business of an address bar."""
    need_anywhere(request, "categories.read")
    form = test_mail_form(request, request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        book, facts = RuleBook.load(form.cleaned_data["account"]), form.facts()
        context |= {"decision": book.decide(facts), "trials": book.trials(facts), "count": len(book.rules)}
    status = 422 if form.is_bound and form.errors else 200
    return fragment(request, "supervisor/rules/test.html", context, partial="trial", status=status)
