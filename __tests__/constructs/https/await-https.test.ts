import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, Server } from "node:https";
import { AddressInfo } from "node:net";
import * as path from "node:path";
import { selfSigned } from "../../support/certificate";
import { makeFolder } from "../../support/folders";
import { describeWith, Ended, run } from "../../support/programs";

const script = readFileSync("constructs/https/scripts/await-https.sh", "utf8");

let folder: string;
beforeAll(() => (folder = makeFolder()));

function check(when: "before" | "after", env: NodeJS.ProcessEnv): Promise<Ended> {
  return run(["sh", "-c", script], {
    env: {
      PATH: process.env.PATH,
      HTTPS_WHEN: when,
      HTTPS_PUBLIC_NAME: "hello.trafficmanager.net",
      HTTPS_DOMAINS: "",
      HTTPS_GROUP: "hello-1.westeurope.azurecontainer.io",
      HTTPS_PATH: "/health",
      HTTPS_VERIFY: "yes",
      HTTPS_DEADLINE: "1",
      HTTPS_LOGS: "az container logs --resource-group rg --name hello-1 --container-name https",
      ...env,
    },
  });
}

test("without curl, the check of the certificate says that it needs it", async () => {
  const sh = execFileSync("sh", ["-c", "command -v sh"], { encoding: "utf8" }).trim();
  symlinkSync(sh, path.join(folder, "sh"));
  expect(await check("before", { PATH: folder })).toEqual({
    status: 1,
    output: "The check of the certificate needs curl; install it where Terraform runs.\n",
  });
});

describeWith("curl", ["--version"], "With curl, the check of the certificate", () => {
  const { certificate, key } = selfSigned("hello.trafficmanager.net");
  let server: Server;
  let resolver: string;
  let trusted: string;
  beforeAll(async () => {
    server = createServer({ cert: certificate, key }, (_, response) => response.end("ok"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    trusted = path.join(folder, "trusted.pem");
    writeFileSync(trusted, certificate);
    // The public name and the group lead to the server at PROBE_PORT=443; everything else leads nowhere.
    resolver = path.join(folder, "resolver");
    writeFileSync(
      resolver,
      `#!/bin/sh\n[ "$PROBE_PORT" = 443 ] && echo 127.0.0.1:${port} || echo 127.0.0.1:1\n`,
    );
    chmodSync(resolver, 0o755);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const there = () => ({ SLIPWAY_RESOLVER: resolver, CURL_CA_BUNDLE: trusted });
  const answered =
    "https://hello.trafficmanager.net at hello-1.westeurope.azurecontainer.io answers with a certificate.\n";

  test.each(["before", "after"] as const)(
    "is content %s the move with a trusted certificate",
    async (when) => {
      expect(await check(when, there())).toEqual({ status: 0, output: answered });
    },
  );

  test("lets the move go on when the name answers nobody yet", async () => {
    expect(await check("before", { ...there(), SLIPWAY_RESOLVER: "echo 127.0.0.1:1" })).toEqual({
      status: 0,
      output: "https://hello.trafficmanager.net does not answer yet.\n",
    });
  });

  test("is not content after the move with a certificate that is not trusted, and says what that means", async () => {
    const { status, output } = await check("after", { ...there(), CURL_CA_BUNDLE: undefined });
    expect(status).toBe(1);
    expect(output.split("\n").slice(-4)).toEqual([
      expect.stringMatching(
        /leads to the new container group, which got no certificate for it\. Last error: curl: \(60\)/,
      ),
      "The web server's logs: az container logs --resource-group rg --name hello-1 --container-name https",
      "Deploy again when the cause is gone: the certificate is asked for again, and what ran before goes only then.",
      "",
    ]);
  });

  test("takes any certificate that nobody trusts from the staging service", async () => {
    const staging = { ...there(), CURL_CA_BUNDLE: undefined, HTTPS_VERIFY: "no" };
    expect(await check("after", staging)).toEqual({ status: 0, output: answered });
  });

  test("only tells of a domain that does not lead to the app, and asks it for nothing", async () => {
    const domain = { ...there(), HTTPS_DOMAINS: "shop.acme.com" };
    expect(await check("after", domain)).toEqual({
      status: 0,
      output:
        "shop.acme.com does not lead here yet. In its DNS zone: shop.acme.com CNAME hello.trafficmanager.net\n",
    });
  });
});
