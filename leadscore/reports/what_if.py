"""Try other points in a notebook: what changes in last quarter's calls, and today."""

from __future__ import annotations

import asyncio
import html
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import lazy_loader  # type: ignore[import-untyped]

from leadscore.cards import Card, parse_card
from leadscore.cards.putting import same_file
from leadscore.cards.writing import save_card
from leadscore.errors import CardError, LeadscoreError, OutputError, UsageError
from leadscore.evaluation.card_difference.fields import Field, changed_card, fields_of
from leadscore.evaluation.card_difference.result import CardDifference
from leadscore.evaluation.card_difference.trials import CardTrials
from leadscore.project import Project
from leadscore.reports.showing import Shown, folded, table, told
from leadscore.settings import FILE_NAME
from leadscore.trying import card_trials
from leadscore.words import Language, say

# loaded when first used: only a notebook has use for it
widgets = lazy_loader.load("ipywidgets")
Widget: TypeAlias = Any  # ipywidgets has no types

#: Draws while a slider moves; all of them when it has stood still for so many seconds.
FEW, PAUSE = 200, 0.7
#: So many leads that enter and that leave the call list are shown.
SHOWN = 10
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}\.ya?ml")
#: Long words of a rule are wrapped, not cut.
_STYLE = (
    "<style>.leadscore-what-if .widget-label {white-space: normal; height: auto; "
    "line-height: 1.3; text-align: left}</style>"
)
_SECTIONS = ("fit", "behaviour", "group", "limit")


def what_if(project: Project) -> WhatIf:
    """Show the points card with a slider for each number, and what it would change.

    Parameters
    ----------
    project : Project
        Its features are built where they do not stand.

    Returns
    -------
    WhatIf
        Jupyter shows it by itself.

    Raises
    ------
    DataError, SettingsError, CardError, NotEnoughDataError
        As of :meth:`~leadscore.project.Project.build`.
    """
    project.build()
    trials = card_trials(project, project.card)
    language, mapping = project.settings.project.language, project.settings.data.mapping
    never = (project.root / FILE_NAME, project.root / mapping)
    return WhatIf(trials, path=project.card_path, language=language, never=never)


class WhatIf:
    """The points card to try: sliders, what they change, and a button to save it.

    Parameters
    ----------
    trials : CardTrials
        The card and the leads that it is tried on.
    path : Path
        The card's file; tried cards are saved beside it.
    language : {"en", "fi"}
    never : sequence of Path, optional
        Files that no card is saved as.

    Attributes
    ----------
    fields, sliders : mapping of str to widget
        The number fields by what they change, for example ``rules.demo.points``, and the
        slider beside each; set the ``value`` of either. 0 points take a rule out.
    panel, status : widget
        What the tried card changes, and what was saved, as markup in ``value``.
    reset, save, name : widget
        The buttons, and the name of the file to save as.
    box : widget
        All of them.
    difference : CardDifference or None
        What was last shown; None where the numbers do not go together.
    """

    def __init__(
        self,
        trials: CardTrials,
        *,
        path: Path,
        language: Language,
        never: Sequence[Path] = (),
    ) -> None:
        self.trials, self.path, self.language, self.never = trials, path, language, never
        self._texts = {path.resolve(): _read(path, trials.old)}
        self.difference: CardDifference | None = None
        self._given = fields_of(trials.old, language)
        self._waiting: asyncio.TimerHandle | None = None
        self._quiet = False
        self.fields: Mapping[str, Widget] = {each.key: _number(each) for each in self._given}
        self.sliders: Mapping[str, Widget] = {each.key: _slider(each) for each in self._given}
        self.panel, self.status = widgets.HTML(), widgets.HTML()
        self.reset = widgets.Button(description=say("what_if.reset", language))
        self.save = widgets.Button(description=say("what_if.save", language))
        self.name = widgets.Text(
            value="card-what-if.yaml",
            description=say("what_if.save_as", language),
            style={"description_width": "initial"},
        )
        self.box = self._laid_out()
        for key, field in self.fields.items():
            _tie(field, self.sliders[key])
            field.observe(self._moved, names="value")
        self.reset.on_click(lambda _: self.back())
        self.save.on_click(lambda _: self._save())
        self._show()

    def _repr_mimebundle_(self, **given: object) -> object:
        return self.box._repr_mimebundle_(**given)

    @property
    def card(self) -> Card:
        """The card that the sliders make.

        Raises
        ------
        CardError
            If their numbers do not go together.
        """
        values = {key: float(field.value) for key, field in self.fields.items()}
        moved = {
            each.key: values[each.key] for each in self._given if values[each.key] != each.value
        }
        return changed_card(self.trials.old, moved) if moved else self.trials.old

    def story(self) -> Shown:
        """Tell what the card that the sliders make changes, with every lead in and out.

        Returns
        -------
        Shown

        Raises
        ------
        CardError
            If the numbers do not go together.
        """
        found, language = self.trials.difference(self.card), self.language
        if found.same:
            return told(say("what_if.move", language))
        lines = table(found.changes_table(language), language=language)
        moved = table(found.moves_table(language), language=language)
        return told(found.sentence(language), "verdict") + lines + moved

    def back(self) -> None:
        """Put every slider where the card has it."""
        self._quiet = True
        for each in self._given:
            self.fields[each.key].value = each.value
        self._quiet = False
        self._show()

    def save_as(self, name: str) -> Path:
        """Save the card that the sliders make beside the project's card, comments kept.

        Parameters
        ----------
        name : str
            The file's name, without folders. A file that these sliders saved before is
            changed in place; the project's own name puts the tried card into use.

        Returns
        -------
        Path

        Raises
        ------
        UsageError
            If the name is not one of a YAML file, or is that of another file that is there.
        CardError
            If the numbers do not go together, or the file that is there is no card.
        OutputError
            If somebody changed the file since it was read, or it cannot be written.
        """
        if not _FILE.fullmatch(name):
            raise UsageError(
                f"{name!r:.90} cannot be the card's file: use letters, digits, - and _ only, "
                "ending in .yaml, for example card-new.yaml."
            )
        card, target = self.card, self.path.with_name(name)
        place = target.resolve()
        new = not target.exists()
        if any(same_file(target, other) for other in self.never) or not (
            new or place in self._texts
        ):
            raise UsageError(
                f"{name} is there already and was not saved from these sliders, so it is not "
                "written over. Save under another name."
            )
        try:
            if new:
                shutil.copyfile(self.path, target)
            save_card(card, target, read=None if new else self._texts[place])
            self._texts[place] = target.read_bytes().decode("utf-8-sig")
        except (LeadscoreError, OSError) as refused:
            if new:
                target.unlink(missing_ok=True)
            if isinstance(refused, OSError):
                raise OutputError(
                    f"{name} cannot be written into {target.parent}: {refused.strerror}. "
                    "Make room or change the folder's rights, then save again."
                ) from refused
            raise
        return target

    def _save(self) -> None:
        try:
            saved = self.save_as(str(self.name.value).strip())
        except LeadscoreError as refused:
            self.status.value = told(str(refused), "warning").markup
        else:
            text = say("what_if.saved", self.language, name=saved.name)
            self.status.value = told(text).markup

    def _moved(self, _: object) -> None:
        """Show a rough figure at once, and the whole one when nothing moves any more."""
        if self._quiet:
            return
        if self._waiting is not None:
            self._waiting.cancel()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # nobody is there to wait for
            self._show()
            return
        self._show(resamples=FEW)
        self._waiting = loop.call_later(PAUSE, self._show)

    def _show(self, resamples: int | None = None) -> None:
        try:
            self.difference = self.trials.difference(self.card, resamples=resamples)
            shown = _told(self.difference, self.language, rough=resamples is not None)
        except CardError as wrong:
            self.difference, shown = None, told(str(wrong), "warning")
        self.panel.value = f'<div role="status">{shown.markup}</div>'

    def _laid_out(self) -> Widget:
        style = widgets.HTML(_STYLE)
        groups = []
        for section in _SECTIONS:
            own = [each.key for each in self._given if each.section == section]
            if own:
                heading = say(f"what_if.section_{section}", self.language)
                groups.append(widgets.HTML(f"<strong>{html.escape(heading)}</strong>"))
                groups += [widgets.HBox([self.fields[key], self.sliders[key]]) for key in own]
        row = widgets.Layout(flex_flow="row wrap")
        half = widgets.Layout(flex="1 1 28em", min_width="20em")
        buttons = widgets.HBox([self.reset, self.name, self.save], layout=row)
        left = widgets.VBox([style, *groups, buttons, self.status], layout=half)
        box = widgets.HBox([left, widgets.VBox([self.panel], layout=half)], layout=row)
        return box.add_class("leadscore-what-if")


def _read(path: Path, card: Card) -> str:
    """Read the text that a card was made from; nothing where it says something else by now."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return text if parse_card(text) == card else ""
    except (OSError, UnicodeDecodeError, CardError):
        return ""


def _number(field: Field) -> Widget:
    """Make the number field: it has a label of its own, which a slider's handle has not."""
    return widgets.BoundedFloatText(
        value=field.value,
        min=field.low,
        max=field.high,
        step=field.step,
        description=field.label,
        style={"description_width": "16em"},
        layout=widgets.Layout(flex="1 0 22em", width="22em"),
    )


def _slider(field: Field) -> Widget:
    return widgets.FloatSlider(
        value=field.value,
        min=field.low,
        max=field.high,
        step=field.step,
        readout=False,
        tooltip=field.label,
        layout=widgets.Layout(flex="1 1 10em", width="10em", min_width="6em"),
    )


def _tie(field: Widget, slider: Widget) -> None:
    """Let a field and its slider follow each other; a browser's slider says 9.9999999998."""

    def follow(change: Mapping[str, Any]) -> None:
        field.value = round(float(change["new"]), 4)

    def lead(change: Mapping[str, Any]) -> None:
        if round(float(slider.value), 4) != float(change["new"]):
            slider.value = float(change["new"])

    slider.observe(follow, names="value")
    field.observe(lead, names="value")


def _told(found: CardDifference, language: Language, *, rough: bool) -> Shown:
    """Tell what the tried card changes, as a piece of a page."""
    if found.same:
        return told(say("what_if.move", language))
    shown = told(found.verdict(language), "verdict")
    if rough and found.past is not None:
        shown += told(say("what_if.rough", language, resamples=found.resamples))
    shown += told(found.now(language))
    past, limits = found.past_table(language), found.limits_table(language)
    if len(past):
        shown += table(past, found.how(language), language=language)
    if len(limits):
        shown += table(limits, language=language)
    if len(found.moves):
        moved = found.moves_table(language, SHOWN)
        shown += folded(say("what_if.moved", language), table(moved, language=language))
    changes = table(found.changes_table(language), language=language)
    return shown + folded(say("what_if.changes", language), changes)
