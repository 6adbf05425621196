"""One action on several chosen tickets, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from kontor.calls.domain.call_backs import waiting_call_backs
from kontor.desk.inbox.choices import agents_for, categories_of, closing_codes_of
from kontor.desk.phone.switch import is_on_for
from kontor.desk.ticket.forms import AgentChoice
from kontor.desk.undoing import recall, say_done
from kontor.desk.workplace import show_list
from kontor.kernel.errors import Refused
from kontor.org.domain.access import Access
from kontor.org.middleware import DeskRequest
from kontor.org.models import Category, ClosingCode
from kontor.people.models import User
from kontor.routing.domain.bulk import (
    BulkResult,
    assign_many,
    close_many,
    recategorize_many,
    release_many,
    undo,
)
from kontor.tickets import rules
from kontor.tickets.domain.closing import asks_for_closing_code
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.queries import visible_to
from kontor.tickets.models import Ticket
from kontor.ui.htmx import fragment, message, redirect

MOST, MOST_REASONS = 200, 5


class CategoryForm(forms.Form):
    category = forms.ModelChoiceField(label=gettext_lazy("New category"), queryset=Category.objects.none())


class AgentForm(forms.Form):
    to = AgentChoice(label=gettext_lazy("Agent"), queryset=User.objects.none())


class CodeForm(forms.Form):
    closing_code = forms.ModelChoiceField(
        label=gettext_lazy("Closing code"), queryset=ClosingCode.objects.none(), required=False
    )


class SpamForm(forms.Form):
    block = forms.BooleanField(label=gettext_lazy("Block the senders' addresses too"), required=False)


@dataclass(frozen=True)
class Choice:
    """One thing that can be done with the chosen tickets. ``none`` says why it cannot.

    One that ``asks`` has a dialog of its own, which comes next. ``says`` is what should be known before.
    """

    url: str
    verb: str
    form: forms.Form | None = None
    none: str = ""
    asks: bool = False
    says: str = ""


@require_POST
def choose(request: DeskRequest) -> HttpResponse:
    """The dialog for what is to be done with the chosen tickets: only what the person may do with all of them."""
    tickets = _chosen(request)
    return _dialog(request, tickets)


@require_POST
def recategorize(request: DeskRequest) -> HttpResponse:
    tickets = allowed(request, rules.may_recategorize)
    form = _category_form(tickets, request.POST)
    if not form.is_valid():
        return _dialog(request, tickets, category=form)
    result = recategorize_many(tickets, form.cleaned_data["category"], by=request.user)
    sentence = ngettext("%(count)d ticket recategorised.", "%(count)d tickets recategorised.", len(result.done))
    return answer(request, result, sentence)


@require_POST
def assign(request: DeskRequest) -> HttpResponse:
    tickets = allowed(request, rules.may_assign)
    form = _agent_form(tickets, request.POST)
    if not form.is_valid():
        return _dialog(request, tickets, agent=form)
    result = assign_many(tickets, to=form.cleaned_data["to"], by=request.user)
    return answer(
        request, result, ngettext("%(count)d ticket assigned.", "%(count)d tickets assigned.", len(result.done))
    )


@require_POST
def release(request: DeskRequest) -> HttpResponse:
    result = release_many(allowed(request, rules.may_release), by=request.user)
    sentence = ngettext(
        "%(count)d ticket given back to the queue.", "%(count)d tickets given back to the queue.", len(result.done)
    )
    return answer(request, result, sentence)


@require_POST
def close(request: DeskRequest) -> HttpResponse:
    tickets = allowed(request, rules.may_close)
    form = _code_form(tickets, request.POST)
    if not form.is_valid():
        return _dialog(request, tickets, code=form)
    result = close_many(tickets, closing_code=form.cleaned_data["closing_code"], by=request.user)
    return answer(request, result, ngettext("%(count)d ticket closed.", "%(count)d tickets closed.", len(result.done)))


@require_POST
def undo_last(request: DeskRequest) -> HttpResponse:
    """Take the action that ``of`` names back, as far as nobody touched its tickets since. One ticket is shown then."""
    done = recall(request, request.GET.get("of", ""))
    own = visible_to(request.access).filter(tenant__in=request.access.tenants)
    numbers = dict(own.filter(pk__in=[item["ticket_id"] for item in done]).values_list("id", "number"))
    undone, left, unseen = undo([item for item in done if item["ticket_id"] in numbers], by=request.user)
    if undone:
        sentence = ngettext("%(count)d ticket is as before.", "%(count)d tickets are as before.", undone)
        message(request, sentence % {"count": undone})
    for number, reason in unseen[:MOST_REASONS]:
        message(request, f"{format_number(number)}: {reason}", "near")
    if not done:
        message(request, _("This can no longer be undone."), "near")
    elif left > len(unseen) or not (undone or unseen):
        message(request, _("What was changed by somebody else since stays as it is."), "near")
    if undone and len(done) == 1:
        return redirect(request, reverse("desk:ticket:show", args=list(numbers.values())))
    return show_list(request, _back(request))


def _chosen(request: DeskRequest) -> list[Ticket]:
    ids = [int(value) for value in request.POST.getlist("selected") if value.isdecimal() and len(value) < 19][:MOST]
    rows = visible_to(request.access).filter(pk__in=ids)
    if rows.exclude(tenant__in=request.access.tenants).exists():
        raise Refused(_("Among the chosen tickets are lent ones. Open each of them to work on it."))
    tickets = list(rows.select_related("category", "tenant", "owner"))
    if not tickets:
        raise Refused(_("Choose at least one ticket first."))
    return tickets


def allowed(request: DeskRequest, may: Callable[[Access, Ticket], bool]) -> list[Ticket]:
    """The chosen tickets, with all of which the person may do this; else refused."""
    tickets = _chosen(request)
    forbidden = [ticket for ticket in tickets if not may(request.access, ticket)]
    if forbidden:
        numbers = ", ".join(format_number(ticket.number) for ticket in forbidden[:5])
        raise Refused(_("You may not do this with: %(numbers)s. Nothing was changed.") % {"numbers": numbers})
    return tickets


def _dialog(request: DeskRequest, tickets: list[Ticket], **bound: forms.Form) -> HttpResponse:
    return show_choices(request, tickets, _choices(request, tickets, bound), wrong=bool(bound))


def show_choices(
    request: DeskRequest, tickets: list[Ticket], choices: list[Choice], *, wrong: bool = False
) -> HttpResponse:
    """The dialog with these choices; ``wrong`` after a form that was not valid."""
    context: dict[str, Any] = {"tickets": tickets, "back": _back(request), "forms": choices}
    return fragment(request, "desk/inbox/selection.html", context, partial="dialog", status=422 if wrong else 200)


def _choices(request: DeskRequest, tickets: list[Ticket], bound: dict[str, forms.Form]) -> list[Choice]:
    def all_may(rule: Callable[[Access, Ticket], bool]) -> bool:
        return all(rule(request.access, ticket) for ticket in tickets)

    choices: list[Choice] = []
    if all_may(rules.may_take_back_from_spam):
        choices.append(Choice(reverse("desk:inbox:selection-not-spam"), _("Take back from spam")))
    if all_may(rules.may_recategorize):
        several = len({ticket.tenant_id for ticket in tickets}) > 1
        none = _("Tickets of several tenants cannot be moved together.") if several else ""
        form = None if several else bound.get("category") or _category_form(tickets)
        choices.append(Choice(reverse("desk:inbox:selection-recategorize"), _("Recategorise"), form, none))
    if all_may(rules.may_assign):
        form = bound.get("agent") or _agent_form(tickets)
        choices.append(Choice(reverse("desk:inbox:selection-assign"), _("Assign"), form))
    if all_may(rules.may_resubmit):
        choices.append(Choice(reverse("desk:inbox:selection-resubmit"), _("Put on resubmission …"), asks=True))
    if all_may(rules.may_pass_on):
        choices.append(Choice(reverse("desk:inbox:selection-pass-on"), _("Forward internally …"), asks=True))
    if all_may(rules.may_close):
        code = bound.get("code") or _code_form(tickets)
        close = reverse("desk:inbox:selection-close")
        choices.append(Choice(close, _("Close without answer"), code, says=_waiting(request, tickets)))
    if all_may(rules.may_release):
        choices.append(Choice(reverse("desk:inbox:selection-release"), _("Give back to the queue")))
    if all_may(rules.may_mark_as_spam):
        blocks = all(request.access.may("tickets.block", tenant_id=ticket.tenant_id) for ticket in tickets)
        choices.append(Choice(reverse("desk:inbox:selection-spam"), _("Mark as spam"), SpamForm() if blocks else None))
    nothing = _("There is nothing that you may do with all of these tickets together.")
    return choices or [Choice("", "", none=nothing)]


def _waiting(request: DeskRequest, tickets: list[Ticket]) -> str:
    """How many of the customers wait to be called back: nobody does that once the ticket is closed."""
    heard = [ticket.pk for ticket in tickets if ticket.is_open and is_on_for(request, ticket.place_tenant_id)]
    count = len(waiting_call_backs(heard))
    if not count:
        return ""
    return ngettext(
        "%(count)d customer waits to be called back; of a closed ticket nobody calls back.",
        "%(count)d customers wait to be called back; of a closed ticket nobody calls back.",
        count,
    ) % {"count": count}


def _category_form(tickets: list[Ticket], data: Any = None) -> CategoryForm:
    form = CategoryForm(data)
    form.fields["category"].queryset = categories_of(tickets)  # type: ignore[attr-defined]
    return form


def _agent_form(tickets: list[Ticket], data: Any = None) -> AgentForm:
    form = AgentForm(data)
    form.fields["to"].queryset = agents_for(tickets)  # type: ignore[attr-defined]
    return form


def _code_form(tickets: list[Ticket], data: Any = None) -> forms.Form:
    """Asks for a closing code only where one is to be had."""
    codes = closing_codes_of(tickets)
    needed = any(asks_for_closing_code(ticket) for ticket in tickets)
    form = CodeForm(data)
    form.fields["closing_code"].queryset = codes  # type: ignore[attr-defined]
    form.fields["closing_code"].required = needed
    if not needed and not codes.exists():
        form.fields["closing_code"].widget = forms.HiddenInput()
    return form


def answer(request: DeskRequest, result: BulkResult, sentence: str, **said: str) -> HttpResponse:
    """Say what was done and what was not, and show the list again."""
    say_done(request, result, sentence % {"count": len(result.done), **said})
    return show_list(request, _back(request))


def _back(request: DeskRequest) -> str:
    """The list one came from; never an address outside the desk."""
    back = request.POST.get("back", "")
    return back if back.startswith("/desk/") else reverse("desk:inbox:list")
