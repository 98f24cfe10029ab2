"""The rooms behind :mod:`leadscore.sources.simulate`: a made-up market with known truth.

``law`` says how the market moves from day to day, ``population`` who is in it, ``paths``
lets time pass, ``visits``, ``mail`` and ``meetings`` write down what can be seen,
``books`` and ``frames`` make the six tables of it, and ``truth`` computes from the law
what nobody outside can know.
"""
