"""Set-up, last step: two groups of the sheet, typed back by whoever has it in her hand."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from consul_desk.errors import ConsulDeskError
from consul_desk.messages import explain
from consul_desk.vault.recovery import GROUP_LETTERS, RecoveryCode, ask_back
from ui.desk import Desk
from ui.theme import Tone
from ui.unlock.frame import DoorPart
from ui.widgets.form import FormField
from ui.widgets.labels import Label, StateLabel

_MOST_TYPED = 20


class TypeBackPart(DoorPart):
    """Two fields, for two groups drawn at random."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._code: RecoveryCode | None = None
        self.numbers = ask_back()
        self._intro = Label(Tone.MUTED)
        self.rows.addWidget(self._intro)
        self.lines: list[QLineEdit] = []
        self._fields: list[FormField] = []
        self.states: list[StateLabel] = []
        for _number in self.numbers:
            self._add_line()
        self.lines[0].returnPressed.connect(self.lines[1].setFocus)
        self.lines[-1].returnPressed.connect(self.entered)
        self.setFocusProxy(self.lines[0])
        self.retranslate()

    def ask(self, code: RecoveryCode) -> None:
        """Ask for two groups of this code; other ones at each new attempt."""
        self._code = code
        self.numbers = ask_back()
        for line in self.lines:
            line.clear()
        self.retranslate()

    def title(self) -> str:
        """What the card is headed with."""
        return self._desk.language.gettext("Type two groups back")

    def main_text(self) -> str:
        """What the main button says."""
        return self._desk.language.gettext("Create the vault")

    def is_ready(self) -> bool:
        """Whether both groups are those of the sheet."""
        problems = (self._problem(place) for place in range(len(self.numbers)))
        return self._code is not None and not any(problems)

    def retranslate(self) -> None:
        """Say every word."""
        language = self._desk.language
        self._intro.setText(
            language.gettext(
                "Read them from the sheet. So you know that it is printed or copied right; "
                "nobody can show it to you a second time."
            )
        )
        text = language.gettext("Group {number} of the sheet")
        for place, (field, number) in enumerate(zip(self._fields, self.numbers, strict=True)):
            field.speak(text.format(number=number))
            self._show_state(place)

    def _add_line(self) -> None:
        line, state = QLineEdit(), StateLabel()
        line.setMaxLength(_MOST_TYPED)
        line.setProperty("code", "true")
        field = FormField(line)
        field.rows.addWidget(state)
        self.lines.append(line)
        self._fields.append(field)
        self.states.append(state)
        self.rows.addWidget(field)
        line.textChanged.connect(self._on_line_changed)

    def _on_line_changed(self) -> None:
        for place in range(len(self.numbers)):
            self._show_state(place)
        self.changed.emit()

    def _problem(self, place: int) -> ConsulDeskError | None:
        if self._code is None:
            return None
        try:
            self._code.require_group(self.numbers[place], self.lines[place].text())
        except ConsulDeskError as error:
            return error
        return None

    def _show_state(self, place: int) -> None:
        language, state = self._desk.language, self.states[place]
        typed = sum(letter.isalnum() for letter in self.lines[place].text())
        problem = self._problem(place)
        if problem is None:
            state.say(language.gettext("This group is right."), Tone.OK)
        elif typed < GROUP_LETTERS:
            text = language.gettext("Five letters and digits.")
            state.say(text, Tone.MUTED, "info")
        else:
            said = explain(problem, language)
            state.say(f"{said.happened} {said.to_do}", Tone.DANGER)
