import { readFileSync } from "node:fs";
import { checks } from "../../doctor/index";

const document = readFileSync("docs/doctor.md", "utf8");

test("docs/doctor.md lists every check with its usual remedy, and no other", () => {
  const rows = [...document.matchAll(/^\| `([a-z-]+)` +\| (.*?) +\| (.*?) +\|$/gm)].map(
    ([, ...cells]) => cells,
  );
  expect(rows).toEqual(checks.map(({ id, name, remedy }) => [id, name, remedy]));
});

test("ids are unique", () => {
  const ids = checks.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
});
