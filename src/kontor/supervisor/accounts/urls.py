from __future__ import annotations

from django.urls import path

from kontor.supervisor.accounts import lists, signature, signing_in, testing, views

app_name = "accounts"
urlpatterns = [
    path("", lists.incoming, name="list"),
    path("system/", lists.system, name="system"),
    path("new/", views.new, name="new"),
    path("delete/", lists.delete, name="delete"),
    path("deleted/", lists.deleted, name="deleted"),
    path("restore/", lists.restore, name="restore"),
    path("signed-in/", signing_in.come_back, name="signed-in"),
    path("<int:account_id>/", views.edit, name="edit"),
    path("<int:account_id>/fetch/", views.fetch, name="fetch"),
    path("<int:account_id>/sign-in/", signing_in.begin, name="sign-in"),
    path("<int:account_id>/test/", testing.begin, name="test"),
    path("<int:account_id>/test/progress/", testing.progress, name="test-progress"),
    path("<int:account_id>/signature/", signature.signature, name="signature"),
    path("<int:account_id>/signature/remove/", signature.remove, name="signature-remove"),
    path("<int:account_id>/<slug:tab>/", views.edit, name="tab"),
]
