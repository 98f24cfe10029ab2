"""Say a text in a language."""

from __future__ import annotations

from string import Formatter

from leadscore.errors import UsageError
from leadscore.words.texts import TEXTS
from leadscore.words.writing import Language, number, require_language


def say(key: str, language: Language, **values: object) -> str:
    """Say a text in a language.

    Parameters
    ----------
    key : str
        The text's key in ``TEXTS``.
    language : {"en", "fi"}
    **values : str, int or float
        One for each placeholder of the text; numbers are written as the language does,
        texts are put in as they are.

    Returns
    -------
    str

    Raises
    ------
    UsageError
        If there is no such key or language, or the values are not those of the text.

    Examples
    --------
    >>> say("explain.rest", "en", count=1200)
    'parts too small to list: 1,200'
    >>> say("contender.card", "fi")
    'pistekortti'
    """
    require_language(language)
    try:
        template = TEXTS[key][language]
    except KeyError as missing:
        raise UsageError(
            f"There is no text {key!r}. Add it to leadscore/words/texts, in both languages."
        ) from missing
    wanted = placeholders(template)
    if wanted != set(values):
        raise UsageError(
            f"The text {key!r} needs {sorted(wanted) or 'no values'}; "
            f"it was given {sorted(values) or 'none'}. Give exactly those."
        )
    spoken = {
        name: number(value, language)
        if isinstance(value, int | float) and not isinstance(value, bool)
        else str(value)
        for name, value in values.items()
    }
    return template.format(**spoken)


def placeholders(template: str) -> set[str]:
    """List the placeholders of a text.

    Parameters
    ----------
    template : str

    Returns
    -------
    set of str

    Examples
    --------
    >>> sorted(placeholders("from {low} to {high}"))
    ['high', 'low']
    """
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def chance(probability: float, language: Language) -> str:
    """Tell a probability as people do: so many in so many.

    Parameters
    ----------
    probability : float
        Between 0 and 1.
    language : {"en", "fi"}

    Returns
    -------
    str

    Examples
    --------
    >>> chance(0.12, "en"), chance(0.7, "fi"), chance(0.0001, "en")
    ('about 1 in 8', 'noin 7/10', 'less than 1 in 1,000')
    """
    if not 0 <= probability <= 1:
        raise UsageError(f"A probability must be between 0 and 1; it is {probability!r}.")
    if probability < 0.001:
        return say("chance.below", language, share=1, of=1000)
    if probability > 0.99:
        return say("chance.above", language, share=99, of=100)
    if probability < 0.35:
        return say("chance.about", language, share=1, of=_coarse(1 / probability))
    if probability > 0.95:
        return say("chance.about", language, share=round(100 * probability), of=100)
    return say("chance.about", language, share=round(10 * probability), of=10)


def _coarse(count: float) -> int:
    """Round to what can be pictured: 8, 35, 250."""
    step = 1 if count < 20 else 5 if count < 100 else 50
    return round(count / step) * step
