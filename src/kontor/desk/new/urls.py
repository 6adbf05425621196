"""/desk/new/…: a new process, we write first."""

from __future__ import annotations

from django.urls import path

from kontor.desk.new import files, spelling, views

app_name = "new"

urlpatterns = [
    path("", views.begin, name="begin"),
    path("recipients/", views.recipients, name="recipients"),
    path("<int:draft_id>/", views.write, name="write"),
    path("<int:draft_id>/process/", views.process, name="process"),
    path("<int:draft_id>/save/", views.save, name="save"),
    path("<int:draft_id>/send/", views.send, name="send"),
    path("<int:draft_id>/discard/", views.discard, name="discard"),
    path("<int:draft_id>/spelling/", spelling.check, name="spelling"),
    path("<int:draft_id>/spelling/suggest/", spelling.suggest, name="suggest-spelling"),
    path("<int:draft_id>/spelling/ignore/", spelling.ignore, name="ignore-word"),
    path("<int:draft_id>/spelling/propose/", spelling.propose, name="propose-word"),
    path("<int:draft_id>/attach/", files.attach, name="attach"),
    path("<int:draft_id>/file/<int:file_id>/detach/", files.detach, name="detach"),
]
