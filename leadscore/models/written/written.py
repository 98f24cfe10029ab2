"""The written card: from training leads to a card that a marketer can edit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from leadscore.cards import Card, Rule
from leadscore.cards.implying import same
from leadscore.cards.limits import Thresholds
from leadscore.errors import NotEnoughDataError, UsageError
from leadscore.features.card_barring import is_barred
from leadscore.features.card_candidates import Candidate, named_apart, united, with_points
from leadscore.features.frame import FeatureMatrix
from leadscore.models.written.choosing import Learned, learn_points, size_folds
from leadscore.models.written.laying_out import as_task, drawn, usable
from leadscore.models.written.rounding import line
from leadscore.models.written.scene import Scene, set_scene
from leadscore.models.written.task import BoolArray, FloatArray
from leadscore.settings import Settings
from leadscore.sources.warehouse import Warehouse
from leadscore.validation.splits import moments
from leadscore.words import Language, number, percent, say, signed
from leadscore.yaml_files import nearest


@dataclass(frozen=True, kw_only=True, eq=False)
class WrittenCard:
    """A points card that was learned, and how.

    Parameters
    ----------
    card : Card
        With the exclusions of the current card, and the limit that as many training leads
        reach as sales can call.
    rules : DataFrame
        One row a rule, in the card's order: ``rule`` (id), ``points``, ``before`` (points
        of the same rule in the current card; NaN where it is not in there), ``odds`` (by
        how much its points multiply the odds of success), ``fires`` (share of training
        snapshots), ``why`` ("held", "kept" or "chosen").
    sizes : DataFrame
        One row a number of rules that was tried, as of
        :class:`~leadscore.models.written.choosing.Learned`; those held are not counted.
    forward : bool
        Whether numbers of rules were tried on later snapshots; else on other accounts.
    candidates, snapshots, leads, buyers : int
        From how many rules was chosen, and on how many training snapshots, leads and
        converted leads; those whom an exclusion takes out are not counted.
    slope : float
        Log-odds of one point.
    reached : float
        Share of training snapshots that reach the limit; NaN where there is none.
    capacity : float
        Share of leads that sales can call.
    step, most_points : int
        What the points had to obey.
    """

    card: Card
    rules: pd.DataFrame
    sizes: pd.DataFrame
    forward: bool
    candidates: int
    snapshots: int
    leads: int
    buyers: int
    slope: float
    reached: float
    capacity: float
    step: int
    most_points: int

    def sentence(self, language: Language = "en") -> str:
        """Tell what was written from what, and how the number of rules was chosen.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        parts = [
            say(
                "written.says",
                language,
                leads=self.leads,
                buyers=self.buyers,
                rules=len(self.rules),
                candidates=self.candidates,
                step=self.step,
                most=self.most_points,
            ),
            say("written.forward" if self.forward else "written.grouped", language),
        ]
        if self.card.thresholds is not None:
            parts.append(
                say(
                    "written.limit",
                    language,
                    share=percent(self.reached, language),
                    mql=number(float(str(self.card.thresholds.mql)), language),
                    capacity=percent(self.capacity, language),
                )
            )
        return " ".join(parts)

    def summary(self, language: Language = "en") -> pd.DataFrame:
        """Lay the rules out for reading, in the card's order.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        DataFrame
            Text columns: the rule in words, its points, those of the same rule in the
            current card, by how much its points multiply the odds, for how many leads it
            holds, and why it is in.
        """
        lines = [
            (
                rule.says[language],
                _points_text(rule, language),
                "–" if np.isnan(line["before"]) else signed(line["before"], language, 0),
                number(line["odds"], language, 2),
                percent(line["fires"], language),
                say(f"written.why_{line['why']}", language),
            )
            for rule, (_, line) in zip(self.card.rules, self.rules.iterrows(), strict=True)
        ]
        names = ("rule", "points", "before", "odds", "fires", "why")
        return pd.DataFrame(lines, columns=[say(f"written.{each}", language) for each in names])


def _points_text(rule: Rule, language: Language) -> str:
    points = signed(rule.points, language, 0)
    if rule.per == "lead" or rule.cap is None:
        return points
    cap = number(rule.cap, language)
    return say("written.each", language, points=points, cap=cap)


def learn_card(
    card: Card,
    training: FeatureMatrix,
    warehouse: Warehouse,
    settings: Settings,
    progress: Callable[[str], None] | None = None,
) -> WrittenCard:
    """Learn the points card that training leads would write.

    Parameters
    ----------
    card : Card
        The current card: its rules are candidates, its exclusions stay.
    training : FeatureMatrix
        Training snapshots with their features; those without a label are passed over.
    warehouse : Warehouse
        What the matrix was built from.
    settings : Settings
        ``card`` (what the card must obey), ``sales.capacity``, ``models`` (folds, least
        conversions), ``time``, the seed and the language.
    progress : callable, optional
        Told in a few words what is being done.

    Returns
    -------
    WrittenCard
        The order of rows and columns changes nothing in it.

    Raises
    ------
    NotEnoughDataError
        If fewer leads convert than ``models.min_conversions``, or no rule is of any use.
    UsageError
        If ``keep``, ``hold`` or ``never`` name what is not there, or the limits contradict
        each other.

    Notes
    -----
    docs/written-card.md tells what rules are tried and how they are chosen.
    """
    tell = progress or (lambda _: None)
    _check_ids(card, settings)
    known = training.rows["label"].notna() & training.rows["mature"].astype(bool)
    matrix = training.take(np.flatnonzero(known.to_numpy()))
    _check_conversions(matrix.rows, settings)
    places, weight = drawn(matrix.rows, settings.project.seed)
    tell("written card: candidates")
    scene = set_scene(card, matrix.take(places), weight, warehouse, settings)
    tell("written card: points")
    return _learned(card, scene, settings)


def _check_ids(card: Card, settings: Settings) -> None:
    limits = settings.card
    ids = [rule.id for rule in card.rules]
    for name, wanted in (("keep", limits.keep), ("hold", limits.hold)):
        if unknown := [each for each in wanted if each not in ids]:
            raise UsageError(
                f"card.{name} (--{name}) names {unknown[0]!r}, which is no rule of the card. "
                f"{nearest(unknown[0], ids)}"
            )
    for rule in card.rules:
        barred = [entry for entry in limits.never if is_barred(rule, entry)]
        if barred and rule.id in (*limits.keep, *limits.hold):
            raise UsageError(
                f"The rule {rule.id!r} is to stay, but card.never (--never) names {barred[0]!r}, "
                "which it uses. Take one of the two out."
            )
    if len(limits.keep) + len(limits.hold) > limits.rules:
        raise UsageError(
            f"{len(limits.keep) + len(limits.hold)} rules are to stay, but the card may have "
            f"{limits.rules} (card.rules, --rules). Allow more, or let fewer stay."
        )


def _check_conversions(rows: pd.DataFrame, settings: Settings) -> None:
    won = int(rows.loc[rows["label"] == 1, "lead_id"].nunique())
    others = int(rows.loc[rows["label"] == 0, "lead_id"].nunique())
    least = settings.models.min_conversions
    if min(won, others) < least:
        raise NotEnoughDataError(
            f"{won} leads convert in the {len(rows)} training snapshots and {others} do not; to "
            f"write a card takes {least} of each (models.min_conversions). Keep the card that "
            "you have until there are more, or choose a target that is reached more often "
            "(time.target)."
        )


def _learned(card: Card, scene: Scene, settings: Settings) -> WrittenCard:
    limits = settings.card
    keep = frozenset(limits.keep)
    candidates, columns = usable(
        scene.candidates, scene.worth, scene.rows, needed=keep, least=limits.least_leads
    )
    y = scene.rows["label"].to_numpy(dtype=np.float64)
    _check_conversions(scene.rows, settings)
    task = as_task(
        candidates,
        scene.worth[:, columns],
        y,
        scene.weight,
        scene.held,
        keep=keep,
        size=limits.rules - len(scene.held_rules),
        settings=limits,
    )
    folds, forward = size_folds(
        y,
        scene.rows["group"],
        moments(scene.rows),
        n_folds=settings.models.folds,
        gap=settings.time.known_after,
        seed=settings.project.seed,
    )
    learned = learn_points(task, folds)
    rules = _rules(learned, candidates, scene, settings)
    if not rules:
        raise NotEnoughDataError(
            f"None of {len(candidates)} rules tells leads that convert from others in "
            f"{len(scene.rows)} training snapshots. Bring more leads, or let rules hold of fewer "
            "(card.least_leads)."
        )
    return _result(
        card,
        scene,
        learned,
        rules,
        candidates=len(candidates),
        forward=forward,
        settings=settings,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Written:
    """A rule with its points, on whom it fires, and why it is in."""

    rule: Rule
    fires: BoolArray
    why: str


def _rules(
    learned: Learned, candidates: Sequence[Candidate], scene: Scene, settings: Settings
) -> list[_Written]:
    """Write the rules with their points; values of one thing with the same points are one."""
    held = [
        _Written(rule=rule, fires=scene.held_fires[:, at], why="held")
        for at, rule in enumerate(scene.held_rules)
    ]
    parts: dict[tuple[str, int], list[int]] = {}
    for place, steps in zip(learned.points.places, learned.points.steps, strict=True):
        key = learned.task.keys[place] if _stands_alone(learned, place) else ""
        parts.setdefault((key or f"column {place}", steps), []).extend(learned.task.members[place])
    made = []
    for (_, steps), places in parts.items():
        rule = united([candidates[at] for at in sorted(places)])
        fires: BoolArray = learned.task.worth[:, places].max(axis=1) > 0
        why = "kept" if rule.id in settings.card.keep else "chosen"
        points = float(steps * settings.card.step)
        made.append(_Written(rule=with_points(rule, points), fires=fires, why=why))
    named = named_apart(Candidate(rule=each.rule) for each in (*held, *made))
    found = [
        replace(each, rule=name.rule) for each, name in zip((*held, *made), named, strict=True)
    ]
    return sorted(
        found,
        key=lambda each: (each.rule.axis == "behaviour", -each.rule.points, each.rule.id),
    )


def _stands_alone(learned: Learned, place: int) -> bool:
    """Tell whether no other rule with points asks for one of a rule's values."""
    members = set(learned.task.members[place])
    others = (other for other in learned.points.places if other != place)
    return not any(members & set(learned.task.members[other]) for other in others)


def _result(
    card: Card,
    scene: Scene,
    learned: Learned,
    rules: Sequence[_Written],
    *,
    candidates: int,
    forward: bool,
    settings: Settings,
) -> WrittenCard:
    total = learned.points.total(learned.task) * settings.card.step
    _, slope, _ = line(total, learned.task.y, scene.weight)
    written = Card(
        name=say("written.name", settings.project.language),
        rules=tuple(each.rule for each in rules),
        groups=scene.groups,
        exclusions=scene.exclusions,
    )
    limit, reached = _limit(written, total, scene, settings)
    won = scene.rows.loc[scene.rows["label"] == 1, "lead_id"]
    return WrittenCard(
        card=written.model_copy(update={"thresholds": limit}),
        rules=_table(card, rules, scene, slope),
        sizes=learned.sizes,
        forward=forward,
        candidates=candidates,
        snapshots=round(float(scene.weight.sum())),
        leads=int(scene.rows["lead_id"].nunique()),
        buyers=int(won.nunique()),
        slope=slope,
        reached=reached,
        capacity=settings.sales.capacity,
        step=settings.card.step,
        most_points=settings.card.most_points,
    )


def _table(card: Card, rules: Sequence[_Written], scene: Scene, slope: float) -> pd.DataFrame:
    everyone = float(scene.weight.sum()) / (1 - scene.excluded_share)
    return pd.DataFrame(
        {
            "rule": [each.rule.id for each in rules],
            "points": [each.rule.points for each in rules],
            "before": [_before(card, each.rule) for each in rules],
            "odds": [float(np.exp(slope * each.rule.points)) for each in rules],
            "fires": [float(scene.weight @ each.fires) / everyone for each in rules],
            "why": [each.why for each in rules],
        }
    ).astype({"before": "float64"})


def _before(card: Card, rule: Rule) -> float:
    """Give the points that the current card has for the same."""
    alike = (each for each in card.rules if same(each, rule) and each.per == rule.per)
    return next((each.points for each in alike), np.nan)


def _limit(
    card: Card, total: FloatArray, scene: Scene, settings: Settings
) -> tuple[Thresholds | None, float]:
    """Find the points that as many training leads reach as sales can call."""
    step = settings.card.step
    weight = scene.weight / scene.weight.sum() * (1 - scene.excluded_share)
    low = card.bounds()[0]
    levels = step * np.arange(np.floor(total.min() / step), np.ceil(total.max() / step) + 1)
    shares = np.array([float(weight @ (total >= level)) for level in levels])
    fit = (levels > low) & (shares > 0)
    if not fit.any():
        return None, np.nan
    apart = np.where(fit, np.abs(shares - settings.sales.capacity), np.inf)
    best = int(np.argmin(apart.round(9)))
    return Thresholds(mql=float(levels[best])), float(shares[best])
