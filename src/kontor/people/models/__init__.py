from kontor.people.models.availability import Absence, AgentState, BreakReason, StateChange
from kontor.people.models.role import Role
from kontor.people.models.session import Session
from kontor.people.models.sign_in_attempt import SignInAttempt
from kontor.people.models.user import User

__all__ = ["Absence", "AgentState", "BreakReason", "Role", "Session", "SignInAttempt", "StateChange", "User"]
