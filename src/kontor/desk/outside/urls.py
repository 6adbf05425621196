"""/desk/ticket/<number>/…: asking and forwarding outside, and waiting for the answer."""

from __future__ import annotations

from django.urls import path, register_converter

from kontor.answers.enums import OUTSIDE_DRAFTS, DraftKind
from kontor.desk.outside import files, spelling, views, waiting


class KindConverter:
    """An inquiry or a forward."""

    regex = "|".join(kind.value for kind in OUTSIDE_DRAFTS)

    def to_python(self, value: str) -> DraftKind:
        return DraftKind(value)

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(KindConverter, "outside")
app_name = "outside"

urlpatterns = [
    path("<str:number>/outside/<outside:mail_kind>/", views.begin, name="begin"),
    path("<str:number>/outside/<outside:mail_kind>/save/", views.save, name="save"),
    path("<str:number>/outside/<outside:mail_kind>/send/", views.send, name="send"),
    path("<str:number>/outside/<outside:mail_kind>/discard/", views.discard, name="discard"),
    path("<str:number>/outside/<outside:mail_kind>/attach/", files.attach, name="attach"),
    path("<str:number>/outside/<outside:mail_kind>/file/<int:file_id>/detach/", files.detach, name="detach"),
    path("<str:number>/outside/<outside:mail_kind>/picture/", files.picture, name="picture"),
    path(
        "<str:number>/outside/<outside:mail_kind>/picture/<str:content_id>/", files.shown_picture, name="shown-picture"
    ),
    path("<str:number>/outside/<outside:mail_kind>/spelling/", spelling.check, name="spelling"),
    path("<str:number>/outside/<outside:mail_kind>/spelling/suggest/", spelling.suggest, name="suggest-spelling"),
    path("<str:number>/outside/<outside:mail_kind>/spelling/ignore/", spelling.ignore, name="ignore-word"),
    path("<str:number>/outside/<outside:mail_kind>/spelling/propose/", spelling.propose, name="propose-word"),
    path("<str:number>/outside/experts/", views.experts, name="experts"),
    path("<str:number>/outside/take-back/", waiting.take_back, name="take-back"),
    path("<str:number>/outside/<int:inquiry_id>/remind/", waiting.remind_now, name="remind"),
]
