"""The table of docs/real-data.md: the example projects on public data, beside public results.

Each example's folder is copied, its data are linked, and ``leadscore run`` does all of it
with the settings as they stand. Run from the checkout's root:

    LEADSCORE_REAL_DATA=/where/the/sets/lie python -m benchmarks.real_data [olist bank ...]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import leadscore as ls
from leadscore.evaluation.comparison import Comparison
from tests.journeys.public_data import REAL, Public, lay_out_example, public_results

HEAD = (
    "data",
    "judged on",
    "leads (bought)",
    "AUC: card",
    "AUC: scientist",
    "AUC: auto",
    "AUC in public",
    "lift at 20 %",
    "verdict",
    "minutes",
)


def main() -> None:
    """Run the examples named, all by default, and print the table."""
    public = public_results()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="name", help="by default all five")
    names = parser.parse_args().names or list(public)
    if unknown := set(names) - set(public):
        parser.error(f"there is no example {', '.join(sorted(unknown))}, only {', '.join(public)}")
    if not REAL:
        parser.error("set LEADSCORE_REAL_DATA to the folder with the data sets")
    print("| " + " | ".join(HEAD) + " |")
    print("|---" * len(HEAD) + "|", flush=True)
    for name in names:
        print("| " + " | ".join(_line(name, public[name])) + " |", flush=True)


def _line(name: str, public: Public) -> list[str]:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="leadscore-") as scratch:
        root = Path(scratch) / name
        lay_out_example(name, root)
        comparison = ls.run(ls.Project(root)).comparison
    low, high = public.auc
    return [
        name,
        public.split,
        f"{comparison.n_leads:,} ({comparison.n_buyers:,})",
        *(_auc(comparison, contender) for contender in ("card", "scientist", "auto")),
        f"{low:.2f}" if low == high else f"{low:.2f}–{high:.2f}",
        f"{max(_lifts(comparison)):.1f}",
        comparison.sentence().split(". ")[0],
        f"{(time.monotonic() - began) / 60:.0f}",
    ]


def _auc(comparison: Comparison, contender: str) -> str:
    rows = comparison.table.set_index(["contender", "measure"]).sort_index()
    found = rows.loc[(contender, "roc_auc")]
    return f"{found['value']:.3f} ({found['low']:.3f}–{found['high']:.3f})"


def _lifts(comparison: Comparison) -> list[float]:
    return [comparison.value(name, "lift_at_capacity") for name in comparison.contenders]


if __name__ == "__main__":
    main()
