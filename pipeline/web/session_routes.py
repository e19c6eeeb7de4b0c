"""Coming and going: a token for a cookie, who one is, and the end of that."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pipeline.domain.label import Label
from pipeline.web.access import SESSION_S
from pipeline.web.answers import SessionAnswer, WhoAnswer
from pipeline.web.bodies import LoginBody
from pipeline.web.refusals import Refusal
from pipeline.web.rights import Anyone, AtDesk, Viewer

router = APIRouter(tags=["session"])
WRONG = Label("令牌不正确", "no such token")
TOO_MANY = Label("尝试次数过多，请稍后再试", "too many tries; wait a little")


@router.post("/api/login", response_model=WhoAnswer)
def login(body: LoginBody, request: Request, desk: AtDesk, nobody: Anyone) -> Response:
    """Take a token, and give a cookie that holds for twelve hours."""
    address = request.client.host if request.client else ""
    if (wait_s := desk.tries.wait_s(address)) > 0.0:
        raise Refusal(429, TOO_MANY, {"Retry-After": str(int(wait_s) + 1)})
    who = desk.access.holder_of(body.token)
    if who is None:
        desk.tries.failed(address)
        raise Refusal(401, WRONG)
    if desk.log is not None:
        desk.log.note(who, "login", address)
    response = JSONResponse({"name": who.name, "role": who.role})
    response.set_cookie(
        desk.access.cookie,
        desk.access.session(who),
        max_age=SESSION_S,
        httponly=True,
        samesite="strict",
        secure=desk.is_secure,
    )
    return response


@router.get("/api/session")
def session(who: Viewer, desk: AtDesk) -> SessionAnswer:
    """Return who asks, and what there is to see."""
    has = {name: getattr(desk, name) is not None for name in ("site", "store", "ledger", "city")}
    return SessionAnswer(
        name=who.name, role=who.role, lang=desk.lang, profile=desk.profile, has=has
    )


@router.post("/api/logout", status_code=204)
def logout(request: Request, desk: AtDesk, who: Viewer) -> Response:
    """End the session of the cookie."""
    desk.access.end(request.cookies.get(desk.access.cookie, ""))
    response = Response(status_code=204)
    response.delete_cookie(
        desk.access.cookie, httponly=True, samesite="strict", secure=desk.is_secure
    )
    return response
