from kontor.people.models.role import Role
from kontor.people.models.session import Session
from kontor.people.models.sign_in_attempt import SignInAttempt
from kontor.people.models.user import User

__all__ = ["Role", "Session", "SignInAttempt", "User"]
