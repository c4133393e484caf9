"""Workers' folders go with the process that made them, even when it was killed."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from assets.sandbox.scratch import ScratchFolder

MAKE = """
import sys, tempfile
tempfile.tempdir = sys.argv[1]
from assets.sandbox.scratch import ScratchFolder
folder = ScratchFolder()
(folder.path / "written").touch()
print(folder.path, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def grow_old(folder: Path) -> None:
    os.utime(folder, (1e9, 1e9))


def test_a_folder_lasts_until_it_is_closed(root: Path) -> None:
    folder = ScratchFolder()
    assert list(root.iterdir()) == [folder.path]
    (folder.path / "written").touch()
    folder.close()
    assert list(root.iterdir()) == []


def test_a_killed_process_s_folder_is_removed_by_the_next(root: Path) -> None:
    command = [sys.executable, "-c", MAKE, str(root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        left = Path(process.stdout.readline().strip())
        grow_old(left)
        ScratchFolder().close()
        assert (left / "written").exists()
        process.kill()
    ScratchFolder().close()
    assert not left.exists()


def test_what_is_young_or_no_folder_of_ours_stays(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    young, link, others = root / "juesuan-scratch-young", root / "juesuan-scratch-link", root / "others"
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    young.mkdir()
    others.mkdir()
    grow_old(others)
    grow_old(elsewhere)
    link.symlink_to(elsewhere)
    os.utime(link, (1e9, 1e9), follow_symlinks=False)
    ScratchFolder().close()
    assert sorted(root.iterdir()) == [link, young, others]
    assert elsewhere.exists()
