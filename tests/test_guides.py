"""The guides: what one may paste is run here, or checked against the schema of its tool.

What pre-commit and GitHub run stands in test_hooks.py and test_action.py.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox

from guides import GUIDES, ROOT, accept, blocks, lay_out, published

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: The code blocks of each guide: a new one needs a test.
BLOCKS = {
    "github.md": ["yaml", "console", "yaml"],
    "gitlab.md": ["yaml", "console", "yaml"],
    "makefile.md": ["make"],
    "millions.md": ["python", "python"],
    "pre-commit.md": ["yaml", "yaml", "console"],
    "pytest.md": ["python", "python"],
    "python-pipeline.md": ["python", "python"],
}
BAD = ROOT / "examples" / "outage" / "bad.html"
GOOD = ROOT / "examples" / "outage" / "good.html"


def shell(script: str, cwd: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-e", "-c", script], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )


def test_every_block_of_a_guide_is_known_to_the_tests() -> None:
    found = {
        path.name: re.findall(r"^```(\w+)$", path.read_text(encoding="utf-8"), re.M)
        for path in GUIDES.glob("*.md")
    }
    assert found == BLOCKS


@pytest.mark.parametrize("guide", BLOCKS)
def test_a_guide_fits_a_page(guide: str) -> None:
    assert len((GUIDES / guide).read_text(encoding="utf-8").splitlines()) <= 40


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ("github-actions", (ROOT / "action.yml").read_text(encoding="utf-8")),
        ("github-workflows", blocks("github.md", "yaml")[0]),
        ("gitlab-ci", blocks("gitlab.md", "yaml")[0]),
        ("gitlab-ci", blocks("gitlab.md", "yaml")[1]),
    ],
    ids=["action", "workflow", "job", "job-with-baseline"],
)
def test_yaml_is_valid_for_its_tool(tmp_path: Path, schema: str, text: str) -> None:
    path = tmp_path / "pasted.yml"
    path.write_text(text)
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "ok -- validation done" in done.stdout
    broken = tmp_path / "broken.yml"
    broken.write_text(text.replace("runs", "urns").replace("script", "scrip"))
    assert subprocess.run([*command[:-1], broken], capture_output=True, check=False).returncode == 1


@pytest.mark.slow
def test_the_gitlab_job(tmp_path: Path, lent: dict[str, str]) -> None:
    """The script of the job, in an environment of its own that pip fills from a git repository."""
    lay_out(tmp_path, "bad", "good")
    repository = tmp_path / "apology-lint.git"
    repository.mkdir()
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    env = lent | {
        "PATH": f"{tmp_path / 'venv' / 'bin'}:{lent['PATH']}",
        "APOLOGY_LINT": published(repository),
    }

    job, adopted = (yaml.safe_load(block)["apology-lint"] for block in blocks("gitlab.md", "yaml"))
    report = tmp_path / job["artifacts"]["reports"]["codequality"]
    done = shell("\n".join(job["script"]), tmp_path, env)
    assert done.returncode == 1, done.stderr
    issues = json.loads(report.read_text(encoding="utf-8"))
    assert {issue["location"]["path"] for issue in issues} == {"emails/apologies/bad.html"}

    accept(tmp_path, "gitlab.md")
    done = shell("\n".join(adopted["script"]), tmp_path, env)
    assert done.returncode == 0, done.stderr
    assert json.loads(report.read_text(encoding="utf-8")) == []


@pytest.mark.slow
def test_the_makefile(tmp_path: Path) -> None:
    env = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    lay_out(tmp_path, "bad", "good")
    (tmp_path / "Makefile").write_text(blocks("makefile.md", "make")[0])
    (tmp_path / "send-campaign").write_text("#!/bin/sh\ntouch sent\n")
    (tmp_path / "send-campaign").chmod(0o755)
    sent = tmp_path / "sent"

    refused = shell("make send", tmp_path, env)
    assert refused.returncode == 2
    assert re.search(r"^emails/apologies/bad\.html:\d+:\d+: error ", refused.stdout, re.M)
    assert not sent.exists()

    draft = tmp_path / "emails" / "apologies" / "bad.html"
    bad = draft.read_text()
    draft.write_text(GOOD.read_text())
    assert shell("make send", tmp_path, env).returncode == 0
    assert sent.exists()

    sent.unlink()
    draft.write_bytes(b"\xff\xff not a mail")
    assert shell("make send", tmp_path, env).returncode == 2
    assert not sent.exists()

    draft.write_text(bad)
    assert shell("make accept-apologies", tmp_path, env).returncode == 0
    assert shell("make send", tmp_path, env).returncode == 0
    assert sent.exists()


@pytest.mark.slow
def test_the_pytest_suite(tmp_path: Path) -> None:
    lay_out(tmp_path, "bad", "good")
    old = tmp_path / "emails" / "apologies" / "outage-2019.html"
    old.write_bytes(BAD.read_bytes())
    pack = tmp_path / "our-rules" / "no-synergies"
    pack.mkdir(parents=True)
    rule, english, *_ = re.findall(r"```toml\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(), re.S)
    (pack / "rule.toml").write_text(rule)
    (pack / "en.toml").write_text(english)
    for number, block in enumerate(blocks("pytest.md", "python")):
        (tmp_path / f"test_{number}.py").write_text(block)

    done = pytest_in(tmp_path)
    assert "1 failed, 2 passed, 1 xfailed" in done
    assert re.search(r"bad\.html:\d+:\d+  error  missing-apology", done)

    old.write_bytes(GOOD.read_bytes())
    (pack / "en.toml").write_text(english.replace("[[synergies]]", "synergies"))
    done = pytest_in(tmp_path)
    assert "3 failed, 1 passed" in done
    assert "[XPASS(strict)]" in done
    assert "bad example 1: put [[ ]] around what must be flagged" in done


def pytest_in(folder: Path) -> str:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Controller]:
    """A mail server on this machine that puts what it gets into a maildir."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(Mailbox(str(tmp_path / "mail")), hostname="127.0.0.1", port=port)
    controller.start()
    yield controller
    controller.stop()


def message(html: str, subject: str) -> EmailMessage:
    built = EmailMessage()
    built["Subject"] = subject
    built["From"] = "Acme <care@acme.example>"
    built["To"] = "kim@contoso.example"
    built.set_content("The same in HTML.")
    built.add_alternative(html, subtype="html")
    return built


def test_the_pipeline(server: Controller, tmp_path: Path) -> None:
    pipeline: dict[str, Any] = {}
    for block in blocks("python-pipeline.md", "python"):
        exec(block, pipeline)
    host, port = server.hostname, server.port

    def delivered() -> list[str]:
        return sorted(
            line.removeprefix("Subject: ")
            for path in (tmp_path / "mail" / "new").iterdir()
            for line in path.read_text(encoding="utf-8").splitlines()
            if line.startswith("Subject: ")
        )

    held = message("<p>Oops! We are sorry that we charged your card twice.</p>", "We charged your card twice")
    reasons = pipeline["send"](held, host, port)
    assert any(reason.startswith('humor: "Oops"') for reason in reasons)
    assert delivered() == []
    assert "humor in body" in pipeline["concerns"](held)

    fine = message(GOOD.read_text(encoding="utf-8"), "Tarnwick was down for 4 hours on November 17")
    assert pipeline["send"](fine, host, port) == []
    newsletter = message("<p>Oops! Our spring sale starts today.</p>", "Spring sale")
    assert pipeline["send"](newsletter, host, port) == []
    assert pipeline["concerns"](newsletter) == []
    assert delivered() == ["Spring sale", "Tarnwick was down for 4 hours on November 17"]


@pytest.fixture
def millions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two files of drafts, and the guide as a module of its own, as a pool needs it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "apology-lint.toml").write_text('ignore = ["humor"]\n')
    (tmp_path / "guide.py").write_text("\n".join(blocks("millions.md", "python")))
    (tmp_path / "drafts").mkdir()
    for number, drafts in enumerate(
        (["<p>Oops! We are sorry for any inconvenience.</p>", None], [GOOD.read_text()])
    ):
        columns = {"id": [10 * number + at for at in range(len(drafts))], "draft": drafts}
        values = {name: pa.nulls(len(drafts), pa.string()) for name in ("subject", "sender")}
        pq.write_table(pa.table(columns | values), tmp_path / "drafts" / f"{number}.parquet")
    return tmp_path


def assert_checked(outcomes: list[dict[str, Any]]) -> None:
    bad, nothing, good = sorted(outcomes, key=lambda row: row["id"])
    assert (bad["is_apology"], bad["ok"], good["is_apology"], good["ok"]) == (True, False, True, True)
    assert (nothing["id"], nothing["ok"], bool(nothing["unreadable"])) == (1, False, True)
    rules = {finding["rule"] for finding in bad["findings"]}
    assert "missing-action" in rules
    assert "humor" not in rules


@pytest.mark.slow
def test_millions_in_spark(spark: SparkSession, millions: Path) -> None:
    script: dict[str, Any] = {}
    exec((millions / "guide.py").read_text(), script)
    script["in_spark"](spark, str(millions / "drafts"), str(millions / "outcomes"))
    assert_checked(spark.read.parquet(str(millions / "outcomes")).toArrow().to_pylist())
    (where,) = re.findall(r"```sql\n(.*?)```", (ROOT / "docs" / "batches.md").read_text(), re.S)
    assert sorted(
        row.id for row in spark.read.parquet(str(millions / "outcomes")).where(where).collect()
    ) == [0, 1]


def test_millions_in_a_pool(millions: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import guide; guide.in_a_pool('drafts')"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    checked = [
        row for path in (millions / "drafts").glob("*.checked") for row in pq.read_table(path).to_pylist()
    ]
    assert_checked(checked)
