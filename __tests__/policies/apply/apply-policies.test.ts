import { AnnotationMetadataEntryType } from "cdktf";
import { Port } from "../../../constructs/container-group/port";
import { findFaults } from "../../../core/fault";
import { ImageSource } from "../../../deployment/image-source";
import { Deployment } from "../../../deployment/deployment";
import { createStacks } from "../../../stacks/create-stacks";
import { exampleDeployment, faultsOf, testApp } from "../../support/synthesis";

/** The example without a probe, in an environment of which more may be said. */
function withoutProbe(environment: object, more: Partial<Deployment> = {}): Deployment {
  const { apps } = exampleDeployment();
  return exampleDeployment({
    environments: [{ name: "dev", registry: "dev", ...environment }],
    apps: apps.map((app) => ({ ...app, livenessProbe: undefined })),
    ...more,
  });
}

const noProbe =
  "[dev-hello] policy probes-present: dev-hello/container-group/Resource: the container hello has no probe. " +
  "Azure takes a container that hangs for one that works unless a probe asks it. " +
  "Fix: give it a livenessProbe or a readinessProbe; or suppress the policy with a reason.";

test("the example satisfies every policy", () => {
  expect(
    faultsOf(exampleDeployment({ environments: [{ name: "dev", registry: "dev", policies: "error" }] })),
  ).toEqual([]);
});

describe("a finding", () => {
  test("is an error where the environment says so", () => {
    expect(faultsOf(withoutProbe({ policies: "error" }))).toEqual([noProbe]);
  });

  test("is an error in production", () => {
    expect(faultsOf(withoutProbe({ production: true }))).toContain(noProbe);
  });

  test("is a warning elsewhere, and keeps nothing from being synthesized", () => {
    const app = testApp();
    createStacks(app, withoutProbe({}));
    expect(findFaults(app)).toEqual([]);
    const told = app.node.findChild("dev-hello").node.metadata.map(({ type, data }) => [type, data]);
    expect(told).toContainEqual([AnnotationMetadataEntryType.WARN, noProbe.replace("[dev-hello] ", "")]);
  });

  test("is not looked for where the policies are off", () => {
    expect(faultsOf(withoutProbe({ production: true, policies: "off" }))).toEqual([]);
  });

  test("is let pass with a reason, in one stack or in all", () => {
    const reason = "It ends within a minute.";
    for (const stack of ["dev-hello", undefined]) {
      const policySuppressions = [{ policy: "probes-present", reason, stack }];
      expect(faultsOf(withoutProbe({ policies: "error" }, { policySuppressions }))).toEqual([]);
    }
    const policySuppressions = [{ policy: "probes-present", reason, stack: "dev-registry" }];
    expect(faultsOf(withoutProbe({ policies: "error" }, { policySuppressions }))).toEqual([noProbe]);
  });
});

test("a registry is looked at as strictly as the strictest environment that uses it", () => {
  const environments = [
    { name: "dev", registry: "dev" },
    { name: "prod", registry: "dev", production: true },
  ];
  expect(faultsOf(exampleDeployment({ environments })).map((fault) => fault.split(": ")[0])).toEqual([
    "[dev-registry] policy no-public-registry-in-production",
    "[dev-registry] policy locks-in-production",
    "[prod-hello] policy https-in-production",
  ]);
});

test("faults come before findings", () => {
  const { apps } = exampleDeployment();
  const faults = faultsOf(
    withoutProbe(
      { policies: "error" },
      { apps: [{ ...apps[0]!, livenessProbe: undefined, ports: [Port.tcp(22)] }] },
    ),
  );
  expect(faults).toEqual([expect.stringContaining("ports[0] is 22")]);
});

test("a policy for production holds where an environment is marked so, and there only", () => {
  const { apps } = exampleDeployment();
  const image = ImageSource.fromReference("docker.io/library/nginx:1.29");
  const inProduction = (production: boolean) =>
    faultsOf(
      exampleDeployment({
        environments: [{ name: "dev", registry: "dev", production, policies: "error" }],
        apps: [{ ...apps[0]!, image }],
      }),
    ).filter((fault) => fault.includes("policy no-docker-hub-in-production"));
  expect(inProduction(true)).toHaveLength(1);
  expect(inProduction(false)).toEqual([]);
});

test("a suppression of something unknown, or without a reason, is refused", () => {
  const policySuppressions = [{ policy: "no-such", stack: "nowhere", reason: " " }];
  expect(faultsOf(exampleDeployment({ policySuppressions })).map((fault) => fault.split(" Fix:")[0])).toEqual(
    [
      'policySuppressions[0].policy is "no-such". Allowed: no-plain-secret, image-pinned-by-digest, no-admin-user, ' +
        "probes-present, tags-present, no-public-registry-in-production, no-docker-hub-in-production, locks-in-production, https-in-production.",
      'policySuppressions[0].stack is "nowhere". Allowed: dev-registry, dev-hello.',
      'policySuppressions[0].reason is " ". Allowed: a sentence that says why the policy does not matter here.',
    ],
  );
});
