"""A load balancer before several bots: each push to the next one, past those that do not answer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.serving import listen, serving


@asynccontextmanager
async def balanced(port: int, behind: list[int]) -> AsyncIterator[None]:
    """Hand what comes to a port on to those behind it, in turn."""
    turn = 0
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:

        async def hand_on(request: Request) -> Response:
            nonlocal turn
            body = await request.body()
            # A length of its own is set anew.
            headers = {name: value for name, value in request.headers.items() if name[0] == "x"}
            turn += 1
            for number in range(len(behind)):
                to = behind[(turn + number) % len(behind)]
                url = f"http://127.0.0.1:{to}{request.url.path}"
                try:
                    found = await client.post(url, content=body, headers=headers)
                except httpx.TransportError:
                    continue
                return Response(found.content, found.status_code)
            return Response(status_code=502)

        app = Starlette(routes=[Route("/{path:path}", hand_on, methods=["POST"])])
        async with serving(app, listen("127.0.0.1", port)):
            yield
