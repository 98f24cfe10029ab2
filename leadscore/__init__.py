"""Score leads three ways from the same data, and compare them honestly.

>>> import leadscore as ls
>>> ls.Settings().sales.capacity
0.2

Names are loaded when they are first used, so that importing leadscore is instant.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from leadscore.cards import Card, load_card
    from leadscore.evaluation.card_audit import audit_rules
    from leadscore.evaluation.choice import choose
    from leadscore.evaluation.compare import compare
    from leadscore.evaluation.comparison import Comparison
    from leadscore.features.matrix import FeatureMatrix, build_matrix
    from leadscore.layout import init
    from leadscore.models.auto import AutoModel
    from leadscore.models.card import CardContender
    from leadscore.models.explained import as_contender
    from leadscore.models.scientist import directions, scientist_logistic, scientist_xgboost
    from leadscore.models.scorer import LeadScorer, fit_scorer
    from leadscore.pipeline import (
        check,
        explain,
        export,
        features,
        report,
        retrain,
        run,
        score,
        simulate,
        train,
    )
    from leadscore.project import Project
    from leadscore.reports import plots
    from leadscore.reports.findings import Findings
    from leadscore.reports.showing import picture, table, told
    from leadscore.reports.stories import (
        auto_story,
        calibration_sentence,
        choice_sentence,
        feature_story,
        gains_sentence,
        grid_sentence,
        importance_sentence,
        leads_sentence,
        leads_table,
        problems,
        rules_sentence,
        rules_table,
        snapshot_story,
    )
    from leadscore.scoring import grid, keep_version, score_contenders
    from leadscore.settings import Settings, load_settings, parse_settings
    from leadscore.sources.warehouse import Warehouse, open_warehouse, warehouse_from_frames
    from leadscore.validation.splits import outer_split

#: Where each public name lives.
_HOME = {
    "cards": "Card load_card",
    "evaluation.card_audit": "audit_rules",
    "evaluation.choice": "choose",
    "evaluation.compare": "compare",
    "evaluation.comparison": "Comparison",
    "features.matrix": "FeatureMatrix build_matrix",
    "layout": "init",
    "models.auto": "AutoModel",
    "models.card": "CardContender",
    "models.explained": "as_contender",
    "models.scientist": "directions scientist_logistic scientist_xgboost",
    "models.scorer": "LeadScorer fit_scorer",
    "pipeline": "check explain export features report retrain run score simulate train",
    "project": "Project",
    "reports.findings": "Findings",
    "reports.showing": "picture table told",
    "reports.stories": "auto_story calibration_sentence choice_sentence feature_story gains_sentence "
    "grid_sentence importance_sentence leads_sentence leads_table problems rules_sentence "
    "rules_table snapshot_story",
    "scoring": "grid keep_version score_contenders",
    "settings": "Settings load_settings parse_settings",
    "sources.warehouse": "Warehouse open_warehouse warehouse_from_frames",
    "validation.splits": "outer_split",
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names.split()}
_MODULES = {"plots": "reports.plots"}

__all__ = [*sorted(_MODULE_OF), *_MODULES]  # noqa: PLE0604 - the names are text


def __getattr__(name: str) -> Any:  # what it is depends on the name
    """Load a public name when it is first used."""
    if name in _MODULES:
        return importlib.import_module(f"leadscore.{_MODULES[name]}")
    if name in _MODULE_OF:
        return getattr(importlib.import_module(f"leadscore.{_MODULE_OF[name]}"), name)
    raise AttributeError(f"module 'leadscore' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
