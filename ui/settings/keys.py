"""Keys: what opens this vault, and how each of these ways is made anew."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout

from consul_desk.exchange.pieces import HoldersRow, piece_holders
from consul_desk.language import N_, Language
from consul_desk.vault.access import SlotRow
from consul_desk.vault.header import SlotKind
from consul_desk.vault.vault import Vault
from ui import theme
from ui.desk import Desk
from ui.settings.change_passphrase import PassphraseCard
from ui.settings.keystore import KeystoreCard
from ui.settings.recovery_cards import SharingCard, SheetCard
from ui.settings.section import Section
from ui.theme import Tone
from ui.widgets.containers import Card, clear
from ui.widgets.labels import Heading, Label, StateLabel

SLOT_WORDS = {
    SlotKind.PASSPHRASE: N_("Passphrase"),
    SlotKind.RECOVERY: N_("Recovery sheet"),
    SlotKind.SHARED: N_("Shared recovery"),
}


@dataclass(frozen=True, slots=True)
class _Keys:
    """What the section shows."""

    owner: str
    slots: tuple[SlotRow, ...]
    holders: HoldersRow | None

    def has(self, kind: SlotKind) -> bool:
        """Whether this way is open."""
        return any(slot.kind is kind for slot in self.slots)


def _read(vault: Vault) -> _Keys:
    return _Keys(vault.owner, vault.slots, piece_holders(vault))


class KeysSection(Section):
    """The list of ways on top, then a card for each."""

    shows = frozenset({"setting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._keys: _Keys | None = None
        self._build()
        self._connect()
        self.retranslate()

    def reload(self) -> None:
        """Ask what opens the vault."""
        self._desk.run(_read, self, self._show_keys)
        self.keystore.reload()

    def retranslate(self) -> None:
        """Say every word."""
        _ = self._desk.language.gettext
        self._heading.setText(_("What opens this vault"))
        self._why.setText(
            _("Each of these opens everything. Whoever has none of them opens nothing.")
        )
        if self._keys is not None:
            self._say_slots(self._keys)

    def _build(self) -> None:
        self._heading, self._why = Heading(), Label(Tone.MUTED)
        self.slots = QVBoxLayout()
        self.slots.setSpacing(theme.GRID)
        ways = Card()
        ways.rows.addWidget(self._heading)
        ways.rows.addWidget(self._why)
        ways.rows.addLayout(self.slots)
        self.passphrase, self.sheet = PassphraseCard(self._desk), SheetCard(self._desk)
        self.keystore, self.sharing = KeystoreCard(self._desk), SharingCard(self._desk)
        for card in (ways, self.passphrase, self.sheet, self.keystore, self.sharing):
            self.rows.addWidget(card)
        self.rows.addStretch(1)

    def _connect(self) -> None:
        for card in (self.passphrase, self.sheet, self.keystore, self.sharing):
            card.changed.connect(self.reload)

    def _show_keys(self, keys: _Keys) -> None:
        self._keys = keys
        self.passphrase.name_owner(keys.owner)
        self.sheet.show_state(has_sheet=keys.has(SlotKind.RECOVERY))
        self.keystore.show_state(
            is_on=any(slot.needs_keystore for slot in keys.slots),
            has_sheet=keys.has(SlotKind.RECOVERY),
        )
        self.sharing.show_holders(keys.holders if keys.has(SlotKind.SHARED) else None)
        self.retranslate()

    def _say_slots(self, keys: _Keys) -> None:
        clear(self.slots)
        for slot in keys.slots:
            line = StateLabel()
            line.say(slot_words(slot, self._desk.language), Tone.OK)
            self.slots.addWidget(line)
        if not keys.has(SlotKind.RECOVERY):
            line = StateLabel()
            words = self._desk.language.gettext(
                "No recovery sheet: if the passphrase is forgotten, everything is lost."
            )
            line.say(words, Tone.WARNING)
            self.slots.addWidget(line)


def slot_words(slot: SlotRow, language: Language) -> str:
    """Say what opens the vault, and since when."""
    _ = language.gettext
    name = _(SLOT_WORDS[slot.kind])
    if slot.needs_keystore:
        name = _("Passphrase, together with this computer’s keystore")
    if slot.made_at is None:
        return name
    words = _("{way}, since {day}")
    return words.format(way=name, day=language.long_date(slot.made_at.astimezone().date()))
