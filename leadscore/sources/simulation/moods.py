"""What mood the hidden states put a person in: all acts are drawn from moods alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from leadscore.sources.simulation.law import Account, Person, Persona
from leadscore.sources.simulation.world import World

#: Moods, in the order of every table by mood.
COLD, CURIOUS, WARM, HOT, READER, JOB_SEEKER, USER_OF_OURS = range(7)


def moods(world: World, day: int) -> NDArray[np.int64]:
    """Give the mood on one day of all people who became leads before it.

    Parameters
    ----------
    world : World
    day : int
        States are those at the day's end.

    Returns
    -------
    array of int of shape (n_people_before, )
        Positions in the tables by mood.

    Notes
    -----
    Involved in an account that wakes up is hot; interested in one is warm; either in an
    account that sleeps is curious. People of a customer who are cold come to use what they
    bought. Readers and job seekers are always that.
    """
    n = int(np.searchsorted(world.people.created_day, day))
    account = world.people.account[:n]
    around, interest = world.paths.account[day + 1][account], world.paths.person[day + 1, :n]
    persona = world.people.persona[:n]
    awake = (around == Account.RISING) | (around == Account.BUYING)
    mood = np.where(interest == Person.COLD, COLD, np.where(awake, WARM, CURIOUS))
    mood[(interest == Person.INVOLVED) & awake] = HOT
    served = world.accounts.customer[account] & (around != Account.LAPSED)
    mood[served & (mood == COLD)] = USER_OF_OURS
    mood[persona == Persona.READER] = READER
    mood[persona == Persona.JOB_SEEKER] = JOB_SEEKER
    return mood
