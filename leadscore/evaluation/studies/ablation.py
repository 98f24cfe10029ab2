"""What each family of features is good for, and how far back one has to look."""

from __future__ import annotations

import re

import pandas as pd

from leadscore.errors import UsageError
from leadscore.evaluation.studies.sample import Study, set_against
from leadscore.validation.ranking import FloatArray

_WINDOW = re.compile(r"_(\d+)d$")
_FADING = re.compile(r"_decay_(\d+)d$")
_SINCE = "_days_since"
#: Behind these words the window is set against the same time before, or against all before.
_TWICE, _BEFORE = "_trend_", "_rise_"


def ablation(studied: Study) -> pd.DataFrame:
    """Leave each family of features out, and let each stand alone.

    Parameters
    ----------
    studied : Study

    Returns
    -------
    DataFrame
        One row for all features, one for each family left out, and, where there are more than
        two, one for each alone: ``how`` ("all", "without", "alone"),
        ``family``, ``columns`` (how many are used), ``log_loss``, ``roc_auc``, ``lost``,
        ``low``, ``high``; see :func:`~leadscore.evaluation.studies.sample.set_against`.

    Notes
    -----
    What a family adds to the others is what is lost without it. Families overlap: a part that
    two of them know is lost without neither, and shows in both alone.
    """
    catalogue, columns = studied.matrix.catalogue, studied.matrix.columns()
    families = list(dict.fromkeys(catalogue[name].family for name in columns))
    used = {"all\n": columns}
    for family in families if len(families) > 1 else ():
        own = [name for name in columns if catalogue[name].family == family]
        used[f"without\n{family}"] = [name for name in columns if name not in own]
        if len(families) > 2:  # of two, each alone is the other left out
            used[f"alone\n{family}"] = own
    margins = {name: _margin(studied, kept) for name, kept in used.items()}
    table = set_against(studied, margins)
    named = table.pop("name").str.split("\n", expand=True)
    table.insert(0, "how", named[0])
    table.insert(1, "family", named[1])
    table.insert(2, "columns", [len(kept) for kept in used.values()])
    return table


def lookback(studied: Study) -> pd.DataFrame:
    """Look back less far, and let old acts fade faster or slower.

    Parameters
    ----------
    studied : Study

    Returns
    -------
    DataFrame
        ``how`` ("lookback", "half_life"), ``days``, ``columns``, ``log_loss``, ``roc_auc``,
        ``lost``, ``low``, ``high``. Empty where there are no windows, as in a flat export.

    Notes
    -----
    *Lookback*: features that read further back than so many days are left out, and days since
    an act are missing where it lies further back; set against the longest lookback. Sums that
    fade are left out of all, since they read all of the past.

    *Half-life*: of all that leads and their colleagues do, only the sums with this half-life
    are read, beside who they are; set against all features. Half-lives and windows are those of
    ``features`` in leadscore.toml: add others there to see them here.
    """
    found = []
    spans, half_lives = _spans(studied), _half_lives(studied)
    if len(spans) > 1:
        margins = {str(days): studied.out_of_fold(_within(studied, days)) for days in spans}
        table = set_against(studied, margins, margins[str(spans[-1])])
        table.insert(1, "columns", [_within(studied, days).shape[1] for days in spans])
        found.append(table.assign(how="lookback"))
    if half_lives:
        kept = {str(days): _with_half_life(studied, days) for days in half_lives}
        table = set_against(studied, {days: _margin(studied, c) for days, c in kept.items()})
        table.insert(1, "columns", [len(columns) for columns in kept.values()])
        found.append(table.assign(how="half_life"))
    order = ["how", "days", "columns", "log_loss", "roc_auc", "lost", "low", "high"]
    if not found:
        return pd.DataFrame(columns=order)
    table = pd.concat(found, ignore_index=True)
    return table.assign(days=table["name"].astype(int))[order]


def reads_back(name: str, longest: int) -> int:
    """Tell how many days before the cutoff a feature reads.

    Parameters
    ----------
    name : str
        Of a feature; its window stands at its end.
    longest : int
        The lookback, which is read where no window is named.

    Returns
    -------
    int
        0 for who a lead is, which has no window.

    Examples
    --------
    >>> [reads_back(name, 365) for name in ("behaviour__pricing_7d", "behaviour__acts_trend_30d",
    ...                                     "behaviour__acts_decay_7d", "fit__country")]
    [7, 60, 365, 0]
    """
    if name.startswith("fit__"):
        return 0
    window = _WINDOW.search(name)
    if window is None or _FADING.search(name) or _BEFORE in name:
        return longest
    return min(longest, int(window.group(1)) * (2 if _TWICE in name else 1))


def _margin(studied: Study, columns: list[str]) -> FloatArray:
    """Learn from some columns, out of fold; all of them were learned from already."""
    if not columns:
        raise UsageError("A pipeline cannot learn from no column at all.")
    if columns == studied.matrix.columns():
        return studied.margin
    return studied.out_of_fold(studied.matrix.X[columns])


def _longest(studied: Study) -> int:
    return studied.settings.time.lookback_days


def _within(studied: Study, days: int) -> pd.DataFrame:
    """Keep what can be known of the last days alone."""
    X, longest = studied.matrix.X, _longest(studied)
    columns = [name for name in studied.matrix.columns() if not _FADING.search(name)]
    since = [name for name in columns if name.endswith(_SINCE)]
    near = [name for name in columns if reads_back(name, longest) <= days or name in since]
    return X[near].assign(**{name: X[name].where(X[name] <= days) for name in since})


def _spans(studied: Study) -> list[int]:
    longest = _longest(studied)
    windows = {
        int(window.group(1))
        for name in studied.matrix.columns()
        if (window := _WINDOW.search(name)) and not _FADING.search(name)
    }
    return sorted({days for days in windows if days < longest} | {longest}) if windows else []


def _half_lives(studied: Study) -> list[int]:
    return sorted(
        {
            int(found.group(1))
            for name in studied.matrix.columns()
            if (found := _FADING.search(name))
        }
    )


def _with_half_life(studied: Study, days: int) -> list[str]:
    return [
        name
        for name in studied.matrix.columns()
        if reads_back(name, _longest(studied)) == 0 or name.endswith(f"_decay_{days}d")
    ]
