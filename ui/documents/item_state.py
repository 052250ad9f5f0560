"""How a checklist item stands: words, tone and icon, the same on every page."""

from __future__ import annotations

from consul_desk.language import Language
from consul_desk.workflows.checklist import ChecklistItem
from ui.theme import Tone


def item_words(item: ChecklistItem, language: Language) -> tuple[str, Tone, str]:
    """Say whether a document is there.

    Returns:
        Shape: words, tone, name of the icon; what `StateLabel.say` takes.
    """
    _ = language.gettext
    if item.attached and not item.is_open:
        words = language.ngettext(
            "{count} file is here", "{count} files are here", item.attached
        )
        return words.format(count=item.attached), Tone.OK, "ok"
    if item.on_request:
        return _("only if the authority asks for it"), Tone.MUTED, "info"
    if not item.needed:
        return _("not needed after the answers so far"), Tone.MUTED, "remove"
    if item.wanted == 1:
        return _("missing"), Tone.WARNING, "warning"
    words = _("{attached} of {wanted} are here")
    said = words.format(attached=item.attached, wanted=item.wanted)
    return said, Tone.WARNING, "partial" if item.attached else "warning"
