import { Cpu } from "../../constructs/container-group/cpu";
import { IpAddress } from "../../constructs/container-group/ip-address";
import { Port } from "../../constructs/container-group/port";
import { Probe } from "../../constructs/container-group/probe";
import { Rollout } from "../../constructs/rollout/rollout";
import { Secret } from "../../core/secrets/secret";
import { AppDeclaration } from "../../deployment/app";
import { Deployment } from "../../deployment/deployment";
import { EnvironmentDeclaration } from "../../deployment/environment";
import { ImageSource } from "../../deployment/image-source";
import { RegistryDeclaration } from "../../deployment/registry";
import { reviewStacks } from "../../review/reviews";
import { exampleDeployment } from "../support/synthesis";
import { actions, NGINX, review, synthesized } from "./support";

const example = exampleDeployment();
const app = (change: Partial<AppDeclaration>, of = example): Deployment => ({
  ...of,
  apps: [{ ...of.apps[0]!, ...change }],
});
const registry = (change: Partial<RegistryDeclaration>, of = example): Deployment => ({
  ...of,
  registries: [{ ...of.registries[0]!, ...change }],
});
const environment = (change: Partial<EnvironmentDeclaration>, of = example): Deployment => ({
  ...of,
  environments: [{ ...of.environments[0]!, ...change }],
});
const gated = environment({ rollout: Rollout.gated() });

const PORTS = [Port.tcp(8080), Port.tcp(9090)];

const AWAY = "hello in dev is replaced: away while the new one starts, the url stays.";
const GROUP = "dev-hello: replace container group slipway-dev-hello";
const TRIGGER = "dev-hello: update step of the deploy container-group/unsent-on-change";

interface Change {
  readonly base?: Deployment;
  readonly head: Deployment;
  readonly headline: string;
  /** Why, at the step of the app or registry that is meant. */
  readonly causes?: readonly string[];
  /** All that Terraform's plans would list. */
  readonly actions: readonly string[];
}

/**
 * Each kind of change to each kind of thing, with what a reviewer should read. Written from what azurerm does: nearly all
 * of a container group replaces it, its tags and identities do not; a registry takes nearly all in place.
 */
const CHANGES: Readonly<Record<string, Change>> = {
  nothing: { head: example, headline: "Nothing that is deployed changes.", actions: [] },
  "more cpu": { head: app({ cpu: Cpu.cores(2) }), headline: AWAY, causes: ["cpu 1 → 2"], actions: [GROUP] },
  "a cpu limit, which azurerm would not send": {
    head: app({ cpuLimit: Cpu.cores(1) }),
    headline: AWAY,
    causes: ["cpu limit 1 is new"],
    actions: [GROUP, TRIGGER],
  },
  "a variable": {
    head: app({ environmentVariables: { LOG: "info" } }),
    headline: AWAY,
    causes: ["environment variable LOG is new"],
    actions: [GROUP],
  },
  "a variable's value": {
    base: app({ environmentVariables: { LOG: "info" } }),
    head: app({ environmentVariables: { LOG: "debug" } }),
    headline: AWAY,
    causes: ["environment variable LOG changes"],
    actions: [GROUP],
  },
  "a variable made secret": {
    base: app({ environmentVariables: { LOG: "info" } }),
    head: app({ environmentVariables: { LOG: Secret.fromVariable("log") } }),
    headline: AWAY,
    causes: ["environment variable LOG is gone", "secret environment variable LOG is new"],
    actions: [GROUP, TRIGGER],
  },
  "a command taken away, which azurerm would keep": {
    base: app({ command: ["/serve"] }),
    head: example,
    headline: AWAY,
    causes: ["command is gone"],
    actions: [GROUP, TRIGGER],
  },
  "one more port": {
    head: app({ ports: [Port.tcp(8080), Port.tcp(9090)] }),
    headline: AWAY,
    causes: ["container port 9090/TCP is new", "open port 9090/TCP is new"],
    actions: [GROUP],
  },
  "ports in another order": {
    base: app({ livenessProbe: undefined, exposedPorts: PORTS, ports: PORTS }),
    head: app({ livenessProbe: undefined, exposedPorts: PORTS, ports: [...PORTS].reverse() }),
    headline: "Nothing that is deployed changes.",
    actions: [],
  },
  "a probe's path": {
    head: app({ livenessProbe: Probe.httpGet("/") }),
    headline: AWAY,
    causes: ["liveness probe's path changes"],
    actions: [GROUP],
  },
  "no probe": {
    head: app({ livenessProbe: undefined }),
    headline: AWAY,
    causes: ["liveness probe is gone"],
    actions: [GROUP],
  },
  "the restart policy": {
    head: app({ restartPolicy: "OnFailure" }),
    headline: AWAY,
    causes: ["restart policy Always → OnFailure"],
    actions: [GROUP],
  },
  "the DNS label": {
    head: app({ dnsNameLabel: "acme-shop" }),
    headline: "hello in dev is replaced: away while the new one starts, the url changes.",
    causes: ["DNS label slipway-dev-hello → acme-shop"],
    actions: [GROUP],
  },
  "no address": {
    base: app({ livenessProbe: undefined }),
    head: app({ livenessProbe: undefined, ipAddress: IpAddress.none() }),
    headline: "hello in dev is replaced: away while the new one starts, the url changes.",
    causes: ["DNS label slipway-dev-hello is gone", "address public → none"],
    actions: [GROUP],
  },
  "an identity of its own, in place": {
    head: app({ systemAssignedIdentity: true }),
    headline: "hello in dev changes in place and goes on running.",
    causes: ["kind of identity UserAssigned → SystemAssigned, UserAssigned"],
    actions: ["dev-hello: update container group slipway-dev-hello"],
  },
  "an identity of its own, with a secret that azurerm would lose": {
    base: app({ environmentVariables: { A: Secret.fromVariable("a") } }),
    head: app({ environmentVariables: { A: Secret.fromVariable("a") }, systemAssignedIdentity: true }),
    headline: AWAY,
    causes: ["kind of identity UserAssigned → SystemAssigned, UserAssigned"],
    actions: [GROUP, TRIGGER],
  },
  "tags of an environment, in place": {
    head: environment({ tags: { stage: "dev" } }),
    headline: "hello in dev changes in place and goes on running.",
    causes: ["tag stage is new"],
    actions: [
      "dev-hello: update container group slipway-dev-hello",
      "dev-hello: update resource group slipway-dev-hello",
    ],
  },
  "the region of an environment": {
    head: environment({ location: "northeurope" }),
    headline: "hello in dev is replaced: away while the new one starts, the url changes.",
    causes: ["region westeurope → northeurope"],
    // Its resource group stays: it may hold what lies elsewhere.
    actions: [GROUP],
  },
  "another tag of the image": {
    head: app({ image: ImageSource.fromBuild("examples/hello", { aliases: ["v1", "latest", "v2"] }) }),
    headline: "the image of hello stays: tag v2 is new; nothing that runs is touched.",
    actions: ["dev-hello-image: create step of the deploy docker-image/alias-v2"],
  },
  "one more app": {
    head: { ...example, apps: [...example.apps, { name: "proxy", image: NGINX, ports: [Port.tcp(80)] }] },
    headline: "proxy in dev is new.",
    actions: [
      "dev-proxy: create container group slipway-dev-proxy",
      "dev-proxy: create resource group slipway-dev-proxy",
      "dev-proxy: create step of the deploy container-group/unsent-on-change",
    ],
  },
  "one app less, which no deploy takes away": {
    base: { ...example, apps: [...example.apps, { name: "proxy", image: NGINX, ports: [Port.tcp(80)] }] },
    head: example,
    headline: "proxy in dev is declared no more and stays until it is destroyed.",
    actions: [
      "dev-proxy: delete container group slipway-dev-proxy",
      "dev-proxy: delete resource group slipway-dev-proxy",
      "dev-proxy: delete step of the deploy container-group/unsent-on-change",
    ],
  },
  "another image from elsewhere": {
    base: { ...example, apps: [{ name: "proxy", image: NGINX, ports: [Port.tcp(80)] }] },
    head: {
      ...example,
      apps: [
        {
          name: "proxy",
          image: ImageSource.fromReference("docker.io/library/nginx:1.29"),
          ports: [Port.tcp(80)],
        },
      ],
    },
    headline: "proxy in dev is replaced: away while the new one starts, the url stays.",
    causes: ["image docker.io/library/nginx:1.28 → docker.io/library/nginx:1.29"],
    actions: ["dev-proxy: replace container group slipway-dev-proxy"],
  },
  "a higher tier": {
    head: registry({ sku: "Standard" }),
    headline: "the registry dev changes in place; nothing that runs is touched.",
    causes: ["tier Basic → Standard"],
    actions: ["dev-registry: update registry slipwaydev"],
  },
  "the admin user": {
    head: registry({ adminUser: true }),
    headline: "the registry dev changes in place; nothing that runs is touched.",
    causes: ["admin user off → on"],
    actions: ["dev-registry: update registry slipwaydev"],
  },
  "zones, which replace a registry and lose its images": {
    base: registry({ sku: "Premium" }),
    head: registry({ sku: "Premium", zoneRedundancy: true }),
    headline:
      "Data is lost (registry slipwaydev is replaced, and every image in it is lost); the registry dev is replaced; nothing that runs is touched.",
    causes: ["zone redundancy off → on"],
    actions: ["dev-registry: replace registry slipwaydev", "dev-registry: replace role assignment AcrPull"],
  },
  "a lock": {
    head: registry({ deleteLock: true }),
    headline: "the registry dev stays; something in it changes; nothing that runs is touched.",
    actions: ["dev-registry: create lock delete-lock"],
  },
  "a cache rule's target": {
    base: registry({ cacheRules: [{ name: "nginx", source: "docker.io/library/nginx", target: "nginx" }] }),
    head: registry({
      cacheRules: [{ name: "nginx", source: "docker.io/library/nginx", target: "cache/nginx" }],
    }),
    headline: "the registry dev stays; something in it changes; nothing that runs is touched.",
    causes: ["target nginx → cache/nginx"],
    actions: ["dev-registry: replace cache rule nginx"],
  },
  "more cpu under a gated rollout": {
    base: gated,
    head: app({ cpu: Cpu.cores(2) }, gated),
    headline: "hello in dev is replaced without being away, the url stays.",
    causes: ["cpu 1 → 2"],
    actions: [
      GROUP,
      "dev-hello: replace step of the deploy container-group/revision",
      "dev-hello: replace step of the deploy rollout/drained",
      "dev-hello: replace step of the deploy rollout/healthy",
      "dev-hello: update Traffic Manager endpoint container-group",
    ],
  },
  "another public name under a gated rollout": {
    base: gated,
    head: app({ dnsNameLabel: "acme-shop" }, gated),
    headline: "hello in dev is replaced: away while the new one starts, the url changes.",
    actions: [
      GROUP,
      "dev-hello: replace Traffic Manager endpoint container-group",
      "dev-hello: replace Traffic Manager profile slipway-dev-hello",
      "dev-hello: replace step of the deploy container-group/revision",
      "dev-hello: replace step of the deploy rollout/drained",
      "dev-hello: replace step of the deploy rollout/healthy",
    ],
  },
  "a DNS lifetime under a gated rollout": {
    base: gated,
    head: environment({ rollout: Rollout.gated({ dnsTtlSeconds: 10, drainSeconds: 35 }) }),
    headline: "hello in dev goes on running as it is; something beside it changes.",
    causes: ["DNS lifetime 30 seconds → 10 seconds"],
    actions: ["dev-hello: update Traffic Manager profile slipway-dev-hello"],
  },
  "a drain, which only the next change feels": {
    base: gated,
    head: environment({ rollout: Rollout.gated({ drainSeconds: 90 }) }),
    headline: "Nothing that is deployed changes.",
    actions: [],
  },
};

test.each(Object.entries(CHANGES))(
  "%s",
  (_, { base = example, head, headline, causes, actions: expected }) => {
    const found = review(head, base);
    expect(found.headline.replace(/^The/, "the")).toBe(headline.replace(/^The/, "the"));
    expect(actions(found).sort()).toEqual([...expected].sort());
    if (causes) expect(found.steps.at(-1)!.causes).toEqual(causes);
  },
);

test("ends with the commands that deploy what changes and take down, in order, what is declared no more", () => {
  const { apps } = exampleDeployment();
  const both = exampleDeployment({ apps: [...apps, { ...apps[0]!, name: "shop" }] });
  const { deploy, destroy } = review(exampleDeployment({ tags: { project: "other" } }), both);
  expect(deploy.command).toBe("npm run deploy -- --changed main");
  expect(destroy.commands).toEqual([
    "git checkout main",
    "npm run destroy -- dev-shop --only",
    "npm run destroy -- dev-shop-image --only",
    "git checkout -",
  ]);
  expect(review(exampleDeployment()).deploy).toEqual({ stacks: [] });
  const odd = reviewStacks(synthesized(both), synthesized(exampleDeployment()), "it's@{1}");
  expect(odd.destroy.commands[0]).toBe("git checkout 'it'\\''s@{1}'");
});

test("an image in a repository of several parts is told by all of them", () => {
  const built = (aliases: string[]) =>
    app({
      image: ImageSource.fromBuild("examples/hello", {
        repository: "team/site",
        aliases,
        labels: { aliases: aliases.join() },
      }),
    });
  const image = review(built(["v2"]), built(["v1"])).steps.find(({ stack }) => stack === "dev-hello-image");
  expect(image!.sentences[0]).toMatch(/^Built and pushed to team\/site as content-/);
});
