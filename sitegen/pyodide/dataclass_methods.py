"""Writes the methods of frozen dataclasses into the source of a module, so that no one compiles them at each start.

`dataclass` writes text and compiles it when a module is imported. In the browser that took four fifths of the engine's
import. Here the same methods are put into the class before its module is compiled, and `dataclass` is asked only for
fields, slots and what `dataclasses` does with instances.
"""

import ast

KNOWN = {"frozen", "slots", "kw_only"}
"""A decorator with anything else (order, eq) is left as it is."""


def with_methods(source: str) -> str:
    """The source of a module with the methods of its frozen dataclasses.

    >>> made = {}
    >>> exec(with_methods('''
    ... from dataclasses import dataclass
    ... @dataclass(frozen=True)
    ... class Service:
    ...     code: str
    ...     minutes: int = 15
    ... '''), made)
    >>> made["Service"]("97110") == made["Service"]("97110", minutes=15), made["Service"]("97110")
    (True, Service(code='97110', minutes=15))
    """
    module = ast.parse(source)
    known: dict[str, list[ast.AnnAssign]] = {}
    for shape in module.body:
        if isinstance(shape, ast.ClassDef) and (call := _decorator(shape)):
            bases = [base.id for base in shape.bases if isinstance(base, ast.Name)]
            if len(bases) != len(shape.bases) or not set(bases) <= known.keys():
                continue  # its fields are not all here
            inherited = [field for base in bases for field in known[base]]
            own = [line for line in shape.body if isinstance(line, ast.AnnAssign) and not _is_of_class(line)]
            known[shape.name] = inherited + own
            given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
            shape.body += _methods(shape, known[shape.name], kw_only=given.pop("kw_only", "") == "True")
            options = {**given, "init": "False", "repr": "False", "eq": "False", "frozen": "False"}
            call.keywords = [ast.keyword(name, ast.parse(value, mode="eval").body) for name, value in options.items()]
    return ast.unparse(ast.fix_missing_locations(module))


def _decorator(shape: ast.ClassDef) -> ast.Call | None:
    """The one decorator of a frozen dataclass whose options are all known here."""
    if len(shape.decorator_list) != 1 or not isinstance(call := shape.decorator_list[0], ast.Call):
        return None
    options = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
    named = ast.unparse(call.func) in ("dataclass", "dataclasses.dataclass")
    return call if named and options.get("frozen") == "True" and options.keys() <= KNOWN else None


def _is_of_class(line: ast.AnnAssign) -> bool:
    return "ClassVar" in ast.unparse(line.annotation)


def _methods(shape: ast.ClassDef, fields: list[ast.AnnAssign], *, kw_only: bool) -> list[ast.stmt]:
    names = [ast.unparse(field.target) for field in fields]
    arguments, values = [], []
    for name, field in zip(names, fields, strict=True):
        default, value = ast.unparse(field.value) if field.value else "", name
        if default.startswith(("field(default_factory=", "dataclasses.field(default_factory=")):
            factory = default.partition("=")[2].removesuffix(")")
            default, value = "...", f"({factory})() if {name} is ... else {name}"
        arguments.append(f"{name}={default}" if default else name)
        values.append(value)
    sets = [f"_set(self, {name!r}, {value})" for name, value in zip(names, values, strict=True)]
    own = {line.name for line in shape.body if isinstance(line, ast.FunctionDef)}
    same = " and ".join(f"self.{name} == other.{name}" for name in names) or "True"
    shown = ", ".join(f"{name}={{self.{name}!r}}" for name in names)
    parts = {
        "__init__": [f"(self, {'*, ' if kw_only and names else ''}{', '.join(arguments)})", "_set = object.__setattr__"]
        + sets
        + (["self.__post_init__()"] if "__post_init__" in own else []),
        "__repr__": ["(self)", f"return f'{{self.__class__.__qualname__}}({shown})'"],
        "__eq__": ["(self, other)", f"return {same} if other.__class__ is self.__class__ else NotImplemented"],
        "__hash__": ["(self)", f"return hash(({''.join(f'self.{name}, ' for name in names)}))"],
        "__setattr__": ["(self, name, value)", "raise AttributeError(f'cannot assign to field {name!r}')"],
        "__delattr__": ["(self, name)", "raise AttributeError(f'cannot delete field {name!r}')"],
    }
    text = "\n".join(
        f"def {name}{head}:\n " + "\n ".join(lines) for name, (head, *lines) in parts.items() if name not in own
    )
    return ast.parse(text).body
