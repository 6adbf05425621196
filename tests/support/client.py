"""A browser that is signed in: Django's test client, with each request in a transaction and a scope of its own."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection, transaction
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client
from django.test import utils as django_utils
from django.test.client import MULTIPART_CONTENT
from django.test.signals import template_rendered
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from kontor.people.models import User
from kontor.people.sessions import SessionStore
from kontor.tenants.models import Tenant
from kontor.tenants.scope import current, scope

FORM = "application/x-www-form-urlencoded"


def keep_contexts_of_pages_only() -> None:
    """``response.context`` is what a view handed to its page. Django tells of each part of the page too, down to every
    field, and copies its context, which is a fifth of what the page costs. Said before Django is set up for tests."""
    django_utils.instrumented_test_render = _tell_of_pages  # type: ignore[attr-defined]


def _tell_of_pages(template: Template, context: Context) -> SafeString:
    if context.template is template:  # else it is included by another one
        template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)


class Browser(Client):
    """What a request rolls back is rolled back here too, and the test's own scope does not leak into it."""

    def request(self, **request: Any) -> HttpResponse:
        if not connection.in_atomic_block:
            return super().request(**request)
        with transaction.atomic(), scope() if current() else nullcontext():
            return super().request(**request)

    def post(  # type: ignore[override]
        self, path: str, data: Any = None, content_type: str = MULTIPART_CONTENT, **more: Any
    ) -> HttpResponse:
        """What has no file in it is sent as browsers send it: as one line, which is read in a tenth of the time."""
        if content_type == MULTIPART_CONTENT and not _has_files(data):
            data, content_type = urlencode(data or {}, doseq=True), FORM
        return super().post(path, data, content_type, **more)


def _has_files(data: Mapping[str, Any] | None) -> bool:
    for value in (data or {}).values():
        if any(hasattr(one, "read") for one in (value if isinstance(value, list | tuple) else [value])):
            return True
    return False


class HtmxBrowser(Browser):
    """Asks for parts of pages, as htmx does."""

    def request(self, **request: Any) -> HttpResponse:
        return super().request(**{"HTTP_HX_REQUEST": "true", **request})


def sign_in(browser: Client, user: User, *tenants: Tenant) -> None:
    """The person is signed in, and has chosen these tenants. The session is written once, as signing in leaves it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["tenants"] = [tenant.pk for tenant in tenants]
    session.create()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
