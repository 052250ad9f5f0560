"""Comparing a contact's 60 digits: tick the groups that are the same, or type what you hear."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGridLayout, QLineEdit, QStackedLayout, QToolButton, QWidget

from consul_desk.exchange.contacts import ContactRow, verify_contact
from consul_desk.vault.vault import Vault
from ui import theme
from ui.desk import Desk
from ui.exchange.fingerprint import ACROSS, groups_of
from ui.icons import icon
from ui.theme import Tone
from ui.widgets.buttons import LinkButton
from ui.widgets.dialog import Dialog
from ui.widgets.labels import Label

DIGITS = 60


def _verify(contact_id: str, digits: str, vault: Vault) -> None:
    verify_contact(vault, contact_id, digits)


class VerifyDialog(Dialog):
    """Makes a contact verified, once both people have the same digits before them."""

    def __init__(self, desk: Desk, contact: ContactRow, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self._contact = contact
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        self.explanation = Label()
        self.groups = _GroupButtons(self._contact.fingerprint_digits)
        self.line = QLineEdit()
        self.line.setMaxLength(2 * DIGITS)
        self.other_way = LinkButton()
        self.other_way.setCheckable(True)
        self._ways = QStackedLayout()
        self._ways.addWidget(self.groups)
        self._ways.addWidget(self.line)
        self.body.addWidget(self.explanation)
        self.body.addLayout(self._ways)
        self.body.addWidget(self.other_way, 0, Qt.AlignmentFlag.AlignLeft)

    def _connect(self) -> None:
        self.other_way.clicked.connect(self._on_other_way_clicked)
        self.line.textEdited.connect(self._judge)
        for button in self.groups.buttons:
            button.toggled.connect(self._judge)
        self.main.clicked.connect(self._on_main_clicked)

    def retranslate(self) -> None:
        """Say how to compare."""
        super().retranslate()
        _ = self._desk.language.gettext
        name = self._contact.name
        self.setWindowTitle(_("Compare the digits"))
        self.heading.setText(_("Is this the card of {name}?").format(name=name))
        self.explanation.setText(
            _(
                "Meet, or call on a line you trust. {name} reads the 60 digits from the page "
                "“My card”. Tick every group that is the same here. If one differs, stop: "
                "somebody may have put another card in its place."
            ).format(name=name)
        )
        typing = self.other_way.isChecked()
        self.other_way.setText(
            _("Tick the groups instead") if typing else _("Type the digits instead")
        )
        self.line.setAccessibleName(_("The 60 digits that you hear"))
        self.line.setPlaceholderText(_("60 digits, with or without spaces"))
        self.main.setText(_("All digits are the same"))
        self._judge()

    def _judge(self) -> None:
        typed = "".join(self.line.text().split())
        is_typed = len(typed) == DIGITS and typed.isascii() and typed.isdigit()
        typing = self.other_way.isChecked()
        self.main.setEnabled(is_typed if typing else self.groups.all_ticked())

    def _on_other_way_clicked(self) -> None:
        typing = self.other_way.isChecked()
        self._ways.setCurrentWidget(self.line if typing else self.groups)
        self.retranslate()

    def _on_main_clicked(self) -> None:
        heard = self.line.text() if self.other_way.isChecked() else None
        digits = heard or self._contact.fingerprint_digits
        work = partial(_verify, self._contact.id, digits)
        self._desk.run(work, self, self._on_verified, self.show_error)

    def _on_verified(self, _nothing: None) -> None:
        self.accept()


class _GroupButtons(QWidget):
    """The 12 groups as buttons that can be ticked, in rows of three."""

    def __init__(self, digits: str) -> None:
        super().__init__()
        self.buttons: list[QToolButton] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.GRID)
        for number, group in enumerate(groups_of(digits)):
            button = QToolButton()
            button.setText(group)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            tick = icon("done", QColor("transparent"), theme.colour(Tone.ACCENT))
            button.setIcon(tick)
            grid.addWidget(button, number // ACROSS, number % ACROSS)
            self.buttons.append(button)

    def all_ticked(self) -> bool:
        """Tell whether every group was found to be the same."""
        return all(button.isChecked() for button in self.buttons)
