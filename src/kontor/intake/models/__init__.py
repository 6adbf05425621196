from kontor.intake.models.arrival import Arrival

__all__ = ["Arrival"]
