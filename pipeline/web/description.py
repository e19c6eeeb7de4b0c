"""What the interface is, as OpenAPI 3.1 describes it; refusals are the same for every call."""

from typing import Any

from fastapi import FastAPI

from pipeline.web.answers import ConflictAnswer, ErrorAnswer

REFUSED = {
    "400": "the request is no request, or for another host",
    "401": "log in first",
    "403": "another role may do this, or the request comes from another site",
    "408": "the body took too long",
    "413": "the body is too long",
    "415": "the body is a form",
    "422": "what the request holds is not sound, problem by problem",
    "429": "too many of these; wait a little",
}
CONFLICT = {"/api/site": "put", "/api/site/diff": "post"}
PARTS = "#/components/schemas/{model}"
LIBRARY = ("HTTPValidationError", "ValidationError")
"""Models of refusals that are not ours, and that nobody is answered with."""


def description(app: FastAPI) -> dict[str, Any]:
    """Return the description of an application, which is made once."""
    if app.openapi_schema is None:
        app.openapi_schema = _made(app)
    return app.openapi_schema


def _made(app: FastAPI) -> dict[str, Any]:
    told = FastAPI.openapi(app)
    parts = told.setdefault("components", {}).setdefault("schemas", {})
    for model in (ErrorAnswer, ConflictAnswer):
        whole = model.model_json_schema(ref_template=PARTS)
        parts |= whole.pop("$defs", {})
        parts[model.__name__] = whole
    for name in LIBRARY:
        parts.pop(name, None)
    for path, calls in told["paths"].items():
        for method, call in calls.items():
            for status, words in REFUSED.items():
                call["responses"][status] = _answer(words, "ErrorAnswer")
            if CONFLICT.get(path) == method:
                call["responses"]["409"] = _answer("somebody was faster", "ConflictAnswer")
    return told


def _answer(words: str, model: str) -> dict[str, Any]:
    schema = {"$ref": PARTS.format(model=model)}
    return {"description": words, "content": {"application/json": {"schema": schema}}}
