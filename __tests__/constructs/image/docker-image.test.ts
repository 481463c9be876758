import { ref, TerraformOutput, Token } from "cdktf";
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { DockerImage, DockerImageProps } from "../../../constructs/image/docker-image";
import { makeFolder } from "../../support/folders";
import { faultsIn, StackJson, stackWith } from "../../support/synthesis";

const place = { context: "examples/hello", loginServer: "me.azurecr.io", repository: "hello" };

function faults(props: Partial<DockerImageProps>): string[] {
  return faultsIn((stack) => new DockerImage(stack, "image", { ...place, ...props }));
}

test("the content tag comes first, then the aliases; latest is the default one", () => {
  stackWith((stack) => {
    expect(new DockerImage(stack, "image", place).tags).toEqual([
      expect.stringMatching(/^content-[0-9a-f]{32}$/),
      "latest",
    ]);
    expect(new DockerImage(stack, "untagged", { ...place, aliases: [] }).tags).toHaveLength(1);
  });
});

test("the reference names what the registry holds under the content tag, by digest", () => {
  const { data, output } = stackWith((stack) => {
    const image = new DockerImage(stack, "image", place);
    new TerraformOutput(stack, "reference", { value: image.reference });
  });
  const [[id, image]] = Object.entries<StackJson>(data.docker_registry_image) as [[string, StackJson]];
  expect(image.name).toMatch(/^me\.azurecr\.io\/hello:content-[0-9a-f]{32}$/);
  expect(output.reference.value).toBe(
    `me.azurecr.io/hello@\${data.docker_registry_image.${id}.sha256_digest}`,
  );
});

test("the registry is read at plan, unless something is published first", () => {
  const { data, resource } = stackWith((stack) => new DockerImage(stack, "image", { ...place, aliases: [] }));
  const [published] = Object.keys(resource.terraform_data);
  expect(Object.values<StackJson>(data.docker_registry_image)[0].depends_on).toEqual([
    `terraform_data.${published}`,
  ]);
});

test("nothing but another content, another digest or another place has anything published", () => {
  const resources = stackWith(
    (stack) =>
      new DockerImage(stack, "image", { ...place, aliases: ["v1"], noCache: true, builder: "remote" }),
  ).resource.terraform_data;
  const triggers = Object.values<StackJson>(resources).map((one) => one.triggers_replace);
  expect(triggers).toEqual([
    {
      repository: "me.azurecr.io/hello",
      alias: "v1",
      digest: expect.stringMatching(/^\$\{data\.docker_registry_image\..*\.sha256_digest\}$/),
    },
    { repository: "me.azurecr.io/hello", tag: expect.stringMatching(/^content-/) },
  ]);
});

test("a login is in the environment of what publishes, not in its command", () => {
  const token = (expression: string) => Token.asString(ref(expression));
  const resources = stackWith(
    (stack) =>
      new DockerImage(stack, "image", {
        ...place,
        login: { username: token("var.name"), password: token("var.password") },
      }),
  ).resource.terraform_data;
  for (const { provisioner } of Object.values<StackJson>(resources)) {
    const { command, environment } = provisioner[0]["local-exec"];
    expect(command).not.toContain("var.");
    expect(environment).toMatchObject({
      SLIPWAY_USERNAME: "${nonsensitive(var.name)}",
      SLIPWAY_PASSWORD: "${nonsensitive(var.password)}",
    });
  }
});

describe("wrong input is refused", () => {
  test("a repository that Docker refuses", () => {
    expect(faults({ repository: "Hello" })).toEqual([
      '[test/image] repository is "Hello". Allowed: up to 255 lower-case letters and digits, ' +
        'with single ".", "_", "-" between them and "/" between parts. ' +
        "Fix: use lower case, without host, tag or digest.",
    ]);
  });

  test("an alias that Docker refuses, that looks like a content tag, that comes twice", () => {
    const content = `content-${"0".repeat(32)}`;
    expect(faults({ aliases: ["v 1", content, "v1", "v1"] })).toEqual([
      '[test/image] aliases[0] is "v 1". Allowed: 1–128 letters, digits, "_", "." and "-", ' +
        'not starting with "." or "-". Fix: write for example "v1".',
      `[test/image] aliases[1] is "${content}". Allowed: another tag than content tags and "publishing", which ` +
        'publishing uses itself. Fix: rename the alias, for example "v1".',
      '[test/image] aliases[3] is "v1". Allowed: each alias once. Fix: rename it or remove it: aliases[2] is the same.',
    ]);
  });
});

test("images of one context are fingerprinted once in an app, and anew in the next", () => {
  const context = makeFolder();
  writeFileSync(path.join(context, "Dockerfile"), "FROM scratch\n");
  const tags = () => {
    const found: string[] = [];
    stackWith((stack) => {
      for (const repository of ["one", "two"]) {
        found.push(new DockerImage(stack, repository, { ...place, repository, context }).contentTag);
        writeFileSync(path.join(context, "Dockerfile"), `FROM scratch\nLABEL a=${repository}\n`);
      }
    });
    return found;
  };
  const [first, second] = tags();
  expect(second).toBe(first);
  expect(tags()[0]).not.toBe(first);
});

test("a state of earlier versions lets go of its image without destroying it", () => {
  const { data, removed } = stackWith((stack) => new DockerImage(stack, "image", place));
  const [id] = Object.keys(data.docker_registry_image);
  expect(removed).toEqual([{ from: `docker_image.${id}`, lifecycle: { destroy: false } }]);
});
