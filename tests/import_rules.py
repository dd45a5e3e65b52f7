"""A rule of the import linter: some packages may import nothing but what is named."""

from __future__ import annotations

import sys
from typing import Any

from importlinter import Contract, ContractCheck, fields, output


class ImportsOnly(Contract):
    """Each importer imports itself, the standard library and the packages in `allowed`, directly and in no other way."""

    type_name = "imports_only"

    importers = fields.SetField(subfield=fields.ModuleField())
    allowed = fields.SetField(subfield=fields.StringField())

    def check(self, graph: Any, verbose: bool) -> ContractCheck:
        strangers = sorted(
            (module, imported)
            for importer in self.importers
            for module in {importer.name} | graph.find_descendants(importer.name)
            for imported in graph.find_modules_directly_imported_by(module)
            if not self._may(importer.name, imported)
        )
        return ContractCheck(kept=not strangers, metadata={"strangers": strangers})

    def _may(self, importer: str, imported: str) -> bool:
        its_own = imported == importer or imported.startswith(f"{importer}.")
        root = imported.partition(".")[0]
        return its_own or root in self.allowed or root in sys.stdlib_module_names

    def render_broken_contract(self, check: ContractCheck) -> None:
        for module, imported in check.metadata["strangers"]:
            output.print_error(f"{module} must not import {imported}.")
