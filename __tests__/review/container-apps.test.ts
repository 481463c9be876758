import { Platform } from "../../constructs/container-app/platform";
import { Scale } from "../../constructs/container-app/scale";
import { Cpu } from "../../constructs/container-group/cpu";
import { IpAddress } from "../../constructs/container-group/ip-address";
import { Probe } from "../../constructs/container-group/probe";
import { Rollout } from "../../constructs/rollout/rollout";
import { notSecret } from "../../core/secrets/plain-value";
import { Secret } from "../../core/secrets/secret";
import { AppDeclaration } from "../../deployment/app";
import { Deployment } from "../../deployment/deployment";
import { EnvironmentDeclaration } from "../../deployment/environment";
import { ImageSource } from "../../deployment/image-source";
import { PullCredentials } from "../../deployment/pull-credentials";
import { exampleDeployment } from "../support/synthesis";
import { actions, NGINX, review } from "./support";

const groups = exampleDeployment({ apps: [{ ...exampleDeployment().apps[0]!, image: NGINX }] });
const environment = (change: Partial<EnvironmentDeclaration>, of = groups): Deployment => ({
  ...of,
  environments: [{ ...of.environments[0]!, ...change }],
});
const apps = environment({ platform: Platform.containerApps() });
const app = (change: Partial<AppDeclaration>, of = apps): Deployment => ({
  ...of,
  apps: [{ ...of.apps[0]!, ...change }],
});

const REVISION = "hello in dev gets a new revision without being away, the url stays.";
const APP = "dev-hello: update container app hello";

const subnetId =
  "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/a/providers/Microsoft.Network/virtualNetworks/b/subnets/c";

/** Each kind of change, with what a reviewer should read. */
const CHANGES: Readonly<
  Record<
    string,
    { base?: Deployment; head: Deployment; headline: string; causes?: string[]; actions: string[] }
  >
> = {
  "more cpu": {
    head: app({ cpu: Cpu.cores(2) }),
    headline: REVISION,
    causes: ["cpu 1 → 2", "memory 2 GB → 4 GB"],
    actions: [APP],
  },
  "another image": {
    head: app({ image: ImageSource.fromReference("docker.io/library/nginx:1.29") }),
    headline: REVISION,
    causes: ["image docker.io/library/nginx:1.28 → docker.io/library/nginx:1.29"],
    actions: [APP],
  },
  "a variable before others": {
    base: app({ environmentVariables: { B: "1", C: "2" } }),
    head: app({ environmentVariables: { A: "0", B: "1", C: "3" } }),
    headline: REVISION,
    causes: ["environment variable A is new", "environment variable C changes"],
    actions: [APP],
  },
  "more replicas": {
    head: app({ scale: Scale.between(1, 5) }),
    headline: REVISION,
    causes: ["most replicas 1 → 5"],
    actions: [APP],
  },
  "a probe": {
    head: app({
      livenessProbe: Probe.httpGet("/other", { periodSeconds: 5 }),
      readinessProbe: Probe.httpGet("/health"),
    }),
    headline: REVISION,
    actions: [APP],
  },
  "tags, which make no revision": {
    head: { ...apps, tags: { project: "other" } },
    headline:
      "hello in dev changes in place and goes on running; the registry dev and the Container Apps environment of dev change in place.",
    actions: [],
  },
  "a gated rollout": {
    base: environment({ rollout: Rollout.gated() }, apps),
    head: app({ cpu: Cpu.cores(2) }, environment({ rollout: Rollout.gated() }, apps)),
    headline: REVISION,
    actions: [APP, "dev-hello: replace step of the deploy rollout/healthy"],
  },
};

test.each(Object.entries(CHANGES))(
  "%s",
  (name, { base = apps, head, headline, causes, actions: expected }) => {
    const found = review(head, base);
    expect(found.headline.replace(/^The/, "the")).toBe(headline);
    if (expected.length > 0) expect(actions(found).sort()).toEqual([...expected].sort());
    if (causes) expect(found.steps.at(-1)!.causes).toEqual(causes);
    expect(found.danger).toEqual([]);
    if (name !== "a variable before others") expect(found.security).toEqual([]);
  },
);

test("another way to pull is told as such", () => {
  const built = exampleDeployment({ registries: [{ name: "dev", location: "westeurope", adminUser: true }] });
  const pulledBy = (pull: PullCredentials) =>
    app(
      { image: ImageSource.fromBuild("examples/hello", { pull }) },
      environment(apps.environments[0]!, built),
    );
  const found = review(pulledBy(PullCredentials.identity()), pulledBy(PullCredentials.adminUser()));
  expect(found.steps.find(({ stack }) => stack === "dev-hello")!.causes).toEqual([
    "identity is new",
    "identity that pulls is new",
    "password for pulling is gone",
    "user name for pulling is gone",
    "secret is gone",
  ]);
});

test("a change of platform takes the app away and moves its url", () => {
  const found = review(apps, groups);
  expect(found.headline).toMatch(
    /^hello in dev is replaced: away while the new one starts, the url changes; /,
  );
  expect(found.steps.map(({ subject, effect }) => [subject, effect])).toEqual([
    ["the Container Apps environment of dev", "new"],
    ["hello in dev", "replaced"],
  ]);
  expect(found.steps.at(-1)!.sentences.join(" ")).toMatch(
    /The container group slipway-dev-hello goes while the container app hello comes: it is away/,
  );
  const back = review(groups, apps);
  expect(back.steps.map(({ effect }) => effect).sort()).toEqual(["gone", "replaced"]);
  expect(back.steps.flatMap(({ sentences }) => sentences)).toContain(
    "The url changes from https://hello.(a domain that Azure gives) to http://slipway-dev-hello.westeurope.azurecontainer.io:8080.",
  );
});

test("a replaced Container Apps environment takes every app in it along", () => {
  const found = review(environment({ platform: Platform.containerApps({ subnetId }) }), apps);
  expect(found.danger.map(({ text }) => text)).toContain(
    "The Container Apps environment slipway-dev is replaced, and every app in it together with its public name is lost.",
  );
  expect(found.steps.find(({ kind }) => kind === "platform")!.effect).toBe("replaced");
});

test("a secret that is made plain, and a door that is opened, widen what others may", () => {
  const secret = app({ environmentVariables: { PIN_KIND: Secret.fromVariable("pin") } });
  const plain = app({ environmentVariables: { PIN_KIND: notSecret("4", "digits") } });
  expect(review(plain, secret).security).toEqual([
    expect.objectContaining({ text: expect.stringMatching(/PIN_KIND .* was secret/), widens: true }),
  ]);
  const closed = app({ ipAddress: IpAddress.none() });
  expect(review(apps, closed).security).toEqual([
    expect.objectContaining({ text: expect.stringMatching(/answers HTTPS from outside/), widens: true }),
  ]);
  expect(review(closed, apps).security).toEqual([
    expect.objectContaining({ text: expect.stringMatching(/answers nobody outside/) }),
  ]);
});
