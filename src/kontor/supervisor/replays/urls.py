from __future__ import annotations

from django.urls import path

from kontor.supervisor.replays import views

app_name = "replays"
urlpatterns = [
    path("<int:replay_id>/", views.show, name="show"),
    path("<int:replay_id>/cancel/", views.cancel_replay, name="cancel"),
]
