"""The kinds of edits that are disturbed, by name."""

from __future__ import annotations

from tests.faults.scenario import Scenario
from tests.faults.scenario_backup import MakeBackup, Restore
from tests.faults.scenario_clock import Clock
from tests.faults.scenario_edit import Edit
from tests.faults.scenario_erase import Erase
from tests.faults.scenario_found import Found
from tests.faults.scenario_import import Import
from tests.faults.scenario_migrate import Migrate
from tests.faults.scenario_panic import Panic
from tests.faults.scenario_slots import ChangePassphrase

SCENARIOS: dict[str, Scenario] = {
    "edit": Edit(),
    "import": Import(),
    "migration": Migrate(),
    "slot rewrite": ChangePassphrase(),
    "set-up": Found(),
    "panic": Panic(),
    "backup": MakeBackup(),
    "restore": Restore(),
    "erasure": Erase(),
}
"""Disturbed by crashes and disk errors."""

ALL = SCENARIOS | {"clock": Clock()}
"""What a child can play."""
