"""Every text that users read, under a key, in English and Finnish.

The words of features stand in the feature catalogue. Both languages of a text take the
same values; a test holds that.
"""

from __future__ import annotations

from leadscore.words.texts.audit import AUDIT
from leadscore.words.texts.cards import CARDS
from leadscore.words.texts.comparison import COMPARISON
from leadscore.words.texts.decay import DECAY
from leadscore.words.texts.exchange import EXCHANGE
from leadscore.words.texts.groups import GROUPS
from leadscore.words.texts.leakage import LEAKAGE
from leadscore.words.texts.limits import LIMITS
from leadscore.words.texts.models import MODELS
from leadscore.words.texts.pages import PAGES
from leadscore.words.texts.past import PAST
from leadscore.words.texts.plots import PLOTS
from leadscore.words.texts.scores import SCORES
from leadscore.words.texts.what_if import WHAT_IF
from leadscore.words.texts.written import WRITTEN
from leadscore.words.writing import Language

_ROOMS = (
    AUDIT,
    CARDS,
    COMPARISON,
    DECAY,
    EXCHANGE,
    GROUPS,
    LEAKAGE,
    LIMITS,
    MODELS,
    PAGES,
    PAST,
    PLOTS,
    SCORES,
    WHAT_IF,
    WRITTEN,
)

TEXTS: dict[str, dict[Language, str]] = {key: text for room in _ROOMS for key, text in room.items()}
