import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BindingPackage, installedBindings, providerAddress } from "../../check/binding-packages";
import { type Block, readProviderSchemas } from "../../check/provider-schemas";
import { makeFolder } from "../support/folders";

const azurerm = installedBindings().find(({ provider }) => provider === "azurerm")!;
const docker = installedBindings().find(({ provider }) => provider === "docker")!;

describe("Installed bindings", () => {
  test("are found by what their package says of its provider", () => {
    expect([azurerm.source, docker.source]).toEqual([
      "registry.terraform.io/hashicorp/azurerm",
      "registry.terraform.io/kreuzwerker/docker",
    ]);
  });

  test.each([
    ["azurerm", "registry.terraform.io/hashicorp/azurerm"],
    ["kreuzwerker/docker", "registry.terraform.io/kreuzwerker/docker"],
    ["example.com/a/b", "example.com/a/b"],
  ])("the source %s means the provider %s", (source, address) => {
    expect(providerAddress(source)).toBe(address);
  });
});

describe("A resource's schema", () => {
  const group = readProviderSchemas(azurerm, ["azurerm_container_group"], []).resources
    .azurerm_container_group!;
  const container = group.blocks.container!.block;

  test("tells required, optional and computed arguments apart", () => {
    expect(group.attributes.os_type).toMatchObject({ required: true, optional: false, computed: false });
    // Optional ones count as computed too: the bindings do not tell which of them the provider fills in.
    expect(group.attributes.id).toMatchObject({ required: false, optional: true, computed: true });
    expect(group.attributes.fqdn).toMatchObject({ required: false, optional: false, computed: true });
  });

  test("has Terraform's types, with sets as sets", () => {
    expect(container.attributes.cpu?.type).toBe("number");
    expect(container.blocks.security?.block.attributes.privilege_enabled?.type).toBe("bool");
    expect(container.attributes.commands?.type).toEqual(["list", "string"]);
    expect(container.attributes.environment_variables?.type).toEqual(["map", "string"]);
    expect(group.attributes.zones?.type).toEqual(["set", "string"]);
  });

  test("nests blocks as lists, sets or single ones, with their numbers", () => {
    expect(group.blocks.container).toMatchObject({ nesting: "LIST", min: 1, max: 0 });
    expect(group.blocks.identity).toMatchObject({ nesting: "LIST", min: 0, max: 1 });
    expect(container.blocks.ports).toMatchObject({ nesting: "SET", min: 0, max: 0 });
    expect(group.blocks.timeouts).toMatchObject({ nesting: "SINGLE", min: 0, max: 0 });
  });

  test("has computed attributes inside a block", () => {
    expect(group.blocks.identity?.block.attributes.principal_id).toMatchObject({
      type: "string",
      optional: false,
      computed: true,
    });
  });

  test("keeps an attribute whose value is an object apart from a block", () => {
    expect(group.blocks.exposed_port).toBeUndefined();
    expect(group.attributes.exposed_port?.type).toEqual([
      "set",
      ["object", { port: "number", protocol: "string" }],
    ]);
  });

  test("marks what the provider keeps secret, in blocks too", () => {
    const credential = group.blocks.image_registry_credential!.block.attributes;
    expect(credential.password?.sensitive).toBe(true);
    expect(credential.username?.sensitive).toBe(false);
  });
});

test("A data source's schema has nested computed values as objects", () => {
  const { dataSources } = readProviderSchemas(docker, [], ["docker_network"]);
  expect(dataSources.docker_network?.attributes.ipam_config?.type).toEqual([
    "set",
    ["object", { aux_address: ["map", "string"], gateway: "string", ip_range: "string", subnet: "string" }],
  ]);
});

test("The provider's configuration has its blocks and required arguments, and no alias", () => {
  const { provider } = readProviderSchemas(docker, [], []);
  expect(provider.blocks.registry_auth).toMatchObject({ nesting: "SET", min: 0, max: 0 });
  expect(provider.blocks.registry_auth?.block.attributes.address).toMatchObject({ required: true });
  expect(provider.attributes.ssh_opts).toMatchObject({ type: ["list", "string"], computed: false });
  expect(provider.attributes).not.toHaveProperty("alias");
  expect(readProviderSchemas(azurerm, [], []).provider.blocks.features?.block.blocks).toHaveProperty(
    "key_vault",
  );
});

describe("Only the asked types are read", () => {
  test("and a type that the bindings lack is left to Terraform to refuse", () => {
    const schemas = readProviderSchemas(docker, ["docker_image", "docker_kettle", "azurerm_subnet"], []);
    expect(Object.keys(schemas.resources)).toEqual(["docker_image"]);
  });

  test("which takes milliseconds", () => {
    const types = ["azurerm_container_group", "azurerm_container_registry", "azurerm_resource_group"];
    const started = performance.now();
    readProviderSchemas(azurerm, types, []);
    // About 10 ms on two cores; parsing the package's assembly would take 100 times as long.
    expect(performance.now() - started).toBeLessThan(500);
  });
});

test("Every type of the docker provider has a schema that Terraform accepts as consistent", () => {
  const folders = readdirSync(join(docker.directory, "lib"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "provider")
    .map(({ name }) => name);
  const [data, resources] = [true, false].map((isData) =>
    folders
      .filter((name) => name.startsWith("data-docker-") === isData)
      .map((name) => `docker_${name.replace("data-docker-", "").replaceAll("-", "_")}`),
  ) as [string[], string[]];
  const schemas = readProviderSchemas(docker, resources, data);
  expect(Object.keys(schemas.resources)).toEqual(resources);
  expect(Object.keys(schemas.dataSources)).toEqual(data);
  const faults = [...Object.values(schemas.resources), ...Object.values(schemas.dataSources)].flatMap(
    inconsistencies,
  );
  expect(faults).toEqual([]);
});

describe("Another version of the bindings", () => {
  const copyOf = (bindings: BindingPackage) => {
    const directory = join(makeFolder(), "provider-docker");
    for (const part of ["package.json", "lib/provider", "lib/tag"]) {
      cpSync(join(bindings.directory, part), join(directory, part), { recursive: true });
    }
    const edit = (file: string, from: string, to: string) => {
      const path = join(directory, file);
      const text = readFileSync(path, "utf8");
      expect(text).toContain(from);
      writeFileSync(path, text.replaceAll(from, to));
    };
    const read = () => readProviderSchemas(installedBindings(join(directory, ".."))[0]!, ["docker_tag"], []);
    return { edit, read };
  };

  test("is what the next check reads", () => {
    const { edit, read } = copyOf(docker);
    expect(read().resources.docker_tag?.attributes.target_image).toMatchObject({ required: true });
    edit("lib/tag/index.d.ts", "readonly targetImage:", "readonly targetImage?:");
    expect(read().resources.docker_tag?.attributes.target_image).toMatchObject({ required: false });
  });

  test("generated in another way is refused, not misread", () => {
    const { edit, read } = copyOf(docker);
    edit(
      "lib/tag/index.js",
      "this.getStringAttribute('source_image_id')",
      "this.getTupleAttribute('source_image_id')",
    );
    expect(read).toThrow(
      `@cdktf/provider-docker ${docker.version}: lib/tag, Tag: cannot tell the type of source_image_id from ` +
        "this.getTupleAttribute('source_image_id')",
    );
  });
});

/** What makes Terraform refuse a whole provider: a name or a combination of flags that no schema may have. */
function inconsistencies(block: Block): string[] {
  const names = [...Object.keys(block.attributes), ...Object.keys(block.blocks)];
  const badNames = names.filter((name, i) => !/^[a-z0-9_]+$/.test(name) || names.indexOf(name) !== i);
  const badFlags = Object.entries(block.attributes)
    .filter(([, { required, optional, computed }]) =>
      required ? optional || computed : !optional && !computed,
    )
    .map(([name]) => name);
  return [
    ...badNames,
    ...badFlags,
    ...Object.values(block.blocks).flatMap((nested) => inconsistencies(nested.block)),
  ];
}
