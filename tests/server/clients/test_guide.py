"""What the guide shows of curl, Python, JavaScript and R runs, and gives the same numbers."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "api.md"
ADDRESS = "http://127.0.0.1:8000"


def examples(kind):
    """Give the blocks of code in a language."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", GUIDE.read_text(), re.MULTILINE | re.DOTALL)


def said(words, program, url):
    """Run an example against a service, and give the words it prints."""
    asked = program.replace(ADDRESS, url)
    done = subprocess.run([*words, asked], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.fixture(scope="module")
def numbers(starter_url):
    """Hospitals and kilometres of roads, as the example in Python counts them."""
    (program,) = examples("py")
    hospitals, kilometres, _ = said([sys.executable, "-c"], program, starter_url)
    assert int(hospitals) > 10
    assert int(kilometres) > 100
    return hospitals, kilometres


def test_javascript_says_what_python_says(starter_url, numbers):
    node = shutil.which("node", path=f"{Path(sys.executable).parent}/../node/bin:/usr/bin:/bin")
    if node is None:
        pytest.skip("Node is not installed ('make web' does it)")
    (program,) = examples("js")
    assert said([node, "--input-type=module", "-e"], program, starter_url) == [numbers[0]]


def test_r_says_what_python_says(starter_url, numbers):
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("R with sf is not installed (package r-cran-sf)")
    (example,) = examples("r")
    hospitals, kilometres, _ = said([program, "-e"], example, starter_url)
    assert hospitals == numbers[0]
    # sf measures on the sphere or in the projection that is asked for.
    assert float(kilometres) == pytest.approx(float(numbers[1]), rel=0.005)


def commands():
    """Give the curl commands of the guide, continued lines joined."""
    text = re.sub(r"\\\n\s*", "", GUIDE.read_text())
    text = re.sub(r"(--data-urlencode )\n?\s*", r"\1", text)
    # A quoted value may go on for lines.
    return [
        c.strip()
        for c in re.findall(r"^    (curl (?:'[^']*'|\"[^\"]*\"|[^'\"\n])*)$", text, re.MULTILINE)
    ]


def test_curl_is_answered(starter_url, tmp_path):
    program = shutil.which("curl")
    if program is None:
        pytest.skip("curl is not installed")
    shown = commands()
    assert len(shown) >= 8
    for command in shown:
        words = [word.replace(ADDRESS, starter_url) for word in shlex.split(command)]
        done = subprocess.run(
            [program, "-sS", "--fail-with-body", *words[1:]],
            capture_output=True,
            check=False,
            cwd=tmp_path,
        )
        assert done.returncode == 0, (command, done.stdout[:500], done.stderr)
        assert done.stdout or any(tmp_path.iterdir())


def test_every_address_of_the_guide_is_of_this_service():
    for command in commands():
        for word in shlex.split(command):
            if word.startswith("http"):
                assert urlsplit(word).netloc == urlsplit(ADDRESS).netloc
