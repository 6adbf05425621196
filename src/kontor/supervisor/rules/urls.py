from __future__ import annotations

from django.urls import path

from kontor.supervisor.rules import dry_runs, fallbacks, keywords, masks, moving, trial, versions, views

app_name = "rules"
urlpatterns = [
    path("", views.rules, name="list"),
    path("new/", masks.new, name="new"),
    path("test/", trial.test, name="test"),
    path("keywords/", keywords.keywords, name="keywords"),
    path("keywords/new/", keywords.new, name="new-keywords"),
    path("keywords/<int:set_id>/", keywords.edit, name="edit-keywords"),
    path("keywords/<int:set_id>/delete/", keywords.delete, name="delete-keywords"),
    path("tenant/<int:tenant_id>/activate/", versions.activate, name="activate"),
    path("tenant/<int:tenant_id>/discard/", versions.discard, name="discard"),
    path("tenant/<int:tenant_id>/versions/", versions.versions, name="versions"),
    path("tenant/<int:tenant_id>/dry-run/", dry_runs.start, name="start-dry-run"),
    path("dry-runs/<int:run_id>/", dry_runs.show, name="dry-run"),
    path("dry-runs/<int:run_id>/cancel/", dry_runs.cancel, name="cancel-dry-run"),
    path("dry-runs/<int:run_id>/move/", moving.move, name="move-after-dry-run"),
    path("versions/<int:version_id>/", versions.show, name="version"),
    path("versions/<int:version_id>/activate/", versions.roll_back, name="roll-back"),
    path("versions/<int:version_id>/load/", versions.load, name="load"),
    path("fallback/<int:account_id>/", fallbacks.fallback, name="fallback"),
    path("<int:rule_id>/", masks.edit, name="edit"),
    path("<int:rule_id>/up/", views.up, name="up"),
    path("<int:rule_id>/down/", views.down, name="down"),
    path("<int:rule_id>/delete/", views.delete, name="delete"),
]
