import { ContainerGroupImageRegistryCredential } from "@cdktf/provider-azurerm/lib/container-group";
import { Construct } from "constructs";
import { Secret } from "./secret";

/** How a container group logs in to one registry. */
export abstract class RegistryCredential {
  /**
   * By a user-assigned identity that may pull there, so that there is no password. The group carries the identity.
   * @param server the registry's login server
   * @param identityId Azure's id of the identity. A system-assigned one cannot pull: it does not exist in time.
   */
  static identity(server: string, identityId: string): RegistryCredential {
    return new IdentityCredential(server, identityId);
  }

  /**
   * By user name and password.
   * @param server the registry's host name, without `https://`
   */
  static password(server: string, username: string | Secret, password: Secret): RegistryCredential {
    return new PasswordCredential(server, username, password);
  }

  /** The identity that the group must carry, if any. */
  readonly identityId?: string;

  /** The block of the container group that this credential becomes. */
  abstract render(scope: Construct): ContainerGroupImageRegistryCredential;
}

class IdentityCredential extends RegistryCredential {
  constructor(
    private readonly server: string,
    override readonly identityId: string,
  ) {
    super();
  }

  render(): ContainerGroupImageRegistryCredential {
    return { server: this.server, userAssignedIdentityId: this.identityId };
  }
}

class PasswordCredential extends RegistryCredential {
  constructor(
    private readonly server: string,
    private readonly username: string | Secret,
    private readonly password: Secret,
  ) {
    super();
  }

  render(scope: Construct): ContainerGroupImageRegistryCredential {
    const { server, username, password } = this;
    return {
      server,
      username: typeof username === "string" ? username : username.expressionIn(scope),
      password: password.expressionIn(scope),
    };
  }
}
