from __future__ import annotations

from django.urls import path

from kontor.supervisor.words import lists, views

app_name = "words"
urlpatterns = [
    path("", lists.words, name="list"),
    path("new/", views.new, name="new"),
    path("accept/", lists.accept, name="accept"),
    path("refuse/", lists.refuse, name="refuse"),
    path("delete/", lists.delete, name="delete"),
]
