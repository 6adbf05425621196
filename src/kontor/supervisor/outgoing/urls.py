"""/supervisor/outgoing/: mail that is held back because it was too much at once."""

from __future__ import annotations

from django.urls import path

from kontor.supervisor.outgoing import views

app_name = "outgoing"
urlpatterns = [
    path("", views.storms, name="list"),
    path("<int:storm_id>/release/", views.release_held, name="release"),
    path("<int:storm_id>/discard/", views.discard_held, name="discard"),
]
