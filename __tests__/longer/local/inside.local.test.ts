import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { makeFolder } from "../../support/folders";
import { describeUnless, describeWithEngine } from "../../support/programs";
import { serve } from "../../support/web-server";
import {
  BUSYBOX,
  docker,
  eventually,
  listeningDocker,
  LocalCommand,
  LocalProject,
  provideBusybox,
  removeImages,
  REPOSITORY,
} from "./support/local-project";

const PASSWORD = "correct horse battery staple";
const KEY = "-----BEGIN KEY-----\nbase64 and\nseveral lines\n-----END KEY-----\n";

/** An app with all that a container group has: two sidecars, two init containers, secrets, volumes, limits and probes. */
const shop = (git: string) => `[
  {
    name: "shop",
    image: ImageSource.fromBuild("app", { repository: "${REPOSITORY}" }),
    ports: [Port.tcp(8080)],
    command: ["sh", "/start", "$HOME \${HOME}", "a b"],
    environmentVariables: {
      LEVEL: "in fo=1",
      PATH: "/bin:/opt",
      DATABASE_PASSWORD: Secret.fromVariable("database_password"),
      VAULT_KEY: Secret.fromKeyVault({
        keyVaultId: "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/p/providers/Microsoft.KeyVault/vaults/acme",
        name: "api-key",
      }),
    },
    cpu: Cpu.cores(0.5),
    memory: Memory.gigabytes(0.2),
    memoryLimit: Memory.gigabytes(0.3),
    volumeMounts: [
      cache.mountAt("/cache"),
      Volume.secret("tls-keys", {
        "tls.key": Secret.fromVariable("tls_key"),
        "plain.txt": notSecret("no secret", "a test"),
        ["long.".padEnd(200, "x")]: notSecret("a long name", "a test"),
      }).mountAt("/etc/keys", { readOnly: true }),
      Volume.azureFileShare(
        "uploads",
        AzureFileShare.create({ storageAccountName: "acmefiles", shareName: "uploads" }),
      ).mountAt("/data/uploads"),
      Volume.gitRepository("pages", ${JSON.stringify(git)}, { directory: "." }).mountAt("/pages"),
    ],
    initContainers: [
      { name: "first", image: base, command: ["sh", "-c", "echo first >>/cache/order"], volumeMounts: [cache.mountAt("/cache")] },
      { name: "second", image: base, command: ["sh", "-c", "sleep 1; echo second >>/cache/order"], volumeMounts: [cache.mountAt("/cache")] },
    ],
    sidecars: [
      {
        name: "agent",
        image: base,
        ports: [Port.tcp(9000)],
        command: ["sh", "-c", "mkdir /www; echo agent >/www/who; httpd -f -p 9000 -h /www"],
        cpu: Cpu.cores(0.3),
        memory: Memory.gigabytes(0.4),
        volumeMounts: [cache.mountAt("/shared", { readOnly: true })],
        readinessProbe: Probe.httpGet("/who", { periodSeconds: 1 }),
      },
      {
        name: "slow",
        image: base,
        command: ["sh", "-c", "sleep 3; touch /ready; echo $DATABASE_PASSWORD; sleep 1000"],
        environmentVariables: { DATABASE_PASSWORD: Secret.fromVariable("database_password") },
        cpu: Cpu.cores(0.2),
        memory: Memory.gigabytes(0.4),
        readinessProbe: Probe.exec(["cat", "/ready"], { periodSeconds: 1, failureThreshold: 100 }),
      },
    ],
    exposedPorts: [Port.tcp(8080)],
    dnsNameLabel: "acme-shop",
  },
]`;

const START = `mkdir /tmp/www
env >/tmp/www/env
echo "$*" >/tmp/www/arguments
cat /etc/keys/tls.key >/tmp/www/key
echo mine >/cache/from-app && echo mine >/data/uploads/file
touch /etc/keys/new 2>/dev/null || echo refused >/tmp/www/read-only
id -u >/tmp/www/user
exec httpd -f -p 8080 -h /tmp/www
`;

/** A repository that a plain web server can serve. */
function repository(): string {
  const folder = makeFolder({ "page.html": "from git" });
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], {
      cwd: folder,
      stdio: "pipe",
    });
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "-m", "a");
  git("update-server-info");
  return path.join(folder, ".git");
}

function canLimit(): boolean {
  const { stdout } = spawnSync("docker", ["info", "--format", "{{.MemoryLimit}} {{.CPUCfsQuota}}"], {
    encoding: "utf8",
  });
  return stdout.trim() === "true true";
}

describeWithEngine("An app with all that a container group has", () => {
  let project: LocalProject;
  let command: LocalCommand;
  let address: string;
  const told = listeningDocker();

  beforeAll(async () => {
    provideBusybox();
    const root = repository();
    const port = await serve((request, response) => {
      try {
        response.end(
          readFileSync(path.join(root, request.url!.replace(/\?.*/, "").replace("/site.git", ""))),
        );
      } catch {
        response.writeHead(404).end();
      }
    });
    project = new LocalProject(shop(`http://127.0.0.1:${port}/site.git`));
    project.write(
      "app/Dockerfile",
      `FROM ${BUSYBOX}\nCOPY start /\nCOPY --chown=65534 tmp /tmp\nUSER 65534\n`,
    );
    project.write("app/start", START);
    project.write("app/tmp/.keep", "");
    project.write(".env", `TF_VAR_tls_key="${KEY}"\nTF_VAR_database_password=not this one\n`);
    command = project.start(["shop"], {
      TF_VAR_database_password: PASSWORD,
      TF_VAR_api_key: "vault-value",
      PATH: `${told.folder}:${process.env.PATH}`,
    });
    address = await command.address();
  });
  afterAll(async () => {
    await project.clear();
    removeImages();
  });

  const page = async (name: string) => (await fetch(`${address}/${name}`)).text();
  const inside = (container: string, ...args: string[]) =>
    docker("exec", project.container(container), ...args);

  test("has its variables, the secret ones too", async () => {
    const env = (await page("env")).split("\n");
    expect(env).toEqual(
      expect.arrayContaining([
        "LEVEL=in fo=1",
        "PATH=/bin:/opt",
        `DATABASE_PASSWORD=${PASSWORD}`,
        "VAULT_KEY=vault-value",
      ]),
    );
  });

  test("runs its command instead of the image's, and no shell takes it apart", async () => {
    expect(await page("arguments")).toBe("$HOME ${HOME} a b\n");
  });

  test("sees its volumes: secrets as files, one that others see too, a share, a clone", async () => {
    expect(await page("user")).toBe("65534\n");
    expect(await page("key")).toBe(KEY);
    expect(await page("read-only")).toBe("refused\n");
    expect(inside("shop", "cat", "/etc/keys/plain.txt")).toBe("no secret");
    expect(inside("shop", "cat", `/etc/keys/${"long.".padEnd(200, "x")}`)).toBe("a long name");
    expect(inside("agent", "cat", "/shared/from-app")).toBe("mine");
    expect(inside("shop", "cat", "/data/uploads/file")).toBe("mine");
    expect(inside("shop", "cat", "/pages/page.html")).toBe("from git");
    expect(inside("shop", "mount")).toMatch(/tmpfs on \/etc\/keys type tmpfs \(ro/);
  });

  test("its init containers ran to their end, one after the other, before it", () => {
    expect(inside("shop", "cat", "/cache/order").split("\n")).toEqual(["first", "second"]);
    expect(docker("ps", "--all", "--format", "{{.Names}}", "--filter", `name=${project.name}-`)).not.toMatch(
      /first|second/,
    );
  });

  test("finds its sidecars at localhost, and is told at one address, with the ports that are exposed", () => {
    expect(inside("shop", "wget", "-qO-", "http://127.0.0.1:9000/who")).toBe("agent");
    expect(command.output).toMatch(/dev-shop is ready:\n {2}http:\/\/127\.0\.0\.1:\d+.*\n(?! {2}http)/);
  });

  test("its address is told when all of it is ready", () => {
    const [before] = command.output.split("dev-shop is ready");
    expect(inside("slow", "ls", "/ready")).toBe("/ready");
    expect(before).toContain("slow   | ");
  });

  test("what is not as in Azure is said at the start", () => {
    const [notes = ""] = /Not as in Azure:\n[^]*?\n\n/.exec(command.output) ?? [];
    expect(notes).toContain("dnsNameLabel");
    expect(notes).toContain("volume uploads");
    expect(notes).toMatch(/VAULT_KEY of shop +the value of TF_VAR_api_key instead of the Key Vault's/);
    expect(notes).toContain("agent: readinessProbe");
  });

  test("no secret is printed, not by a container either, and none is on a command line", async () => {
    await eventually(
      () => (/^slow +\| \(secret\)$/m.test(command.output) ? true : undefined),
      () => command.output,
    );
    for (const text of [command.output, readFileSync(told.file, "utf8")]) {
      for (const secret of [PASSWORD, "vault-value", "several lines"]) expect(text).not.toContain(secret);
    }
    expect(readFileSync(told.file, "utf8")).toContain("--env DATABASE_PASSWORD ");
  });

  describeUnless(canLimit() ? undefined : "The engine cannot limit memory and CPU", "Its limits", () => {
    const limit = (container: string, key: string) =>
      docker("inspect", "--format", `{{.HostConfig.${key}}}`, project.container(container));
    const GB = 1024 ** 3;

    test("are what is declared, or else what the whole group reserves", () => {
      expect(
        ["Memory", "MemorySwap", "MemoryReservation", "NanoCpus", "CpuShares"].map((key) =>
          Number(limit("shop", key)),
        ),
      ).toEqual([Math.round(0.3 * GB), Math.round(0.3 * GB), Math.round(0.2 * GB), 1e9, 512]);
      expect(Number(limit("agent", "Memory"))).toBe(GB);
    });

    test("hold inside", () => {
      const found = inside(
        "shop",
        "sh",
        "-c",
        "cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes",
      );
      expect(Math.abs(Number(found) - 0.3 * GB)).toBeLessThan(8192);
      const cpu = inside(
        "shop",
        "sh",
        "-c",
        "cat /sys/fs/cgroup/cpu.max 2>/dev/null || cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us /sys/fs/cgroup/cpu/cpu.cfs_period_us",
      );
      expect(cpu.split(/\s+/)).toEqual(["100000", "100000"]);
    });
  });

  test("Ctrl-C takes all of it down, and that is no failure", async () => {
    expect(project.left().length).toBeGreaterThan(4);
    command.interrupt();
    expect([await command.ended, project.left()]).toEqual([0, []]);
  });
});
