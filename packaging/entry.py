"""Where the packaged programs begin: the window, and `consul-desk` beside it.

Both are the same file under two names. `--self-test` needs no screen: it runs the verb
`self-test`, paints the first window, and ends with 0 only if all went well.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

COMMAND_LINE = "consul-desk"


def main() -> int:
    """Start what was asked for by name or option."""
    if "--self-test" in sys.argv[1:]:
        return self_test()
    if Path(sys.executable).stem == COMMAND_LINE:
        from consul_desk.cli import main as command_line

        return command_line()
    from ui.app import main as window

    return window()


def self_test() -> int:
    """Try the core through the command line, then the window."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from consul_desk.cli import main as command_line

    status = command_line(["self-test"])
    painted = paints_first_screen()
    sys.stdout.write(f"window: {'ok' if painted else 'FAILED'}\n")
    return status or int(not painted)


def paints_first_screen() -> bool:
    """Tell whether the first screen shows anything; a missing plug-in would end the process."""
    from ui.app import start

    app, window = start(sys.argv[:1])
    app.processEvents()
    picture = window.grab().toImage()
    colours = {picture.pixel(x, picture.height() // 2) for x in range(picture.width())}
    window.close()
    return len(colours) > 1


if __name__ == "__main__":
    sys.exit(main())
