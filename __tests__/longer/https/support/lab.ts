import { Agent } from "node:https";
import { ALIVE_PATH } from "../../../../constructs/https/caddyfile";
import { CertificateAuthority } from "../../../../constructs/https/certificate-authority";
import { AutomaticHttpsOptions, Https } from "../../../../constructs/https/https";
import { HealthCheck } from "../../../../constructs/rollout/health-check";
import { Rollout } from "../../../../constructs/rollout/rollout";
import { ImageSource } from "../../../../deployment/image-source";
import { describeWith, describeWithEngine } from "../../../support/programs";
import { Applied, withoutAzure } from "../../rollout/without-azure";
import { AcmeServer } from "./acme";
import { Cloud } from "./cloud";
import { BUSYBOX_IMAGE, CADDY_IMAGE, Pods } from "./pods";
import { Client } from "./stream";

/** How a test deploys a page. */
export interface PageOptions {
  /** @default - Https.automatic by the test's own authority */
  readonly https?: Https;
  /** Whether the name moves from group to group, or stays with one that is replaced. @default true */
  readonly gated?: boolean;
  /** Whether the app answers. @default true */
  readonly starts?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  /** How many seconds the new group has to show a certificate. @default - as everywhere */
  readonly certificateSeconds?: number;
}

/** A place to deploy to: an engine, an ACME server with name servers, and Terraform. */
export class Lab {
  static readonly pods = new Pods();

  private constructor(
    readonly acme: AcmeServer,
    readonly cloud: Cloud,
  ) {}

  static async open(validitySeconds?: number): Promise<Lab> {
    const acme = await AcmeServer.start(await Lab.pods.gateway(), validitySeconds);
    return new Lab(acme, await Cloud.start(Lab.pods, acme));
  }

  async close(): Promise<void> {
    this.cloud.stop();
    this.acme.stop();
    await Lab.pods.clear();
  }

  /** The name that Azure gives the app. */
  publicName(gated = true): string {
    return gated ? "slipway-dev-hello.trafficmanager.net" : "slipway-dev-hello.westeurope.azurecontainer.io";
  }

  automatic(options: AutomaticHttpsOptions = {}): Https {
    const { directory, apiRoot } = this.acme;
    const ca = CertificateAuthority.acme(directory, { root: apiRoot });
    return Https.automatic({ ca, image: CADDY_IMAGE, ...options });
  }

  /** Deploys an app of one page, BusyBox's web server, behind HTTPS. */
  deploy(page: string, options: PageOptions = {}): Promise<Applied> {
    const { https = this.automatic(), gated = true, starts = true, env, certificateSeconds } = options;
    const serve = `mkdir -p /www && echo ok >/www/health && echo ${page} >/www/index.html && busybox httpd -f -p 8080 -h /www`;
    // Asked to end, it does so after the web server in front of it: the shell, the first process, ends only if it says so.
    const command = `trap "sleep 4; exit 0" TERM; { ${starts ? serve : "sleep 1000"}; } & wait`;
    const stack = withoutAzure(
      { rollout: gated ? Rollout.gated({ dnsTtlSeconds: 0, drainSeconds: 6 }) : Rollout.replace() },
      {
        image: ImageSource.fromReference(BUSYBOX_IMAGE),
        command: ["/bin/busybox", "sh", "-c", command],
        health: HealthCheck.http("/health", { attempts: starts ? 60 : 3, intervalSeconds: 1 }),
        https,
      },
    );
    const text = JSON.stringify(stack);
    const patient =
      certificateSeconds === undefined
        ? text
        : text.replace(/"HTTPS_DEADLINE":"60"/, `"HTTPS_DEADLINE":"${certificateSeconds}"`);
    return this.cloud.apply(JSON.parse(patient), this.publicName(gated), env);
  }

  /** The same, where nothing may go wrong. */
  async deployed(page: string, options: PageOptions = {}): Promise<Applied> {
    const applied = await this.deploy(page, options);
    const output = applied.status === 0 ? "" : applied.output;
    expect([applied.status, output, this.cloud.faults]).toEqual([0, "", []]);
    const address = this.acme.resolve(this.publicName(options.gated));
    await eventually(() => fetch(`http://${address}${ALIVE_PATH}`));
    return applied;
  }

  /** A client that trusts what the authority issues, and whatever else it is told to. */
  async client({ keepAlive = false, trusted = "" } = {}): Promise<Client> {
    // A session that is taken up again shows no certificate. Of two connections that are kept each may lead elsewhere.
    const agent = new Agent({ keepAlive, maxCachedSessions: 0, ...(keepAlive && { maxSockets: 1 }) });
    return new Client((await this.acme.root()) + trusted, (name) => this.acme.resolve(name), agent);
  }
}

afterAll(() => Lab.pods.remove());

/** `describe` with a lab for each test, where all that it takes is there. */
export function describeWithLab(
  name: string,
  tests: (lab: () => Lab) => void,
  validitySeconds?: number,
): void {
  describeWith("caddy", ["version"], name, () =>
    describeWith("pebble", ["-help"], "with an ACME server", () =>
      describeWithEngine("and an engine", () => {
        let lab: Lab | undefined;
        beforeAll(() => Lab.pods.build());
        beforeEach(async () => (lab = await Lab.open(validitySeconds)));
        afterEach(() => lab?.close());
        tests(() => lab!);
      }),
    ),
  );
}

/** The first answer of something that is only just starting. */
export async function eventually<T>(ask: () => Promise<T>): Promise<T> {
  for (let i = 0; ; i++) {
    try {
      return await ask();
    } catch (error) {
      if (i === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
