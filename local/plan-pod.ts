import { sum } from "../constructs/container-group/amount";
import { BaseContainerProps } from "../constructs/container-group/base-container";
import { ContainerProps, reservedCores, reservedGigabytes } from "../constructs/container-group/container";
import { Port } from "../constructs/container-group/port";
import { exposedPortsOf } from "../constructs/container-group/ports";
import { Volume } from "../constructs/container-group/volume";
import { portOf } from "../constructs/https/web-server";
import { healthCheckOf } from "../constructs/rollout/health-check";
import { Fault, inWords, refuse } from "../core/fault";
import { Secret } from "../core/secrets/secret";
import { AppSettings, repositoryOf, settingsOf, SidecarSettings } from "../deployment/app";
import { Deployment } from "../deployment/deployment";
import { BuildSource, RepositorySource } from "../deployment/image-source";
import { AppInEnvironment } from "../deployment/planned-stacks";
import { APP, ENVIRONMENT, INIT_CONTAINER, notesOn, SECRETS, SIDECAR, VOLUMES } from "./meanings";
import { LocalContainer, LocalImage, LocalVolume, Note, Pod } from "./pod";
import { LocalSecrets } from "./secrets";

/** What {@link planPod} works on. */
export interface PodRequest {
  readonly deployment: Deployment;
  readonly app: AppInEnvironment;
  readonly secrets: LocalSecrets;
  readonly keepShares: boolean;
}

/** What an app in an environment comes to on this machine, and what stands in its way. Nothing is made. */
export function planPod(request: PodRequest): { readonly pod: Pod; readonly faults: readonly Fault[] } {
  const planner = new Planner(request);
  return { pod: planner.pod(), faults: planner.faults };
}

/** What the docker command takes from its environment, by which secrets are given to it. */
const READ_BY_DOCKER = /^(PATH|HOME|USERPROFILE|DOCKER_.+)$/i;

class Planner {
  readonly faults: Fault[] = [];
  private readonly notes: Note[] = [];
  private readonly settings: AppSettings;
  /** What the whole group may use, and so each container of it that has no limit. */
  private readonly group: { readonly cores: number; readonly gigabytes: number };

  constructor(private readonly request: PodRequest) {
    this.settings = request.app.settings;
    const containers = [this.settings, ...(this.settings.sidecars ?? [])];
    this.group = {
      cores: sum(containers.map(reservedCores)),
      gigabytes: sum(containers.map(reservedGigabytes)),
    };
  }

  pod(): Pod {
    const { settings } = this;
    const { app, environment, stack } = this.request.app;
    const { sidecars = [], initContainers = [], restartPolicy = "Always", osType, https } = settings;
    if (osType === "Windows") {
      this.faults.push(...refuse("osType", osType, '"Linux" on this machine', "deploy it to see it run"));
    }
    this.notes.push(...notesOn(APP, { ...app, ...settings }), ...notesOn(ENVIRONMENT, environment));
    if (this.request.deployment.customize?.[stack]) {
      this.notes.push(["customize", `what it changes in ${stack} is not seen here`]);
    }
    const main = this.container({ ...settings, name: app.name }, this.mainImage());
    const beside = sidecars.map((sidecar) => {
      this.notes.push(...notesOn(SIDECAR, sidecar, `${sidecar.name}: `));
      return this.container(sidecar, this.sidecarImage(sidecar));
    });
    const before = initContainers.map((one) => {
      this.notes.push(...notesOn(INIT_CONTAINER, one, `${one.name}: `));
      return this.baseContainer(one, { kind: "pull", reference: one.image });
    });
    const volumes = this.volumes([...initContainers, settings, ...sidecars]);
    const { standIns, faults } = this.request.secrets;
    for (const { kind, variable, place } of standIns) {
      const meaning = SECRETS[kind];
      if (meaning !== "same") this.notes.push([place, meaning(variable)]);
    }
    this.faults.push(
      ...faults,
      ...[...before, main, ...beside].flatMap(checkKnown),
      ...volumes.flatMap(checkKnown),
    );
    return {
      name: stack,
      id: `${this.request.deployment.project}/${stack}`,
      initContainers: before,
      containers: [main, ...beside],
      volumes,
      ports: this.ports(),
      restartPolicy,
      health: healthCheckOf(https ? { ...settings, exposedPorts: this.ports() } : settings),
      notes: this.notes,
    };
  }

  /** What the address answers on. With HTTPS that is the web server, which asks the app. */
  private ports(): readonly Port[] {
    const { https, exposedPorts, sidecars = [] } = this.settings;
    if (!https) return exposedPortsOf({ ...this.settings, containers: [this.settings, ...sidecars] });
    const behind = portOf(https.source, this.settings);
    return [...(behind === undefined ? [] : [Port.tcp(behind)]), ...(exposedPorts ?? [])];
  }

  private container(
    props: Omit<ContainerProps, "image" | "name"> & { readonly name: string },
    image: LocalImage,
  ): LocalContainer {
    const { cpuLimit, memoryLimit, ports = [], livenessProbe, readinessProbe } = props;
    return {
      ...this.baseContainer(props, image),
      reserved: { cores: reservedCores(props), gigabytes: reservedGigabytes(props) },
      limit: {
        cores: cpuLimit?.cores ?? this.group.cores,
        gigabytes: memoryLimit?.gigabytes ?? this.group.gigabytes,
      },
      ports,
      livenessProbe,
      readinessProbe,
    };
  }

  private baseContainer(props: Omit<BaseContainerProps, "image">, image: LocalImage): LocalContainer {
    const { name, command, environmentVariables = {}, volumeMounts = [], privileged = false } = props;
    const environment: Record<string, string> = {};
    const secretEnvironment: Record<string, string> = {};
    for (const [variable, value] of Object.entries(environmentVariables)) {
      const text = this.request.secrets.text(value, variable, `${variable} of ${name}`);
      (value instanceof Secret ? secretEnvironment : environment)[variable] = text;
      if (value instanceof Secret && READ_BY_DOCKER.test(variable)) {
        const allowed =
          "a secret of another name on this machine, since the docker command itself reads this one";
        this.faults.push(
          ...refuse(`${variable} of ${name}`, inWords("a secret"), allowed, "rename it in the app"),
        );
      }
    }
    return {
      name,
      image,
      command,
      environment,
      secretEnvironment,
      mounts: volumeMounts.map(({ volume, path, readOnly }) => ({ volume: volume.name, path, readOnly })),
      privileged,
      limit: this.group,
      ports: [],
    };
  }

  private volumes(owners: readonly Pick<BaseContainerProps, "volumeMounts">[]): LocalVolume[] {
    const all = owners.flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ volume }) => volume));
    const distinct = [...new Map(all.map((volume) => [volume.name, volume])).values()];
    return distinct.map((volume) => this.volume(volume));
  }

  private volume({ name, kind, files = {}, repository, share }: Volume): LocalVolume {
    const meaning = VOLUMES[kind];
    if (meaning !== "same") this.notes.push([`volume ${name}`, meaning(this.request.keepShares)]);
    switch (kind) {
      case "emptyDir":
        return { name, kind };
      case "secret": {
        const text = (file: string) =>
          this.request.secrets.text(files[file]!, file, `the file ${file} of the volume ${name}`);
        return {
          name,
          kind,
          files: Object.fromEntries(Object.keys(files).map((file) => [file, text(file)])),
        };
      }
      case "gitRepository":
        return { name, kind, ...repository! };
      case "azureFileShare":
        return { name, kind, ...share!.names };
    }
  }

  /** Built from the source, even where an image is fixed: this is where one sees what a change does. */
  private mainImage(): LocalImage {
    const { app, release } = this.request.app;
    const { image } = this.settings;
    switch (image.kind) {
      case "build":
        if (release !== undefined) {
          this.notes.push(["image", `built from the source, not ${release}, which releases.json fixes`]);
        }
        return buildOf(repositoryOf(app, image), image);
      case "reference":
        return { kind: "pull", reference: image.reference };
      case "repository":
        return this.repositoryImage("image", image);
    }
  }

  private sidecarImage({ name, image }: SidecarSettings): LocalImage {
    const property = `${name}: image`;
    if (typeof image === "string") return { kind: "pull", reference: image };
    if (image.kind === "reference") return { kind: "pull", reference: image.reference };
    if (image.kind === "repository") return this.repositoryImage(property, image);
    const fix = "declare an app that builds it and use ImageSource.fromRepository, or name another image";
    this.faults.push(...refuse(property, inWords("a build"), "an image that exists already", fix));
    return { kind: "pull", reference: "" };
  }

  /** What lies in the registry is built from the source if an app here is what puts it there; else it is pulled. */
  private repositoryImage(property: string, { repository, version }: RepositorySource): LocalImage {
    const { deployment, app } = this.request;
    for (const declared of deployment.apps) {
      const { image } = settingsOf(declared, app.environment);
      if (image.kind !== "build" || repositoryOf(declared, image) !== repository) continue;
      this.notes.push([property, `built from the source of ${declared.name}, whatever the registry holds`]);
      return buildOf(repository, image);
    }
    const { registryName } = app.registry;
    const content = "tag" in version ? `:${version.tag}` : `@${version.digest}`;
    return {
      kind: "pull",
      reference: `${registryName}.azurecr.io/${repository}${content}`,
      login: `az acr login --name ${registryName}`,
    };
  }
}

/** What is wrong with what must be known without Terraform. */
function checkKnown(part: LocalContainer | LocalVolume): Fault[] {
  if (!JSON.stringify(part).includes("${TfToken[")) return [];
  const fix = "write it out, or take it from Secret.fromVariable";
  return refuse(part.name, inWords("told what only Terraform knows"), "values that are known here", fix);
}

function buildOf(repository: string, { context, props }: BuildSource): LocalImage {
  return { kind: "build", repository, build: { ...props, context } };
}
