from kontor.outbox.models.outgoing_mail import OutgoingMail
from kontor.outbox.models.storm import Storm

__all__ = ["OutgoingMail", "Storm"]
