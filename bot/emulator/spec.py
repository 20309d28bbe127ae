"""The machine-readable Bot API specification, as a judge of requests and of our own answers."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ARRAY = "Array of "
_PLAIN: dict[str, tuple[type, ...]] = {
    "String": (str,),
    "Integer": (int,),
    "Float": (int, float),
    "Boolean": (bool,),
}


class SpecViolation(AssertionError):
    """A request or an answer that the specification does not allow."""


@dataclass(frozen=True, slots=True)
class _Problem:
    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class ApiSpec:
    """Every method and type of one version of the Bot API."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.version: str = document["version"]
        self._methods: Mapping[str, Any] = document["methods"]
        self._types: Mapping[str, Any] = document["types"]

    @classmethod
    def load(cls, path: Path) -> "ApiSpec":
        """Read the specification from its JSON file."""
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def check_params(
        self, method: str, params: Mapping[str, Any], uploads: Collection[str] = ()
    ) -> None:
        """Check a request.

        Args:
            method: The proper name of a method.
            params: Its parameters; where a form carried JSON as text, the text will do.
            uploads: The names of the files that came with it.

        Raises:
            SpecViolation: An unknown, missing or wrongly typed parameter.
        """
        fields = {field["name"]: field for field in self._methods[method].get("fields", [])}
        for name, field in fields.items():
            if field["required"] and name not in params and name not in uploads:
                raise SpecViolation(f"{method}: {name} is missing")
        for name, value in params.items():
            if name not in fields:
                raise SpecViolation(f"{method}: there is no parameter {name}")
            self._raise_first(self._form_problem(fields[name]["types"], value, f"{method}.{name}"))

    def check_result(self, method: str, result: Any) -> None:
        """Check what a method returned.

        Raises:
            SpecViolation: It is not of the type the method returns.
        """
        returns = self._methods[method]["returns"]
        self._raise_first(self._problem_with(returns, result, f"{method} result"))

    def check_object(self, type_name: str, value: Any) -> None:
        """Check a value against a named type, such as ``Update``.

        Raises:
            SpecViolation: It does not fit.
        """
        self._raise_first(self._problem_with([type_name], value, type_name))

    def _raise_first(self, problem: _Problem | None) -> None:
        if problem is not None:
            raise SpecViolation(str(problem))

    def _form_problem(self, types: Sequence[str], value: Any, path: str) -> _Problem | None:
        problem = self._problem_with(types, value, path)
        if problem is None or not isinstance(value, str):
            return problem
        try:
            return self._problem_with(types, json.loads(value), path)
        except ValueError:
            return problem

    def _problem_with(self, types: Sequence[str], value: Any, path: str) -> _Problem | None:
        problems = [self._problem(name, value, path) for name in types]
        real = [problem for problem in problems if problem is not None]
        if len(real) < len(problems):
            return None
        # Of several types the one that fits deepest is the one that was meant.
        return max(real, key=lambda problem: len(problem.path))

    def _problem(self, type_name: str, value: Any, path: str) -> _Problem | None:
        if type_name.startswith(_ARRAY):
            return self._array_problem(type_name.removeprefix(_ARRAY), value, path)
        if type_name in _PLAIN:
            return _plain_problem(type_name, value, path)
        definition = self._types[type_name]
        if "subtypes" in definition:
            return self._problem_with(definition["subtypes"], value, path)
        if "fields" not in definition:
            return None
        return self._object_problem(type_name, definition["fields"], value, path)

    def _array_problem(self, item_type: str, value: Any, path: str) -> _Problem | None:
        if not isinstance(value, list):
            return _Problem(path, f"{value!r} is not an array")
        problems = (
            self._problem(item_type, item, f"{path}[{place}]") for place, item in enumerate(value)
        )
        return next((problem for problem in problems if problem is not None), None)

    def _object_problem(
        self, type_name: str, fields: Sequence[Mapping[str, Any]], value: Any, path: str
    ) -> _Problem | None:
        if not isinstance(value, dict):
            return _Problem(path, f"{value!r} is not a {type_name}")
        known = {field["name"]: field for field in fields}
        for name, field in known.items():
            if field["required"] and name not in value:
                return _Problem(path, f"{type_name} without {name}")
        for name, item in value.items():
            if name not in known:
                return _Problem(path, f"{type_name} has no field {name}")
            problem = self._problem_with(known[name]["types"], item, f"{path}.{name}")
            if problem is not None:
                return problem
        return None


def _plain_problem(type_name: str, value: Any, path: str) -> _Problem | None:
    is_stray_bool = isinstance(value, bool) and type_name != "Boolean"
    if isinstance(value, _PLAIN[type_name]) and not is_stray_bool:
        return None
    return _Problem(path, f"{value!r} is not a {type_name}")
