import { PushCredentials } from "../../deployment/registry";
import { exampleDeployment, reviewed, stacksOf } from "../support/synthesis";

function imageStack(push?: PushCredentials) {
  const registries = [{ name: "dev", location: "westeurope", push, adminUser: push === "adminUser" }];
  return stacksOf(exampleDeployment({ registries }))["dev-hello-image"];
}

const output = (name: string) => `\${data.terraform_remote_state.dev-registry.outputs.${name}}`;

test("the example's image stack", () => {
  expect(reviewed(imageStack())).toMatchSnapshot();
});

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

test("nothing is deleted from the registry or the engine, from the first apply on", () => {
  const { docker_image, docker_registry_image } = imageStack().resource;
  const pushes = Object.values<{ keep_remotely: boolean }>(docker_registry_image);
  expect(pushes.map((push) => push.keep_remotely)).toEqual([true, true, true]);
  expect(Object.values<{ keep_locally: boolean }>(docker_image)[0]?.keep_locally).toBe(true);
});
