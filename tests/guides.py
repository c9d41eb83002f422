"""The guides in `docs/guides/`, as the tests paste them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
GUIDES = ROOT / "docs" / "guides"


def blocks(guide: str, language: str) -> list[str]:
    """The code blocks of a guide in one language, in order."""
    text = (GUIDES / guide).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.S | re.M)


def lay_out(folder: Path, *drafts: str) -> None:
    """A project with these drafts, bad and good ones, and with files beside them that are none."""
    emails = folder / "emails" / "apologies"
    emails.mkdir(parents=True)
    for name in drafts:
        example = ROOT / "examples" / "outage" / f"{name.partition('-')[0]}.html"
        (emails / f"{name}.html").write_bytes(example.read_bytes())
    (emails / "style.css").write_text("p { color: #333 }\n")
    (emails / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")


def accept(folder: Path, guide: str) -> None:
    """Run the one command of a guide, that which writes the baseline."""
    (command,) = blocks(guide, "console")
    subprocess.run([sys.executable, "-m", "apology_lint", *command.split()[1:]], cwd=folder, check=True)


def add_to(draft: Path, sentence: str) -> None:
    """Put a paragraph at the end of a draft."""
    text = draft.read_text(encoding="utf-8")
    draft.write_text(text.replace("</body>", f"<p>{sentence}</p></body>"), encoding="utf-8")


def published(folder: Path) -> str:
    """Make `folder` a git repository of this checkout, committed or not, with the tag that the guides
    name; its address."""
    for name in (".pre-commit-hooks.yaml", "LICENSE", "README.md", "pyproject.toml", "rules", "src"):
        path = ROOT / name
        copy = shutil.copytree if path.is_dir() else shutil.copy
        copy(path, folder / name)
    git(folder, "init")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "release")
    git(folder, "tag", "v0.1.0")
    return folder.as_uri()


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Acme", "-c", "user.email=care@acme.example")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)
