"""OpenAPI of the contract: its schemas come from the message structs themselves."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from pos.wire import messages

_REFERENCE = "#/components/schemas/{name}"
_MESSAGES = tuple(
    kind
    for kind in vars(messages).values()
    if isinstance(kind, type) and issubclass(kind, messages.Message)
)


def documented(
    *, answer: type[messages.Message], request: type[messages.Message] | None = None
) -> dict[str, Any]:
    """Return what a route's decorator needs to tell which messages it takes and gives."""
    extra: dict[str, Any] = {}
    if request is not None:
        extra["requestBody"] = {"required": True, "content": _content(request)}
    return {
        "openapi_extra": extra,
        "responses": {
            200: {"description": "Done.", "content": _content(answer)},
            "default": {"description": "Refused.", "content": _content(messages.RefusalAnswer)},
        },
    }


def install_openapi(app: FastAPI) -> None:
    """Make the application describe itself at /openapi.json."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _described(app: FastAPI) -> dict[str, Any]:
    described: dict[str, Any] = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    _, schemas = msgspec.json.schema_components(_MESSAGES, ref_template=_REFERENCE)
    components = described.setdefault("components", {})
    # FastAPI's own schemas of a refusal do not apply: every refusal is a RefusalAnswer.
    components["schemas"] = schemas
    for operation in _operations(described):
        operation["responses"].pop("422", None)
    return described


def _operations(described: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in described["paths"].values() for operation in path.values()]


def _content(kind: type[messages.Message]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": _REFERENCE.format(name=kind.__name__)}}}
