"""The rules for other programs: the same as the pages, by their schemas, in the same bytes every time."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from calculator import bundle, files
from calculator.model import KINDS, Rules
from calculator.plain import to_plain
from sitegen import fieldguide, machine

ROOT = Path(__file__).parent.parent


def test_every_document_of_a_kind_obeys_its_schema(rules: Rules) -> None:
    validators = {
        folder: jsonschema.Draft202012Validator(json.loads(files.schemas()[f"{shape.__name__.lower()}.json"]))
        for folder, shape in files.FOLDERS.items()
    }
    documents = machine.documents(rules)
    assert {name.partition("/")[0] for name in documents} == {*KINDS, "rules.json"}
    for name, document in documents.items():
        if name != "rules.json":
            validators[document["kind"]].validate(document["rule"])


def test_a_document_is_the_rule_and_names_its_edition(rules: Rules) -> None:
    document = machine.documents(rules)["codes/97116/index.json"]
    assert document["edition"] == rules.edition.edition
    assert (document["kind"], document["key"]) == ("codes", "97116")
    assert document["rule"] == to_plain(rules.codes["97116"], sparse=True)


def test_the_file_with_all_rules_is_what_the_engine_reads(rules: Rules) -> None:
    whole = machine.documents(rules)["rules.json"]["rules"]
    assert bundle.dumps(bundle.loads(json.dumps(whole))) == bundle.dumps(rules)


def test_the_same_rules_give_the_same_bytes(rules: Rules) -> None:
    first, second = ({name: machine.text(one) for name, one in machine.documents(rules).items()} for _ in range(2))
    assert first == second


@pytest.mark.xdist_group("browser")
def test_they_lie_beside_the_pages(built_site: Path, rules: Rules) -> None:
    for name, document in machine.documents(rules).items():
        assert (built_site / name).read_text(encoding="utf-8") == machine.text(document)
        if name != "rules.json":
            assert (built_site / name).with_name("index.html").is_file()
    for table in (ROOT / "rules" / "tables").glob("*.csv"):
        assert (built_site / "tables" / table.name).read_bytes() == table.read_bytes()
    for name, schema in files.schemas().items():
        assert (built_site / "schema" / name).read_text(encoding="utf-8") == schema


def test_the_field_guide_has_every_field_with_its_sentence() -> None:
    guides = {guide.name: guide for guide in fieldguide.guides()}
    assert len(guides) == len(files.FOLDERS) + len(files.SINGLE_FILES) + 4
    for guide in guides.values():
        for shape in guide.shapes:
            for field in shape.fields:
                assert field.says, (guide.name, shape.name, field.name)
    code = guides["code"].shapes[0]
    assert {field.name: field.required for field in code.fields}["answer"] is True
    assert {field.name: field.kind for field in code.fields}["also_called"] == "list of: text"
