"""How much of what is possible each contender reaches, where the truth is known.

Only in a simulated CRM can one ask this. For each seed and size a market is simulated, the
contenders learn on the training cutoffs, and on the later ones they are set beside a ranking
by the leads' true chances (`Simulation.truth`, which knows the hidden states). Shown, each
with a 95 % interval over seeds (Student's t of the seeds' own ratios):

- ROC AUC within cutoffs, and its share of the possible one, counted from .5 (chance);
- distinct buyers within capacity, and their share of those that the true chances find.

Beside them: of how many of the seeds the comparison's own 95 % interval of the AUC holds the
AUC that is expected for these very leads, each weighed by its true chance. The interval also
allows for other leads than these, so it should hold it at least 95 times in 100.

    python -m benchmarks.truth --leads 2000 --seeds 10
    python -m benchmarks.truth --leads 20000 --seeds 10
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.base import clone

import leadscore as ls
from leadscore.cards import load_card
from leadscore.models.contender import Contender
from leadscore.sources.simulate import simulate
from leadscore.validation.metrics import buyers_at_capacity, roc_auc
from leadscore.validation.splits import calling_rounds

CHECKOUT = Path(__file__).parents[1]
TRUTH = "truth"


def contenders(settings: ls.Settings, seed: int, trials: int) -> dict[str, Contender]:
    """Make the contenders as the notebooks do."""
    return {
        "card": ls.CardContender(load_card(CHECKOUT / "card.yaml", settings)),
        "scientist (logistic)": ls.scientist_logistic(seed),
        "scientist (xgboost)": ls.scientist_xgboost(seed),
        "auto": ls.AutoModel(trials=trials, seed=seed, threads=2, horizon=settings.time.horizon),
    }


def learn(contender: Contender, training: ls.FeatureMatrix, test: ls.FeatureMatrix) -> pd.DataFrame:
    """Fit a contender and ask it about the later leads; calibration would change no order."""
    by_card = isinstance(contender, ls.CardContender)
    columns = training.columns(family="card" if by_card else None)
    fitted = clone(contender).fit(
        training.X[columns],
        training.y,
        groups=training.groups,
        when=training.rows["cutoff"].to_numpy(),
    )
    X = test.X[columns]
    said = {"probability": fitted.predict_proba(X)[:, 1], "margin": fitted.decision_function(X)}
    return pd.DataFrame(said, index=X.index)


def expected_auc(chance: np.ndarray, score: np.ndarray, rounds: np.ndarray) -> float:
    """Give the AUC within cutoffs with each lead a buyer as far as its true chance says."""
    n = len(chance)
    return roc_auc(
        np.repeat([1.0, 0.0], n),
        np.tile(score, 2),
        rounds=np.tile(rounds, 2),
        weight=np.concatenate([chance, 1 - chance]),
    )


def one_market(leads: int, seed: int, trials: int) -> list[dict[str, object]]:
    """Simulate one market and measure every contender beside the truth."""
    settings = ls.parse_settings(
        {"data": {"timezone": "UTC"}, "project": {"seed": seed}, "comparison": {"resamples": 1000}}
    )
    market = simulate(n_leads=leads, seed=seed)
    warehouse = ls.warehouse_from_frames(dict(market.tables), settings)
    matrix = ls.build_matrix(warehouse, settings, load_card(CHECKOUT / "card.yaml", settings))
    split = ls.outer_split(matrix.rows, settings)
    training, test = matrix.take(split.train), matrix.take(split.test)
    told = market.truth(test.rows, settings.time.horizon_days)
    true = told["p_observed"].to_numpy()
    scored = {
        name: learn(each, training, test)
        for name, each in contenders(settings, seed, trials).items()
    }
    table = ls.compare(scored, test.rows, settings).table.set_index(["contender", "measure"])
    label, rounds = test.y, calling_rounds(test.rows, settings)
    codes = pd.factorize(test.rows["lead_id"])[0].astype(np.int64)
    margins = {TRUTH: true, **{name: said["margin"].to_numpy() for name, said in scored.items()}}
    lines: list[dict[str, object]] = []
    for name, margin in margins.items():
        found = buyers_at_capacity(
            label, margin, settings.sales.capacity, leads=codes, rounds=rounds
        )
        line: dict[str, object] = {"seed": seed, "leads": leads, "contender": name}
        line |= {"auc": roc_auc(label, margin, rounds=rounds), "buyers": found}
        if name != TRUTH:
            low, high = table.loc[(name, "roc_auc"), ["low", "high"]]
            line["held"] = bool(low <= expected_auc(true, margin, rounds) <= high)
        lines.append(line)
    return lines


def with_interval(values: np.ndarray, digits: int = 3) -> str:
    """Write a mean over seeds with its 95 % interval."""
    mean = float(np.mean(values))
    if len(values) < 2:
        return f"{mean:.{digits}f}"
    half = stats.t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values))
    return f"{mean:.{digits}f} ({mean - half:.{digits}f} to {mean + half:.{digits}f})"


def summary(lines: pd.DataFrame) -> pd.DataFrame:
    """Put each contender's figures beside those of the truth, seed by seed."""
    best = lines[lines["contender"] == TRUTH].set_index("seed")
    rows = []
    for name, mine in lines.groupby("contender", sort=False):
        own = mine.set_index("seed")
        possible = best.loc[own.index]
        row = {"contender": name, "AUC": with_interval(own["auc"].to_numpy())}
        row["of the possible AUC, from .5"] = with_interval(
            ((own["auc"] - 0.5) / (possible["auc"] - 0.5)).to_numpy(), 2
        )
        row["buyers within capacity"] = with_interval(own["buyers"].to_numpy(), 1)
        row["of the possible buyers"] = with_interval(
            (own["buyers"] / possible["buyers"]).to_numpy(), 2
        )
        held = "" if name == TRUTH else f"{int(own['held'].sum())} of {len(own)}"
        row["interval holds the expected AUC"] = held
        rows.append(row)
    return pd.DataFrame(rows)


def as_markdown(frame: pd.DataFrame) -> str:
    """Write a table of texts as Markdown."""
    head = [list(frame.columns), ["---"] * frame.shape[1]]
    return "\n".join(f"| {' | '.join(map(str, row))} |" for row in [*head, *frame.to_numpy()])


def main() -> None:
    """Measure, print the table, and write every seed's figures as JSON where asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--leads", type=int, default=2_000)
    parser.add_argument("--seeds", type=int, default=10, help="how many, from --first on")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--trials", type=int, default=20, help="of the auto model")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    lines: list[dict[str, object]] = []
    for seed in range(asked.first, asked.first + asked.seeds):
        began = time.perf_counter()
        lines += one_market(asked.leads, seed, asked.trials)
        print(f"seed {seed}: {time.perf_counter() - began:.0f} s", flush=True)
    print(f"\n{asked.leads:,} leads, {asked.seeds} seeds\n")
    print(as_markdown(summary(pd.DataFrame(lines))))
    if asked.json:
        asked.json.write_text(json.dumps(lines, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
