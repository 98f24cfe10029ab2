"""What the backtest and the learning curve tell: a verdict, a picture, a table, and how."""

from __future__ import annotations

from matplotlib.figure import Figure

from leadscore.evaluation.enough.curve import LearningCurve
from leadscore.evaluation.past.lived import Backtest
from leadscore.reports import plots_of_time
from leadscore.reports.showing import Shown, picture, table, told
from leadscore.words import Language


def pictures_over_time(
    backtest: Backtest, curve: LearningCurve, *, language: Language
) -> dict[str, Figure]:
    """Draw both, where there is something to draw.

    Parameters
    ----------
    backtest : Backtest
    curve : LearningCurve
    language : {"en", "fi"}

    Returns
    -------
    dict of str to Figure
        ``backtest`` and ``learning_curve``, each where it is not empty.
    """
    drawn = {}
    if not backtest.why:
        drawn["backtest"] = plots_of_time.backtest(backtest, language=language)
    if not curve.why:
        drawn["learning_curve"] = plots_of_time.learning(curve, language=language)
    return drawn


def backtest_story(backtest: Backtest, *, language: Language) -> Shown:
    """Tell what each contender would have found, or why that cannot be told.

    Parameters
    ----------
    backtest : Backtest
    language : {"en", "fi"}

    Returns
    -------
    Shown
    """
    headline = backtest.headline(language)
    if backtest.why:
        return told(headline)
    drawn = plots_of_time.backtest(backtest, language=language)
    totals = table(backtest.table(language), language=language)
    return picture(drawn, headline) + told(backtest.details(language)) + totals


def curve_story(curve: LearningCurve, *, language: Language) -> Shown:
    """Tell whether there is enough data for a model, or why that cannot be told.

    Parameters
    ----------
    curve : LearningCurve
    language : {"en", "fi"}

    Returns
    -------
    Shown
    """
    headline = curve.headline(language)
    if curve.why:
        return told(headline)
    drawn = plots_of_time.learning(curve, language=language)
    sizes = table(curve.table(language), language=language)
    verdict = told(headline, "verdict")
    return verdict + picture(drawn, curve.details(language)) + sizes
