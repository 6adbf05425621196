from kontor.outbox.models.outgoing_mail import OutgoingMail

__all__ = ["OutgoingMail"]
