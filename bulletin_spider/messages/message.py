"""A message to a person."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class MessageKind(StrEnum):
    """The type of a message, in Apprise's words: services show each in its own colour."""

    FAILURE = "failure"
    WARNING = "warning"
    SUCCESS = "success"
    INFO = "info"


class Message(NamedTuple):
    """A message to a person."""

    title: str
    body: str
    kind: MessageKind = MessageKind.FAILURE
