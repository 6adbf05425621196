from kontor.audit.models.chain import BEGINNING, Chain
from kontor.audit.models.entry import AuditEntry

__all__ = ["BEGINNING", "AuditEntry", "Chain"]
