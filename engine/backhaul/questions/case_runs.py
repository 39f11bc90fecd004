"""Case files that are run with the versions that they are for, and why one could not be run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from backhaul.cases.run import run as run_suite
from backhaul.diagnostics import Diagnostic, PolicyError
from backhaul.opening import from_text
from backhaul.questions.case_sources import explain, read_case
from backhaul.questions.documents import covered_files, policy_files, read_suite

if TYPE_CHECKING:
    from backhaul.cases.run import Result
    from backhaul.cases.suite import Suite
    from backhaul.policy import Policy
    from backhaul.questions.find_files import Found

    #: what came of a case with a version
    Run = tuple[Policy, Result]


class CaseRuns:
    """Runs case files, and notes why one could not be run.

    *policies*: the only ones that files are run with; without them those of each file, of which *version* alone where it is named.
    *named*: the cases whose name, or whose file's name, holds this. *load*: opens a version.
    """

    def __init__(
        self,
        policies: Sequence[Policy] | None = None,
        version: str | None = None,
        named: str = "",
        load: Callable[[Path], Policy] = from_text,
    ) -> None:
        self.mistakes: list[Diagnostic] = []
        self._policies, self._version, self._filter = policies, version, named.casefold()
        self._load, self._loaded = load, dict[Path, "Policy"]()

    def of(self, file: Found) -> Iterator[Run]:
        """The result of every case of a file with every version that it is for."""
        try:
            suite = read_suite(file, self._policies or ())
            policies = self._meant(suite, file)
        except PolicyError as error:
            self.mistakes += error.diagnostics
            return
        yield from self._run(suite, policies)

    def others(self, file: Found, run: Collection[str]) -> Iterator[Run]:
        """The result of every case of a file with the versions that were not run, drafts too."""
        suite = read_suite(file, self._policies or ())
        try:
            files = covered_files(suite, file)
        except PolicyError:
            return  # a policy elsewhere is run by its name
        paths = (path for version, path in files.items() if version not in run)
        yield from self._run(suite, map(self._opened, paths))

    def _run(self, suite: Suite, policies: Iterator[Policy] | Sequence[Policy]) -> Iterator[Run]:
        """The results of the cases that the filter lets through."""
        if self._filter not in Path(suite.file).name.casefold():
            suite = suite.only(case for case in suite.cases if self._filter in case.name.casefold())
        for policy in policies:
            yield from (
                (policy, each) for each in run_suite(suite, policy.model, explain, read_case)
            )

    def _meant(self, suite: Suite, file: Found) -> list[Policy]:
        named = self._policies or ()
        meant = [p for p in named if suite.policy == p.id and suite.covers(p.version)]
        # a file that is for no version at all is told of, whatever is run
        files = {} if meant else policy_files(suite, file)
        if self._policies is not None:
            return meant
        wanted = [path for version, path in files.items() if self._version in (None, version)]
        return [self._opened(path) for path in wanted]

    def _opened(self, path: Path) -> Policy:
        if path not in self._loaded:
            self._loaded[path] = self._load(path)
        return self._loaded[path]
