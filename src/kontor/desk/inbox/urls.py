"""/desk/inbox/: folders and lists."""

from __future__ import annotations

from django.urls import path

from kontor.desk.inbox import selection, spam, views, waiting

app_name = "inbox"

urlpatterns = [
    path("", views.inbox, name="list"),
    path("folders/", views.folders, name="folders"),
    path("next/", views.take_next, name="next"),
    path("find/", views.find, name="find"),
    path("empty/", views.empty, name="empty"),
    path("favorite/<int:category_id>/", views.favorite, name="favorite"),
    path("jump/", views.jump, name="jump"),
    path("selection/", selection.choose, name="selection"),
    path("selection/recategorize/", selection.recategorize, name="selection-recategorize"),
    path("selection/assign/", selection.assign, name="selection-assign"),
    path("selection/release/", selection.release, name="selection-release"),
    path("selection/close/", selection.close, name="selection-close"),
    path("selection/resubmit/", waiting.resubmit, name="selection-resubmit"),
    path("selection/pass-on/", waiting.pass_on, name="selection-pass-on"),
    path("selection/spam/", spam.spam, name="selection-spam"),
    path("selection/not-spam/", spam.not_spam, name="selection-not-spam"),
    path("undo/", selection.undo_last, name="undo"),
]
