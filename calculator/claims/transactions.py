"""Reads a whole X12 file: envelopes, versions, and which reader each transaction goes to. Every segment is counted."""

from __future__ import annotations

from calculator.claims import cells
from calculator.claims.claim_file import ClaimReader
from calculator.claims.remittance_file import RemittanceReader
from calculator.claims.segments import Segment, segments
from calculator.claims.shapes import Counts, Form, Keys, Kind, Problem, Read, Settings

_FORMS: dict[str, Form] = {"005010X222": "professional", "005010X223": "institutional"}
"""The form of claims by the start of the version; dental claims have another."""

_REMITTANCE = "005010X221"

_OTHERS = {
    "997": "an acknowledgment (997)",
    "999": "an acknowledgment (999)",
    "277": "a claim status (277)",
    "270": "a question about eligibility (270)",
    "271": "an answer about eligibility (271)",
    "276": "a question about claim status (276)",
    "278": "an authorization (278)",
    "820": "a payment of premiums (820)",
    "834": "an enrollment (834)",
    "TA1": "an acknowledgment (TA1)",
}

_ENVELOPE = frozenset({"ISA", "GS", "ST", "SE", "GE", "IEA"})

EXPECTED = "claims (837) or a remittance (835) of version 005010"


def read_x12(text: str, file: int, keys: Keys, settings: Settings, known_payers: frozenset[str]) -> Read:
    """What an X12 file holds."""
    counts = Counts()
    reader = _Transactions(file, keys, settings, known_payers, counts)
    for segment in segments(text):
        counts.parts += 1
        if not segment.whole:
            counts.reported += 1
            reader.cut(segment)
        elif not segment.named:
            counts.reported += 1
            reader.problem(
                segment, "no name of a segment", "two or three capitals and digits, then an element separator"
            )
        elif reader.take(segment):
            counts.read += 1
        else:
            counts.stepped_over += 1
    reader.finish(counts.parts)
    counts.kind = reader.kind or "X12"
    return Read(
        file=file,
        kind=reader.kind,
        counts=counts,
        lines=tuple(reader.claims.lines),
        heads=tuple(reader.claims.heads),
        remittances=tuple(reader.paid.remittances),
        problems=(*reader.problems, *reader.claims.problems, *reader.paid.problems),
    )


class _Transactions:
    """Follows the envelopes of a file."""

    def __init__(self, file: int, keys: Keys, settings: Settings, known_payers: frozenset[str], counts: Counts) -> None:
        self.file = file
        self.claims = ClaimReader(file, keys, settings, known_payers, counts)
        self.paid = RemittanceReader(file, keys, settings, known_payers, counts)
        self.problems: list[Problem] = []
        self.kind: Kind | None = None
        self.version = ""
        self.began = 0  # the segment with which the transaction began, for its count
        self.now: ClaimReader | RemittanceReader | None = None
        self.open = ""  # the innermost envelope that is open
        self.was_cut = False

    def problem(self, segment: Segment, found: str, expected: str) -> None:
        """Note something that is not as it should be."""
        self.problems.append(Problem(file=self.file, place=segment.place, found=found, expected=expected))

    def take(self, segment: Segment) -> bool:
        """Read a segment; False where it is stepped over."""
        if segment.name in _ENVELOPE:
            self.envelope(segment)
            return True
        return self.now.take(segment) if self.now else False

    def envelope(self, segment: Segment) -> None:
        """ISA, GS, ST and their ends."""
        name = segment.name
        if name in ("ISA", "GS", "ST") and self.now:
            self.problem(segment, f"{name} inside a transaction", "SE before it")
            self.now.finish_claim(cut=True)
            self.now = None
        if name == "ISA":
            length = len(segment.separators.element.join(segment.elements)) + 1
            if length != 106 or not segment.separators.sound:
                self.problem(segment, f"ISA of {length} characters", "106, with different separators at its end")
            self.open, self.version = "IEA", ""
        elif name == "GS":
            self.open, self.version = "GE", segment[8]
        elif name == "ST":
            self.open = "SE"
            self.transaction(segment)
        elif name == "SE":
            if self.now:
                self.now.finish_claim()
                self.now = None
                told, found = cells.whole(segment[1]), segment.number - self.began + 1
                if told != found:
                    self.problem(segment, f"SE01 {cells.shown(segment[1])} and {found} segments", "the same number")
            self.open = "GE"
        else:
            self.open = "IEA" if name == "GE" else ""

    def transaction(self, segment: Segment) -> None:
        """ST: which kind of transaction it is; what cannot be read is named and stepped over."""
        self.began = segment.number
        kind, version = segment[1], segment[3] or self.version
        form = _FORMS.get(version[:10])
        if kind == "837" and form:
            self.kind = "837P" if form == "professional" else "837I"
            self.claims.begin(form)
            self.now = self.claims
        elif kind == "835" and version[:10] == _REMITTANCE:
            self.kind = "835"
            self.paid.begin()
            self.now = self.paid
        elif kind in ("835", "837"):
            what = "dental claims" if version.startswith("005010X224") else f"version {version[:12] or 'unknown'}"
            what = f"{what} (4010)" if version.startswith("004010") else what
            self.problem(segment, f"{kind} of {what}", EXPECTED)
        else:
            self.problem(segment, _OTHERS.get(kind, "another kind of transaction"), EXPECTED)

    def cut(self, segment: Segment) -> None:
        """The file ends inside a segment."""
        self.problem(segment, "the end of the file inside a segment", "its terminator")
        self.was_cut = True

    def finish(self, parts: int) -> None:
        """The file ends."""
        if self.now or self.open:
            where = f"segment {parts}"
            found = Problem(file=self.file, place=where, found="the end of the file", expected=f"{self.open} before it")
            self.problems.append(found)
        for reader in (self.claims, self.paid):
            reader.finish_claim(cut=self.now is reader)
            reader.finish()
        if not parts:
            self.problems.append(Problem(file=self.file, place="the file", found="nothing", expected=EXPECTED))
