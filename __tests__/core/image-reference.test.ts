import { Token } from "cdktf";
import {
  checkDigest,
  checkReference,
  checkRepository,
  checkTag,
  parseImageReference,
} from "../../core/image-reference";

const digest = `sha256:${"0".repeat(64)}`;

describe("a reference is taken apart as Docker does", () => {
  test.each([
    ["nginx", { server: "index.docker.io", repository: "nginx" }],
    ["nginx:1.29", { server: "index.docker.io", repository: "nginx", tag: "1.29" }],
    ["library/nginx", { server: "index.docker.io", repository: "library/nginx" }],
    ["docker.io/library/nginx", { server: "index.docker.io", repository: "library/nginx" }],
    ["ghcr.io/a/b/c:v1", { server: "ghcr.io", repository: "a/b/c", tag: "v1" }],
    ["localhost/app", { server: "localhost", repository: "app" }],
    ["host:5000/app", { server: "host:5000", repository: "app" }],
    [`me.azurecr.io/app@${digest}`, { server: "me.azurecr.io", repository: "app", digest }],
    [`me.azurecr.io/app:v1@${digest}`, { server: "me.azurecr.io", repository: "app", tag: "v1", digest }],
    ["a__b/c---d", { server: "index.docker.io", repository: "a__b/c---d" }],
  ])("%s", (reference, parts) => {
    expect(parseImageReference(reference)).toEqual(parts);
  });
});

describe("what Docker refuses is refused", () => {
  test.each([
    "",
    "Nginx",
    "nginx:",
    "nginx:-1",
    "nginx@sha256:12",
    "https://ghcr.io/a",
    "ghcr.io/A/b",
    "a//b",
    "a b",
    "a_-b",
    `${"a".repeat(128)}/${"b".repeat(128)}`,
  ])("the reference %j", (reference) => {
    expect(checkReference("image", reference)).toHaveLength(1);
  });

  test.each(["", "Hello", "hello:v1", "/hello", "hello/", "hello..world", "a".repeat(256)])(
    "the repository %j",
    (repository) => expect(checkRepository("repository", repository)).toHaveLength(1),
  );

  test.each(["", ".v1", "-v1", "v 1", "v+1", "a".repeat(129)])("the tag %j", (tag) => {
    expect(checkTag("tag", tag)).toHaveLength(1);
  });

  test.each(["", "12", `sha256:${"A".repeat(64)}`, digest.slice(0, -1)])("the digest %j", (given) => {
    expect(checkDigest("digest", given)).toHaveLength(1);
  });
});

test("what Docker takes is let through, and what only Terraform knows", () => {
  expect([
    ...checkReference("image", "me.azurecr.io/app:v1"),
    ...checkReference("image", Token.asString({ resolve: () => "known to Terraform" })),
    ...checkRepository("repository", `team/${"a".repeat(250)}`),
    ...checkTag("tag", `_${"a".repeat(127)}`),
    ...checkDigest("digest", digest),
  ]).toEqual([]);
});
