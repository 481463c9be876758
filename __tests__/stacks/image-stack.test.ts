import { PushCredentials } from "../../deployment/registry";
import { exampleDeployment, StackJson, stacksOf } from "../support/synthesis";

function imageStack(push?: PushCredentials) {
  const registries = [{ name: "dev", location: "westeurope", push, adminUser: push === "adminUser" }];
  return stacksOf(exampleDeployment({ registries }))["dev-hello-image"];
}

const output = (name: string) => `\${data.terraform_remote_state.dev-registry.outputs.${name}}`;

test("an image is pushed with its repository's own token", () => {
  expect(imageStack().provider.docker[0].registry_auth).toEqual([
    {
      address: output("login_server"),
      username: output('push_usernames["hello"]'),
      password: output('push_passwords["hello"]'),
    },
  ]);
});

test("an image is pushed by the admin user where that is chosen", () => {
  expect(imageStack("adminUser").provider.docker[0].registry_auth).toEqual([
    {
      address: output("login_server"),
      username: output("admin_username"),
      password: output("admin_password"),
    },
  ]);
});

test("an image is pushed with the Docker client's login where that is chosen", () => {
  expect(imageStack("dockerLogin").provider.docker[0].registry_auth).toEqual([
    { address: output("login_server") },
  ]);
});

test("the provider needs no Docker engine, and nothing of the stack is ever deleted", () => {
  const { provider, resource } = imageStack();
  expect(provider.docker[0].disable_docker_daemon_check).toBe(true);
  // A terraform_data is in the state only.
  expect(Object.keys(resource)).toEqual(["terraform_data"]);
  const whens = Object.values<StackJson>(resource.terraform_data).map(
    (one) => one.provisioner[0]["local-exec"].when,
  );
  expect(whens).toEqual([undefined, undefined, undefined]);
});
