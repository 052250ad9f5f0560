"""What this vault remembers about itself, by name. Comes in: a session. Goes out: text."""

from __future__ import annotations

from sqlmodel import Session

from consul_desk.vault.tables import SettingTable


def read_setting(session: Session, name: str) -> str:
    """Look a setting up; empty where there is none."""
    row = session.get(SettingTable, name)
    return row.value if row else ""


def write_setting(session: Session, name: str, value: str) -> None:
    """Set it, or set it anew."""
    session.merge(SettingTable(name=name, value=value))
