"""What tests share: official material, the order of work, and what CI makes of a skip.

A `reference` test skips itself where the material is not at hand, except in CI: there a
skip would hide that nothing was compared.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.reference import REFERENCE

_REQUIRED = os.environ.get("CI") == "true"


@pytest.fixture(scope="session")
def reference_folder() -> Path:
    """The folder of official material; skips the test where there is none."""
    if not REFERENCE.is_dir():
        pytest.skip(f"no reference material in {REFERENCE}")
    return REFERENCE


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow ones, so that no worker is left alone with them at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if _REQUIRED and report.skipped and item.get_closest_marker("reference"):
        report.outcome = "failed"
        report.longrepr = f"reference test did not run: {report.longreprtext}"
    return report
