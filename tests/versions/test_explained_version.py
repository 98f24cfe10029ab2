"""What a loaded version says about a lead adds up to what it scores."""

from __future__ import annotations

import numpy as np

from leadscore.explain import JOINER, explain_lead, reasons
from leadscore.features.matrix import FeatureMatrix
from leadscore.versions.store import VersionStore


def test_every_lead_explained_adds_up_to_its_calibrated_margin(
    kept: VersionStore, matrix: FeatureMatrix
) -> None:
    scorer = kept.load("card")
    scored = scorer.score(matrix.X)

    for at in range(0, len(matrix.X), 60):
        explained = explain_lead(scorer, matrix.X.iloc[[at]], target="won", horizon_days=90)
        margin = scorer.margin(matrix.X.iloc[[at]])[0]
        np.testing.assert_allclose(explained.table["log_odds"].sum(), margin, atol=1e-9)
        np.testing.assert_allclose(explained.probability, scored["probability"].iloc[at])
        assert explained.score == scored["score"].iloc[at]
        assert explained.cell in explained.sentence


def test_reasons_of_a_batch_are_those_of_each_lead_alone(
    kept: VersionStore, matrix: FeatureMatrix
) -> None:
    scorer = kept.load("card")
    X = matrix.X.head(20)
    together = reasons(scorer.contributions(X), X, scorer.catalogue)

    alone = [explain_lead(scorer, X.iloc[[at]]) for at in range(len(X))]

    assert together["reasons_up"].tolist() == [JOINER.join(one.up) for one in alone]
    assert together["reasons_down"].tolist() == [JOINER.join(one.down) for one in alone]
    assert together["reasons_up"].str.contains("viewed pricing").any()
