"""Every expected error of the program, whichever module it stands in."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from consul_desk import errors
from consul_desk.errors import ConsulDeskError, casework, exchange, vault

MODULES = (errors, vault, casework, exchange)


def error_classes() -> Iterator[type[ConsulDeskError]]:
    """The root first."""
    yield ConsulDeskError
    for module in MODULES:
        for _, found in inspect.getmembers(module, inspect.isclass):
            if issubclass(found, ConsulDeskError) and found is not ConsulDeskError:
                yield found
