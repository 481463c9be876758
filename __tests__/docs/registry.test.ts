import { Port } from "../../constructs/container-group/port";
import { Deployment } from "../../deployment/deployment";
import { ImageSource } from "../../deployment/image-source";
import { block, evaluate } from "../support/documents";
import { exampleDeployment, faultsOf, onlyResource, StackJson, stacksOf } from "../support/synthesis";

/** What the block after a marker adds to a deployment. */
function documented(marker: string): Deployment {
  return exampleDeployment(evaluate(`{${block("docs/registry.md", marker)}}`, { ImageSource, Port }));
}

test("with a ready identity nothing is assigned a role, and the group pulls by that identity", () => {
  const deployment = documented("readyIdentity");
  const stacks = stacksOf(deployment);
  const types = Object.values(stacks).flatMap(({ resource = {} }) => Object.keys(resource));
  expect(types).not.toContain("azurerm_role_assignment");
  expect(stacks["dev-registry"].output.pull_identity_id.value).toBe(deployment.registries[0]!.pullIdentityId);
});

test("a token with a day is added beside the one in use", () => {
  const tokens = stacksOf(documented("rotate"))["dev-registry"].resource.azurerm_container_registry_token;
  expect(Object.values<StackJson>(tokens).map(({ name }) => name)).toEqual(
    expect.arrayContaining(["push-hello", "push-hello-20300131"]),
  );
});

test("a copy is run from the registry, which satisfies the policy against Docker Hub", () => {
  const deployment = documented("cache");
  const environments = [{ name: "dev", registry: "dev", production: true, policies: "error" as const }];
  const findings = faultsOf({ ...deployment, environments }).join();
  expect(findings).toContain("policy image-pinned-by-digest");
  expect(findings).not.toContain("docker-hub");
  const stacks = stacksOf(deployment);
  expect(onlyResource(stacks["dev-registry"], "azurerm_container_registry_cache_rule").source_repo).toBe(
    "docker.io/library/nginx",
  );
  const { container } = onlyResource(stacks["dev-proxy"], "azurerm_container_group");
  expect(container[0].image).toMatch(/outputs\.login_server\}\/cache\/nginx:1\.29$/);
});
