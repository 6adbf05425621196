from django.urls import path

from kontor.live import views

urlpatterns = [path("", views.stream, name="live")]
