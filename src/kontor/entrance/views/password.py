"""For those who forgot their password: ask for a link, follow it, choose a new one."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from kontor.entrance import password_mail
from kontor.entrance.doors import client_address, public
from kontor.entrance.forms import AskForPasswordForm, NewPasswordForm
from kontor.outbox.domain.system_mail import general_sender
from kontor.people.domain.passwords import set_password_by_token, user_of_token
from kontor.people.domain.sign_in import find_user, network_of, too_many

MOST_FOR_PERSON, MOST_FROM_ADDRESS = 3, 20
"""So many mails an hour; whoever asks more often gets the same answer and no mail."""


@public
@never_cache
def password_reset(request: HttpRequest) -> HttpResponse:
    """Ask for the link. The answer is the same whether there is such a person or not."""
    if general_sender() is None:
        return render(request, "entrance/password_reset.html", {"impossible": True})
    form = AskForPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _queue_mail(request, form.cleaned_data["email"])
        return render(request, "entrance/password_reset.html", {"asked": form.cleaned_data["email"]})
    return render(request, "entrance/password_reset.html", {"form": form}, status=422 if form.is_bound else 200)


@public
@never_cache
@sensitive_post_parameters("password", "again")
def password_new(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a new password with the link of the mail."""
    user = user_of_token(token)
    if user is None:
        return render(request, "entrance/password_new.html", {"used": True}, status=410)
    form = NewPasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        set_password_by_token(token, form.cleaned_data["password"])
        messages.success(request, _("Your new password is saved. Sign in with it."))
        return HttpResponseRedirect(reverse("sign-in"))
    context = {"form": form, "person": user}
    return render(request, "entrance/password_new.html", context, status=422 if form.is_bound else 200)


def _queue_mail(request: HttpRequest, email: str) -> None:
    user = find_user(email)
    often = too_many("password_mail", email.casefold(), most=MOST_FOR_PERSON)
    often |= too_many("password_mail_from", network_of(client_address(request)), most=MOST_FROM_ADDRESS)
    known = user is not None and user.is_active and not often
    language = get_language() or "de"
    password_mail.queue(user.pk if user and known else 0, address=settings.LINKS_LEAD_TO, language=language)
