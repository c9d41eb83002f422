"""Where the rules that come with the package are."""

from __future__ import annotations

from pathlib import Path

from apology_lint.tables import TableError


def rules_folder() -> Path:
    """The rules that come with the package: inside a wheel, beside ``src`` in a checkout.

    Raises:
        TableError: they are in neither place.
    """
    package = Path(__file__).parent
    for candidate in (package / "rules", package.parents[1] / "rules"):
        if (candidate / "guidance.toml").is_file():
            return candidate
    raise TableError(f"{package / 'rules'}: the bundled rules are missing; install apology-lint again")
