"""What is missing on the machine is said with the command that installs it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("sh", "cat", "cksum", "dirname", "rm")
OLD = "#!/bin/sh\nexit 1\n"
NAMED = '#!/bin/sh\ncase "$1" in --version) echo "{name}" ;; -m) exit 1 ;; esac\n'
WITHOUT_VENV = '#!/bin/sh\ncase "$2" in *venv*) exit 1 ;; esac\n'


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder with Kontor, with blanks in its name, and beside it the only programs there are."""
    folder, tools = tmp_path / "my desk", tmp_path / "programs"
    (folder / "bin").mkdir(parents=True)
    tools.mkdir()
    shutil.copy(ROOT / "bin" / "install", folder / "bin" / "install")
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    for tool in TOOLS:
        (tools / tool).symlink_to(shutil.which(tool) or tool)
    return tmp_path


@pytest.mark.parametrize(
    ("python", "sentence"),
    [
        ("", "Kontor needs Python 3.11 or newer. On Debian and Ubuntu: apt-get install python3 python3-venv\n"),
        (OLD, "Kontor needs Python 3.11 or newer. On Debian and Ubuntu: apt-get install python3 python3-venv\n"),
        (WITHOUT_VENV, "Python's venv is missing. On Debian and Ubuntu: apt-get install python3-venv\n"),
    ],
)
def test_what_is_missing_is_said_with_its_command(machine: Path, python: str, sentence: str) -> None:
    tools = machine / "programs"
    if python:
        (tools / "python3").write_text(python)
        (tools / "python3").chmod(0o755)

    done = subprocess.run(
        [machine / "my desk" / "bin" / "install"], env={"PATH": str(tools)}, capture_output=True, text=True
    )

    assert (done.returncode, done.stderr) == (1, sentence)
    assert not (machine / "my desk" / ".venv").exists()


def test_a_python_of_a_version_manager_is_taken_last(machine: Path) -> None:
    """Each says who it is, and fails to make an environment."""
    shims = machine / "manager" / "shims"
    shims.mkdir(parents=True)
    for folder, name in ((shims, "the manager's"), (machine / "programs", "the system's")):
        (folder / "python3").write_text(NAMED.format(name=name))
        (folder / "python3").chmod(0o755)

    both = _install(machine, f"{shims}:{machine / 'programs'}")
    (machine / "programs" / "python3").write_text(WITHOUT_VENV)
    without = _install(machine, f"{shims}:{machine / 'programs'}")
    (machine / "programs" / "python3").unlink()
    alone = _install(machine, f"{shims}:{machine / 'programs'}")

    made = "Making .venv with {}.\n"
    assert both == made.format("the system's")
    assert without == alone == made.format("the manager's")


def _install(machine: Path, programs: str) -> str:
    return subprocess.run(
        [machine / "my desk" / "bin" / "install"], env={"PATH": programs}, capture_output=True, text=True
    ).stdout
