from kontor.intake.models.arrival import Arrival
from kontor.intake.models.block_entry import BlockEntry
from kontor.intake.models.claim import Claim
from kontor.intake.models.folder_check import FolderCheck
from kontor.intake.models.lease import MailboxLease
from kontor.intake.models.shadow import ShadowDifference, ShadowRun

__all__ = ["Arrival", "BlockEntry", "Claim", "FolderCheck", "MailboxLease", "ShadowDifference", "ShadowRun"]
