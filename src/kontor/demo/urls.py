"""Kontor's addresses and the demo's own; used instead of the plain ones while the demo is shown."""

from __future__ import annotations

from django.urls import include, path

from kontor.config import urls
from kontor.demo import views

handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500

demo = (
    [
        path("", views.mailboxes, name="mailboxes"),
        path("<str:address>/", views.mailbox, name="mailbox"),
        path("<str:address>/write/", views.write, name="write"),
        path("<str:address>/<int:uid>/", views.mail, name="mail"),
    ],
    "demo",
)

urlpatterns = [path("demo/mailbox/", include(demo)), *urls.urlpatterns]
