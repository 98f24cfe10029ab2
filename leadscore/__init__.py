"""Score leads three ways from the same data, and compare them honestly.

>>> import leadscore as ls
>>> ls.Settings().sales.capacity
0.2

The public names stand in ``__init__.pyi``. They are loaded when they are first used, so
that importing leadscore is instant.
"""

from __future__ import annotations

import warnings

import lazy_loader  # type: ignore[import-untyped]

# libraries that know tqdm would have every notebook begin with it; no progress bar is shown
warnings.filterwarnings("ignore", message="IProgress not found")

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
