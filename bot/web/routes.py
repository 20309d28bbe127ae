"""`/healthz`, `/readyz` and `/metrics`."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.web.metrics import Metrics

# Says why the bot cannot answer at this moment; None where it can.
Readiness = Callable[[], str | None]


def routes(metrics: Metrics, unready: Readiness) -> list[Route]:
    """The routes that every bot serves.

    `/healthz` says that the process is alive, `/readyz` whether questions are answered.
    """

    async def health(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def ready(_: Request) -> Response:
        reason = unready()
        return PlainTextResponse(f"{reason or 'ready'}\n", 503 if reason else 200)

    async def measured(_: Request) -> Response:
        return Response(metrics.text(), media_type=metrics.content_type)

    return [
        Route("/healthz", health),
        Route("/readyz", ready),
        Route("/metrics", measured),
    ]
