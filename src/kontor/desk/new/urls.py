"""/desk/new/…: a new process, we write first."""

from __future__ import annotations

from django.urls import path

from kontor.desk.new import files, letter, readdressing, spelling, views, writing

app_name = "new"

urlpatterns = [
    path("", views.begin, name="begin"),
    path("recipients/", views.recipients, name="recipients"),
    path("letter/<int:customer_id>/", letter.begin, name="begin-letter"),
    path("<int:draft_id>/", views.write, name="write"),
    path("<int:draft_id>/process/", views.process, name="process"),
    path("<int:draft_id>/save/", views.save, name="save"),
    path("<int:draft_id>/readdress/", readdressing.readdress, name="readdress"),
    path("<int:draft_id>/channel/", letter.channel, name="channel"),
    path("<int:draft_id>/letter/", letter.preview, name="letter"),
    path("<int:draft_id>/letter/pages/", letter.pages, name="letter-pages"),
    path("<int:draft_id>/letter/pdf/", letter.pdf, name="letter-pdf"),
    path("<int:draft_id>/send/", views.send, name="send"),
    path("<int:draft_id>/discard/", views.discard, name="discard"),
    path("<int:draft_id>/spelling/", spelling.check, name="spelling"),
    path("<int:draft_id>/spelling/suggest/", spelling.suggest, name="suggest-spelling"),
    path("<int:draft_id>/spelling/ignore/", spelling.ignore, name="ignore-word"),
    path("<int:draft_id>/spelling/propose/", spelling.propose, name="propose-word"),
    path("<int:draft_id>/attach/", files.attach, name="attach"),
    path("<int:draft_id>/file/<int:file_id>/detach/", files.detach, name="detach"),
    path("<int:draft_id>/picture/", writing.picture, name="picture"),
    path("<int:draft_id>/picture/<str:content_id>/", writing.shown_picture, name="shown-picture"),
    path("<int:draft_id>/library-picture/<str:picture_id>/", writing.library_picture, name="library-picture"),
    path("<int:draft_id>/library/", writing.library, name="library"),
    path("<int:draft_id>/library/<int:library_file_id>/", writing.attach_from_library, name="attach-from-library"),
]
