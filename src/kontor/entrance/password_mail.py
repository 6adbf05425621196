"""The mail with the link to a new password. The job knows whom it is for; the token is made when the mail is."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from kontor.outbox.domain.system_mail import send_system_mail
from kontor.people.domain.passwords import reset_token
from kontor.people.domain.users import active_user

TASK = "kontor.entrance.tasks.send_password_mail"


def queue(user_id: int, *, address: str, language: str) -> None:
    """Enqueue the mail. With user id 0 the job does nothing: asking takes as long for an unknown address."""
    app.configure_task(TASK, queue="mail").defer(tenant_id=0, user_id=user_id, address=address, language=language)


def send(user_id: int, *, address: str, language: str) -> None:
    """Write and send it, in the person's own language if they have chosen one."""
    user = active_user(user_id)
    if user is None:
        return
    with translation.override(user.language or language):
        link = address + reverse("password-new", args=[reset_token(user)])
        text = render_to_string("entrance/password_mail.txt", {"user": user, "link": link})
        send_system_mail(user.email, _("A new password for Kontor"), text)
