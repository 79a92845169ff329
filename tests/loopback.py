"""Sockets are closed but to the loopback: a test that reaches out fails, on every machine alike."""

import ipaddress
import sys


class SocketClosedError(RuntimeError):
    """A test tried to reach something that is not this machine."""


def close_sockets() -> None:
    """Refuse, from now on in this process, every connect and look-up that Python does beyond the loopback.

    An audit hook rather than a patched class: it also sees asyncio and libraries that were imported
    before, and cannot be taken away. Child processes are not covered.
    """
    sys.addaudithook(_keep_closed)


def _keep_closed(event: str, arguments: tuple[object, ...]) -> None:
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = arguments[1]
        if isinstance(address, tuple) and not _is_loopback(address[0]):
            raise SocketClosedError(f"tests may only reach the loopback, not {address[0]!r}")
    elif event == "socket.getaddrinfo" and not _is_loopback(arguments[0]):
        raise SocketClosedError(f"tests may not look up names: {arguments[0]!r}")


def _is_loopback(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode()
    if host in {None, "", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False
