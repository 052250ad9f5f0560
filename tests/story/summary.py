"""Writes down what the story promised and kept, for people and for scripts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.story.play import Story


def write_summary(story: Story) -> None:
    """Write summary.json and summary.md into the story's folder."""
    content = _content(story)
    text = json.dumps(content, ensure_ascii=False, indent=2)
    (story.out / "summary.json").write_text(text + "\n", encoding="utf-8")
    (story.out / "summary.md").write_text(_page(content), encoding="utf-8")


def _content(story: Story) -> dict[str, Any]:
    return {
        "sample_data": True,
        "case": story.number,
        "promises": story.promises,
        "facts": story.facts,
        "files": [
            path.relative_to(story.out).as_posix()
            for name in ("papers", "pictures", "exchange")
            for path in sorted((story.out / name).iterdir())
        ],
        "calls": [
            {"who": who.name, "verb": call.command, "status": call.status, "s": call.seconds}
            for who in (story.consul, story.coordinator)
            for call in who.calls
        ],
    }


def _page(content: dict[str, Any]) -> str:
    lines = ["# The story of the sample family", "", "All data is invented.", ""]
    lines += [
        f"- [{'x' if kept else ' '}] {text}" for text, kept in content["promises"].items()
    ]
    lines += ["", "## Besides", ""]
    lines += [f"- {name}: {_shown(value)}" for name, value in content["facts"].items()]
    lines += ["", "## Files", "", *(f"- {_link(name)}" for name in content["files"])]
    lines += ["", "## Calls", "", "| who | consul-desk | status | s |", "|---|---|---|---|"]
    for call in content["calls"]:
        verb = call["verb"].replace("|", "\\|")
        lines.append(f"| {call['who']} | `{verb}` | {call['status']} | {call['s']:.1f} |")
    return "\n".join(lines) + "\n"


def _shown(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _link(name: str) -> str:
    return f"![]({name})" if Path(name).suffix == ".png" else f"[{name}]({name})"
