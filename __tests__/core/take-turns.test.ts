import { takeTurns } from "../../core/take-turns";

/** Does turns of given names, noting when each begins and ends. */
async function noted(turns: Record<string, string[]>, limit: number) {
  const notes: string[] = [];
  const list = Object.entries(turns).map(([name, after]) => ({ name, after }));
  await takeTurns(list, limit, async (name) => {
    notes.push(`+${name}`);
    await new Promise((resolve) => setImmediate(resolve));
    notes.push(`-${name}`);
  });
  return notes.join(" ");
}

test("each turn waits for those that it names, the others take it together", async () => {
  expect(await noted({ a: [], b: ["a"], c: [] }, 9)).toBe("+a +c -a +b -c -b");
});

test("no more than the limit take it together", async () => {
  expect(await noted({ a: [], b: [], c: [] }, 1)).toBe("+a -a +b -b +c -c");
});

test("one that throws lets those that run come to their end, and no other begin", async () => {
  const ended: string[] = [];
  const fails = takeTurns(
    ["bad", "slow", "late"].map((name) => ({ name, after: name === "late" ? ["slow"] : [] })),
    9,
    async (name) => {
      if (name === "bad") throw new Error("bad");
      await new Promise((resolve) => setTimeout(resolve, 20));
      ended.push(name);
    },
  );
  await expect(fails).rejects.toThrow("bad");
  expect(ended).toEqual(["slow"]);
});

test("turns that wait for each other are refused", async () => {
  await expect(noted({ a: ["b"], b: ["a"] }, 9)).rejects.toThrow("These wait for each other: a, b.");
});
