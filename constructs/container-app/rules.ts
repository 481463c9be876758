import { Construct } from "constructs";
import { checkIdentityIds } from "../../core/azure/ids";
import { checkName } from "../../core/azure/names";
import { checkTags, STORAGE_TAG_NAME_BYTES } from "../../core/azure/tags";
import { Fault, refuse } from "../../core/fault";
import { BaseContainerProps, checkBaseContainer } from "../container-group/base-container";
import { ContainerProps } from "../container-group/container";
import { Port } from "../container-group/port";
import { checkContainerNames, checkCredentials } from "../container-group/rules";
import { checkVolumes, makesStorageAccount } from "../container-group/volumes";
import { HealthCheck } from "../rollout/health-check";
import { checkIngress, targetPortOf } from "./ingress";
import { checkProbe } from "./probe";
import { ContainerAppProps } from "./props";
import { checkSizes } from "./sizes";
import { checkMounts } from "./volumes";

/** The environment variable that changes with the secrets, so that Azure makes a new revision of them. */
export const SECRETS_VARIABLE = "SLIPWAY_SECRETS";

/** Source: azurerm's containerapps/validate/validate.go (ContainerAppContainerName). */
const CONTAINER_NAME_LIMIT = 46;

/** What Azure would refuse in a container app. */
export function checkContainerApp(scope: Construct, props: ContainerAppProps): Fault[] {
  const { name, containers, initContainers = [], health } = props;
  const port = targetPortOf(props);
  return [
    ...checkName(
      "containerApp",
      "name",
      name,
      name.length > 32 ? `shorten it by ${name.length - 32}` : 'write for example "shop"',
    ),
    ...containers.flatMap((container, i) => checkContainer(`containers[${i}]`, container)),
    ...initContainers.flatMap((container, i) => checkBase(`initContainers[${i}]`, container)),
    ...checkContainerNames(props),
    ...checkIngress(props),
    ...(port === undefined ? [] : checkPlainHttp(containers, port)),
    ...checkSizes(containers),
    ...checkVolumes(props),
    ...props.scale.check("scale", { answers: port !== undefined }),
    ...(health && port !== undefined ? checkHealth("health", health, port) : []),
    ...checkIdentityIds("userAssignedIdentityIds", props.userAssignedIdentityIds),
    ...checkCredentials(scope, props),
    ...checkTags("tags", props.tags, makesStorageAccount(props) ? STORAGE_TAG_NAME_BYTES : undefined),
  ];
}

/** A probe that asks the port of the ingress by HTTPS says that TLS is spoken there, and Azure speaks plain HTTP to it. */
function checkPlainHttp(containers: readonly ContainerProps[], port: number): Fault[] {
  return containers.flatMap((container, i) =>
    (["livenessProbe", "readinessProbe"] as const).flatMap((name) => {
      const probe = container[name];
      if (probe?.request?.scheme !== "https" || probe.portAsked(container.ports ?? []) !== port) return [];
      return refuse(
        `containers[${i}].${name}.scheme`,
        "https",
        `http at the port ${port} on Azure Container Apps, which ends TLS itself and sends plain HTTP there`,
        "have the app answer plain HTTP there and leave scheme out, or write platform: Platform.containerInstances() for this app",
      );
    }),
  );
}

function checkContainer(property: string, props: ContainerProps): Fault[] {
  const { cpu, memory, ports = [], livenessProbe, readinessProbe } = props;
  return [
    ...checkBase(property, props),
    ...(cpu?.check(`${property}.cpu`) ?? []),
    ...(memory?.check(`${property}.memory`) ?? []),
    ...(livenessProbe ? checkProbe("liveness", `${property}.livenessProbe`, livenessProbe, ports) : []),
    ...(readinessProbe ? checkProbe("readiness", `${property}.readinessProbe`, readinessProbe, ports) : []),
  ];
}

function checkBase(property: string, props: BaseContainerProps): Fault[] {
  const { name, environmentVariables = {} } = props;
  const most = CONTAINER_NAME_LIMIT;
  return [
    ...checkBaseContainer(property, props),
    ...checkMounts(`${property}.volumeMounts`, props.volumeMounts),
    ...(name.length > most && name.length <= 63
      ? refuse(
          `${property}.name`,
          name,
          `at most ${most} characters on Azure Container Apps`,
          `shorten it by ${name.length - most}`,
        )
      : []),
    ...Object.keys(environmentVariables)
      .filter((variable) => variable.toUpperCase() === SECRETS_VARIABLE)
      .flatMap((variable) =>
        refuse(
          `${property}.environmentVariables`,
          variable,
          `other names than ${SECRETS_VARIABLE}, by which a changed secret makes a new revision`,
          "rename it",
        ),
      ),
  ];
}

/** The readiness probe takes 200–399 for good, and asks the port that answers. */
function checkHealth(property: string, health: HealthCheck, port: number): Fault[] {
  return [
    ...health.check(property, [Port.tcp(port)]),
    ...(health.status >= 400 && health.status <= 599
      ? refuse(
          `${property}.status`,
          health.status,
          "200 to 399 on Azure Container Apps, whose own probe takes no other answer for a good one",
          "ask for another path, that answers 200",
        )
      : []),
  ];
}
