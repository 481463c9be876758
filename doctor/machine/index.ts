import { Check } from "../examination/check";
import { engineDisk, projectDisk } from "./disk";
import { apiVersion, builder, engineReached, linuxContainers, platform } from "./engine";
import { nodeVersion, packagesInstalled } from "./node";
import { programs } from "./programs";
import { buildSecrets, declaration, projectName, variables } from "./project";
import { terraformVersion } from "./terraform";

/** What can be found out without any network. */
export const machineChecks: readonly Check[] = [
  nodeVersion,
  packagesInstalled,
  terraformVersion,
  declaration,
  projectName,
  variables,
  buildSecrets,
  engineReached,
  linuxContainers,
  apiVersion,
  builder,
  platform,
  engineDisk,
  projectDisk,
  programs,
];
