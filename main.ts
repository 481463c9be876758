import { App } from "cdktf";
import { Port } from "./constructs/container-group/port";
import { Probe } from "./constructs/container-group/probe";
import { Deployment } from "./deployment/deployment";
import { ImageSource } from "./deployment/image-source";
import releases from "./releases.json";
import { createStacks } from "./stacks/create-stacks";
import { synthesizeOrExit } from "./stacks/synthesize";

// What is deployed: the one place to edit.
export const deployment: Deployment = {
  // Starts the names that must be unique in all of Azure: choose your own before the first deploy.
  project: "slipway",
  tags: { project: "slipway" },
  registries: [{ name: "dev", location: "westeurope" }],
  environments: [{ name: "dev", registry: "dev" }],
  // The images that `npm run promote` and `npm run rollback` fixed.
  releases,
  apps: [
    {
      name: "hello",
      image: ImageSource.fromBuild("examples/hello", { aliases: ["v1", "latest"] }),
      ports: [Port.tcp(8080)],
      livenessProbe: Probe.httpGet("/health"),
    },
  ],
};

// The commands read the deployment from here too.
if (require.main === module) {
  // Without stack traces, what is synthesized names no folder of this machine.
  const app = new App({ stackTraces: false });
  createStacks(app, deployment);
  synthesizeOrExit(app);
}
