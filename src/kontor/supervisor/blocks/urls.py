from __future__ import annotations

from django.urls import path

from kontor.supervisor.blocks import lists, views

app_name = "blocks"
urlpatterns = [
    path("", lists.blocks, name="list"),
    path("new/", views.new, name="new"),
    path("remove/", lists.remove, name="remove"),
]
