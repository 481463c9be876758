import { IncomingMessage } from "node:http";
import { createServer, Server } from "node:https";
import { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { isDeepStrictEqual } from "node:util";
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { selfSigned } from "../../support/certificate";
import { makeFolder } from "../../support/folders";
import { StackJson } from "../../support/synthesis";
import { serve } from "../../support/web-server";

export const DOMAIN = "unique.westeurope.azurecontainerapps.io";

/**
 * Azure Container Apps, for one app: a `PUT` of its template makes a revision if it differs from the newest one's, a `GET`
 * gives the newest revision's name in the form of a Terraform state, and each revision answers HTTPS under its own name.
 */
export class AppInAzure {
  /** What each revision was made of, oldest first. */
  readonly revisions: StackJson[] = [];
  /** The status that each revision answers with, oldest first; 200 unless given. */
  readonly answers: number[] = [];
  /** The names of the revisions that were asked, with the path. */
  asked: string[] = [];
  /** What has curl find the revisions, and trust them. */
  env: NodeJS.ProcessEnv = {};
  private port = 0;
  private revisionServer!: Server;

  static async start(): Promise<AppInAzure> {
    const app = new AppInAzure();
    app.port = await serve(async (request, response) => {
      if (request.method === "PUT") app.put(JSON.parse(await text(request)));
      response.end(JSON.stringify(app.state));
    });
    const { certificate, key } = selfSigned(`*.${DOMAIN}`);
    app.revisionServer = createServer({ cert: certificate, key }, (request, response) =>
      response.writeHead(app.statusFor(request)).end(),
    );
    await new Promise<void>((resolve) => app.revisionServer.listen(0, "127.0.0.1", resolve));
    const trusted = path.join(makeFolder(), "ca.pem");
    writeFileSync(trusted, certificate);
    app.env = { CURL_CA_BUNDLE: trusted };
    return app;
  }

  stop(): void {
    this.revisionServer.closeAllConnections();
    this.revisionServer.close();
  }

  /** The command that prints where the revisions are; it is given the host name, and prints none of it. */
  get resolver(): string {
    return `printf 127.0.0.1:${(this.revisionServer.address() as AddressInfo).port}`;
  }

  private put(template: StackJson): void {
    if (!isDeepStrictEqual(template, this.revisions.at(-1))) this.revisions.push(template);
  }

  private get state(): object {
    const name = `hello--${this.revisions.length}`;
    const output = (value: string) => ({ value, type: "string" });
    return {
      version: 4,
      terraform_version: "1.11.4",
      serial: 1,
      lineage: "azure",
      outputs: {
        latest_revision_name: output(name),
        latest_revision_fqdn: output(`${name}.${DOMAIN}`),
      },
      resources: [],
    };
  }

  private statusFor({ headers: { host = "" }, url }: IncomingMessage): number {
    const [revision = ""] = host.split(".");
    this.asked.push(`${revision}${url}`);
    return this.answers[Number(revision.replace("hello--", "")) - 1] ?? 200;
  }

  /**
   * A stack of the app that Terraform can apply without Azure: its own JSON, with the container app as a `terraform_data`
   * of the same name that is changed in place, as azurerm does, and the data source as one that asks this server.
   */
  withoutAzure(json: StackJson): StackJson {
    const [name, { template, secret, tags }] = only(json.resource.azurerm_container_app);
    const [group, { name: groupName }] = only(json.resource.azurerm_resource_group);
    const [gate, { depends_on }] = only(json.data.azurerm_container_app);
    const waits = depends_on?.flatMap((resource: string) => [resource, "terraform_data.put"]);
    const address = `http://127.0.0.1:${this.port}`;
    const transformed = {
      variable: json.variable,
      output: json.output,
      data: {
        terraform_remote_state: {
          ...json.data.terraform_remote_state,
          [gate]: { backend: "http", config: { address }, depends_on: waits },
        },
      },
      resource: {
        terraform_data: {
          ...json.resource.terraform_data,
          [group]: { input: { name: groupName } },
          [name]: { input: { template, secret, tags } },
          // An update in place runs no command.
          put: {
            triggers_replace: `\${terraform_data.${name}.output}`,
            provisioner: {
              "local-exec": {
                command: `printf %s "$TEMPLATE" | curl -q --silent --show-error --fail -X PUT --data-binary @- ${address}`,
                environment: { TEMPLATE: `\${jsonencode(terraform_data.${name}.output.template)}` },
              },
            },
          },
        },
      },
    };
    return JSON.parse(
      JSON.stringify(transformed)
        .replace(/data\.azurerm_container_app\.([\w-]+)\./g, "data.terraform_remote_state.$1.outputs.")
        .replace(/azurerm_\w+\.([\w-]+)\.(\w+)/g, "terraform_data.$1.output.$2")
        .replace(/azurerm_\w+\.([\w-]+)/g, "terraform_data.$1"),
    );
  }
}

/** The name of the one resource of a type, and what it is given. */
function only(resources: StackJson): [string, StackJson] {
  const all = Object.entries<StackJson>(resources);
  expect(all).toHaveLength(1);
  return all[0]!;
}
