"""What people look at: pictures, notebooks, pages."""

import lazy_loader  # type: ignore[import-untyped]

__getattr__, __dir__, __all__ = lazy_loader.attach(__name__, submodules=["plots"])
