"""How a version is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leadscore.evaluation.comparison import contender_name
from leadscore.words import Language, instant, say

#: The alias of the version in use, and of the one that was before it.
CHAMPION, PREVIOUS = "champion", "previous"


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of one contender.

    Parameters
    ----------
    number : int
        Counts up over all contenders of a project.
    contender : str
    run_id : str
        MLflow's run.
    created_at : datetime
        Naive UTC.
    data_hash : str
        SHA-256 of the data it was learned from.
    digest : str
        SHA-256 over its files.
    """

    number: int
    contender: str
    run_id: str
    created_at: datetime
    data_hash: str
    digest: str

    @property
    def name(self) -> str:
        """The contender and the number: ``"auto 3"``."""
        return f"{self.contender} {self.number}"

    def sentence(self, language: Language) -> str:
        """Say what was kept.

        Parameters
        ----------
        language : {"en", "fi"}

        Returns
        -------
        str
        """
        return say(
            "version.kept",
            language,
            contender=contender_name(self.contender, language),
            name=self.name,
            when=instant(self.created_at, language),
            data=self.data_hash[:12] or "–",
        )


@dataclass(frozen=True, kw_only=True)
class Decided:
    """One change of the version in use.

    Parameters
    ----------
    decided_at : datetime
        Naive UTC.
    chosen : int
        Number of the version put into use.
    before : int or None
        Number of the one that was in use.
    reason : str
    """

    decided_at: datetime
    chosen: int
    before: int | None
    reason: str
