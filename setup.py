"""Puts the compiled rules into the wheel, made from the checked YAML; everything else stands in pyproject.toml."""

import os
import shutil
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.errors import SetupError

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))  # build backends do not look into the project's folder

from calculator.loading import rule_reader  # noqa: E402
from calculator.reading import bundle  # noqa: E402

os.umask(0o022)  # the wheel records permissions, which must not depend on who builds it


class BuildWithRules(build_py):
    """Copies the engine and compiles the rules, always afresh."""

    def run(self) -> None:
        """Write the package into the build's own folder; wrong rules stop it with every problem."""
        if self.editable_mode:  # an editable installation reads the YAML of the checkout
            super().run()
            return
        shutil.rmtree(self.build_lib, ignore_errors=True)  # else what an earlier build left would be packed as well
        super().run()
        try:
            compiled = bundle.dumps(rule_reader.load_checked(ROOT / "rules"))
        except rule_reader.RuleError as error:
            count = len(error.problems)
            raise SetupError(f"no wheel is built, because the rules have {count} problem(s):\n{error}") from None
        Path(self.build_lib, "calculator", bundle.FILE).write_text(compiled, encoding="utf-8")


setup(cmdclass={"build_py": BuildWithRules})
