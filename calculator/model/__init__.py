"""The shapes of everything in `rules/`, of a visit and of its answer.

One definition serves everybody: the reader of the YAML files checks against it, the JSON Schemas and the field
guide are written from it, and the engine computes with it. A sentence under a field explains that field to all
of them.
"""

from __future__ import annotations

from calculator.model.checks import Check, KnownFault, Severity
from calculator.model.choosers import Ask, Chooser, Outcome, Reply
from calculator.model.codes import Assistant, Category, Code, Counting, Counts, Diagnosis, Disciplines, MedicareStatus
from calculator.model.codes import Pair, TherapyList, Window
from calculator.model.coverage import Coverage, CoverageStatus, Notice
from calculator.model.denials import Denial, GroupCode
from calculator.model.payers import (
    Bucket,
    Cap,
    HouseRule,
    LookedFor,
    Modifier,
    Parameter,
    Payer,
    PayerPair,
    RuleChoice,
    Spared,
)
from calculator.model.payers import Value
from calculator.model.result import Alternative, BothRules, Choice, CommonRule, CountedCode, Fact, Finding, FindingKind
from calculator.model.result import Line, MinutesByUnit, MoreMinutes, NotChecked, NotCheckedKind, PaidLine, Payment
from calculator.model.result import Reason, Result, RuleResult, Step, StepKind, TableUsed, Unbilled, UnitMinutes
from calculator.model.result import UnpricedKind
from calculator.model.rules import KINDS, Edition, Everyday, Moved, Rules
from calculator.model.sources import Cite, EditTable, Loaded, LoadedPrices, Mistake, Program, Question, Source
from calculator.model.sources import Statement, Tier
from calculator.model.tables import CmsFile, DiagnosisFault, Edit, FunctionalCode, Place, PlaceOfService
from calculator.model.tables import RelativeValues, Tables
from calculator.model.tables import UnitLimit
from calculator.model.topics import Claim, Comparison, Guide, Requirement, Row, Section, Topic, Word
from calculator.model.visit import MINUTES, PERSON_MINUTES, Amount, Authorization, Billed, Certifier, Clock, Discipline
from calculator.model.visit import Example, Expected, OtherVisit, Plan, PlanPart, Record, Service, Setting, Span, Visit
