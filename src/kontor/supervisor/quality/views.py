"""Sent answers that were drawn for review: the list, and one beside the request that it answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kontor.answers.domain.release import reasons_in_words
from kontor.answers.domain.samples import changes_of, samples_for
from kontor.answers.domain.sampling import LONGEST_COMMENT, review_sample, take_back_review
from kontor.answers.enums import SampleState
from kontor.answers.models import QualitySample
from kontor.answers.rules import REVIEW
from kontor.org.middleware import DeskRequest
from kontor.supervisor import cells
from kontor.supervisor.columns import tenant_column
from kontor.supervisor.doors import need_anywhere
from kontor.supervisor.quality.access import get_sample
from kontor.supervisor.saving import saves
from kontor.tickets.domain.queries import question_before
from kontor.ui.htmx import fragment, message, redirect
from kontor.ui.listing import Choice, Column, Listing, Text

LIST = "supervisor:quality:list"
SCORES = (
    (5, gettext_lazy("5 – very good")),
    (4, gettext_lazy("4 – good")),
    (3, gettext_lazy("3 – fair")),
    (2, gettext_lazy("2 – weak")),
    (1, gettext_lazy("1 – poor")),
)


class ScoreKeys(forms.RadioSelect):
    """Each score is its own key."""

    def create_option(self, name: str, value: Any, label: int | str, *args: Any, **more: Any) -> dict[str, Any]:
        option = super().create_option(name, value, label, *args, **more)
        option["attrs"] |= {"data-hotkey": str(value), "data-hotkey-label": label}
        return option


class ReviewForm(forms.Form):
    score = forms.TypedChoiceField(
        label=gettext_lazy("Score"),
        choices=SCORES,
        coerce=int,
        widget=ScoreKeys,
        error_messages={"required": gettext_lazy("Choose a score.")},
    )
    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        max_length=LONGEST_COMMENT,
        required=False,
        widget=forms.Textarea(
            attrs={
                "rows": 4,
                "data-behaviour": "autosize",
                "data-hotkey": "b",
                "data-hotkey-label": gettext_lazy("Comment"),
            }
        ),
        help_text=gettext_lazy("Agents read it where the setting lets them see their samples."),
    )


def _states() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in SampleState.choices]


SAMPLES = Listing(
    "quality-samples",
    gettext_lazy("Quality samples"),
    columns=(
        Column(
            "subject",
            gettext_lazy("Ticket"),
            "ticket.subject",
            sort="ticket__subject",
            filter=Text("ticket__subject"),
            fixed=True,
            template="supervisor/quality/_subject.html",
        ),
        Column("author", gettext_lazy("Author"), "author.name", sort="author__sort_key", filter=Text("author__name")),
        Column(
            "category",
            gettext_lazy("Category"),
            "ticket.category.name",
            sort="ticket__category__sort_key",
            filter=Text("ticket__category__name"),
        ),
        Column(
            "state",
            gettext_lazy("State"),
            lambda sample: sample.get_state_display(),
            sort="state",
            filter=Choice("state", choices=_states),
        ),
        Column("score", gettext_lazy("Score"), lambda row: row.score or "", sort="score", figure=True, labelled=True),
        tenant_column(REVIEW),
        Column(
            "drawn",
            gettext_lazy("Drawn"),
            "drawn_at",
            sort="drawn_at",
            cell=cells.moment,
            labelled=True,
        ),
    ),
    default_sort=("state", "-drawn"),
    link="supervisor:quality:review",
    colour=lambda sample: int(sample.tenant.colour),
)


@require_GET
def samples(request: DeskRequest) -> HttpResponse:
    need_anywhere(request, REVIEW)
    context = {
        "empty_title": _("No sample yet"),
        "empty_text": _("Which answers are drawn is said by the rules under Release and samples."),
    }
    return SAMPLES.answer(request, samples_for(request.access), "supervisor/quality/list.html", context)


@require_http_methods(["GET", "POST"])
def review(request: DeskRequest, sample_id: int) -> HttpResponse:
    """Question and answer side by side; on POST the score is kept and the next open sample is shown."""
    sample = get_sample(request, sample_id)
    form = ReviewForm(request.POST if request.method == "POST" else None, initial={"comment": sample.comment})
    if form.is_valid() and saves(form, lambda: review_sample(sample, **form.cleaned_data, by=request.user)):
        said = {"name": sample.author.name, "score": form.cleaned_data["score"]}
        undo = reverse("supervisor:quality:take-back", args=[sample.pk])
        message(request, _("The answer of %(name)s is reviewed: %(score)s of 5.") % said, undo_url=undo)
        return redirect(request, _next(request))
    return _page(request, sample, form)


@require_POST
def take_back(request: DeskRequest, sample_id: int) -> HttpResponse:
    """The person's own score, which was a mistake. Goes to the sample, to be reviewed again."""
    sample = take_back_review(get_sample(request, sample_id), by=request.user)
    message(request, _("The score is taken back. Choose another one."))
    return redirect(request, reverse("supervisor:quality:review", args=[sample.pk]))


def _next(request: DeskRequest) -> str:
    """The oldest sample that is still open, else the list."""
    following = samples_for(request.access).filter(state=SampleState.OPEN).order_by("drawn_at", "id").first()
    return reverse("supervisor:quality:review", args=[following.pk]) if following else reverse(LIST)


def _page(request: DeskRequest, sample: QualitySample, form: ReviewForm) -> HttpResponse:
    context: dict[str, Any] = {
        "sample": sample,
        "ticket": sample.ticket,
        "answer": sample.message,
        "question": question_before(sample.message),
        "pieces": changes_of(sample),
        "reasons": reasons_in_words(sample.reasons, ticket=sample.ticket, author=sample.author),
        "is_open": sample.state == SampleState.OPEN,
        "form": form,
    }
    return fragment(request, "supervisor/quality/review.html", context, status=422 if form.is_bound else 200)
