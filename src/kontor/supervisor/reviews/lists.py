"""The list of the rules of release and sampling."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kontor.answers.domain.review_rule_entries import delete_review_rule, rule_in_words, rules_in_scope
from kontor.answers.domain.review_rules import finding_label
from kontor.answers.enums import ReviewPurpose
from kontor.org.domain.category_queries import tenants_for
from kontor.org.middleware import DeskRequest
from kontor.supervisor.columns import tenant_column
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.reviews.access import READ, WRITE, get_rules
from kontor.ui.htmx import message, redirect
from kontor.ui.listing import Action, Choice, Column, Listing, Text, selected


class Named(Text):
    """Rules whose category or agent has what was entered in its name."""

    def apply(self, rows: QuerySet[Any], key: str, entered: str) -> QuerySet[Any]:
        words = entered.replace("\x00", "")
        return rows.filter(Q(category__name__icontains=words) | Q(agent__name__icontains=words))


def _purposes() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in ReviewPurpose.choices]


RULES = Listing(
    "review-rules",
    _("Release and samples"),
    columns=(
        Column(
            "answers",
            _("Answers"),
            rule_in_words,
            sort=("category__sort_key", "agent__sort_key"),
            filter=Named(),
            fixed=True,
            template="supervisor/reviews/_answers.html",
        ),
        Column(
            "purpose",
            _("What happens"),
            lambda rule: rule.get_purpose_display(),
            sort="purpose",
            filter=Choice("purpose", choices=_purposes),
        ),
        Column("finding", _("Finding"), lambda rule: finding_label(rule.finding), sort="finding"),
        Column("percent", _("Percent"), sort="percent", figure=True, labelled=True),
        tenant_column(READ),
    ),
    default_sort=("tenant", "purpose"),
    link="supervisor:reviews:edit",
    colour=lambda rule: int(rule.tenant.colour),
    called=rule_in_words,
    actions=(
        Action(
            _("Delete"),
            "supervisor:reviews:delete",
            icon="trash",
            permission=WRITE,
            confirm=_("Delete the chosen rules? Answers that wait already wait until somebody decides."),
        ),
    ),
)


@require_GET
def rules(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, READ)
    context = {
        "new_url": reverse("supervisor:reviews:new") if request.access.may_anywhere(WRITE) else "",
        "empty_title": _("No rule yet"),
        "empty_text": _("A rule says which answers are released by somebody else first, or reviewed after sending."),
    }
    rows = rules_in_scope().filter(tenant__in=tenants_for(request.access, READ))
    return RULES.answer(request, rows, "supervisor/reviews/list.html", context)


@require_POST
def delete(request: DeskRequest) -> HttpResponse:
    chosen = get_rules(request, selected(request), may=WRITE)
    for rule in chosen:
        delete_review_rule(rule, by=request.user)
    sentence = ngettext("%(count)s rule is deleted.", "%(count)s rules are deleted.", len(chosen))
    message(request, sentence % {"count": len(chosen)})
    return redirect(request, reverse("supervisor:reviews:list"))
