"""What another points card would change, as tables, sentences and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from leadscore.evaluation.card_difference.call_list import Mover
from leadscore.evaluation.card_difference.calls import PastCalls
from leadscore.evaluation.card_difference.changes import CardChange
from leadscore.evaluation.kept import json_records, rounded
from leadscore.models.card import EXCLUSION
from leadscore.words import Language, apart, day, euros, listed, number, percent, plain, say, signed

#: So many rules are named beside a lead; the JSON names all.
NAMED = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class CardDifference:
    """What a new card would change; made by :func:`~.difference.difference`.

    Parameters
    ----------
    old, new : str
        The cards' names.
    changes : tuple of CardChange
        What changed in the cards.
    past : PastCalls or None
        What the calls would have brought on later leads; None where nothing can be told.
    open_leads : int
        Leads that are open now.
    calls : tuple of two int
        Leads on the call list now, of the old and of the new card.
    moves : DataFrame
        Who enters and leaves it; see :func:`~.call_list.moves`.
    limits : DataFrame
        Who reaches the thresholds; see :func:`~.limits.reached`.
    labels : mapping of str to mapping
        The words of the cards' columns, by language.
    resamples, seed : int
        Draws of the interval, and their seed.
    """

    old: str
    new: str
    changes: tuple[CardChange, ...]
    past: PastCalls | None
    open_leads: int
    calls: tuple[int, int]
    moves: pd.DataFrame
    limits: pd.DataFrame
    labels: Mapping[str, Mapping[str, str]]
    resamples: int
    seed: int

    @property
    def same(self) -> bool:
        """Whether the cards are the same, save for the order of rules and the card's name."""
        return not self.changes

    def changes_table(self, language: Language = "en") -> pd.DataFrame:
        """Lay out what changed, one row a change.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        DataFrame
        """
        return pd.DataFrame(
            {say("what_if.changed", language): self._changed(language)}, dtype="str"
        )

    def past_table(self, language: Language = "en") -> pd.DataFrame:
        """Lay out last quarter, one row a card and one for the difference.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        DataFrame
            Text columns; without a row where nothing can be told.
        """
        rows = [] if self.past is None else list(_past_rows(self.past, language))
        names = ["card", "calls", "buyers"] + ["brought"] * (self._in_euros)
        heads = [say(f"what_if.{name}", language) for name in names]
        return pd.DataFrame([row[: len(heads)] for row in rows], columns=heads, dtype="str")

    def moves_table(self, language: Language = "en", first: int | None = None) -> pd.DataFrame:
        """Lay out who enters and who leaves the call list.

        Parameters
        ----------
        language : {"en", "fi"}
        first : int, optional
            Only the first so many that enter, and that leave.

        Returns
        -------
        DataFrame
            The lead, whether it enters or leaves, its points before and after, and which
            rules did it.
        """
        shown = self.moves
        if first is not None:
            shown = shown[shown.groupby("change").cumcount() < first]
        values = {
            "moves": [say(f"what_if.{change}", language) for change in shown["change"]],
            "lead": [plain(lead) for lead in shown["lead_id"]],
            "before": shown["before"].round(1).to_numpy(),
            "after": shown["after"].round(1).to_numpy(),
            "why": [
                self._why(why, language, tie=bool(tie))
                for why, tie in zip(shown["why"], shown["tie"], strict=True)
            ],
        }
        return _titled(values, language)

    def limits_table(self, language: Language = "en") -> pd.DataFrame:
        """Lay out how many leads reach each threshold.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        DataFrame
        """
        frame = self.limits
        names = frame["limit"].map(lambda name: say(f"what_if.thresholds_{name}", language))
        when = frame["when"].map(lambda name: say(f"what_if.{name}_leads", language))
        columns = {
            "limit_name": names.astype("str"),
            "where": when.astype("str"),
            "limit_before": [_limit(each, language) for each in frame["limit_before"]],
            "limit_after": [_limit(each, language) for each in frame["limit_after"]],
            "passed_before": _counts(frame["before"]),
            "passed_after": _counts(frame["after"]),
            "bought_before": _counts(frame["bought_before"]),
            "bought_after": _counts(frame["bought_after"]),
        }
        return pd.DataFrame(
            {say(f"what_if.{key}", language): each for key, each in columns.items()}
        )

    def lines(self, language: Language = "en") -> tuple[str, ...]:
        """Tell what changed in the cards, a line a change.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        tuple of str
            One line that says so where the cards are the same.
        """
        return tuple(self._changed(language)) or (say("what_if.same", language),)

    def sentence(self, language: Language = "en") -> str:
        """Tell what the new card would have brought last quarter, and changes now.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        if self.same:
            return say("what_if.same", language)
        return " ".join(filter(None, (self.verdict(language), self.now(language))))

    def verdict(self, language: Language = "en") -> str:
        """Tell of last quarter: the calls that change, the buyers found, and who finds more.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        if self.past is None:
            return say("what_if.no_past", language)
        return " ".join(_past_told(self.past, language, in_euros=self._in_euros))

    def how(self, language: Language = "en") -> str:
        """Tell how the interval was made; empty where there is none.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        if self.past is None:
            return ""
        return say(
            "what_if.how",
            language,
            confidence=percent(self.past.confidence, language),
            groups=self.past.judged.n_units,
        )

    def now(self, language: Language = "en") -> str:
        """Tell how many leads of today's call list would be others.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        if not self.open_leads:
            return say("what_if.no_now", language)
        enter, leave = (int((self.moves["change"] == change).sum()) for change in ("in", "out"))
        if enter != leave:
            return say("what_if.now_fewer", language, out=leave, in_=enter)
        if not enter:
            return say("what_if.now_same", language, calls=self.calls[0])
        return say("what_if.now", language, calls=self.calls[0], moved=enter)

    def to_json(self) -> str:
        """Write everything as JSON: sorted keys, six significant figures.

        Returns
        -------
        str
            The same for the same cards and leads; missing becomes null.
        """
        moved = json_records(self.moves.drop(columns="why"))
        why = (_record(each) for each in self.moves["why"])
        values = {
            "old": self.old,
            "new": self.new,
            "same": self.same,
            "changes": [change.to_record() for change in self.changes],
            "past": None if self.past is None else _past_record(self.past),
            "open_leads": self.open_leads,
            "calls": {"before": self.calls[0], "after": self.calls[1]},
            "moves": [{**one, "why": told} for one, told in zip(moved, why, strict=True)],
            "limits": json_records(self.limits),
            "resamples": self.resamples,
            "seed": self.seed,
        }
        return json.dumps(
            rounded(values), indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False
        )

    @property
    def _in_euros(self) -> bool:
        return self.past is not None and bool(self.past.judged.amounts.any())

    def _changed(self, language: Language) -> list[str]:
        told = (change.sentence(language) for change in self.changes if change.heard(language))
        return list(told)

    def _why(self, movers: tuple[Mover, ...], language: Language, *, tie: bool) -> str:
        if not movers:
            return say(f"what_if.{'tie_moved' if tie else 'overtaken'}", language)
        shown = "; ".join(self._moved(each, language) for each in movers[:NAMED])
        more = len(movers) - NAMED
        return say("what_if.more_rules", language, shown=shown, more=more) if more > 0 else shown

    def _moved(self, mover: Mover, language: Language) -> str:
        label = plain(self.labels[mover.column][language])
        if mover.column.startswith(EXCLUSION):
            return label if mover.after < 0 else say("what_if.not_excluded", language, name=label)
        return f"{label} {signed(round(mover.change, 1), language, 1)}"


def _titled(columns: Mapping[str, object], language: Language) -> pd.DataFrame:
    return pd.DataFrame({say(f"what_if.{key}", language): each for key, each in columns.items()})


def _counts(column: pd.Series[Any]) -> pd.Series[Any]:
    """Give counts as Python's own numbers, None where there is none."""
    return pd.Series([None if pd.isna(each) else int(each) for each in column], dtype=object)


def _limit(value: object, language: Language) -> str:
    """Write a limit: points, cells, or that there is none."""
    if isinstance(value, tuple):
        return listed([str(cell) for cell in value], language)
    return number(value, language) if isinstance(value, float) else "–"


def _record(movers: tuple[Mover, ...]) -> list[dict[str, object]]:
    return [{"column": each.column, "before": each.before, "after": each.after} for each in movers]


def _past_told(past: PastCalls, language: Language, *, in_euros: bool) -> Iterator[str]:
    calls, changed = round(past.calls), _calls(past.changed, language)
    told = {"cohort": _cohort(past, language), "calls": calls}
    if not past.changed:
        yield say("what_if.past_no_calls", language, **told)
        return
    yield say("what_if.past_calls", language, **told, changed=changed)
    yield say(
        "what_if.found",
        language,
        buyers=past.judged.n_buyers,
        old=round(past.old.buyers),
        new=round(past.new.buyers),
        apart=apart(past.difference, language),
        low=apart(past.interval.low, language),
        high=apart(past.interval.high, language),
    )
    yield say(f"what_if.verdict_{past.verdict.replace(' ', '_')}", language)
    if in_euros:
        ends = {"low": past.eur_interval.low, "high": past.eur_interval.high}
        written = {name: euros(value, language) for name, value in ends.items()}
        yield say("what_if.eur", language, apart=euros(past.eur_difference, language), **written)


def _cohort(past: PastCalls, language: Language) -> str:
    if past.first is None or past.last is None:
        return say("what_if.past_flat", language, leads=past.judged.n_leads)
    return say(
        "what_if.past_cohort",
        language,
        leads=past.judged.n_leads,
        cutoffs=past.cutoffs,
        first=day(date.fromisoformat(past.first), language),
        last=day(date.fromisoformat(past.last), language),
    )


def _calls(count: float, language: Language) -> str:
    """Write a number of calls: whole, but never as none when there is some."""
    return number(count, language, 1 if 0 < count < 1 else 0)


def _past_rows(past: PastCalls, language: Language) -> Iterator[tuple[str, ...]]:
    calls = number(round(past.calls), language)
    for name, each in {"old": past.old, "new": past.new}.items():
        found = number(round(each.buyers), language)
        yield say(f"what_if.{name}", language), calls, found, euros(each.eur, language)
    values = [apart(value, language) for value in (past.difference, *past.interval)]
    eur = [euros(value, language) for value in (past.eur_difference, *past.eur_interval)]
    yield (
        say("what_if.difference", language),
        say("what_if.elsewhere", language, changed=_calls(past.changed, language)),
        *(
            say("compare.with_signed", language, value=value, low=low, high=high)
            for value, low, high in (values, eur)
        ),
    )


def _past_record(past: PastCalls) -> dict[str, object]:
    return {
        "leads": past.judged.n_leads,
        "buyers": past.judged.n_buyers,
        "groups": past.judged.n_units,
        "cutoffs": past.cutoffs,
        "first_cutoff": past.first,
        "last_cutoff": past.last,
        "calls": past.calls,
        "calls_changed": past.changed,
        "buyers_before": past.old.buyers,
        "buyers_after": past.new.buyers,
        "difference": past.difference,
        "low": past.interval.low,
        "high": past.interval.high,
        "p": past.p,
        "verdict": past.verdict,
        "eur_before": past.old.eur,
        "eur_after": past.new.eur,
        "eur_difference": past.eur_difference,
        "eur_low": past.eur_interval.low,
        "eur_high": past.eur_interval.high,
        "confidence": past.confidence,
    }
