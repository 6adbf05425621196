"""/desk/ticket/<number>/letter/…: letters that left."""

from __future__ import annotations

from django.urls import path

from kontor.desk.letter import views

app_name = "letter"

urlpatterns = [
    path("<str:number>/letter/<int:letter_id>/", views.show, name="show"),
    path("<str:number>/letter/<int:letter_id>/pages/", views.pages, name="pages"),
    path("<str:number>/letter/<int:letter_id>/pdf/", views.pdf, name="pdf"),
    path("<str:number>/letter/<int:letter_id>/again/", views.again, name="again"),
    path("<str:number>/letter/<int:letter_id>/anew/", views.anew, name="anew"),
    path("<str:number>/letter/<int:letter_id>/recall/", views.recall, name="recall"),
]
