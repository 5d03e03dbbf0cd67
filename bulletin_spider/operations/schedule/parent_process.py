"""Let a process end with the one that started it, however that one ends. Only Linux can do this."""

from __future__ import annotations

import os
import signal
import sys

VARIABLE = "BULLETIN_ENDS_WITH"
"""Environment variable of a process of ``bulletin``: the number of the process that starts it, and with which it ends.
"""
_SIGNAL_AT_PARENTS_DEATH = 1
"""PR_SET_PDEATHSIG of Linux."""


def end_with_parent(parent: int) -> None:
    """Let the kernel kill this process when ``parent``, which started it, ends; at once if it has ended already.

    More exactly, when the thread of ``parent`` ends that started this process. The processes that this one starts are
    not concerned. Elsewhere than on Linux nothing happens.
    """
    if sys.platform != "linux":
        return
    import ctypes  # noqa: PLC0415 - few processes need it

    ctypes.CDLL(None).prctl(_SIGNAL_AT_PARENTS_DEATH, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before the kernel was asked
        os.kill(os.getpid(), signal.SIGKILL)


def obey_variable() -> None:
    """End with the parent if the environment asks for it, and take that out of the environment of later processes."""
    if (parent := os.environ.pop(VARIABLE, "")).isdecimal():
        end_with_parent(int(parent))
