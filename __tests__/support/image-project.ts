import { App } from "cdktf";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { IpAddress } from "../../constructs/container-group/ip-address";
import { RegistryClient } from "../../constructs/image/publish/registry-client.cjs";
import { BuildSourceProps, ImageSource } from "../../deployment/image-source";
import { createStacks } from "../../stacks/create-stacks";
import { synthesize } from "../../stacks/synthesize";
import { makeFolder } from "./folders";
import { leaveState } from "./left-state";
import { Ended, run } from "./programs";
import { forgetTag, login } from "./registry";
import { exampleDeployment, StackJson } from "./synthesis";
import { serve } from "./web-server";

const STACK = "dev-hello-image";

/** An address at which no engine answers. */
export const NO_ENGINE = { DOCKER_HOST: "tcp://127.0.0.1:1" };

/** How a deploy of an image stack ended. */
export interface Deployed extends Ended {
  readonly contentTag: string;
  /** The stack's outputs. */
  readonly image?: string;
}

/**
 * An app with its image stack and its state, on a machine of its own. The stack is the synthesized one, applied by
 * Terraform with what publishes as it is. Only the docker provider's data source, which is not here, is another one that
 * asks the same registry at the same moments.
 */
export class ImageProject {
  readonly context = makeFolder();
  readonly client: RegistryClient;
  private readonly folder = makeFolder();

  constructor(
    private readonly registry: string,
    private readonly repository: string,
  ) {
    this.client = new RegistryClient(registry, repository, login);
    // A temporary folder is closed to all but its owner, and its modes are no part of an image.
    chmodSync(this.context, 0o755);
    this.write("Dockerfile", "FROM scratch\nCOPY page /\n");
  }

  /** Terraform's address of what publishes the image. */
  publisher = "";

  /** The folder that Terraform runs in. */
  get stackFolder(): string {
    return path.join(this.folder, "cdktf.out", "stacks", STACK);
  }

  write(file: string, text: string): void {
    writeFileSync(path.join(this.context, file), text);
  }

  /** Synthesizes and applies. */
  async deploy(
    page: string,
    props: BuildSourceProps = {},
    env: NodeJS.ProcessEnv = {},
    args: string[] = [],
  ): Promise<Deployed> {
    this.write("page", page);
    const contentTag = this.synthesize(props);
    const ended = await this.terraform(["apply", "-auto-approve", ...args], await this.digests(), env);
    const { output } = await this.terraform(["output", "-json"], "", env);
    // Terraform may warn of the machine's own configuration before it.
    const outputs = JSON.parse(/^\{[^]*/m.exec(output)?.[0] ?? "{}");
    return { ...ended, contentTag, image: outputs.image?.value };
  }

  /** Applies what is synthesized. */
  apply(): Promise<Ended> {
    return this.terraform(["apply", "-auto-approve"], "", {});
  }

  /** Has the registry forget a tag, as if somebody had deleted it: this kind of registry cannot be asked to. */
  forget(tag: string): void {
    forgetTag(this.registry, this.repository, tag);
  }

  /** What a plan of the current content says. */
  async plan(props: BuildSourceProps = {}, env: NodeJS.ProcessEnv = NO_ENGINE): Promise<Ended> {
    this.synthesize(props);
    return this.terraform(["plan", "-detailed-exitcode"], await this.digests(), env);
  }

  /** The digest behind each tag of the repository, but for the one that publishers use among themselves. */
  async tags(): Promise<Record<string, string>> {
    const tags = (await this.client.tags()).filter((tag) => tag !== "publishing");
    return Object.fromEntries(
      await Promise.all(tags.map(async (tag) => [tag, (await this.client.digest(tag)) ?? ""])),
    );
  }

  private synthesize(props: BuildSourceProps): string {
    const app = new App({ outdir: path.join(this.folder, "cdktf.out"), skipValidation: true });
    const image = ImageSource.fromBuild(this.context, { ...props, repository: this.repository });
    const { images } = createStacks(
      app,
      exampleDeployment({ apps: [{ name: "hello", image, ipAddress: IpAddress.none() }] }),
    );
    synthesize(app);
    leaveState(this.folder, "dev-registry", {
      login_server: this.registry,
      push_usernames: { [this.repository]: login.username },
      push_passwords: { [this.repository]: login.password },
    });
    this.publisher = images[STACK]!.publisher;
    return images[STACK]!.contentTag;
  }

  /** Answers as a backend would that keeps a state for each tag, with its digest as an output. */
  private async digests(): Promise<string> {
    const port = await serve(async (request, response) => {
      const value = await this.client.digest(request.url!.split("/").at(-1)!).catch(() => undefined);
      const lineage = createHash("md5").update(request.url!).digest("hex");
      const outputs = { sha256_digest: { value, type: "string" } };
      response.writeHead(value === undefined ? 404 : 200).end(
        JSON.stringify({
          version: 4,
          terraform_version: "1.11.4",
          serial: 1,
          lineage,
          outputs,
          resources: [],
        }),
      );
    });
    return `http://127.0.0.1:${port}`;
  }

  private async terraform(args: string[], digests: string, env: NodeJS.ProcessEnv): Promise<Ended> {
    const options = { cwd: this.stackFolder, env: { ...process.env, ...env } };
    if (digests) {
      const file = path.join(this.stackFolder, "cdk.tf.json");
      writeFileSync(
        file,
        JSON.stringify(this.withoutProvider(JSON.parse(readFileSync(file, "utf8")), digests)),
      );
      mkdirSync(path.join(this.stackFolder, ".terraform"), { recursive: true });
      const initialised = await run(["terraform", "init", "-input=false", "-no-color"], options);
      if (initialised.status !== 0) throw new Error(initialised.output);
    }
    return run(
      ["terraform", ...args, ...(args[0] === "output" ? [] : ["-input=false", "-no-color"])],
      options,
    );
  }

  private withoutProvider(json: StackJson, digests: string): StackJson {
    const { docker_registry_image, terraform_remote_state } = json.data;
    terraform_remote_state["dev-registry"].config.path = path.join(
      this.folder,
      "terraform-state/dev-registry.tfstate",
    );
    for (const [id, { name, depends_on }] of Object.entries<StackJson>(docker_registry_image)) {
      const address = `${digests}/${name.split(":").at(-1)}`;
      terraform_remote_state[id] = { backend: "http", config: { address }, depends_on };
    }
    const { resource, output } = json;
    const text = JSON.stringify({ data: { terraform_remote_state }, resource, output });
    return JSON.parse(
      text.replace(/data\.docker_registry_image\.([\w-]+)\./g, "data.terraform_remote_state.$1.outputs."),
    );
  }
}
