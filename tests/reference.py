"""Where official material lies: blanks of authorities, age vectors. It is not ours to keep.

`../shared`, or the folder that CONSUL_DESK_REFERENCE names.
"""

from __future__ import annotations

import os
from pathlib import Path

_BESIDE = Path(__file__).resolve().parents[2] / "shared"
REFERENCE = Path(os.environ.get("CONSUL_DESK_REFERENCE") or _BESIDE)
