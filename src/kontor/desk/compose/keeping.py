"""What was typed is kept, whatever is written: an answer, a mail to somebody outside, the beginning of a process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from kontor.answers.domain.drafts import Conflict
from kontor.answers.models import Draft
from kontor.desk.compose.addresses import write_addresses
from kontor.kernel.errors import Refused
from kontor.ui.dates import time_of_day
from kontor.ui.htmx import fragment


def answer_keeping(
    request: HttpRequest, form: forms.Form, keep: Callable[[], Draft], **of_the_page: object
) -> HttpResponse:
    """Keep it and answer with the new version and its time; 409 with the other state if another window was quicker."""
    if not form.is_valid():
        return JsonResponse({"sentence": wrong_fields(form)}, status=422)
    try:
        kept = keep()
    except Conflict as conflict:
        context = {**of_the_page, **other_state(conflict)}
        return fragment(request, "desk/compose/_guard.html", context, status=409)
    except Refused as refusal:
        return not_kept(refusal)
    return JsonResponse({"version": kept.version, "time": time_of_day(kept.changed_at)})


def not_kept(refusal: Refused) -> HttpResponse:
    """The sentence, for the line that says when the text was kept last."""
    return JsonResponse({"sentence": str(refusal)}, status=422)


def other_state(conflict: Conflict) -> dict[str, Any]:
    """The state that another window has saved, beside the sentence that says so."""
    other = conflict.draft
    lines = {f"other_{name}": write_addresses(getattr(other, name)) for name in ("to", "cc", "bcc")}
    return {"conflict": str(conflict), "other": other, **lines}


def wrong_fields(form: forms.Form) -> str:
    """Which fields, and what is wrong with the first of them."""
    wrong = {
        str(form.fields[name].label or name): errors[0] for name, errors in form.errors.items() if name in form.fields
    }
    sentence = _("Not kept: please check the field “%(fields)s”.") % {"fields": ", ".join(wrong)}
    return " ".join([sentence, *map(str, list(wrong.values())[:1])])
