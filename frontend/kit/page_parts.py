"""How a link says what is shown of a page: `present=1` for a talk, `show=` and `hide=` for named parts.

Read before anything is painted, so that nothing flashes; a page's own settings are not touched by it.
"""

from __future__ import annotations

import json

PARTS = {
    "header": "header",
    "panel": ".panel, .settings-open",
    "actions": ".actions",
    "progress": ".progress-line, #progress",
    "title": "#headline",
    "summary": ".summary, .lead",
    "numbers": "#numbers-box",
    "accuracy": ".card:has(#accuracy)",
    "energy": ".card:has(#energy)",
    "pareto": ".card:has(#pareto)",
    "attribution": "#attribution-card",
    "design": ".card:has(#design-text)",
    "families": ".card:has(#families)",
}
"""Names for `hide=` and `show=`, and what they stand for; another name is the id of an element, or the card around it."""

HEAD = """
            // Which parts of a page are shown, from its address; kit/figures.js calls it again when the address changes.
            const PARTS = %PARTS%;
            function showParts() {
                const asked = new URLSearchParams(location.search);
                const names = (key) => (asked.get(key) || "").split(",").filter((name) => /^[a-z][a-z0-9-]*$/.test(name));
                const place = (name) => PARTS[name] || `#${name}`;
                const card = (name) => PARTS[name] || `.card:has(#${name})`;
                const present = asked.get("present") === "1";
                const shown = names("show").length || !present || location.pathname !== "/" ? names("show") : ["accuracy"];
                const rules = names("hide").map((name) => `${place(name)} { display: none !important; }`);
                if (shown.length) rules.push(`.card:not(${shown.map(card).join(", ")}) { display: none !important; }`);
                document.documentElement.toggleAttribute("data-present", present);
                const style = document.getElementById("parts") || document.head.appendChild(document.createElement("style"));
                Object.assign(style, { id: "parts", textContent: rules.join("\\n") });
            }
            showParts();
""".replace("%PARTS%", json.dumps(PARTS))
