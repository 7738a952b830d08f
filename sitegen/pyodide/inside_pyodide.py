"""Runs inside Pyodide while the site is built: compiles Python for the browser and packs it into one zip.

Byte code only fits the very Python that made it, and zlib differs between systems: so both are done in there.
Imports that only the packing needs stand inside functions, because `needed` lists what is loaded.
"""

import importlib.util
import marshal
import re
import sys
from collections.abc import Iterable

LIBRARY = f"/lib/python{sys.version_info.major}{sys.version_info.minor}.zip"
"""Where Pyodide keeps its standard library, and imports it from."""

UNCHECKED = (1).to_bytes(4, "little")
"""PEP 552: byte code with a hash of its source that no one compares, so it needs neither source nor date."""


def compiled(source: bytes, name: str, *, docstrings: bool = False) -> bytes:
    """The content of a .pyc file.

    Args:
        source: a module.
        name: its place in the archive, for tracebacks.
        docstrings: keep them. A dataclass without one works out its signature instead, which takes longer.
    """
    level = 1 if docstrings else 2
    code = compile(source, f"{LIBRARY}/{name}", "exec", dont_inherit=True, optimize=level)
    return importlib.util.MAGIC_NUMBER + UNCHECKED + importlib.util.source_hash(source) + marshal.dumps(code)


def compile_library(target: str) -> None:
    """Write the whole standard library as byte code."""
    import zipfile

    with zipfile.ZipFile(LIBRARY) as library:
        sources = {name: library.read(name) for name in library.namelist() if name.endswith(".py")}
    pack(target, ((f"{name}c", compiled(source, name)) for name, source in sources.items()))


def compile_package(source: str, target: str) -> None:
    """Compile a folder of modules into another, and make it importable. Other files are copied."""
    import os

    from dataclass_methods import with_methods  # type: ignore[import-not-found]  # lies with this file in there

    for name in files_in(source):
        with open(f"{source}/{name}", "rb") as file:
            content = file.read()
        if name.endswith(".py"):
            content = with_methods(content.decode()).encode()
            name, content = f"{name}c", compiled(content, f"{os.path.basename(target)}/{name}", docstrings=True)
        os.makedirs(os.path.dirname(f"{target}/{name}"), exist_ok=True)
        with open(f"{target}/{name}", "wb") as file:
            file.write(content)
    sys.path.insert(0, os.path.dirname(target))


def files_in(folder: str) -> list[str]:
    """Every file below a folder, by its path inside."""
    import os

    return sorted(os.path.relpath(f"{place}/{name}", folder) for place, _, names in os.walk(folder) for name in names)


OPTIONAL = ("_ssl", "ssl", "bz2", "lzma", "compression")
"""Modules that those who import them do without: asyncio for sockets, shutil and zipfile for other archives."""


def needed() -> list[str]:
    """The members of the standard library's zip that are loaded by now, but for those that no one would miss."""
    specs = [getattr(module, "__spec__", None) for module in list(sys.modules.values())]
    origins = {spec.origin or "" for spec in specs if spec}  # "frozen" for what the runtime itself carries
    members = {origin.removeprefix(f"{LIBRARY}/") for origin in origins if origin.startswith(f"{LIBRARY}/")}
    return sorted(member for member in members if re.split(r"[/.]", member)[0] not in OPTIONAL)


def pack_archive(members: Iterable[str], package: str, target: str) -> None:
    """Write members of the standard library and a compiled package as one zip."""
    import os
    import zipfile

    with zipfile.ZipFile(LIBRARY) as library:
        content = {name: library.read(name) for name in members}
    for name in files_in(package):
        with open(f"{package}/{name}", "rb") as file:
            content[f"{os.path.basename(package)}/{name}"] = file.read()
    pack(target, content.items())


def pack(target: str, content: Iterable[tuple[str, bytes]]) -> None:
    """Write a zip that is the same for the same content: sorted, without dates or owners."""
    import zipfile

    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(content):
            member = zipfile.ZipInfo(name)  # dated 1980-01-01
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = 0o644 << 16
            archive.writestr(member, data)
