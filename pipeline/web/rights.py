"""Who may call a route, which names a role by the type of an argument.

As in ``def site(who: Viewer, desk: AtDesk)``. `Anyone` is for what is asked before anybody is
known. A route that names none of them does not come into an application (`app.py`).
"""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends
from fastapi.routing import APIRoute
from starlette.requests import Request

from pipeline.domain.access import Role, Who
from pipeline.domain.label import Label
from pipeline.web.desk import Desk
from pipeline.web.refusals import Refusal

STRANGER = Label("请先登录", "log in first")
NOT_YOURS = Label("您的角色无权这样做", "your role may not do this")


def desk_of(request: Request) -> Desk:
    """Return what the server has before it."""
    desk: Desk = request.app.state.desk
    return desk


def who_asks(request: Request) -> Who:
    """Return who asks, as the guard has found; refuses a stranger."""
    who = getattr(request.state, "who", None)
    if not isinstance(who, Who):
        raise Refusal(401, STRANGER)
    return who


def _least(role: Role) -> Callable[[Request], Who]:
    def check(request: Request) -> Who:
        who = who_asks(request)
        if not who.may(role):
            raise Refusal(403, NOT_YOURS)
        return who

    return check


def _nobody(request: Request) -> None:
    return None


CHECKS: dict[Role, Callable[[Request], Who]] = {
    "viewer": _least("viewer"),
    "auditor": _least("auditor"),
    "admin": _least("admin"),
}
Viewer = Annotated[Who, Depends(CHECKS["viewer"])]
Auditor = Annotated[Who, Depends(CHECKS["auditor"])]
Admin = Annotated[Who, Depends(CHECKS["admin"])]
Anyone = Annotated[None, Depends(_nobody)]
AtDesk = Annotated[Desk, Depends(desk_of)]


def declared_role(route: APIRoute) -> Role | None:
    """Return the role that a route is for; None if anybody may call it.

    Raises ValueError for a route that does not say.
    """
    calls = [each.call for each in route.dependant.dependencies]
    found = [role for role, check in CHECKS.items() if check in calls]
    if len(found) == 1:
        return found[0]
    if not found and _nobody in calls:
        return None
    raise ValueError(f"{route.path} names no role: give it Viewer, Auditor, Admin or Anyone")
