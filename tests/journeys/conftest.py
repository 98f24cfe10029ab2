"""A whole small project, run once as a user runs it; the journeys look at what it left."""

import pytest

from tests.journeys.walking import Journey, hasten, leadscore


@pytest.fixture(scope="session")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Journey:
    """``leadscore init``, ``simulate`` and ``run --json`` on a small simulated CRM."""
    folder = tmp_path_factory.mktemp("journey")
    assert leadscore("init", "acme", cwd=folder).returncode == 0
    root = folder / "acme"
    hasten(root)
    simulated = leadscore("simulate", "--leads", "4000", "--seed", "3", cwd=root)
    assert simulated.returncode == 0, simulated.stderr
    return Journey(root=root, said=leadscore("run", "--json", cwd=root))
