"""/desk/ticket/…: a ticket and what can be done with it."""

from __future__ import annotations

from django.urls import path

from kontor.desk.ticket import (
    actions,
    content,
    deliveries,
    lending,
    printing,
    processes,
    rearranging,
    scans,
    spam,
    views,
    waiting,
    writer,
)

app_name = "ticket"

urlpatterns = [
    path("<str:number>/", views.show, name="show"),
    path("<str:number>/context/", views.context, name="context"),
    path("<str:number>/deadline/", views.deadline, name="deadline"),
    path("<str:number>/take/", actions.take, name="take"),
    path("<str:number>/release/", actions.release, name="release"),
    path("<str:number>/note/", actions.note, name="note"),
    path("<str:number>/recategorize/", actions.recategorize, name="recategorize"),
    path("<str:number>/assign/", actions.assign, name="assign"),
    path("<str:number>/close/", actions.close, name="close"),
    path("<str:number>/resubmit/", waiting.resubmit, name="resubmit"),
    path("<str:number>/pass-on/", waiting.forward, name="pass-on"),
    path("<str:number>/fetch/", waiting.fetch, name="fetch"),
    path("<str:number>/reactivate/", actions.reactivate, name="reactivate"),
    path("<str:number>/spam/", spam.spam, name="spam"),
    path("<str:number>/not-spam/", spam.not_spam, name="not-spam"),
    path("<str:number>/hand-over/", actions.hand_over, name="hand-over"),
    path("<str:number>/hand-back/", lending.hand_back, name="hand-back"),
    path("<str:number>/end-loan/", lending.end, name="end-loan"),
    path("<str:number>/duplicate/", processes.duplicate, name="duplicate"),
    path("<str:number>/process/", processes.process, name="process"),
    path("<str:number>/process/split/", processes.split, name="process-split"),
    path("<str:number>/process/clone/", processes.clone, name="process-clone"),
    path("<str:number>/merge/", rearranging.merge, name="merge"),
    path("<str:number>/dismiss/<str:other_number>/", rearranging.dismiss, name="dismiss"),
    path("<str:number>/undo-move/<int:move_id>/", rearranging.undo, name="undo-move"),
    path("<str:number>/delivery/<int:outgoing_id>/", deliveries.delivery, name="delivery"),
    path("<str:number>/delivery/<int:outgoing_id>/correct/", deliveries.correct, name="delivery-correct"),
    path("<str:number>/delivery/<int:outgoing_id>/again/", deliveries.again, name="delivery-again"),
    path("<str:number>/delivery/<int:outgoing_id>/arrived/", deliveries.arrived, name="delivery-arrived"),
    path("<str:number>/presence/", views.presence, name="presence"),
    path("<str:number>/message/<int:message_id>/", content.message_body, name="message"),
    path("<str:number>/message/<int:message_id>/raw/", content.raw, name="raw"),
    path("<str:number>/message/<int:message_id>/pdf/", printing.archived, name="archived"),
    path("<str:number>/print/", printing.print_ticket, name="print"),
    path("<str:number>/print/pdf/", printing.printed, name="printed"),
    path("<str:number>/message/<int:message_id>/why/", rearranging.why, name="why"),
    path("<str:number>/message/<int:message_id>/separate/", rearranging.separate, name="separate"),
    path("<str:number>/message/<int:message_id>/move/", rearranging.move, name="move"),
    path("<str:number>/writer/", writer.writer, name="writer"),
    path("<str:number>/scan/<int:scan_id>/returned/", scans.returned, name="scan-returned"),
    path("<str:number>/scan/<int:scan_id>/<int:page_number>/", scans.page, name="scan"),
    path("<str:number>/scan/<int:scan_id>/<int:page_number>/picture/", scans.picture, name="scan-picture"),
    path("<str:number>/file/<int:attachment_id>/", content.file, name="file"),
]
