"""On a clean market nothing that is read knows the future, and the checks say so."""

from __future__ import annotations

import pandas as pd

from leadscore.evaluation.leakage.finding import find_leaks
from leadscore.evaluation.leakage.strength import LEAST_GROUPS
from leadscore.features.matrix import build_matrix
from leadscore.settings import parse_settings
from leadscore.sources.simulate import simulate
from leadscore.sources.warehouse import Warehouse, warehouse_from_frames
from leadscore.validation.splits import outer_split

SEEDS = range(20)
#: Many of a small market's leads are handed to sales, few are won. One window is as good as
#: three: the others tell the same.
SETTINGS = parse_settings(
    {
        "time": {"target": "mql"},
        "features": {"windows_days": [30], "half_lives_days": [30]},
        "comparison": {"test_cutoffs": 1},
    }
)


def clean_markets() -> Warehouse:
    """Put twenty clean markets into one set of tables, so that features are built once.

    Nothing joins them: every id begins with its market's seed.
    """
    gathered: dict[str, list[pd.DataFrame]] = {}
    for seed in SEEDS:
        for name, table in simulate(n_leads=450, months=18, seed=seed, clean=True).tables.items():
            ids = {
                key: f"{seed:02d}-" + table[key].astype("str")
                for key in ("lead_id", "account_id", "campaign_id")
                if key in table
            }
            known = {key: text.where(table[key].notna()) for key, text in ids.items()}
            gathered.setdefault(name, []).append(table.assign(**known))
    tables = {name: pd.concat(parts, ignore_index=True) for name, parts in gathered.items()}
    return warehouse_from_frames(tables, SETTINGS)


def test_twenty_clean_markets_raise_at_most_one_alarm() -> None:
    warehouse = clean_markets()
    markets = build_matrix(warehouse, SETTINGS)
    alarms, unread = [], set()
    for seed in SEEDS:
        market = markets.take(markets.rows["lead_id"].str.startswith(f"{seed:02d}-").to_numpy())
        train = market.rows.iloc[outer_split(market.rows, SETTINGS).train]
        # with fewer the checks would be silent whatever they saw
        assert train.loc[train["label"] == 1, "group"].nunique() >= LEAST_GROUPS
        found = find_leaks(market, SETTINGS, warehouse=warehouse)
        alarms += [(seed, leak.code, leak.column) for leak in found.alarms]
        unread |= {leak.column for leak in found.unread}
    assert len(alarms) <= 1, alarms
    # a clean market still shows today's owner and the day of the first deal; nothing reads them
    assert unread == {"leads.owner_id", "accounts.customer_since"}
