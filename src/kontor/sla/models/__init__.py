from kontor.sla.models.calendar import BusinessCalendar, CalendarException, CalendarVersion
from kontor.sla.models.past import CalendarPast, ServiceLevelPast
from kontor.sla.models.service_level import ServiceLevel

__all__ = [
    "BusinessCalendar",
    "CalendarException",
    "CalendarPast",
    "CalendarVersion",
    "ServiceLevel",
    "ServiceLevelPast",
]
