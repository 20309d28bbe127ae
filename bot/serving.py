"""An ASGI application in the running event loop, which leaves the signals to its host."""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

from bot.errors import AddressUnusable

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


def listen(host: str, port: int, *, is_shared: bool = False) -> socket.socket:
    """A socket that is bound to an address.

    Args:
        host: a name or an address of this machine.
        port: 0 for any free one.
        is_shared: whether other processes may listen there too, as the next one does before the
            last one has ended.

    Raises:
        AddressUnusable: another program listens there, or it is none of this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, reuse_port=is_shared)
    except OSError as error:
        raise AddressUnusable(host, port, error.strerror or str(error)) from error
    # asyncio sets it only on sockets that name their protocol; without it each call takes 44 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def is_loopback(host: str) -> bool:
    """Whether only programs of this machine reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


@asynccontextmanager
async def serving(application: ASGIApp, listener: socket.socket) -> AsyncIterator[None]:
    """Serve for as long as the context lasts; what is open a second after its end is cut off.

    Args:
        application: what answers.
        listener: a bound socket; it is closed at the end.
    """
    config = uvicorn.Config(
        application,
        log_level="warning",
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await server.is_listening.wait()
        yield
    finally:
        server.should_exit = True
        await task
        listener.close()


class _Server(uvicorn.Server):
    """A uvicorn without signal handlers, which says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_listening = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_listening.set()
