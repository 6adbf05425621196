from kontor.tickets.models.blob import Blob, FilesAway
from kontor.tickets.models.history import HistoryEntry
from kontor.tickets.models.inquiry import Inquiry
from kontor.tickets.models.link import TicketLink
from kontor.tickets.models.message import Attachment, Message
from kontor.tickets.models.move import MessageMove
from kontor.tickets.models.note import Note
from kontor.tickets.models.notice import Notice
from kontor.tickets.models.presence import Presence
from kontor.tickets.models.promise import Pause, Promise, PromiseTerms
from kontor.tickets.models.recomputation import Recomputation
from kontor.tickets.models.ticket import Ticket

__all__ = [
    "Attachment",
    "Blob",
    "FilesAway",
    "HistoryEntry",
    "Inquiry",
    "Message",
    "MessageMove",
    "Note",
    "Notice",
    "Pause",
    "Presence",
    "Promise",
    "PromiseTerms",
    "Recomputation",
    "Ticket",
    "TicketLink",
]
