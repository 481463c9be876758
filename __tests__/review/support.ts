import { TerraformStack } from "cdktf";
import { SynthesizedStack } from "../../check/synthesized-stack";
import { findFaults } from "../../core/fault";
import { Deployment } from "../../deployment/deployment";
import { ImageSource } from "../../deployment/image-source";
import { Review } from "../../review/review";
import { reviewStacks } from "../../review/reviews";
import { createStacks } from "../../stacks/create-stacks";
import { exampleDeployment, StackJson, testApp } from "../support/synthesis";

/** An image that nothing here builds, so that a test reads no folder. */
export const NGINX = ImageSource.fromReference("docker.io/library/nginx:1.28");

/** A deployment as it would be read from what cdktf writes. */
export function synthesized(deployment: Deployment): SynthesizedStack[] {
  const app = testApp();
  createStacks(app, deployment);
  expect(findFaults(app)).toEqual([]);
  return app.node.children.map((stack) =>
    asStack(stack.node.id, JSON.parse(JSON.stringify((stack as TerraformStack).toTerraform()))),
  );
}

/** One stack's JSON as it would be read. */
export function asStack(name: string, json: StackJson): SynthesizedStack {
  const dependencies = Object.keys(json.data?.terraform_remote_state ?? {});
  const text = JSON.stringify(json);
  return { name, directory: "/nowhere", dependencies, warnings: [], infos: [], text, json };
}

/** The review of one deployment in place of another; the example unless told otherwise. */
export function review(head: Deployment, base: Deployment = exampleDeployment()): Review {
  return reviewStacks(synthesized(base), synthesized(head), "main");
}

/** What changes, one resource a line, as Terraform's plan lists it: `dev-hello: replace container group …`. */
export function actions({ stacks }: Review): string[] {
  return stacks.flatMap(({ name, resources }) =>
    resources.map(({ title, action }) => `${name}: ${action} ${title}`),
  );
}
