"""The add-on leaves out what is switched off, and nothing else."""

from __future__ import annotations

import pytest
from scrapy.settings import Settings

from bulletin_spider.addon import SWITCHES, ArchiveAddon

CASES = [
    (kind, component, switch)
    for kind, components in SWITCHES.items()
    for component, switch in components.items()
]


@pytest.mark.parametrize("is_on", [True, False])
@pytest.mark.parametrize(("kind", "component", "switch"), CASES, ids=[switch for _, _, switch in CASES])
def test_only_switched_off_components_are_left_out(
    kind: str, component: str, switch: str, *, is_on: bool
) -> None:
    settings = Settings({switch: is_on})
    assert component in settings[f"{kind}_BASE"], "Scrapy has renamed it"
    ArchiveAddon().update_settings(settings)
    assert (component in settings[f"{kind}_BASE"]) is is_on
