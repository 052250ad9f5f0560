"""What the process refuses to leave behind: no core dump, no reading by its neighbours.

Comes in: nothing. Goes out: a process whose memory is not written to disk when it crashes,
and which other programs of the same user can neither attach to nor read. Called first, before
any secret exists. Against malware that runs as the same user for long it is a hurdle, no wall.
"""

from __future__ import annotations

import sys

_PR_SET_DUMPABLE = 4
_PT_DENY_ATTACH = 31
_NO_ERROR_BOXES = 0x0001 | 0x0002
"""SEM_FAILCRITICALERRORS and SEM_NOGPFAULTERRORBOX: no crash report with memory in it."""


def harden() -> None:
    """Close the process to dumps and debuggers. Costs a millisecond or two.

    What it cannot get from the system it goes without: it is no reason not to start.

    Source:
        prctl(2), setrlimit(2), ptrace(2) of macOS, SetErrorMode (Microsoft Learn), checked
        2026-11-24.
    """
    import ctypes

    if sys.platform == "win32":
        ctypes.windll.kernel32.SetErrorMode(_NO_ERROR_BOXES)
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    system = ctypes.CDLL(None)
    if sys.platform == "linux":
        system.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    elif sys.platform == "darwin":
        system.ptrace(_PT_DENY_ATTACH, 0, 0, 0)
