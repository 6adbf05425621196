"""All addresses: the three screen packages and what they stand on."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("kontor.entrance.urls")),
    path("desk/", include("kontor.desk.urls")),
    path("supervisor/", include("kontor.supervisor.urls")),
    path("live/", include("kontor.live.urls")),
    path("ui/", include("kontor.ui.urls")),
]

handler400 = "kontor.entrance.views.errors.bad_request"
handler403 = "kontor.entrance.views.errors.forbidden"
handler404 = "kontor.entrance.views.errors.not_found"
handler500 = "kontor.entrance.views.errors.broken"
