"""Importing this module makes soupsieve load when it is first used, not when beautifulsoup4 is imported.

beautifulsoup4 imports it for ``select()``, which nothing here calls; only unusual selectors of a style
sheet need it. It takes as long to import as the rest of the reading of a mail.
"""

from __future__ import annotations

import importlib
import sys
import types
from typing import Any


def load_when_used(name: str) -> None:
    """Let ``import name`` give a stand-in that hands on every look into it to the real module.

    (``importlib.util.LazyLoader`` does not: in Python 3.11 the import statement itself looks into it.)
    """
    if name in sys.modules:
        return
    stand_in = types.ModuleType(name)

    def look_up(attribute: str) -> Any:
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]
        return getattr(importlib.import_module(name), attribute)

    stand_in.__getattr__ = look_up  # type: ignore[method-assign]
    sys.modules[name] = stand_in


load_when_used("soupsieve")
