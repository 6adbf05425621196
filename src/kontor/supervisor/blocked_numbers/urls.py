from __future__ import annotations

from django.urls import path

from kontor.supervisor.blocked_numbers import lists, views

app_name = "blocked_numbers"
urlpatterns = [
    path("", lists.numbers, name="list"),
    path("new/", views.new, name="new"),
    path("remove/", lists.remove, name="remove"),
]
