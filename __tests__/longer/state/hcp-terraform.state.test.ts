import { Backend } from "../../../backends/backend";
import { describeWithTerraform } from "../../support/programs";
import { BASE, Project } from "./support/project";

describeWithTerraform("state in HCP Terraform", () => {
  test("Terraform takes the cloud block of a stack up to the point where it must reach the host", async () => {
    const backend = Backend.hcpTerraform({
      organization: "acme",
      project: "Web shop",
      hostname: "tfe.example.com",
    });
    // Nothing listens on this port, so nothing leaves the machine.
    const project = new Project(backend, { HTTPS_PROXY: "http://127.0.0.1:9", NO_PROXY: "" });
    const { status, output } = await project.run(BASE, "init");
    expect(status).toBe(1);
    expect(output.match(/Error: .*/g)).toEqual([
      expect.stringMatching(/Failed to request discovery document: .*tfe\.example\.com/),
    ]);
  });
});
