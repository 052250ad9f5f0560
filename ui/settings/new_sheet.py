"""A new recovery sheet: shown, printed or copied, two groups typed back, then it counts.

Until the groups were typed back the old sheet stays the one that opens the vault, so that
turning back, a crash or an empty printer cost nothing.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from consul_desk.vault.recovery import RecoveryCode
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.unlock.setup_sheet import SheetPart
from ui.unlock.setup_typed import TypeBackPart
from ui.widgets.containers import Column
from ui.widgets.dialog import Dialog

WIDTH = 760
HEIGHT = 560


def _owner(vault: Vault) -> str:
    return vault.owner


def _replace(code: RecoveryCode, vault: Vault) -> None:
    vault.replace_recovery_code(code)


class NewSheetDialog(Dialog):
    """Two pages: the sheet, and two of its groups typed back.

    Signals:
        replaced: the new sheet opens the vault now, and the old one no longer.
    """

    replaced = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent, WIDTH)
        self._build()
        self._connect()
        self.retranslate()
        desk.run(_owner, self, self.sheet.show_sheet_of)

    def retranslate(self) -> None:
        """Say the page that is shown."""
        super().retranslate()
        _ = self._desk.language.gettext
        self.setWindowTitle(_("New recovery sheet"))
        if self._is_typing():
            self.heading.setText(_("Type two groups back"))
            self.main.setText(_("Let the new sheet count"))
        else:
            self.heading.setText(_("New recovery sheet"))
            self.main.setText(_("Next"))
        self._judge()

    def reject(self) -> None:
        """Turn back: the old sheet stays; a code that nobody needs is wiped."""
        self._forget()
        super().reject()

    def _build(self) -> None:
        self.sheet, self.typed = SheetPart(self._desk), TypeBackPart(self._desk)
        self.pages = QStackedWidget()
        for part in (self.sheet, self.typed):
            column = Column(WIDTH)
            column.rows.addWidget(part)
            column.rows.addStretch(1)
            self.pages.addWidget(column)
        self.body.addWidget(self.pages, 1)
        self.ask_height(HEIGHT)

    def _connect(self) -> None:
        self.sheet.changed.connect(self._judge)
        self.sheet.failed.connect(self.show_error)
        self.typed.changed.connect(self._judge)
        self.typed.entered.connect(self.main.click)
        self.main.clicked.connect(self._on_main_clicked)

    def _is_typing(self) -> bool:
        return self.pages.currentIndex() == 1

    def _judge(self) -> None:
        part = self.typed if self._is_typing() else self.sheet
        self.main.setEnabled(part.is_ready())

    def _on_main_clicked(self) -> None:
        code = self.sheet.code
        if code is None:
            return
        self.show_error(None)
        if self._is_typing():
            self.main.setEnabled(False)
            self._desk.run(partial(_replace, code), self, self._on_replaced, self._on_failed)
            return
        self.pages.setCurrentIndex(1)
        self.typed.ask(code)
        self.typed.setFocus()
        self.retranslate()

    def _on_replaced(self, _nothing: None) -> None:
        self._forget()
        self.replaced.emit()
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self.show_error(error)
        self._judge()

    def _forget(self) -> None:
        if self.sheet.code is not None:
            self.sheet.code.wipe()
