"""Requests that cannot be read, and requests that are refused."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from pygls.exceptions import JsonRpcException

from theoryofchange.language_server.answers import REFUSED, language_server


class Wire:
    """What a server sends."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    def write(self, data: bytes) -> None:
        self.sent.append(json.loads(data))


def sent(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what a server answers to a message as it comes over the wire."""
    server = language_server(today=lambda: dt.date(2026, 6, 30))

    @server.feature("toc/refused")
    def refused(params: Any) -> None:
        raise JsonRpcException("two words cannot be an id", REFUSED)

    wire, protocol = Wire(), server.protocol
    protocol.set_writer(wire, include_headers=False)
    text = json.dumps({"jsonrpc": "2.0", **message})
    protocol.handle_message(json.loads(text, object_hook=protocol.structure_message))
    return wire.sent


@pytest.mark.parametrize("params", [{"x": 1}, {}, [], 5, None])
def test_wrong_parameters_are_answered_as_such(
    params: object, caplog: pytest.LogCaptureFixture
) -> None:
    (answer,) = sent({"id": 7, "method": "textDocument/hover", "params": params})
    assert answer["id"] == 7
    assert answer["error"]["code"] == -32602
    assert answer["error"]["message"] == "textDocument/hover takes other parameters"
    assert len(caplog.text.splitlines()) == 1


def test_a_notification_that_cannot_be_read_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert sent({"method": "textDocument/didOpen", "params": {"x": 1}}) == []
    assert len(caplog.text.splitlines()) == 1


def test_a_refusal_is_answered_and_one_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    (answer,) = sent({"id": "a", "method": "toc/refused", "params": {}})
    assert answer["error"] == {"code": REFUSED, "message": "two words cannot be an id"}
    (line,) = caplog.text.splitlines()
    assert line.endswith("two words cannot be an id")
