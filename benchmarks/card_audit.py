"""What the audit of a card says where the truth of each rule is known.

For each seed a market is simulated and the card of a hopeful marketer is audited on the
later snapshots (with `--every` on all of them, as one may with a card that no data made):
the card that `leadscore init` lays out, with points for whoever looks at jobs (and so
without the exclusion of job seekers). Nothing is learned, so only the card's columns are
built.

The truth of a rule is what the same joint model says when it is fitted, on the later
snapshots of all seeds together, to the leads' true chances (`Simulation.truth`) instead of
what happened; what a point is worth is the middle of those, weighed as the pooled outcomes
weigh them. A verdict is a false alarm where it contradicts that truth: `earns` or
`underrated` of a rule that adds nothing or works backwards, `backwards` of one that does
not, `overrated` of one that earns its points or more, `underrated` of one that earns no more.

    python -m benchmarks.card_audit --seeds 20 --leads 20000
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import pandas as pd

import leadscore as ls
from benchmarks.truth import as_markdown
from leadscore.cards import Card, Rule, What
from leadscore.evaluation.card_audit.currency import middle_worth
from leadscore.evaluation.card_audit.joint import fit_joint
from leadscore.evaluation.card_audit.rules import Fired, read_rules
from leadscore.features.card_matrix import card_matrix
from leadscore.features.matrix import build_rows
from leadscore.sources.simulate import simulate
from leadscore.validation.shares import wilson_interval

TEMPLATE = Path(ls.__file__).parent / "templates" / "card.yaml"
#: What is planted: the rule, and the verdicts that see it.
PLANTED = {
    "guide": ("overrated", "backwards"),
    "careers": ("overrated", "backwards"),
    "pricing": ("earns", "underrated"),
}
MISSED = ("no_evidence", "never")


def hopeful_card(settings: ls.Settings) -> Card:
    """Give the template's card points for looking at jobs, as one who means well might."""
    card = ls.load_card(TEMPLATE, settings)
    careers = Rule(
        id="careers",
        says={"en": "Looked at our jobs", "fi": "Katsoi työpaikkojamme"},
        what=What(intent=("careers",), within_days=90),
        points=10,
    )
    kept = tuple(each for each in card.exclusions if each.id != "job_seeker")
    return card.model_copy(update={"rules": (*card.rules, careers), "exclusions": kept})


def one_market(
    leads: int, seed: int, *, every: bool = False
) -> tuple[pd.DataFrame, Fired, np.ndarray]:
    """Simulate one market, audit the card, and give what fired and the true chances."""
    settings = ls.parse_settings({"data": {"timezone": "UTC"}, "project": {"seed": seed}})
    market = simulate(n_leads=leads, seed=seed)
    warehouse = ls.warehouse_from_frames(dict(market.tables), settings)
    taken = build_rows(warehouse, settings)
    known = taken.rows["label"].notna() if every else ls.outer_split(taken.rows, settings).test
    card = hopeful_card(settings)
    matrix = card_matrix(card, taken.take(known), warehouse, settings)
    audit = ls.audit_rules(matrix, settings, card)
    chances = market.truth(matrix.rows, settings.time.horizon_days)["p_observed"]
    true = matrix.rows.assign(label=chances.to_numpy())
    told = ls.FeatureMatrix(
        rows=true, X=matrix.X, catalogue=matrix.catalogue, manifest=matrix.manifest
    )
    table = audit.table.assign(
        seed=seed,
        conversions=audit.conversions,
        snapshots=audit.snapshots,
        worth=audit.worth.log_odds,
    )
    return table, read_rules(matrix, card), read_rules(told, card).label


def pooled(fired: list[Fired], labels: list[np.ndarray]) -> Fired:
    """Put the markets together; an account is of one market only."""
    first = np.cumsum([0, *(int(each.group.max()) + 1 for each in fired[:-1])])
    return Fired(
        parts=fired[0].parts,
        times=np.concatenate([each.times for each in fired]),
        label=np.concatenate(labels),
        group=np.concatenate([each.group + at for each, at in zip(fired, first, strict=True)]),
    )


def truth(fired: list[Fired], chances: list[np.ndarray]) -> pd.DataFrame:
    """Give what each rule really adds, and earns."""
    happened = fit_joint(pooled(fired, [each.label for each in fired]))
    effect = fit_joint(pooled(fired, chances)).effect
    parts = fired[0].parts[: fired[0].judged]
    rules = sum(part.kind == "rule" for part in parts)
    unit = np.array([part.unit for part in parts[:rules]])
    spread = happened.covariance[:rules, :rules] / np.outer(unit, unit)
    worth = middle_worth(effect[:rules] / unit, spread, np.ones(rules, dtype=bool), seed=0)
    earned = np.append(effect[:rules] / worth.log_odds, np.full(len(parts) - rules, np.nan))
    return pd.DataFrame(
        {"true_effect": effect[: len(parts)], "true_earned": earned},
        index=[part.column for part in parts],
    )


def false_alarms(lines: pd.DataFrame) -> pd.Series:
    """Mark the verdicts that contradict the truth."""
    way = np.where(lines["kind"] == "exclusion", -1.0, np.sign(lines["points_set"]))
    adds = lines["true_effect"] * way > 0
    more = lines["true_earned"] * way > lines["points_set"] * way
    verdict = lines["verdict"]
    return (
        (verdict.isin(["earns", "underrated"]) & ~adds)
        | ((verdict == "backwards") & adds)
        | ((verdict == "overrated") & more)
        | ((verdict == "underrated") & ~more)
    )


def by_rule(lines: pd.DataFrame) -> pd.DataFrame:
    """Count the verdicts of each rule over the seeds."""
    rows = []
    for rule, mine in lines.groupby("rule", sort=False):
        counts = mine["verdict"].value_counts()
        one = mine.iloc[0]
        row = {
            "rule": str(rule).removeprefix("card__"),
            "fires": f"{mine['fires'].mean():.1%}",
            "points set": "" if np.isnan(one["points_set"]) else f"{one['points_set']:g}",
            "true effect": f"{one['true_effect']:+.2f}",
            "points truly earned": ""
            if np.isnan(one["true_earned"])
            else f"{one['true_earned']:.1f}",
        }
        names = ("earns", "underrated", "overrated", "backwards", "no_evidence")
        row |= {name.replace("_", " "): str(int(counts.get(name, 0))) for name in names}
        row["false alarms"] = str(int(mine["false_alarm"].sum()))
        rows.append(row)
    return pd.DataFrame(rows)


def share(count: int, of: int) -> str:
    """Write how many of the seeds, with a 95 % interval."""
    low, high = wilson_interval(count / of, of, confidence=0.95)
    return f"{count} of {of} ({low:.0%} to {high:.0%})"


def summary(lines: pd.DataFrame) -> list[str]:
    """Say how often what is planted was seen, and how often anything was told wrongly."""
    seeds = lines["seed"].nunique()
    told = []
    for rule, seeing in PLANTED.items():
        mine = lines[lines["rule"] == f"card__{rule}"]["verdict"]
        seen, missed = int(mine.isin(seeing).sum()), int(mine.isin(MISSED).sum())
        told.append(
            f"{rule}: seen ({' or '.join(seeing)}) in {share(seen, seeds)}, not told in "
            f"{share(missed, seeds)}, told the other way in "
            f"{share(seeds - seen - missed, seeds)}"
        )
    wrong = int(lines.groupby("seed")["false_alarm"].any().sum())
    told.append(f"any false alarm at all: {share(wrong, seeds)} seeds")
    conversions = lines.groupby("seed")["conversions"].first()
    told.append(
        f"conversions per seed: {conversions.min():,} to {conversions.max():,}, "
        f"mean {conversions.mean():,.0f}"
    )
    return told


def main() -> None:
    """Measure, print the tables, and write every seed's verdicts as JSON where asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--leads", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, default=20, help="how many, from --first on")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--every", action="store_true", help="all snapshots, not the later ones")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    tables, fired, chances = [], [], []
    for seed in range(asked.first, asked.first + asked.seeds):
        began = time.perf_counter()
        table, what, true = one_market(asked.leads, seed, every=asked.every)
        tables.append(table)
        fired.append(what)
        chances.append(true)
        print(f"seed {seed}: {time.perf_counter() - began:.0f} s", flush=True)
    lines = pd.concat(tables, ignore_index=True).join(truth(fired, chances), on="rule")
    lines["false_alarm"] = false_alarms(lines)
    print(f"\n{asked.leads:,} leads, {asked.seeds} seeds\n")
    print(as_markdown(by_rule(lines)))
    print("\n" + "\n".join(summary(lines)))
    if asked.json:
        asked.json.write_text(
            json.dumps(lines.to_dict("records"), indent=1, default=float) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
