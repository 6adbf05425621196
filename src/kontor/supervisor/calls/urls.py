"""/supervisor/calls/: the records of all calls."""

from __future__ import annotations

from django.urls import path

from kontor.supervisor.calls import views
from kontor.supervisor.calls.exports import export

app_name = "calls"
urlpatterns = [
    path("", views.records, name="list"),
    path("export/", export, name="export"),
    path("<int:call_id>/", views.show, name="show"),
    path("<int:call_id>/over/", views.over, name="over"),
    path("<int:call_id>/recording/", views.recording, name="recording"),
]
