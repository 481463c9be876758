import * as grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { serveProviders } from "../../check/provider-server";

// Only OpenTofu asks for this (opentofu.test.ts).
test("a state of a mocked run is handed back as it is", async () => {
  const service = loadSync("check/tfplugin5.proto", { keepCase: true })["tfplugin5.Provider"];
  const Client = grpc.makeGenericClientConstructor(service as grpc.ServiceDefinition, "Provider");
  const empty = { attributes: {}, blocks: {} };
  const served = await serveProviders(
    new Map([["example", { provider: empty, resources: {}, dataSources: {} }]]),
  );
  try {
    const { Addr } = (JSON.parse(served.reattach) as Record<string, { Addr: { String: string } }>).example!;
    const client = new Client(Addr.String, grpc.credentials.createInsecure());
    const json = Buffer.from('{"login_server":"acme.azurecr.io"}');
    const answer = await new Promise((resolve, reject) => {
      client.UpgradeResourceState!({ raw_state: { json } }, (error: Error | null, response: unknown) =>
        error ? reject(error) : resolve(response),
      );
    });
    client.close();
    expect(answer).toMatchObject({ upgraded_state: { json } });
  } finally {
    served.close();
  }
});
