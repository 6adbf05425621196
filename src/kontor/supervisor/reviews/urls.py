from __future__ import annotations

from django.urls import path

from kontor.supervisor.reviews import lists, views

app_name = "reviews"
urlpatterns = [
    path("", lists.rules, name="list"),
    path("new/", views.new, name="new"),
    path("delete/", lists.delete, name="delete"),
    path("<int:review_rule_id>/", views.edit, name="edit"),
]
