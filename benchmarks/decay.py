"""Whether learned half-lives hold what they say: where they are known, and in a simulated CRM.

First on numbers whose half-life is known, with leads and accounts that recur: how often the
95 % interval holds it, with accounts and with rows taken as the pieces of evidence, and how
often an effect is told and the half-life then missed.

Then in simulated CRMs, with the card that `leadscore init` lays out: for each rule on acts the
half-life learned from what happened, and beside it the one that the leads' true chances
(`Simulation.truth`) give, which know the hidden states and hold no chance.

    python -m benchmarks.decay --draws 400 --leads 20000 --seeds 6
"""

from __future__ import annotations

import argparse
import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit, ndtr

import leadscore as ls
from benchmarks.truth import as_markdown
from leadscore.cards import Card, load_card
from leadscore.evaluation.faded_acts import FadedActs, faded_acts, fades
from leadscore.evaluation.half_life import profile
from leadscore.features.card_matrix import card_matrix
from leadscore.features.matrix import build_rows
from leadscore.sources.simulate import simulate

CARD = Path(ls.__file__).parent / "templates" / "card.yaml"
WINDOW = 90
#: Known half-lives (days) and effects (log-odds of an act of today) that are tried.
KNOWN = ((5, 1.0), (20, 1.0), (20, 0.4), (20, 0.2), (60, 0.4), (math.inf, 0.3), (20, 0.0))


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """Snapshots with a known half-life."""

    counts: npt.NDArray[np.float32]
    other: npt.NDArray[np.float32]
    y: npt.NDArray[np.float64]
    account: npt.NDArray[np.int64]

    def worth(self, half_life: float) -> npt.NDArray[np.float32]:
        """Give what the acts are worth."""
        return self.counts @ (0.5 ** (np.arange(WINDOW + 1) / half_life)).astype(np.float32)


def draw(
    seed: int, half_life: float, effect: float, *, accounts: int = 800, together: float = 0.7
) -> Drawn:
    """Draw two leads an account at six cutoffs; a normal copula makes their outcomes go together.

    Each row's own chance is exactly logistic in its acts, so the half-life is known exactly.
    """
    rng = np.random.default_rng(seed)
    leads, cutoffs = 2 * accounts, 6
    days = WINDOW + 30 * cutoffs
    acts = rng.poisson(days / 60 * (rng.random(leads) < 0.5))
    who, day = np.repeat(np.arange(leads), acts), rng.integers(0, days, acts.sum())
    counts = np.zeros((leads * cutoffs, WINDOW + 1), np.float32)
    for at in range(cutoffs):
        age = WINDOW + 30 * (at + 1) - day
        seen = (age >= 1) & (age <= WINDOW)
        np.add.at(counts, (who[seen] * cutoffs + at, age[seen]), 1)
    lead = np.repeat(np.arange(leads), cutoffs)
    other = rng.normal(size=leads)[lead] + 0.5 * (counts.sum(axis=1) > 0)
    fade = 0.5 ** (np.arange(WINDOW + 1) / half_life)
    chance = expit(-3.2 + effect * counts @ fade + 0.5 * other)
    shared = rng.normal(size=accounts)[lead // 2] + rng.normal(size=leads)[lead]
    apart = rng.normal(size=len(lead))
    drawn = ndtr(math.sqrt(together / 2) * shared + math.sqrt(1 - together) * apart)
    return Drawn(
        counts=counts,
        other=other[:, None].astype(np.float32),
        y=(drawn < chance).astype(float),
        account=lead // 2,
    )


def coverage(half_life: float, effect: float, draws: int) -> dict[str, object]:
    """Count how often the interval holds a known half-life."""
    found = []
    for seed in range(draws):
        drawn = draw(seed, half_life, effect)
        line: dict[str, float] = {}
        for name, group in (("", drawn.account), ("_rows", np.arange(len(drawn.y)))):
            told = profile(drawn.y, group, drawn.other, drawn.worth, longest=WINDOW)
            line[f"held{name}"] = told.p_value(told.lost(half_life)) > 0.05
            if not name:
                line |= {"effect": told.has_effect(0.95), "pieces": told.pieces}
                line |= dict(zip(("low", "high"), told.interval(0.95), strict=True))
        found.append(line)
    table = pd.DataFrame(found)
    missed = table["effect"].astype(bool) & ~table["held"].astype(bool)
    return {
        "half-life": "none" if math.isinf(half_life) else f"{half_life} d",
        "effect": f"{effect:g}",
        "accounts with a success": f"{table['pieces'].median():.0f}",
        "interval holds it": f"{table['held'].mean():.1%}",
        "rows taken as apart": f"{table['held_rows'].mean():.1%}",
        "effect told": f"{table['effect'].mean():.1%}",
        "told and missed": f"{missed.mean():.1%}",
        "median interval": f"{written(table['low'].median())} to {written(table['high'].median())}",
    }


def written(days: float) -> str:
    """Write days; infinite is no decay."""
    return "none" if math.isinf(days) else "–" if math.isnan(days) else f"{days:.0f}"


def one_market(leads: int, seed: int) -> pd.DataFrame:
    """Learn each rule's half-life from what happened, and from the true chances."""
    settings = ls.parse_settings({"data": {"timezone": "UTC"}, "project": {"seed": seed}})
    market = simulate(n_leads=leads, seed=seed)
    warehouse = ls.warehouse_from_frames(dict(market.tables), settings)
    card = load_card(CARD, settings)

    def with_card(made_up: Card, matrix: ls.FeatureMatrix) -> ls.FeatureMatrix:
        return card_matrix(made_up, matrix, warehouse, settings)

    past = build_rows(warehouse, settings)
    training = with_card(card, past.take(ls.outer_split(past.rows, settings).train))

    began = time.perf_counter()
    found = ls.card_decay(card, training, settings, with_card=with_card)
    print(f"seed {seed}: {time.perf_counter() - began:.0f} s. {found.sentence('en')}", flush=True)
    out = [name for name in training.X if name.startswith("card__exclusion_")]
    left = training.take(~(training.X[out].to_numpy() < 0).any(axis=1))
    chance = market.truth(left.rows, settings.time.horizon_days)["p_observed"].to_numpy()
    rules = [rule for rule in card.rules if fades(rule)]
    acts = faded_acts(rules, lambda made_up: with_card(made_up, left), len(left), settings)
    true = {f"card__{each.rule.id}": _true(each, card, left, chance) for each in acts}
    told = found.table.assign(seed=seed, true=found.table["rule"].map(true))
    print(told[["rule", "true", "learned", "low", "high", "verdict", "why"]].round(1), flush=True)
    return told


def _true(
    acts: FadedActs, card: Card, left: ls.FeatureMatrix, chance: npt.NDArray[np.float64]
) -> float:
    names = [f"card__{rule.id}" for rule in card.rules if rule.id != acts.rule.id]
    beside = left.X[names].to_numpy(dtype=np.float32)
    return profile(chance, left.groups, beside, acts.at, longest=acts.window).learned


def summary(lines: pd.DataFrame) -> pd.DataFrame:
    """Put the learned half-lives beside the true ones, rule by rule over seeds."""
    rows = []
    for rule, mine in lines.groupby("rule", sort=False):
        told = mine[mine["learned"].notna()]
        held = (told["low"] <= told["true"]) & (told["true"] <= told["high"])
        verdicts = mine["verdict"].value_counts()
        rows.append(
            {
                "rule": str(rule).removeprefix("card__"),
                "set": written(mine["set"].iloc[0]),
                "true chances give": _spread(mine["true"]),
                "learned": _spread(told["learned"]) if len(told) else "–",
                "interval holds the true one": f"{int(held.sum())} of {len(told)}",
                "verdicts": ", ".join(f"{count} {name}" for name, count in verdicts.items()),
            }
        )
    return pd.DataFrame(rows)


def _spread(days: pd.Series) -> str:
    middle, low, high = days.median(), days.min(), days.max()
    return f"{written(middle)} ({written(low)} to {written(high)})"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--draws", type=int, default=400, help="of each known half-life")
    parser.add_argument("--leads", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, default=6)
    asked = parser.parse_args()
    if asked.draws:
        known = [coverage(days, effect, asked.draws) for days, effect in KNOWN]
        print(f"{asked.draws} draws each\n\n{as_markdown(pd.DataFrame(known))}\n", flush=True)
    if asked.seeds:
        lines = pd.concat([one_market(asked.leads, seed) for seed in range(asked.seeds)])
        print(f"\n{asked.leads:,} leads, {asked.seeds} seeds; days, median (least to most)\n")
        print(as_markdown(summary(lines)))


if __name__ == "__main__":
    main()
