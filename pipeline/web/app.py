"""The application: one table of routers, one guard before them, one place for refusals."""

from importlib import import_module
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from pipeline.errors import SightlineError
from pipeline.version import VERSION
from pipeline.web.desk import Desk
from pipeline.web.guards import Guard
from pipeline.web.refusals import Refusal, of_error, of_http, of_refusal, of_validation
from pipeline.web.rights import declared_role

ROUTERS = (
    "page_routes",
    "font_routes",
    "session_routes",
    "site_routes",
    "plan_routes",
    "import_routes",
    "today_routes",
    "event_routes",
    "ledger_routes",
    "city_routes",
    "log_routes",
)
"""Modules of this package, each with its `router`."""


def application(desk: Desk) -> FastAPI:
    """Return the application of a desk; ValueError for a route that does not say whom it is for."""
    app = FastAPI(
        title="Sightline", version=VERSION, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.desk = desk
    for name in ROUTERS:
        add_routes(app, import_module(f"pipeline.web.{name}").router.routes)
    app.add_middleware(Guard, desk=desk)
    app.add_exception_handler(Refusal, of_refusal)
    app.add_exception_handler(SightlineError, of_error)
    app.add_exception_handler(RequestValidationError, of_validation)
    app.add_exception_handler(HTTPException, of_http)
    return app


def add_routes(app: FastAPI, routes: Any) -> None:
    """Add routes, each of which must say whom it is for."""
    for route in routes:
        assert isinstance(route, APIRoute)
        declared_role(route)
        app.router.routes.append(route)
