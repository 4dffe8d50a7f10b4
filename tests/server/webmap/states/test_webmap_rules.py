"""Tools with what they found, by the rules of accessibility, in both languages."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser
# Corners of about 100 km², as the address keeps them.
DRAWN = "ncsF_o{gU?_pR_pR??~oR"
TOOLS = (
    f"tool=measure&x.as=area&x.g={DRAWN}",
    f"tool=draw&x.g={DRAWN}",
    f"tool=buffer&x.g={DRAWN}",
    "tool=reach&x.at=116.85,-1.22",
    "cmp=land_cover_2017~zoning@0.50",
    "tool=sheet",
    "l=land_cover_2024&t=2017",
)
FOLLOW = """address => {
    history.pushState(null, "", address);
    dispatchEvent(new PopStateEvent("popstate"));
}"""


def test_tools_with_what_they_found_break_no_rule_in_either_language(
    look_starter, broken_rules
) -> None:
    page = look_starter.open("/map#map=10/-1.2/116.85", bypass_csp=True)
    for k, tool in enumerate(TOOLS):
        lang = ("en", "id")[k % 2]
        page.evaluate(FOLLOW, f"/map?{tool}&lang={lang}#map=10/-1.2/116.85")
        look_starter.until(page, f"document.documentElement.lang === '{lang}'")
        page.wait_for_timeout(250)
        look_starter.settled(page)
        page.evaluate("document.querySelectorAll('#tool details').forEach(d => { d.open = true })")
        assert broken_rules(page) == [], tool
        if "x.g" in tool:
            assert page.locator("#tool .big strong").first.inner_text()[0].isdigit(), tool
