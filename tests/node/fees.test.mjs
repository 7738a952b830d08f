// A practice's fee table, in the ways that spreadsheets write one.
import assert from "node:assert/strict";
import test from "node:test";
import { readFees } from "../../docs/assets/calculator/fees.js";

const BOTH = { 97110: 3510, 97140: 100005 };
const TABLES = {
  "code and fee": "97110,35.10\n97140,1000.05\n",
  "thousands in quotes": 'code,fee\n97110,35.10\n97140,"1,000.05"\n',
  semicolons: "97110;35.10;\n97140;1,000.05",
  tabs: "97110\t$35.10\r\n97140\t$1,000.05\r\n",
  "a title": "Fees of 2026\n97110,35.10\n97140,1000.05",
  "other columns": "Code,Service,Fee,Units\n97110,Exercise,35.10,4\n97140,Manual,1000.05,4",
  "quotes within quotes": '97110,"Exercise, ""active""",35.10\n97140,"5"" band",1000.05',
};

for (const [name, text] of Object.entries(TABLES)) {
  test(name, () => assert.deepEqual([Object.fromEntries(readFees(text).fees), readFees(text).problems], [BOTH, []]));
}

const WRONG = {
  "a comma for cents": "97110;35,50",
  "two amounts": "97110,4,35.10",
  "no code": "nonsense,35.10\n97110,nonsense",
  "a quote without an end": '97110,"35.10',
  nothing: "",
};

for (const [name, text] of Object.entries(WRONG)) {
  test(`refused: ${name}`, () => {
    const { fees, problems } = readFees(text);
    assert.equal(fees.size, 0);
    assert.ok(problems.length > 0);
  });
}

test("the first of two fees of a code is used, and the line of the other is named", () => {
  const { fees, problems } = readFees("97110,35.10\n97110,36\n97110,35.10");
  assert.deepEqual([...fees], [["97110", 3510]]);
  assert.equal(problems.length, 1);
  assert.match(problems[0], /^Line 2: /);
});
