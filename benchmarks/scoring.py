"""From raw tables to a scored lead file with exact reasons, in parts, beside bare xgboost.

One run: simulate a market, learn a boosted model on a part of it, then score every open
lead as `leadscore score` and `leadscore export` do. The bare figure is xgboost's own
contributions of the very same booster on the very same encoded numbers: what one would
have without checks, features, scale, fit and behaviour, words and files.

    python -m benchmarks.scoring --leads 20000
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import xgboost as xgb

import leadscore as ls
from leadscore.cards import load_card
from leadscore.explain import reasons
from leadscore.exports import write_scored_leads
from leadscore.features.matrix import build_current
from leadscore.sources.simulate import simulate

SECONDS: dict[str, float] = {}
CHECKOUT = Path(__file__).parents[1]


@contextmanager
def timed(part: str) -> Iterator[None]:
    """Add what a part takes to the table."""
    began = time.perf_counter()
    yield
    SECONDS[part] = time.perf_counter() - began


def learn(settings: ls.Settings, folder: Path) -> ls.LeadScorer:
    """Learn on a small market of its own; what is learned does not change the speed."""
    simulate(n_leads=4_000, seed=1).write(folder)
    small = settings.model_copy(
        update={"data": settings.data.model_copy(update={"folder": str(folder)})}
    )
    warehouse = ls.open_warehouse(small, folder)
    card = load_card(CHECKOUT / "card.yaml", small)
    matrix = ls.build_matrix(warehouse, small, card)
    return ls.fit_scorer(ls.scientist_xgboost(0), matrix, small)


def bare(scorer: ls.LeadScorer, X: pd.DataFrame) -> float:
    """Time xgboost's own contributions of the combined booster on its encoded rows."""
    contender = scorer.contender
    assert contender is not None
    pipeline = contender.pipeline_  # type: ignore[attr-defined] - the scientist's, by construction
    numbers = np.asarray(pipeline[:-1].transform(X[list(contender.feature_names_in_)]))  # type: ignore[attr-defined]
    booster: xgb.Booster = pipeline[-1].get_booster()
    matrix = xgb.DMatrix(numbers.astype(np.float32), nthread=1)
    began = time.perf_counter()
    booster.predict(matrix, pred_contribs=True)
    return time.perf_counter() - began


def main() -> None:
    """Measure, print the table, and write it as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--leads", type=int, default=20_000)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    settings = ls.parse_settings({"data": {"timezone": "UTC"}})
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        scorer = learn(settings, root / "small")
        simulate(n_leads=asked.leads, seed=2).write(root / "data")
        began = time.perf_counter()
        with timed("read and check the tables"):
            warehouse = ls.open_warehouse(settings, root)
        card = load_card(CHECKOUT / "card.yaml", settings)
        with timed("features of the open leads"):
            current = build_current(warehouse, settings, card)
        with timed("probability, score, grade, band"):
            scores = scorer.score(current.X)
        with timed("exact contributions"):
            parts = scorer.contributions(current.X)
        with timed("reasons in words"):
            told = reasons(parts, current.X, scorer.catalogue)
        with timed("write CSV and Parquet"):
            frame = pd.concat([current.rows[["lead_id", "contactable"]], scores, told], axis=1)
            frame["random_slice"] = False
            frame["version"], frame["scored_at"] = "scientist 1", pd.Timestamp(warehouse.as_of)
            write_scored_leads(frame, root / "exports")
        whole = time.perf_counter() - began
        alone = bare(scorer, current.X)
    leads = len(current.X)
    lines = [
        {"part": part, "seconds": took, "leads_per_second": leads / took}
        for part, took in [*SECONDS.items(), ("all of it", whole), ("bare xgboost", alone)]
    ]
    table = pd.DataFrame(lines)
    table["times_bare"] = table["seconds"] / alone
    peak = psutil.Process().memory_info().rss / 2**20
    print(
        f"{leads:,} open leads of {asked.leads:,}; {current.X.shape[1]} features; {peak:,.0f} MiB"
    )
    print(table.to_string(index=False, float_format=lambda value: f"{value:,.2f}"))
    if asked.json:
        asked.json.write_text(json.dumps({"leads": leads, "parts": lines}, indent=2) + "\n")


if __name__ == "__main__":
    main()
