from __future__ import annotations

from django.urls import path

from kontor.supervisor.rules import fallbacks, masks, trial, views

app_name = "rules"
urlpatterns = [
    path("", views.rules, name="list"),
    path("new/", masks.new, name="new"),
    path("test/", trial.test, name="test"),
    path("fallback/<int:account_id>/", fallbacks.fallback, name="fallback"),
    path("<int:rule_id>/", masks.edit, name="edit"),
    path("<int:rule_id>/up/", views.up, name="up"),
    path("<int:rule_id>/down/", views.down, name="down"),
    path("<int:rule_id>/delete/", views.delete, name="delete"),
]
