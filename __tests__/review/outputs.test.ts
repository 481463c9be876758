import { Port } from "../../constructs/container-group/port";
import { Probe } from "../../constructs/container-group/probe";
import { notSecret } from "../../core/secrets/plain-value";
import { Secret } from "../../core/secrets/secret";
import { Deployment } from "../../deployment/deployment";
import { ImageSource } from "../../deployment/image-source";
import { PullCredentials } from "../../deployment/pull-credentials";
import { svg } from "../../review/picture/svg";
import { markdown, MOST_CHARACTERS } from "../../review/render/markdown";
import { text } from "../../review/render/text";
import { Review } from "../../review/review";
import { exampleDeployment } from "../support/synthesis";
import { NGINX, review } from "./support";

const example = exampleDeployment();

function outputs(found: Review): string[] {
  return [JSON.stringify(found), text(found), markdown(found), svg(found.picture, found.headline)];
}

/** An app with something that nobody may read wherever a text can be given. */
function withCanaries(n: number): Deployment {
  const canary = `CANARY-${n}`;
  return {
    ...example,
    registries: [
      {
        ...example.registries[0]!,
        webhooks: [
          {
            name: "webhook1",
            actions: ["push"],
            serviceUri: `https://example.com/${canary}`,
            headers: { "X-Kind": notSecret(canary, "names a kind") },
          },
        ],
      },
    ],
    apps: [
      {
        ...example.apps[0]!,
        image: ImageSource.fromReference("docker.io/library/nginx:1.28", {
          pull: PullCredentials.password(canary, Secret.fromVariable("password")),
        }),
        command: ["/serve", canary],
        environmentVariables: { PLAIN: canary, HIDDEN: Secret.fromVariable(`secret${n}`) },
        livenessProbe: Probe.httpGet(`/health?${canary}`, { headers: { "X-Probe": canary } }),
      },
    ],
    tags: { owner: canary },
  };
}

test("no value that may be a secret reaches any output, whether it comes, changes or goes", () => {
  const all = [
    review(withCanaries(1), example),
    review(withCanaries(2), withCanaries(1)),
    review(example, withCanaries(2)),
  ];
  for (const found of all) {
    expect(found.steps.length).toBeGreaterThan(0);
    expect(outputs(found).join("")).not.toContain("CANARY");
  }
});

test("the same input gives the same bytes", () => {
  expect(outputs(review(withCanaries(1)))).toEqual(outputs(review(withCanaries(1))));
});

test("what happens to several apps alike is told once, without the address of any", () => {
  const apps = (names: string[], image = NGINX): Deployment => ({
    ...example,
    apps: names.map((name) => ({ name, image, ports: [Port.tcp(80)] })),
  });
  const told = (head: Deployment, base: Deployment) => text(review(head, base));
  const [one, three] = [apps(["a"]), apps(["a", "b", "c"])];
  expect(told(three, one)).toMatch(
    /b in dev and c in dev — new\n +It will answer at an address of its own\.\n/,
  );
  const other = ImageSource.fromReference("docker.io/library/nginx:1.29");
  expect(told(apps(["a", "b"], other), three)).toMatch(/ +The url stays\.\n/);
});

test("two hundred apps whose tags change are told in a page that can be read and posted", () => {
  const many = (tags: Record<string, string>): Deployment => ({
    ...example,
    tags,
    apps: Array.from({ length: 200 }, (_, i) => ({ name: `app-${i}`, image: NGINX, ports: [Port.tcp(80)] })),
  });
  const found = review(many({ owner: "b" }), many({ owner: "a" }));
  expect(found.deploy.stacks).toHaveLength(201);
  expect(text(found).split("\n").length).toBeLessThan(30);
  expect(text(found)).toContain(
    "app-0 in dev, app-1 in dev, app-2 in dev, app-3 in dev and 196 more — changed in place: tag owner changes",
  );
  expect(text(found)).toContain("The resource group of its own changes in place: tag owner changes.");
  expect(markdown(found).length).toBeLessThan(MOST_CHARACTERS);
  expect(found.picture.nodes.length).toBeLessThanOrEqual(60);
});
