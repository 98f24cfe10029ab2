"""The law of the simulated market: what moves from one day to the next, and how often.

The market is a Markov chain in steps of one day. Each account has a state of intent,
each person a state of interest, each lead a stage. In a day the account moves first,
then the person given the account, then the stage given both. All chances stand in
tables; :mod:`~leadscore.sources.simulation.paths` draws from them and
:mod:`~leadscore.sources.simulation.truth` sums over them, so the truth is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Account(IntEnum):
    """How near an account is to buying; only customers can lapse."""

    DORMANT = 0
    RISING = 1
    BUYING = 2
    FADING = 3
    LAPSED = 4


class Person(IntEnum):
    """How far a person takes part in the account's buying."""

    COLD = 0
    INTERESTED = 1
    INVOLVED = 2


class Persona(IntEnum):
    """What a person is to us; it never changes and stands in no table."""

    DECIDER = 0
    INFLUENCER = 1
    USER = 2
    READER = 3
    JOB_SEEKER = 4


class Stage(IntEnum):
    """Where a lead stands with sales, with what sales' own memory adds to it."""

    LEAD = 0
    LEAD_FORM = 1
    MQL_DAY_0 = 2
    MQL_DAY_1 = 3
    MQL_DAY_2 = 4
    MQL_LATE = 5
    SQL_FAST = 6
    SQL_LATE = 7
    OPEN_FAST = 8
    OPEN_LATE = 9
    TALKS_FAST = 10
    TALKS_LATE = 11
    RECYCLED = 12
    RECYCLED_FORM = 13
    LOST = 14
    OUT = 15
    WON = 16


#: Accounts are of five tiers, from poor (0) to ideal (4).
TIERS = 5
#: Sales' points for a lead run from 0 to 6; the last class is never worked (opted out).
POINTS = 8
NEVER_WORKED = 7

#: A day's chance that an unworked lead is handed over, whatever its points.
RANDOM_HANDOVER = 2.2e-4
#: A day's chance by points: base times growth to the power of the points.
POINTS_HANDOVER, POINTS_GROWTH = 5.2e-5, 1.55
#: The same while a form lies on the desk, which it leaves after ten days on average.
FORM_HANDOVER, FORM_GROWTH, FORM_FORGOTTEN = 0.045, 1.2, 0.1
#: A day's chance of contact in the first three days (half of all), and afterwards.
CONTACT_FAST, CONTACT_LATE = 0.2063, 0.15
#: A day's chance that sales makes up its mind about a contacted lead.
QUALIFY = 0.14
#: Chance that a contacted lead becomes an opportunity, by person state.
TO_OPPORTUNITY = np.array([0.75, 0.80, 0.87])
#: A day's chance from opened to talks, and from talks to the decision.
TALKS, DECISION = 1 / 15, 1 / 22
#: Chance of winning at the decision after a late contact, before the factors below.
WIN_LATE = 0.142
#: What a contact within three days does to the chance of winning.
FAST_FACTOR = 2.0
#: Factors on winning: by tier, by persona (readers and job seekers never buy), by account
#: state and by person state.
WIN_BY_TIER = np.array([0.60, 0.80, 1.00, 1.15, 1.30])
WIN_BY_PERSONA = np.array([1.20, 1.05, 0.85, 0.0, 0.0])
WIN_BY_ACCOUNT = np.array([0.70, 1.00, 1.30, 0.80, 0.50])
WIN_BY_PERSON = np.array([0.85, 1.05, 1.20])
#: Share of lost and of recycled among decisions that are not won.
LOST_SHARE = 0.7
#: A day's chance that a lost lead is taken up again.
TAKEN_UP = 1 / 300
#: A day's chance that marketing strikes a lead off, by persona.
STRUCK_OFF = np.array([2, 2, 3, 8, 20]) * 1e-4
#: A day's chance that a lead buys unworked, only while involved in a buying account.
SELF_SERVICE = 4e-5
#: A day's chance of a contact form, by account state and person state.
FORM = np.array(
    [
        [0.0005, 0.0012, 0.0027],
        [0.0006, 0.0027, 0.0075],
        [0.0009, 0.0050, 0.0155],
        [0.0006, 0.0018, 0.0050],
        [0.0003, 0.0005, 0.0010],
    ]
)
#: What a persona's forms are, as a factor.
FORM_BY_PERSONA = np.array([1.0, 1.1, 0.9, 0.2, 0.3])
#: A day's chance of an onset of intent, by tier, and factors on it.
ONSET = np.array([0.25, 0.5, 0.9, 1.6, 2.6]) / 700
ONSET_OF_CUSTOMERS, ONSET_AFTER_CHANGE = 1.4, 0.85
#: A day's chance that a customer's contract ends, and that a lapsed one looks again.
LAPSE, WIN_BACK = 1 / 900, 1 / 1500
#: A day's chances of going up (cold, interested) and down, by account state.
PERSON_UP = np.array([[1 / 500, 1 / 300], [1 / 40, 1 / 60], [1 / 14, 1 / 14], [1 / 150, 1 / 200]])
PERSON_DOWN = np.array([[1 / 20, 1 / 15], [1 / 60, 1 / 60], [1 / 120, 1 / 120], [1 / 25, 1 / 18]])
PERSON_UP_BY_PERSONA = np.array([1.0, 1.1, 0.7, 0.06, 0.03])


@dataclass(frozen=True, kw_only=True)
class Law:
    """The chances of one day's moves; each last axis sums to 1.

    Attributes
    ----------
    account : array of shape (2, TIERS, 2, 5, 5)
        By half (before, after the change), tier, customer or not, from, to.
    person : array of shape (5, 5, 3, 3)
        By persona, the account's new state, from, to.
    stage : array of shape (POINTS, 5, TIERS, 5, 3, 17, 17)
        By points, persona, tier, the new states of account and person, from, to.
    """

    account: Floats
    person: Floats
    stage: Floats


def make_law() -> Law:
    """Write out the law as tables.

    Returns
    -------
    Law

    Examples
    --------
    >>> law = make_law()
    >>> bool(np.allclose(law.stage.sum(axis=-1), 1)), law.person.shape
    (True, (5, 5, 3, 3))
    """
    return Law(
        account=np.stack([_account_moves(1.0), _account_moves(ONSET_AFTER_CHANGE)]),
        person=_person_moves(),
        stage=_stage_moves(),
    )


def _with_staying(moves: Floats) -> Floats:
    """Put what is left of 1 on the diagonal."""
    states = np.arange(moves.shape[-1])
    moves[..., states, states] = 1.0 - moves.sum(axis=-1)
    if moves.min() < 0:
        raise ValueError("a day's chances add up to more than 1")
    return moves


def _account_moves(factor: float) -> Floats:
    moves = np.zeros((TIERS, 2, 5, 5))
    onset = ONSET * factor
    moves[:, 0, Account.DORMANT, Account.RISING] = onset
    moves[:, 1, Account.DORMANT, Account.RISING] = onset * ONSET_OF_CUSTOMERS
    moves[:, 1, Account.DORMANT, Account.LAPSED] = LAPSE
    moves[:, 1, Account.LAPSED, Account.RISING] = WIN_BACK
    moves[..., Account.RISING, Account.BUYING] = 1 / 35
    moves[..., Account.RISING, Account.DORMANT] = 1 / 80
    moves[..., Account.BUYING, Account.FADING] = 1 / 75
    moves[..., Account.FADING, Account.DORMANT] = 1 / 45
    moves[..., Account.FADING, Account.BUYING] = 1 / 150
    return _with_staying(moves)


def _person_moves() -> Floats:
    moves = np.zeros((len(Persona), 5, 3, 3))
    # a lapsed account moves its people as a dormant one does
    up = np.vstack([PERSON_UP, PERSON_UP[:1]])
    down = np.vstack([PERSON_DOWN, PERSON_DOWN[:1]])
    for step in (0, 1):
        moves[:, :, step, step + 1] = PERSON_UP_BY_PERSONA[:, None] * up[None, :, step]
        moves[:, :, step + 1, step] = down[None, :, step]
    return _with_staying(moves)


def handover(*, form: bool) -> Floats:
    """Give a day's chance of being handed over to sales, by points.

    Parameters
    ----------
    form : bool
        Whether a form lies on sales' desk.

    Returns
    -------
    array of shape (POINTS, )
    """
    points = np.arange(POINTS)
    base, growth = (FORM_HANDOVER, FORM_GROWTH) if form else (POINTS_HANDOVER, POINTS_GROWTH)
    chance = np.asarray(base * growth**points + RANDOM_HANDOVER, np.float64)
    chance[NEVER_WORKED] = 0.0
    return chance


def _stage_moves() -> Floats:
    moves = np.zeros((POINTS, len(Persona), TIERS, 5, 3, len(Stage), len(Stage)))
    _before_sales(moves)
    _contact(moves)
    _with_sales(moves)
    return _with_staying(moves)


def _before_sales(moves: Floats) -> None:
    forms = FORM_BY_PERSONA[:, None, None, None] * FORM
    for quiet, marked in (
        (Stage.LEAD, Stage.LEAD_FORM),
        (Stage.RECYCLED, Stage.RECYCLED_FORM),
    ):
        moves[..., quiet, marked] = forms
        moves[..., marked, quiet] = FORM_FORGOTTEN
        for stage, form in ((quiet, False), (marked, True)):
            moves[..., stage, Stage.MQL_DAY_0] = handover(form=form)[:, None, None, None, None]
    struck_off = STRUCK_OFF[:, None, None, None]
    moves[..., Stage.LEAD, Stage.OUT] = struck_off
    moves[..., Stage.RECYCLED, Stage.OUT] = struck_off
    hot = (slice(None), slice(None, Persona.READER), slice(None), Account.BUYING, Person.INVOLVED)
    moves[*hot, Stage.LEAD, Stage.WON] = SELF_SERVICE
    moves[..., Stage.LOST, Stage.RECYCLED] = TAKEN_UP
    moves[NEVER_WORKED, ..., Stage.LOST, Stage.RECYCLED] = 0.0


def _contact(moves: Floats) -> None:
    waiting = (Stage.MQL_DAY_0, Stage.MQL_DAY_1, Stage.MQL_DAY_2, Stage.MQL_LATE)
    for stage, later in pairwise(waiting):
        moves[..., stage, Stage.SQL_FAST] = CONTACT_FAST
        moves[..., stage, later] = 1 - CONTACT_FAST
    moves[..., Stage.MQL_LATE, Stage.SQL_LATE] = CONTACT_LATE


def _with_sales(moves: Floats) -> None:
    lanes = (
        (Stage.SQL_FAST, Stage.OPEN_FAST, Stage.TALKS_FAST, FAST_FACTOR),
        (Stage.SQL_LATE, Stage.OPEN_LATE, Stage.TALKS_LATE, 1.0),
    )
    for contacted, opened, talks, factor in lanes:
        moves[..., contacted, opened] = QUALIFY * TO_OPPORTUNITY
        moves[..., contacted, Stage.LOST] = QUALIFY * (1 - TO_OPPORTUNITY) * 0.5
        moves[..., contacted, Stage.RECYCLED] = QUALIFY * (1 - TO_OPPORTUNITY) * 0.5
        moves[..., opened, talks] = TALKS
        won = winning() * factor
        moves[..., talks, Stage.WON] = DECISION * won
        moves[..., talks, Stage.LOST] = DECISION * (1 - won) * LOST_SHARE
        moves[..., talks, Stage.RECYCLED] = DECISION * (1 - won) * (1 - LOST_SHARE)


def winning() -> Floats:
    """Give the chance of winning at the decision after a late contact.

    Returns
    -------
    array of shape (5, TIERS, 5, 3)
        By persona, tier, account state and person state.
    """
    return np.asarray(
        WIN_LATE
        * WIN_BY_PERSONA[:, None, None, None]
        * WIN_BY_TIER[:, None, None]
        * WIN_BY_ACCOUNT[:, None]
        * WIN_BY_PERSON
    )
