import { chmodSync, writeFileSync } from "node:fs";
import { createServer, Server } from "node:http";
import { AddressInfo } from "node:net";
import * as path from "node:path";
import { makeFolder } from "../../../support/folders";
import { StackJson } from "../../../support/synthesis";
import { Applied, apply } from "../../rollout/without-azure";
import { AcmeServer } from "./acme";
import { Pods } from "./pods";

/**
 * What runs a stack that Terraform applies without Azure: groups on a Docker engine, names in the name servers that the
 * ACME server asks. Terraform's order decides when anything starts, moves and stops.
 */
export class Cloud {
  private readonly folder = makeFolder();
  private readonly server: Server;
  /** What went wrong behind a provisioner. */
  readonly faults: string[] = [];

  private constructor(
    readonly pods: Pods,
    readonly acme: AcmeServer,
  ) {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk) => chunks.push(chunk));
      request.on("end", () => {
        const url = new URL(request.url!, "http://x");
        this.answer(url, Buffer.concat(chunks).toString()).then(
          (text) => response.end(text),
          (error) => {
            this.faults.push(String(error));
            response.writeHead(500).end(String(error));
          },
        );
      });
    });
  }

  static async start(pods: Pods, acme: AcmeServer): Promise<Cloud> {
    const cloud = new Cloud(pods, acme);
    await new Promise<void>((resolve) => cloud.server.listen(0, "127.0.0.1", resolve));
    const resolver = `#!/bin/sh\ncurl -s '${cloud.url}/resolve?name='"$1"\n`;
    writeFileSync(cloud.resolver, resolver);
    chmodSync(cloud.resolver, 0o755);
    return cloud;
  }

  /** Applies the stack that {@link withoutAzure} gave; `publicName` is what its endpoint moves. */
  async apply(json: StackJson, publicName: string, env: NodeJS.ProcessEnv = {}): Promise<Applied> {
    const stack = path.join(this.folder, "stack");
    const trusted = { CURL_CA_BUNDLE: await this.acme.trustedFile() };
    return apply(stack, this.withHands(json, publicName), this.resolver, { ...trusted, ...env });
  }

  get resolver(): string {
    return path.join(this.folder, "resolver");
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Provisioners that do what Azure would. Of the group they know what it is replaced for: all that matters of it. */
  private withHands(json: StackJson, publicName: string): StackJson {
    const data = structuredClone(json.resource.terraform_data);
    const exec = (path: string, body: string, when = "create") => ({
      "local-exec": {
        when,
        command: `printf %s "$BODY" | curl -fsS --data-binary @- '${this.url}/${path}'`,
        environment: { BODY: body },
      },
    });
    const find = (start: RegExp) => Object.keys(data).find((name) => start.test(name));
    const group = data[find(/^container-group_[0-9A-F]{8}$/)!];
    group.provisioner = [
      exec("start", "${jsonencode(self.triggers_replace)}"),
      exec("stop", "${self.output.name}", "destroy"),
    ];
    const endpoint = find(/^rollout_endpoint_/);
    if (endpoint === undefined) {
      group.provisioner.push(exec(`move?name=${publicName}`, "${self.output.fqdn}"));
    } else {
      data.moved = {
        triggers_replace: `\${terraform_data.${endpoint}.output.target}`,
        provisioner: [exec(`move?name=${publicName}`, "${self.triggers_replace}")],
      };
      data[find(/^rollout_drained_/)!].depends_on.push("terraform_data.moved");
    }
    return { ...json, resource: { terraform_data: data } };
  }

  private async answer({ pathname, searchParams }: URL, body: string): Promise<string> {
    const name = searchParams.get("name") ?? "";
    switch (pathname) {
      case "/start": {
        const group = JSON.parse(body);
        await this.acme.point(`${group.dns_name_label}.azurecontainer.example`, await this.pods.start(group));
        return "";
      }
      case "/stop":
        await this.pods.stop(body);
        return "";
      case "/move":
        await this.acme.point(name, this.acme.resolve(body));
        return "";
      case "/resolve":
        return this.acme.resolve(name) ?? "";
      default:
        throw new Error(`Nothing is at ${pathname}.`);
    }
  }
}
