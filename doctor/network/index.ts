import { Check } from "../examination/check";
import { dockerHub } from "./docker-hub";
import { azureReached, certificates, clock, providerRegistry, proxy } from "./reach";
import { registryReached } from "./registry";

/** What else is asked over the network. */
export const networkChecks: readonly Check[] = [
  azureReached,
  certificates,
  clock,
  proxy,
  providerRegistry,
  registryReached,
  dockerHub,
];
