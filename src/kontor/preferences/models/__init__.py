from kontor.preferences.models.system import SystemValues

__all__ = ["SystemValues"]
