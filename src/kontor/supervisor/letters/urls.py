"""/supervisor/letters/: letters on their way to print, and their batches."""

from __future__ import annotations

from django.urls import path

from kontor.supervisor.letters import batch_views, views

app_name = "letters"
urlpatterns = [
    path("", views.letters, name="list"),
    path("try-again/", views.try_letters_again, name="try-again"),
    path("recall/", views.recall_letters, name="recall"),
    path("<int:letter_id>/", views.show, name="show"),
    path("<int:letter_id>/pdf/", views.pdf, name="pdf"),
    path("<int:letter_id>/pages/", views.pages, name="pages"),
    path("<int:letter_id>/print-again/", views.print_again, name="print-again"),
    path("<int:letter_id>/anew/", views.anew, name="anew"),
    path("<int:letter_id>/settle/", views.settle, name="settle"),
    path("<int:letter_id>/came-back/", views.came_back, name="came-back"),
    path("batches/", batch_views.batches, name="batches"),
    path("batches/<int:batch_id>/", batch_views.batch, name="batch"),
    path("batches/<int:batch_id>/progress/", batch_views.progress, name="batch-progress"),
    path("batches/<int:batch_id>/hand-over/", batch_views.hand_over_now, name="batch-hand-over"),
    path("batches/<int:batch_id>/try-again/", batch_views.try_again, name="batch-try-again"),
    path("batches/<int:batch_id>/settle/", batch_views.settle, name="batch-settle"),
    path("batches/<int:batch_id>/recall/", batch_views.recall, name="batch-recall"),
]
