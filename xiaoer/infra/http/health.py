"""`/healthz` (the process lives), `/readyz` (it can serve), `/metrics` (for Prometheus). Not in OpenAPI."""

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable, Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from xiaoer.infra.http.metrics import Metrics

Ready = Callable[[], Awaitable[Sequence[str]]]
_PATIENCE_S = 2.0


def health_routes(ready: Ready, metrics: Metrics) -> list[Route]:
    """Return the routes. `ready` gives what is missing, in words; nothing when all is well."""

    async def healthz(_: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def readyz(_: Request) -> Response:
        missing = await _missing(ready)
        body = {"status": "not ready" if missing else "ready", "missing": missing}
        return JSONResponse(body, 503 if missing else 200)

    async def metrics_text(request: Request) -> Response:
        if request.client is None or not from_inside(request.client.host):
            raise HTTPException(404)
        return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return [
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/metrics", metrics_text),
    ]


def from_inside(host: str) -> bool:
    """Return whether an address is loopback or private: figures of the business are not for the street."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_private


async def _missing(ready: Ready) -> list[str]:
    try:
        return list(await asyncio.wait_for(ready(), _PATIENCE_S))
    except TimeoutError:
        return [f"no answer within {_PATIENCE_S:g} s"]
    except Exception as error:  # noqa: BLE001  # whatever breaks the check means: not ready
        return [type(error).__name__]
