"""Nothing here reaches beyond this machine: not the tests, and not the program they start."""

from __future__ import annotations

import socket
import urllib.request

import pytest
from pytest_socket import SocketConnectBlockedError

REFUSED = SocketConnectBlockedError
NAMED = "tried to use socket"
OUTSIDE = ("192.0.2.1", 443)  # TEST-NET-1: nobody has it (RFC 5737)


def test_a_connection_to_another_machine_is_refused_before_it_is_tried() -> None:
    with socket.socket() as probe, pytest.warns(UserWarning, match=NAMED), pytest.raises(REFUSED):
        probe.connect(OUTSIDE)


def test_a_library_that_would_call_out_is_refused_too() -> None:
    with pytest.warns(UserWarning, match=NAMED), pytest.raises(REFUSED):
        urllib.request.urlopen(f"https://{OUTSIDE[0]}/", timeout=1)


def test_this_machine_may_be_reached() -> None:
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())

        assert client.getpeername() == server.getsockname()
