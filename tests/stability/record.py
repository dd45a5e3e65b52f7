"""`python -m tests.stability.record`: answer the cases that have no answer yet.

What is recorded stays: a case is a promise to those who have such a spec, link or store. To add one, write it into the
file without an answer, run this, and look at what it wrote. An answer that has to change (a new ENGINE_VERSION) is deleted
by hand, in a commit that says why.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from tests.stability import asking, program, records


def main() -> None:
    for name, answered in (("specs", specs), ("addresses", addresses), ("stored", stored), ("interface", interface)):
        record = records.load(name)
        added = answered(record)
        records.save(name, record)
        print(f"{name}.json: {added} answered, the others kept")


def specs(record: dict[str, Any]) -> int:
    simulators = program.new_simulators()
    for table in record["device_tables"]:
        program.tell_device(table)
    fresh = [case for case in record["cases"].values() if "spec_hash" not in case]
    for case in fresh:
        found = program.answer_to(case["spec"], simulators)
        case |= {**found, "points": records.rows(found["points"], record["columns"])}
    large = [case for case in record["large_images"].values() if "says" not in case]
    for case in large:
        case["says"] = asking.large_images(case)
    energies = [name for name, known in record["energies"].items() if known == {}]
    for name in energies:
        record["energies"][name] = asking.energy(name)
    return len(fresh) + len(large) + len(energies)


def addresses(record: dict[str, Any]) -> int:
    added = 0
    for page, searches in record.items():
        for search, known in searches.items():
            if not known:
                searches[search] = asking.address(page, search)
                added += 1
    return added


def stored(record: dict[str, Any]) -> int:
    added = 0
    for dump, questions in record.items():
        fresh = [path for path, answer in questions.items() if answer is None]
        with tempfile.TemporaryDirectory() as folder, program.serving(records.HERE / dump, Path(folder)) as client:
            questions |= {path: asking.stored(client, path) for path in fresh}
        added += len(fresh)
    return added


def interface(record: dict[str, Any]) -> int:
    """New routes, commands and variables are taken in; what is known is left alone."""
    now = asking.interface()
    added = 0
    for part, entries in now.items():
        known = record.setdefault(part, {})
        added += len(entries.keys() - known.keys())
        record[part] = {**entries, **known}
    return added


if __name__ == "__main__":
    main()
