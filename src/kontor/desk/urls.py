"""The desk's addresses."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView

app_name = "desk"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="desk:inbox:list"), name="home"),
    path("inbox/", include("kontor.desk.inbox.urls")),
    path("ticket/", include("kontor.desk.ticket.urls")),
    path("ticket/", include("kontor.desk.compose.urls")),
    path("ticket/", include("kontor.desk.letter.urls")),
    path("ticket/", include("kontor.desk.outside.urls")),
    path("clearance/", include("kontor.desk.clearance.urls")),
    path("draft/", include("kontor.desk.draft.urls")),
    path("new/", include("kontor.desk.new.urls")),
    path("reviews/", include("kontor.desk.reviews.urls")),
    path("contacts/", include("kontor.desk.contacts.urls")),
    path("notices/", include("kontor.desk.notices.urls")),
    path("phone/", include("kontor.desk.phone.urls")),
    path("upcoming/", include("kontor.desk.upcoming.urls")),
    path("figures/", include("kontor.desk.figures.urls")),
]
