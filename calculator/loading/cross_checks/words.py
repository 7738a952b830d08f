"""Words and names: each spelled once, asked about where several codes have it, and leading to what is there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from calculator.dated import in_force
from calculator.errors import Fault, Trail
from calculator.model import Code, Rules
from calculator.traverse import every_part


def words_name_what_is_there(rules: Rules) -> Iterator[Fault]:
    """A word of the notes stands once, for codes that can be entered, and names payers that have a file."""
    seen: dict[str, str] = {}
    for key, word in rules.words.items():
        spelled: list[tuple[Trail, str]] = [((key,), key)]
        spelled += [((key, "spellings", position), text) for position, text in enumerate(word.spellings)]
        for trail, text in spelled:
            if not _squashed(text):
                yield Fault("words.yaml", trail, f"found '{text}', expected letters")
            elif (first := seen.setdefault(_squashed(text), key)) != key or (
                trail != (key,) and _squashed(text) in map(_squashed, [key, *word.spellings[: int(trail[2])]])
            ):
                yield Fault("words.yaml", trail, f"found '{text}' a second time, expected it once (also at {first})")
        meanings: list[tuple[Trail, tuple[str, ...]]] = [((key, "codes"), word.codes)]
        meanings += [((key, "payers", payer), codes) for payer, codes in word.payers.items()]
        for trail, codes in meanings:
            if not codes and not (trail == (key, "codes") and word.pages):
                yield Fault("words.yaml", trail, "found an empty list, expected at least one code")
            for position, code in enumerate(codes):
                if code not in _enterable(rules):
                    expected = "a code of rules/codes/ that is in use and whose minutes are entered"
                    yield Fault("words.yaml", (*trail, position), f"found '{code}', expected {expected}")
        for position, page in enumerate(word.pages):
            kind, slash, name = page.partition("/")
            if slash and name not in getattr(rules, kind, ()):
                expected = "the name of a page, or KIND/NAME of a file in rules/"
                yield Fault("words.yaml", (key, "pages", position), f"found '{page}', expected {expected}")
        for payer in word.payers:
            if payer not in rules.payers:
                expected = "the name of a file in rules/payers/"
                yield Fault("words.yaml", (key, "payers", payer), f"found '{payer}', expected {expected}")


def shared_names_are_asked(rules: Rules) -> Iterator[Fault]:
    """A name that several codes have, or that `words.yaml` has, means all codes that have it: none of them wins."""
    if not rules.words:
        return
    named: dict[str, set[str]] = {}
    for key, code in _enterable(rules).items():
        for name in code.also_called:
            if not name.isdigit():
                named.setdefault(_squashed(name), set()).add(key)
    listed = {_squashed(text): word for key, word in rules.words.items() for text in (key, *word.spellings)}
    for key, code in _enterable(rules).items():
        for position, name in enumerate(code.also_called):
            sharing, word = named.get(_squashed(name), set()), listed.get(_squashed(name))
            if (len(sharing) > 1 or word) and sharing - set(word.codes if word else ()):
                message = f"found '{name}' of {', '.join(sorted(sharing))}, expected a word of words.yaml for them"
                yield Fault(f"codes/{key}.yaml", ("also_called", position), message)


def words_asked_are_spelled_once(rules: Rules) -> Iterator[Fault]:
    """What people look for a page by has letters or digits, stands once, and is not a name that it has already."""
    for part in every_part(rules):
        seen = {_squashed(name) for name in (part.key, *getattr(part.value, "also_called", ()))}
        for position, text in enumerate(getattr(part.value, "asked_as", ())):
            if not (spelled := _squashed(text)) or spelled in seen:
                message = f"found '{text}', expected words that this page does not have yet"
                yield Fault(part.file, (*part.trail, "asked_as", position), message)
            seen.add(spelled)


def _squashed(text: str) -> str:
    """A name without what may be written in several ways; docs/assets/calculator/vocabulary.js has the same.

    >>> _squashed("Re-Eval") == _squashed("re eval")
    True
    """
    return re.sub(r"[\W_]", "", text.lower())


def _enterable(rules: Rules) -> dict[str, Code]:
    """Codes whose minutes are entered: no add-on, whose minutes are entered under its base, and none that ended."""
    return {
        key: code
        for key, code in rules.codes.items()
        if (now := in_force(code.counting, rules.edition.as_of)) and now.kind != "not-in-use" and now.base is None
    }
