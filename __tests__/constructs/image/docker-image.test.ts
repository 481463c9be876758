import { TerraformOutput } from "cdktf";
import { DockerImage, DockerImageProps } from "../../../constructs/image/docker-image";
import { faultsIn, stackWith } from "../../support/synthesis";

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

test("the reference names what was pushed, by digest", () => {
  const { output } = stackWith((stack) => {
    const { reference } = new DockerImage(stack, "image", place);
    new TerraformOutput(stack, "reference", { value: reference });
  });
  expect(output.reference.value).toMatch(
    /^me\.azurecr\.io\/hello@\$\{docker_registry_image\.image_push_[0-9A-F]+\.sha256_digest\}$/,
  );
});

test("an alias is tagged by the image's id and pushed after the content it names", () => {
  const { docker_tag, docker_registry_image } = stackWith(
    (stack) => new DockerImage(stack, "image", { ...place, aliases: ["v1"] }),
  ).resource;
  const [tagId, tag] = Object.entries<Record<string, string>>(docker_tag)[0]!;
  expect(tag.source_image).toMatch(/^\$\{docker_image\.image_[0-9A-F]+\.image_id\}$/);
  const pushes = Object.values<Record<string, unknown>>(docker_registry_image);
  const push = pushes.find(({ name }) => name === `\${docker_tag.${tagId}.target_image}`)!;
  expect(push.depends_on).toEqual([expect.stringMatching(/^docker_registry_image\.image_push_[0-9A-F]+$/)]);
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
        'not starting with "." or "-". Fix: rename the tag.',
      `[test/image] aliases[1] is "${content}". Allowed: a tag that does not look like a content tag. ` +
        "Fix: rename the alias, since content tags must never move.",
      '[test/image] aliases[3] is "v1". Allowed: each alias once. Fix: remove the repetition.',
    ]);
  });
});
