import { diagnose } from "../../support/examination";
import { describeWithEngine } from "../../support/programs";

describeWithEngine("npm run doctor at a real engine", () => {
  test("finds it, what it is, its builder and its disk", async () => {
    const ids = ["engine", "linux-containers", "engine-version", "builder", "platform", "engine-disk"];
    const found = await diagnose({ env: process.env, only: ids });
    for (const id of ids)
      expect([id, found[id]!.status]).toEqual([id, expect.stringMatching(/pass|skipped/)]);
    expect(found.engine!.message).toMatch(/^\d+\.\d+.* for linux\//);
  });

  test("names where it looked when nobody is there", async () => {
    const env = { ...process.env, DOCKER_HOST: "unix:///no/such/engine.sock" };
    const { engine } = await diagnose({ env, only: ["engine"] });
    expect(engine).toMatchObject({
      status: "fail",
      message: expect.stringContaining("/no/such/engine.sock"),
    });
    expect(engine!.fix![0]).toContain("unset DOCKER_HOST");
  });
});
