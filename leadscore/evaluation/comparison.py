"""The result of a comparison: tables, figures, words, and a file that holds them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date

import pandas as pd

from leadscore.errors import UsageError
from leadscore.evaluation.kept import json_records, rounded
from leadscore.validation.measures import MEASURES
from leadscore.words import TEXTS, Language, apart, day, euros, listed, number, percent, say

CANNOT_TELL = "cannot tell"
#: Figures below this get one more decimal, lest an error of one in 400 be written as none.
SMALL = 0.01

#: The measures that the terminal shows.
SHOWN = (
    *("buyers_at_capacity", "lift_at_capacity", "roc_auc", "average_precision"),
    *("log_loss", "calibration_error", "calibration_ratio", "expected_profit_eur"),
)

_FRAMES = ("table", "pairs", "differences")


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparison:
    """What judging contenders on the same later leads gave; made by :func:`compare`.

    Parameters
    ----------
    table : DataFrame
        One row a contender and measure: `contender`, `measure`, `value`, `low`, `high`;
        the contender with most buyers first.
    pairs : DataFrame
        One row a pair, by the measure that decides: `a`, `b`, `difference` (a less b),
        `low`, `high` (at Holm's level of the pair), `p`, `p_holm`, `verdict` (of a:
        ``"better"``, ``"worse"`` or ``"cannot tell"``) and `buyers_needed` (about how
        many buyers would tell a difference of this size; missing where none would).
    differences : DataFrame
        One row a pair and measure, descriptive, not adjusted for being several: `a`,
        `b`, `measure`, `difference`, `low`, `high`.
    decide_by : str
        The measure that decides.
    best : str or None
        The contender told better than each other one; None where the data cannot tell.
    by_lot : float
        Buyers found if whom to call were drawn by lot.
    n_rows, n_leads, n_buyers, n_cutoffs, n_groups : int
        Test snapshots, distinct leads, distinct buyers, cutoffs (0 for flat data) and
        resampled groups.
    groups_are : {"accounts", "leads", "groups"}
    first_cutoff, last_cutoff : str or None
        ISO dates; None for flat data.
    horizon_days, target, capacity, confidence, seed
        The settings that it was made with.
    resamples : int
        Draws that were made.
    versions : mapping of str to mapping
        By contender, ``number`` and ``digest`` of the version that was judged; empty as long
        as the comparison is not kept.
    features : str
        Hash of the features it was judged on.
    notes : tuple of str
        What must be told beside the verdict, in the project's language: whom the scores
        serve much worse, quality on accounts never seen.
    """

    table: pd.DataFrame
    pairs: pd.DataFrame
    differences: pd.DataFrame
    decide_by: str
    best: str | None
    by_lot: float
    n_rows: int
    n_leads: int
    n_buyers: int
    n_cutoffs: int
    n_groups: int
    groups_are: str
    first_cutoff: str | None
    last_cutoff: str | None
    horizon_days: int
    target: str
    capacity: float
    confidence: float
    resamples: int
    seed: int
    versions: Mapping[str, Mapping[str, int | str]] = field(default_factory=dict)
    features: str = ""
    notes: tuple[str, ...] = ()

    @property
    def contenders(self) -> tuple[str, ...]:
        """Names, the one with most buyers first."""
        return tuple(self.table["contender"].unique())

    def value(self, contender: str, measure: str) -> float:
        """Give one figure.

        Parameters
        ----------
        contender, measure : str

        Returns
        -------
        float

        Raises
        ------
        UsageError
            If there is no such contender or measure.
        """
        return float(self._line(contender, measure)["value"])

    def written(self, contender: str, measure: str, language: Language = "en") -> str:
        """Write one figure with its interval.

        Parameters
        ----------
        contender, measure : str
        language : {"en", "fi"}

        Returns
        -------
        str

        Raises
        ------
        UsageError
            If there is no such contender or measure.
        """
        return _with_interval(self._line(contender, measure), _UNITS[measure], language)

    def _line(self, contender: str, measure: str) -> pd.Series:
        found = self.table[
            (self.table["contender"] == contender) & (self.table["measure"] == measure)
        ]
        if found.empty:
            raise UsageError(
                f"There is no {measure!r} of {contender!r} in this comparison. Contenders: "
                f"{', '.join(self.contenders)}; measures: "
                f"{', '.join(measure.name for measure in MEASURES)}."
            )
        return found.iloc[0]

    def pair(self, a: str, b: str) -> dict[str, object]:
        """Give the verdict on one contender against another.

        Parameters
        ----------
        a, b : str
            The difference is a less b; swapping them swaps its sign.

        Returns
        -------
        dict
            As a row of `pairs`.

        Raises
        ------
        UsageError
            If the two were not compared.
        """
        for line in self.pairs.to_dict("records"):
            if (line["a"], line["b"]) == (a, b):
                return {str(key): value for key, value in line.items()}
            if (line["a"], line["b"]) == (b, a):
                return {
                    **{str(key): value for key, value in line.items()},
                    **{"a": a, "b": b, "difference": -line["difference"]},
                    **{"low": -line["high"], "high": -line["low"]},
                    "verdict": _SWAPPED[line["verdict"]],
                }
        raise UsageError(
            f"{a!r} and {b!r} were not compared. Compared were: {', '.join(self.contenders)}."
        )

    def summary(self, language: Language = "en") -> pd.DataFrame:
        """Lay the main figures out for reading, one row a contender.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        DataFrame
            Text columns: the contender in words, then each measure with its interval.
        """
        names = [contender_name(name, language) for name in self.contenders]
        columns = {say("compare.who", language): names}
        for name in SHOWN:
            columns[say(f"measure.{name}", language)] = [
                _with_interval(self._line(contender, name), _UNITS[name], language)
                for contender in self.contenders
            ]
        return pd.DataFrame(columns)

    def pairs_summary(self, language: Language = "en") -> pd.DataFrame:
        """Lay the verdicts out for reading, one row a pair.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        DataFrame
            Text columns: the pair, the difference in buyers found with its interval, the
            verdict, and about how many buyers would tell.
        """
        lines = []
        for _, line in self.pairs.iterrows():
            names = [contender_name(line[key], language) for key in ("a", "b")]
            ends = {key: apart(line[key], language) for key in ("low", "high")}
            value = apart(line["difference"], language)
            needed = line["buyers_needed"]
            lines.append(
                (
                    say("compare.versus", language, a=names[0], b=names[1]),
                    say("compare.with_signed", language, value=value, **ends),
                    say(f"compare.verdict_{line['verdict'].replace(' ', '_')}", language),
                    number(int(needed), language)
                    if line["verdict"] == CANNOT_TELL and pd.notna(needed)
                    else "–",
                )
            )
        columns = [say(f"compare.{key}", language) for key in ("pair", "apart", "verdict", "needs")]
        return pd.DataFrame(lines, columns=columns)

    def sentence(self, language: Language = "en") -> str:
        """Tell the judgement in plain words, with its figures.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        return f"{self.headline(language)} {self.details(language)}"

    def headline(self, language: Language = "en") -> str:
        """Tell the verdict and the buyers found, without how it was judged.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        return f"{self._verdict(language)} {self._found(language)}"

    def details(self, language: Language = "en") -> str:
        """Tell each pair, the leads judged on, and what the intervals hold.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        parts = [*self._told(language), self._cohort(language)]
        if len(self.pairs):
            parts.append(
                say(
                    f"compare.how_{self.groups_are}",
                    language,
                    confidence=percent(self.confidence, language),
                    groups=self.n_groups,
                )
            )
        return " ".join(parts)

    def _verdict(self, language: Language) -> str:
        if self.best is not None:
            name = _start(contender_name(self.best, language))
            return say("compare.best", language, name=name)
        if self.pairs.empty:
            return say("compare.alone", language)
        first, *others = self.contenders
        beaten = [name for name in others if self.pair(first, name)["verdict"] == "better"]
        if not beaten:
            return say("compare.cannot_tell", language)
        open_ = [contender_name(name, language) for name in others if name not in beaten]
        return say(
            "compare.better_than_some",
            language,
            name=_start(contender_name(first, language)),
            than=listed([contender_name(name, language) for name in beaten], language),
            others=listed(open_, language),
        )

    def _found(self, language: Language) -> str:
        found = [
            say(
                "compare.found_one",
                language,
                count=round(self.value(name, self.decide_by)),
                name=contender_name(name, language),
            )
            for name in self.contenders
        ]
        return say(
            "compare.found" if self.n_cutoffs else "compare.found_flat",
            language,
            capacity=percent(self.capacity, language),
            buyers=self.n_buyers,
            found=listed(found, language),
            lot=round(self.by_lot),
        )

    def _told(self, language: Language) -> list[str]:
        return [tell_pair(line, language) for _, line in self.pairs.iterrows()]

    def _cohort(self, language: Language) -> str:
        counts = {"leads": self.n_leads, "buyers": self.n_buyers}
        if self.first_cutoff is None or self.last_cutoff is None:
            return say("compare.flat", language, **counts)
        return say(
            "compare.cohort",
            language,
            **counts,
            rows=self.n_rows,
            cutoffs=self.n_cutoffs,
            days=self.horizon_days,
            first=day(date.fromisoformat(self.first_cutoff), language),
            last=day(date.fromisoformat(self.last_cutoff), language),
        )

    def to_json(self) -> str:
        """Write everything as JSON: sorted keys, six significant figures.

        Returns
        -------
        str
            The same for the same comparison; NaN and missing become null.
        """
        values: dict[str, object] = {
            each.name: getattr(self, each.name) for each in fields(self) if each.name not in _FRAMES
        }
        values["by_lot"] = rounded(self.by_lot)
        values["versions"] = {name: dict(each) for name, each in self.versions.items()}
        for name in _FRAMES:
            values[name] = json_records(getattr(self, name))
        return json.dumps(values, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Comparison:
        """Read what :meth:`to_json` wrote.

        Parameters
        ----------
        text : str

        Returns
        -------
        Comparison

        Raises
        ------
        UsageError
            If the text is not such a file.
        """
        try:
            values = json.loads(text)
            for name in _FRAMES:
                values[name] = pd.DataFrame(values[name], columns=list(_COLUMNS[name]))
                numbers = [c for c in _COLUMNS[name] if c in _NUMBERS]
                values[name] = values[name].astype(dict.fromkeys(numbers, "float64"))
            values["pairs"] = values["pairs"].astype({"buyers_needed": "Int64"})
            values["notes"] = tuple(values.get("notes", ()))
            return cls(**values)
        except (ValueError, TypeError, KeyError) as broken:
            raise UsageError(
                "This is not a comparison that leadscore wrote, or it is cut off. Run "
                "'leadscore compare' again."
            ) from broken


_COLUMNS = {
    "table": ("contender", "measure", "value", "low", "high"),
    "pairs": (*("a", "b", "difference", "low", "high", "p", "p_holm", "verdict", "buyers_needed"),),
    "differences": ("a", "b", "measure", "difference", "low", "high"),
}
_NUMBERS = {"value", "low", "high", "difference", "p", "p_holm"}
_SWAPPED = {"better": "worse", "worse": "better", CANNOT_TELL: CANNOT_TELL}
_UNITS = {measure.name: measure.unit for measure in MEASURES}


def contender_name(name: str, language: Language) -> str:
    """Call a contender in words, or by its own name where there are none.

    Parameters
    ----------
    name : str
    language : {"en", "fi"}

    Returns
    -------
    str

    Examples
    --------
    >>> contender_name("auto", "en"), contender_name("mine", "en")
    ('the auto model', 'mine')
    """
    key = f"contender.{name}"
    return say(key, language) if key in TEXTS else name


def figure_text(value: float, unit: str, language: Language) -> str:
    """Write a measure's value as its unit wants it.

    Parameters
    ----------
    value : float
    unit : {"buyers", "rate", "ratio", "number", "eur"}
    language : {"en", "fi"}

    Returns
    -------
    str
        A dash where the value is not known.

    Examples
    --------
    >>> figure_text(0.8123, "number", "en"), figure_text(0.8123, "rate", "en")
    ('0.812', '81%')
    """
    if math.isnan(value):
        return "–"
    if unit == "rate":
        return percent(value, language)
    if unit == "eur":
        return euros(value, language)
    digits = 4 if abs(value) < SMALL else 3
    return number(value, language, {"buyers": 0, "ratio": 2, "number": digits}[unit])


def _with_interval(line: pd.Series, unit: str, language: Language) -> str:
    value, low, high = (figure_text(line[key], unit, language) for key in ("value", "low", "high"))
    return say("compare.with_interval", language, value=value, low=low, high=high)


def tell_pair(line: pd.Series, language: Language) -> str:
    """Tell in a sentence what two contenders' buyers say of them.

    Parameters
    ----------
    line : Series
        `a`, `b`, `difference`, `low`, `high` and `verdict`, as a row of
        ``Comparison.pairs``, and `buyers_needed` where it was asked.
    language : {"en", "fi"}

    Returns
    -------
    str
    """
    better, other, sign = line["a"], line["b"], 1
    if line["verdict"] == "worse":
        better, other, sign = line["b"], line["a"], -1
    ends = sorted((sign * line["low"], sign * line["high"]))
    said = {
        "b": contender_name(other, language),
        "difference": round(abs(line["difference"])),
        "low": apart(ends[0], language),
        "high": apart(ends[1], language),
    }
    name = contender_name(better, language)
    if line["verdict"] != CANNOT_TELL:
        return say("compare.pair_told", language, a=_start(name), **said)
    text = say("compare.pair_open", language, a=name, **said)
    if pd.notna(line.get("buyers_needed")):
        text += " " + say("compare.needed", language, count=int(line["buyers_needed"]))
    return text


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]
