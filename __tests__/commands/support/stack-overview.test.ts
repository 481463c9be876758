import { StackCheck } from "../../../check/stack-check";
import { SynthesizedStack } from "../../../check/synthesized-stack";
import { messagesOn, tableOfStacks } from "../../../commands/support/stack-overview";

function stack(name: string, more: Partial<SynthesizedStack> = {}): SynthesizedStack {
  const json = { resource: { azurerm_resource_group: {}, azurerm_container_group: {} } };
  return { name, directory: "", dependencies: [], warnings: [], infos: [], text: "", json, ...more };
}

function check(name: string, more: Partial<StackCheck> = {}): StackCheck {
  return { stack: name, status: "ok", diagnostics: [], outputs: {}, milliseconds: 0, ...more };
}

const many = Array.from({ length: 50 }, (_, i) => `app${i}`);

test("few stacks are shown in the order they are deployed in, whatever their check", () => {
  const stacks = [stack("app", { dependencies: ["image"] }), stack("image", { dependencies: ["registry"] })];
  const checks = [check("app", { status: "failed" }), check("image"), check("registry")];
  expect(
    tableOfStacks([...stacks, stack("registry")], checks)
      .split("\n")
      .slice(2),
  ).toEqual([
    "registry  container group  ok      npm run deploy -- registry",
    "image     container group  ok      npm run deploy -- image",
    "app       container group  failed  npm run deploy -- app",
  ]);
});

test("of many stacks those that need a look come first, and the rest is counted", () => {
  const failed = { status: "failed" } as const;
  const checks = many.map((name) => check(name, name === "app40" ? failed : {}));
  const stacks = many.map((name) => stack(name, name === "app30" ? { warnings: ["no probe"] } : {}));
  const rows = tableOfStacks(stacks, checks).split("\n").slice(2);
  expect(rows.map((row) => row.split(" ")[0])).toEqual(["app30", "app40", ...many.slice(0, 18), "…"]);
  expect(rows.at(-1)).toBe("… and 30 more: 30 ok");
});

test("when more need a look than are shown, the rest says so", () => {
  const checks = many.map((name, i) => check(name, { status: i < 25 ? "failed" : "ok" }));
  expect(
    tableOfStacks(
      many.map((name) => stack(name)),
      checks,
    ),
  ).toMatch(/… and 30 more: 5 failed, 25 ok$/);
});

test("what Terraform says has its stack and address, and a missing Terraform is said once", () => {
  const error = {
    severity: "error",
    summary: "Missing argument",
    detail: "One\ntwo",
    address: "x.y",
  } as const;
  const warning = { severity: "warning", summary: "Deprecated", detail: "Soon" } as const;
  const checks = [
    check("a", { status: "failed", diagnostics: [error] }),
    check("b", { diagnostics: [warning] }),
  ];
  expect(messagesOn([stack("a", { warnings: ["no probe"] }), stack("b")], checks)).toEqual({
    warnings: ["warning: a: no probe", "warning: b: Deprecated\n  Soon"],
    errors: ["error: a x.y: Missing argument\n  One\n  two"],
  });
  const missing = { severity: "error", summary: "Terraform was not found", detail: "Install it" } as const;
  const unchecked = many.map((name) => check(name, { status: "unchecked", diagnostics: [missing] }));
  expect(messagesOn([], unchecked).errors).toEqual(["error: Terraform was not found\n  Install it"]);
});

test("messages beyond what anybody reads are counted", () => {
  const { warnings } = messagesOn(
    many.map((name) => stack(name, { warnings: ["no probe"] })),
    [],
  );
  expect(warnings).toHaveLength(21);
  expect(warnings.at(-1)).toBe("… and 30 more like these");
});
