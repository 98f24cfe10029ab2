"""Which contender is in use: decided by later leads, or left as it is.

The newest model is never put into use because it is new. A challenger replaces the
champion only where the paired comparison on later leads, corrected for looking at several
pairs, says that it finds more buyers. "Cannot tell" keeps what is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from leadscore.errors import UsageError
from leadscore.evaluation.comparison import CANNOT_TELL, Comparison, contender_name
from leadscore.evaluation.enough.curve import LearningCurve
from leadscore.evaluation.enough.verdicts import USE
from leadscore.settings import Settings
from leadscore.versions.version import Version
from leadscore.words import LANGUAGES, Language, apart, say

#: What a team works with before any version is in use.
TODAY = "card"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What was decided about the version in use.

    Parameters
    ----------
    promote : str or None
        The contender to put into use; None where the champion stays.
    keep : str or None
        The champion that stays; None where another is put into use.
    reasons : mapping of str to str
        Why, by language.
    pairs : tuple of mapping
        The compared pairs that it rests on, each told from the challenger's side.
    """

    promote: str | None
    keep: str | None
    reasons: Mapping[Language, str]
    pairs: tuple[Mapping[str, object], ...] = ()

    def sentence(self, language: Language) -> str:
        """Say what was decided and why.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        return self.reasons[language]


def decide(
    champion: str | None,
    comparison: Comparison,
    settings: Settings,
    *,
    curve: LearningCurve | None = None,
) -> Decision:
    """Decide from a comparison which contender is in use from now on.

    Parameters
    ----------
    champion : str or None
        What the version in use is called in the comparison; None where none is in use yet.
    comparison : Comparison
        Of the contenders on the same later leads.
    settings : Settings
        As they are now; the comparison must have been made with them.
    curve : LearningCurve, optional
        Whether there is enough data; drawn inside the training part.

    Returns
    -------
    Decision

    Raises
    ------
    UsageError
        If the comparison was made with other settings, or holds no contender.

    Notes
    -----
    Without a champion the points card is what the team uses today, so it holds the place:
    a model is put into use first only where it is told better than the card. Without a
    card the contender with most buyers is taken, and the reason says that this is no
    proof. Among several that are told better, the one with most buyers is taken.

    A model takes the card's place only where its learning curve bears that out: where the
    curve says that the card is better, or that more conversions than are known today must
    be collected first, two judgements on later leads disagree, and the card is fallen back
    on. A curve that cannot tell changes nothing; it is told beside the card that stays.
    """
    _require_current(comparison, settings)
    names = comparison.contenders
    if champion is None and TODAY not in names:
        return _promotion(names[0], "champion.first_only", {})
    holder = TODAY if champion is None else champion
    if holder not in names:
        return _kept(holder, "champion.not_compared", ())
    pairs = tuple(comparison.pair(name, holder) for name in names if name != holder)
    better = [pair for pair in pairs if pair["verdict"] == "better"]
    if better:
        return _replaced(champion, better, pairs, curve)
    if champion is None:
        return _beside(_promotion(TODAY, "champion.first_card", {}, pairs), curve)
    if not pairs:
        return _kept(holder, "champion.unchallenged", pairs)
    open_ones = [pair for pair in pairs if pair["verdict"] == CANNOT_TELL]
    kept = _kept(holder, "champion.cannot_tell" if open_ones else "champion.worse", pairs)
    return _beside(kept, curve) if holder == TODAY else kept


def _replaced(
    champion: str | None,
    better: list[dict[str, object]],
    pairs: tuple[Mapping[str, object], ...],
    curve: LearningCurve | None,
) -> Decision:
    """Put the best challenger into use, unless none that would replace the card is trusted."""
    if curve is not None and champion in (None, TODAY):
        trusted = [pair for pair in better if curve.trusts(str(pair["a"]))]
        if not trusted:
            return _fallen_back(champion, str(better[0]["a"]), pairs, curve)
        better = trusted
    # contenders come with most buyers first, and the pairs in their order
    key = "champion.first_better" if champion is None else "champion.better"
    return _promotion(str(better[0]["a"]), key, better[0], pairs)


def _fallen_back(
    champion: str | None,
    name: str,
    pairs: tuple[Mapping[str, object], ...],
    curve: LearningCurve,
) -> Decision:
    """Put or keep the card in use where the model that did better cannot be trusted."""
    first = champion is None
    key = "champion.first_untrusted" if first else "champion.untrusted"
    reasons: dict[Language, str] = {}
    for language in LANGUAGES:
        values = {"name": contender_name(name, language)}
        if not first:
            values["champion"] = contender_name(TODAY, language)
        reasons[language] = _start(say(key, language, **values))
    decision = Decision(
        promote=TODAY if first else None,
        keep=None if first else TODAY,
        reasons=reasons,
        pairs=pairs,
    )
    return _beside(decision, curve)


def _beside(decision: Decision, curve: LearningCurve | None) -> Decision:
    """Add to the reason why the card is in use what the learning curve says to it."""
    if curve is None or curve.why or curve.verdict == USE:
        return decision
    reasons: dict[Language, str] = {
        language: f"{reason} {curve.headline(language)}"
        for language, reason in decision.reasons.items()
    }
    return replace(decision, reasons=reasons)


def instead_of(version: Version, decision: Decision, *, why: str = "columns") -> Decision:
    """Put a contender's newest version in the place of a version that can no longer score.

    Parameters
    ----------
    version : Version
        The one in use.
    decision : Decision
        Made as if the newest version of its contender were in use.
    why : {"columns", "card", "settings"}
        Why it is outdated: it reads columns that are no longer there, the points card was
        changed, or leads are looked at in another way.

    Returns
    -------
    Decision
        Which always puts a version into use.
    """
    chosen = str(decision.promote or decision.keep)
    key = "champion.outdated" if why == "columns" else f"champion.outdated_{why}"
    reasons: dict[Language, str] = {
        language: _start(
            say(
                key,
                language,
                version=version.name,
                name=contender_name(chosen, language),
            )
        )
        for language in LANGUAGES
    }
    return replace(decision, promote=chosen, keep=None, reasons=reasons)


def _require_current(comparison: Comparison, settings: Settings) -> None:
    if not comparison.contenders:
        raise UsageError("The comparison holds no contender. Run 'leadscore compare' again.")
    now = {
        "decide_by": settings.comparison.decide_by,
        "confidence": settings.comparison.confidence,
        "capacity": settings.sales.capacity,
        "target": settings.time.target,
        "horizon_days": settings.time.horizon_days,
    }
    if other := [name for name, value in now.items() if getattr(comparison, name) != value]:
        raise UsageError(
            f"The comparison was made with another {', '.join(other)} than leadscore.toml says "
            "now, so it does not decide. Run 'leadscore compare' again."
        )


def _promotion(
    name: str,
    key: str,
    pair: Mapping[str, object],
    pairs: tuple[Mapping[str, object], ...] = (),
) -> Decision:
    reasons: dict[Language, str] = {}
    for language in LANGUAGES:
        values = {
            end: apart(float(str(pair[end])), language)
            for end in ("difference", "low", "high")
            if pair
        }
        if key != "champion.first_card":
            values["name"] = contender_name(name, language)
        if key == "champion.better":
            values["champion"] = contender_name(str(pair["b"]), language)
        reasons[language] = _start(say(key, language, **values))
    return Decision(promote=name, keep=None, reasons=reasons, pairs=pairs)


def _kept(champion: str, key: str, pairs: tuple[Mapping[str, object], ...]) -> Decision:
    reasons: dict[Language, str] = {
        language: _start(say(key, language, champion=contender_name(champion, language)))
        for language in LANGUAGES
    }
    return Decision(promote=None, keep=champion, reasons=reasons, pairs=pairs)


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]
