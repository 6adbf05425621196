from kontor.reports.models.alarm import Alarm, AlarmMute
from kontor.reports.models.sample import BacklogSample

__all__ = ["Alarm", "AlarmMute", "BacklogSample"]
