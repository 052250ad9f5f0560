"""Where tests that need official material find it, and what CI makes of a skip.

Blanks and age vectors belong to others and are not part of this repository; `../shared`
holds them where they are at hand. A `reference` test skips itself without them, except in
CI: there a skip would hide that nothing was compared.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest

_REQUIRED = os.environ.get("CI") == "true"


@pytest.fixture(scope="session")
def reference_folder() -> Path:
    """The folder of official material; skips the test where there is none."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip(f"no reference material in {folder}")
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if _REQUIRED and report.skipped and item.get_closest_marker("reference"):
        report.outcome = "failed"
        report.longrepr = f"reference test did not run: {report.longreprtext}"
    return report
