from __future__ import annotations

from django.urls import path

from kontor.supervisor.escalations import masks, versions, views

app_name = "escalations"
urlpatterns = [
    path("", views.rules, name="list"),
    path("new/", masks.new, name="new"),
    path("versions/<int:escalation_version_id>/activate/", versions.put_back, name="put-back"),
    path("<int:escalation_id>/", masks.edit, name="edit"),
    path("<int:escalation_id>/activate/", masks.activate, name="activate"),
    path("<int:escalation_id>/versions/", versions.versions, name="versions"),
    path("<int:escalation_id>/firings/", versions.firings, name="firings"),
    path("<int:escalation_id>/up/", views.up, name="up"),
    path("<int:escalation_id>/down/", views.down, name="down"),
    path("<int:escalation_id>/switch/", views.switch, name="switch"),
    path("<int:escalation_id>/delete/", views.delete, name="delete"),
]
