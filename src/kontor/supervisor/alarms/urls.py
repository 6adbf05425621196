from __future__ import annotations

from django.urls import path

from kontor.supervisor.alarms import lists, views

app_name = "alarms"
urlpatterns = [
    path("", lists.alarms, name="list"),
    path("new/", views.new, name="new"),
    path("delete/", lists.delete, name="delete"),
    path("deleted/", lists.deleted, name="deleted"),
    path("restore/", lists.restore, name="restore"),
    path("mute-a-day/", lists.mute_a_day, name="mute-a-day"),
    path("mute/", lists.mute, name="mute"),
    path("unmute/", lists.unmute, name="unmute"),
    path("<int:alarm_id>/", views.edit, name="edit"),
]
