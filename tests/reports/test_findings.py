"""What check says of people who are left out and of acts that no feature knows by name."""

import pandas as pd
import pytest

import leadscore as ls
from leadscore.reports.findings import findings

LEADS = pd.DataFrame(
    {
        "lead_id": ["a", "b", "c"],
        "created_at": pd.to_datetime(["2024-01-05", "2024-01-06", "2024-01-07"]),
        "do_not_contact": [False, True, False],
    }
)
STAGES = pd.DataFrame(
    {
        "lead_id": ["a", "a"],
        "stage": ["mql", "won"],
        "entered_at": pd.to_datetime(["2024-01-10", "2024-06-05"]),
    }
)


def told(*kinds: str) -> str:
    events = pd.DataFrame(
        {
            "lead_id": ["a"] * len(kinds),
            "kind": kinds,
            "event_at": pd.date_range("2024-02-01", periods=len(kinds), freq="D"),
        }
    )
    settings = ls.parse_settings({"data": {"timezone": "UTC"}})
    tables = {"leads": LEADS, "stages": STAGES, "events": events}
    return "\n".join(findings(ls.warehouse_from_frames(tables, settings), settings).sentences)


def test_opted_out_people_are_counted() -> None:
    assert "1 leads are opted out today: they, their acts and their stages" in told("page_view")


@pytest.mark.parametrize("kind", ["page_view", "email_open", "unsubscribe", "reply"])
def test_known_kinds_are_not_listed(kind: str) -> None:
    assert "No feature knows" not in told(kind)


def test_a_misspelt_kind_is_listed_with_its_count() -> None:
    said = told("page_view", "pageview", "pageview", "Meeting")
    assert "No feature knows these kinds of acts by name" in said
    assert "pageview (2) and Meeting (1)" in said
