"""The kinds of edits that are disturbed, by name."""

from __future__ import annotations

from tests.faults.scenario import Scenario
from tests.faults.scenario_clock import Clock
from tests.faults.scenario_edit import Edit
from tests.faults.scenario_import import Import
from tests.faults.scenario_migrate import Migrate

SCENARIOS: dict[str, Scenario] = {
    "edit": Edit(),
    "import": Import(),
    "migration": Migrate(),
}
"""Disturbed by crashes and disk errors."""

ALL = SCENARIOS | {"clock": Clock()}
"""What a child can play."""
