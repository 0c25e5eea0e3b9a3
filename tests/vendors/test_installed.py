"""The vendors of this environment are found by folder or entry point, and loaded when somebody looks."""

import subprocess
import sys

import pytest

from mockserver.vendors import Installed
from tests import acme

START = """
import sys
from mockserver.app import create_late_app
from mockserver.settings import Settings

app = create_late_app(Settings(scenarios=("huawei-outcomes",)))
mail, yaml = sys.modules["marshmallow.validate"].Email, sys.modules["yaml.reader"].Reader
for pattern in (mail.DOMAIN_REGEX, yaml.NON_PRINTABLE):
    assert list(vars(pattern)) == ["_source"], "it was compiled"
assert "_others" not in vars(app.extensions["mockserver"].vendors), "other packages were looked through"
assert "mockserver.callcentre.lists" not in sys.modules, "the scenario has no timeline"
names = [name for name in sys.modules if name.startswith("mockserver.vendors.")]
print(*sorted(name for name in names if name.count(".") == 2))
"""


def test_a_scenario_of_one_vendor_starts_without_the_others():
    done = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["mockserver.vendors.huawei"]


def test_vendors_are_known_by_name_before_they_are_loaded():
    vendors = Installed()

    assert list(vendors) == sorted(vendors)
    assert len(vendors) == len(list(vendors))
    assert "huawei" in vendors
    assert vendors["huawei"].name == "huawei"


def test_a_vendor_that_is_not_installed_is_none():
    assert "nobody" not in Installed()
    with pytest.raises(KeyError):
        Installed()["nobody"]


def test_another_package_brings_a_vendor_by_its_entry_point(tmp_path, monkeypatch):
    folder = tmp_path / "acme-1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1\n")
    (folder / "entry_points.txt").write_text(
        "[mockserver.vendors]\nacme = tests.acme:VENDOR\nhuawei = tests.acme:VENDOR\n"
    )
    monkeypatch.syspath_prepend(tmp_path)

    vendors = Installed()

    assert vendors["acme"] is acme.VENDOR
    assert "acme" in list(vendors)
    assert vendors["huawei"] is not acme.VENDOR  # of two with one name, ours
