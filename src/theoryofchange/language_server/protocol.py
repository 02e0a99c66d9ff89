"""Requests that cannot be read or are refused: an answer, and one line in the log."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from typing import Any

from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.protocol import LanguageServerProtocol, json_rpc

_LOG = logging.getLogger(json_rpc.__name__)


@dataclass(frozen=True, slots=True)
class _Unreadable:
    """A request, or a notification without ``id``, of which the parameters are not as agreed."""

    id: Any
    method: str


class Protocol(LanguageServerProtocol):
    """The protocol, in which a request is answered even where its parameters cannot be read."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        _LOG.addFilter(_told_in_one_line)

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Return what a message says, or that it cannot be read."""
        try:
            return super().structure_message(data)
        except JsonRpcException:
            if "method" not in data:
                raise
            return _Unreadable(data.get("id"), str(data["method"]))

    def handle_message(self, message: Any) -> None:
        """Answer a message; one that asks for nothing and cannot be read is left at the log."""
        if not isinstance(message, _Unreadable):
            super().handle_message(message)
        elif message.id is not None:
            error = JsonRpcInvalidParams(f"{message.method} takes other parameters")
            self._send_response(message.id, error=error.to_response_error())


def _told_in_one_line(record: logging.LogRecord) -> bool:
    """Let what is refused, or cannot be read, be logged without where in the code that was."""
    said = record.getMessage()
    error = record.exc_info[1] if record.exc_info else None
    if said.startswith("Unable to deserialize"):
        error = sys.exc_info()[1]
    elif not isinstance(error, JsonRpcException):
        return True
    lines = said.splitlines()[0], *str(error).splitlines()[:1]
    record.msg, record.args, record.exc_info = ": ".join(lines), None, None
    return True
