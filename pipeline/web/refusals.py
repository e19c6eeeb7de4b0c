"""Every refusal as a status and one sentence: the one place where errors become answers."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from pipeline.domain.label import Label, Language
from pipeline.errors import (
    DiskFullError,
    InputError,
    InterruptedRunError,
    LedgerError,
    SightlineError,
    SiteFileError,
    StorageError,
    UnavailableError,
    UnknownNameError,
    UsageError,
)

STATUSES: Mapping[type[SightlineError], int] = {
    UnknownNameError: 404,
    LedgerError: 409,
    InputError: 422,
    UsageError: 400,
    UnavailableError: 503,
    DiskFullError: 507,
    StorageError: 503,
    InterruptedRunError: 503,
    SightlineError: 500,
}
"""The nearest of its ancestors decides for an error."""

OF_OURS = Label(
    "服务内部故障，请查看其日志并报告", "a fault of ours; please look into the log, and report it"
)
NOT_NOW = Label(
    "所需的数据或服务目前不可用，原因见服务日志",
    "what this needs is not to be had now; the server's own output says why",
)
NO_ROOM = Label("服务器磁盘空间不足", "the server has no room left to write")
NO_SUCH = {
    400: Label("请求的内容不成立", "the request does not hold what it should"),
    404: Label("没有这个页面", "there is no such page"),
    405: Label("此地址不支持这种请求", "this is not to be asked in that way"),
}
Problems = Sequence[Mapping[str, Any]]


class Refusal(Exception):  # noqa: N818 - it refuses, and is no error of ours
    """A request that is answered with a status, a sentence in both languages, and more."""

    def __init__(
        self, status: int, told: Label, headers: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(told.en)
        self.status, self.told, self.headers, self.more = status, told, headers, more


def language_of(request: Request) -> Language:
    """Return the language that a page asks for, or the server's own."""
    asked = request.headers.get("accept-language", "")[:2].lower()
    if asked in ("zh", "en"):
        return "zh" if asked == "zh" else "en"
    desk = getattr(request.app.state, "desk", None)
    return desk.lang if desk else "en"


def answer(
    status: int, message: str, headers: Mapping[str, str] | None = None, **more: Any
) -> JSONResponse:
    """Return a refusal as it is sent."""
    return JSONResponse({"error": {"message": message, **more}}, status, dict(headers or {}))


def of_refusal(request: Request, error: Exception) -> JSONResponse:
    """Answer a refusal of our own."""
    assert isinstance(error, Refusal)
    return answer(error.status, error.told.told(language_of(request)), error.headers, **error.more)


def of_error(request: Request, error: Exception) -> JSONResponse:
    """Answer an error of the tree."""
    assert isinstance(error, SightlineError)
    language = language_of(request)
    status = next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)
    if isinstance(error, SiteFileError):
        count = len(error.problems)
        words = Label(f"{count} 处不成立", "1 problem" if count == 1 else f"{count} problems")
        return answer(status, words.told(language), problems=problems_of(error, language))
    if isinstance(error, StorageError | UnavailableError):
        return answer(status, kept_here(error).told(language))
    told = error.told(language) if isinstance(error, InputError | UsageError) else str(error)
    return answer(status, told.splitlines()[0] if told else OF_OURS.told(language))


def kept_here(error: SightlineError) -> Label:
    """Return what others are told of an error that names files and machines of ours.

    The rest is printed on stderr, for whoever keeps the server.
    """
    sys.stderr.write(f"{type(error).__name__}: {error}\n")
    sys.stderr.flush()
    return NO_ROOM if isinstance(error, DiskFullError) else NOT_NOW


def problems_of(error: SiteFileError, language: Language) -> Problems:
    """Return the problems of a site, each with its place, as `sightline check` words them.

    The remedy stands behind a semicolon in their sentence, where there is one.
    """
    found = []
    for problem in error.problems:
        words = problem.wording.told(language)
        message, _, remedy = words.replace("；", "; ").partition("; ")
        entry = {"where": problem.field, "message": words if not remedy else message}
        found.append(entry | ({"remedy": remedy} if remedy else {}))
    return found


def of_http(request: Request, error: Exception) -> JSONResponse:
    """Answer what the router refuses: no such page, no such method."""
    assert isinstance(error, HTTPException)
    told = NO_SUCH.get(error.status_code, Label(str(error.detail), str(error.detail)))
    return answer(error.status_code, told.told(language_of(request)), error.headers)


def of_validation(request: Request, error: Exception) -> JSONResponse:
    """Answer a body or a query that is not what its route takes."""
    assert isinstance(error, RequestValidationError)
    wanted = Label("请求的内容不成立", "the request does not hold what it should")
    problems = [
        {"where": ".".join(map(str, each["loc"])), "message": str(each["msg"])}
        for each in error.errors()[:20]
    ]
    is_json = any(each["type"] == "json_invalid" for each in error.errors())
    return answer(400 if is_json else 422, wanted.told(language_of(request)), problems=problems)
