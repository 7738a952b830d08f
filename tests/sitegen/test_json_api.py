"""The rules for other programs: the same as the pages, by their schemas, in the same bytes every time."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import jsonschema
import pytest
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from calculator.loading.rule_files import FOLDERS, SINGLE_FILES
from calculator.loading.schemas import schemas
from calculator.model import KINDS, Rules, Tables
from calculator.reading import bundle
from calculator.serialize import field_types, to_plain
from sitegen.outputs import json_api
from sitegen.pages import field_guide
from tests.support.paths import ROOT


@pytest.fixture(scope="module")
def validators() -> dict[str, jsonschema.Draft202012Validator]:
    """A validator for each schema, with the others at the addresses where they lie with it."""
    places = {f"https://site.example/{name}": schema for name, schema in json_api.schemas().items()}
    registry = Registry().with_resources(
        (place, DRAFT202012.create_resource(schema)) for place, schema in places.items()
    )
    for schema in places.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    return {
        place.rpartition("/")[2]: jsonschema.Draft202012Validator({"$ref": place}, registry=registry)
        for place in places
    }


def test_every_document_obeys_its_schema(rules: Rules, validators: dict[str, jsonschema.Draft202012Validator]) -> None:
    documents = json_api.documents(rules)
    assert {name.partition("/")[0] for name in documents} == {*KINDS, "counting", "payment", "rules.json"}
    for name, document in documents.items():
        if name == "rules.json":
            validators["rules.json"].validate(document)
        else:
            validators["document.json"].validate(document)
            validators[f"{FOLDERS[document['kind']].__name__.lower()}.json"].validate(document["rule"])


def test_a_document_that_is_wrong_inside_does_not_obey(
    rules: Rules, validators: dict[str, jsonschema.Draft202012Validator]
) -> None:
    document = json_api.documents(rules)["codes/97116/index.json"]
    assert not validators["document.json"].is_valid({**document, "kind": "payers"})
    assert not validators["document.json"].is_valid({**document, "rule": {**document["rule"], "name": 5}})
    assert not validators["document.json"].is_valid({"kind": "codes", "key": "97116", "rule": document["rule"]})
    whole = json_api.documents(rules)["rules.json"]
    wrong = {**whole["rules"], "codes": {"97116": {**document["rule"], "name": 5}}}
    assert not validators["rules.json"].is_valid({**whole, "rules": wrong})


def test_a_document_is_the_rule_and_names_its_edition(rules: Rules) -> None:
    document = json_api.documents(rules)["codes/97116/index.json"]
    assert document["edition"] == rules.edition.edition
    assert (document["kind"], document["key"]) == ("codes", "97116")
    assert document["rule"] == to_plain(rules.codes["97116"], sparse=True)


def test_the_file_with_all_rules_is_what_the_engine_reads(rules: Rules) -> None:
    whole = json_api.documents(rules)["rules.json"]["rules"]
    assert bundle.dumps(bundle.loads(json.dumps(whole))) == bundle.dumps(
        dataclasses.replace(rules, tables=bundle.needed(rules))
    )


def test_the_same_rules_give_the_same_bytes(rules: Rules) -> None:
    first, second = ({name: json_api.text(one) for name, one in json_api.documents(rules).items()} for _ in range(2))
    assert first == second


def test_they_lie_beside_the_pages(built_site: Path, rules: Rules) -> None:
    for name, document in json_api.documents(rules).items():
        assert (built_site / name).read_text(encoding="utf-8") == json_api.text(document)
        if name != "rules.json":
            assert (built_site / name).with_name("index.html").is_file()
    for table in (ROOT / "rules" / "tables").glob("*.csv"):
        assert (built_site / "tables" / table.name).read_bytes() == table.read_bytes()
    for name, schema in schemas().items():
        assert (built_site / "schema" / name).read_text(encoding="utf-8") == schema
    assert {f"schema/{path.name}" for path in (built_site / "schema").iterdir()} == set(json_api.schemas())


def test_every_rule_page_leads_to_its_data(built_site: Path, rules: Rules) -> None:
    for kind in KINDS:
        for key in getattr(rules, kind):
            page = (built_site / kind / key / "index.html").read_text(encoding="utf-8")
            assert f'<a href="../{key}/index.json">As JSON</a>' in page


def test_every_address_that_the_page_about_data_names_is_there(built_site: Path) -> None:
    page = (ROOT / "docs" / "about" / "data.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `([^`]+)` \|", page, flags=re.MULTILINE)
    assert len(named) >= 6
    for address in named:
        assert (built_site / address).is_file(), address
    for table in (built_site / "tables").glob("*.csv"):
        assert f"{table.name}`" in page
    example = json.loads(page.partition("```json\n")[2].partition("```")[0])
    real = json.loads((built_site / "codes" / "97116" / "index.json").read_text(encoding="utf-8"))
    assert example.keys() == real.keys()


def test_the_field_guide_has_every_field_with_its_sentence() -> None:
    guides = {guide.name: guide for guide in field_guide.guides()}
    assert len(guides) == len(FOLDERS) + len(SINGLE_FILES) + len(field_types(Tables))
    for guide in guides.values():
        for shape in guide.shapes:
            for field in shape.fields:
                assert field.says, (guide.name, shape.name, field.name)
    code = guides["code"].shapes[0]
    assert {field.name: field.required for field in code.fields}["answer"] is True
    assert {field.name: field.kind for field in code.fields}["also_called"] == "list of: text"
