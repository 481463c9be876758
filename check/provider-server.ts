import * as grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { join } from "node:path";
import { type Block, type ProviderSchemas } from "./provider-schemas";

/** Providers that Terraform reaches through its variable for provider debugging. */
export interface ServedProviders {
  /** The value of `TF_REATTACH_PROVIDERS`. */
  readonly reattach: string;
  close(): void;
}

/**
 * Serves each provider's schemas over plugin protocol 5, as much of it as mocked plans and applies call. One
 * server a provider (the protocol never names the provider asked), on a free port of the loopback address:
 * Node cannot serve the Unix sockets that Terraform would use on Windows.
 *
 * @param providers by address, for example `registry.terraform.io/hashicorp/azurerm`
 */
export async function serveProviders(
  providers: ReadonlyMap<string, ProviderSchemas>,
): Promise<ServedProviders> {
  const servers: grpc.Server[] = [];
  const close = () => servers.forEach((server) => server.forceShutdown());
  const addresses: Record<string, unknown> = {};
  try {
    for (const [address, schemas] of providers) {
      const server = new grpc.Server();
      servers.push(server);
      server.addService(providerService(), handlers(schemas));
      const port = await listen(server);
      const reattach = {
        Protocol: "grpc",
        ProtocolVersion: 5,
        Pid: process.pid,
        // Terraform then leaves the process alone when it is done.
        Test: true,
        Addr: { Network: "tcp", String: `127.0.0.1:${port}` },
      };
      addresses[address] = reattach;
      // OpenTofu means its own registry where a stack names none.
      addresses[address.replace(/^registry\.terraform\.io\//, "registry.opentofu.org/")] = reattach;
    }
  } catch (error) {
    close();
    throw error;
  }
  return { reattach: JSON.stringify(addresses), close };
}

function listen(server: grpc.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
}

let service: grpc.ServiceDefinition | undefined;

function providerService(): grpc.ServiceDefinition {
  service ??= loadSync(join(__dirname, "tfplugin5.proto"), { keepCase: true })["tfplugin5.Provider"] as
    grpc.ServiceDefinition | undefined;
  return service!;
}

function handlers(schemas: ProviderSchemas): grpc.UntypedServiceImplementation {
  const accept: grpc.handleUnaryCall<unknown, unknown> = (_call, reply) => reply(null, {});
  const getSchema: grpc.handleUnaryCall<unknown, unknown> = (_call, reply) =>
    reply(null, {
      provider: schemaMessage(schemas.provider),
      resource_schemas: mapValues(schemas.resources, schemaMessage),
      data_source_schemas: mapValues(schemas.dataSources, schemaMessage),
    });
  const prepareConfig: grpc.handleUnaryCall<{ config: unknown }, unknown> = (call, reply) =>
    reply(null, { prepared_config: call.request.config });
  // OpenTofu asks for it when it prints the state of a mocked run, which was written in this very version.
  const upgradeState: grpc.handleUnaryCall<{ raw_state: unknown }, unknown> = (call, reply) =>
    reply(null, { upgraded_state: call.request.raw_state });
  return {
    GetSchema: getSchema,
    PrepareProviderConfig: prepareConfig,
    ValidateResourceTypeConfig: accept,
    ValidateDataSourceConfig: accept,
    UpgradeResourceState: upgradeState,
    Configure: accept,
    Stop: accept,
  };
}

function schemaMessage(block: Block): object {
  return { version: 0, block: blockMessage(block) };
}

function blockMessage(block: Block): object {
  return {
    version: 0,
    attributes: Object.entries(block.attributes).map(([name, { type, ...flags }]) => ({
      name,
      type: Buffer.from(JSON.stringify(type)),
      ...flags,
    })),
    block_types: Object.entries(block.blocks).map(([name, { nesting, min, max, block: nested }]) => ({
      type_name: name,
      block: blockMessage(nested),
      nesting,
      min_items: min,
      max_items: max,
    })),
  };
}

function mapValues<T, U>(record: Record<string, T>, convert: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value)]));
}
