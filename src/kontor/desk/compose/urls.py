"""/desk/ticket/<number>/reply/…: writing an answer."""

from __future__ import annotations

from django.urls import path

from kontor.desk.compose import files, left, letter, library, pictures, spelling, undo, views

app_name = "compose"

urlpatterns = [
    path("<str:number>/reply/", views.begin, name="reply"),
    path("<str:number>/reply/take-over/", left.take_over, name="take-over"),
    path("<str:number>/reply/save/", views.save, name="save"),
    path("<str:number>/reply/send/", views.send, name="send"),
    path("<str:number>/reply/take-back/<int:answer_id>/", undo.take_back, name="take-back"),
    path("<str:number>/reply/spelling/", spelling.check, name="spelling"),
    path("<str:number>/reply/spelling/suggest/", spelling.suggest, name="suggest-spelling"),
    path("<str:number>/reply/spelling/ignore/", spelling.ignore, name="ignore-word"),
    path("<str:number>/reply/spelling/propose/", spelling.propose, name="propose-word"),
    path("<str:number>/reply/channel/", letter.channel, name="channel"),
    path("<str:number>/reply/letter/", letter.preview, name="letter"),
    path("<str:number>/reply/letter/pages/", letter.pages, name="letter-pages"),
    path("<str:number>/reply/letter/pdf/", letter.pdf, name="letter-pdf"),
    path("<str:number>/reply/seen/", views.seen, name="seen"),
    path("<str:number>/reply/discard/", views.discard, name="discard"),
    path("<str:number>/reply/attach/", files.attach, name="attach"),
    path("<str:number>/reply/file/<int:file_id>/detach/", files.detach, name="detach"),
    path("<str:number>/reply/library/", library.library, name="library"),
    path("<str:number>/reply/library/<int:library_file_id>/", library.attach_from_library, name="attach-from-library"),
    path("<str:number>/reply/picture/", pictures.picture, name="picture"),
    path("<str:number>/reply/picture/<str:content_id>/", pictures.shown_picture, name="shown-picture"),
    path("<str:number>/reply/library-picture/<str:picture_id>/", pictures.library_picture_of, name="library-picture"),
]
