"""/desk/ticket/<number>/reply/…: writing an answer."""

from __future__ import annotations

from django.urls import path

from kontor.desk.compose import files, undo, views

app_name = "compose"

urlpatterns = [
    path("<str:number>/reply/", views.begin, name="reply"),
    path("<str:number>/reply/save/", views.save, name="save"),
    path("<str:number>/reply/send/", views.send, name="send"),
    path("<str:number>/reply/take-back/<int:answer_id>/", undo.take_back, name="take-back"),
    path("<str:number>/reply/seen/", views.seen, name="seen"),
    path("<str:number>/reply/discard/", views.discard, name="discard"),
    path("<str:number>/reply/attach/", files.attach, name="attach"),
    path("<str:number>/reply/file/<int:file_id>/detach/", files.detach, name="detach"),
]
